"""Tasks written as forms: an item, and under it lines such as "- Đơn vị chủ trì thực hiện: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import deadlines, units
from cchc_assistant.plans.assignees import assignees
from cchc_assistant.plans.cell_text import time_kind
from cchc_assistant.plans.entries import Entry, bare_value
from cchc_assistant.plans.helping import helpers
from cchc_assistant.plans.labels import FieldName, Labelled, labelled_values
from cchc_assistant.plans.outline import Node
from cchc_assistant.plans.stated import deadline_in, stated_in
from cchc_assistant.plans.units import Range

# A form is one that names a unit or a time; a lone "Kết quả: …" or "Kinh phí: …" under a heading is running text.
_MAKES_A_FORM = frozenset({"lead", "coordinate", "direct", "time"})
_DECIDES_ALONE = frozenset({"lead", "direct"})
_FEWEST_FORMS = 2

_UNIT_FIELDS: tuple[FieldName, ...] = ("coordinate", "lead", "direct")
_PLAIN_FIELDS: tuple[FieldName, ...] = ("time", "product")
_SEGMENT = re.compile(r"[;,]\s+|\.\s+(?=Kinh phí|Kết quả|Sản phẩm)")
# What may stand between the units and the deadline: "; thời gian | trước 31/8", "; xong | trong quý I" (folded text).
_LEADS_TO_DATE = re.compile(
    fold(
        r"(?:(?:phải |cần )?(?:hoàn thành|hoàn tất|thực hiện|triển khai|xong|thời gian|thời hạn|tiến độ|hạn|trình|"
        r"ban hành|báo cáo|gửi|công bố|kết thúc|bắt đầu|tổ chức)[\s:]*)*"
    )
)

# What a unit at the beginning does, whatever the verb; not what only describes it.
_ACTS = re.compile(r"\s+(?!(?:của|và|thuộc|tại|theo|về|cho|với|trong|có|được|là|trực thuộc|liên quan)\b)[^\W\d_]+\s+\w")
# A remark within a task's words: "Tháng hành động | (từ ngày 15/11 đến ngày 15/12) | và …".
_REMARK = re.compile(r"\([^()]*\)(?=\s*\w)")
# What a segment after units begins with where it states a sum, a result, or what is no unit ("chỉ tiêu: 95% cơ sở").
_STATES = {
    "budget": re.compile(r"(?:kinh phí|số tiền|trị giá|mức chi)\b", re.IGNORECASE),
    "product": re.compile(r"(?:sản phẩm|kết quả)\b", re.IGNORECASE),
}
_NO_UNIT = re.compile(
    r"[^\W\d_][^:;.,()\n]{2,30}:\s+|(?=(?:ít nhất|tối thiểu|khoảng|tổng|đạt|bảo đảm|đảm bảo)\b|\d)", re.IGNORECASE
)

# A line of a form that is a sentence: "- Giao Sở Nội vụ chủ trì."
_CHARGE = re.compile(
    r"\W*Giao(?: cho)?\s+(?P<unit>.+?)\s+(?:chủ trì|làm đầu mối|phụ trách)(?: thực hiện| tham mưu)?[\s.;]*"
)

# An item whose own words only count: "Hoạt động 1", "Nhiệm vụ 2:".
_COUNTER = re.compile(r"(?:Hoạt động|Nhiệm vụ|Nội dung|Công việc|Việc)(?:\s+(?:thứ\s+)?\w{1,4})?\s*:?", re.IGNORECASE)


def read_form(node: Node, lead: tuple[Mapped, ...] = ()) -> Entry | None:
    """Read the item as a form; None if too few of its lines are labelled fields.

    Args:
        node: the item.
        lead: the units of the title above, which lead where the form names none.
    """
    if not node.text:
        return None
    fields: dict[FieldName, list[Mapped]] = {}
    whole = [node.whole]
    inline = labelled_values(node.text)
    task = node.content
    if inline:
        task = node.content[: inline[0].label_start]
        _take(fields, node.content, inline)
        _part_stated(fields)
    for child in node.children:
        if child.numbered:
            continue
        values = labelled_values(child.text)
        if values and values[0].label_start == 0:
            _take(fields, child.content, values)
            below = [line.whole for line in child.children]
            if below and values[-1].start >= values[-1].end:
                fields[values[-1].field] = [*fields.get(values[-1].field, []), *below]
            whole.extend(part.whole for part in child.walk())
        elif charged := _CHARGE.fullmatch(child.text):
            fields.setdefault("lead", []).append(child.content[slice(*charged.span("unit"))])
            whole.append(child.whole)
        elif task.text.strip() == "" and not fields:
            task = child.content
            whole.append(child.whole)
    if fields and "lead" not in fields and (led := lead or _charged(task)):
        fields["lead"] = list(led)
    if not (_MAKES_A_FORM & fields.keys()) or (len(fields) < 2 and not _DECIDES_ALONE & fields.keys()):
        return None
    described = fields.pop("task", [])
    title = _title(task, node)
    if described and (not title or _COUNTER.fullmatch(title.text)):
        title = joined(tuple(described))
    if not title:
        return None
    _take_from_title(fields, title)
    heading = " › ".join(above.text for above in node.trail() if above.text)
    values_of = {name: tuple(part for part in parts if part) for name, parts in fields.items()}
    return Entry("form", node.path, heading, title, {k: v for k, v in values_of.items() if v}, tuple(whole))


def sub_forms(node: Node) -> list[Node]:
    """Return the forms that an item holds under lines of its own ("- Quy chế … + Chủ trì: … - Đề án … + Chủ trì: …").

    Each is such a line with the labelled lines that follow it; none where the lead is named once.
    """
    forms: list[Node] = []
    led: list[bool] = []
    for line in _unnumbered(node):
        if is_field_line(line):
            if forms:
                forms[-1].children.append(line)
                led[-1] |= labelled_values(line.text)[0].field == "lead"
        elif line.mark is not None and (not forms or led[-1]):
            forms.append(Node(line.mark, line.content, line.whole, node.path, parent=node))
            led.append(False)
    return forms if sum(led) >= _FEWEST_FORMS and all(led) else []


def _unnumbered(node: Node) -> Iterator[Node]:
    """Yield the lines below an item that have no number, what stands under a labelled one left out."""
    for child in node.children:
        if not child.numbered:
            yield child
            if not is_field_line(child):
                yield from _unnumbered(child)


def is_field_line(node: Node) -> bool:
    """Say whether an item is a field of a form rather than an item of its own."""
    values = labelled_values(node.text)
    return bool(values) and values[0].label_start == 0


def _title(task: Mapped, node: Node) -> Mapped:
    title = bare_value(task).strip(" ([-–")
    if title:
        return title
    parent = node.parent
    return bare_value(parent.content) if parent is not None and parent.text else title


def _take(fields: dict[FieldName, list[Mapped]], content: Mapped, values: list[Labelled]) -> None:
    for value in values:
        part = content[value.start : value.end]
        fields.setdefault(value.field, [])
        if part:
            fields[value.field].append(part)


def _charged(task: Mapped) -> tuple[Mapped, ...]:
    """Return the units that the words before the labels charge: "Phòng Tư pháp chủ trì rà soát …; phối hợp: …"."""
    found = assignees(task.text, assigned=True)
    if not found and (named := units.find(task.text)) and named[0][0] == 0 and _ACTS.match(task.text, named[0][1]):
        found = (named[0],)
    return tuple(task[start:end] for start, end in found)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _take_from_title(fields: dict[FieldName, list[Mapped]], title: Mapped) -> None:
    """Take what no label states from the task's own words: "Mở 02 lớp trước ngày 31/5/2024. Phối hợp: …"."""
    stated: dict[FieldName, list[Range]] = {
        "time": [(when.start, when.end) for when in deadline_in(_REMARK.sub(_blanks, title.text), None)],
        "coordinate": list(helpers(title.text)),
        **{name: [place] for name, place in stated_in(title.text).items()},
    }
    for name, places in stated.items():
        if places and name not in fields:
            fields[name] = [title[start:end] for start, end in places]


