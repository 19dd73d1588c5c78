"""Many questions at once: some wait, some are told to come back, none is lost."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import httpx
import pytest

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.errors import Busy, TooLate
from cchc_assistant.live import LiveAssistant
from cchc_assistant.web.desk import Desk, Limits
from cchc_assistant.web.server import Server
from tests.samples import answer

QUESTION = "Ai chủ trì đào tạo ISO 9001 năm 2022?"


class Held:
    """Stands in for a live assistant; its answers wait until a test lets them go."""

    plans = ()
    version = "v1"

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked: list[str] = []

    @property
    def assistant(self) -> Held:
        return self

    def ask(self, question: str, conversation: Conversation | None = None) -> Answer:
        self.asked.append(question)
        assert self.go.wait(10)
        if conversation is not None:
            conversation.answer = answer()
        return answer()

    def close(self) -> None: ...


@pytest.fixture
def held() -> Iterator[Held]:
    held = Held()
    yield held
    held.go.set()


def desk_of(held: Held, waiting: int = 100, seconds: float = 10.0) -> Desk:
    return Desk(cast(LiveAssistant, held), Limits(waiting, seconds))


def outcomes(desk: Desk) -> dict[str, float]:
    found = next(iter(desk.metrics.questions.collect())).samples
    return {sample.labels["outcome"]: sample.value for sample in found if sample.name == "cchc_questions_total"}


def test_question_over_the_limit_is_told_to_come_back(held: Held) -> None:
    desk = desk_of(held, waiting=6)
    taken = [desk.submit(f"Câu {number}?") for number in range(6)]
    with pytest.raises(Busy, match="đang bận"):
        desk.submit("Câu nữa?")
    held.go.set()
    assert [future.result(10) for future in taken] == [answer()] * 6
    assert desk.ask("Câu sau?") == answer()
    assert outcomes(desk) == {"answered": 7, "busy": 1}
    desk.close()


def test_late_answer_is_given_up_and_changes_no_conversation(held: Held) -> None:
    desk = desk_of(held, seconds=0.05)
    conversation = Conversation()
    with pytest.raises(TooLate):
        desk.ask("Câu khó?", conversation)
    held.go.set()
    assert desk.ask("Câu dễ?") == answer()
    assert conversation == Conversation()
    assert desk.ask("Câu dễ?", conversation) == conversation.answer == answer()
    assert outcomes(desk) == {"answered": 2, "late": 1}
    desk.close()


def test_stopping_answers_what_was_taken_and_takes_no_more(held: Held) -> None:
    desk = desk_of(held)
    taken = desk.submit("Câu cuối?")
    stopping = threading.Thread(target=desk.close)
    stopping.start()
    while not desk.closing:
        stopping.join(0.01)
    with pytest.raises(Busy, match="sắp dừng"):
        desk.submit("Câu nữa?")
    held.go.set()
    stopping.join()
    assert taken.result(0) == answer()


def test_busy_server_says_so_and_when_to_come_back(
    opened: Server, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened.desk, "limits", Limits(waiting=0))
    reply = client.post("api/ask", json={"question": QUESTION})
    assert reply.status_code == 503
    assert int(reply.headers["retry-after"]) > 0
    assert "đang bận" in reply.json()["error"]


def test_processes_answer_as_one_does_and_one_that_dies_loses_no_question(index: Path, assistant: Assistant) -> None:
    desk = Desk(LiveAssistant(index, assistant), Limits(workers=2))
    conversation, alone = Conversation(), Conversation()
    for question in (QUESTION, "Khi nào?"):
        got, expected = desk.ask(question, conversation), assistant.ask(question, alone)
        assert (got.answer, got.citations) == (expected.answer, expected.citations)
    workers = desk.workers()
    assert workers
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(desk.ask, QUESTION) for _ in range(40)]
        os.kill(workers[0], signal.SIGKILL)
        assert {future.result(60).answer for future in asked} == {assistant.ask(QUESTION).answer}
    assert workers[0] not in desk.workers()
    desk.close()
