"""Plans cut into passages along their own structure: a form, a table row, a list item, a stretch of running text.

A passage never reaches across tasks; an item without a task stands alone unless it is tiny. Long items are windowed at
sentence ends. Titles above a passage are kept beside it, for the search.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.plans.model import Plan, Span
from cchc_assistant.plans.outline import Node, outline
from cchc_assistant.reading.asides import is_of_site
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.marks import mark_of
from cchc_assistant.retrieval.model import Column, Passage, PassageKind, runs_of
from cchc_assistant.retrieval.rows import row_pieces
from cchc_assistant.retrieval.sentences import windows

MAX_CHARS = 900
"""A longer piece is cut into windows."""
TINY_CHARS = 80
"""A shorter piece without a task joins its neighbours in the same part, up to `MERGED_CHARS`."""
MERGED_CHARS = 500
_TITLE_CHARS = 160
_WORD_LETTERS = 3
LETTERHEAD, RECIPIENTS, SIGNER = "Cơ quan ban hành, số hiệu, ngày ban hành", "Nơi nhận", "Người ký"
FRAME_PARTS = frozenset({LETTERHEAD, RECIPIENTS, SIGNER})  # what is no part of what a document plans


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or row, or the part of one that belongs to one task; ``task`` numbers the task's source range."""

    content: Mapped
    section: str
    heading: tuple[str, ...]
    kind: PassageKind
    task: int | None = None
    columns: tuple[Column, ...] = ()


def passages(plan: Plan, document: Document) -> list[Passage]:
    """Cut a plan into passages.

    Args:
        plan: what was read of the document; its tasks say where a passage must end.
        document: the document itself.

    Returns:
        Passages in the order of the source.
    """
    cutter = _Cutter(plan, document)
    title = plan.metadata.title.span if plan.metadata.title else None
    own = (piece for piece in _pieces(document, title) if piece.columns or not is_of_site(piece.content.text))
    pieces = [part for piece in own for part in cutter.cut(piece)]
    pieces.sort(key=lambda piece: piece.content.offsets[0])
    return [passage for group in _groups(pieces) for passage in _passages(group, document)]


