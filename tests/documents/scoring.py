"""Compares registers: with the gold of a built plan, and of one plan read from two formats."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cchc_assistant.plans.model import Plan, Task
from tests.documents.content import GoldTask

Key = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class Score:
    """How many tasks are right, how many there are, how many were found; ``sections`` of the right ones are right."""

    right: int
    gold: int
    found: int
    sections: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right,
            self.gold + other.gold,
            self.found + other.found,
            self.sections + other.sections,
        )

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 1.0


def plain(text: str) -> str:
    """Return text as compared: small letters, single spaces, no punctuation at its end."""
    return " ".join(text.replace("./.", "").strip(" .;").split()).lower()


def key_of(task: Task) -> Key:
    """Return what must be exactly right in a task: its text, who leads, when."""
    time = plain(task.deadline.text) if task.deadline else ""
    return plain(task.task.text), tuple(plain(unit.text) for unit in task.lead), time


def gold_key(task: GoldTask) -> Key:
    """Return the same of a gold task."""
    return plain(task.task), tuple(plain(unit) for unit in task.lead), plain(task.time)


def score(plan: Plan, gold: list[GoldTask]) -> Score:
    """Compare the tasks of forms and tables with the gold; obligations in prose are no part of it."""
    found = [task for task in plan.tasks if task.kind != "prose"]
    wanted = Counter(gold_key(task) for task in gold)
    got = Counter(key_of(task) for task in found)
    sections = Counter((gold_key(task), task.section) for task in gold)
    sections &= Counter((key_of(task), task.section) for task in found)
    return Score((wanted & got).total(), len(gold), len(found), sections.total())


def missed(plan: Plan, gold: list[GoldTask]) -> list[str]:
    """Say in lines what is missing and what is too much, for people who mend the reader."""
    wanted = Counter(gold_key(task) for task in gold)
    got = Counter(key_of(task) for task in plan.tasks if task.kind != "prose")
    return [f"- {key}" for key in (wanted - got).elements()] + [f"+ {key}" for key in (got - wanted).elements()]


def fields_of(task: Task) -> dict[str, object]:
    """Return the fields of a task as compared between two formats."""
    return {
        "section": task.section,
        "task": plain(task.task.text),
        "lead": tuple(plain(unit.text) for unit in task.lead),
        "coordinate": tuple(plain(unit.text) for unit in task.coordinate),
        "time": plain(task.deadline.text) if task.deadline else None,
        "start": task.deadline.start if task.deadline else None,
        "end": task.deadline.end if task.deadline else None,
        "product": plain(task.product.text) if task.product else None,
        "budget": plain(task.budget.text) if task.budget else None,
        "note": plain(task.note.text) if task.note else None,
    }


def equal_fields(one: Plan, other: Plan) -> tuple[int, int]:
    """Return how many fields of the first plan's tasks are the same in the second, and how many there are.

    Tasks are paired by their text, else in order within their section.
    """
    left = [fields_of(task) for task in one.tasks]
    right = [fields_of(task) for task in other.tasks]
    same = total = 0
    for fields in left:
        total += len(fields)
        pair = next((row for row in right if row["task"] == fields["task"] and row["time"] == fields["time"]), None)
        pair = pair or next((row for row in right if row["task"] == fields["task"]), None)
        pair = pair or next((row for row in right if row["section"] == fields["section"]), None)
        if pair is not None:
            right.remove(pair)
            same += sum(fields[name] == pair[name] for name in fields)
    return same, total
