"""What ``cchc doctor`` finds on a healthy computer, and on ones that are not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cchc_assistant.cli import main
from cchc_assistant.operations import doctor, offline_probe
from cchc_assistant.operations.doctor import Finding
from cchc_assistant.retrieval.index_files import sha256_of
from cchc_assistant.web.users import Users


def faults(findings: list[Finding]) -> list[str]:
    return [finding.told for finding in findings if finding.state == "fault"]


def test_healthy_computer_has_no_fault_and_reaches_no_other(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--index", str(index), "--json"]) == 0
    findings = [Finding(**found) for found in json.loads(capsys.readouterr().out)]
    told = {finding.about: finding.told for finding in findings if finding.state == "ok"}
    assert "5 kế hoạch" in told["chỉ mục"]
    assert "không kết nối nào" in told["ngoại tuyến"]
    assert "ở máy này" in told["trang hỏi đáp"]


def test_missing_index_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_offline", lambda index: iter(()))
    assert main(["doctor", "--index", str(tmp_path / "none")]) == 1


def test_listed_models_are_the_shipped_ones() -> None:
    shipped = {
        path.relative_to(doctor.MODELS).as_posix(): sha256_of(path)
        for path in sorted(doctor.MODELS.rglob("*"))
        if path.is_file() and path.suffix not in (".md", "") and path.name != doctor.SUMS
    }
    lines = (doctor.MODELS / doctor.SUMS).read_text(encoding="utf-8").splitlines()
    listed = {line.split(maxsplit=1)[1]: line.split(maxsplit=1)[0] for line in lines}
    assert listed == shipped, "a model has changed: run «make models-sums»"


@pytest.mark.parametrize("damage", ["changed", "removed"])
def test_damaged_model_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    models = shutil.copytree(doctor.MODELS, tmp_path / "models")
    monkeypatch.setattr(doctor, "MODELS", models)
    assert faults(list(doctor._models())) == []
    model = models / "syllables.bin"
    if damage == "changed":
        data = bytearray(model.read_bytes())
        data[len(data) // 2] ^= 1
        model.write_bytes(data)
    else:
        model.unlink()
    (fault,) = faults(list(doctor._models()))
    assert "syllables.bin" in fault


def test_users_file_that_others_can_read_is_a_fault(tmp_path: Path) -> None:
    users = Users(tmp_path / "users.json")
    users.add("lan", "editor", "mật khẩu dài")
    assert faults(list(doctor._users(users.path))) == []
    users.path.chmod(0o644)
    assert "chmod 600" in faults(list(doctor._users(users.path)))[0]


def test_page_that_fetches_from_elsewhere_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "login.html").write_text("<link href='https://fonts.example/x.css'>", encoding="utf-8")
    monkeypatch.setattr(doctor, "PACKAGE", tmp_path)
    assert "login.html" in faults(list(doctor._page()))[0]


def test_full_disk_is_a_fault(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_SPARE", 2**80)
    assert "không đủ" in faults(list(doctor._disk(index)))[0]


def test_connection_to_another_computer_is_noticed(index: Path) -> None:
    """A library that opens a socket elsewhere: connecting a datagram socket sends nothing."""
    code = f"""
import json, pathlib, socket
from cchc_assistant.operations import offline_probe
from cchc_assistant.web import library
class Telling(library.Library):
    def __init__(self, index):
        super().__init__(index)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            try:
                other.connect(("192.0.2.7", 9))
            except OSError:
                pass
library.Library = Telling
print(json.dumps(offline_probe.probe(pathlib.Path({str(index)!r}))))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert json.loads(done.stdout.splitlines()[-1]) == ["192.0.2.7"]


@pytest.mark.parametrize(
    ("listed", "address"),
    [
        ("0100007F", "127.0.0.1"),
        ("0000000000000000FFFF00000100007F", "127.0.0.1"),
        ("00000000000000000000000001000000", "::1"),
        ("B80D0120000000000000000001000000", "2001:db8::1"),
    ],
)
def test_addresses_of_the_kernel_are_read(listed: str, address: str) -> None:
    assert offline_probe._address(listed) == address
