"""Shared by the tests of retrieval: the five plans cut into passages, and a searcher over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.read import load, read
from cchc_assistant.reading.repair import repair
from cchc_assistant.retrieval.hybrid import Searcher


@pytest.fixture(scope="session")
def plans(corpus: Path) -> list[tuple[Plan, Document]]:
    found = []
    for path in sorted(corpus.iterdir()):
        document = repair(read(load(path, path.name), path.name))
        found.append((parse(document), document))
    return found


@pytest.fixture(scope="session")
def searcher(index: Path) -> Searcher:
    return Searcher.open(index)
