"""Serving the page on this machine: nothing is reported, nothing is fetched from another host."""

from __future__ import annotations

import errno
import os
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cchc_assistant.errors import UsageError

if TYPE_CHECKING:
    import gradio

    from cchc_assistant.web.library import Library

QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # After this many calls Gradio makes a summary of their times, with pandas; nobody reads it here.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}
THREADS = 8


@dataclass(frozen=True, slots=True)
class Server:
    """A page being served at ``url``."""

    url: str
    page: gradio.Blocks

    def close(self) -> None:
        """Stop serving."""
        self.page.close(verbose=False)


def start(library: Library, host: str, port: int | None) -> Server:
    """Serve the page in the background; without a port, on a free one.

    Raises:
        UsageError: the port is taken, or the host is not an address of this machine.
    """
    if port is not None:
        _check_free(host, port)
    os.environ.update(QUIET)
    # Gradio asks its own server whether it is up; an office's proxy must not get that question.
    own = "localhost,127.0.0.1,::1"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = f"{os.environ[name]},{own}" if os.environ.get(name) else own

    from cchc_assistant.web import page, theme

    blocks = page.build(library)
    blocks.queue(default_concurrency_limit=THREADS)
    _, url, _ = blocks.launch(
        server_name=host,
        server_port=port,
        theme=theme.theme(),
        css=theme.style_sheet(),
        footer_links=[],
        max_threads=THREADS,
        prevent_thread_lock=True,
        quiet=True,
        run_history=False,
        share=False,
        show_error=True,
        ssr_mode=False,
    )
    return Server(url, blocks)


def _check_free(host: str, port: int) -> None:
    """Try the address before Gradio is loaded, which takes seconds and leaves threads behind where it fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = "cổng đang có chương trình khác dùng" if error.errno == errno.EADDRINUSE else str(error.strerror)
        raise UsageError(f"không mở được {host}:{port}: {reason}; đổi --port hoặc --host") from None


def serve(library: Library, host: str, port: int) -> None:
    """Serve the page until the process is told to stop."""
    server = start(library, host, port)
    sys.stderr.write(f"Trang hỏi đáp: {server.url} (Ctrl+C để dừng)\n")
    sys.stderr.flush()
    try:
        server.page.block_thread()
    finally:
        server.close()
