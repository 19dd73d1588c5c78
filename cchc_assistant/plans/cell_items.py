"""Several tasks in one cell: "1. …", "2. …" below each other, with the lines of the other cells that are theirs."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.plans.assignees import assignees
from cchc_assistant.plans.helping import helpers
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.stated import deadline_in
from cchc_assistant.reading.document import Cell, Row
from cchc_assistant.reading.marks import Mark, mark_of


def parted(row: Row, task: int) -> list[Row]:
    """Part a row whose task cell lists several tasks, by numbers that count from 1 or by dashes.

    A cell with as many lines as there are tasks has one for each; any other holds for all of them.
    """
    items = _items(row.cells[task].lines)
    if len(items) < 2:
        return [row]
    rows: list[Row] = []
    for at, item in enumerate(items):
        cells = [_share(cell, at, len(items)) for cell in row.cells]
        cells[task] = Cell(tuple(item), row.cells[task].bold)
        rows.append(Row(tuple(cells), row.unclear))
    return rows


def _share(cell: Cell, at: int, count: int) -> Cell:
    """Return what of a cell belongs to one of several tasks."""
    if len(cell.lines) == count:
        return Cell((cell.lines[at],), cell.bold)
    items = _items(cell.lines)
    return Cell(tuple(items[at]), cell.bold) if len(items) == count else cell


def _items(lines: Sequence[Mapped]) -> list[list[Mapped]]:
    """Return the items that lines list, each with the lines that go on with it; none where they are no list."""
    items: list[list[Mapped]] = []
    before: Mark | None = None
    for line in lines:
        mark = mark_of(line.text)
        if mark is None and items:
            items[-1].append(line)
            continue
        if mark is None or (before is not None and mark.kind != before.kind):
            return []
        if mark.ordinal is not None and mark.ordinal != len(items) + 1:
            return []
        items.append([line])
        before = mark
    return items


def said_in(title: Mapped) -> dict[FieldName, tuple[Mapped, ...]]:
    """Return what a task's own words say of who does it and when: "Tập huấn (Sở Y tế chủ trì; trước 30/6)"."""
    found: dict[FieldName, tuple[Mapped, ...]] = {
        "lead": tuple(title[start:end] for start, end in assignees(title.text, assigned=True)),
        "coordinate": tuple(title[start:end] for start, end in helpers(title.text)),
        "time": tuple(title[when.start : when.end] for when in deadline_in(title.text, None)),
    }
    return {name: values for name, values in found.items() if values}
