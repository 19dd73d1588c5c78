"""Codes that a plan explains: in a table ("STC | Sở Tài chính"), or in a line ("C: chủ trì; P: phối hợp")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.reading.document import Cell, Table

# A code: short, of one word, capital letters first. Fewer of them than this are no legend.
_CODE = re.compile(r"[A-ZĐ][\w&.-]{0,9}")
_FEWEST = 3
_CODED = 0.6
_ROLE = re.compile(
    r"(?<!\w)\(?(?P<code>[A-ZĐ]{1,3})\)?(?:\s*[:=–-]\s*|\s+(?=là\s))(?:là\s+|đơn vị\s+)*"
    r"(?P<role>(?i:chủ trì|phối hợp))\b"
)
_BETWEEN = re.compile(r"\s*[;,/+]\s*")


def legend_of(tables: Iterable[Table]) -> dict[str, Mapped]:
    """Return what the tables of two columns whose rows are codes and their meanings say."""
    found: dict[str, Mapped] = {}
    for table in tables:
        rows = [row.cells for row in table.rows if len(row.cells) == 2 and all(row.cells)]
        codes = [cells for cells in rows if _CODE.fullmatch(cells[0].text) and len(cells[1].lines) == 1]
        if len(codes) >= _FEWEST and len(codes) >= _CODED * len(table.rows):
            for code, meaning in codes:
                found.setdefault(code.text, meaning.lines[0])
    return found


def roles_in(lines: Iterable[Mapped]) -> dict[str, Mapped]:
    """Return the letters for the parts of units that a line explains: "Ghi chú: C: chủ trì; P: phối hợp"."""
    for line in lines:
        found = {match["code"]: line[slice(*match.span("role"))] for match in _ROLE.finditer(line.text)}
        if len({role.text.lower() for role in found.values()}) > 1:
            return found
    return {}


def explained(cell: Cell, legend: Mapping[str, Mapped]) -> Cell:
    """Return a cell of nothing but codes as what they mean ("SNV; STC" as "Sở Nội vụ; Sở Tài chính"), others as is."""
    codes = _BETWEEN.split(cell.text) if legend and cell else []
    if not codes or not all(code in legend for code in codes):
        return cell
    return Cell((join([legend[code] for code in codes], "; "),), cell.bold)
