"""What every store of an index promises, held to by the folder and by a real Milvus server alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.retrieval.model import Filter, Hit
from cchc_assistant.retrieval.register_index import TaskHit
from cchc_assistant.retrieval.store import Place, Store, Version, open_store

QUESTIONS = (
    "ai chủ trì đào tạo ISO 9001, khi nào",
    "ai chu tri dao tao iso 9001",
    "Who leads the ISO 9001 training?",
    "mục đích, yêu cầu của kế hoạch năm 2022",
    "kinh phí thực hiện lấy từ đâu",
    "Văn phòng Sở phải làm gì trong quý II/2022?",
    "xyzzy",
)
FILTERS = {
    "none": None,
    "year": Filter(years=(2022,)),
    "document": Filter(documents=("qngai-ubnd-2023-tuyen-truyen-cchc.txt",)),
    "agency": Filter(agencies=("khoa hoc",), years=(2020, 2021)),
    "unit": Filter(units=("van phong so",)),
    "two units": Filter(units=("van phong so", "Sở Thông tin và Truyền thông")),
    "unknown unit": Filter(units=("sở không có",)),
    "kind": Filter(kinds=("row", "heading")),
    "nothing": Filter(years=(1999,)),
}


@pytest.fixture(scope="module")
def versions(places: dict[str, Place]) -> tuple[Version, Version]:
    return open_store(places["folder"]).open(), open_store(places["milvus"]).open()


def same_but_for_ties(ours: list[Hit], theirs: list[Hit]) -> None:
    """Scores agree, and so do the passages, but where two have the same score."""
    assert len(ours) == len(theirs)
    np.testing.assert_allclose([hit.score for hit in ours], [hit.score for hit in theirs], atol=1e-5)
    np.testing.assert_allclose([hit.lexical for hit in ours], [hit.lexical for hit in theirs], rtol=1e-5)
    for one, other in zip(ours, theirs, strict=True):
        if one.passage != other.passage:
            assert sum(abs(hit.score - one.score) < 1e-5 for hit in ours) > 1, one.passage.text


def test_files_plans_and_passages_are_the_same(versions: tuple[Version, Version]) -> None:
    folder, server = versions
    assert server.files(passages=True) == folder.files(passages=True)
    assert [file.passages for file in server.files()] == [()] * 5


@pytest.mark.parametrize("where", FILTERS.values(), ids=FILTERS.keys())
def test_hits_and_filters_are_the_same(versions: tuple[Version, Version], where: Filter | None) -> None:
    folder, server = (version.searcher() for version in versions)
    for question in QUESTIONS:
        same_but_for_ties(folder.search(question, 20, where), server.search(question, 20, where))


def test_task_hits_are_the_same(versions: tuple[Version, Version]) -> None:
    folder, server = (version.register(version.searcher()) for version in versions)
    for question in QUESTIONS:
        for chosen in ({}, {"plans": [1, 3]}, {"units": ["van phong so"]}, {"plans": [0], "units": ["sở không có"]}):
            both = [register.search(question, 20, **chosen) for register in (folder, server)]
            assert _ranked(both[0]) == _ranked(both[1])


def _ranked(hits: list[TaskHit]) -> list[tuple[float, int, int]]:
    """Tasks with their scores, those of one score in one order; the last score may be shared by tasks left out."""
    last = round(hits[-1].score, 3) if hits else 0.0
    return sorted((round(hit.score, 3), hit.plan, hit.task) for hit in hits if round(hit.score, 3) > last)


def test_answers_and_citations_are_the_same(places: dict[str, Place], monkeypatch: pytest.MonkeyPatch) -> None:
    from cchc_assistant.answering import candidates

    # As in a large corpus: candidates come from the search of the index.
    monkeypatch.setattr(candidates, "_ALL_TASKS", 0)
    monkeypatch.setattr(candidates, "_ALL_PASSAGES", 0)
    folder, server = (Assistant.open(place) for place in places.values())
    assert folder.tasks(year=2022, unit="Văn phòng Sở") == server.tasks(year=2022, unit="Văn phòng Sở")
    for question in QUESTIONS:
        one, other = (assistant.ask(question).to_json() for assistant in (folder, server))
        assert {**one, "latency_ms": 0} == {**other, "latency_ms": 0}


def test_writing_the_same_again_changes_nothing(store: Store, place: Place, plans_folder: Path) -> None:
    report = build([plans_folder], place)
    first = store.open().files(passages=True)
    again = build([plans_folder], place)
    assert [file.reused for file in report.files] == [False, False]
    assert [file.reused for file in again.files] == [True, True]
    assert store.open().files(passages=True) == first
    assert store.verify() == []
