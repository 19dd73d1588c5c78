"""Serving the page: what goes wrong is said in one line."""

from __future__ import annotations

import socket

import pytest

from cchc_assistant.errors import UsageError
from cchc_assistant.web import server
from cchc_assistant.web.library import Library
from cchc_assistant.web.server import Options


def test_port_in_use_names_the_remedy(library: Library) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"127.0.0.1:{port}.*--port"):
            server.start(library, Options(port=port))


@pytest.mark.parametrize("host", ["203.0.113.1", "khong-co.invalid"])
def test_address_of_another_machine_names_the_remedy(library: Library, host: str) -> None:
    with pytest.raises(UsageError, match=f"{host}:7860.*--host"):
        server.start(library, Options(host))
