"""Tasks written as prose: an obligation with a named unit, or with a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import deadlines, units
from cchc_assistant.plans.assignees import (
    TRAILING_REMARK,
    addressed_at,
    begins_with_unit,
    is_act,
    list_at,
    members,
    named_after,
    phrases,
)
from cchc_assistant.plans.clauses import Clause, clauses, sentences
from cchc_assistant.plans.entries import Entry, bare_value
from cchc_assistant.plans.forms import read_form
from cchc_assistant.plans.helping import helpers
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.legend import roles_in
from cchc_assistant.plans.outline import Node
from cchc_assistant.plans.stated import deadline_in, stated_in

# What may stand between the units of a title: "8. Các sở, ban ngành | và | UBND cấp huyện".
_BETWEEN_UNITS = re.compile(r"[\s,;.:/&()\-–]|\b(?:và|cùng|thuộc|các)\b")
# Other words of a title, as a share of its units' letters, up to which it still consists of units.
_OTHER_WORDS = 0.12
_LONGEST_HEADING = 90
_LONGEST_TITLE = 300
_LONGEST_NAME = 140
# What an item ends with that only leads in what stands below it: "… các dự án, bao gồm:", "b) Chủ trì, phối hợp".
_LEADS_IN = re.compile(r"(?::|\bphối hợp(?: với)?)\s*$", re.IGNORECASE)
_JOINS = re.compile(r"\bphối hợp(?: với)?\s*:?\s*$", re.IGNORECASE)
_FEWEST_PARTS = 2
_DIRECTS = re.compile(r"\s*chỉ đạo\s+", re.IGNORECASE)
# "1. Sở Y tế: (xem trên)" assigns nothing on its own line; what is longer does.
_SHORTEST_DUTY = 13
_FEWEST_WORDS = 7
# What an item says that holds for its parts as well.
_SHARED: tuple[FieldName, ...] = ("coordinate", "time")
_PLURAL = re.compile(fold(r"^(?:các|những|mọi|toàn thể|tất cả(?: các)?)\s+"))
# What no name holds: "Sở Y tế; trạm y tế", "Phòng khám. Bệnh viện".
_CLAUSE = re.compile(r"[;:.]")


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for the obligations of one place: the headings above, the units it is about, if it assigns work.

    ``shared`` are the fields of the item above, which hold for its parts; ``joins`` says that it ended where the units
    that help begin each part.
    """

    heading: str
    subject: tuple[Mapped, ...]
    assigned: bool
    year: int | None
    shared: Mapping[FieldName, tuple[Mapped, ...]] = field(default_factory=dict)
    joins: bool = False


def organising(node: Node) -> bool:
    """Say whether an item stands in a part that assigns work ("TỔ CHỨC THỰC HIỆN")."""
    return _any_names([*node.trail(), node], "organising_headings")


def assigns_after_colon(node: Node) -> bool:
    """Say whether an act follows the colon of an item: "- Tổ Một cửa: trả lời phản ánh trong 03 ngày"."""
    duty = fold(_at_colon(node.content)[1].text)
    return bool(phrases("acts").match(duty) or phrases("assigns").match(duty))


def _any_names(nodes: Sequence[Node], headings: str) -> bool:
    pattern = phrases(headings)
    return any(len(node.text) <= _LONGEST_HEADING and pattern.search(fold(node.text)) for node in nodes)


def units_of_heading(node: Node) -> tuple[Mapped, ...]:
    """Return the units that an item's title consists of ("8. Các sở, ban ngành, UBND cấp huyện"), if of units alone.

    Of "1. Sở Y tế: Chủ trì triển khai …" these are the units before the colon.
    """
    title = bare_value(_at_colon(node.content)[0])
    if len(title) > _LONGEST_TITLE:
        return ()
    title = title[addressed_at(title.text) :].strip(" :")
    if remark := TRAILING_REMARK.search(title.text):
        title = title[: remark.start()]
    found = units.find(title.text)
    if not found or found[0][0] > 0:
        return _unknown_unit(node, title)
    covered = sum(end - start for start, end in found)
    others = _BETWEEN_UNITS.sub("", _outside(title.text, found))
    if len(others) > _OTHER_WORDS * covered:
        return _unknown_unit(node, title)
    return tuple(title[start:end] for start, end in units.split(title.text))


