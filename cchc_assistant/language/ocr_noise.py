"""The noisy channel of an OCR: which known words a token as read may stand for, and at what cost.

Costs are −log P(read | word), from learned confusions of letters: one letter read as one or two characters, two as one,
dropped, or something added. All words are tried at once, along the letters they share from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.language.tables import table

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_NEVER = np.float32(60.0)
_BOUND = 9.0
_BOUND_PER_CHAR = 1.3
_WORD_LENGTH = 14


@dataclass(frozen=True)
class Confusions:
    """Learned costs. ``letters`` maps one or two true letters to what is read and its cost, ``extra`` what is added."""

    letters: Mapping[str, Mapping[str, float]]
    extra: Mapping[str, float]
    priors: Mapping[str, Any]

    @classmethod
    def load(cls, name: str) -> Confusions:
        """Load the table ``name``."""
        data = table(name)
        return cls(data["letters"], data["extra"], table(data["priors"] or "confusion_priors_none"))


@dataclass(frozen=True, eq=False)
class Level:
    """The nodes of the word tree at one depth."""

    parent: Ints
    lower: Ints
    upper: Ints
    pair_lower: Ints
    pair_upper: Ints
    word: Ints


class Channel:
    """Costs of words for tokens as read, for one set of words and one table of confusions."""

    def __init__(
        self, words: Iterable[tuple[int, str]], confusions: Confusions, rarity: Mapping[int, float] | None = None
    ) -> None:
        """Build the tree of the words.

        Args:
            words: numbers and lower-case words.
            confusions: the learned costs.
            rarity: for each number what to add to the cost when candidates are ranked (not to the cost itself).
        """
        self._rarity = rarity or {}
        listed = [(number, word) for number, word in words if 0 < len(word) <= _WORD_LENGTH]
        letters = sorted(
            {char for _, word in listed for char in word} | {char.upper() for _, word in listed for char in word}
        )
        self._letters = {char: index for index, char in enumerate(letters) if len(char) == 1}
        self._read = {
            char: index
            for index, char in enumerate(
                sorted(
                    {char for seen in confusions.letters.values() for read in seen for char in read}
                    | set(confusions.extra)
                    | set(confusions.priors["marks"])
                    | set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
                )
            )
        }
        self._pairs: dict[str, int] = {}
        self._fill(confusions)
        self._levels = self._grow(listed)
        self.best = lru_cache(maxsize=200_000)(self._best)

    def _fill(self, confusions: Confusions) -> None:
        unknown = len(self._read)
        self._one_two: dict[tuple[int, int], list[tuple[int, float]]] = {}
        self._suppose(unknown, confusions.priors)
        merged: list[tuple[int, int, float]] = []
        for left, seen in confusions.letters.items():
            if any(char not in self._letters for char in left):
                continue
            for read, cost in seen.items():
                codes = [self._read[char] for char in read]
                if len(left) == 2:
                    pair = self._pairs.setdefault(left, len(self._pairs) + 1)
                    merged.append((pair, codes[0], cost))
                else:
                    self._learn(left, codes, cost)
        self._two_one = np.full((len(self._pairs) + 1, unknown + 1), _NEVER, np.float32)
        for pair, code, cost in merged:
            self._two_one[pair, code] = cost
        for char, cost in confusions.extra.items():
            self._add[self._read[char]] = min(cost, self._add[self._read[char]])

    def _learn(self, letter: str, codes: Sequence[int], cost: float) -> None:
        index = self._letters[letter]
        if not codes:
            self._drop[index] = min(cost, self._drop[index])
        elif len(codes) == 1:
            self._one[index, codes[0]] = min(cost, self._one[index, codes[0]])
        else:
            self._one_two.setdefault((codes[0], codes[1]), []).append((index, cost))

    def _suppose(self, unknown: int, priors: Mapping[str, Any]) -> None:
        """Fill in the costs of what was never seen, from the table of priors."""
        self._priors = priors
        self._one = np.full((len(self._letters), unknown + 1), priors["unseen"], np.float32)
        self._drop = np.full(len(self._letters), priors["dropped"], np.float32)
        self._add = np.full(unknown + 1, priors["added"], np.float32)
        for char in self._letters:
            bare = strip_marks(char)
            for read in self._read:
                if read == bare:
                    self._learn(char, [self._read[read]], priors["same_letter"])
                elif read.lower() == bare.lower():
                    self._learn(char, [self._read[read]], priors["same_letter_other_case"])
                elif any(read in group and bare in group for group in priors["similar"]):
                    self._learn(char, [self._read[read]], priors["similar_cost"])
            for mark, cost in priors["marks"].items():
                if char in priors["mark_vowels"][mark]:
                    self._learn_mark(char, mark, cost, cost + priors["second_mark"], bare)
            for read in priors["letter_for_marked_vowel"].get(char, ""):
                self._learn(char, [self._read[read]], priors["letter_for_marked_vowel_cost"])
        for char, seen in priors["letters"].items():
            for read, cost in seen.items():
                if char in self._letters and all(part in self._read for part in read):
                    self._learn(char, [self._read[part] for part in read], cost)

    def _learn_mark(self, char: str, mark: str, cost: float, twice: float, bare: str) -> None:
        """Let ``mark`` be read for a letter, alone or with a second mark or letter beside it."""
        code = self._read[mark]
        self._learn(char, [code], cost)
        for other in (*self._priors["marks"], bare, "é", "6"):
            if other in self._read:
                self._learn(char, [code, self._read[other]], twice)
                self._learn(char, [self._read[other], code], twice)

    def _grow(self, words: Sequence[tuple[int, str]]) -> list[Level]:
        numbers = {word: number for number, word in words}
        levels = []
        above = {"": 0}
        depth = 1
        while above:
            nodes = sorted({word[:depth] for word in numbers if len(word) >= depth})
            if not nodes:
                break
            levels.append(
                Level(
                    parent=np.array([above[node[:-1]] for node in nodes]),
                    lower=np.array([self._letters.get(node[-1], 0) for node in nodes]),
                    upper=np.array([self._letters.get(node[-1].upper(), 0) for node in nodes]),
                    pair_lower=np.array([self._pairs.get(node[-2:], 0) if depth > 1 else 0 for node in nodes]),
                    pair_upper=np.array([self._pairs.get(node[-2:].upper(), 0) if depth > 1 else 0 for node in nodes]),
                    word=np.array([numbers.get(node, -1) for node in nodes]),
                )
            )
            above = {node: index for index, node in enumerate(nodes)}
            depth += 1
        return levels

    def costs(self, token: str, case: str, most: float | None = None) -> tuple[Ints, Floats]:
        """Return the words ``token`` may stand for and their costs, in no order.

        Args:
            token: the token as read.
            case: how the true word is supposed to be written: "lower", "title" or "upper".
            most: the cost beyond which words are not wanted; by default it grows with the length of the token.
        """
        bound = _BOUND + _BOUND_PER_CHAR * len(token) if most is None else most
        unknown = len(self._read)
        codes = np.array([self._read.get(char, unknown) for char in token])
        size = len(codes)
        one = self._one[:, codes]
        two = np.full((len(self._letters), max(size - 1, 0)), _NEVER, np.float32)
        for at in range(size - 1):
            for letter, cost in self._one_two.get((int(codes[at]), int(codes[at + 1])), ()):
                two[letter, at] = min(cost, two[letter, at])
        merged = self._two_one[:, codes]
        add = self._add[codes]
        start = np.concatenate(([0.0], np.cumsum(add))).astype(np.float32)[None, :]
        rows, above = start, start
        alive = np.zeros(1, np.int64)
        alive_above = alive
        found_words, found_costs = [], []
        for depth, level in enumerate(self._levels):
            place = _positions(alive, level.parent)
            nodes = np.flatnonzero(place >= 0)
            if not len(nodes):
                break
            upper = case == "upper" or (case == "title" and depth == 0)
            letters = (level.upper if upper else level.lower)[nodes]
            before = rows[place[nodes]]
            row = before + self._drop[letters][:, None]
            np.minimum(row[:, 1:], before[:, :-1] + one[letters], out=row[:, 1:])
            if size > 1:
                np.minimum(row[:, 2:], before[:, :-2] + two[letters], out=row[:, 2:])
            if depth:
                pairs = (level.pair_upper if case == "upper" else level.pair_lower)[nodes]
                paired = np.flatnonzero(pairs)
                if len(paired):
                    grand = above[alive_above[place[nodes[paired]]]]
                    row[paired, 1:] = np.minimum(row[paired, 1:], grand[:, :-1] + merged[pairs[paired]])
            for at in range(1, size + 1):
                np.minimum(row[:, at], row[:, at - 1] + add[at - 1], out=row[:, at])
            keep = row.min(axis=1) <= bound
            above, rows = rows, row[keep]
            alive_above = place[nodes][keep]
            alive = nodes[keep]
            words = level.word[alive]
            ends = np.flatnonzero((words >= 0) & (rows[:, size] <= bound))
            found_words.append(words[ends])
            found_costs.append(rows[ends, size])
        return np.concatenate(found_words), np.concatenate(found_costs)

    def _best(self, token: str, case: str, most: int) -> tuple[tuple[int, float], ...]:
        words, costs = self.costs(token, case)
        rarity = np.array([self._rarity.get(number, 0.0) for number in words.tolist()])
        order = np.argsort(costs + rarity, kind="stable")[:most]
        return tuple(zip(words[order].tolist(), costs[order].tolist(), strict=True))


def _positions(alive: Ints, parent: Ints) -> Ints:
    """Return for each node the place of its parent among the living, -1 when the parent is not alive."""
    place = np.searchsorted(alive, parent)
    place = np.minimum(place, max(len(alive) - 1, 0))
    if not len(alive):
        return np.full(len(parent), -1)
    result: Any = np.where(alive[place] == parent, place, -1)
    return np.asarray(result, np.int64)
