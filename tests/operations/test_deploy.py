"""What is shipped to run the server with systemd, in a container, and from locked dependencies."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
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


@pytest.mark.parametrize(("status", "ended"), [(200, 0), (503, 1)])
def test_image_asks_the_server_how_it_is(status: int, ended: int) -> None:
    asked = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    found = re.search(r"HEALTHCHECK [^[]*CMD (\[.*\])$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        _, *words = json.loads(found[1].replace("7860", str(server.server_port)))
        assert subprocess.run([sys.executable, *words], capture_output=True, check=False).returncode == ended
    assert asked == ["/healthz"]
