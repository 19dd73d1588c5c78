"""An answer in the making: its sentences, the units and deadlines shown, and its citations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cchc_assistant.answering.answer import Language
from cchc_assistant.answering.asks import Ask
from cchc_assistant.answering.citing import Citer
from cchc_assistant.answering.claims import quotes
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.data_files import load_toml
from cchc_assistant.plans.model import Field, Span, Task, UnitMention
from cchc_assistant.plans.rhythms import exact_rhythms
from cchc_assistant.plans.units import gloss

_TITLE_WORDS = 18
_MARK = re.compile(r"\[\d+\]")


@dataclass
class Draft:
    """What an answer will say.

    ``abstained`` with a ``reason`` (a short code) makes it a refusal.
    """

    corpus: Corpus
    language: Language
    lines: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)
    abstained: bool = False
    reason: str | None = None

    def __post_init__(self) -> None:
        self.citer = Citer(self.corpus)

    def say(self, key: str, **values: Any) -> str:  # noqa: ANN401
        """Return a sentence of ``data/answering/wording.toml`` in the answer's language; numbers in it are counts."""
        self.counted.extend(value for value in values.values() if isinstance(value, int))
        return str(load_toml("answering/wording.toml")[self.language][key]).format(**values)

    def refuse(self, reason: str, text: str) -> Draft:
        """Make it a refusal."""
        self.abstained, self.reason = True, reason
        self.lines.append(text)
        return self

    def join(self, other: Draft) -> Draft:
        """Add another answer to this one, its citations numbered on; marks within quotes are those of the source."""
        marks = self.citer.join(other.citer)
        for line in other.lines:
            quoted = list(quotes(line))
            pieces, at = [], 0
            for match in _MARK.finditer(line):
                if not any(start <= match.start() < end for start, end in quoted):
                    pieces += [line[at : match.start()], marks.get(match.group(), match.group())]
                    at = match.end()
            self.lines.append("".join([*pieces, line[at:]]))
        self.units += other.units
        self.deadlines += other.deadlines
        self.suggestions += other.suggestions
        self.counted += other.counted
        return self

    @property
    def text(self) -> str:
        """The answer's text."""
        return "\n".join(self.lines)


def unit_text(unit: UnitMention, language: Language) -> str:
    """Return a unit as shown: as the plan writes it, with an English gloss in an English answer."""
    if language == "en" and (english := gloss(unit.text)):
        return f"{unit.text} ({english})"
    return unit.text


def clipped(text: str, words: int = _TITLE_WORDS) -> str:
    """Return the first words of a text, cut at a word's end; what is left is still verbatim."""
    parts = text.split()
    return text if len(parts) <= words else " ".join(parts[:words]).rstrip(",;:") + " …"


def facts(
    draft: Draft, row: Row, asks: Sequence[Ask], helped: Callable[[UnitMention], bool] | None = None
) -> tuple[list[str], list[str], list[Span]]:
    """Return what a task says to what is asked: the facts stated, those it does not state, and the spans shown.

    Units and deadlines are noted in the draft.

    Args:
        draft: the answer in the making.
        row: the task.
        asks: what is asked for.
        helped: tells the unit that co-ordinating ones are to help, where the question names one: if that is one of
            those that co-ordinate themselves, who leads the task helps it.
    """
    task, language = row.task, draft.language
    stated: list[str] = []
    absent: list[str] = []
    spans: list[Span] = []

    def add(ask: Ask, values: Sequence[Field | UnitMention], texts: Sequence[str]) -> None:
        if values:
            spans.extend(value.span for value in values)
            stated.append(draft.say(ask, value=", ".join(texts) if language == "en" else listed(texts)))
        else:
            absent.append(draft.say(f"{ask}_none"))

    for ask in asks:
        if ask in ("lead", "coordinate"):
            units = task.lead if ask == "lead" else _helping(task, helped)
            draft.units.extend(unit.text for unit in units)
            add(ask, units, [unit_text(unit, language) for unit in units])
            if ask == "lead" and task.direct:
                stated.append(draft.say("direct", value=listed([unit_text(unit, language) for unit in task.direct])))
                spans.extend(unit.span for unit in task.direct)
        elif ask == "when":
            if task.deadline:
                draft.deadlines.append(task.deadline.text)
                spans.append(task.deadline.span)
                stated.append(draft.say("when", value=task.deadline.text))
            else:
                absent.append(draft.say("when_none"))
        elif ask == "frequency":
            stated_so = _frequency(draft.corpus, row)
            values, texts = ([stated_so], [stated_so.text]) if stated_so else ([], [])
            add(ask, values, texts)
        else:
            piece = {"product": task.product, "money": task.budget}[ask]
            counted = f" {task.currency.text}" if ask == "money" and task.currency else ""
            add(ask, [piece] if piece else [], [piece.text + counted] if piece else [])
    return stated, absent, spans


def _frequency(corpus: Corpus, row: Row) -> Field | None:
    """Return how often a task is done: its own field, its recurrence, or, more exactly, the one rhythm in its words."""
    task = row.task
    if task.frequency:
        return task.frequency
    whole = Field(task.deadline.text, task.deadline.span) if task.deadline and task.deadline.recurrence else None
    if whole and exact_rhythms(whole.text):
        return whole
    span = task.source
    source = corpus.source(span.document)[span.start : span.end]
    exact = exact_rhythms(source)
    if len(exact) != 1 or corpus.plans[row.plan].repaired:
        return whole
    first, last = exact[0]
    return Field(source[first:last], Span(span.document, span.start + first, span.start + last, span.page))


def _helping(task: Task, helped: Callable[[UnitMention], bool] | None) -> tuple[UnitMention, ...]:
    """Return who helps in a task: of "Sở Nội vụ phối hợp với Sở Y tế …" the first helps the second."""
    if helped is None or any(map(helped, task.lead)) or not any(map(helped, task.coordinate)):
        return task.coordinate
    return (*task.lead, *(unit for unit in task.coordinate if not helped(unit)))


def listed(texts: Sequence[str]) -> str:
    """Join units; where a name holds a comma itself, semicolons part them."""
    return ("; " if any("," in text for text in texts) and len(texts) > 1 else ", ").join(texts)


def unique(values: Sequence[str]) -> tuple[str, ...]:
    """Return the values without repeats, in order."""
    return tuple(dict.fromkeys(values))
