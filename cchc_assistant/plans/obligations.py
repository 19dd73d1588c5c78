"""Tasks written as prose: an obligation with a named unit, or with a date."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import deadlines, units
from cchc_assistant.plans.entries import Entry, bare_value
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.outline import Node

# The end of a sentence: a full stop before a capital ("…kế hoạch này. Xây dựng báo cáo…"), not "TP. Hồ Chí Minh" or "10.5".
_SENTENCE = re.compile(r"(?<=[^\s.A-ZĐ]{2})[.!?]\s+(?=[A-ZĐÀ-Ỵ])|(?<=/)\.\s*$")
_CLAUSE = re.compile(r";\s+")
_COORDINATE = re.compile(r"phối hợp (?:chặt chẽ )?(?:với|cùng)\s+", re.IGNORECASE)
_TRAILING_REMARK = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause with the range of its leading units, if it names any; ``opens`` says that it begins a sentence."""

    text: Mapped
    units: tuple[tuple[int, int], ...]
    addressed: bool
    opens: bool = True


@cache
def _alternatives(key: str) -> re.Pattern[str]:
    words = sorted((fold(word) for word in load_toml("plans/obligations.toml")[key]), key=len, reverse=True)
    return re.compile(r"(?:" + "|".join(map(re.escape, words)) + r")\b")


def organising(node: Node) -> bool:
    """Say whether an item stands in a part that assigns work ("TỔ CHỨC THỰC HIỆN")."""
    headings = [*node.trail(), node]
    return any(
        len(above.text) <= 90 and _alternatives("organising_headings").search(fold(above.text)) for above in headings
    )


def units_of_heading(node: Node) -> tuple[Mapped, ...]:
    """Return the units that an item's title consists of ("8. Các sở, ban ngành, UBND cấp huyện"), none if it is no such title.

    Of "1. Sở Y tế: Chủ trì triển khai …" these are the units before the colon.
    """
    title = node.content
    if ":" in title.text:
        title = title[: title.text.index(":")]
    title = bare_value(title)
    if not title or len(title.text) > 300:
        return ()
    start = _addressed_at(title.text)
    title = title[start:].strip(" :")
    body = (
        title[: len(title) - (match.end() - match.start())] if (match := _TRAILING_REMARK.search(title.text)) else title
    )
    found = units.find(body.text)
    if not found or found[0][0] > 0:
        return ()
    covered = sum(end - begin for begin, end in found)
    rest = re.sub(r"[\s,;.:/&()\-–]|\b(?:và|cùng|thuộc|các)\b", "", _without(body.text, found))
    if len(rest) > 0.12 * covered:
        return ()
    return tuple(body[begin:end] for begin, end in units.split(body.text))


def _without(text: str, ranges: list[tuple[int, int]]) -> str:
    return "".join(char for index, char in enumerate(text) if not any(a <= index < b for a, b in ranges))


def _addressed_at(text: str) -> int:
    """Return where the unit begins after "Giao", "Yêu cầu", "Đề nghị"; 0 where none of them begins the text."""
    match = re.match(rf"(?:{_alternatives('address').pattern})\s*:?\s*", fold(text))
    return match.end() if match else 0


def read_items(node: Node, subject: tuple[Mapped, ...], year: int | None) -> Iterator[Entry]:
    """Read the obligations that stand under a heading of units: each item below it, or its own text."""
    heading = _heading(node)
    own = node.content
    if ":" in own.text and len(own.text[own.text.index(":") + 1 :].strip()) > 12:
        rest = own[own.text.index(":") + 1 :].strip()
        yield from _entries(node, rest, [node.whole], subject, year, heading, assigned=True)
    for child in node.children:
        yield from _entries(
            child, child.content, [part.whole for part in child.walk()], subject, year, heading, assigned=True
        )


def read_item(node: Node, year: int | None) -> Iterator[Entry]:
    """Read the obligations an item states itself, naming a unit or a date."""
    assigned = organising(node)
    yield from _entries(
        node, node.content, [part.whole for part in node.walk()], (), year, _heading(node), assigned=assigned
    )


