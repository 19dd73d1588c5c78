"""Lists and counts: the tasks of a unit, of a period, of a plan, complete and counted from the register."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.lookup import tasks_of_unit
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.premises import acts
from cchc_assistant.answering.question import Frame, UnitSlot, answers_to, whole_year
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.terms import Profile
from cchc_assistant.plans.deadlines import format_interval
from cchc_assistant.plans.model import Section, Span, Task

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
    known = [slot for slot in slots if any(_holds(row.task, slot.canonical) for row in rows)]
    asked_of_units = not frame.parts_beside(slots) or any(acts(frame, slot) for slot in slots)
    if slots and not known and "list" in frame.asked.asks and asked_of_units:
        return _none(draft, frame, [frame.understood[slot.start : slot.end] for slot in slots])
    slots = known
    period = _days_asked(draft, frame, scope)
    if _names_appendix(frame) and not any(_has_appendix(draft, plan) for plan in scope.plans):
        names = "; ".join(draft.corpus.name(plan) for plan in scope.plans[:3])
        return draft.refuse("no_section", draft.say("no_appendix", plan=names))
    counts_all = asks_for_all(frame, scope)
    if not slots and period is None and not counts_all:
        return None
    chosen = _in_named_part(frame, rows)
    if slots:
        chosen = _by_roles(frame, chosen, slots)
    if period is not None:
        chosen = [row for row in chosen if _due(row.task, period)]
    if not chosen:
        return _none(draft, frame, [frame.understood[slot.start : slot.end] for slot in slots])
    entries = _merged(chosen)
    draft.lines.append(draft.say("count", value=len(entries)) + ":")
    for same in entries[:_SHOWN]:
        draft.lines.append(f"- {_line(draft, same, by_unit=bool(slots), by_period=period is not None)}")
    if len(entries) > _SHOWN:
        draft.lines.append(draft.say("more", value=len(entries) - _SHOWN, total=len(entries)))
    return draft


def asks_for_all(frame: Frame, scope: Scope) -> bool:
    """Say whether a question names plans and nothing in them: "kế hoạch 2022 có những nhiệm vụ gì", "… nói gì"."""
    return scope.named and not frame.parts and not frame.asked.asks - {"list", "count", "content"}


def count_of_part(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Count the items of the part that a question names ("mấy hình thức tuyên truyền"); None if it names no part.

    Of an appendix whose tasks stand in groups, asked for groups ("mấy nhóm việc"), these are counted.
    """
    corpus = draft.corpus
    best: tuple[float, int, Section] | None = _only_appendix(frame, draft, scope)
    for plan in scope.plans if best is None else ():
        for section in corpus.plans[plan].sections:
            if _names_appendix(frame) and not section.path.startswith(("Phụ lục", "Danh mục")):
                continue
            profile = Profile()
            profile.add(section.title.text, 1.0, corpus.book)
            profile.add(section.path, 1.0, corpus.book)
            profile.add(corpus.title(plan), 0.6, corpus.book)
            score = match(frame.parts, frame.order, profile, corpus.weights).coverage
            if score >= 0.72 and len(section.title.text) < 120 and (best is None or score > best[0]):
                best = (score, plan, section)
    if best is None:
        return None
    _, plan, section = best
    items = _items_below(draft, plan, section)
    if len(items) < 2:
        return None
    mark = draft.citer.place(plan, section.path, section.title.span, [section.title.span])
    draft.lines.append(draft.say("items", value=len(items), title=section.title.text, path=section.path) + f" {mark}")
    for text, where in items[:_SHOWN]:
        draft.lines.append(f"- {clipped(text, 16)}" + (f" {draft.citer.place(plan, *where)}" if where else ""))
    return draft


def _only_appendix(frame: Frame, draft: Draft, scope: Scope) -> tuple[float, int, Section] | None:
    """Return the one appendix of the one plan in question, where the question names the appendix."""
    if len(scope.plans) != 1 or not _names_appendix(frame):
        return None
    plan = scope.plans[0]
    roots = [section for section in draft.corpus.plans[plan].sections if section.level == 0]
    return (1.0, plan, roots[0]) if len(roots) == 1 else None


def _items_below(draft: Draft, plan: int, section: Section) -> list[tuple[str, tuple[str, Span] | None]]:
    whole = draft.corpus.plans[plan]
    inside = [
        other
        for other in whole.sections
        if other.level == section.level + 1 and section.span.covers(other.span) and other.path.startswith(section.path)
    ]
    if inside:
        return [(other.title.text, (other.path, other.title.span)) for other in inside]
    groups = dict.fromkeys(
        task.heading
        for task in whole.tasks
        if task.kind == "table" and section.span.covers(task.source) and task.heading
    )
    return [(heading, None) for heading in groups]


