"""Tables written as text: cells apart by tabs or by pipes, rows broken by wraps and page ends put together again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import CAPITALS
from cchc_assistant.reading.document import Cell, Row, Table
from cchc_assistant.reading.lines import Line

_PIPE = re.compile(r"(?<!\\)\|")
# "|---|:---:|": the line under the header of a Markdown table.
_PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|strong|i|em|u|p|li|ul|ol)\s*>", re.IGNORECASE)
_BOLD = re.compile(r"^\s*(?:<(?:b|strong)>.*</(?:b|strong)>|\*\*.*\*\*)\s*$", re.IGNORECASE | re.DOTALL)
_EMPHASIS = re.compile(r"(?<!\*)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?!\*)")
# A list inside one cell: "- Kế hoạch - Báo cáo"; a dash that begins an item stands before a capital or a number.
_CELL_DASH = re.compile(rf"(?:^|(?<=\s))[-–•+]\s+(?=[{CAPITALS}0-9])")


@dataclass(frozen=True, slots=True)
class Delimited:
    """A run of lines that is a table: the table, how many lines it took, and what was wrong with its rows."""

    table: Table
    taken: int
    warnings: tuple[str, ...]


def cell_of(content: Mapped) -> Cell:
    """Read one cell: tags and emphasis removed, ``<br>`` and dash lists as lines."""
    bold = bool(_BOLD.match(content.text))
    lines = []
    for part in content.split(_BREAK):
        clean = part.drop(_TAG).drop(_EMPHASIS).collapse()
        lines.extend(dash_items(clean))
    return Cell(tuple(line for line in lines if line), bold)


def dash_items(content: Mapped) -> list[Mapped]:
    """Split "- Kế hoạch - Báo cáo" into its items; text that does not begin with a dash is one item.

    >>> [item.text for item in dash_items(Mapped.of("- Phòng Kế hoạch - Tài chính"))]
    ['- Phòng Kế hoạch', '- Tài chính']

    The dashes stay with their items: only a reader who knows what the cell holds can tell an item from a name.
    """
    starts = [match.start() for match in _CELL_DASH.finditer(content.text)]
    if not starts or starts[0] != 0:
        return [content]
    return [content[start:end].strip() for start, end in zip(starts, [*starts[1:], len(content)], strict=True)]


def delimiter_of(lines: list[Line]) -> re.Pattern[str] | None:
    """Return what parts the cells of the table that begins with the first line, None if no table begins there."""
    first = lines[0].content.text
    if first.count("\t") >= 2:
        return re.compile("\t")
    if len(_PIPE.findall(first)) >= 2 and len(lines) > 1 and (_PIPE_RULE.fullmatch(lines[1].text) or first[0] == "|"):
        return _PIPE
    return None


def read_table(lines: list[Line], name: str) -> Delimited | None:
    """Read the table at the head of ``lines``; None if there is none.

    A row broken by a line end inside a cell is put together where the cells then add up to the header's; a row with
    too few cells is filled with blanks at its end, and reported. Nothing is moved to another column.
    """
    delimiter = delimiter_of(lines)
    if delimiter is None:
        return None
    columns = len(_cells(lines[0].content, delimiter))
    rows: list[list[Mapped]] = []
    warnings: list[str] = []
    taken = 0
    while taken < len(lines):
        line = lines[taken]
        if delimiter is _PIPE and _PIPE_RULE.fullmatch(line.text):
            taken += 1
            continue
        cells = _cells(line.content, delimiter)
        # A line without cells of its own goes on in the cell above only if nothing parts the two.
        apart = len(cells) < 2 and line.blanks_before > 0 and not line.text.strip()[:1].islower()
        if len(cells) < columns and not apart and _completes(rows, cells, columns):
            rows[-1] = [*rows[-1][:-1], join([rows[-1][-1], cells[0]]), *cells[1:]]
        elif len(cells) < 2:
            break
        else:
            rows.append(cells)
        taken += 1
    if not rows:
        return None  # one cell between two bars is no table
    for cells in rows:
        if len(cells) != columns:
            what = " ".join(cell.text.strip() for cell in cells).strip()[:60]
            warnings.append(f"{name}: hàng bảng có {len(cells)} ô, tiêu đề có {columns} ô: «{what}»")
    table = Table(tuple(_row(cells, columns) for cells in rows))
    return Delimited(table, taken, tuple(warnings))


def _completes(rows: list[list[Mapped]], cells: list[Mapped], columns: int) -> bool:
    """Say whether ``cells`` are the rest of the last row, whose last cell a line end has broken."""
    return bool(rows) and len(rows[-1]) < columns and len(rows[-1]) + len(cells) - 1 <= columns


def _cells(content: Mapped, delimiter: re.Pattern[str]) -> list[Mapped]:
    if delimiter is _PIPE:
        content = content.strip()
        text = content.text
        content = content[1 if text.startswith("|") else 0 : len(text) - (text.endswith("|") and text[-2:] != "\\|")]
    return content.split(delimiter)


def _row(cells: list[Mapped], columns: int) -> Row:
    read = [cell_of(cell) for cell in cells[:columns]]
    if len(cells) > columns:
        rest = tuple(line for cell in cells[columns:] for line in cell_of(cell).lines)
        read[-1] = Cell((*read[-1].lines, *rest), read[-1].bold)
    return Row(tuple(read + [Cell()] * (columns - len(read))))
