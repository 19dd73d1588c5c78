"""The task register: the entries of an outline as tasks, with their units and deadlines read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import deadlines, units
from cchc_assistant.plans.assignees import phrases
from cchc_assistant.plans.cell_text import time_of_title
from cchc_assistant.plans.entries import Entry, Source, bare_value
from cchc_assistant.plans.forms import is_field_line, joined, read_form, sub_forms
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.legend import legend_of, roles_in
from cchc_assistant.plans.linearised import read_linearised
from cchc_assistant.plans.model import Deadline, Field, Task, UnitMention
from cchc_assistant.plans.obligations import (
    assigns_after_colon,
    leads_in,
    organising,
    read_duties,
    read_item,
    read_items,
    read_statement,
    units_of_heading,
)
from cchc_assistant.plans.outline import Node, Outline
from cchc_assistant.plans.tables import read_tables

# "Sở Nội vụ chủ trì, phối hợp với các sở, ngành" in the field of the lead names both.
_LEADS_WITH = re.compile(
    r"(?P<lead>.+?)\s+(?:chủ trì|là đơn vị chủ trì),?\s*(?:và\s+)?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng))?\s+"
    r"(?P<helpers>.+)",
    re.DOTALL,
)
# "CT:" and "PH:", or the words in full, before the units of a cell.
_ROLE = re.compile(r"(?:^|(?<=[\s;,(]))(?P<role>CT|PH|chủ trì|phối hợp)\s*:\s*", re.IGNORECASE)
# A mention longer than this is a unit and what it does ("Bộ Công an tiến hành rà soát …"); only the unit counts.
_LONG_MENTION = 90
# Fewer labelled paragraphs than this belong to the item that they stand in.
_FEWEST_CARDS = 2
# A paragraph of more words of which so many hold digits is a table of figures run together, and says no task.
_FIGURES, _MANY_FIGURES = 60, 0.3
# "[1] Năm 2023 nội dung này do …": what a footnote says is no task.
_FOOTNOTE = re.compile(r"\[\d{1,3}\]\s")
_ITEM_END = re.compile(r";\s+")


@dataclass(frozen=True, slots=True)
class Register:
    """The tasks of a plan in document order, the rows that look like tasks, and what could not be read."""

    tasks: tuple[Task, ...]
    rows_like_tasks: int
    warnings: tuple[str, ...]


def read_register(outline: Outline, source: Source, year: int | None, aliases: Mapping[str, str]) -> Register:
    """Read every task of a plan.

    Args:
        outline: the plan's parts.
        source: of the document, for spans.
        year: the plan's year, for deadlines that name none.
        aliases: abbreviations that the plan defines.
    """
    entries: list[Entry] = []
    warnings: list[str] = []
    like = 0
    roots = (outline.body, *outline.appendices)
    nodes = [node for root in roots for node in root.walk()]
    legend = roles_in(node.whole for node in nodes) | legend_of(table for node in nodes for table in node.tables)
    for root in roots:
        for node in root.walk():
            if node.tables:
                reading = read_tables(node, source.document.name, legend)
                entries.extend(_timed(reading.entries, [node, *reversed(node.trail())]))
                warnings.extend(reading.warnings)
                like += reading.rows_like_tasks
        linear = read_linearised(root, source)
        warnings.extend(linear.warnings)
        found = [*linear.entries, *_entries(root, year, linear.consumed)]
        like += len(found)
        entries.extend(found)
    tasks = [task for entry in entries for task in _tasks(entry, source, year, aliases)]
    tasks.sort(key=lambda task: task.source.start)
    return Register(tuple(tasks), like, tuple(warnings))


def _timed(entries: Iterable[Entry], titles: Sequence[Node]) -> Iterator[Entry]:
    """Give entries that state no time the one that a title above them is, the nearest first."""
    when = next(filter(None, (time_of_title(node.content) for node in titles)), None)
    for entry in entries:
        if when is not None and "time" not in entry.fields:
            entry = replace(entry, fields={**entry.fields, "time": (when,)})
        yield entry


def _entries(node: Node, year: int | None, done: frozenset[int]) -> Iterator[Entry]:
    """Read an item and what stands below it."""
    return _timed(_read(node, year, done), [node])


def _read(node: Node, year: int | None, done: frozenset[int]) -> Iterator[Entry]:
    """Read an item as a form, as a heading of units, or as an obligation; else look below it.

    Items whose ``id`` is in ``done`` were read already.
    """
    if id(node) in done or _FOOTNOTE.match(node.text):
        return
    if any(_FOOTNOTE.match(child.text) for child in node.children):
        node = replace(node, children=[child for child in node.children if not _FOOTNOTE.match(child.text)])
    cards = list(_cards(node))
    holds_cards = sum(card.mark is None and bool(card.children) for card in cards) >= _FEWEST_CARDS
    if node.text and not is_field_line(node) and not holds_cards and not _is_figures(node.text):
        forms = [form for one in sub_forms(node) or [node] if (form := read_form(one)) is not None]
        if forms:
            yield from forms
            for child in node.children:
                if child.numbered:
                    yield from _entries(child, year, done)
            return
        node = _with_title(node)
        subject = units_of_heading(node) if node.numbered or organising(node) or assigns_after_colon(node) else ()
        if subject and (node.children or ":" in node.text):
            yield from read_items(node, subject, year)
            return
        if not node.numbered or not node.children or _is_cut(node) or leads_in(node):
            found = list(read_item(_mended(node), year))
            if found:
                yield from found
                return
        else:
            yield from read_statement(node, year)
    above: tuple[Mapped, ...] = ()
    for child in cards:
        if titled := _unit_title(child):
            above = titled
        elif above and not child.numbered and id(child) not in done and not is_field_line(child):
            yield from read_duties(child, above, year)
        else:
            above = () if child.numbered else above
            yield from _entries(child, year, done)


def _is_figures(text: str) -> bool:
    words = text.split()
    return len(words) > _FIGURES and sum(any(map(str.isdigit, word)) for word in words) > _MANY_FIGURES * len(words)


def _cards(node: Node) -> Iterator[Node]:
    """Yield the items below one, with unnumbered labelled lines put under the paragraph that they follow.

    "Ban hành kế hoạch kiểm tra", "Đơn vị chủ trì: Sở Nội vụ", "Hạn: tháng 02/2025" are a form without a number.
    """
    card: Node | None = None
    for child in node.children:
        if not child.numbered and is_field_line(child) and card is not None:
            card.children.append(child)
            continue
        if card is not None:
            yield card
        card = None
        if child.mark is None and child.text and not child.children and not child.tables:
            card = replace(child, children=[])
        else:
            yield child
    if card is not None:
        yield card


def _unit_title(node: Node) -> tuple[Mapped, ...]:
    """Return the units of a paragraph that is only their names, the title of what stands below it: "Văn phòng Sở"."""
    if node.numbered or node.children or ":" in node.text or node.text.endswith((".", ";")) or not organising(node):
        return ()
    return units_of_heading(node)


def _with_title(node: Node) -> Node:
    """Return a part whose title of units a line break cut in two with all of its title: "3. Sở Y tế, Hội Liên hiệp"."""
    if not (node.numbered and len(node.children) > 1 and organising(node)) or node.text.endswith((".", ":", ";")):
        return node
    first, *below = node.children
    if first.mark is not None or first.children or first.text.endswith((".", ";")):
        return node
    if units.begins(first.text) or phrases("acts").match(fold(first.text)):
        return node
    content, whole = join([node.content, first.content], " "), join([node.whole, first.whole], " ")
    title = replace(node, content=content, whole=whole, children=below)
    return title if units_of_heading(title) else node


def _is_cut(node: Node) -> bool:
    """Say whether a line break after a colon cut an item in two: "3.3. Liên thông khai tử:" over who does it."""
    below = node.children
    return node.text.endswith(":") and len(below) == 1 and below[0].mark is None and not below[0].children


def _mended(node: Node) -> Node:
    """Return an item that was cut in two as one."""
    if not _is_cut(node):
        return node
    rest = node.children[0]
    content, whole = join([node.content, rest.content], " "), join([node.whole, rest.whole], " ")
    return Node(node.mark, content, whole, node.path, parent=node.parent)


def _tasks(entry: Entry, source: Source, year: int | None, aliases: Mapping[str, str]) -> Iterator[Task]:
    """Make the tasks of one entry: one, or one for each of its results with a deadline of its own."""
    field = _with_helpers(_with_roles(entry.fields))
    whole = source.span(*entry.whole)
    task = source.field(entry.task)
    frequency = _field(field.get("frequency"), source)
    for deadline, product in _results(field.get("time", ()), field.get("product", ()), source, year):
        yield Task(
            kind=entry.kind,
            section=entry.section,
            task=task,
            source=whole,
            lead=_units(field.get("lead", ()), source, aliases),
            coordinate=_units(field.get("coordinate", ()), source, aliases),
            direct=_units(field.get("direct", ()), source, aliases),
            deadline=deadline,
            product=product,
            budget=_field(field.get("budget"), source),
            currency=_field(field.get("currency"), source),
            note=_field(field.get("note"), source),
            frequency=frequency,
            heading=entry.heading,
            doubtful=entry.doubtful,
        )


def _with_roles(fields: Mapping[FieldName, tuple[Mapped, ...]]) -> Mapping[FieldName, tuple[Mapped, ...]]:
    """Part a column for several roles by the marks in its cells: "CT: Thanh tra Sở; PH: Văn phòng Sở"."""
    for name in ("lead", "coordinate"):
        whole = join(fields.get(name, ()))
        marks = list(_ROLE.finditer(whole.text))
        if not marks:
            continue
        parted: dict[FieldName, tuple[Mapped, ...]] = {}
        roles = {mark["role"][0].lower() for mark in marks}
        before = whole[: marks[0].start()].strip(" ;,(\n")
        if before and roles == {"p"}:
            parted["lead"] = (before,)  # "Vụ Pháp chế; phối hợp: Văn phòng"
        elif before:
            continue
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            role: FieldName = "lead" if mark["role"][0].lower() == "c" else "coordinate"
            value = whole[mark.end() : following.start() if following else len(whole)].strip(" ;,\n")
            if value.text.endswith(")") and "(" not in value.text:
                value = value[:-1]
            parted[role] = (*parted.get(role, ()), value)
        return {**fields, **parted}
    return fields


def _with_helpers(fields: Mapping[FieldName, tuple[Mapped, ...]]) -> dict[FieldName, tuple[Mapped, ...]]:
    """Part a lead field that names the co-ordinating units as well."""
    found = dict(fields)
    leads: list[Mapped] = []
    for value in fields.get("lead", ()):
        match = _LEADS_WITH.fullmatch(value.text)
        if match is None:
            leads.append(value)
            continue
        leads.append(value[match.start("lead") : match.end("lead")])
        found["coordinate"] = (*found.get("coordinate", ()), value[match.start("helpers") : match.end("helpers")])
    if leads:
        found["lead"] = tuple(leads)
    return found


def _field(values: tuple[Mapped, ...] | None, source: Source) -> Field | None:
    return source.field(joined(values)) if values and joined(values) else None


def _units(values: tuple[Mapped, ...], source: Source, aliases: Mapping[str, str]) -> tuple[UnitMention, ...]:
    mentions = []
    for value in _undashed(values):
        for start, end in units.split(value.text):
            field = source.field(value[start:end])
            if end - start > _LONG_MENTION and (named := units.find(field.text)) and named[0][0] == 0:
                field = source.field(value[start:end].collapse()[: named[0][1]])
            mentions.append(UnitMention(field.text, field.span, units.canonical(field.text, aliases)))
    return tuple(mentions)


def _undashed(values: tuple[Mapped, ...]) -> list[Mapped]:
    """Undo a list that a name with a dash was taken for: "- Phòng Kế hoạch" "- Tài chính" is one unit."""
    if len(values) < 2:
        return [bare_value(value) for value in values]
    whole = join(values)
    return [whole] if whole.text.startswith("-") else [bare_value(value) for value in values]


def _results(
    times: tuple[Mapped, ...], products: tuple[Mapped, ...], source: Source, year: int | None
) -> list[tuple[Deadline | None, Field | None]]:
    """Pair the deadlines of an entry with its products.

    Several deadlines each with a product of its own ("Kế hoạch tháng 01/2021 - Báo cáo tháng 11/2021") are several
    results; they are paired by their labels, else in order if there are as many products as deadlines.
    """
    product = _field(products, source)
    if not times:
        return [(None, product)]
    time = join(times)
    found = deadlines.parse_field(time.text, year)
    if not found:
        return [(_plain(bare_value(time), source), product)]
    read = [_deadline(time[when.start : when.end], when, source, year) for when in found]
    if len(found) == 1:
        return [(read[0], product)]
    items = _items(products)
    if len(items) == len(found):
        return [(deadline, source.field(item)) for deadline, item in zip(read, items, strict=True)]
    paired: list[tuple[Deadline | None, Field | None]] = []
    for deadline, when in zip(read, found, strict=True):
        label = fold(time.text[slice(*when.label)]).strip() if when.label else ""
        own = [item for item in items if label and fold(item.text).startswith(label)]
        paired.append((deadline, source.field(own[0]) if len(own) == 1 else product))
    return paired


def _items(values: tuple[Mapped, ...]) -> list[Mapped]:
    """Return the products of a cell: its lines, or the parts of its one line between semicolons."""
    if len(values) == 1:
        return [item for part in values[0].split(_ITEM_END) if (item := bare_value(part))]
    return [item for value in values if (item := bare_value(value))]


def _plain(value: Mapped, source: Source) -> Deadline | None:
    return Deadline(value.collapse().text, source.span(value)) if value else None


def _deadline(words: Mapped, when: deadlines.When, source: Source, year: int | None) -> Deadline:
    clean = words.collapse()
    if len(clean) > _LONG_MENTION and (inner := deadlines.find(clean.text, year)):
        # A sentence in the field ("Bộ Công an tổng hợp, báo cáo … trước ngày 31/12") is more than its deadline.
        when = inner[0]
        clean = clean[when.start : when.end]
    return Deadline(clean.text, source.span(clean), when.first, when.last, when.recurrence)
