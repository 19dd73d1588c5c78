"""Line up what was read with what was drawn: lines of a page first, then characters of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cchc_assistant.language.normalize import strip_marks

_SEED = 5
_SHORT_LINE = 5


@dataclass(frozen=True)
class LinePlace:
    """A drawn line and the half-open range of the page as read where it was found."""

    truth: str
    start: int
    end: int
    similarity: float


@njit(cache=True)
def _semi_global(truth: Any, read: Any) -> Any:  # noqa: ANN401 - numba arrays
    """Return the least edit cost of ``truth`` against any part of ``read``, and that part."""
    rows, columns = truth.shape[0] + 1, read.shape[0] + 1
    cost = np.zeros(columns, np.int32)
    origin = np.arange(columns)
    for row in range(1, rows):
        diagonal, diagonal_origin = cost[0], origin[0]
        cost[0], origin[0] = row, 0
        for column in range(1, columns):
            best = diagonal + (0 if truth[row - 1] == read[column - 1] else 1)
            place = diagonal_origin
            if cost[column] + 1 < best:
                best, place = cost[column] + 1, origin[column]
            if cost[column - 1] + 1 < best:
                best, place = cost[column - 1] + 1, origin[column - 1]
            diagonal, diagonal_origin = cost[column], origin[column]
            cost[column], origin[column] = best, place
    end = int(np.argmin(cost))
    return int(cost[end]), int(origin[end]), end


def _codes(text: str) -> NDArray[np.int32]:
    return np.frombuffer(strip_marks(text).lower().encode("utf-32-le"), np.int32)


def place_lines(page: str, lines: Sequence[str], least: float = 0.5) -> list[LinePlace]:
    """Find each drawn line on the page as read; lines that are not found well enough are left out.

    Args:
        page: the page as read.
        lines: the lines as drawn.
        least: the least similarity (1 - edits / length) for a line to count as read.
    """
    starts = [0]
    for index, char in enumerate(page):
        if char == "\n":
            starts.append(index + 1)
    read = [page[start:stop].rstrip("\n") for start, stop in zip(starts, [*starts[1:], len(page)], strict=True)]
    grams = [_grams(line) for line in read]
    found = []
    for line in lines:
        wanted = _grams(line)
        shared = [len(wanted & gram) for gram in grams]
        best: LinePlace | None = None
        for index in sorted(range(len(read)), key=lambda i: -shared[i])[:_SEED]:
            if not read[index].strip():
                continue
            cost, start, end = _semi_global(_codes(line), _codes(read[index]))
            start, end = _whole_words(read[index], start, end)
            similarity = 1 - cost / max(len(line), 1)
            if best is None or similarity > best.similarity:
                best = LinePlace(line, starts[index] + start, starts[index] + end, similarity)
        if best is not None and len(line) < _SHORT_LINE and page[best.start : best.end] != line:
            continue
        if best is not None and best.similarity >= least:
            found.append(best)
    return found


def _whole_words(line: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not line[start - 1].isspace():
        start -= 1
    while end < len(line) and not line[end].isspace():
        end += 1
    return start, end


def _grams(line: str) -> set[str]:
    bare = strip_marks(line).lower()
    return {bare[i : i + 3] for i in range(len(bare) - 2)}
