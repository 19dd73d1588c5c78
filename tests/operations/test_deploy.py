"""What is shipped to run the server with systemd, in a container, and from locked dependencies."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cchc_assistant.settings import Settings
from cchc_assistant.usage import build_parser
from tests.conftest import ROOT

UNIT = ROOT / "deploy" / "cchc.service"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


def test_unit_is_understood_by_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/cchc/bin/cchc", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_unit_and_image_call_commands_that_are_there() -> None:
    parser = build_parser(Settings())
    calls = [shlex.split(words) for words in re.findall(r"/opt/cchc/bin/cchc (.+)", UNIT.read_text(encoding="utf-8"))]
    assert [parser.parse_args(words).command for words in calls] == ["chat"]
    image = DOCKERFILE.read_text(encoding="utf-8")
    settings = Settings.from_environment(dict(re.findall(r"(CCHC_\w+)=(\S+)", image)))
    assert (
        build_parser(settings).parse_args(json.loads(re.findall(r"^CMD (.+)", image, re.MULTILINE)[-1])).host
        == "0.0.0.0"
    )


def test_image_is_built_as_the_field_advises() -> None:
    hadolint = str(Path(sys.executable).parent / "hadolint")
    # Debian keeps only the newest version of a package: a pinned one could not be installed tomorrow.
    command = [hadolint, "--no-color", "--ignore", "DL3008", str(DOCKERFILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE)[-1] != "root"
    copied = {name for line in re.findall(r"^COPY ((?!--from).+) \S+$", text, re.MULTILINE) for name in line.split()}
    assert all((ROOT / name).exists() for name in copied)
