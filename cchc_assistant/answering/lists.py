"""Lists and counts: the tasks of a unit, of a period, of a plan, complete and counted from the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.lookup import named, tasks_of_unit
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.plans.deadlines import format_interval
from cchc_assistant.plans.model import Task

_SHOWN = 12


def answer_list(draft: Draft, frame: Frame, scope: Scope, rows: Sequence[Row]) -> Draft | None:
    """List or count tasks by unit and period; None if the question names neither.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question.
        rows: their tasks.
    """
    slots = [slot for slot in frame.units if slot not in scope.agencies]
    slots = [slot for slot in slots if any(_holds(row.task, slot.canonical) for row in rows)]
    if not slots and frame.period is None:
        return None
    chosen = list(rows)
    if slots:
        chosen = tasks_of_unit(chosen, slots, _roles(frame))
    if frame.period is not None and not _whole_year(frame.period):
        chosen = [row for row in chosen if _due(row.task, frame.period)]
    if not chosen:
        return _none(draft, frame, [frame.understood[slot.start : slot.end] for slot in slots])
    entries = _merged(chosen)
    draft.lines.append(draft.say("count", value=len(entries)) + ":")
    for same in entries[:_SHOWN]:
        draft.lines.append(f"- {_line(draft, frame, same, by_unit=bool(slots))}")
    if len(entries) > _SHOWN:
        draft.lines.append(draft.say("more", value=len(entries) - _SHOWN, total=len(entries)))
    return draft


def _holds(task: Task, unit: str) -> bool:
    return any(named(unit, mention.canonical) for mention in (*task.lead, *task.coordinate, *task.direct))


def _roles(frame: Frame) -> frozenset[str]:
    asks = frame.asked.asks
    if "coordinate" in asks and "lead" not in asks:
        return frozenset({"coordinate"})
    if "lead" in asks and "coordinate" not in asks:
        return frozenset({"lead"})
    return frozenset({"lead", "coordinate"}) if "coordinate" in asks else frozenset({"lead"})


def _whole_year(period: tuple[dt.date, dt.date]) -> bool:
    first, last = period
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _due(task: Task, period: tuple[dt.date, dt.date]) -> bool:
    """Say whether a task is due in a period: a task that takes the whole year is not due in any part of it."""
    deadline = task.deadline
    if deadline is None or (deadline.start and deadline.end and _whole_year((deadline.start, deadline.end))):
        return False
    return deadline.overlaps(*period)


def _merged(rows: Sequence[Row]) -> list[list[Row]]:
    """Put the results of one task together."""
    groups: dict[tuple[int, int, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.plan, row.task.task.span.start, row.task.task.span.end), []).append(row)
    return list(groups.values())


def _line(draft: Draft, frame: Frame, same: Sequence[Row], *, by_unit: bool) -> str:
    first = same[0]
    spans = [first.task.task.span, *(row.task.deadline.span for row in same if row.task.deadline)]
    mark = draft.citer.task(first, spans)
    text = clipped(first.task.task.text, 24)
    times = [row.task.deadline.text for row in same if row.task.deadline]
    tail = [] if by_unit and frame.period is None else [", ".join(unit.text for unit in first.task.lead)]
    if times:
        tail.append("; ".join(dict.fromkeys(times)))
    if frame.period is not None:
        draft.deadlines.extend(times)
    plan = f" — {draft.corpus.name(first.plan)}" if len({row.plan for row in same}) > 1 else ""
    extra = f" ({'; '.join(part for part in tail if part)})" if any(tail) else ""
    return f"{text}{extra}{plan} {mark}"


def _none(draft: Draft, frame: Frame, names: Sequence[str]) -> Draft:
    if frame.period is not None and not _whole_year(frame.period):
        return draft.refuse("nothing_in_period", draft.say("none_period", value=format_interval(*frame.period)))
    return draft.refuse("nothing_for_unit", draft.say("none_unit", value=", ".join(names)))
