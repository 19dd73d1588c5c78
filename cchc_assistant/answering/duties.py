"""Which tasks a plan sets, and which only see to its being carried out ("V. TỔ CHỨC THỰC HIỆN")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cchc_assistant.answering.corpus import Row
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans.model import Task

# From how many tasks in tables or forms these are the tasks of a plan.
_REGISTER = 2


def apart(rows: Sequence[Row], every: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Part tasks into those that their plans set and the duties of carrying the plans out.

    A plan whose text assigns most of its tasks under such a heading has no others: all of its tasks are of the first
    kind, as all are where only such duties are asked for.

    Args:
        rows: the tasks to part.
        every: all tasks of their plans.
    """
    plans: dict[int, list[Row]] = {row.plan: [] for row in rows}
    for row in every:
        plans.get(row.plan, []).append(row)
    divided = {plan for plan, held in plans.items() if _divided(held)}
    own: list[Row] = []
    duties: list[Row] = []
    for row in rows:
        (duties if row.plan in divided and carries_out(row.task) else own).append(row)
    return (own, duties) if own else (duties, [])


def carries_out(task: Task) -> bool:
    """Say whether a task stands in the text on how its plan is carried out or paid for."""
    uppermost = fold(task.heading.split(" › ")[0])
    return task.kind == "prose" and any(words in uppermost for words in _headings())


def _divided(rows: Sequence[Row]) -> bool:
    duties = sum(carries_out(row.task) for row in rows)
    return sum(row.task.kind != "prose" for row in rows) >= _REGISTER or duties < len(rows) - duties


@cache
def _headings() -> tuple[str, ...]:
    return tuple(load_toml("plans/obligations.toml")["carrying_out_headings"])
