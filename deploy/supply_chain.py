"""What this program is made of: that the lock fits the ranges, known weaknesses, licences, and a bill of materials.

    python deploy/supply_chain.py          # everything
    python deploy/supply_chain.py sbom     # one of: lock, weaknesses, licences, sbom

Writes ``build/sbom.cdx.json`` (CycloneDX) and ``build/licences.json``. What the package registry does not answer is
skipped, and said to be; the exit status is 1 where something is wrong.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "deploy" / "requirements.lock"
BUILD = ROOT / "build"
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ;[^\\]*)?(?P<rest>(?: \\\n    --hash=\S+)*)", re.MULTILINE
)
LOCKED_EXTRAS = ("cluster", "llm", "milvus")
CPU_BUILDS = "https://download.pytorch.org/whl/cpu/"
ALTERNATIVES = re.compile(r"\s+or\s+", re.IGNORECASE)
PARTS = re.compile(r"\s+and\s+|;\s*", re.IGNORECASE)


def pinned() -> dict[str, str]:
    """Return the versions that the lock names."""
    return {canonicalize_name(found["name"]): found["version"] for found in PINNED.finditer(LOCK.read_text())}


def lock() -> tuple[str, list[str]]:
    """Return what is to be said of the lock, and where it does not fit pyproject.toml or has no hash."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions, faults = pinned(), []
    extras = (line for extra in LOCKED_EXTRAS for line in project["optional-dependencies"][extra])
    for wanted in map(Requirement, [*project["dependencies"], *extras]):
        version = versions.get(canonicalize_name(wanted.name))
        if version is None or not wanted.specifier.contains(version, prereleases=True):
            faults.append(f"{LOCK.name}: {wanted} is not there ({version}): run «make lock»")
    for found in PINNED.finditer(LOCK.read_text()):
        if not found["rest"]:
            faults.append(f"{LOCK.name}: {found['name']} has no hash: run «make lock»")
        if found["name"].startswith(("cuda-", "nvidia-", "triton")):
            faults.append(
                f"{LOCK.name}: {found['name']} is of a build of torch with CUDA: see LOCK_ARGS in the Makefile"
            )
    return f"{len(versions)} packages with hashes", faults


def weaknesses() -> tuple[str, list[str]]:
    """Return what is to be said of the audit, and the weaknesses known of the packages of the lock."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        # Weaknesses are known of a release (2.13.0), not of its builds (2.13.0+cpu), whose hashes differ from it.
        listed.write_text("".join(f"{name}=={Version(version).public}\n" for name, version in pinned().items()))
        asked = ["--requirement", str(listed), "--no-deps", "--disable-pip", "--format", "json", "--timeout", "15"]
        done = _run(["pip-audit", *asked])
    return audited(done.stdout, done.stderr)


def audited(stdout: str, stderr: str) -> tuple[str, list[str]]:
    """Sort out what pip-audit wrote: "skipped: …" where the advisory service did not answer or knows no package."""
    try:
        found: list[dict[str, Any]] = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError):
        told = (stderr.strip() or "nothing was written").splitlines()[-1]
        return f"skipped: the registry's advisories can't be read here ({told[:90]})", []
    known = [package for package in found if "skip_reason" not in package]
    if not known:
        return f"skipped: the registry knows nothing of the weaknesses of these {len(found)} packages", []
    faults = [
        f"{package['name']} {package['version']}: {weakness['id']}, "
        f"mended in {', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in known
        for weakness in package["vulns"]
    ]
    unknown = [package["name"] for package in found if "skip_reason" in package]
    return f"{len(known)} packages audited" + (f"; no answer for {', '.join(unknown)}" if unknown else ""), faults


def licences() -> tuple[str, list[str]]:
    """Return what is to be said of the licences of the installed packages of the lock, and those that may not be."""
    done = _run(["pip-licenses", "--format=json", "--with-system", "--packages", *pinned()])
    found: list[dict[str, str]] = json.loads(done.stdout)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "licences.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    lines = (ROOT / "deploy" / "licences.txt").read_text(encoding="utf-8").splitlines()
    allowed = re.compile("|".join(f"(?:{line})" for line in lines if line and not line.startswith("#")), re.IGNORECASE)

    def may(licence: str) -> bool:
        return any(
            all(allowed.fullmatch(part.strip(" ()")) or allowed.fullmatch(part.strip()) for part in PARTS.split(choice))
            for choice in (*ALTERNATIVES.split(licence), licence.splitlines()[0] if licence else "")
        )

    faults = [
        f"{each['Name']} {each['Version']}: licence «{each['License'][:60]}»"
        for each in found
        if not may(each["License"])
    ]
    return f"{len(found)} packages, see {(BUILD / 'licences.json').relative_to(ROOT)}", faults


def sbom() -> tuple[str, list[str]]:
    """Write the bill of materials; return what is to be said of it, and what is wrong."""
    about = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    done = _run(["cyclonedx-py", "requirements", str(LOCK), *about])
    if done.returncode:
        return "not written", [done.stderr.strip()[-200:]]
    bill = json.loads(done.stdout)
    bill["components"] = [completed(component) for component in bill["components"]]
    BUILD.mkdir(exist_ok=True)
    target = BUILD / "sbom.cdx.json"
    target.write_text(json.dumps(bill, indent=1), encoding="utf-8")
    return f"{len(bill['components'])} components, see {target.relative_to(ROOT)}", []


def completed(component: Mapping[str, Any]) -> dict[str, Any]:
    """Return a component with where its files come from, and the licence where just that version is installed here."""
    made = {name: value for name, value in component.items() if name != "description"}  # it is the lock's line again
    if made["version"].endswith("+cpu"):
        from_here = {"url": f"{CPU_BUILDS}{made['name']}/"}
        made["externalReferences"] = [reference | from_here for reference in made["externalReferences"]]
    try:
        installed = metadata.distribution(made["name"])
    except metadata.PackageNotFoundError:
        return made
    told = installed.metadata
    if installed.version == made["version"]:
        if "License-Expression" in told:
            made["licenses"] = [{"expression": told["License-Expression"]}]
        elif name := next(iter((told["License"] or "").splitlines()), ""):
            made["licenses"] = [{"license": {"name": name}}]
    return made


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / command[0]
    return subprocess.run([str(tool), *command[1:]], capture_output=True, text=True, check=False, cwd=ROOT)


def main(names: Sequence[str]) -> int:
    """Look at what is named, or at everything; return the exit status."""
    looks = {"lock": lock, "weaknesses": weaknesses, "licences": licences, "sbom": sbom}
    if unknown := set(names) - set(looks):
        sys.stderr.write(f"{', '.join(sorted(unknown))}: choose from {', '.join(looks)}\n")
        return 2
    wrong = []
    for name in names or looks:
        told, faults = looks[name]()
        sys.stdout.write(f"{name}: {told}\n")
        wrong += faults
    for fault in wrong:
        sys.stderr.write(f"{fault}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
