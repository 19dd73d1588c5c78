"""Break an index in every way there is, many times, and print what was lost, found, and said.

    python eval/bench_faults.py [--kills 200] [--bytes 200] [--disks 40] [--server-kills 30] [--parts kill,server,…]

Small file systems are mounted where this is permitted (root); else the size of files is limited.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cchc_assistant.ingest import build  # noqa: E402
from cchc_assistant.retrieval.store import open_store  # noqa: E402
from cchc_assistant.retrieval.verify import verify  # noqa: E402
from tests.faults import Told, content, corrupt, told_apart  # noqa: E402
from tests.stores.conftest import free_port, start_server  # noqa: E402

CORPUS = ROOT / "corpus"
ADDED = "KẾ HOẠCH\nCải cách hành chính năm {0}\n\n1. Tập huấn nghiệp vụ {0}\n- Thời gian thực hiện: Quý II/{0}.\n"
Row = tuple[str, int, int, str]
"""A kind of fault, how many cases, how many went wrong, and what was said."""


def kills(work: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Kill the writer of a folder at random file operations of indexing and switching."""
    plans = shutil.copytree(CORPUS, work / "plans")
    command = [sys.executable, ROOT / "tests" / "retrieval" / "kill_writer.py", plans, work / "index"]
    done = subprocess.run(
        [*map(str, command), str(options.kills)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    told = json.loads(done.stdout.splitlines()[-1])
    yield "kill -9 of the writer, folder", told["kills"], told["wrong"], f"at {told['operations']} operations"


def server_kills(work: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Kill the writer to a Milvus server at random moments."""
    plans = shutil.copytree(CORPUS, work / "plans")
    port = free_port()
    server = start_server(work / "milvus", port)
    address = f"milvus://127.0.0.1:{port}/plans"
    rng = random.Random(0)
    wrong = killed = 0
    try:
        build([plans], address)
        store = open_store(address)
        began = time.perf_counter()
        subprocess.run(_index(plans, address), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        whole = time.perf_counter() - began
        for number in range(options.server_kills):
            before = store.current()
            (plans / "them.txt").write_text(ADDED.format(2000 + number), encoding="utf-8")
            writer = subprocess.Popen(_index(plans, address), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0.4, 1.3) * whole)
            writer.send_signal(signal.SIGKILL)
            killed += writer.wait() == -signal.SIGKILL
            names = {file.name for file in store.open().files(passages=True)}
            wrong += bool(store.verify()) or (store.current() == before and len(names) not in (5, 6))
        wrong += subprocess.run(_index(plans, address), check=False, capture_output=True).returncode != 0
        wrong += bool(store.verify()) or len(store.open().files()) != 6 or len(store.server.versions()) > 2  # type: ignore[attr-defined]
    finally:
        server.kill()
        server.wait()
    yield "kill -9 of the writer, server", killed, wrong, f"of {options.server_kills} writers, the others were quicker"


def _index(plans: Path, address: str) -> list[str]:
    return [sys.executable, "-m", "cchc_assistant", "index", str(plans), "--store", address]


def full_disks(work: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Index onto disks with less and less room beside the index that is there."""
    plans = shutil.copytree(CORPUS, work / "plans")
    said: Counter[str] = Counter()
    wrong = 0
    with _disk(work / "disk", 64 * 2**20) as mounted:
        index = work / "disk" / "index"
        build([plans], index)
        before = content(index)
        used = sum(path.stat().st_blocks * 512 for path in index.rglob("*"))
        (plans / "them.txt").write_text(ADDED.format(2030), encoding="utf-8")
        for number in range(options.disks):
            room = int(used * 1.3 * number / options.disks)
            if mounted:
                _resize(work / "disk", used + room + 8192)
                told = told_apart(["index", str(plans), "--index", str(index)])
            else:
                told = told_apart(["index", str(plans), "--index", str(index)], file_bytes=max(1, room // 4))
            kept = content(index)
            if told.status == 0:  # there was room enough
                said["xong"] += 1
                wrong += len(kept) != len(before) + 1
                break
            said[_reason(told)] += 1
            left = [path for path in index.iterdir() if path.name.startswith((".building", ".CURRENT"))]
            wrong += not told.clear or kept != before or bool(left) or bool(verify(index))
    kind = "disk full (tmpfs)" if mounted else "disk full (limit of file size)"
    yield kind, sum(said.values()), wrong, "; ".join(f"{count} × {reason}" for reason, count in said.items())


def read_only(work: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Ask and write an index on a disk that is read only."""
    with _disk(work / "disk", 64 * 2**20) as mounted:
        if not mounted:
            yield "read-only disk", 0, 0, "not permitted to mount one"
            return
        index = work / "disk" / "index"
        build([CORPUS], index)
        subprocess.run(["mount", "-o", "remount,ro", str(work / "disk")], check=True)
        asked = told_apart(["ask", "Ai chủ trì đào tạo ISO 9001?", "--index", str(index)])
        written = told_apart(["index", str(CORPUS), "--index", str(index)])
        wrong = (asked.status != 0) + (not written.clear) + bool(verify(index))
        subprocess.run(["mount", "-o", "remount,rw", str(work / "disk")], check=True)
        yield "read-only disk", 2, wrong, _reason(written)


def damaged(work: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Change bytes at random places of the index."""
    build([CORPUS], work / "index")
    cases = list(corrupt(work / "index", options.bytes))
    missed = [where for where, found, _ in cases if not found]
    served = [where for where, _, right in cases if not right]
    yield "changed bytes not found by verify-index", len(cases), len(missed), " ".join(missed)
    yield "changed bytes answered from", len(cases), len(served), " ".join(served)


def clocks(work: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Index while the clock and the times of files jump."""
    plans = shutil.copytree(CORPUS, work / "plans")
    index = work / "index"
    build([plans], index)
    rng = random.Random(0)
    wrong = 0
    for number in range(20):
        changed = sorted(plans.iterdir())[number % 5]
        stamp = rng.uniform(0, 4e9)
        if number % 2:
            changed.write_text(changed.read_text(encoding="utf-8") + "\n- Lưu: VT.\n", encoding="utf-8")
        os.utime(changed, (stamp, stamp))
        with mock.patch("time.time", side_effect=lambda: rng.uniform(0, 4e9)):
            report = build([plans], index)
        reread = [file.name for file in report.files if not file.reused]
        wrong += reread != ([changed.name] if number % 2 else []) or bool(verify(index))
    yield "clock jumps", 20, wrong, "only changed content is read again"


def _reason(told: Told) -> str:
    line = told.lines[0] if told.lines else f"status {told.status}"
    return line[line.find("(") + 1 : line.find(")")] if "(" in line else line


@contextlib.contextmanager
def _disk(folder: Path, size: int) -> Iterator[bool]:
    """Mount a file system in memory; gives whether that was permitted."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    mounted = shutil.which("mount") is not None and not subprocess.run(command, capture_output=True).returncode
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def _resize(folder: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


PARTS: dict[str, Callable[[Path, argparse.Namespace], Iterator[Row]]] = {
    "kill": kills,
    "server": server_kills,
    "disk": full_disks,
    "read-only": read_only,
    "bytes": damaged,
    "clock": clocks,
}


def main() -> int:
    """Run the parts and print a table; return 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--bytes", type=int, default=200)
    parser.add_argument("--disks", type=int, default=40)
    parser.add_argument("--server-kills", type=int, default=30)
    parser.add_argument("--parts", default=",".join(PARTS))
    options = parser.parse_args()
    print(f"{'fault':42} {'cases':>5} {'wrong':>5}  seconds  what was said", flush=True)
    failed = 0
    for part in options.parts.split(","):
        with tempfile.TemporaryDirectory() as work:
            began = time.perf_counter()
            for name, cases, wrong, said in PARTS[part](Path(work), options):
                print(f"{name:42} {cases:5} {wrong:5}  {time.perf_counter() - began:7.0f}  {said}", flush=True)
                failed += wrong
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
