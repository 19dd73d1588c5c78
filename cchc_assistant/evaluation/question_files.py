"""Question sets: JSON lines or CSV in, questions out, malformed lines by number and reason; the template."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cchc_assistant.errors import BadQuestionSet
from cchc_assistant.evaluation.questions import Malformed, Question, from_json

TEMPLATE_COLUMNS = (
    "id",
    "question",
    "type",
    "docs",
    "sections",
    "units",
    "deadlines",
    "must_contain",
    "must_not_contain",
    "answerable",
    "context_question",
)
_UNIT = "Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng"
_PLAN = "ke-hoach-2022.txt"
# fmt: off
TEMPLATE = (
    ("c1", "Ai chủ trì đào tạo ISO 9001 năm 2022, khi nào?", "lead_when", _PLAN, "III.5", _UNIT, "Quý I - II/2022",
     "", "", "có", ""),
    ("c2", "Kế hoạch 2022 giao ra mấy bản tin?", "count", _PLAN, "III.2", "", "",
     "06 bản tin | 6 bản tin", "36 bản tin", "có", ""),
    ("c3", "Năm 2019 ai kiểm tra ISO?", "unanswerable", "", "", "", "", "", "", "không", ""),
    ("c4", "Còn ai phối hợp?", "followup", _PLAN, "III.5", "Văn phòng Sở", "", "", "", "có",
     "Ai chủ trì đào tạo ISO 9001 năm 2022?"),
)
# fmt: on
_YES = {"có", "co", "yes", "true", "1", "x"}
_NO = {"không", "khong", "no", "false", "0"}


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can't be used, by its number in the file, and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"dòng {self.number}: {self.reason}"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The usable questions of a file, and its unusable lines."""

    name: str
    questions: tuple[Question, ...]
    bad: tuple[BadLine, ...] = ()


def read_questions(path: Path) -> QuestionSet:
    """Read a question set, JSON lines or (by its suffix) CSV.

    Raises:
        BadQuestionSet: the file is missing, is no text, or holds no usable question.
    """
    text = _text_of(path)
    lines = _csv_lines(text) if path.suffix.lower() == ".csv" else _json_lines(text)
    found: list[Question] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, make in lines:
        try:
            question = make()
            if question.id in seen:
                raise Malformed(f"id «{question.id}» đã có ở dòng {seen[question.id]}")
        except Malformed as problem:
            bad.append(BadLine(number, str(problem)))
            continue
        seen[question.id] = number
        found.append(question)
    if not found:
        why = f"; {bad[0]}" if bad else ""
        raise BadQuestionSet(f"{path.name}: không có câu hỏi nào dùng được{why}; xem mẫu: cchc eval --template")
    return QuestionSet(path.name, tuple(found), tuple(bad))


def _text_of(path: Path) -> str:
    if not path.is_file():
        raise BadQuestionSet(f"{path}: không có tệp này; kiểm tra đường dẫn")
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadQuestionSet(
            f"{path.name}: không phải văn bản UTF-8; lưu lại dưới dạng «CSV UTF-8» hoặc JSON"
        ) from None


def _json_lines(text: str) -> Iterator[tuple[int, Callable[[], Question]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, partial(_from_line, line)


def _from_line(line: str) -> Question:
    try:
        record = json.loads(line)
    except ValueError:
        raise Malformed("không phải JSON") from None
    if not isinstance(record, dict):
        raise Malformed("không phải một đối tượng JSON {…}")
    return from_json(record)


def _csv_lines(text: str) -> Iterator[tuple[int, Callable[[], Question]]]:
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = [name.strip().lower() for name in next(reader, [])]
    if not {"id", "question"} <= set(columns):
        raise BadQuestionSet("dòng 1 của CSV phải là tên cột, có ít nhất id và question; xem mẫu: cchc eval --template")
    before = reader.line_num
    for cells in reader:
        number, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield number, partial(_from_cells, columns, cells)


def _from_cells(columns: Sequence[str], cells: Sequence[str]) -> Question:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise Malformed(f"có {len(cells)} ô, dòng tên cột có {len(columns)}; ô có dấu phẩy phải đặt trong ngoặc kép")
    row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
    said = row.get("answerable", "").lower()
    if said and said not in _YES | _NO:
        raise Malformed(f"«answerable» là «{said}»; ghi có hoặc không")
    polarity = row.get("polarity", "").lower()
    gold: dict[str, Any] = {name: _split(row.get(name, "")) for name in ("units", "deadlines", "must_not_contain")}
    gold["must_contain"] = [_split(group, "|") for group in _split(row.get("must_contain", ""))]
    if polarity:
        gold["polarity"] = "yes" if polarity in _YES else "no" if polarity in _NO else polarity
    record: dict[str, Any] = {
        "id": row.get("id") or None,
        "question": row.get("question") or None,
        "lang": row.get("lang") or None,
        "type": row.get("type") or None,
        "split": row.get("split") or None,
        "context_question": row.get("context_question") or None,
        "docs": _split(row.get("docs", "")),
        "sections": _split(row.get("sections", "")),
        "answerable": said in _YES if said else None,
        "gold": gold,
    }
    return from_json(record)


def _split(cell: str, separator: str = ";") -> list[str]:
    return [part.strip() for part in cell.split(separator) if part.strip()]


def template_csv() -> str:
    """Return the template of a question set: its columns and four example rows, for a spreadsheet program."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(TEMPLATE_COLUMNS)
    writer.writerows(TEMPLATE)
    return "\ufeff" + out.getvalue()
