"""Index a folder over and over, each time killing the writer at another moment; print what was wrong afterwards.

    python kill_writer.py CORPUS INDEX KILLS

A child process builds the index and sends itself SIGKILL at the n-th file operation; the moments are spread over the
whole build. After each kill a fresh process verifies the index and counts its files.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from pathlib import Path

from cchc_assistant.ingest import build
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.verify import verify

WATCHED = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "fcntl.flock"})


def in_child(work: object, *arguments: object) -> int:
    """Run a function in a forked process; return its exit status, negative if a signal ended it."""
    child = os.fork()
    if not child:
        status = 1
        try:
            status = work(*arguments)  # type: ignore[operator]
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def write(corpus: Path, index: Path, last: int) -> int:
    """Build the index; die at the ``last``-th file operation (never, if it is 0)."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in WATCHED and str(index) in str(arguments[:1]):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    build([corpus], index)
    (index.parent / "operations").write_text(str(seen))
    return 0


def names(index: Path) -> list[str]:
    """Return the names of the files that the version in use was built from."""
    manifest = json.loads((index_files.current(index) / index_files.MANIFEST).read_text(encoding="utf-8"))
    return [record["name"] for record in manifest["files"]]


def check(index: Path, allowed: list[list[str]]) -> int:
    """Say whether the index is whole and holds one of the sets of files that are allowed."""
    problems = verify(index)
    held = sorted(file.name for file in index_files.read(index))
    if problems or held not in allowed:
        sys.stderr.write(json.dumps({"problems": problems, "names": held}, ensure_ascii=False) + "\n")
        return 1
    return 0


def main() -> int:
    """Kill as often as asked; return the number of times that the index was not whole."""
    corpus, index, kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    in_child(write, corpus, index, 0)
    in_child(write, corpus, index, 0)
    operations = int((index.parent / "operations").read_text())
    rng = random.Random(0)
    before = sorted(path.name for path in corpus.iterdir())
    current = before
    wrong = 0
    for number in range(kills):
        added = corpus / f"added-{number}.txt"
        added.write_text(
            f"KẾ HOẠCH\nNăm {2000 + number}\n\nI. NỘI DUNG\n\n1. Rà soát thủ tục hành chính.\n", encoding="utf-8"
        )
        after = sorted([*before, added.name])
        status = in_child(write, corpus, index, rng.randint(1, operations))
        wrong += in_child(check, index, [after] if status == 0 else [current, after]) != 0
        current = after if status == 0 else sorted(names(index))
        wrong += status not in (0, -signal.SIGKILL)
        added.unlink()
    wrong += in_child(write, corpus, index, 0) != 0
    wrong += in_child(check, index, [before]) != 0
    left = [path.name for path in index.iterdir() if path.name.startswith(".")]
    sys.stdout.write(json.dumps({"kills": kills, "operations": operations, "wrong": wrong, "left": left}) + "\n")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(), 100))