def _part_stated(fields: dict[FieldName, list[Mapped]]) -> None:
    """Part what is stated without a label from the field it follows: "(chủ trì: Sở Y tế; hoàn thành trước 31/8)"."""
    for name in (*_UNIT_FIELDS, *_PLAIN_FIELDS):
        for place, value in enumerate(fields.get(name, ())):
            for mark in reversed(list(_SEGMENT.finditer(value.text))):
                rest = fields[name][place][mark.end() :]
                stated = _stated(rest)
                if stated is None or (name in _PLAIN_FIELDS and stated[0] in (name, "note")):
                    continue
                field, found = stated
                fields[name][place] = value[: mark.start()]
                fields.setdefault(field, [found] if found else [])


def _stated(text: Mapped) -> tuple[FieldName, Mapped] | None:
    """Return what a segment after a list of units states, and of which field; None where it goes on with the list."""
    when = deadlines.find(text.text, None)
    if when and _LEADS_TO_DATE.fullmatch(fold(text.text[: when[0].start])):
        return "time", text[when[0].start :]
    if time_kind(text.text) == "time":
        return "time", text
    for field, place in stated_in(text.text).items():
        if _STATES[field].match(text.text):
            return field, text[slice(*place)]
    if unknown := _NO_UNIT.match(text.text):
        return "note", text[unknown.end() :]
    return None


def joined(values: tuple[Mapped, ...]) -> Mapped:
    """Return the values of one field as one text, each without its list dash where there are several."""
    return bare_value(values[0]) if len(values) == 1 else join([bare_value(value) for value in values], "; ")
