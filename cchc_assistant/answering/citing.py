"""Citations made from spans, numbered in the order in which an answer uses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cchc_assistant.answering.answer import Citation
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.plans.model import Span
from cchc_assistant.retrieval.model import Passage

_LONGEST_QUOTE = 700


class Citer:
    """Collects the citations of one answer; the same place is cited once."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._found: dict[tuple[str, int, int], tuple[int, Citation]] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, in order."""
        return tuple(citation for _, citation in self._found.values())

    def task(self, row: Row, fields: Sequence[Span]) -> str:
        """Cite a task and return its mark ("[1]").

        The quote is the whole entry if it is short, else the stretch from the first to the last of ``fields``.
        """
        whole = row.task.source
        if whole.end - whole.start > _LONGEST_QUOTE and fields:
            whole = _around([span for span in fields if whole.covers(span)] or [row.task.task.span])
        mark = self.place(row.plan, row.task.section, whole, fields)
        # A unit that a heading names stands outside the entry, and a time that the head of a ticked column names.
        outside = [span for span in fields if not whole.covers(span)]
        for near in _together(outside):
            mark += self.place(row.plan, row.task.section, _around(near), near)
        return mark

    def passage(self, plan: int, section: str, span: Span) -> str:
        """Cite a stretch of a passage; in a row or item that is a task, under the task's own number."""
        held = self._corpus.tasks_at(plan, span)
        deepest = max((task.section for task in held if task.section.startswith(section)), key=len, default=section)
        return self.place(plan, deepest if len(held) == 1 else section, span, [span])

    def place(self, plan: int, section: str, span: Span, highlights: Sequence[Span] = ()) -> str:
        """Cite a range of a plan and return its mark."""
        key = (span.document, span.start, span.end)
        if key not in self._found:
            source = self._corpus.source(span.document)
            repaired = shown(self._corpus, span) if self._corpus.plans[plan].repaired else None
            citation = Citation(
                doc=span.document,
                title=self._corpus.title(plan),
                section=section,
                page=span.page,
                quote=source[span.start : span.end],
                start=span.start,
                end=span.end,
                repaired=repaired,
                highlights=tuple(part for part in highlights if span.covers(part)),
            )
            self._found[key] = (len(self._found) + 1, citation)
        return f"[{self._found[key][0]}]"

    def join(self, other: Citer) -> dict[str, str]:
        """Take over the citations of another answer and return what its marks become here."""
        marks = {}
        for key, (number, citation) in other._found.items():
            self._found.setdefault(key, (len(self._found) + 1, citation))
            marks[f"[{number}]"] = f"[{self._found[key][0]}]"
        return marks


def _around(spans: Sequence[Span]) -> Span:
    first = min(spans, key=lambda span: span.start)
    return Span(first.document, first.start, max(span.end for span in spans), first.page)


def _together(spans: Sequence[Span]) -> list[list[Span]]:
    """Put spans together that one quote holds."""
    found: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: span.start):
        if found and span.end - found[-1][0].start <= _LONGEST_QUOTE:
            found[-1].append(span)
        else:
            found.append([span])
    return found


def shown(corpus: Corpus, span: Span) -> str:
    """Return a range of a plan as its repaired text shows it."""
    found = (
        _inside(passage, span.start, span.end) for passage in _meeting(corpus, span.document, span.start, span.end)
    )
    return " ".join(filter(None, found))


def rows_shown(corpus: Corpus, citation: Citation) -> list[str]:
    """Return what is cited of each table row that shares cells with others: its own stand apart, or before them."""
    start, end = citation.start, citation.end
    rows = (passage for passage in _meeting(corpus, citation.doc, start, end) if passage.columns)
    return [_inside(row, start, end) for row in rows if _shares_cells(row)]


def _shares_cells(row: Passage) -> bool:
    """Say whether the text of a row goes back in the source, or leaves out what stands between two of its cells."""
    return any(
        later < earlier or later - earlier > after - before for (before, earlier), (after, later) in pairwise(row.runs)
    )


def _meeting(corpus: Corpus, document: str, start: int, end: int) -> Iterator[Passage]:
    """Yield the passages of a document that meet a range of it."""
    for number in corpus.passages_of(document):
        passage = corpus.passages[number]
        if passage.span.start < end and start < passage.span.end:
            yield passage


def _inside(passage: Passage, start: int, end: int) -> str:
    """Return what of a passage's text stands inside a range of its source."""
    kept = (char for at, char in enumerate(passage.text) if start <= passage.source_offset(at) < end)
    return "".join(kept).strip()
