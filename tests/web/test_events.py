"""What a question does to a tab's conversation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.web import events
from tests.samples import answer, refusal


@dataclass
class Recorder:
    """Answers everything alike and keeps what it was asked."""

    reply: Answer
    asked: list[tuple[str, Conversation]] = field(default_factory=list)

    def ask(self, question: str, conversation: Conversation) -> Answer:
        self.asked.append((question, conversation))
        return replace(self.reply, question=question)


def ask(recorder: Recorder, question: str, session: events.Session) -> events.View:
    return events.ask(cast(Assistant, recorder), question, session)


def test_questions_of_one_tab_are_one_conversation() -> None:
    recorder, session, other = Recorder(answer()), events.Session(), events.Session()
    ask(recorder, "Ai chủ trì?", session)
    view = ask(recorder, "Khi nào?", session)
    ask(recorder, "Ai?", other)
    assert recorder.asked[0][1] is recorder.asked[1][1]
    assert recorder.asked[2][1] is not recorder.asked[0][1]
    assert "Khi nào?" in view.answer
    assert "Ai chủ trì?" in view.history


def test_blank_question_asks_nothing() -> None:
    recorder = Recorder(answer())
    assert ask(recorder, " \n ", events.Session()) == events.View()
    assert not recorder.asked


def test_question_is_asked_on_one_line_of_bounded_length() -> None:
    recorder = Recorder(answer())
    ask(recorder, "Ai\n chủ trì? " + "a" * 5000, events.Session())
    question, _ = recorder.asked[0]
    assert question.startswith("Ai chủ trì? a")
    assert len(question) == events.LONGEST_QUESTION


def test_refusal_gives_the_page_its_suggestions() -> None:
    view = ask(Recorder(refusal()), "Ai xây cầu?", events.Session())
    assert view.suggestions == refusal().suggestions
