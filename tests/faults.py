"""Ways to break an index, and what must hold afterwards; a few cases are tests, many are ``eval/bench_faults.py``."""

from __future__ import annotations

import contextlib
import io
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_assistant.cli import main
from cchc_assistant.errors import CchcError
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.store import open_store
from cchc_assistant.retrieval.verify import verify

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Told:
    """How a command ended: its status and the lines on its standard error."""

    status: int
    lines: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """Whether it failed with one line in Vietnamese of its own making."""
        (line,) = self.lines if len(self.lines) == 1 else ("",)
        return self.status in (1, 2) and line.startswith("cchc: ") and "ngoài dự kiến" not in line


def told(arguments: Sequence[str]) -> Told:
    """Run a command in this process."""
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        status = main(arguments)
    return Told(status, tuple(line for line in errors.getvalue().splitlines() if line.startswith("cchc:")))


def told_apart(arguments: Sequence[str], *, file_bytes: int | None = None, bound: bool = False) -> Told:
    """Run a command in a process of its own, with a limit on the size of files, or bound by permissions as root too."""
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if bound and os.geteuid() == 0 else []

    def limit() -> None:
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    done = subprocess.run(
        [*drop, sys.executable, "-m", "cchc_assistant", *arguments],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        cwd=ROOT,
        check=False,
        timeout=300,
    )
    return Told(done.returncode, tuple(line for line in done.stderr.splitlines() if line.startswith("cchc:")))


def content(index: Path) -> list[tuple[str, str]]:
    """Return name and source text of what the version in use holds."""
    return [(file.name, file.source) for file in index_files.read(index)]


def places(index: Path, count: int, seed: int = 0) -> Iterator[tuple[Path, int]]:
    """Yield random places in the files of the version in use and in the pointer to it, every file first."""
    rng = random.Random(seed)
    version = index_files.current(index)
    files = [path for path in sorted(version.rglob("*")) if path.is_file() and path.stat().st_size]
    files.append(index / "CURRENT")
    for number in range(count):
        path = files[number] if number < len(files) else rng.choice(files)
        yield path, rng.randrange(path.stat().st_size)


def corrupt(index: Path, count: int, seed: int = 0) -> Iterator[tuple[str, bool, bool]]:
    """Change one byte after the other; yield where, whether `verify` found it, and whether nothing wrong was read.

    What is read of a damaged index must be refused, or be what was written: texts, passages and searches are opened.
    """
    whole = open_store(index).open().files(passages=True)
    rng = random.Random(seed + 1)
    for path, at in places(index, count, seed):
        data = path.read_bytes()
        changed = bytearray(data)
        changed[at] ^= rng.randrange(1, 256)
        path.write_bytes(bytes(changed))
        found = bool(verify(index))
        try:
            version = open_store(index).open()
            right = version.files(passages=True) == whole
            searcher = version.searcher()
            version.register(searcher)
            searcher.search("ai chủ trì tập huấn", 3)
            right = right and path.parent.name not in ("search", "register")
        except CchcError:
            right = True
        path.write_bytes(data)
        yield f"{path.relative_to(index)}:{at}", found, right


def copy_of(corpus: Path, folder: Path) -> Path:
    """Copy plans to a folder where they may be changed."""
    shutil.copytree(corpus, folder)
    return folder
