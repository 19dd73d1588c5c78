"""The provinces, districts, wards and communes that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cchc_assistant.answering.terms import SYLLABLE, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import CAPITALS, fold, has_marks, strip_marks

# "Cư M'gar" is typed for "Cư M’gar".
_APOSTROPHES = str.maketrans("’ʼ`", "'''")
_LEVEL = re.compile(
    "(?:huyện|quận|thị xã|thành phố|phường|xã|thị trấn|đặc khu|huyen|quan|thi xa|thanh pho|phuong|xa|thi tran|dac khu)"
)
# "huyện Sông Hinh": a level and the name after it in capitals.
_CAPITAL = f"[{CAPITALS}]"
_NAMED = re.compile(
    rf"\b(?i:huyện|quận|thị xã|phường|xã|thị trấn|đặc khu) (?P<name>{_CAPITAL}[\w'’]*(?: {_CAPITAL}[\w'’]*){{1,3}})"
)


@cache
def _provinces() -> dict[tuple[str, ...], str]:
    table = {}
    for name in load_toml("plans/provinces.toml")["provinces"]:
        words = tuple(token.bare for token in tokens(name))
        table[words] = strip_marks(fold(name))
        if len(words) == 2 and not SYLLABLE.fullmatch(words[0][0] + words[1]):
            table.setdefault((words[0][0] + words[1],), strip_marks(fold(name)))  # "qngãi"
        if len(words) == 2 and not SYLLABLE.fullmatch("".join(words)):
            table.setdefault(("".join(words),), strip_marks(fold(name)))  # "Hanoi"
    for name, aliases in load_toml("plans/provinces.toml")["aliases"].items():
        for alias in aliases:
            table.setdefault(tuple(token.bare for token in tokens(alias)), strip_marks(fold(name)))
    return table


@cache
def _spellings() -> dict[str, str]:
    return {strip_marks(fold(name)): name for name in reversed(load_toml("plans/provinces.toml")["provinces"])}


def province_called(name: str) -> str:
    """Return how a province is written, by its bare name."""
    return _spellings().get(name, name)


def named_provinces(text: str) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """Find the provinces that a question names, by their bare names, and their ranges."""
    found = tokens(text)
    table = _provinces()
    names: list[str] = []
    ranges: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        for length in (4, 3, 2, 1):
            run = found[at : at + length]
            name = table.get(tuple(token.bare for token in run)) if len(run) == length else None
            if name:
                names.append(name)
                ranges.append((run[0].start, run[-1].end))
                at += length
                break
        else:
            at += 1
    return tuple(dict.fromkeys(names)), ranges


def beside_provinces(text: str) -> str:
    """Return a text with the names of provinces blanked, its length kept: "617 đồng tháp" is no sum of money."""
    for start, end in named_provinces(text)[1]:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def named_localities(
    text: str, known: Sequence[str], taken: Sequence[tuple[int, int]], *, typed: bool = True
) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """Find the localities that a question names, and their ranges, "huyện" and the like included.

    Diacritics that were not ``typed`` but restored may be wrong.
    """
    folded = fold(text).translate(_APOSTROPHES)
    marked = typed and has_marks(folded)
    names: list[str] = []
    ranges: list[tuple[int, int]] = []
    for name in known:
        plain = name.translate(_APOSTROPHES)
        shown, wanted = (folded, plain) if marked else (strip_marks(folded), strip_marks(plain))
        for match in re.finditer(rf"(?:\b{_LEVEL.pattern}\s+)?\b{re.escape(wanted)}\b", shown):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                names.append(name)
                ranges.append(match.span())
    return tuple(dict.fromkeys(names)), ranges


def strange_locality(text: str, known: Sequence[str]) -> str:
    """Return a locality that a question names with its level and that is none of the known ones, "" if there is none.

    "cán bộ xã Quảng Ngãi" names a province.

    >>> strange_locality("Huyện Sông Hinh 2024 kế hoạch số mấy", ["krông pắc"])
    'Huyện Sông Hinh'
    """
    held = {strip_marks(fold(name).translate(_APOSTROPHES)) for name in known} | set(_spellings())
    for found in _NAMED.finditer(text):
        name = strip_marks(fold(found["name"]).translate(_APOSTROPHES))
        if not any(name == other or name.startswith(f"{other} ") for other in held):
            return found.group()
    return ""
