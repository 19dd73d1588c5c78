"""Serving the page and the interface for programs: nothing is reported, nothing is fetched from another host."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import uvicorn

from cchc_assistant.errors import UsageError
from cchc_assistant.web.access import Access, is_loopback, may_edit
from cchc_assistant.web.belongings import Belongings
from cchc_assistant.web.desk import Desk, Limits
from cchc_assistant.web.metrics import Metrics
from cchc_assistant.web.users import Users

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from cchc_assistant.web.library import Library

_T = TypeVar("_T")
LOG = logging.getLogger(__name__)
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # After this many calls Gradio makes a summary of their times, with pandas; nobody reads it here.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}
THREADS = 8
SECONDS_TO_STOP = 10
SECONDS_KEPT_ALIVE = 120
_SECONDS_BETWEEN_EVENTS = 0.01


@dataclass(frozen=True, slots=True)
class Options:
    """How a server listens and whom it lets in.

    Attributes:
        host: the address to listen on; others than this computer's own only with users.
        port: None for a free one.
        users: the users file; the server is open to this computer alone where it holds nobody.
        root_path: the path at which a reverse proxy shows the server: "/cchc"; "" for none.
        limits: of the questions.
        proxies: addresses and networks, besides this computer's own, that are believed when they say who asks.
    """

    host: str = "127.0.0.1"
    port: int | None = 7860
    users: Path = Path("indexes/users.json")
    root_path: str = ""
    limits: Limits = field(default_factory=Limits)
    proxies: tuple[str, ...] = ()


class _Uvicorn(uvicorn.Server):
    """Ends the page's open connections when it is told to stop, which would keep it waiting otherwise."""

    page: Any = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.page is not None:
            self.page.stop_event.set()
        await super().shutdown(sockets)


@dataclass(slots=True)
class Server:
    """A server at ``url``, not yet running."""

    url: str
    desk: Desk
    access: Access
    _uvicorn: _Uvicorn
    _socket: socket.socket
    _files: Path
    _thread: threading.Thread | None = None

    def run(self) -> None:
        """Serve until the process is told to stop (SIGINT, SIGTERM): questions under way are answered first."""
        for number in (signal.SIGINT, signal.SIGTERM):
            # The server raises the signal again when it has stopped; without this it would end the process there.
            signal.signal(number, lambda *_: None)
        try:
            self._uvicorn.run(sockets=[self._socket])
        finally:
            self._end()

    def start(self) -> None:
        """Serve in the background."""
        self._thread = threading.Thread(target=self._uvicorn.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        while not self._uvicorn.started:
            if not self._thread.is_alive():
                raise RuntimeError("the server did not start")
            self._thread.join(0.01)

    def close(self) -> None:
        """Stop serving in the background."""
        self._uvicorn.should_exit = True
        if self._thread is not None:
            self._thread.join()
        self._end()

    def _end(self) -> None:
        self.desk.close(SECONDS_TO_STOP)
        self.desk.live.close()
        self._socket.close()
        shutil.rmtree(self._files, ignore_errors=True)


def prepare(library: Library, options: Options) -> Server:
    """Return a server over a library, ready to run.

    Raises:
        UsageError: the port is taken, the host is not an address of this machine, or open to others without users.
        InputError: the users file can't be read.
    """
    listening = _listen(options.host, options.port)
    users = Users(options.users)
    if not is_loopback(options.host) and not users.all():
        listening.close()
        raise UsageError(
            f"--host {options.host} mở máy chủ cho máy khác nhưng {options.users} chưa có người dùng; "
            f"tạo trước: cchc users add TÊN --users {options.users}"
        )
    files = Path(tempfile.mkdtemp(prefix="cchc-page-"))
    os.environ.update(QUIET, GRADIO_TEMP_DIR=str(files))

    from cchc_assistant.web import app, page

    metrics = Metrics()
    root_path = f"/{options.root_path.strip('/')}" if options.root_path.strip("/") else ""
    access = Access(users, Belongings(files), metrics, root_path)
    desk = Desk(library.live, options.limits, metrics)
    library.live.watch(desk.switched)

    def assembled() -> tuple[ASGIApp, Any]:
        blocks = page.build(library, desk, may_edit)
        blocks.queue(default_concurrency_limit=THREADS, max_size=options.limits.waiting)
        # How often Gradio looks for events; a thousand times a second keeps an idle server busy.
        blocks._queue.sleep_when_free = _SECONDS_BETWEEN_EVENTS
        return app.create(desk, access, blocks, files=files)

    door, mounted = _in_a_loop(assembled)
    config = uvicorn.Config(
        door,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="on",
        ws="none",
        proxy_headers=True,
        forwarded_allow_ips=["127.0.0.1", "::1", *options.proxies],
        timeout_graceful_shutdown=SECONDS_TO_STOP,
        # Longer than proxies and programs keep a connection: one closed just as it is used looks like an error there.
        timeout_keep_alive=SECONDS_KEPT_ALIVE,
    )
    server = _Uvicorn(config)
    server.page = mounted
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"http://{host}:{listening.getsockname()[1]}{root_path}/"
    return Server(url, desk, access, server, listening, files)


def start(library: Library, options: Options) -> Server:
    """Serve in the background; as `prepare`."""
    server = prepare(library, options)
    server.start()
    return server


def serve(library: Library, options: Options) -> None:
    """Serve until the process is told to stop; as `prepare`."""
    server = prepare(library, options)
    sys.stderr.write(f"Trang hỏi đáp: {server.url} (Ctrl+C để dừng)\n")
    sys.stderr.flush()
    server.run()


def _in_a_loop(make: Callable[[], _T]) -> _T:
    """Call what would open an event loop of its own, and forget to close it, where none is running (Gradio does)."""

    async def made() -> _T:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(made())
    return make()


def _listen(host: str, port: int | None) -> socket.socket:
    """Take the address before Gradio is loaded, which takes seconds."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port or 0), family=family, backlog=1024)
    except OSError as error:
        reason = "cổng đang có chương trình khác dùng" if error.errno == errno.EADDRINUSE else str(error.strerror)
        raise UsageError(f"không mở được {host}:{port}: {reason}; đổi --port hoặc --host") from None
