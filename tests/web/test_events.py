"""What a question does to the session of a browser tab."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.web import events
from cchc_assistant.web.events import Session
from tests.samples import answer


@dataclass
class Recorder:
    """Answers everything alike and keeps what it was asked."""

    reply: Answer
    asked: list[tuple[str, Conversation | None]] = field(default_factory=list)

    def ask(self, question: str, conversation: Conversation | None = None) -> Answer:
        self.asked.append((question, conversation))
        return replace(self.reply, question=question)


def test_questions_of_one_tab_are_one_conversation() -> None:
    recorder, session, other = Recorder(answer()), Session(), Session()
    events.ask(recorder, "Ai chủ trì?", session)
    events.ask(recorder, "Khi nào?", session)
    events.ask(recorder, "Ai?", other)
    assert recorder.asked[0][1] is recorder.asked[1][1]
    assert recorder.asked[2][1] is not recorder.asked[0][1]
    assert [turn.answer.question for turn in session.talk.turns] == ["Ai chủ trì?", "Khi nào?"]


def test_blank_question_asks_nothing() -> None:
    recorder, session = Recorder(answer()), Session()
    assert not events.ask(recorder, " \n ", session)
    assert not recorder.asked
    assert session == Session()


def test_question_is_asked_on_one_line_of_bounded_length() -> None:
    recorder = Recorder(answer())
    events.ask(recorder, "Ai\n chủ trì? " + "a" * 5000, Session())
    question, _ = recorder.asked[0]
    assert question.startswith("Ai chủ trì? a")
    assert len(question) == events.LONGEST_QUESTION


def test_earlier_conversation_is_gone_back_to() -> None:
    recorder, session = Recorder(answer()), Session()
    events.ask(recorder, "một", session)
    first = session.talk.conversation
    events.begin_anew(session)
    events.begin_anew(session)  # an empty one is not kept
    events.ask(recorder, "hai", session)
    assert session.titles == [("một", 1)]
    events.reopen(session, 7)
    events.reopen(session, 0)
    assert session.titles == [("hai", 1)]
    events.ask(recorder, "ba", session)
    assert recorder.asked[-1][1] is first


def test_long_conversation_drops_its_oldest_turns_and_keeps_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_TURNS", 3)
    recorder, session = Recorder(answer()), Session()
    for number in range(1, 6):
        events.ask(recorder, f"câu {number}", session)
        session.talk.verdicts[number] = "right"
    assert [(turn.number, turn.answer.question) for turn in session.talk.turns] == [
        (3, "câu 3"),
        (4, "câu 4"),
        (5, "câu 5"),
    ]
    assert (session.talk.asked, session.talk.title, sorted(session.talk.verdicts)) == (5, "câu 1", [3, 4, 5])
