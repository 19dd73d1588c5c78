"""What every test shares: the corpus, an index of it, and no network (pytest-socket lets only loopback through)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from cchc_assistant.assistant import Assistant
    from cchc_assistant.web.library import Library

ROOT = Path(__file__).resolve().parent.parent
# How long an example takes says how busy the computer is, and nothing of the program.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the five shipped plans."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the five plans, to read and not to write."""
    from cchc_assistant.ingest import build

    folder = tmp_path_factory.mktemp("indexes") / "plans"
    build([corpus], folder)
    return folder


@pytest.fixture(scope="session")
def assistant(index: Path) -> Assistant:
    """The assistant over the five plans."""
    from cchc_assistant.assistant import Assistant

    return Assistant.open(index)


@pytest.fixture(scope="session")
def library(index: Path, assistant: Assistant) -> Library:
    """The five plans as the page asks them, to read and not to add to."""
    from cchc_assistant.web.library import Library

    return Library(index, assistant)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests from reading the settings of whoever runs them."""
    for name in [name for name in os.environ if name.startswith("CCHC_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def strict() -> None:
    """Make an answer that shows what no cited source holds an error in every test."""
    from cchc_assistant.assistant import Assistant

    Assistant.strict = True
