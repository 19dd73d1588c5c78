"""Learn what an OCR makes of each letter: align pages with their truth, count, repeat.

    python -m training.learn_confusions OUT.json PAGES.jsonl [PAGES.jsonl …]

The table holds, for each true letter (or pair), what is read for it and the cost of that in nats.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from cchc_assistant.language.normalize import nfc, strip_marks
from training.align import place_lines
from training.counting import read_lines

_ROUNDS = 4
_LEAST_COUNT = 3
_SIMILAR = 0.6
Operation = tuple[str, str]
"""A piece of the truth and what was read for it; either may be empty, none longer than two."""


@dataclass(frozen=True)
class Alphabet:
    """Characters as small numbers."""

    chars: str

    def encode(self, text: str) -> Any:  # noqa: ANN401 - numba array
        """Return the numbers of the characters of ``text``."""
        return np.array([self.chars.index(char) for char in text], np.int64)


@njit(cache=True)
def _align(truth: Any, read: Any, one: Any, one_two: Any, two_one: Any, drop: Any, insert: Any) -> Any:  # noqa: ANN401
    rows, columns = len(truth) + 1, len(read) + 1
    cost = np.full((rows, columns), 1e9)
    step = np.zeros((rows, columns), np.int8)
    cost[0, 0] = 0
    for i in range(rows):
        for j in range(columns):
            if i and j:
                value = cost[i - 1, j - 1] + one[truth[i - 1], read[j - 1]]
                if value < cost[i, j]:
                    cost[i, j], step[i, j] = value, 1
            if i and j > 1:
                value = cost[i - 1, j - 2] + one_two[truth[i - 1], read[j - 2], read[j - 1]]
                if value < cost[i, j]:
                    cost[i, j], step[i, j] = value, 2
            if i > 1 and j:
                value = cost[i - 2, j - 1] + two_one[truth[i - 2], truth[i - 1], read[j - 1]]
                if value < cost[i, j]:
                    cost[i, j], step[i, j] = value, 3
            if i:
                value = cost[i - 1, j] + drop[truth[i - 1]]
                if value < cost[i, j]:
                    cost[i, j], step[i, j] = value, 4
            if j:
                value = cost[i, j - 1] + insert[read[j - 1]]
                if value < cost[i, j]:
                    cost[i, j], step[i, j] = value, 5
    path = np.zeros((rows + columns, 3), np.int64)
    count = 0
    i, j = rows - 1, columns - 1
    while i or j:
        path[count, 0] = step[i, j]
        path[count, 1] = i
        path[count, 2] = j
        count += 1
        move = step[i, j]
        i -= 2 if move == 3 else 0 if move == 5 else 1
        j -= 2 if move == 2 else 0 if move == 4 else 1
    return path[:count]


def pairs(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield (true line, line as read) from rendered pages, or from pairs of lines (``{"ocr", "gt"}``)."""
    for path in paths:
        for row in read_lines(path):
            page = json.loads(row)
            text = nfc(page["ocr"])
            if "gt" in page:
                yield nfc(page["gt"]), text
                continue
            for place in place_lines(text, page["lines"], least=_SIMILAR):
                yield nfc(place.truth), text[place.start : place.end]


def initial(truth: Alphabet, read: Alphabet) -> tuple[Any, ...]:
    """Return first guesses: same letter without marks is cheap, a space for a letter is dear."""
    one = np.full((len(truth.chars), len(read.chars)), 1.6)
    for i, a in enumerate(truth.chars):
        for j, b in enumerate(read.chars):
            if a == b:
                one[i, j] = 0.0
            elif strip_marks(a).lower() == strip_marks(b).lower():
                one[i, j] = 0.2
            elif a.isspace() or b.isspace():
                one[i, j] = 6.0
    one_two = np.full((len(truth.chars), len(read.chars), len(read.chars)), 2.2)
    two_one = np.full((len(truth.chars), len(truth.chars), len(read.chars)), 2.4)
    blank_truth = np.array([char.isspace() for char in truth.chars])
    blank_read = np.array([char.isspace() for char in read.chars])
    one_two[blank_truth] = one_two[:, blank_read] = one_two[:, :, blank_read] = 9.0
    two_one[blank_truth] = two_one[:, blank_truth] = two_one[:, :, blank_read] = 9.0
    return one, one_two, two_one, np.full(len(truth.chars), 2.5), np.full(len(read.chars), 2.5)


