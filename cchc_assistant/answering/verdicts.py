"""What comes of setting things side by side: whether they agree, which is due first, which has the larger number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from cchc_assistant.answering.asks import Ask, says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.question import Frame
from cchc_assistant.language.normalize import fold, strip_marks

_PAIR = 2
_TITLE = 12
# "trước ngày 15/11 hằng năm", "ngày 01 tháng 12 hằng năm".
_DAY = re.compile(r"(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})(?!\d)")
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
    timed = says("sooner", text) or says("later", text)
    if says("yes_no", text):
        true = _comes_as_claimed(frame, draft.corpus, rows, later) if timed else None
        if true is None:
            true = alike == says("asks_same", text)
        return _decided(draft, told, true=true)
    if later is not None and timed:
        late = says("later", text) and not says("sooner", text)
        chosen = rows[later if late else 1 - later]
        return draft.say("later" if late else "sooner", value=_called(draft.corpus, chosen, rows))
    return f"{told}:"


def compare_numbers(
    draft: Draft,
    frame: Frame,
    plans: Sequence[int],
    words: Sequence[str],
    values: Sequence[float],
    names: Sequence[str] | None = None,
) -> str:
    """Say which of the numbers of several plans is the largest; of one agency's two plans, whether it rises or falls.

    Args:
        draft: the answer in the making.
        frame: the question.
        plans: the plans that state them.
        words: the numbers as the plans write them, with what they count.
        values: the numbers.
        names: what the sides are called, where not by their plans.
    """
    corpus = draft.corpus
    issuers = {(corpus.agency(plan), corpus.province(plan), corpus.locality(plan)) for plan in plans}
    years = [corpus.plans[plan].metadata.year or 0 for plan in plans]
    order = sorted(range(len(plans)), key=lambda side: years[side])
    least = says("less", frame.understood) and not says("more", frame.understood)
    top = values.index(min(values) if least else max(values))
    which = says("which_side", frame.understood) or says("which_year", frame.understood)
    if len(set(values)) == 1:
        told = f"{draft.say('same')} ({words[0]})"
    elif len(plans) == _PAIR and len(issuers) == 1 and len(set(years)) == _PAIR and not which:
        key = "rises" if values[order[1]] > values[order[0]] else "falls"
        told = draft.say(key, before=words[order[0]], after=words[order[1]])
    else:
        others = ", ".join(word for side, word in enumerate(words) if side != top)
        share = words[top].endswith("%")
        key = ("lower_of" if least else "higher_of") if share else ("less_of" if least else "more_of")
        name = names[top] if names else corpus.name(plans[top])
        told = draft.say(key, value=name, number=words[top], others=others)
    if not says("yes_no", frame.understood):
        return f"{told}:"
    true = _larger_as_claimed(frame, corpus, plans, values)
    if true is None:
        true = (len(set(values)) == 1) == says("asks_same", frame.understood)
    return _decided(draft, told, true=true)


def agree(rows: Sequence[Row], fields: Sequence[Ask]) -> bool:
    """Say whether tasks state the same in what is compared: fields, or lead, time and their own words."""
    same = len({tuple(_value(row, field) for field in fields or ("lead", "when")) for row in rows}) == 1
    return same and (bool(fields) or len({_words(row) for row in rows}) == 1)


def _decided(draft: Draft, told: str, *, true: bool) -> str:
    return f"{draft.say('so' if true else 'not_so')}, {told[:1].lower()}{told[1:]}:"


def _called(corpus: Corpus, row: Row, rows: Sequence[Row]) -> str:
    """Return what one of the tasks compared is called: its plan, or its own words where both are of one plan."""
    if len({one.plan for one in rows}) > 1:
        return corpus.name(row.plan)
    return f"“{clipped(row.task.task.text, _TITLE)}”"


def _comes_as_claimed(frame: Frame, corpus: Corpus, rows: Sequence[Row], later: int | None) -> bool | None:
    """Say whether one side is later, or sooner, than the other as a question claims; None if that is not told."""
    subject = _subject(frame, corpus, [row.plan for row in rows])
    if subject is None:
        return None
    if agree(rows, ("when",)):
        return False
    return None if later is None else (subject == later) == says("later", frame.understood)


def _larger_as_claimed(frame: Frame, corpus: Corpus, plans: Sequence[int], values: Sequence[float]) -> bool | None:
    """Say whether one side has the larger, or smaller, number as a question claims; None if that is not told."""
    text = frame.understood
    subject = _subject(frame, corpus, plans)
    if subject is None or not (says("more", text) or says("less", text)):
        return None
    larger = values[subject] - values[1 - subject]
    return larger < 0 if says("less", text) else larger > 0


def _subject(frame: Frame, corpus: Corpus, plans: Sequence[int]) -> int | None:
    """Return which of two sides is held against the other: not the one after "hơn" or "so với", else the first."""
    if len(plans) != _PAIR:
        return None
    bare = strip_marks(fold(frame.understood))
    others: list[tuple[int, int]] = []
    places: list[int] = []
    for side, plan in enumerate(plans):
        year = corpus.plans[plan].metadata.year
        name = str(year) if year in frame.years and len(frame.years) > 1 else corpus.province(plan)
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
    within_year = len({corpus.plans[row.plan].metadata.year for row in rows}) > 1
    ends = [_end(row, within_year=within_year) for row in rows]
    first, second = ends
    return None if first is None or second is None or first == second else int(second > first)


def _end(row: Row, *, within_year: bool) -> tuple[int, int, int] | None:
    """Return the day on which a task ends; without its year where only the day counts, as of each year's report."""
    deadline = row.task.deadline
    if deadline is None:
        return None
    if deadline.recurrence and (named := list(_DAY.finditer(fold(deadline.text)))):
        return 0, int(named[-1][2]), int(named[-1][1])
    if deadline.end is None:
        return None
    return (0 if within_year else deadline.end.year), deadline.end.month, deadline.end.day


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
