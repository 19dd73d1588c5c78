"""The process that parses untrusted files: one after the other, each with limits of time and memory.

It reads a line of JSON and then the file's bytes from its standard input, and answers in lines of JSON. It is started
and killed by `cchc_assistant.reading.isolate`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from typing import Any, BinaryIO

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.formats import read_kind
from cchc_assistant.reading.picture import page_picture
from cchc_assistant.reading.safety import Kind
from cchc_assistant.reading.transfer import to_values

MEMORY = 500 * 2**20
STEP_SECONDS = 8
PICTURE_SECONDS = 120


class Limits:
    """Limits of this process, where the system has them (not on Windows, where only the parent's clock works).

    ``memory`` None sets none, for use inside another process.
    """

    def __init__(self, memory: int | None = MEMORY) -> None:
        self._resource: Any = None
        if memory is None:
            return
        try:
            import resource
        except ImportError:
            return
        self._resource = resource
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def allow(self, seconds: int) -> None:
        """Allow that many more seconds of computing."""
        if self._resource is None:
            return
        used = self._resource.getrusage(self._resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + seconds + 1
        with contextlib.suppress(OSError, ValueError):
            self._resource.setrlimit(self._resource.RLIMIT_CPU, (limit, self._resource.RLIM_INFINITY))


def main() -> None:
    """Serve until the standard input is closed."""
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(2), "wb"))
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits = Limits()
    while line := source.readline():
        asked = json.loads(line)
        data = source.read(asked["size"])
        _answer(out, serve(data, asked["name"], asked["kind"], limits, out, page=asked.get("page")))


def serve(
    data: bytes, name: str, kind: Kind, limits: Limits, out: BinaryIO, *, page: int | None = None
) -> dict[str, Any]:
    """Read one file and return the answer: its document, or the picture of one page of it, or why there is none."""

    def progress(done: int, total: int, seconds: int) -> None:
        limits.allow(seconds or STEP_SECONDS)
        _answer(out, {"done": done, "total": total, "seconds": seconds})

    limits.allow(STEP_SECONDS)
    try:
        if page is not None:
            progress(0, 1, PICTURE_SECONDS)
            return {"picture": page_picture(data, name, kind, page).to_values()}
        return {"document": to_values(read_kind(data, name, kind, progress))}
    except UnreadableFile as error:
        return {"error": error.reason}
    except MemoryError:
        return {"error": f"cần hơn {MEMORY // 2**20} MiB bộ nhớ để đọc; tệp quá lớn hoặc cố ý gây hại"}
    except RecursionError:
        return {"error": "nội dung lồng nhau quá sâu; tệp hỏng hoặc cố ý gây hại"}
    except Exception as error:
        # A damaged file makes libraries fail in ways of their own; the user is told which, and the batch goes on.
        return {
            "error": f"tệp hỏng, trình đọc báo {type(error).__name__}; hãy mở và lưu lại tệp",
            "internal": repr(error),
        }


def _answer(out: BinaryIO, values: dict[str, Any]) -> None:
    out.write(json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
