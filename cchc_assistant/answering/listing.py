"""How lists read: the tasks that were chosen, or the items of a part, counted, a page at a time, each cited."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.counting import Counted
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.duties import apart
from cchc_assistant.answering.parts import Item, PlanPart, appendix_rows, names_appendix, title_span, whole_appendix
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.selection import days_asked, in_rhythm, in_role, merged, rhythm_asked, roles_of, topic_of
from cchc_assistant.answering.unit_slots import UnitSlot, answers_to

_SHOWN = 20
# How many words a list may have for its tasks, and how many of each are shown in any case.
_WORDS, _FEWEST_WORDS = 400, 40


def tell_tasks(
    draft: Draft, frame: Frame, scope: Scope, rows: Sequence[Row], chosen: Sequence[Row], slots: Sequence[UnitSlot]
) -> Draft:
    """Tell how many tasks were chosen and which they are; the duties of carrying a plan out come after its tasks.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question.
        rows: all their tasks.
        chosen: the tasks to tell.
        slots: the units whose tasks they are.
    """
    days = days_asked(frame, scope, draft.corpus)
    timed = days is not None or rhythm_asked(frame) is not None
    own, duties = (chosen, []) if timed else apart(chosen, rows)
    entries = [*merged(own), *merged(duties)]
    counted = len(merged(own))
    total = draft.say("count", value=counted)
    if names_appendix(frame) and (part := whole_appendix(frame, draft.corpus, scope)) and part.span:
        total += f" {draft.say('in_part', title=part.title, path=part.path)} "
        total += draft.citer.place(part.plan, part.path, part.span, [part.span])
    draft.lines.append(f"{total}{_named(draft, chosen, slots)}:")
    first = _first(frame, len(entries))
    several = len({row.plan for row in chosen}) > 1
    words = max(_FEWEST_WORDS, _WORDS // len(entries))
    for number, same in enumerate(entries[first : first + _SHOWN], first):
        if number == counted:
            draft.lines.append(draft.say("besides", value=len(entries) - counted))
        line = _line(
            draft,
            same,
            words,
            by_unit=bool(slots) and all(_of_all(row, slots) for row in chosen),
            by_period=days is not None,
            by_plan=several,
            products=says("products", frame.understood),
        )
        draft.lines.append(f"- {line}")
    if (left := len(entries) - first - _SHOWN) > 0:
        draft.lines.append(draft.say("more", value=left, total=len(entries)))
    if slots and not roles_of(frame):
        helped = merged([row for row in in_role(rows, slots, frozenset({"coordinate"})) if row not in chosen])
        if helped:
            draft.lines.append(draft.say("helps_too", value=len(helped)))
    elif days is not None and frame.timed and not slots and not topic_of(frame, ()):
        recurring = merged(in_rhythm(appendix_rows(frame, rows), ""))
        if recurring:
            draft.lines.append(draft.say("recurring_too", value=len(recurring)))
    return draft


def _of_all(row: Row, slots: Sequence[UnitSlot]) -> bool:
    """Say whether a task is one of all units that a question names: else whose each is must be told."""
    return all(any(answers_to(slot.canonical, unit.canonical) for unit in row.task.units) for slot in slots)


def _named(draft: Draft, rows: Sequence[Row], slots: Sequence[UnitSlot]) -> str:
    """Return whose the tasks of a list are, as the plans write the units, to follow their number; notes the units."""
    names: dict[str, str] = {}
    for slot in slots:
        for row in rows:
            held = row.task.units
            unit = next((unit for unit in held if answers_to(slot.canonical, unit.canonical)), None)
            if unit is not None:
                if unit.text not in names:
                    names[unit.text] = draft.citer.task(row, [unit.span])
                break
    draft.units.extend(names)
    said = ", ".join(f"{name} {mark}" for name, mark in names.items())
    return f" {draft.say('of_units', value=said)}" if names else ""


def tell_items(
    draft: Draft,
    frame: Frame,
    part: PlanPart,
    items: Sequence[Item],
    what: Counted,
    rows: Sequence[Row] = (),
    slots: Sequence[UnitSlot] = (),
) -> Draft:
    """Tell how many items a part has and which they are; of tasks of units, whose they are."""
    noun = what.noun if draft.language == "vi" and what.noun else draft.say("item")
    if span := title_span(draft.corpus, part):
        mark = draft.citer.place(part.plan, part.path, span, [span])
        where = draft.say("in_part", title=part.title, path=part.path)
        draft.lines.append(f"{draft.say('items', value=len(items), noun=noun)} {where}: {mark}".rstrip())
    else:
        total = draft.say("items", value=len(items), noun=noun) + _named(draft, rows, slots)
        draft.lines.append(f"{total} — {draft.corpus.name(part.plan)}:")
    first = _first(frame, len(items))
    for item in items[first : first + _SHOWN]:
        mark = draft.citer.place(part.plan, item.path, item.span, [item.span])
        text = _unquoted(clipped(item.text, max(_FEWEST_WORDS, _WORDS // len(items))))
        draft.lines.append(f"- {text} {mark}")
    if (left := len(items) - first - _SHOWN) > 0:
        draft.lines.append(draft.say("more_items", value=left, total=len(items)))
    return draft


def _first(frame: Frame, total: int) -> int:
    """Return the number of the first entry of the page asked for, at most that of the last page."""
    return min(frame.page, (total - 1) // _SHOWN) * _SHOWN


def _line(
    draft: Draft, same: Sequence[Row], words: int, *, by_unit: bool, by_period: bool, by_plan: bool, products: bool
) -> str:
    first = same[0]
    units = () if by_unit and not by_period else first.task.lead
    spans = [first.task.task.span, *(row.task.deadline.span for row in same if row.task.deadline)]
    spans += [row.task.product.span for row in same if products and row.task.product]
    mark = draft.citer.task(first, [*spans, *(unit.span for unit in units)])
    text = _unquoted(clipped(first.task.task.text, words))
    times = [row.task.deadline.text for row in same if row.task.deadline]
    untold = [time for time in dict.fromkeys(times) if time not in text]
    tail = [", ".join(unit.text for unit in units if unit.text not in text)]
    if products:
        tail.extend(row.task.product.text for row in same if row.task.product)
    tail.append("; ".join(untold))
    if by_period:
        draft.deadlines.extend(times)
    plan = f" — {draft.corpus.name(first.plan)}" if by_plan else ""
    extra = f" ({'; '.join(part for part in tail if part)})" if any(tail) else ""
    return f"{text}{extra}{plan} {mark}"


def _unquoted(text: str) -> str:
    """Close the quotes that a cut leaves open, lest they reach into the next line of a list."""
    return text + "”" * (text.count("“") - text.count("”"))