def _heading(node: Node) -> str:
    return " › ".join(above.text for above in node.trail() if above.text)


def _entries(
    node: Node,
    content: Mapped,
    whole: list[Mapped],
    subject: tuple[Mapped, ...],
    year: int | None,
    heading: str,
    *,
    assigned: bool,
) -> Iterator[Entry]:
    clauses = list(_clauses(content, year, assigned=assigned, has_subject=bool(subject)))
    carried = subject
    for clause in clauses:
        own = tuple(clause.text[start:end] for start, end in clause.units)
        lead = own or (carried if clause.opens or carried is subject else ())
        whens = deadlines.find(clause.text.text, year)
        if not own and not subject and not carried and not (whens and _dated_act(clause.text.text)):
            continue
        carried = lead
        fields: dict[FieldName, tuple[Mapped, ...]] = {}
        if lead:
            fields["lead"] = lead
        if whens:
            first = whens[0]
            fields["time"] = (clause.text[first.start : first.end],)
        if helpers := _coordinating(clause.text):
            fields["coordinate"] = helpers
        task = bare_value(clause.text)
        parts = whole if len(clauses) == 1 else [clause.text]
        if task:
            yield Entry("prose", node.path, heading, task, fields, tuple(parts))


def _dated_act(text: str) -> bool:
    return bool(_alternatives("dated_acts").search(fold(text)))


def _clauses(content: Mapped, year: int | None, *, assigned: bool, has_subject: bool) -> Iterator[_Clause]:
    """Cut an item into obligations.

    A clause stands alone if it names its own unit, or has a deadline of its own; else it goes on in the one before.
    """
    pieces: list[tuple[Mapped, bool]] = []
    for sentence in content.split(_SENTENCE):
        for index, part in enumerate(_at_turns(sentence, year)):
            pieces.append((part, index == 0))
    merged: list[_Clause] = []
    for piece, begins in pieces:
        piece = piece.strip()
        if not piece:
            continue
        found = _leading_units(piece.text, assigned=assigned)
        dated = bool(deadlines.find(piece.text, year))
        starts_new = bool(found.units) or dated
        if (merged and not starts_new) or (
            merged and dated and not found.units and not deadlines.find(merged[-1].text.text, year) and not begins
        ):
            last = merged[-1]
            merged[-1] = replace(last, text=_span(content, last.text, piece))
        else:
            merged.append(_Clause(piece, found.units, found.addressed, begins))
    if not has_subject and merged and not assigned:
        merged = [
            clause for clause in merged if clause.units or clause.addressed or _starts_dated(clause.text.text, year)
        ]
    yield from merged


def _starts_dated(text: str, year: int | None) -> bool:
    """Say whether a sentence is about when: it sets a day ("trước ngày …"), or a rhythm opens it ("Định kỳ hàng quý …")."""
    for when in deadlines.find(text, year):
        words = fold(text[when.start : when.end])
        if when.start <= 3 and words.startswith(fold("định kỳ")):
            return True
        if when.last and when.first is None and (fold("ngày") in words or "/" in words):
            return True
    return False


def _span(content: Mapped, first: Mapped, last: Mapped) -> Mapped:
    """Return the stretch of ``content`` from the beginning of ``first`` to the end of ``last``."""
    start = content.offsets.index(first.offsets[0])
    end = len(content) - content.offsets[::-1].index(last.offsets[-1])
    return content[start:end]


def _at_turns(sentence: Mapped, year: int | None) -> list[Mapped]:
    """Cut a sentence where a second unit or a second date begins an obligation of its own."""
    cuts: list[int] = []
    for match in _CLAUSE.finditer(sentence.text):
        if _leading_units(sentence.text[match.end() :], assigned=True).units:
            cuts.append(match.end())
    whens = [when for when in deadlines.find(sentence.text, year) if when.last is not None]
    for before, after in itertools.pairwise(whens):
        if any(before.end <= cut <= after.start for cut in cuts):
            continue
        between = fold(sentence.text[before.end : after.start])
        if turn := _alternatives("turns").search(between):
            skip = 3 if turn[0].startswith("để") else 0
            cuts.append(before.end + turn.start() + skip)
    bounds = [0, *sorted(cuts), len(sentence)]
    return [_without_joint(sentence[a:b]) for a, b in itertools.pairwise(bounds)]


