"""What happens in a conversation: a question becomes an answer, within the session of one browser tab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from cchc_assistant.answering.answer import Answer, Language
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.answering.llm import Writer
from cchc_assistant.assistant import Assistant
from cchc_assistant.web.register import Listing
from cchc_assistant.web.rendering import Turn

LONGEST_QUESTION = 1000
MOST_TALKS = 30
"""How many earlier conversations a session keeps."""
MOST_TURNS = 60
"""How many turns of a conversation are kept and shown, the last ones."""


class Asks(Protocol):
    """What answers questions: `Assistant`, or whatever stands before it."""

    def ask(self, question: str, conversation: Conversation | None = None) -> Answer:
        """As `Assistant.ask`."""
        ...


@dataclass(slots=True)
class Talk:
    """One conversation: what it remembers, its last answers by their numbers, and what the user said of them.

    Numbers count from 1; ``title`` is the first question.
    """

    conversation: Conversation = field(default_factory=Conversation)
    answers: dict[int, Answer] = field(default_factory=dict)
    verdicts: dict[int, str] = field(default_factory=dict)
    title: str = ""

    @property
    def asked(self) -> int:
        """How many questions were answered, which is the number of the last."""
        return max(self.answers, default=0)

    @property
    def turns(self) -> list[Turn]:
        """The turns that are shown, oldest first."""
        return [Turn(answer, number, self.verdicts.get(number)) for number, answer in self.answers.items()]

    def add(self, answer: Answer) -> None:
        """Put an answer behind the others; of more than are shown the oldest is dropped."""
        number = self.asked + 1
        self.title = self.title or answer.question
        self.answers[number] = answer
        self.answers.pop(number - MOST_TURNS, None)
        self.verdicts.pop(number - MOST_TURNS, None)


@dataclass(slots=True)
class Session:
    """What one browser tab holds: its language, its conversation and the earlier ones, its lists and comparisons.

    ``drawn`` counts how often the whole conversation was sent to the page.
    """

    language: Language = "vi"
    talk: Talk = field(default_factory=Talk)
    earlier: list[Talk] = field(default_factory=list)
    listing: Listing = field(default_factory=Listing)
    compared: tuple[str, str] = ("", "")
    change: str = ""
    drawn: int = 0

    @property
    def titles(self) -> list[tuple[str, int]]:
        """The first question of each earlier conversation, and how many there are in it."""
        return [(talk.title, talk.asked) for talk in self.earlier]


def ask(asks: Asks, question: str, session: Session) -> bool:
    """Answer a question in the session's conversation; a blank one changes nothing. Say whether there was one."""
    question = " ".join(question.split())[:LONGEST_QUESTION]
    if question:
        session.talk.add(asks.ask(question, session.talk.conversation))
    return bool(question)


def word(assistant: Assistant, writer: Writer, session: Session) -> Iterator[None]:
    """Let a language model word the last answer; after each step the session holds the answer as far as it is."""
    talk = session.talk
    number = talk.asked
    for state in assistant.wordings(talk.answers[number], writer):
        talk.answers[number] = state
        yield


def begin_anew(session: Session) -> None:
    """Put the conversation with the earlier ones and begin another."""
    if session.talk.answers:
        session.earlier = [*session.earlier, session.talk][-MOST_TALKS:]
        session.talk = Talk()


def reopen(session: Session, number: int) -> None:
    """Go back to an earlier conversation, by its place in ``earlier``; a place that is not there changes nothing."""
    if 0 <= number < len(session.earlier):
        talk = session.earlier.pop(number)
        begin_anew(session)
        session.talk = talk