class _Cutter:
    """Cuts pieces where tasks begin and end."""

    def __init__(self, plan: Plan, document: Document) -> None:
        self.ranges = sorted({(task.source.start, task.source.end) for task in plan.tasks})
        self.tasks = {(task.source.start, task.source.end): task for task in reversed(plan.tasks)}
        self.bounds = sorted({bound for span in self.ranges for bound in span})
        self.starts = [start for start, _ in self.ranges]

    def cut(self, piece: Piece) -> Iterator[Piece]:
        if piece.columns:
            yield self._row(piece)
            return
        offsets = piece.content.offsets
        inner = self.bounds[bisect_right(self.bounds, offsets[0]) : bisect_right(self.bounds, offsets[-1])]
        places = [0, *(bisect_right(offsets, bound - 1) for bound in inner), len(offsets)]
        for start, end in _without_slivers(piece.content.text, places):
            content = piece.content[start:end].strip()
            if content:
                yield Piece(content, piece.section, piece.heading, piece.kind, self._task_of(content))

    def _task_of(self, content: Mapped) -> int | None:
        """Return the number of the first task that meets the content, its mark and closing dots aside."""
        letters = [offset for char, offset in zip(content.text, content.offsets, strict=True) if char.isalpha()]
        middle = letters[len(letters) // 2] if letters else content.offsets[0]
        return self._task_at(middle)

    def _task_at(self, offset: int) -> int | None:
        """Return the number of the innermost task range that holds the offset."""
        for number in range(bisect_right(self.starts, offset) - 1, -1, -1):
            if offset < self.ranges[number][1]:
                return number
        return None

    def _row(self, piece: Piece) -> Piece:
        """Give a row the section and the group titles of its task."""
        # Rows that share a cell lie one over the other: the task whose range the row's cells fill is its own.
        cells = [piece.content.offsets[column.start : column.end] for column in piece.columns]
        offsets = [offset for cell in cells for offset in cell]
        whole = (min(offsets, default=0), max(offsets, default=0) + 1)
        number = bisect_left(self.ranges, whole) if whole in self.tasks else self._task_of(piece.content)
        if number is None:
            return piece
        task = self.tasks[self.ranges[number]]
        heading = (
            *piece.heading,
            *(title for title in task.heading.split(" › ") if title and title not in piece.heading),
        )
        return Piece(piece.content, task.section, heading, "row", number, piece.columns)


def _without_slivers(text: str, places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges between places; one without a word ("2.", "./.") goes with the range after it, or before it."""
    ranges: list[tuple[int, int]] = []
    waiting = places[0]
    for start, end in pairwise(places):
        if sum(map(str.isalpha, text[start:end])) >= _WORD_LETTERS:
            ranges.append((waiting, end))
            waiting = end
    if not ranges:
        ranges = [(places[0], places[-1])]
    elif waiting < places[-1]:
        ranges[-1] = (ranges[-1][0], places[-1])
    yield from ranges


def _pieces(document: Document, title: Span | None) -> Iterator[Piece]:
    parts = outline(document.blocks)
    for block in parts.head:
        if block.content:
            start, end = block.content.source_range()
            # The plan's title is context of every passage, and no answer by itself.
            titled = title is not None and title.start <= start and end <= title.end
            before = title is not None and end <= title.start
            yield Piece(block.content, "", (LETTERHEAD,) if before else (), "heading" if titled else "text")
    # The recipients are a list; whoever signs stands below it.
    signed = max((place for place, block in enumerate(parts.foot, 1) if mark_of(block.text)), default=1)
    for place, block in enumerate(parts.foot):
        if block.content:
            yield Piece(block.content, "", (RECIPIENTS if place < signed else SIGNER,), "text")
    for root in (parts.body, *parts.appendices):
        for node in root.walk():
            yield from _node_pieces(node)


def _node_pieces(node: Node) -> Iterator[Piece]:
    trail = tuple(_title(above.text) for above in node.trail() if above.text)
    if node.whole:
        titled = node.numbered or bool(node.appendix and node.parent is None)
        leads = bool(node.children or node.tables) and titled and len(node.text) <= _TITLE_CHARS
        kind: PassageKind = "heading" if leads else "item" if node.mark else "text"
        yield Piece(node.whole, node.path, trail, kind)
    own = (*trail, _title(node.text)) if node.text else trail
    for content, columns, titled in row_pieces(node.tables):
        yield Piece(content, node.path, own, "heading" if titled else "row", None, columns)


def _title(text: str) -> str:
    return text if len(text) <= _TITLE_CHARS else text[:_TITLE_CHARS].rsplit(" ", 1)[0] + "…"


def _groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Put together the pieces of one task, and tiny neighbours without one."""
    group: list[Piece] = []
    for piece in pieces:
        if group and not _belongs(group, piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _belongs(group: list[Piece], piece: Piece) -> bool:
    last = group[-1]
    if piece.columns or last.columns:
        return False
    if piece.task is not None or last.task is not None:
        return piece.task == last.task and piece.section == last.section
    if "heading" in (piece.kind, last.kind) or piece.section != last.section or piece.heading != last.heading:
        return False
    size = sum(len(part.content) for part in group)
    tiny = len(piece.content) < TINY_CHARS or len(last.content) < TINY_CHARS
    return tiny and size + len(piece.content) <= MERGED_CHARS


def _passages(group: list[Piece], document: Document) -> Iterator[Passage]:
    first = group[0]
    kinds = {piece.kind for piece in group}
    kind: PassageKind = first.kind if len(kinds) == 1 else "item"
    content = join([piece.content for piece in group], "\n")
    limit = len(document.text) - 1
    if content.offsets[-1] > limit or max(content.offsets) > limit:
        content = Mapped(content.text, tuple(min(offset, limit) for offset in content.offsets))
    cut = [(0, len(content))] if first.columns else windows(content.text, MAX_CHARS)
    for start, end in cut:
        part = content[start:end]
        low, high = min(part.offsets), max(part.offsets) + 1
        span = Span(document.name, low, high, document.page_of(low))
        yield Passage(document.name, first.section, first.heading, part.text, span, kind, runs_of(part), first.columns)