def _unknown_unit(node: Node, title: Mapped) -> tuple[Mapped, ...]:
    """Return the units of a title where work is assigned below and it names who does it, by names that are not known.

    "5. Phòng Quản lý năng lượng", "6. Các cơ sở nuôi trồng thủy sản: Theo dõi …", "7. Chủ đầu tư, nhà thầu"
    """
    if len(title) > _LONGEST_NAME or _CLAUSE.search(title.text) or not (organising(node) and _has_duties(node)):
        return ()
    known = units.find(title.text)
    named = known[0][1] if known and known[0][0] == 0 else 0
    bears = _bears(title.text)
    if not bears and (not units.begins(title.text) or _acts(fold(title.text[named:]).strip())):
        return ()
    pieces = units.split(title.text)
    if all(units.begins(title.text[a:b]) or _bears(title.text[a:b]) for a, b in pieces):
        return tuple(title[start:end] for start, end in pieces)
    return (title,) if bears or len(pieces) == 1 else ()


def _has_duties(node: Node) -> bool:
    """Say whether what follows a title says what somebody is to do: in items below it, or after its colon."""
    return any(child.numbered or _acts(fold(child.text)) for child in node.children) or assigns_after_colon(node)


def _bears(text: str) -> bool:
    """Say whether a text begins with who may be charged besides offices: "các hộ kinh doanh", "chủ đầu tư"."""
    return phrases("bearers").match(_PLURAL.sub("", fold(text))) is not None


def read_items(node: Node, subject: tuple[Mapped, ...], year: int | None) -> Iterator[Entry]:
    """Read the obligations under a heading of units: its own text after the colon, and each item below it.

    Items with labels that name nobody who leads are the units' too: "a) Cắt giảm …. Phối hợp: …. Hạn: 30/6".
    """
    place = _Place(_heading(node), subject, assigned=True, year=year)
    duty = _at_colon(node.content)[1]
    if len(duty) >= _SHORTEST_DUTY:
        yield from _entries(place, node.path, duty, (node.whole,))
    for child in node.children:
        if form := read_form(child, subject):
            yield form
        else:
            yield from _with_parts(place, child, child.content)


def read_duties(node: Node, subject: tuple[Mapped, ...], year: int | None) -> Iterator[Entry]:
    """Read a paragraph below a title of units: their obligations, where it does not name others."""
    yield from _with_parts(_Place(_heading(node), subject, assigned=True, year=year), node, node.content)


def read_item(node: Node, year: int | None) -> Iterator[Entry]:
    """Read the obligations an item states itself, naming a unit or a date, and their parts below it."""
    assigns = organising(node)
    stated = not assigns and _any_names(node.trail(), "stating_headings")
    place = _Place(_heading(node), (), assigned=assigns or (_says_who(node.text) and not stated), year=year)
    found = list(_with_parts(place, node, node.content))
    if not found and not stated and _says_later(node.text):
        place = replace(place, assigned=True)
        found = [entry for entry in _with_parts(place, node, node.content) if "lead" in entry.fields]
    yield from found


def read_statement(node: Node, year: int | None) -> Iterator[Entry]:
    """Read what an item with others below it says itself of a unit: "2. Giao Sở Nội vụ theo dõi. | Hằng quý, …"."""
    if node.text.endswith((".", ";")):
        alone = replace(node, children=[], tables=[])
        yield from (entry for entry in read_item(alone, year) if "lead" in entry.fields)


def _says_who(text: str) -> bool:
    """Say whether a text names a unit and what it does; not the torn line "UBND tỉnh công bố" of a table."""
    return len(text.split()) >= _FEWEST_WORDS and (begins_with_unit(text) or named_after(text) is not None)


def _says_later(text: str) -> bool:
    """Say whether a sentence after the first begins with a unit: "Kinh phí …. | Các sở chi trả công tác phí …"."""
    return any(start and begins_with_unit(text[start:end]) for start, end in sentences(text))


def leads_in(node: Node) -> bool:
    """Say whether what stands below an item goes on with its sentence: "Thực hiện các dự án, bao gồm:"."""
    return bool(node.children) and _LEADS_IN.search(node.text) is not None


def _with_parts(place: _Place, node: Node, content: Mapped) -> Iterator[Entry]:
    """Read an item, and each line that it leads in as a part of it: "Chủ trì các dự án: - Dự án 1: …"."""
    below: Sequence[Node] = node.children if leads_in(node) and len(node.children) >= _FEWEST_PARTS else ()
    found = list(_entries(place, node.path, content, _whole(node)))
    if not found or not below:
        yield from found
        return
    *before, last = found
    yield from before
    joins = _JOINS.search(node.text) is not None
    if not joins:  # "Chủ trì, phối hợp" is no task without whom with
        yield replace(last, whole=(*last.whole, *(text for child in below for text in _whole(child))))
    shared = {name: last.fields[name] for name in _SHARED if name in last.fields}
    heading = " › ".join(filter(None, (place.heading, last.task.text)))
    lead = last.fields.get("lead", ())
    if directed := _directed(last.task):
        lead, shared["direct"] = directed, lead
    inside = replace(place, heading=heading, subject=lead, assigned=True, shared=shared, joins=joins)
    for child in below:
        yield from _with_parts(inside, child, child.content)


