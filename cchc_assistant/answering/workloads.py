"""Which of several units or plans has more tasks, each with its number of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.parts import beside_title, find_part
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.selection import Role, about, in_role, merged, roles_of, topic_of
from cchc_assistant.answering.sides import MOST_SIDES, plan_sides
from cchc_assistant.answering.unit_slots import UnitSlot

_MARKS = 8


@dataclass(frozen=True, slots=True)
class _Workload:
    """The tasks of one side: of tables and items, and of the text on how the plan is carried out."""

    name: str
    tasks: Sequence[Row]
    duties: Sequence[Row]

    @property
    def count(self) -> int:
        """How many tasks it has of the first kind, or of the second where it has no other."""
        return len(merged(self.tasks or self.duties))


def asks_for_workloads(frame: Frame, scope: Scope, corpus: Corpus) -> bool:
    """Say whether a question asks which side has more tasks: "nhiều việc hơn", "chủ trì nhiều hơn" of units."""
    if not says("more_tasks", frame.understood):
        return False
    if says("of_tasks", frame.understood):
        return True
    slots = [slot for slot in frame.units if slot not in scope.agencies]
    topic = beside_title(topic_of(frame, frame.units), corpus, scope)
    return says("just_more", frame.understood) and not topic and (len(slots) > 1 or "money" not in frame.asked.asks)


def answer_workloads(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Say which of the units or plans that a question names has more tasks; None if it names no two that have any."""
    corpus = draft.corpus
    slots = [slot for slot in frame.units if slot not in scope.agencies]
    sides = _of_units(frame, scope, corpus, slots) if len(slots) > 1 else _of_plans(frame, scope, corpus)
    sides = [side for side in sides if side.count]
    if len(sides) < 2:
        return None
    least = says("fewest_tasks", frame.understood)
    ordered = sorted(sides, key=lambda side: side.count if least else -side.count)
    first = ordered[0].name
    key = "fewer_tasks" if least else "more_tasks"
    alike = len({side.count for side in sides}) == 1
    draft.lines.append(f"{draft.say('same')}:" if alike else draft.say(key, value=first))
    if len(slots) > 1:
        draft.units.append(first)
    for side in ordered:
        shown = (side.tasks or side.duties)[:_MARKS]
        marks = "".join(
            draft.citer.task(row, [row.task.task.span, *(unit.span for unit in row.task.lead)]) for row in shown
        )
        more = len(merged(side.duties)) if side.tasks else 0
        beside = f" ({draft.say('duties', value=more)})" if more else ""
        draft.lines.append(f"- {side.name}: {draft.say('count', value=side.count)}{beside} {marks}.")
    return draft


def _of_units(frame: Frame, scope: Scope, corpus: Corpus, slots: Sequence[UnitSlot]) -> list[_Workload]:
    rows = [row for plan in scope.plans for row in corpus.counted_rows(plan)]
    roles: frozenset[Role] = roles_of(frame) or frozenset({"lead"})
    topic = beside_title(topic_of(frame, slots), corpus, scope)
    part = find_part(frame, corpus, scope, topic, of_tasks=True) if topic and len(scope.plans) <= MOST_SIDES else None
    named = part.rows if part else about(rows, topic, frame, corpus) if topic else ()
    for among in (named, rows):
        sides = [_workload(*_of_unit(slot, among, roles)) for slot in slots]
        if all(side.count for side in sides):
            return sides
    return sides


def _of_unit(slot: UnitSlot, rows: Sequence[Row], roles: frozenset[Role]) -> tuple[str, list[Row]]:
    held = in_role(rows, [slot], roles)
    named = (unit.text for row in held for unit in row.task.units if unit.canonical.startswith(slot.canonical))
    return next(named, slot.canonical), held


def _of_plans(frame: Frame, scope: Scope, corpus: Corpus) -> list[_Workload]:
    found = []
    for side in plan_sides(frame, scope, corpus):
        rows = [row for plan in side.scope.plans for row in corpus.counted_rows(plan)]
        found.append(_workload(corpus.name(side.scope.plans[0]), rows))
    return found


def _workload(name: str, rows: Sequence[Row]) -> _Workload:
    duties = [row for row in rows if row.task.kind == "prose"]
    return _Workload(name, [row for row in rows if row.task.kind != "prose"], duties)
