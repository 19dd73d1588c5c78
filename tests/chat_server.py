"""A server with OpenAI's chat interface on loopback, for tests: it streams what it is told to, well or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Reply"], None]


class Reply:
    """One reply in the making; ``request`` is the JSON that was asked, ``path`` and ``headers`` how."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler
        self.path = handler.path
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.request: dict[str, Any] = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))

    @property
    def user_message(self) -> str:
        """What the user's message says."""
        return str(self.request["messages"][-1]["content"])

    def head(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        """Send the status line and the headers."""
        self._handler.send_response(status)
        for name, value in {"Content-Type": content_type, "Connection": "close", **headers}.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def raw(self, text: str) -> None:
        """Send text as it is."""
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        """Send one piece of a stream."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        record = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "thu", "choices": [choice]}
        self.raw(f"data: {json.dumps(record)}\n\n")

    def say(self, text: str, finish: str | None = "stop", size: int = 7) -> None:
        """Stream a whole text in small pieces."""
        self.head()
        self.event({"role": "assistant", "content": ""})
        for start in range(0, len(text), size):
            self.event({"content": text[start : start + size]})
        if finish:
            self.event({}, finish)
            self.raw("data: [DONE]\n\n")


class ChatServer:
    """What answers at ``url``; ``behave`` decides how, ``replies`` are those so far."""

    def __init__(self) -> None:
        self.behave: Behaviour = lambda reply: reply.say("")
        self.replies: list[Reply] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                reply = Reply(self)
                server.replies.append(reply)
                with suppress(BrokenPipeError, ConnectionResetError):  # the client may have had enough
                    server.behave(reply)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"

    def says(self, text: str) -> None:
        """Answer every question with a text."""
        self.behave = lambda reply: reply.say(text)

    @contextmanager
    def running(self) -> Iterator[ChatServer]:
        """Serve until the end of the block."""
        thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()


def drip(reply: Reply, send: Callable[[], None], seconds: float = 30.0) -> None:
    """Send the same again and again until the client goes away, or for ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        send()
        time.sleep(0.02)