def count_operations(
    lines: list[tuple[Any, Any]], costs: tuple[Any, ...], truth: Alphabet, read: Alphabet
) -> Counter[Operation]:
    """Align all lines and count what became of each piece of the truth."""
    counts: Counter[Operation] = Counter()
    widths = {1: (1, 1), 2: (1, 2), 3: (2, 1), 4: (1, 0), 5: (0, 1)}
    for wanted, got in lines:
        for move, i, j in _align(wanted, got, *costs):
            left, right = widths[int(move)]
            piece = "".join(truth.chars[k] for k in wanted[i - left : i])
            counts[piece, "".join(read.chars[k] for k in got[j - right : j])] += 1
    return counts


def reestimate(counts: Counter[Operation], costs: tuple[Any, ...], truth: Alphabet, read: Alphabet) -> tuple[Any, ...]:
    """Return costs from counts, unseen operations dear but possible."""
    one, one_two, two_one, drop, insert = (np.full_like(part, 11.0) for part in costs)
    totals, grand = piece_totals(counts)
    for (left, right), count in counts.items():
        cost = -math.log(count / (grand if not left else totals[left[0]] + 2.0))
        a, b = [truth.chars.index(char) for char in left], [read.chars.index(char) for char in right]
        if len(a) == 1 and len(b) == 1:
            one[a[0], b[0]] = cost
        elif len(a) == 1 and len(b) == 2:
            one_two[a[0], b[0], b[1]] = cost + 0.5
        elif len(a) == 2:
            two_one[a[0], a[1], b[0]] = cost + 0.5
        elif not b:
            drop[a[0]] = cost + 0.5
        else:
            insert[b[0]] = cost + 0.5
    return one, one_two, two_one, drop, insert


def piece_totals(counts: Counter[Operation]) -> tuple[dict[str, float], float]:
    """Return how often each true letter opens an operation, and the number of letters in all."""
    totals: dict[str, float] = defaultdict(float)
    for (left, _), count in counts.items():
        if left:
            totals[left[0]] += count
    return totals, sum(totals.values())


def table(counts: Counter[Operation]) -> dict[str, Any]:
    """Return the costs in nats as plain values."""
    totals, grand = piece_totals(counts)
    letters: dict[str, dict[str, float]] = defaultdict(dict)
    extra: dict[str, float] = {}
    for (left, right), count in sorted(counts.items()):
        if count < _LEAST_COUNT:
            continue
        if left:
            letters[left][right] = round(-math.log(count / (totals[left[0]] + 2.0)), 2)
        else:
            extra[right] = round(-math.log(count / grand), 2)
    return {"letters": dict(letters), "extra": extra}


def main() -> None:
    """Learn and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--priors", help="table of supposed costs for what the pages do not show")
    arguments = parser.parse_args()
    lines = list(pairs(arguments.pages))
    truth = Alphabet("".join(sorted({char for line, _ in lines for char in line})))
    read = Alphabet("".join(sorted({char for _, line in lines for char in line})))
    encoded = [(truth.encode(a), read.encode(b)) for a, b in lines]
    costs = initial(truth, read)
    counts: Counter[Operation] = Counter()
    for _ in range(_ROUNDS):
        counts = count_operations(encoded, costs, truth, read)
        costs = reestimate(counts, costs, truth, read)
    learned = {"lines": len(lines), "priors": arguments.priors, **table(counts)}
    arguments.out.write_text(json.dumps(learned, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
