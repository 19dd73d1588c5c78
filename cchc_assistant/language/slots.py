"""The words of a text with their candidates, and the choice among them in context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from cchc_assistant.language.decode import Floats, Ints, Lattice, decode
from cchc_assistant.language.ngram import BOUNDARY_ID

_ITEM = re.compile(r"\s*(?:[-+*•–]|\(?\d{1,3}[.)]|[a-zđA-ZĐ][.)]|[IVXLivxl]{1,5}[.)]|\|)")
_LONG_LINE = 45


class LanguageModel(Protocol):
    """What restoring needs of a model."""

    @property
    def words(self) -> list[str]:
        """The words, by number."""

    @property
    def by_bare(self) -> dict[str, list[int]]:
        """The words that are the same without diacritics."""

    @property
    def order(self) -> int:
        """The length of the longest n-grams."""

    def number(self, word: str) -> int:
        """Return the number of a word, 0 when unknown."""

    def ngram(self, context: tuple[Ints, ...], token: Ints) -> Floats:
        """Return log P(token | context), elementwise."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading: the token numbers it stands for (one, two, or none when a neighbour swallowed it)."""

    text: str
    first: int
    last: int
    cost: float = 0.0
    joins: bool = False
    empty: bool = False


class Slot(NamedTuple):
    """One place of the sequence: a half-open range of the text and the token numbers that could stand there.

    ``candidates`` is given where costs or texts matter; otherwise ``numbers`` are tokens of equal cost.
    """

    start: int
    end: int
    numbers: Sequence[int]
    candidates: Sequence[Candidate] = ()


class Chosen(NamedTuple):
    """The chosen reading of a slot: its place among the slot's readings, and its posterior probability."""

    place: int
    confidence: float


def choose(slots: Sequence[Slot], model: LanguageModel) -> list[Chosen]:
    """Choose a reading for every slot, in the context of all."""
    if not slots:
        return []
    first: list[int] = [BOUNDARY_ID, BOUNDARY_ID]
    last: list[int] = [BOUNDARY_ID, BOUNDARY_ID]
    offsets = [0, 1, 2]
    costs: dict[int, float] = {}
    joined: list[int] = []
    empty: list[int] = []
    for slot in slots:
        if slot.candidates:
            for candidate in slot.candidates:
                at = len(first)
                costs[at] = candidate.cost
                if candidate.joins:
                    joined.append(at)
                if candidate.empty:
                    empty.append(at)
                first.append(candidate.first)
                last.append(candidate.last)
        else:
            first.extend(slot.numbers)
            last.extend(slot.numbers)
        offsets.append(len(first))
    first.append(BOUNDARY_ID)
    last.append(BOUNDARY_ID)
    offsets.append(len(first))
    cost = np.zeros(len(first), np.float32)
    if costs:
        cost[list(costs)] = list(costs.values())
    flags = np.zeros((2, len(first)), bool)
    flags[0, joined] = True
    flags[1, empty] = True
    lattice = Lattice(
        np.array(offsets),
        np.array(first),
        np.array(last),
        cost,
        flags[0] if joined else None,
        flags[1] if joined else None,
    )
    choice = decode(lattice, model.ngram, model.order)
    places = (choice.candidate - lattice.offsets[:-1])[2:-1].tolist()
    sure = choice.confidence[2:-1].tolist()
    return list(map(Chosen, places, sure))


def line_breaks(text: str) -> list[int]:
    """Return the offsets of the line ends that also end a sentence, heading or item.

    A line that was merely wrapped is long and is followed by a line that begins neither an item nor anew after a blank.
    """
    breaks = []
    start = 0
    while (end := text.find("\n", start)) >= 0:
        following = text[end + 1 : end + 40]
        if end - start < _LONG_LINE or not following.strip(" \t") or following[0] == "\n" or _ITEM.match(following):
            breaks.append(end)
        start = end + 1
    return breaks