def _directed(task: Mapped) -> tuple[Mapped, ...]:
    """Return the units that a task has do what stands below it: "Sở Y tế chỉ đạo | Chi cục Dân số | thực hiện:"."""
    found = units.find(task.text)
    match = _DIRECTS.match(task.text, found[0][1] if found and found[0][0] == 0 else 0)
    listed = list_at(task.text, found, match.end()) if match else None
    return tuple(task[start:end] for start, end in members(task.text, listed)) if listed else ()


def _entries(place: _Place, path: str, content: Mapped, whole: tuple[Mapped, ...]) -> Iterator[Entry]:
    """Make an entry of each clause that obliges somebody, or sets a date for something that is to be done.

    A clause without a unit is the duty of the heading's units; if it begins a sentence, of the units last named.
    """
    found = clauses(content, place.year, assigned=place.assigned, owned=bool(place.subject))
    carried = place.subject
    for clause in found:
        back = _refers_back(clause.text.text, place.subject)
        goes_on = (clause.opens or carried == place.subject) and (back or not units.begins(clause.text.text))
        own = () if place.subject and is_act(clause.text.text) else clause.lead
        lead = place.subject if place.joins else own or (carried if goes_on else ())
        if roles_in((clause.text,)):
            continue  # "CT là chủ trì, PH là phối hợp"
        if not (clause.lead or place.subject or carried or _is_dated_act(clause, place.year)):
            continue
        carried = lead
        if task := bare_value(clause.text):
            parts = whole if len(found) == 1 else (clause.text,)
            fields = {**place.shared, **_fields(clause, lead, place.year)}
            if place.joins and clause.lead:
                fields["coordinate"] = clause.lead
            yield Entry("prose", path, place.heading, task, fields, parts)


def _refers_back(text: str, subject: tuple[Mapped, ...]) -> bool:
    """Say whether a clause names its subject by the noun alone: "Phòng | cử 25 lượt công chức" of "Phòng Tổ chức"."""
    noun = fold(text).partition(" ")[0]
    rest = fold(text)[len(noun) :].lstrip()
    named = any(fold(unit.text).split(" ")[0] == noun for unit in subject)
    if subject and phrases("acts").match(fold(text)):
        return True  # "Thanh tra công vụ tại 04 sở" of "Thanh tra thành phố"
    return named and not any(fold(text).startswith(fold(unit.text)) for unit in subject) and _acts(rest)


def _acts(rest: str) -> bool:
    return any(phrases(key).match(rest) for key in ("acts", "assigns"))


def _fields(clause: Clause, lead: tuple[Mapped, ...], year: int | None) -> dict[FieldName, tuple[Mapped, ...]]:
    """Return the fields that a clause states."""
    text = clause.text
    fields: dict[FieldName, tuple[Mapped, ...]] = {
        "lead": lead,
        "time": tuple(text[when.start : when.end] for when in deadline_in(text.text, year)),
        "coordinate": _once((*(text[start:end] for start, end in helpers(text.text)), *clause.helped)),
    }
    for name, place in stated_in(text.text).items():
        fields[name] = (text[slice(*place)],)
    return {name: values for name, values in fields.items() if values}


def _once(values: tuple[Mapped, ...]) -> tuple[Mapped, ...]:
    """Return the values, each place once."""
    return tuple({value.source_range(): value for value in values}.values())


def _is_dated_act(clause: Clause, year: int | None) -> bool:
    """Say whether a clause sets a date for an act: "Hoàn thành báo cáo trước ngày 15/11"."""
    text = clause.text.text
    return bool(deadlines.find(text, year)) and phrases("dated_acts").search(fold(text)) is not None


def _at_colon(content: Mapped) -> tuple[Mapped, Mapped]:
    """Part "Sở Y tế: Chủ trì …" at its colon, not that of "Đề nghị: "; the second part is empty if there is none."""
    colon = content.text.find(":", addressed_at(content.text))
    if colon < 0:
        return content, content[len(content) :]
    return content[:colon], content[colon + 1 :].strip()


def _outside(text: str, ranges: list[units.Range]) -> str:
    """Return what of a text lies outside the ranges."""
    return "".join(char for index, char in enumerate(text) if not any(start <= index < end for start, end in ranges))


def _heading(node: Node) -> str:
    return " › ".join(above.text for above in node.trail() if above.text)


def _whole(node: Node) -> tuple[Mapped, ...]:
    return tuple(part.whole for part in node.walk())
