"""What happens on the page: a question becomes an answer, within the conversation of one browser tab."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.web import rendering

if TYPE_CHECKING:
    from cchc_assistant.assistant import Assistant

LONGEST_QUESTION = 1000
SUGGESTIONS = 3


@dataclass(slots=True)
class Session:
    """One tab's conversation and the answers it has shown, oldest first."""

    conversation: Conversation = field(default_factory=Conversation)
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows after an event."""

    answer: str = ""
    sources: str = ""
    history: str = ""
    suggestions: tuple[str, ...] = ()


def ask(assistant: Assistant, question: str, session: Session) -> View:
    """Answer a question in its conversation; a blank one changes nothing."""
    question = " ".join(question.split())[:LONGEST_QUESTION]
    if question:
        session.answers.append(assistant.ask(question, session.conversation))
    return view(session)


def view(session: Session) -> View:
    """Return what a session shows: its last answer, and the earlier ones folded."""
    if not session.answers:
        return View()
    *earlier, last = session.answers
    return View(
        answer=rendering.reply(last, len(session.answers)),
        sources=rendering.sources(last, len(session.answers)),
        history=rendering.history(earlier),
        suggestions=last.suggestions[:SUGGESTIONS],
    )
