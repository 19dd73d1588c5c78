"""English glosses of Vietnamese unit names, put together from the tables; None where any word of a name is unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cchc_assistant.plans.unit_names import canonical
from cchc_assistant.plans.unit_words import Head, Token, group_phrases, groups, head_phrases, sector_phrases, tokens

# what a name may end with: the words, the English before the name, the English after it
_ENDINGS = (
    ("trên địa bàn tỉnh", "", "in the province"),
    ("trên địa bàn thành phố", "", "in the city"),
    ("liên quan", "Relevant", ""),
    ("khác", "Other", ""),
    ("trực thuộc sở", "", "of the Department"),
    ("thuộc sở", "", "of the Department"),
    ("của sở", "", "of the Department"),
    ("trực thuộc", "Subordinate", ""),
    ("cấp tỉnh", "Provincial", ""),
    ("của tỉnh", "Provincial", ""),
    ("tỉnh", "Provincial", ""),
    ("cấp huyện", "District", ""),
    ("cấp xã", "Communal", ""),
    ("thành phố", "City", ""),
    ("huyện", "District", ""),
)
# prefixes of fields: quản lý X is the management of X
_MANAGEMENT = "quản lý"
_COMMITTEE = "People's Committee"
_REGION = re.compile(r" khu vực (\w+)$")
# media are named after their place: Báo Quảng Ngãi
_MEDIA = frozenset({"báo", "đài"})
_OPEN = re.compile(r"\s*(?:of|for|on)?\s*\{\}\s*")
_PLURAL = frozenset({"các", "những"})


def gloss(name: str) -> str | None:
    """Return an English gloss of a unit's name, None when unsure.

    "Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng" is "Division of Standards, Metrology and Quality Management".
    """
    english = _gloss(canonical(name))
    return english and english[0].upper() + english[1:]


@cache
def _gloss(key: str) -> str | None:
    plain = _plain(key)
    if plain is not None:
        return plain
    if match := _REGION.search(key):
        inner = _plain(key[: match.start()])
        return inner and f"{inner} of Region {match[1].upper()}"
    for ending, before, after in _ENDINGS:
        rest = key.removesuffix(f" {ending}")
        inner = _plain(rest) if rest != key else None
        if inner is None:
            continue
        if _COMMITTEE in inner:
            return inner.replace(_COMMITTEE, f"{before} {_COMMITTEE}")
        return " ".join(part for part in (before, inner, after) if part)
    return None


def _plain(key: str) -> str | None:
    """Gloss a name without what may follow it."""
    words = tokens(key)
    if words and words[0].key in _PLURAL:
        return _listed(words[1:])
    found = head_phrases().match(words, 0)
    if found is None:
        return _listed(words)
    end, head = found
    rest = key[words[end].start :] if end < len(words) else ""
    if not rest:
        return _bare(head)
    return _named(head, rest) or _listed(words)


def _bare(head: Head) -> str:
    return _OPEN.sub(" ", head.english).strip()


def _named(head: Head, rest: str) -> str | None:
    """Gloss a head with what follows it: a field, another unit, or places after "các"."""
    field = _field(rest)
    if field is not None:
        return head.english.format(field) if "{}" in head.english else f"{head.english} of {field}"
    if rest.split()[0] in _PLURAL:
        listed = _listed(tokens(rest)[1:])
        return listed and f"{_bare(head)} of {listed}"
    if head.name in _MEDIA and len(rest.split()) <= 4 and not group_phrases().match(tokens(rest), 0):
        return head.english.format(rest.title())
    inner = _gloss(rest) if {"person", "takes", "nests"} & head.marks else None
    if inner is None:
        return None
    return f"{_bare(head)} of the {inner}"


def _field(rest: str) -> str | None:
    """Gloss what a unit is named after, "quản lý" before it and one more list of places after it."""
    words = tokens(rest)
    found = sector_phrases().match(words, 0)
    if found and found[0] == len(words):
        return found[1].english
    if found and words[found[0]].key in _PLURAL:
        places = _listed(words[found[0] + 1 :])
        return places and f"{found[1].english} of {places}"
    managed = rest.removeprefix(f"{_MANAGEMENT} ")
    if managed != rest and (field := _field(managed)) is not None:
        return f"{field} Management"
    return None


def _listed(words: Sequence[Token]) -> str | None:
    """Gloss "phòng, đơn vị": nouns of a list."""
    nouns: list[str] = []
    at = 0
    while at < len(words):
        if words[at].key in {",", "và", *_PLURAL}:
            at += 1
            continue
        if nouns and words[at - 1].key not in {",", "và", *_PLURAL}:
            return None
        found = group_phrases().match(words, at)
        if found is None:
            return None
        nouns.append(groups()[" ".join(word.text for word in words[at : found[0]])][0])
        at = found[0]
    if not nouns:
        return None
    return nouns[0] if len(nouns) == 1 else f"{', '.join(nouns[:-1])} and {nouns[-1]}"
