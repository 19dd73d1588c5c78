"""Test plans as data: what is in them, what a right register of them holds, and their tables as grids of cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_FIELDS = ("no", "task", "lead", "with", "time")


@dataclass(frozen=True)
class GoldTask:
    """One row of the register that a right reading gives."""

    section: str
    task: str
    lead: tuple[str, ...]
    coordinate: tuple[str, ...]
    time: str
    product: str | None = None

    @property
    def key(self) -> tuple[str, tuple[str, ...], str]:
        """What must be exactly right: the task, who leads, when."""
        return self.task, self.lead, self.time


@dataclass(frozen=True)
class GridCell:
    """A cell of a table to build; cells covered by a merged one are not in the grid."""

    text: str
    column: int
    rows: int = 1
    columns: int = 1
    bold: bool = False


@dataclass(frozen=True)
class Grid:
    """A table to build: rows of cells, how many of them are header, and how it is set."""

    rows: tuple[tuple[GridCell, ...], ...]
    header: int
    widths: tuple[float, ...]
    landscape: bool = False
    repeat_header: bool = False
    split_rows: bool = False
    auto_numbers: bool = False


@dataclass(frozen=True)
class Line:
    """A paragraph to build; ``level`` is set for one numbered by the word processor itself."""

    text: str
    bold: bool = False
    level: int | None = None
    number: str = ""
    page_break: bool = False
    centred: bool = False


@dataclass(frozen=True)
class TestPlan:
    """The content of a plan."""

    __test__ = False

    name: str
    data: dict[str, Any]

    @property
    def letterhead(self) -> list[str]:
        """The lines over the number, the parent agency first."""
        return list(self.data["letterhead"])

    def body(self) -> Iterator[Line | Grid | str]:
        """Yield the plan's body in order; the word "foot" stands where it is signed."""
        signed = False
        for block in self.data["blocks"]:
            if "foot" in block:
                signed = True
                yield "foot"
            elif "item" in block:
                yield Line(block["item"], block["level"] == 0, block["level"], block["number"])
            elif "p" in block:
                yield Line(block["p"], block.get("bold", False), page_break=block.get("page_break", False))
            elif "table" in block:
                yield grid_of(block["table"])
            elif "forms" in block:
                yield from _forms(block["forms"])
            else:
                yield from _inline(block["inline"])
        if not signed:
            yield "foot"

    def gold(self) -> list[GoldTask]:
        """Return the register that a right reading of the plan's tables and forms gives."""
        found: list[GoldTask] = []
        for block in self.data["blocks"]:
            if "table" in block:
                for group in block["table"]["groups"]:
                    found.extend(_gold(group["tasks"], group["section"]))
            for kind in ("forms", "inline"):
                if kind in block:
                    found.extend(_gold(block[kind]["tasks"], block[kind]["section"]))
        return found


def plans(folder: str = "plans") -> list[TestPlan]:
    """Load the plans of a folder: "plans" may be looked at when rules are tuned, "unread" may not."""
    return [TestPlan(path.stem, json.loads(path.read_text("utf-8"))) for path in sorted((HERE / folder).glob("*.json"))]


def _gold(tasks: list[list[Any]], prefix: str) -> Iterator[GoldTask]:
    lead = ""
    for number, task, said, helpers, *rest in tasks:
        lead = lead if said == "=nt" else said
        section = f"{prefix} {number}" if prefix == "Phụ lục" else f"{prefix}.{number.rsplit('.', 1)[-1]}"
        results = rest[0] if isinstance(rest[0], list) else [[*rest, None]]
        for time, *product in results:
            yield GoldTask(
                section, task, tuple(lead.split("; ")), tuple(filter(None, helpers.split("; "))), time, product[0]
            )


def _forms(spec: dict[str, Any]) -> Iterator[Line]:
    for number, task, *values in spec["tasks"]:
        yield Line(spec["numbering"].format(n=number) + task)
        given = dict(zip(("lead", "with", "time", "product"), values, strict=False))
        for field in spec["order"]:
            if given.get(field):
                yield Line(f"{spec['bullet']}{spec['labels'][field]}: {given[field]}.")


def _inline(spec: dict[str, Any]) -> Iterator[Line]:
    for mark, (_number, task, lead, helpers, time) in zip(spec["marks"], spec["tasks"], strict=True):
        text = mark + task + spec["style"].format(lead=lead, time=time, **{"with": helpers})
        yield from (Line(part) for part in text.split("\n"))


