"""Task tables that a web page's copy has flattened to running text: their rows rebuilt where they can be told for sure.

"STT Tên nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Thời gian I. NÂNG CAO … 1 Triển khai … Sở KH&CN Các sở, ngành 2026"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import CAPITALS
from cchc_assistant.plans.flattened_rows import Column, cut_row, times
from cchc_assistant.plans.labels import classify
from cchc_assistant.reading.document import Block, Cell, Paragraph, Row, Table
from cchc_assistant.reading.marks import roman_value

# What stands before a row: "12 Triển khai …"; a row begins with a capital.
_ROW = re.compile(rf"(?<!\S)(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{0,2}})[.)]?\s+(?=[\"“(]?[{CAPITALS}])")
# Where the header of a table may begin.
_ORDINAL = re.compile(r"(?<!\S)(?:STT|TT|Số TT|Số thứ tự)(?=\s)")
# A group: "II. HOÀN THIỆN CƠ CHẾ", "I NHÓM GIẢI PHÁP"; its title in capitals, as far as they go.
_GROUP = re.compile(
    rf"(?<!\S)(?P<number>[IVX]{{1,5}})[.)]?\s+"
    rf"(?P<title>[{CAPITALS}]{{2,}}(?:[\s,;\-–()/&]+(?:[{CAPITALS}]{{2,}}(?![^\W{CAPITALS}])|\d+[{CAPITALS}]+(?!\w)|\d+(?=\s+[{CAPITALS}]{{2}})))*)"
)
# The title of a group may be in small letters, if its number counts on and a row or a group within it follows:
# "II Phát triển hạ tầng 2.1 Rà soát", "III Nền tảng số III.1 Nền tảng quốc gia 1 Triển khai".
_PLAIN_GROUP = re.compile(
    rf"(?<!\S)(?P<number>[IVX]{{1,5}}(?:\.\d{{1,2}}){{0,2}})[.)]?\s+(?P<title>[{CAPITALS}][^.;:]{{2,250}}?)"
    rf"(?=\s+(?:(?:\d{{1,2}}\.)?|[IVX]{{1,5}}\.(?:\d{{1,2}}\.)?)1[.)]?\s+[\"“(]?[{CAPITALS}])"
)


@dataclass(frozen=True, slots=True)
class Unflattened:
    """The blocks with flattened tables rebuilt, and what could not be told for sure."""

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...]


def unflatten(blocks: Sequence[Block], name: str) -> Unflattened:
    """Rebuild the flattened tables among a document's blocks; all other blocks are returned as they are."""
    made: list[Block] = []
    warnings: list[str] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        header = _header(block.content.text) if isinstance(block, Paragraph) else None
        if header is not None and not header.filled and not _followed(blocks, index, header):
            header = None
        if header is None or not isinstance(block, Paragraph):
            made.append(block)
            index += 1
            continue
        if header.start:
            made.append(Paragraph(block.content[: header.start].strip()))
            block = Paragraph(block.content[header.start :])
            header = _header(block.text)
            assert header is not None
        parts = [block.content]
        while (
            index + 1 < len(blocks)
            and isinstance(follow := blocks[index + 1], Paragraph)
            and _goes_on(follow.text, header)
        ):
            parts.append(follow.content)
            index += 1
        index += 1
        reader = _Reader(header, parts, name)
        rows = reader.rows()
        warnings.extend(reader.warnings)
        if sum(1 for row in rows if row.cells[0]) >= 2:
            made.append(Table((reader.header_row(), *rows)))
        else:
            made.append(block)
            warnings.append(f"{name}: bảng bị dồn thành chữ liền không dựng lại được: «{block.text[:60]}»")
    return Unflattened(tuple(made), tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns as the flattened header names them, each with the range of its label; where the first row begins."""

    columns: tuple[Column, ...]
    labels: tuple[tuple[int, int], ...]
    start: int
    end: int
    filled: bool


@cache
def _labels() -> re.Pattern[str]:
    table: dict[str, list[str]] = load_toml("plans/flattened.toml")
    words, qualified = (sorted(table[key], key=len, reverse=True) for key in ("headers", "qualified"))
    end = r"(?: (?:" + "|".join(qualified) + r"))?"
    return re.compile(r"\s*(?P<label>(?:" + "|".join(words) + r")" + end + r")(?=\s|$)", re.IGNORECASE)


@cache
def _counted() -> re.Pattern[str]:
    """Return the pattern of words at the end of a text after which a number begins no row."""
    return re.compile(r"(?:" + "|".join(load_toml("plans/flattened.toml")["counted"]) + r")$", re.IGNORECASE)


@cache
def _header(text: str) -> _Header | None:
    """Read the header of a flattened table, at the head of a paragraph or after its title; None where there is none."""
    return next((header for at in _ORDINAL.finditer(text) if (header := _header_at(text, at.start()))), None)


def _header_at(text: str, start: int) -> _Header | None:
    columns: list[Column] = []
    ranges: list[tuple[int, int]] = []
    at = start
    while match := _labels().match(text, at):
        column = classify(match["label"])
        if column in columns:
            if column != "task" or columns[-1] != "task":
                break
            column = None  # "Tên dự án | Nội dung chính"
        columns.append(column)
        ranges.append(match.span("label"))
        at = match.end()
    if columns[:1] != ["ordinal"] or "task" not in columns or not {"lead", "time"} & set(columns) or len(columns) < 3:
        return None
    filled = bool(text[at:].strip())
    if filled and len(columns) < 4 and not (_ROW.match(text[at:].lstrip()) or _GROUP.match(text[at:].lstrip())):
        return None
    return _Header(tuple(columns), tuple(ranges), start, at, filled)


def _followed(blocks: Sequence[Block], index: int, header: _Header) -> bool:
    """Say whether the paragraph after a header that stands alone begins with a row of the table."""
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return isinstance(following, Paragraph) and _goes_on(following.text, header)


def _goes_on(text: str, header: _Header) -> bool:
    """Say whether a paragraph after a flattened table is more of it: it begins with a row or a group, and says when."""
    begins = _ROW.match(text) or _GROUP.match(text) or _PLAIN_GROUP.match(text)
    return bool(begins) and len(text) > 60 and ("time" not in header.columns or bool(times(text)))


@dataclass(frozen=True, slots=True)
class _Begin:
    """Where a row or a group begins: at its number, and at the text after it."""

    start: int
    text: int
    number: str
    group: bool
    end: int = 0


class _Reader:
    def __init__(self, header: _Header, parts: Sequence[Mapped], name: str) -> None:
        self.header = header
        self.content = join(parts)
        self.heads = [sum(len(part) + 1 for part in parts[:index]) for index in range(1, len(parts))]
        self.name = name
        self.warnings: list[str] = []

    def header_row(self) -> Row:
        return Row(tuple(Cell((self.content[a:b],), bold=True) for a, b in self.header.labels))

    def rows(self) -> list[Row]:
        text = self.content.text
        begins = list(self._begins(text))
        rows = []
        ends = [*(begin.start for begin in begins[1:]), len(text)] if begins else []
        for begin, end in zip(begins, ends, strict=True):
            if begin.group:
                rows.append(self._group(begin, end))
            else:
                rows.append(self._row(begin, end))
        return rows

    def _begins(self, text: str) -> Iterator[_Begin]:
        """Yield where rows and groups begin: numbers that count on, each after the end of the row before."""
        last: tuple[int, ...] = ()
        at, fresh, roman = self.header.end, True, ""
        while at < len(text):
            group = next(
                (m for m in self._groups(text, at, roman) if fresh or self._ends_row(text, at, m.start())), None
            )
            row = next(
                (
                    match
                    for match in _ROW.finditer(text, at)
                    if _counts_on(last, _numbers(match["number"]), fresh=fresh)
                    and (fresh or self._ends_row(text, at, match.start()))
                ),
                None,
            )
            if group is not None and (row is None or group.start() < row.start()):
                yield _Begin(group.start(), group.start("title"), group["number"], group=True, end=group.end("title"))
                at, fresh, roman = group.end("title"), True, group["number"]
                continue
            if row is None:
                return
            yield _Begin(row.start(), row.end(), row["number"], group=False)
            at, last, fresh = row.end(), _numbers(row["number"]), False

    def _groups(self, text: str, at: int, roman: str) -> Iterator[re.Match[str]]:
        """Yield what may be a group from ``at`` on, after the group numbered ``roman``."""
        plain = (
            match
            for match in _PLAIN_GROUP.finditer(text, at)
            if _next_group(roman, match["number"]) or match.start() in self.heads
        )
        yield from sorted([*_GROUP.finditer(text, at), *plain], key=lambda match: match.start())

    def _ends_row(self, text: str, start: int, end: int) -> bool:
        """Say whether a row can end here: after its time where that is its last column, else not after "Điều"."""
        before = text[start:end].rstrip(" .;,")
        if self.header.columns[-1] == "time":
            return any(stop == len(before) for _, stop in times(before))
        return end in self.heads or not _counted().search(before)

    def _group(self, begin: _Begin, end: int) -> Row:
        cells = [Cell()] * len(self.header.columns)
        cells[0] = Cell((self.content[begin.start : begin.text].strip(" .)"),), bold=True)
        parts = (self.content[begin.text : begin.end].strip(), self.content[begin.end : end].strip())
        if parts[1]:
            self._warn("chữ sau tên nhóm không thuộc hàng nào", parts[1].text)
        cells[self.header.columns.index("task")] = Cell(tuple(part for part in parts if part), bold=True)
        return Row(tuple(cells))

    def _row(self, begin: _Begin, end: int) -> Row:
        columns = self.header.columns
        cells = [Cell()] * len(columns)
        cells[0] = Cell((self.content[begin.start : begin.text].strip(" .)"),))
        body = self.content[begin.text : end].strip()
        cut = cut_row(body.text, columns[1:])
        for column, (start, stop) in cut.ranges.items():
            if cell := body[start:stop].strip(" ;"):
                cells[column + 1] = Cell((cell,))
        if cut.unclear:
            self._warn(cut.unclear, body.text)
        return Row(tuple(cells), unclear=bool(cut.unclear))

    def _warn(self, what: str, text: str) -> None:
        self.warnings.append(f"{self.name}: bảng bị dồn thành chữ liền, {what}: «{text[-70:]}»")


def _next_group(last: str, number: str) -> bool:
    """Say whether a group's number follows another's: "II" after "I", "III.2" after "III.1"; "I" may stand anywhere."""
    head, _, rest = number.partition(".")
    before = last.partition(".")[0]
    if rest:
        return head == before
    return head == "I" or roman_value(head) == (roman_value(before) or 0) + 1


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def _counts_on(last: tuple[int, ...], number: tuple[int, ...], *, fresh: bool) -> bool:
    """Say whether a row's number follows another's: "3" after "2", "2.2" after "2.1"; after a group also its first."""
    if not last:
        return number[-1] == 1
    if fresh and number[-1] == 1:
        return True
    deeper = number == (*last, 1)
    return deeper or any(number == (*last[:depth], last[depth] + 1) for depth in range(len(last)))
