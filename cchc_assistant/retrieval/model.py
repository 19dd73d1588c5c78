"""What is searched and what is found: passages, filters, hits."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.plans.model import Span

PassageKind = Literal["text", "row", "item", "heading"]


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of a table row: the words above it in the header, and its half-open range in the passage's text."""

    header: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a plan small enough to be quoted.

    Attributes:
        document: name of the document.
        section: path of the numbered part it stands in, "" before the first.
        heading: titles of the parts it stands in, outermost first; searched as context, not part of the text.
        text: as shown: wraps as one space, repaired where the source is damaged.
        span: the range of the source that ``text`` covers.
        kind: "item" of a list or form, table "row", running "text", or a "heading" without text of its own.
        runs: ``(at, source)`` pairs in order of ``at``: from ``text[at]`` on, to the next run, characters stand
            contiguously in the source from offset ``source``.
        columns: the cells of a row.
    """

    document: str
    section: str
    heading: tuple[str, ...]
    text: str
    span: Span
    kind: PassageKind
    runs: tuple[tuple[int, int], ...]
    columns: tuple[Column, ...] = ()

    def source_offset(self, index: int) -> int:
        """Return the source offset of ``text[index]``.

        Raises:
            IndexError: the text has no such character.
        """
        if not 0 <= index < len(self.text):
            raise IndexError(f"character {index} of {len(self.text)}")
        at, source = self.runs[bisect_right(self.runs, index, key=_at) - 1]
        return source + index - at

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open source range that ``text[start:end]`` covers.

        Raises:
            ValueError: the range is empty or outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"empty or outside range {start}:{end} of {len(self.text)} characters")
        first = bisect_right(self.runs, start, key=_at) - 1
        low, high = None, 0
        for number in range(first, len(self.runs)):
            at, source = self.runs[number]
            if at >= end:
                break
            stop = self.runs[number + 1][0] if number + 1 < len(self.runs) else len(self.text)
            begin = source + max(at, start) - at
            low = begin if low is None else min(low, begin)
            high = max(high, source + min(stop, end) - at)
        assert low is not None
        return low, high

    def span_of(self, start: int, end: int) -> Span:
        """Return the span of ``text[start:end]``, on the page on which the passage begins.

        Raises:
            ValueError: the range is empty or outside the text.
        """
        return Span(self.document, *self.source_range(start, end), self.span.page)


def _at(run: tuple[int, int]) -> int:
    return run[0]


def runs_of(content: Mapped) -> tuple[tuple[int, int], ...]:
    """Return the offsets of mapped text as the runs of a passage."""
    runs: list[tuple[int, int]] = []
    expected = -1
    for at, offset in enumerate(content.offsets):
        if offset != expected:
            runs.append((at, offset))
        expected = offset + 1
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search is confined to; an empty field confines nothing, several values of one field mean "any of these".

    Attributes:
        documents: names of documents.
        agencies: issuing agencies, compared without case and diacritics, a part of the name suffices.
        provinces: likewise.
        years: years of plans.
        units: units named in the passage itself, compared without case and diacritics.
        kinds: kinds of passages; without it, headings are left out.
    """

    documents: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    kinds: tuple[PassageKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: ``score`` orders the hits (0 to about 1); ``lexical`` is its BM25, ``dense`` its cosine."""

    passage: Passage
    score: float
    lexical: float
    dense: float
