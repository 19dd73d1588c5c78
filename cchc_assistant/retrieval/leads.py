"""Which units lead the tasks that a passage tells of, and which of them a question names.

``units.txt`` holds the names of leading units, one a line, ``leads.npy`` pairs (line, passage) in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.plans.model import Task
from cchc_assistant.retrieval.phrasing import Phrasing
from cchc_assistant.retrieval.terms import bare, tokens

FILES = ("units.txt", "leads.npy")
WEIGHT = 0.3
"""What a passage gains whose tasks are led by the unit that a question asks the tasks of."""
_LONGEST = 16


def write(folder: Path, tasks: Iterable[Sequence[Task]], phrasing: Phrasing) -> None:
    """Write the leading units of passages.

    Args:
        folder: it is there.
        tasks: for each passage, the tasks it tells of.
        phrasing: writes abbreviations out.
    """
    names: dict[str, int] = {}
    found: list[tuple[int, int]] = []
    for passage, inside in enumerate(tasks):
        units = {" ".join(_words(unit.canonical, phrasing)) for task in inside for unit in task.lead}
        found += [(names.setdefault(unit, len(names)), passage) for unit in sorted(units) if unit]
    (folder / FILES[0]).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    np.save(folder / FILES[1], np.array(sorted(found), np.int32).reshape(-1, 2))


def _words(text: str, phrasing: Phrasing) -> list[str]:
    return [bare(token) for token in tokens(phrasing.write_out(text))]


@dataclass(frozen=True, eq=False)
class Leads:
    """The leading units of an index: their names, and sorted pairs (unit, passage)."""

    names: Sequence[str]
    pairs: npt.NDArray[np.int32]

    @classmethod
    def open(cls, folder: Path) -> Leads:
        """Map what `write` wrote.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        names = (folder / FILES[0]).read_text(encoding="utf-8").splitlines()
        pairs = np.load(folder / FILES[1], mmap_mode="r")
        if pairs.ndim != 2 or (len(pairs) and int(pairs[-1, 0]) != len(names) - 1):
            raise ValueError(f"{folder}: leading units and their passages do not agree")
        return cls(names, pairs)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    def led(self, question: str, phrasing: Phrasing) -> npt.NDArray[np.int64]:
        """Return the numbers of the passages whose tasks are led by a unit that the question names."""
        units = list(self._named(_words(question, phrasing)))
        ranges = (np.searchsorted(self.pairs[:, 0], [unit, unit + 1]) for unit in units)
        parts = [self.pairs[start:end, 1].astype(np.int64) for start, end in ranges]
        return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)

    def _named(self, words: list[str]) -> Iterator[int]:
        """Yield the units among the words, the longest name at each place."""
        at = 0
        while at < len(words):
            lengths = range(min(_LONGEST, len(words) - at), 0, -1)
            names = ((length, self._numbers.get(" ".join(words[at : at + length]))) for length in lengths)
            length, unit = next(((length, unit) for length, unit in names if unit is not None), (1, None))
            if unit is not None:
                yield unit
            at += length
