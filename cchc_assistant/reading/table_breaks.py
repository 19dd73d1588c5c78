"""Rows of a table that the end of a page has broken, put together again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cchc_assistant.reading.assemble import joined
from cchc_assistant.reading.document import Cell, Row
from cchc_assistant.reading.lines import ends_sentence
from cchc_assistant.reading.marks import mark_of

Rows = tuple[Row, ...]
# A result has a time of its own, too; one cell is the rest of one above.
_FEWEST_OWN = 2


def mended(kept: Rows, added: Rows, below: Mapping[int, int]) -> tuple[Rows, Rows]:
    """Mend the row between two parts of a table.

    Args:
        kept: the rows before the page's end.
        added: the rows after it.
        below: the columns whose cells at the page's top are merged downwards, with the number of their rows.

    Returns:
        Both with what belongs to one row in one row.
    """
    shared = below.keys() | _merged_columns(kept)
    if shared and _is_further_result(kept[-1], added[0], shared):
        cells = {at: _joined_cell(kept[-1].cells[at], added[0].cells[at]) for at in shared}
        size = max(below.values(), default=1)
        *above, last = kept
        same = ({at: cells[at] for at in shared if row.cells[at] is last.cells[at]} for row in above)
        whole = (*map(_with, above, same), _with(last, cells))
        return whole, (*(_with(row, cells) for row in added[:size]), *added[size:])
    row = broken_row(kept[-1], added[0])
    return (kept[:-1], (row, *added[1:])) if row is not None else (kept, added)


def _merged_columns(rows: Rows) -> frozenset[int]:
    """Return the columns whose last cell is merged over the row above: those of a task with several results."""
    if len(rows) < 2:
        return frozenset()
    pairs = enumerate(zip(rows[-2].cells, rows[-1].cells, strict=True))
    return frozenset(at for at, (above, last) in pairs if last and above is last)


def _is_further_result(before: Row, after: Row, shared: Collection[int]) -> bool:
    """Say whether a row holds a further result of the task above: cells of its own, and the rest of shared ones."""
    first = next((at for at, cell in enumerate(before.cells) if cell), None)
    if first is None or first not in shared or after.cells[first]:
        return False
    own = [(b, a) for at, (b, a) in enumerate(zip(before.cells, after.cells, strict=True)) if at not in shared and a]
    return len(own) >= _FEWEST_OWN and not any(_open(b, a) for b, a in own)


def _with(row: Row, cells: Mapping[int, Cell]) -> Row:
    return Row(tuple(cells.get(at, cell) for at, cell in enumerate(row.cells)))


def broken_row(before: Row, after: Row) -> Row | None:
    """Join the row at a page's end with the row at the next page's top if they are one, else return None.

    A row that goes on has no number of its own, and at least one of its cells goes on in the middle of a sentence;
    cells that had ended are blank. A row with blank cells that begins its own sentences is a row.
    """
    first = next((index for index, cell in enumerate(before.cells) if cell), None)
    if first is None or not any(after.cells):
        return None
    if after.cells[first] and not _open(before.cells[first], after.cells[first]):
        return None
    pairs = [(b, a) for b, a in zip(before.cells, after.cells, strict=True) if b and a]
    if any(a and not b for b, a in zip(before.cells, after.cells, strict=True)):
        return None
    rest_of_one = len(pairs) == 1 and not ends_sentence(pairs[0][0].text) and pairs[0][0].bold == pairs[0][1].bold
    if not any(_open(b, a) for b, a in pairs) and not (rest_of_one and mark_of(pairs[0][1].text) is None):
        return None
    return Row(tuple(_joined_cell(b, a) for b, a in zip(before.cells, after.cells, strict=True)))


def _open(before: Cell, after: Cell) -> bool:
    """Say whether the text of one cell goes on in the other."""
    if not before or not after:
        return False
    text = after.lines[0].text
    return (text[:1].islower() and mark_of(text) is None) or (
        not ends_sentence(before.lines[-1].text) and mark_of(text) is None and before.text[-1:] in ",-–/("
    )


def _joined_cell(before: Cell, after: Cell) -> Cell:
    if not before or not after:
        return before or after
    if _open(before, after) or (mark_of(after.lines[0].text) is None and not ends_sentence(before.lines[-1].text)):
        return Cell((*before.lines[:-1], joined([before.lines[-1], after.lines[0]]), *after.lines[1:]), before.bold)
    return Cell((*before.lines, *after.lines), before.bold)
