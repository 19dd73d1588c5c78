"""Comparisons: one task in plans of several years, or two tasks, each side cited."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from cchc_assistant.answering.asks import Ask
from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.question import Frame
from cchc_assistant.language.normalize import fold

# What parts the two things compared: "A với B", "A và B", "A so với B", "A hay B".
_BETWEEN = re.compile(r"\s(?:so với|với|và|hay|hoặc|versus|vs|and|or)\s", re.IGNORECASE)
_WHEN_WORDS = re.compile(r"sớm hơn|muộn hơn|trước|hạn|thời gian|khi nào|earlier|later|deadline|bắt đầu")
_SIDE_FLOOR = 0.4


def sides(frame: Frame) -> tuple[Frame, Frame] | None:
    """Cut a question that compares two tasks into a question for each; None if it names one thing only."""
    for match in _BETWEEN.finditer(frame.understood):
        left = tuple(part for part in frame.parts if part.start < match.start())
        right = tuple(part for part in frame.parts if part.start >= match.end())
        if len(left) >= 2 and len(right) >= 2:
            return replace(frame, parts=left), replace(frame, parts=right)
    return None


def compared_fields(frame: Frame, fields: Sequence[Ask]) -> tuple[Ask, ...]:
    """Return what is compared: what is asked for, else when ("sớm hơn") or who and when."""
    if fields:
        return tuple(fields)
    return ("when",) if _WHEN_WORDS.search(fold(frame.understood)) else ("lead", "when")


def best_of_each_plan(found: Sequence[FoundTask]) -> list[FoundTask]:
    """Return the best task of each plan that fits at all, by year."""
    best: dict[int, FoundTask] = {}
    for item in found:
        if item.match.coverage >= _SIDE_FLOOR:
            best.setdefault(item.row.plan, item)
    return list(best.values())


def answer_comparison(draft: Draft, chosen: Sequence[FoundTask], fields: Sequence[Ask]) -> Draft:
    """Set the chosen tasks side by side and say whether they agree in what is compared."""
    rows = sorted(
        (item.row for item in chosen),
        key=lambda row: (draft.corpus.plans[row.plan].metadata.year or 0, row.task.source.start),
    )
    several_plans = len({row.plan for row in rows}) > 1
    for row in rows:
        stated, absent, spans = facts(draft, row, fields)
        mark = draft.citer.task(row, [row.task.task.span, *spans])
        name = (
            draft.corpus.name(row.plan) if several_plans else draft.say("task", value=clipped(row.task.task.text, 14))
        )
        title = f"“{clipped(row.task.task.text, 14)}”: " if several_plans else ""
        draft.lines.append(f"- {name}: {title}{'; '.join([*stated, *absent])} {mark}.")
    if len(rows) > 1:
        draft.lines.insert(0, draft.say("same" if _agree(rows, fields) else "different") + ":")
    return draft


def _agree(rows: Sequence[Row], fields: Sequence[Ask]) -> bool:
    return len({tuple(_value(row, field) for field in fields) for row in rows}) == 1


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
