"""Asks, opens the page and stops, while every address that a socket is opened to is noted.

Run as a process of its own, ``python -m cchc_assistant.operations.offline_probe INDEX``; prints the addresses as JSON.
Python's own sockets are seen as they are opened (audit events), those of libraries in other languages in the kernel's
tables of this process.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from cchc_assistant.web.access import is_loopback

_EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
QUESTION = "ai chu tri dao tao, khi nao"


def probe(index: Path) -> list[str]:
    """Return the addresses, other than this computer's own, that answering and serving an index reached for."""
    seen: set[str] = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NAMES:
            seen.add(str(arguments[0]))
        elif event in _EVENTS and isinstance(arguments[1], tuple):
            seen.add(str(arguments[1][0]))

    sys.addaudithook(note)
    from cchc_assistant.web import server
    from cchc_assistant.web.library import Library

    with tempfile.TemporaryDirectory() as folder:
        served = server.start(Library(index), server.Options(port=None, users=Path(folder) / "users.json"))
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            asked = json.dumps({"question": QUESTION}).encode()
            headers = {"Content-Type": "application/json"}
            for request in (
                urllib.request.Request(served.url),
                urllib.request.Request(f"{served.url}config"),
                urllib.request.Request(f"{served.url}api/ask", asked, headers),
            ):
                with opener.open(request, timeout=60) as reply:
                    reply.read()
            seen |= _connected()
        finally:
            served.close()
    return sorted(address for address in seen if address and not is_loopback(address))


def _connected() -> set[str]:
    """Return the addresses at the other ends of this process's sockets, as the kernel lists them."""
    own = set()
    for handle in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if match := re.fullmatch(r"socket:\[(\d+)\]", str(handle.readlink())):
                own.add(match[1])
    found = set()
    for name in ("tcp", "tcp6", "udp", "udp6"):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/self/net/{name}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[9] in own and not fields[2].startswith(("00000000:", "0" * 32)):
                    found.add(_address(fields[2].partition(":")[0]))
    return found


def _address(hexadecimal: str) -> str:
    """Return an address as it is usually written; the kernel's tables turn every four bytes of it round."""
    words = [bytes.fromhex(hexadecimal[start : start + 8])[::-1] for start in range(0, len(hexadecimal), 8)]
    packed = b"".join(words)
    if len(packed) == 16 and packed.startswith(b"\0" * 10 + b"\xff\xff"):
        packed = packed[12:]
    return socket.inet_ntop(socket.AF_INET6 if len(packed) == 16 else socket.AF_INET, packed)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(probe(Path(sys.argv[1]))) + "\n")
