"""Damaged and harmful files: one clear line each, nothing hangs, the rest of a batch is read."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading import isolate, worker
from cchc_assistant.reading.archives import members
from cchc_assistant.reading.many import Source, expand, read_many
from cchc_assistant.reading.read import read
from tests.documents.build_docx import build_docx
from tests.documents.content import plans
from tests.documents.hostile import READABLE, UNREADABLE, packed


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_unreadable_file_ends_in_one_clear_line(name: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(UNREADABLE[name](), name)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    assert re.search(r"[ăâđêôơưạ-ỹ]", message), "the reason is in Vietnamese"
    assert "Error" not in message, "no library's own error is shown"


@pytest.mark.parametrize("name", sorted(READABLE))
def test_harmful_but_readable_file_is_read_as_text(name: str) -> None:
    document = read(READABLE[name](), name)
    assert document.text.strip()
    assert "fetch(" not in document.text


def test_there_are_at_least_forty_hostile_files() -> None:
    assert len(UNREADABLE) >= 40


def test_batch_goes_on_past_hostile_files() -> None:
    good = plans()[0]
    sources = [Source(name, data=build()) for name, build in sorted(UNREADABLE.items())[::4]]
    sources.insert(5, Source("tot.docx", data=build_docx(good)))
    sources.append(Source("tot.txt", data="KẾ HOẠCH\nNăm 2023\n".encode()))
    seen: list[tuple[str, int, int]] = []
    outcomes = read_many(sources, progress=lambda name, done, total: seen.append((name, done, total)))
    assert [outcome.name for outcome in outcomes] == [source.name for source in sources]
    assert [outcome.name for outcome in outcomes if outcome.document] == ["tot.docx", "tot.txt"]
    assert all(outcome.error for outcome in outcomes if not outcome.document)
    assert sorted(done for _, done, _ in seen) == list(range(1, len(sources) + 1))


def test_killed_worker_is_told_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_UNUSED", "1")
    process = isolate.Worker()
    process.process.kill()
    process.process.wait()
    with pytest.raises(UnreadableFile, match="dừng đột ngột"):
        process.read(build_docx(plans()[0]), "a.docx", "docx", None)
    assert not process.alive
    assert read(build_docx(plans()[0]), "a.docx").text


def test_silent_worker_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolate, "QUIET_SECONDS", 0.001)
    process = isolate.Worker()
    with pytest.raises(UnreadableFile, match="không xong"):
        process.read(build_docx(plans()[0]), "a.docx", "docx", None)
    assert process.process.poll() is not None


def test_worker_says_when_memory_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(data: bytes, name: str, kind: str, progress: object) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "read_kind", greedy)
    answer = worker.serve(b"x", "a.docx", "docx", worker.Limits(memory=None), io.BytesIO())
    assert "bộ nhớ" in answer["error"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
def test_worker_that_needs_too_much_memory_ends() -> None:
    program = (
        "from cchc_assistant.reading.worker import Limits, MEMORY\n"
        "Limits()\n"
        "try:\n"
        "    bytearray(MEMORY * 2)\n"
        "except MemoryError:\n"
        "    print('stopped')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "stopped\n"


def test_archive_gives_each_of_its_files(tmp_path: Path) -> None:
    archive = packed(
        {
            "2023/kế hoạch.docx": build_docx(plans()[0]),
            "2023/ghi chú.txt": "Ghi chú".encode(),
            "__MACOSX/._x": b"x",
            "../ra-ngoai.txt": b"x",
            "phim.mp4": b"x",
        }
    )
    found = list(members(archive, "nam.zip"))
    assert [(member.name, member.error is None) for member in found] == [
        ("nam.zip/2023/kế hoạch.docx", True),
        ("nam.zip/2023/ghi chú.txt", True),
        ("nam.zip/ra-ngoai.txt", False),
        ("nam.zip/phim.mp4", False),
    ]
    (tmp_path / "nam.zip").write_bytes(archive)
    (tmp_path / "le.txt").write_text("Kế hoạch", "utf-8")
    sources = list(expand([(tmp_path / "nam.zip", "nam.zip"), (tmp_path / "le.txt", "le.txt")]))
    assert len(sources) == 5
    assert sources[-1].bytes() == "Kế hoạch".encode()
