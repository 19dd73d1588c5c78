"""The clauses of an item: cut at sentences, and where a second unit or date begins an obligation of its own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import CAPITALS, fold
from cchc_assistant.plans import deadlines
from cchc_assistant.plans.assignees import addressed_at, assignees, phrases, tells_who
from cchc_assistant.plans.helping import helpers, lists_on
from cchc_assistant.plans.units import Range

# The end of a sentence: a full stop before a capital ("… kế hoạch này. Xây dựng …"), not "TP. Hồ Chí Minh" or "10.5";
# or the full stop that closes a plan ("… thực hiện./.").
_SENTENCE_END = re.compile(rf"(?<=[^\s.A-ZĐ])(?<![\s(.][^\W\d_])[.!?]\s+(?=[{CAPITALS}])|(?<=/)\.\s*$")
# Where another unit may follow: "… trước ngày 10/11; Văn phòng Sở tổng hợp …".
_SEMICOLON = re.compile(r";\s+")
# A piece without what a cut leaves around it: "| báo cáo trước ngày 10/11|, để ".
_BODY = re.compile(r"[\s;,]*(?P<body>.*?)[\s;,]*(?:\sđể)?[\s;,]*", re.DOTALL | re.IGNORECASE)
_IN_CHARGE = re.compile(r"\b(?:chủ trì|chịu trách nhiệm|phụ trách|đảm nhiệm|đảm nhận)\b", re.IGNORECASE)
# "các phòng | thực hiện | từ ngày 01/02": all that is said of them is that they do what stands before.
_CARRIES_OUT = re.compile(
    r"\s+(?:tổ chức )?(?:thực hiện|triển khai)(?=\s*(?:[;,.]|$|ngay\b|từ\b|trong\b|trước\b|xong\b))"
)
_HELPING_OUT = re.compile(
    fold(r"^[\s,]*(?:cùng\s+)?(?:phối hợp|hỗ trợ|tham gia)(?:\s+(?:thực hiện|triển khai))?(?=\s*(?:[;,.]|$))")
)
# A time that so few letters stand before is all that a piece goes on with: "làm | thường xuyên".
_NEARLY = 12
# What a sentence says of units that help with what the one before it says.
_HELPS = re.compile(r"\s*(?:cùng\s+)?phối hợp\b(?!\s+(?:chặt chẽ\s+)?(?:với|cùng)\b)", re.IGNORECASE)
_ONLY = re.compile(r"(?:\s+(?:cùng\s+)?(?:thực hiện|triển khai|tham gia))*\s*(?:[;,.]|$)", re.IGNORECASE)
# A turn's "để" belongs to neither of the two pieces: "… trước ngày 10/11 để | tổng hợp, báo cáo trước ngày 15/11".
_IN_ORDER_TO = "để "


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of an item that states one obligation.

    Attributes:
        text: its words.
        start: where it begins in the item.
        lead: the units it makes responsible itself.
        addressed: it begins with "Giao", "Yêu cầu", "Đề nghị".
        opens: it begins a sentence.
        helped: the units that a sentence after it has work with them: "… hằng tháng. Công an xã phối hợp thực hiện."
    """

    text: Mapped
    start: int
    lead: tuple[Mapped, ...]
    addressed: bool
    opens: bool
    helped: tuple[Mapped, ...] = ()


def clauses(content: Mapped, year: int | None, *, assigned: bool, owned: bool = False) -> list[Clause]:
    """Cut an item into its clauses.

    A piece stands alone if it names a unit of its own or has a deadline of its own; else it goes on in the one before.

    Args:
        content: the item's text.
        year: the plan's year, for deadlines that name none.
        assigned: the item stands where a plan assigns work; elsewhere only clauses that name or address a unit, or
            begin with a date, are returned.
        owned: the item is a duty of the units that its heading names.
    """
    found: list[Clause] = []
    for start, end, opens in _pieces(content.text, year):
        piece = content[start:end]
        ranges = assignees(piece.text, assigned=assigned, owned=owned)
        lead = tuple(piece[a:b] for a, b in ranges)
        if found and lead and _only_helps(piece.text, ranges, opens=opens):
            helped = (*found[-1].helped, *lead)
            found[-1] = replace(found[-1], text=content[found[-1].start : end], helped=helped)
        elif found and not lead and _goes_on(found[-1], piece, year, opens=opens):
            found[-1] = replace(found[-1], text=content[found[-1].start : end])
        elif found and lead and not found[-1].lead and tells_who(piece.text):
            found[-1] = replace(found[-1], text=content[found[-1].start : end], lead=lead)
        elif found and lead and not owned and _is_charge(found[-1], content.text[:start], piece.text, ranges, assigned):
            found[-1] = replace(found[-1], text=content[found[-1].start : end], lead=lead, addressed=True)
        else:
            found.append(Clause(piece, start, lead, addressed_at(piece.text) > 0, opens))
    if assigned:
        return found
    return [clause for clause in found if clause.lead or clause.addressed or _is_about_when(clause.text.text, year)]


