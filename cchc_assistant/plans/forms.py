"""Tasks written as forms: an item, and under it lines such as "- Đơn vị chủ trì thực hiện: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import deadlines
from cchc_assistant.plans.entries import Entry, bare_value
from cchc_assistant.plans.labels import FieldName, Labelled, labelled_values
from cchc_assistant.plans.outline import Node

# A form is one that names a unit or a time; a lone "Kết quả: …" or "Kinh phí: …" under a heading is running text.
_MAKES_A_FORM = frozenset({"lead", "coordinate", "direct", "time"})
_DECIDES_ALONE = frozenset({"lead", "direct"})
_FEWEST_FORMS = 2

_UNIT_FIELDS: tuple[FieldName, ...] = ("coordinate", "lead", "direct")
_SEGMENT = re.compile(r"[;,]\s+")
# What may stand between the units and the deadline: "; thời gian | trước 31/8", "; xong | trong quý I" (folded text).
_LEADS_TO_DATE = re.compile(
    fold(r"(?:(?:phải |cần )?(?:hoàn thành|hoàn tất|thực hiện|triển khai|xong|thời gian|thời hạn|tiến độ|hạn)[\s:]*)*")
)

# A line of a form that is a sentence: "- Giao Sở Nội vụ chủ trì."
_CHARGE = re.compile(
    r"\W*Giao(?: cho)?\s+(?P<unit>.+?)\s+(?:chủ trì|làm đầu mối|phụ trách)(?: thực hiện| tham mưu)?[\s.;]*"
)

# An item whose own words only count: "Hoạt động 1", "Nhiệm vụ 2:".
_COUNTER = re.compile(r"(?:Hoạt động|Nhiệm vụ|Nội dung|Công việc|Việc)(?:\s+(?:thứ\s+)?\w{1,4})?\s*:?", re.IGNORECASE)


def read_form(node: Node) -> Entry | None:
    """Read the item as a form; None if too few of its lines are labelled fields."""
    if not node.text:
        return None
    fields: dict[FieldName, list[Mapped]] = {}
    whole = [node.whole]
    inline = labelled_values(node.text)
    task = node.content
    if inline:
        task = node.content[: inline[0].label_start]
        _take(fields, node.content, inline)
        _part_deadline(fields)
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
    if not (_MAKES_A_FORM & fields.keys()) or (len(fields) < 2 and not _DECIDES_ALONE & fields.keys()):
        return None
    described = fields.pop("task", [])
    title = _title(task, node)
    if described and (not title or _COUNTER.fullmatch(title.text)):
        title = joined(tuple(described))
    if not title:
        return None
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
    title = bare_value(task).strip(" (-–")
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


def _part_deadline(fields: dict[FieldName, list[Mapped]]) -> None:
    """Part the deadline without a label from the units it follows: "(chủ trì: Sở Y tế; hoàn thành trước 31/8)"."""
    if "time" in fields:
        return
    for name in _UNIT_FIELDS:
        for place, value in enumerate(fields.get(name, ())):
            for mark in _SEGMENT.finditer(value.text):
                rest = value[mark.end() :]
                when = deadlines.find(rest.text, None)
                if when and _LEADS_TO_DATE.fullmatch(fold(rest.text[: when[0].start])):
                    fields[name][place] = value[: mark.start()]
                    fields["time"] = [rest[when[0].start :]]
                    return


def joined(values: tuple[Mapped, ...]) -> Mapped:
    """Return the values of one field as one text, each without its list dash where there are several."""
    return bare_value(values[0]) if len(values) == 1 else join([bare_value(value) for value in values], "; ")