def _days_asked(draft: Draft, frame: Frame, scope: Scope) -> tuple[dt.date, dt.date] | None:
    """Return the days that tasks must fall in: not those of a year that names the plans themselves."""
    if frame.period is None or not whole_year(frame.period):
        return frame.period
    years = {draft.corpus.plans[plan].metadata.year for plan in scope.plans}
    return None if not frame.years or years & set(frame.years) else frame.period


def _holds(task: Task, unit: str) -> bool:
    return any(answers_to(unit, mention.canonical) for mention in (*task.lead, *task.coordinate, *task.direct))


def _in_named_part(frame: Frame, rows: Sequence[Row]) -> list[Row]:
    """Keep the tasks of an appendix where the question names it."""
    inside = [row for row in rows if row.task.section.startswith(("Phụ lục", "Danh mục"))]
    return inside if inside and _names_appendix(frame) else list(rows)


def _has_appendix(draft: Draft, plan: int) -> bool:
    return any(section.path.startswith(("Phụ lục", "Danh mục")) for section in draft.corpus.plans[plan].sections)


def _names_appendix(frame: Frame) -> bool:
    return bool(re.search(r"\b(?:phụ lục|phu luc|danh mục|danh muc|appendix|annex)\b", frame.understood.lower()))


def _by_roles(frame: Frame, rows: Sequence[Row], slots: Sequence[UnitSlot]) -> list[Row]:
    """Keep the tasks of the named units in the roles that the question gives each.

    "việc nào do các phòng chủ trì còn văn phòng sở phối hợp" gives a role to each of two units.
    """
    text = frame.understood.lower()
    if len(slots) >= 2 and {"lead", "coordinate"} <= frame.asked.asks:
        chosen = list(rows)
        for slot, following in zip(slots, [*[later.start for later in slots[1:]], len(text)], strict=True):
            role = (
                "coordinate"
                if re.search(r"phối hợp|phoi hop|co-?ordinat|support", text[slot.end : following])
                else "lead"
            )
            chosen = tasks_of_unit(chosen, [slot], frozenset({role}))
        return chosen
    return tasks_of_unit(rows, slots, _roles(frame))


def _roles(frame: Frame) -> frozenset[str]:
    asks = frame.asked.asks
    if "coordinate" in asks and "lead" not in asks:
        return frozenset({"coordinate"})
    if "lead" in asks and "coordinate" not in asks:
        return frozenset({"lead"})
    return frozenset({"lead", "coordinate"}) if "coordinate" in asks else frozenset({"lead"})


def _due(task: Task, period: tuple[dt.date, dt.date]) -> bool:
    """Say whether a task is due in a period: a task that takes the whole year is not due in any part of it."""
    deadline = task.deadline
    if deadline is None:
        return False
    takes_all_year = deadline.start and deadline.end and whole_year((deadline.start, deadline.end))
    if takes_all_year and not whole_year(period):
        return False
    return deadline.overlaps(*period)


def _merged(rows: Sequence[Row]) -> list[list[Row]]:
    """Put the results of one task together."""
    groups: dict[tuple[int, int, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.plan, row.task.task.span.start, row.task.task.span.end), []).append(row)
    return list(groups.values())


def _line(draft: Draft, same: Sequence[Row], *, by_unit: bool, by_period: bool) -> str:
    first = same[0]
    spans = [first.task.task.span, *(row.task.deadline.span for row in same if row.task.deadline)]
    mark = draft.citer.task(first, spans)
    text = clipped(first.task.task.text, 45)
    times = [row.task.deadline.text for row in same if row.task.deadline]
    tail = [] if by_unit and not by_period else [", ".join(unit.text for unit in first.task.lead)]
    if times:
        tail.append("; ".join(dict.fromkeys(times)))
    if by_period:
        draft.deadlines.extend(times)
    plan = f" — {draft.corpus.name(first.plan)}" if len({row.plan for row in same}) > 1 else ""
    extra = f" ({'; '.join(part for part in tail if part)})" if any(tail) else ""
    return f"{text}{extra}{plan} {mark}"


def _none(draft: Draft, frame: Frame, names: Sequence[str]) -> Draft:
    units = ", ".join(names)
    if frame.period is None or whole_year(frame.period):
        return draft.refuse("nothing_for_unit", draft.say("none_unit", value=units))
    days = format_interval(*frame.period)
    text = draft.say("none_unit_period", value=units, days=days) if names else draft.say("none_period", value=days)
    return draft.refuse("nothing_in_period", text)
