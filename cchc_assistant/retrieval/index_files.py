"""An index on disk: numbered versions, each whole, and a pointer that one atomic rename switches.

    indexes/default/
        CURRENT              the name of the version in use: "v3"
        LOCK                 held by the one writer
        v3/manifest.json     format, counts, files with their hashes, checksums of what follows
        v3/plans.jsonl       one plan a line
        v3/sources/0001.txt  the source text of each document, which all spans count in
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_assistant.errors import IndexUnusable
from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.serialize import dump, load_plan

FORMAT = 1
_POINTER = "CURRENT"


@dataclass(frozen=True, slots=True)
class Indexed:
    """One file of an index: its hash, and either its plan and source text or why it could not be read."""

    name: str
    sha256: str
    plan: Plan | None = None
    source: str = ""
    error: str | None = None


@contextmanager
def writer(index: Path) -> Iterator[None]:
    """Hold the index for writing.

    Raises:
        IndexUnusable: another process is writing to it.
    """
    index.mkdir(parents=True, exist_ok=True)
    with (index / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexUnusable(
                f"{index}: đang có tiến trình khác ghi chỉ mục; chờ tiến trình đó xong rồi chạy lại"
            ) from None
        yield


def current(index: Path) -> Path:
    """Return the folder of the version in use.

    Raises:
        IndexUnusable: there is none.
    """
    try:
        name = (index / _POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexUnusable(f"{index}: chưa có chỉ mục; chạy «cchc index» để tạo") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable(f"{index}: không đọc được chỉ mục ({error}); chạy lại «cchc index»") from None
    version = index / name
    if not name.startswith("v") or "/" in name or not version.is_dir():
        raise IndexUnusable(f"{index}: chỉ mục hỏng (con trỏ chỉ tới «{name[:20]}»); chạy lại «cchc index»")
    return version


def write(index: Path, files: list[Indexed]) -> Path:
    """Write a new version beside the old one, then switch to it; the version before stays for its readers."""
    numbers = [int(path.name[1:]) for path in index.glob("v[0-9]*") if path.name[1:].isdigit()]
    version = index / f"v{max(numbers, default=0) + 1}"
    building = index / f".building-{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    (building / "sources").mkdir(parents=True)
    records: list[dict[str, Any]] = []
    with (building / "plans.jsonl").open("w", encoding="utf-8", newline="\n") as plans:
        for number, file in enumerate(files, 1):
            record: dict[str, Any] = {"name": file.name, "sha256": file.sha256}
            if file.plan is None:
                record["error"] = file.error
            else:
                record["source"] = f"sources/{number:04}.txt"
                (building / record["source"]).write_text(file.source, encoding="utf-8", newline="")
                plans.write(json.dumps(dump(file.plan), ensure_ascii=False) + "\n")
            records.append(record)
    checksums = {
        str(path.relative_to(building)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(building.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "format": FORMAT,
        "files": records,
        "plans": sum(file.plan is not None for file in files),
        "tasks": sum(len(file.plan.tasks) for file in files if file.plan),
        "checksums": checksums,
    }
    (building / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(building)
    building.rename(version)
    pointer = index / f".{_POINTER}-{os.getpid()}"
    pointer.write_text(version.name + "\n", encoding="utf-8")
    _sync_file(pointer)
    pointer.replace(index / _POINTER)
    _sync_file(index)
    for number in sorted(numbers)[:-1]:
        shutil.rmtree(index / f"v{number}", ignore_errors=True)
    return version


def read(index: Path) -> list[Indexed]:
    """Read the version in use.

    Raises:
        IndexUnusable: there is none, it is damaged, or of another format.
    """
    version = current(index)
    try:
        manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise IndexUnusable(
                f"{index}: chỉ mục dạng {manifest['format']}, bản này đọc dạng {FORMAT}; chạy lại «cchc index»"
            )
        with (version / "plans.jsonl").open(encoding="utf-8") as lines:
            plans = [load_plan(json.loads(line)) for line in lines]
        by_name = {plan.document: plan for plan in plans}
        files = []
        for record in manifest["files"]:
            if "source" in record:
                source = (version / record["source"]).read_bytes().decode("utf-8")
                files.append(Indexed(record["name"], record["sha256"], by_name[record["name"]], source))
            else:
                files.append(Indexed(record["name"], record["sha256"], error=record["error"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnusable(
            f"{index}: chỉ mục hỏng ({type(error).__name__}: {error}); chạy lại «cchc index» để dựng lại"
        ) from None
    return files


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync_file(path)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