def _without_joint(part: Mapped) -> Mapped:
    """Drop the joint that a cut leaves at the end: "; ", ", để"."""
    stripped = part.strip(" ;,")
    return stripped[:-3].strip(" ;,") if fold(stripped.text).endswith(" để") else stripped


def _leading_units(text: str, *, assigned: bool) -> _Clause:
    """Find the units a clause begins with, or addresses: "Giao …", "Trong quá trình …, các phòng, đơn vị kịp thời …"."""
    start = _addressed_at(text)
    addressed = start > 0
    found = units.find(text)
    nothing = _Clause(Mapped("", ()), (), addressed)
    if not found:
        return nothing
    lead = next(((a, b) for a, b in found if a >= start), None)
    if lead is None:
        return nothing
    if lead[0] != start:
        lead = _after_opening(text, found) or lead
        if lead[0] != start and not _after_opening(text, found):
            return nothing
    run = [lead]
    for unit in found:
        if unit[0] >= run[-1][1] and re.fullmatch(r"\s*(?:,|;|và|cùng|, và)\s*", text[run[-1][1] : unit[0]]):
            run.append(unit)
    if described := _described(text, run):
        return _Clause(Mapped("", ()), (described,), addressed)
    rest = fold(_TRAILING_REMARK.sub("", text[run[-1][1] :])).lstrip(" ,")
    rest = re.sub(r"^\([^()]*\)\s*", "", rest)
    verbs = _alternatives("assigns") if not assigned and not addressed else _alternatives("acts")
    if not (verbs.match(rest) or _alternatives("assigns").match(rest) or (addressed and rest)):
        return nothing
    first, last = run[0][0], run[-1][1]
    pieces = [(first + a, first + b) for a, b in units.split(text[first:last])]
    return _Clause(Mapped("", ()), tuple(pieces), addressed)


def _described(text: str, run: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return who is described before "có trách nhiệm": "Cơ quan chủ trì được phân công theo Kế hoạch có trách nhiệm …"."""
    duty = re.match(r"[^;:.]{4,160}?(?=\s+có trách nhiệm\b)", text[run[0][0] :])
    if duty is None or run[-1][1] >= run[0][0] + duty.end():
        return None
    between = text[run[-1][1] : run[0][0] + duty.end()]
    return (
        (run[0][0], run[0][0] + duty.end())
        if re.match(r"\s+(?:được|có tên|có nhiệm vụ|chủ trì|thuộc|nhiệm vụ|trong|tại|trực thuộc|liên quan)\b", between)
        else None
    )


def _after_opening(text: str, found: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Find the unit after an opening phrase: "Trong quá trình thực hiện nếu có khó khăn, các phòng, đơn vị kịp thời …"."""
    opening = re.match(
        r"(?:trong quá trình|căn cứ|trên cơ sở|nếu có|định kỳ|hằng năm|hàng năm|quá trình)\b[^;.]*?,\s+", fold(text)
    )
    while opening:
        for unit in found:
            if unit[0] == opening.end():
                return unit
        longer = re.match(r"[^;.,]*,\s+", text[opening.end() :])
        if not longer:
            return None
        end = opening.end() + longer.end()
        for unit in found:
            if unit[0] == end:
                return unit
        return None
    return None


def _coordinating(clause: Mapped) -> tuple[Mapped, ...]:
    """Return the units after "phối hợp với"."""
    match = _COORDINATE.search(clause.text)
    if match is None:
        return ()
    found = [unit for unit in units.find(clause.text) if unit[0] >= match.end()]
    if not found or found[0][0] != match.end():
        return ()
    run = [found[0]]
    for unit in found[1:]:
        if re.fullmatch(r"\s*(?:,|;|và|cùng|, và)\s*", clause.text[run[-1][1] : unit[0]]):
            run.append(unit)
    start, end = run[0][0], run[-1][1]
    return tuple(clause[start + a : start + b] for a, b in units.split(clause.text[start:end]))
