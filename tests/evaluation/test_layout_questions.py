"""The questions on plans in other layouts: what they expect must stand in the plans as this program reads them.

Left out are scans without diacritics, whose questions are in the spelling of what was scanned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_assistant.reading.read import load, read
from cchc_assistant.reading.repair import repair

SETS = sorted((Path(__file__).parent.parent.parent / "eval" / "layouts").glob("[0-9]*"))


def squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def missing(folder: Path) -> Iterator[tuple[str, str]]:
    paths = list((folder / "plans").iterdir())
    documents = {path.name: repair(read(load(path, path.name), path.name)) for path in paths}
    texts = {name: squeezed(document.text) for name, document in documents.items() if not document.repaired}
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        assert set(question["docs"]) <= documents.keys()
        if not set(question["docs"]) <= texts.keys():
            continue
        gold = question["gold"]
        for words in (*gold["units"], *gold["deadlines"]):
            if not any(squeezed(words) in texts[doc] for doc in question["docs"]):
                yield question["id"], words


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_units_and_deadlines_expected_are_in_the_plans(folder: Path) -> None:
    assert list(missing(folder)) == []
