"""Servers as ``cchc chat`` runs them, on free ports of this computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cchc_assistant.web import server
from cchc_assistant.web.library import Library
from cchc_assistant.web.server import Options, Server


@pytest.fixture(scope="package")
def opened(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without users."""
    served = server.start(library, Options(port=None, users=tmp_path_factory.mktemp("nobody") / "users.json"))
    yield served
    served.close()


@pytest.fixture
def client(opened: Server) -> Iterator[httpx.Client]:
    """A program on this computer that talks to the server without users."""
    with httpx.Client(base_url=opened.url, trust_env=False) as client:
        yield client


@pytest.fixture
def users_path(tmp_path: Path) -> Path:
    """Where a users file may be written."""
    return tmp_path / "users.json"
