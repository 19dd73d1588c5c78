"""Who helps with what a sentence says: the units after "phối hợp với", before "phối hợp", after "chủ trì,"."""

from __future__ import annotations

import re

from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import units
from cchc_assistant.plans.assignees import LIST_JOINT, list_at, members, phrases, with_role
from cchc_assistant.plans.units import Range

_JOINED = re.compile(r"\s*(?:[,;]|(?:và|cùng)\b)")
# What stands before the units that help: "phối hợp chặt chẽ với các sở, ngành", "phối hợp: Công an xã".
_HELPED_BY = re.compile(r"phối hợp(?: (?:chặt chẽ )?(?:với|cùng)\s+|:\s+)", re.IGNORECASE)
# The same without "với", where units follow at once: "chủ trì, phối hợp | Công an tỉnh và các đơn vị liên quan".
_HELPED_BARE = re.compile(r"(?:phối hợp(?: chặt chẽ| đồng bộ)?|(?:^|chủ trì,?\s+)cùng(?: với)?)\s+", re.IGNORECASE)
# "Sở A chủ trì, | Sở B và cơ quan chủ quản | phối hợp tổ chức …": who is named after who leads.
_AFTER_LEAD = re.compile(
    r"\b(?:chủ trì|phụ trách|chịu trách nhiệm|đảm nhiệm)[,;]\s+(?P<units>[^;.:]{4,200}?),?\s+(?:cùng\s+)?"
    r"(?:phối hợp|hỗ trợ|tham gia)\b(?!\s+(?:với|cùng)\b)",
    re.IGNORECASE,
)
_HELPING = re.compile(r"\s(?:cùng\s+)?phối hợp(?=\s*(?:[;,.)]|$|(?:thực hiện|triển khai)\b))", re.IGNORECASE)
# Where a list of helping units ends at the latest, and how long the rest of it is at most.
_MARK = re.compile(r"[;:.()\n]")
_LONGEST_FIELD = 60


def helpers(text: str) -> tuple[Range, ...]:
    """Find the units after "phối hợp với".

    >>> text = "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, Sở Tư pháp kiểm tra."
    >>> [text[start:end] for start, end in helpers(text)]
    ['Sở Tài chính', 'Sở Tư pháp']
    """
    if (after := _AFTER_LEAD.search(text)) and units.begins(after["units"]):
        start = after.start("units")
        return tuple((start + a, start + b) for a, b in units.split(after["units"]))
    found = units.find(text)
    match = _HELPED_BY.search(text)
    if match is None:
        bare = (list_at(text, found, helped.end()) for helped in _HELPED_BARE.finditer(text))
        listed = next(filter(None, bare), None)
    else:
        listed = list_at(text, found, match.end())
    if listed is not None:
        return _up_to_act(text, listed) or members(text, listed)
    if match is not None:
        return ()
    marked = with_role(text, "phối hợp")
    return (marked,) if marked else _before_helping(text)


def _before_helping(text: str) -> tuple[Range, ...]:
    """Return the units whose part follows them: "Phòng A chủ trì, | Bưu điện tỉnh và Công an xã | phối hợp"."""
    match = _HELPING.search(text)
    found = units.find(text[: match.start()]) if match else []
    if match is None or not found or text[found[-1][1] : match.start()].strip():
        return ()
    first, last = _list_begins(text, found), found[-1][1]
    # Not of a purpose: "hướng dẫn để các đơn vị phối hợp thực hiện".
    return members(text, (first, last)) if text[:first].rstrip().endswith((",", ";", ".", ":")) else ()


def lists_on(text: str, at: int) -> bool:
    """Say whether the units after a semicolon go on with a list before it of units that are to do something.

    "đôn đốc các sở, ban, ngành | ; các xã, phường tổ chức thực hiện"; not "tổng hợp, báo cáo UBND tỉnh | ; các sở …"
    """
    found = units.find(text[:at])
    if not found or text[found[-1][1] : at].strip(" ;"):
        return False
    first = _list_begins(text, found)
    if not text[:first].strip():
        return True  # "Các sở, ban, ngành | ; UBND cấp huyện báo cáo …"
    moved = re.search(rf"\b(?:{phrases('moving').pattern})\s*$", fold(text[:first])) is not None
    return moved and text[at : at + 1].islower()


def _list_begins(text: str, found: list[Range]) -> int:
    """Return where the list begins that the last of the units found closes."""
    first = found[-1][0]
    for start, end in reversed(found[:-1]):
        if text[end:first].strip() and not LIST_JOINT.fullmatch(text, end, first):
            break
        first = start
    return first


def _up_to_act(text: str, listed: Range) -> tuple[Range, ...]:
    """Return the units of a list that goes on, with fields that nobody listed, up to what they do.

    "phối hợp với Phòng Thức ăn | chăn nuôi, Vụ Pháp chế của Bộ xây dựng dự thảo"
    """
    last = max(unit for unit in units.find(text[: listed[1]]) if unit[1] == listed[1])
    if units.is_closed(text[slice(*last)]) and not _JOINED.match(text, last[1]):
        return ()
    rest = fold(text[listed[1] :])
    acts = [match.start() for key in ("acts", "completions", "leaving") for match in _starts(rest, key)]
    stop = _MARK.search(rest)
    end = min([*acts, stop.start() if stop else len(rest)])
    if not 0 < len(rest[:end].strip(" ,")) <= _LONGEST_FIELD:
        return ()
    start = listed[0]
    pieces = [(start + a, start + b) for a, b in units.split(text[start : listed[1] + end])]
    return tuple(pieces) if all(units.begins(text[a:b]) for a, b in pieces) else ()


def _starts(text: str, key: str) -> list[re.Match[str]]:
    return [match for match in phrases(key).finditer(text) if match.start() and not text[match.start() - 1].isalnum()]
