"""Reads untrusted files in a process of its own, which is killed when it takes too long."""

from __future__ import annotations

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.picture import KINDS, Picture
from cchc_assistant.reading.safety import Kind, kind_of
from cchc_assistant.reading.transfer import from_values

Progress = Callable[[int, int], None]
# How long the worker may be silent, seconds: its own limit counts computing time, this one the clock.
QUIET_SECONDS = 30
_local = threading.local()
_running: set[Worker] = set()


class Worker:
    """A worker process; it reads one file at a time."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            environment[name] = "1"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cchc_assistant.reading.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        self.answers: queue.Queue[bytes] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        _running.add(self)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.answers.put(line)
        self.answers.put(b"")

    def read(self, data: bytes, name: str, kind: Kind, progress: Progress | None) -> Document:
        """Read a file.

        Raises:
            UnreadableFile: it can't be read, or reading it took too long or too much memory.
        """
        return from_values(self._asked(data, {"name": name, "kind": kind}, progress)["document"])

    def picture(self, data: bytes, name: str, kind: Kind, page: int) -> Picture:
        """Draw a page of a file, from 1.

        Raises:
            UnreadableFile: as for `read`, or there is no such page.
        """
        asked = {"name": name, "kind": kind, "page": page}
        return Picture.from_values(self._asked(data, asked, None)["picture"])

    def _asked(self, data: bytes, asked: dict[str, Any], progress: Progress | None) -> dict[str, Any]:
        """Send a file with what is asked of it; return the answer."""
        assert self.process.stdin is not None
        name = asked["name"]
        try:
            self.process.stdin.write(json.dumps({**asked, "size": len(data)}).encode() + b"\n")
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError:
            self.stop()
            raise UnreadableFile(name, "trình đọc dừng đột ngột; hãy chạy lại") from None
        allowed = QUIET_SECONDS
        while True:
            try:
                line = self.answers.get(timeout=allowed)
            except queue.Empty:
                self.stop()
                raise UnreadableFile(name, f"đọc quá {allowed} giây không xong; tệp hỏng hoặc quá phức tạp") from None
            if not line:
                raise UnreadableFile(name, self._death())
            answer: dict[str, Any] = json.loads(line)
            if "error" in answer:
                raise UnreadableFile(name, str(answer["error"]))
            if "done" not in answer:
                return answer
            allowed = max(QUIET_SECONDS, int(answer["seconds"]))
            if progress and answer["total"] > 1:
                progress(int(answer["done"]), int(answer["total"]))

    def _death(self) -> str:
        """Say in Vietnamese why the process ended."""
        code = self.process.wait()
        self.stop()
        if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU:
            return "đọc quá lâu không xong; tệp hỏng hoặc quá phức tạp"
        return f"trình đọc dừng đột ngột (mã {code}); tệp hỏng hoặc cần quá nhiều bộ nhớ"

    def stop(self) -> None:
        """Kill the process, and wait for the thread that listens to it: Python must not end while it reads."""
        _running.discard(self)
        self.process.kill()
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue

    @property
    def alive(self) -> bool:
        """Whether it can read another file."""
        return self in _running and self.process.poll() is None


def read_isolated(data: bytes, name: str, kind: Kind, progress: Progress | None = None) -> Document:
    """Read a file in this thread's worker process, started when it is first needed.

    Raises:
        UnreadableFile: it can't be read within the limits.
    """
    return _worker().read(data, name, kind, progress)


def picture_isolated(data: bytes, name: str, page: int) -> Picture | None:
    """Draw a page of a file (from 1) in this thread's worker process; None where the format has no pages to draw.

    Raises:
        UnreadableFile: it can't be drawn within the limits.
    """
    kind, _ = kind_of(data, name)
    return _worker().picture(data, name, kind, page) if kind in KINDS else None


def _worker() -> Worker:
    worker: Worker | None = getattr(_local, "worker", None)
    if worker is None or not worker.alive:
        worker = Worker()
        _local.worker = worker
    return worker


@atexit.register
def stop_all() -> None:
    """Kill every worker process."""
    for worker in list(_running):
        worker.stop()