def _only_helps(piece: str, units: Sequence[Range], *, opens: bool) -> bool:
    """Say whether what a piece says of its units is that they help: "Công an xã phối hợp; sản phẩm là …".

    Within a sentence they may help to do something: "…; Cục Thống kê phối hợp xử lý số liệu".
    """
    helps = _HELPS.match(piece, units[-1][1]) if units[0][0] == 0 else None
    return helps is not None and (not opens or _ONLY.match(piece, helps.end()) is not None)


def _is_charge(before: Clause, text: str, piece: str, lead: Sequence[Range], assigned: bool) -> bool:
    """Say whether a piece charges its units with what was said before: "Lắp 12 điểm. | Giao Phòng A chủ trì …".

    Where work is assigned anyway what follows may be work of its own.
    """
    if before.lead or before.addressed:
        return False
    return _is_only_charge(piece, lead[-1][1]) or (
        not assigned and (addressed_at(piece) > 0 or text.rstrip().endswith(";"))
    )


def _is_only_charge(piece: str, named: int) -> bool:
    """Say whether a piece says no more than who is in charge: "Sở A chủ trì, phối hợp với Sở B, hoàn thành …"."""
    if _CARRIES_OUT.match(piece, named):
        return True
    charge = _IN_CHARGE.search(piece)
    if charge is None:
        return False
    helping = helpers(piece)
    rest = fold(piece[max([charge.end(), *(end for _, end in helping)]) :])
    rest = _HELPING_OUT.sub("", rest).strip(" ,")
    timed = deadlines.find(rest, None)[:1]
    if timed and timed[0].start <= _NEARLY:
        return True
    return not rest or rest[0] in ";." or phrases("carried_out").match(rest) is not None


def _goes_on(before: Clause, piece: Mapped, year: int | None, *, opens: bool) -> bool:
    """Say whether a piece without a unit goes on in ``before``: undated, or the first date of its sentence or task.

    "… tổ chức Tiểu dự án 1. Hoàn thành, báo cáo kết quả trong tháng 11/2025" is one task.
    """
    if not _dated(piece, year):
        return True
    completes = phrases("completions").match(fold(piece.text)) is not None
    return (not opens or completes) and not _dated(before.text, year)


def _dated(piece: Mapped, year: int | None) -> bool:
    return bool(deadlines.find(piece.text, year))


def _pieces(text: str, year: int | None) -> Iterator[tuple[int, int, bool]]:
    """Cut at sentences and turns: the range of each piece that is not blank, and whether it begins a sentence."""
    for start, end in sentences(text):
        cuts = [start + cut for cut in _turns(text[start:end], year)]
        for a, b in itertools.pairwise([start, *cuts, end]):
            if (piece := _BODY.fullmatch(text, a, b)) and piece["body"]:
                yield *piece.span("body"), a == start


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each sentence of an item."""
    start = 0
    for stop in _SENTENCE_END.finditer(text):
        yield start, stop.start()
        start = stop.end()
    yield start, len(text)


def _turns(sentence: str, year: int | None) -> list[int]:
    """Find where a sentence turns to a second obligation: another unit's after a semicolon, or another date's."""
    to_units = [
        match.end()
        for match in _SEMICOLON.finditer(sentence)
        if not _in_brackets(sentence, match.start())
        and assignees(sentence[match.end() :], assigned=True)
        and not lists_on(sentence, match.end())
    ]
    to_dates: list[int] = []
    whens = [when for when in deadlines.find(sentence, year) if when.last is not None]
    for before, after in itertools.pairwise(whens):
        if any(before.end <= cut <= after.start for cut in to_units):
            continue
        if turn := phrases("turns").search(fold(sentence[before.end : after.start])):
            joint = len(_IN_ORDER_TO) if turn[0].startswith(_IN_ORDER_TO) else 0
            to_dates.append(before.end + turn.start() + joint)
    return sorted([*to_units, *to_dates])


def _in_brackets(text: str, at: int) -> bool:
    """Say whether a place stands in brackets that are closed after it: "(Thanh tra chủ trì | ; Văn phòng phối hợp)"."""
    return text.count("(", 0, at) > text.count(")", 0, at) and ")" in text[at:]


def _is_about_when(text: str, year: int | None) -> bool:
    """Say whether a sentence is about when: it sets a day ("trước ngày …"), or opens with a rhythm ("Định kỳ …")."""
    for when in deadlines.find(text, year):
        words = fold(text[when.start : when.end])
        if when.start <= 3 and words.startswith(fold("định kỳ")):
            return True
        if when.last and when.first is None and (fold("ngày") in words or "/" in words):
            return True
    return False