def grid_of(spec: dict[str, Any]) -> Grid:
    """Lay a table out: header rows, group rows, tasks with several results merged, columns merged downwards."""
    labels = [label for label, _ in spec["columns"]]
    fields = [field for _, field in spec["columns"]]
    rows: list[tuple[GridCell, ...]] = list(_header(spec, labels))
    header = len(rows)
    if spec.get("numbers"):
        rows.append(tuple(GridCell(f"({index + 1})", index) for index in range(len(labels))))
    body: list[list[GridCell]] = []
    for group in spec["groups"]:
        if "group" not in fields and "title" in group:
            body.append(_group_row(spec, group, len(fields)))
        first = len(body)
        for task in group["tasks"]:
            body.extend(_task_rows(task, fields, spec))
        if "group" in fields:
            at = fields.index("group")
            body[first] = [GridCell(group["title"], at, len(body) - first), *body[first]]
    if "lead" in spec.get("merge", ()):
        _merge_down(body, fields.index("lead"))
    rows.extend(tuple(sorted(row, key=lambda cell: cell.column)) for row in body)
    return Grid(
        tuple(rows),
        header,
        tuple(spec["widths"]),
        spec.get("landscape", False),
        spec.get("repeat_header", False),
        spec.get("split_rows", False),
        spec.get("auto_numbers", False),
    )


def _header(spec: dict[str, Any], labels: list[str]) -> Iterator[tuple[GridCell, ...]]:
    if "header2" not in spec:
        yield tuple(GridCell(label, index, bold=True) for index, label in enumerate(labels))
        return
    upper: list[GridCell] = []
    lower: list[GridCell] = []
    column = 0
    for label, width in spec["header2"]:
        if label is None:
            upper.append(GridCell(labels[column], column, 2, 1, True))
        else:
            upper.append(GridCell(label, column, 1, width, True))
            lower.extend(GridCell(labels[at], at, bold=True) for at in range(column, column + width))
        column += width
    yield tuple(upper)
    yield tuple(lower)


def _group_row(spec: dict[str, Any], group: dict[str, Any], columns: int) -> list[GridCell]:
    bold = spec.get("bold_groups", True)
    if spec.get("group_style") == "merged_first":
        return [GridCell(f"{group['no']}. {group['title']}", 0, 1, columns, bold)]
    return [GridCell(group["no"], 0, bold=bold), GridCell(group["title"], 1, 1, columns - 1, bold)]


def _task_rows(task: list[Any], fields: list[str], spec: dict[str, Any]) -> list[list[GridCell]]:
    number, name, lead, helpers, *rest = task
    results = rest[0] if isinstance(rest[0], list) else [rest]
    separator = spec.get("sep", "; ")
    said = {
        "no": number,
        "task": f"{number}. {name}" if spec.get("numbers_in_task") else name,
        "lead": "nt" if lead == "=nt" else _listed(lead, separator),
        "with": _listed(helpers, separator),
    }
    rows = []
    for index, (time, *extra) in enumerate(results):
        own = {"time": time, "product": "", "budget": "", "note": ""}
        if extra:
            own[next((field for field in ("product", "budget", "note") if field in fields), "product")] = extra[0]
        row = []
        for column, field in enumerate(fields):
            if field in own:
                row.append(GridCell(own[field], column))
            elif field != "group" and index == 0:
                row.append(GridCell(said[field], column, len(results)))
        rows.append(row)
    return rows


def _listed(units: str, separator: str) -> str:
    parts = units.split("; ")
    if separator.startswith("\n-") and len(parts) > 1:
        return "- " + separator.join(parts)
    return separator.join(parts)


def _merge_down(body: list[list[GridCell]], column: int) -> None:
    """Merge equal neighbours of one column into one tall cell."""
    above: tuple[int, int] | None = None
    for index, row in enumerate(body):
        at = next((place for place, cell in enumerate(row) if cell.column == column and cell.columns == 1), None)
        if at is None:
            above = None
            continue
        if above is not None and body[above[0]][above[1]].text == row[at].text:
            top = body[above[0]][above[1]]
            body[above[0]][above[1]] = GridCell(top.text, column, top.rows + row[at].rows, 1, top.bold)
            del row[at]
        else:
            above = (index, at)
