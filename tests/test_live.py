"""An index that is switched while it is asked: by other threads, to good and to damaged versions."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cchc_assistant import ingest
from cchc_assistant.assistant import Assistant
from cchc_assistant.live import LiveAssistant

FIRST, SECOND = "qngai-skhcn-2020-tuyen-truyen-cchc.md", "qngai-skhcn-2022-tuyen-truyen-cchc.txt"
QUESTIONS = (
    "Ai chủ trì đào tạo ISO 9001, khi nào?",
    "ai chu tri dao tao iso 9001",
    "Who leads the ISO 9001 training and when?",
    "Văn phòng Sở phải làm những gì năm 2021?",
    "Kế hoạch năm 2020 do ai ký?",
    "Ai chủ trì phóng tàu vũ trụ?",
)


@pytest.fixture
def plans(tmp_path: Path, corpus: Path) -> Path:
    plans = tmp_path / "plans"
    plans.mkdir()
    shutil.copy(corpus / FIRST, plans)
    ingest.build([plans], tmp_path / "index")
    return plans


def test_threads_get_the_answers_that_one_alone_gets(index: Path) -> None:
    alone, shared = Assistant.open(index), Assistant.open(index)
    expected = {question: alone.ask(question).answer for question in QUESTIONS}
    start = threading.Barrier(8)

    def ask(number: int) -> list[tuple[str, str]]:
        start.wait()
        rotated = [*QUESTIONS[number % 6 :], *QUESTIONS[: number % 6]]
        return [(question, shared.ask(question).answer) for question in rotated]

    with ThreadPoolExecutor(8) as threads:
        answers = [pair for found in threads.map(ask, range(8)) for pair in found]
    assert len(answers) == 8 * len(QUESTIONS)
    assert all(expected[question] == answer for question, answer in answers)


def test_newer_version_is_taken_and_the_old_one_still_answers(plans: Path, corpus: Path) -> None:
    index = plans.parent / "index"
    live = LiveAssistant(index)
    before = live.assistant
    shutil.copy(corpus / SECOND, plans)
    for _ in range(3):  # the version that was opened would be removed by now if nobody held it
        ingest.build([plans], index)
    assert live.refresh()
    assert not live.refresh()
    assert (live.version, live.switches) == ("v4", 1)
    assert [plan.document for plan in live.assistant.plans] == [FIRST, SECOND]
    assert (index / before.version).is_dir()
    assert before.corpus.search is not None
    assert before.corpus.search.passages("tuyên truyền cải cách hành chính", [], 1)[0][0] == FIRST


def test_version_that_cannot_be_opened_is_left_alone(plans: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = plans.parent / "index"
    live = LiveAssistant(index)
    ingest.build([plans], index)
    (index / "v2" / "plans.jsonl").write_bytes(b"{")
    assert not live.refresh()
    assert not live.refresh()
    assert live.version == "v1"
    assert live.assistant.ask("Ai chủ trì tuyên truyền cải cách hành chính?").citations
    assert [record.message for record in caplog.records] == ["index not switched"]
