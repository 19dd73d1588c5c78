"""The search over the tasks of all plans: a few milliseconds for a hundred thousand of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.plans.model import Plan, Task
from cchc_assistant.retrieval import lexical_build
from cchc_assistant.retrieval.lexical import LexicalIndex, Query, Weights
from cchc_assistant.retrieval.parts import Selection
from cchc_assistant.retrieval.phrasing import Phrasing

PLACES = "tasks.npy"
FIELDS = {"task": 1.0, "heading": 0.5, "product": 0.5, "units": 0.5, "note": 0.3, "deadline": 0.3, "context": 0.3}
"""What a word counts in each field of a task; "context" is the plan's title, agency and year."""
_WEIGHTS = Weights(syllable=1.0, pair=0.7, bare_syllable=0.3, bare_pair=0.3)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TaskHit:
    """A task found: the place of its plan in the index, its own place in the plan, and its BM25 score."""

    plan: int
    task: int
    score: float


def _fields(task: Task, context: str, phrasing: Phrasing) -> lexical_build.Fields:
    units = [unit.text for unit in task.units]
    texts = {
        "task": task.task.text,
        "heading": task.heading,
        "product": task.product.text if task.product else "",
        "units": " . ".join(units),
        "note": task.note.text if task.note else "",
        "deadline": task.deadline.text if task.deadline else "",
        "context": context,
    }
    return [(phrasing.write_out(text), FIELDS[name]) for name, text in texts.items() if text]


def write(folder: Path, plans: Sequence[tuple[Plan, str]], phrasing: Phrasing) -> int:
    """Write the search over the tasks of some plans; return how many tasks there are.

    Args:
        folder: made if it is not there.
        plans: each plan with the words that tell it from others; their places are the plans' numbers.
        phrasing: writes abbreviations out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = [(number, task) for number, (plan, _) in enumerate(plans) for task in range(len(plan.tasks))]
    documents = (_fields(task, context, phrasing) for plan, context in plans for task in plan.tasks)
    lexical_build.build(documents, folder)
    np.save(folder / PLACES, np.array(places, np.int32).reshape(-1, 2))
    return len(places)


@dataclass(frozen=True, eq=False)
class RegisterIndex:
    """An open search over tasks; ``places`` (tasks, 2) holds the plan and the place in the plan of each."""

    places: npt.NDArray[np.int32]
    lexical: LexicalIndex
    phrasing: Phrasing

    @classmethod
    def open(cls, folder: Path, phrasing: Phrasing | None = None) -> RegisterIndex:
        """Map the search in ``folder``.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        places = np.load(folder / PLACES, mmap_mode="r")
        return cls(places, LexicalIndex.open(folder, len(places)), phrasing or Phrasing.of())

    def search(
        self,
        query: str | Sequence[tuple[str, float]],
        k: int = 50,
        *,
        plans: Sequence[int] | None = None,
        units: Sequence[str] = (),
    ) -> list[TaskHit]:
        """Return the tasks that match a question best, best first.

        Args:
            query: a text, or words and phrases each with what it counts.
            k: how many at most.
            plans: only tasks of these plans, by their places in the index.
            units: only tasks that name one of these units, compared without case and diacritics.
        """
        parts = [(query, 1.0)] if isinstance(query, str) else query
        terms = Query.join(
            [self.lexical.query(self.phrasing.write_out(text), _WEIGHTS).scaled(weight) for text, weight in parts]
        )
        scored = self.lexical.scored(terms)
        numbers = scored.best(k, self.allowed(plans, units))
        return [
            TaskHit(int(plan), int(task), float(score))
            for (plan, task), score in zip(self.places[numbers], scored.of(numbers), strict=True)
        ]

    def allowed(self, plans: Sequence[int] | None, units: Sequence[str]) -> Selection | None:
        """Say of every task whether it is of these plans and names one of these units; None if all may be found."""
        if plans is None and not units:
            return None
        mask: Mask = np.ones(len(self.places), np.bool_)
        if plans is not None:
            mask &= np.isin(self.places[:, 0], list(plans))
        if units:
            named = np.zeros(len(mask), np.bool_)
            for unit in units:
                named |= self.lexical.naming(self.phrasing.write_out(unit))
            mask &= named
        return mask
