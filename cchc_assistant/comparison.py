"""Two plans side by side: which tasks are kept, which moved to another unit or time, which came and which went."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from cchc_assistant.language.normalize import fold
from cchc_assistant.plans.model import Deadline, Plan, Task

Change = Literal["kept", "unit", "time", "added", "dropped"]
CHANGES: tuple[Change, ...] = ("kept", "unit", "time", "added", "dropped")
# Words of a task, without its years and amounts, which change from plan to plan though the task does not.
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# How alike two tasks are at least, as a share of what their words weigh.
ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class Pair:
    """A task of the one plan, the task of the other that it corresponds to, and what changed between them.

    ``changes`` is ("kept",), ("added",), ("dropped",), or one or both of "unit" and "time".
    """

    before: Task | None
    after: Task | None
    changes: tuple[Change, ...]
    likeness: float = 0.0


def compare(before: Plan, after: Plan) -> list[Pair]:
    """Return every task of both plans once, in the order of the first, what only the second has at the end."""
    pairs = _matches([_words(task) for task in before.tasks], [_words(task) for task in after.tasks])
    found = []
    for number, task in enumerate(before.tasks):
        if number in pairs:
            other, likeness = pairs[number]
            held = after.tasks[other]
            found.append(Pair(task, held, changes(task, held), likeness))
        else:
            found.append(Pair(task, None, ("dropped",)))
    taken = {other for other, _ in pairs.values()}
    added = (task for number, task in enumerate(after.tasks) if number not in taken)
    return [*found, *(Pair(None, task, ("added",)) for task in added)]


def changes(before: Task, after: Task) -> tuple[Change, ...]:
    """Return what changed of a task that two plans share."""
    found: list[Change] = []
    if {unit.canonical for unit in before.lead} != {unit.canonical for unit in after.lead}:
        found.append("unit")
    if _time(before.deadline) != _time(after.deadline):
        found.append("time")
    return tuple(found) or ("kept",)


def _words(task: Task) -> frozenset[str]:
    """Return the words of a task and the pairs of neighbours among them."""
    words = _WORD.findall(fold(task.task.text))
    return frozenset((*words, *(f"{one} {other}" for one, other in pairwise(words))))


def _matches(before: Sequence[frozenset[str]], after: Sequence[frozenset[str]]) -> dict[int, tuple[int, float]]:
    """Pair the tasks that are most alike, each at most once; rare words say more than common ones."""
    held = Counter(word for words in (*before, *after) for word in words)
    total = len(before) + len(after)
    weight = {word: math.log(1 + total / count) for word, count in held.items()}
    sums_before, sums_after = ([sum(weight[word] for word in words) for words in side] for side in (before, after))
    alike = [
        (2 * sum(weight[word] for word in one & other) / (sums_before[i] + sums_after[j]), i, j)
        for i, one in enumerate(before)
        for j, other in enumerate(after)
        if one & other
    ]
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for likeness, i, j in sorted(alike, key=lambda item: (-item[0], item[1], item[2])):
        if likeness >= ALIKE and i not in found and j not in taken:
            found[i] = (j, likeness)
            taken.add(j)
    return found


def _time(deadline: Deadline | None) -> object:
    """Return what two plans of different years are compared by: days within the year, else the words without years."""
    if deadline is None:
        return None
    if deadline.start or deadline.end:
        return _day(deadline.start), _day(deadline.end), bool(deadline.recurrence)
    return " ".join(_WORD.findall(fold(_YEAR.sub(" ", deadline.text))))


def _day(day: dt.date | None) -> tuple[int, int] | None:
    return (day.month, day.day) if day else None
