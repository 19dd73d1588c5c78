"""What this program is made of: that the lock fits the ranges, known weaknesses, licences, and a bill of materials.

    python deploy/supply_chain.py

Writes ``build/sbom.cdx.json`` (CycloneDX) and ``build/licences.json``. What the package registry does not answer is
skipped, and said to be; the exit status is 1 where something is wrong.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "deploy" / "requirements.lock"
BUILD = ROOT / "build"
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ;[^\\]*)?(?P<rest>(?: \\\n    --hash=\S+)*)", re.MULTILINE
)
ALTERNATIVES = re.compile(r"\s+or\s+", re.IGNORECASE)
PARTS = re.compile(r"\s+and\s+|;\s*", re.IGNORECASE)


def pinned() -> dict[str, str]:
    """Return the versions that the lock names."""
    return {canonicalize_name(found["name"]): found["version"] for found in PINNED.finditer(LOCK.read_text())}


def lock_faults() -> Iterator[str]:
    """Yield where the lock does not fit the ranges of pyproject.toml, or names a package without its hashes."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = pinned()
    for wanted in map(Requirement, project["dependencies"]):
        version = versions.get(canonicalize_name(wanted.name))
        if version is None or not wanted.specifier.contains(version, prereleases=True):
            yield f"{LOCK.name}: {wanted} is not there ({version}): run «make lock»"
    for found in PINNED.finditer(LOCK.read_text()):
        if not found["rest"]:
            yield f"{LOCK.name}: {found['name']} has no hash: run «make lock»"


def audit() -> tuple[str, list[str]]:
    """Return what is to be said of the audit, and the weaknesses known of the packages of the lock."""
    command = ["pip-audit", "-r", str(LOCK), "--disable-pip", "--require-hashes", "-f", "json", "--timeout", "15"]
    done = _run(command)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return f"skipped: {(done.stderr.strip() or 'no answer').splitlines()[-1][:150]}", []
    known = [package for package in found if "skip_reason" not in package]
    faults = [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in {weakness['fix_versions'] or 'none yet'}"
        for package in known
        for weakness in package.get("vulns", [])
    ]
    if not known:
        return f"skipped: the registry knows nothing of the weaknesses of these {len(found)} packages", faults
    skipped = f"; no answer for {len(found) - len(known)}" if len(known) < len(found) else ""
    return f"{len(known)} packages audited{skipped}", faults


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


def bill_of_materials() -> tuple[str, list[str]]:
    """Write the bill of materials; return what is to be said of it, and what is wrong."""
    BUILD.mkdir(exist_ok=True)
    target = BUILD / "sbom.cdx.json"
    done = _run(
        ["cyclonedx-py", "requirements", str(LOCK), "--pyproject", str(ROOT / "pyproject.toml"), "-o", str(target)]
    )
    if done.returncode:
        return "not written", [done.stderr.strip()[-200:]]
    count = len(json.loads(target.read_text(encoding="utf-8"))["components"])
    return f"{count} components, see {target.relative_to(ROOT)}", []


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / command[0]
    return subprocess.run([str(tool), *command[1:]], capture_output=True, text=True, check=False, cwd=ROOT)


def main() -> int:
    """Look at everything; return the exit status."""
    wrong = list(lock_faults())
    sys.stdout.write(f"lock: {len(pinned())} packages with hashes\n")
    for about, look in (("weaknesses", audit), ("licences", licences), ("bill of materials", bill_of_materials)):
        told, faults = look()
        sys.stdout.write(f"{about}: {told}\n")
        wrong += faults
    for fault in wrong:
        sys.stderr.write(f"{fault}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
