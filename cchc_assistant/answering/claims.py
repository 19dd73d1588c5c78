"""What a text claims that can be checked word for word: its quotes, units, dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cchc_assistant.plans import units

ClaimKind = Literal["quote", "unit", "date", "number"]

# A number with what stands inside it: "12", "10/11/2022", "9001:2015", "1.500,5".
_NUMBER = re.compile(r"\d+(?:[./:,–-]\d+)*")
# A day, month, quarter or year and its number, arabic or roman: "Quý I-II/2022", "tháng 6", "năm 2022".
_DATE = re.compile(
    r"\b(?:ngày|tháng|quý|năm)\s+(?:\d{1,4}|[IVX]{1,4})(?:\s?[-–/.]\s?(?:\d{1,4}|[IVX]{1,4}))*(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch ``text[start:end]`` that states a fact; of a quote, what stands between its marks."""

    kind: ClaimKind
    text: str
    start: int
    end: int


def claims(text: str) -> list[Claim]:
    """Return the claims of a text in reading order; a number inside a date is a claim of its own too."""
    ranges: list[tuple[int, int, ClaimKind]] = [(*found, "quote") for found in quotes(text)]
    ranges += [(*found, "unit") for found in _units(text)]
    ranges += [(*match.span(), "date") for match in _DATE.finditer(text)]
    ranges += [(*match.span(), "number") for match in _NUMBER.finditer(text)]
    return [Claim(kind, text[start:end], start, end) for start, end, kind in sorted(ranges)]


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of units; none reaches from one line into the next."""
    at = 0
    for line in text.split("\n"):
        yield from ((at + start, at + end) for start, end in units.find(line))
        at += len(line) + 1


def quotes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges between the outermost “ ”, over several lines where it takes them.

    Where more are opened than closed, as in clipped words, the quote reaches to the last ” of its line.
    """
    begin = depth = 0
    last = -1
    for place, char in enumerate([*text, "\n"]):
        if char == "“":
            begin, last = (begin, last) if depth else (place + 1, -1)
            depth += 1
        elif char == "”" and depth:
            depth, last = depth - 1, place
        closed = last >= begin and (depth == 0 or char == "\n")
        if closed and begin:
            yield begin, last
            begin, depth, last = 0, 0, -1
