"""Shared by the tests of retrieval: the five plans cut into passages, and a searcher over them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.read import load, read
from cchc_assistant.reading.repair import repair
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.hybrid import Searcher


def reseal(version: Path) -> None:
    """Put a version's files on record as they are now, as if they had been written so."""
    path = version / index_files.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["checksums"] = {name: index_files.sha256_of(version / name) for name in manifest["checksums"]}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    (version.parent / "CURRENT").write_text(f"{version.name} {index_files.sha256_of(path)}\n", encoding="utf-8")


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
