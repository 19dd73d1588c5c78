"""What comes of setting tasks side by side: whether they agree, which is due first, which names the larger number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from cchc_assistant.answering.asks import Ask, says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.question import Frame
from cchc_assistant.language.normalize import fold, strip_marks

_PAIR = 2
# "nhiều cơ quan hơn": what is counted on both sides.
_COUNTED = re.compile(r"\b(?:nhieu|it|more|fewer)\s+(?P<noun>\S.*?)\s+(?:hon|than)\b")
# What the other side stands after: "muộn hơn năm 2021", "so với kế hoạch 2021".
_OTHER = r"(?:so voi|hon|than|compared (?:to|with))\s+(?:\S+\s+){{0,3}}?{name}\b"


def verdict(draft: Draft, frame: Frame, rows: Sequence[Row], fields: Sequence[Ask]) -> str:
    """Say whether tasks agree in what is compared, with a yes or no where the question asks for one.

    Args:
        draft: the answer in the making.
        frame: the question.
        rows: the tasks, in the order of their plans' years.
        fields: the fields that are compared; none where the tasks are compared as wholes.
    """
    text = frame.understood
    alike = agree(rows, fields)
    told = draft.say("same" if alike else "different")
    later = _later(draft.corpus, rows)
    if says("yes_no", text):
        true = _as_claimed(frame, draft.corpus, rows, later)
        if true is None:
            true = alike == says("asks_same", text)
        return f"{draft.say('so' if true else 'not_so')}, {told[:1].lower()}{told[1:]}:"
    if later is not None and (says("sooner", text) or says("later", text)):
        first = rows[1 - later] if says("sooner", text) else rows[later]
        return draft.say("sooner" if says("sooner", text) else "later", value=draft.corpus.name(first.plan))
    if (numbers := numbers_of(text, rows)) is not None and len(set(numbers)) > 1:
        return draft.say("more_tasks", value=draft.corpus.name(rows[numbers.index(max(numbers))].plan))
    return f"{told}:"


def agree(rows: Sequence[Row], fields: Sequence[Ask]) -> bool:
    """Say whether tasks state the same in what is compared: fields, or lead, time and their own words."""
    same = len({tuple(_value(row, field) for field in fields or ("lead", "when")) for row in rows}) == 1
    return same and (bool(fields) or len({_words(row) for row in rows}) == 1)


def _as_claimed(frame: Frame, corpus: Corpus, rows: Sequence[Row], later: int | None) -> bool | None:
    """Say whether one side is later, or counts more, than the other as a question claims; None if it claims neither."""
    text = frame.understood
    subject = _subject(frame, corpus, rows)
    if subject is None:
        return None
    if says("later", text) or says("sooner", text):
        if agree(rows, ("when",)):
            return False
        return None if later is None else (subject == later) == says("later", text)
    numbers = numbers_of(text, rows)
    if numbers is None:
        return None
    larger = numbers[subject] - numbers[1 - subject]
    return larger < 0 if re.search(r"\b(?:it|fewer|giam)\b", strip_marks(fold(text))) else larger > 0


def _subject(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> int | None:
    """Return which of two tasks is held against the other: not the one after "hơn" or "so với", else the first."""
    if len(rows) != _PAIR:
        return None
    bare = strip_marks(fold(frame.understood))
    others: list[tuple[int, int]] = []
    places: list[int] = []
    for side, row in enumerate(rows):
        year = corpus.plans[row.plan].metadata.year
        name = str(year) if year in frame.years and len(frame.years) > 1 else corpus.province(row.plan)
        if name and (match := re.search(_OTHER.format(name=re.escape(name)), bare)):
            others.append((match.end(), side))
        places.append(bare.find(name) if name and name in bare else len(bare))
    if others:
        return 1 - min(others)[1]
    return places.index(min(places)) if places[0] != places[1] else None


def _later(corpus: Corpus, rows: Sequence[Row]) -> int | None:
    """Return which of two tasks ends later, within the year where their plans are of two; None if that is not said."""
    if len(rows) != _PAIR:
        return None
    ends = [row.task.deadline.end if row.task.deadline else None for row in rows]
    first, second = ends
    if first is None or second is None:
        return None
    if len({corpus.plans[row.plan].metadata.year for row in rows}) > 1:
        first, second = first.replace(year=1, day=min(first.day, 28)), second.replace(year=1, day=min(second.day, 28))
    return None if first == second else int(second > first)


def numbers_of(text: str, rows: Sequence[Row]) -> list[int] | None:
    """Return the numbers that tasks name of what a question counts ("65 cơ quan"), None if one names none."""
    counted = _COUNTED.search(strip_marks(fold(text)))
    if counted is None:
        return None
    of_noun = re.compile(rf"(?<![\w/.,])(\d+)\s+(?:\w+\s+)?{re.escape(counted['noun'])}\b")
    found = [of_noun.search(strip_marks(fold(row.task.task.text))) for row in rows]
    return [int(match[1]) for match in found if match] if all(found) else None


def _words(row: Row) -> str:
    """Return the words of a task but for years, to tell whether its scope changed."""
    return re.sub(r"\W+|\b20\d\d\b", " ", fold(row.task.task.text)).strip()


def _value(row: Row, field: Ask) -> object:
    task = row.task
    if field == "lead":
        return frozenset(unit.canonical for unit in task.lead)
    if field == "coordinate":
        return frozenset(unit.canonical for unit in task.coordinate)
    if field == "when":
        deadline = task.deadline
        if deadline is None:
            return None
        days = _in_the_year(deadline.start), _in_the_year(deadline.end)
        return days if any(days) else fold(deadline.text)
    piece = {"product": task.product, "money": task.budget, "frequency": task.frequency}.get(field)
    return fold(piece.text) if piece else None


def _in_the_year(day: dt.date | None) -> tuple[int, int] | None:
    return (day.month, day.day) if day else None
