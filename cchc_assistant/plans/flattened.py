"""Task tables that a web page's copy has flattened to running text: their rows rebuilt where they can be told for sure.

"STT Tên nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Thời gian I. NÂNG CAO … 1 Triển khai … Sở KH&CN Các sở, ngành 2026"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import CAPITALS
from cchc_assistant.plans import units
from cchc_assistant.plans.labels import FieldName, classify
from cchc_assistant.plans.periods import periods
from cchc_assistant.plans.rhythms import rhythms
from cchc_assistant.reading.document import Block, Cell, Paragraph, Row, Table

# What stands before a row: "12 Triển khai …"; a row begins with a capital.
_ROW = re.compile(rf"(?<!\S)(?P<number>\d{{1,3}})[.)]?\s+(?=[\"“(]?[{CAPITALS}])")
# A group: "II. HOÀN THIỆN CƠ CHẾ", "I NHÓM GIẢI PHÁP"; its title in capitals, as far as they go.
_GROUP = re.compile(
    rf"(?<!\S)(?P<number>[IVX]{{1,5}})[.)]?\s+"
    rf"(?P<title>[{CAPITALS}]{{2,}}(?:[\s,;\-–()/&]+(?:[{CAPITALS}]{{2,}}(?![^\W{CAPITALS}])|\d+[{CAPITALS}]+(?!\w)|\d+(?=\s+[{CAPITALS}]{{2}})))*)"
)
# At the head of a paragraph a group's title may be in small letters: "I. Kinh tế số 1 Kinh tế số chiếm 45% GRDP tỉnh."
_PLAIN_GROUP = re.compile(
    rf"(?P<number>[IVX]{{1,5}})[.)]\s+(?P<title>[{CAPITALS}][^.;:]{{2,90}}?)(?=\s+1[.)]?\s+[{CAPITALS}])"
)
_JOINT = re.compile(r"[\s,;/]*(?:và|hoặc|[-–])?[\s,;/]*", re.IGNORECASE)
_SEPARATED = re.compile(r"[\s]*(?:[,;/+&]|-\s|và\s|cùng\s)")
# Before these a unit's name belongs to the sentence: "hướng dẫn của Bộ Nội vụ".
_GOVERNED = re.compile(r"(?:của|tại|cho|với|và|theo|từ|do|trong|về|các|ở|giữa|đến|,|;|\()\s*$", re.IGNORECASE)
# After these a number belongs to the sentence: "Điều 4 Luật …", "Quý 2".
_COUNTS = re.compile(
    r"(?:điều|khoản|điểm|mục|phần|chương|số|quý|quí|tháng|năm|ngày|cấp|mức|độ|thứ|từ|đến|lớp|khu vực)$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.;:!?)”\"]\s*$")


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

    fields: tuple[FieldName, ...]
    labels: tuple[tuple[int, int], ...]
    end: int
    filled: bool


@cache
def _labels() -> re.Pattern[str]:
    words = sorted(load_toml("plans/flattened.toml")["headers"], key=len, reverse=True)
    return re.compile(r"\s*(?P<label>" + "|".join(words) + r")(?=\s|$)", re.IGNORECASE)


@cache
def _header(text: str) -> _Header | None:
    """Read the header at the head of a flattened table; None where there is none."""
    fields: list[FieldName] = []
    ranges: list[tuple[int, int]] = []
    at = 0
    while match := _labels().match(text, at):
        field = classify(match["label"])
        if field is None or field in fields:
            break
        fields.append(field)
        ranges.append(match.span("label"))
        at = match.end()
    if fields[:1] != ["ordinal"] or "task" not in fields or not {"lead", "time"} & set(fields) or len(fields) < 3:
        return None
    filled = bool(text[at:].strip())
    if filled and len(fields) < 4 and not (_ROW.match(text[at:].lstrip()) or _GROUP.match(text[at:].lstrip())):
        return None
    return _Header(tuple(fields), tuple(ranges), at, filled)


def _followed(blocks: Sequence[Block], index: int, header: _Header) -> bool:
    """Say whether the paragraph after a header that stands alone begins with a row of the table."""
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return isinstance(following, Paragraph) and _goes_on(following.text, header)


def _goes_on(text: str, header: _Header) -> bool:
    """Say whether a paragraph after a flattened table is more of it: it begins with a row or a group, and says when."""
    begins = _ROW.match(text) or _GROUP.match(text) or _PLAIN_GROUP.match(text)
    return bool(begins) and len(text) > 60 and ("time" not in header.fields or bool(_times(text)))


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
        ends = [begin.start for begin in begins[1:]] + [len(text)]
        for begin, end in zip(begins, ends, strict=True):
            if begin.group:
                rows.append(self._group(begin))
                rest = self.content[begin.end : end].strip()
                if rest:
                    self._warn("chữ sau tên nhóm không thuộc hàng nào", rest.text)
            else:
                rows.append(self._row(begin, end))
        return rows

    def _begins(self, text: str) -> Iterator[_Begin]:
        """Yield where rows and groups begin: numbers that count on, each after the end of the row before."""
        at, expected, fresh = self.header.end, 1, True
        while at < len(text):
            group = next((m for m in self._groups(text, at) if fresh or self._ends_row(text, at, m.start())), None)
            wanted = {expected, 1} if fresh and expected > 1 else {expected}
            row = next(
                (
                    match
                    for match in _ROW.finditer(text, at)
                    if int(match["number"]) in wanted and (fresh or self._ends_row(text, at, match.start()))
                ),
                None,
            )
            if group is not None and (row is None or group.start() < row.start()):
                yield _Begin(group.start(), group.start("title"), group["number"], group=True, end=group.end("title"))
                at, fresh = group.end("title"), True
                continue
            if row is None:
                return
            yield _Begin(row.start(), row.end(), row["number"], group=False)
            at, expected, fresh = row.end(), int(row["number"]) + 1, False

    def _groups(self, text: str, at: int) -> Iterator[re.Match[str]]:
        """Yield what may be a group from ``at`` on."""
        plain = [match for head in self.heads if head >= at and (match := _PLAIN_GROUP.match(text, head))]
        yield from sorted([*_GROUP.finditer(text, at), *plain], key=lambda match: match.start())

    def _ends_row(self, text: str, start: int, end: int) -> bool:
        """Say whether a row can end here: after its time where that is its last column, else not after "Điều"."""
        before = text[start:end].rstrip(" .;,")
        if self.header.fields[-1] == "time":
            return any(stop == len(before) for _, stop in _times(before))
        return end in self.heads or not _COUNTS.search(before)

    def _group(self, begin: _Begin) -> Row:
        cells = [Cell()] * len(self.header.fields)
        cells[0] = Cell((self.content[begin.start : begin.text].strip(" .)"),), bold=True)
        cells[self.header.fields.index("task")] = Cell((self.content[begin.text : begin.end].strip(),), bold=True)
        return Row(tuple(cells))

    def _row(self, begin: _Begin, end: int) -> Row:
        fields = self.header.fields
        cells = dict.fromkeys(fields, Cell())
        cells["ordinal"] = Cell((self.content[begin.start : begin.text].strip(" .)"),))
        body = self.content[begin.text : end].strip()
        body = self._take_time(body, cells)
        if {"lead", "coordinate"} & set(fields):
            body = self._take_units(body, cells)
        if body:
            cells["task"] = Cell((body,))
        return Row(tuple(cells[field] for field in fields))

    def _take_time(self, body: Mapped, cells: dict[FieldName, Cell]) -> Mapped:
        if "time" not in self.header.fields or self.header.fields[-1] != "time":
            return body
        bare = body.text.rstrip(" .;,")
        found = [start for start, stop in _times(bare) if stop == len(bare)]
        if not found:
            self._warn("không thấy thời gian ở cuối hàng", body.text)
            return body
        cells["time"] = Cell((body[found[0] : len(bare)],))
        return body[: found[0]].strip()

    def _take_units(self, body: Mapped, cells: dict[FieldName, Cell]) -> Mapped:
        """Take the units at the end of a row: the longest run of units' names that no preposition governs."""
        start = _run_start(body.text)
        if start is None:
            self._warn("không tách được đơn vị ra khỏi nội dung", body.text)
            return body
        run = body[start:]
        found = units.split_run(run.text)
        turns = [
            index
            for index, (one, other) in enumerate(pairwise(found), 1)
            if not _SEPARATED.match(run.text[one[1] : other[0]])
        ]
        wanted = [field for field in self.header.fields if field in ("lead", "coordinate")]
        if len(wanted) == 2 and len(turns) != 1:
            self._warn("không rõ đơn vị nào chủ trì, đơn vị nào phối hợp", run.text)
            return body
        cut = found[turns[0]][0] if len(wanted) == 2 else len(run)
        cells[wanted[0]] = Cell((run[:cut].strip(),))
        if len(wanted) == 2:
            cells[wanted[1]] = Cell((run[cut:].strip(),))
        return body[:start].strip()

    def _warn(self, what: str, text: str) -> None:
        self.warnings.append(f"{self.name}: bảng bị dồn thành chữ liền, {what}: «{text[-70:]}»")


def _times(text: str) -> list[tuple[int, int]]:
    """Return the ranges of text that say when, neighbours joined ("Thường xuyên, hằng năm")."""
    found: list[tuple[int, int]] = []
    ranges = [(period.start, period.end) for period in periods(text)] + rhythms(text)
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif found and _JOINT.fullmatch(text, found[-1][1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _run_start(text: str) -> int | None:
    """Return where the run of units begins that ends a text, None where it ends in none.

    A unit that follows a word which governs it ("hướng dẫn của Bộ Nội vụ") does not begin the run.
    """
    found = units.find(text)
    starts = [start for start, _ in found]
    best = None
    for start in reversed(starts):
        if not _covered(text[start:]):
            break
        before = text[:start]
        if text[start].isupper() and not _GOVERNED.search(before):
            best = start
            if _SENTENCE_END.search(before):
                break
    return best


def _covered(run: str) -> bool:
    """Say whether a text is units from end to end, with only marks and joining words between."""
    rest, at = "", 0
    for start, end in units.find(run):
        rest += run[at:start]
        at = end
    rest += run[at:]
    return not re.sub(r"[\s,;.&/+\-–]|\b(?:và|cùng)\b", "", rest)
