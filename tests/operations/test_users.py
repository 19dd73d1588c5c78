"""The users file, as ``cchc users`` writes it."""

from __future__ import annotations

import io
import json
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cchc_assistant.cli import main
from cchc_assistant.errors import InputError, UsageError
from cchc_assistant.web.users import Users

PASSWORD = "mật khẩu dài"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.json"


def run(monkeypatch: pytest.MonkeyPatch, path: Path, *words: str, typed: str = "") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return main(["users", *words, "--users", str(path)])


def test_user_comes_changes_and_goes(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, path, "add", "Lan.NV", "--password-stdin", typed=f"{PASSWORD}\n") == 0
    users = Users(path)
    lan = users.check("lan.nv", PASSWORD)
    assert lan is not None
    assert not lan.edits
    assert users.check("lan.nv", "sai mật khẩu") is None
    assert users.check("khac", PASSWORD) is None
    assert run(monkeypatch, path, "role", "lan.nv", "editor") == 0
    assert run(monkeypatch, path, "password", "lan.nv", "--password-stdin", typed="mật khẩu khác\n") == 0
    assert users.check("lan.nv", PASSWORD) is None
    capsys.readouterr()
    assert run(monkeypatch, path, "token", "lan.nv") == 0
    token = capsys.readouterr().out.strip()
    found = users.of_token(token)
    assert found is not None
    assert found.edits
    assert run(monkeypatch, path, "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [{"name": "lan.nv", "role": "editor", "token": True}]
    assert run(monkeypatch, path, "remove", "lan.nv") == 0
    assert users.all() == {}
    assert users.of_token(token) is None


def test_file_holds_no_secret_and_is_nobody_elses(path: Path) -> None:
    users = Users(path)
    users.add("lan", "reader", PASSWORD)
    token = users.new_token("lan")
    text = path.read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert token not in text
    assert '"$argon2id$' in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "words", [("add", "lan"), ("add", "tên lạ"), ("add", "../x"), ("remove", "ai"), ("token", "ai")]
)
def test_wrong_use_is_told_in_one_line(
    path: Path, words: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Users(path).add("lan", "reader", PASSWORD)
    stdin = ["--password-stdin"] if words[0] == "add" else []
    assert run(monkeypatch, path, *words, *stdin, typed=PASSWORD) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(Users(path).all()) == ["lan"]


@pytest.mark.parametrize("password", ["", "ngắn", "x" * 257])
def test_password_of_bad_length(path: Path, password: str) -> None:
    with pytest.raises(UsageError, match="8"):
        Users(path).add("lan", "reader", password)


def test_writers_at_once_lose_nothing(path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: Users(path).add(f"user{number}", "reader", PASSWORD), range(4)))
    assert sorted(Users(path).all()) == [f"user{number}" for number in range(4)]


@pytest.mark.parametrize("text", ["", "{}", '{"format": 9, "users": []}', '{"format": 1, "users": [{"name": "a"}]}'])
def test_damaged_file_lets_nobody_in(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="tệp người dùng"):
        Users(path).all()
