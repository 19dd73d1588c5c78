"""A language model on loopback, and writers that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cchc_assistant.answering.llm import Writer
from cchc_assistant.settings import LanguageModel
from tests.chat_server import ChatServer


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with ChatServer().running() as running:
        yield running


@pytest.fixture(scope="module")
def writer(server: ChatServer) -> Iterator[Writer]:
    writer = Writer.open(LanguageModel(server.url, "thu", key="khoa", timeout=20))
    yield writer
    writer.close()


@pytest.fixture(scope="module")
def hasty(server: ChatServer) -> Iterator[Writer]:
    """A writer that waits for one second."""
    writer = Writer.open(LanguageModel(server.url, "thu", timeout=1))
    yield writer
    writer.close()
