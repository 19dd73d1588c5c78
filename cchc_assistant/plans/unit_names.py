"""Names of units: the key under which variants meet, and the abbreviations that documents define themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from cchc_assistant.language.normalize import fold, nfc, strip_marks, tone_canonical
from cchc_assistant.plans.unit_grammar import Reader
from cchc_assistant.plans.unit_words import Token, heads, sector_phrases, sectors, tokens

_NO_ALIASES: Mapping[str, str] = MappingProxyType({})
_BRACKETED = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
# spellings with i that are met beside y
_WITH_Y = {"kĩ": "kỹ", "lí": "lý", "quí": "quý", "mĩ": "mỹ"}
# a department is its province's anyway
_OWN_LEVEL = re.compile(r"^((?:sở|ban quản lý) .+?) (?:tỉnh|thành phố)$")
_EDGE = " \t\n\r-–—*+.;,:"
# an abbreviation with a comma inside: VH,TT&DL
_BROKEN_SHORT = re.compile(r"(?<=[A-ZĐ]),\s?(?=[A-ZĐ]+&[A-ZĐ])")
_INITIALS_LEAST = 3
# the abbreviation in "cải cách hành chính (CCHC)", "(sau đây gọi tắt là Sở)"
_DEFINED = re.compile(
    r"\(\s*(?:(?:sau\s+đây\s+)?(?:gọi|viết)\s+(?:tắt\s+)?là:?\s+)?[\"“”']?(?P<short>[^()\"“”']{1,40}?)[\"“”']?\s*\)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"[A-ZĐ][A-ZĐa-zđ]*(?:[&-]?[A-ZĐ][A-ZĐa-zđ]*)*")
_CALLED = re.compile(r"\(\s*(?:sau\s+đây\s+)?(?:gọi|viết)\s+", re.IGNORECASE)
_SYLLABLE = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.;:()\n](?:\s|$)")
_LETTERS_MOST = 8
_SHORT_NAME = 2


def compact(abbreviation: str) -> str:
    """Return an abbreviation without the marks inside it: "TT&TT" and "TTTT" are one."""
    return re.sub(r"[&.\-]", "", abbreviation).upper()


@cache
def sector_abbreviations() -> dict[str, str]:
    """Return what each abbreviation of a field stands for, with Đ and with D."""
    found: dict[str, str] = {}
    for sector in sectors():
        initials = "".join(word[0] for word in _SYLLABLE.findall(sector.name) if word != "và").upper()
        forms = [compact(short) for short in sector.abbreviations]
        if len(initials) >= _INITIALS_LEAST:
            forms.append(initials)
        for form in forms:
            found.setdefault(form, sector.name)
            found.setdefault(form.replace("Đ", "D"), sector.name)
    return found


@cache
def head_abbreviations() -> dict[str, str]:
    """Return what each abbreviation of a head stands for."""
    listed = {compact(short): head.name for head in heads() for short in head.abbreviations if short.isupper()}
    return {short.replace("Đ", "D"): name for short, name in listed.items()} | listed


def expand(token: str) -> str | None:
    """Return what an abbreviation stands for, one that runs head and field together included: STTTT, TTPVHCC."""
    short = compact(token)
    known = sector_abbreviations()
    if short in head_abbreviations():
        return head_abbreviations()[short]
    for cut in range(1, min(4, len(short) - 1)):
        head = head_abbreviations().get(short[:cut])
        if head and short[cut:] in known:
            return f"{head} {known[short[cut:]]}"
    return known.get(short)


# Boards are named without what they do: "Ban Khu kinh tế" is the "Ban Quản lý Khu kinh tế".
_MANAGED = re.compile(r"\bban (?=(?:các )?khu (?:kinh tế|công nghiệp)|dự án\b)")


def canonical(name: str, aliases: Mapping[str, str] = _NO_ALIASES) -> str:
    """Return the key under which the variants of a unit's name meet.

    Letter case, tone placement, bracketed remarks, abbreviations ("STTTT", "Sở TT&TT", "VP Sở", "TCĐLCL") and the
    name of the province make no difference.

    Args:
        name: the name as a plan writes it.
        aliases: abbreviations the plan defines itself, as from ``aliases_in``.
    """
    name = _in_small(_BROKEN_SHORT.sub("", _BRACKETED.sub(" ", nfc(name))))
    shown = " ".join(_parts(name.strip(_EDGE), {compact(short): full for short, full in aliases.items()}))
    shown = re.sub(r"\s+([,;:])", r"\1", shown)
    shown = re.sub(r"\bban ngành\b", "ban, ngành", shown).replace("có liên quan", "liên quan")
    shown = _MANAGED.sub("ban quản lý ", shown)
    return _OWN_LEVEL.sub(r"\1", shown)


def _in_small(name: str) -> str:
    """Return a name in capitals, as letterheads write it, with only its abbreviations in capitals."""
    if not name.isupper() or len(name.split()) <= _SHORT_NAME:
        return name
    known = head_abbreviations().keys() | sector_abbreviations().keys()
    return " ".join(word if compact(word) in known else word.capitalize() for word in name.split())


def _parts(name: str, aliases: Mapping[str, str]) -> Iterator[str]:
    """Yield the words of the key, fields in their official form and abbreviations written out."""
    reader = Reader(name)
    words = reader.words
    at = 0
    while at < len(words):
        past = reader.place(at)
        if past is not None:
            at = past
            continue
        token = words[at]
        full = aliases.get(compact(token.text)) if token.abbreviation else None
        if full is not None:
            yield from _parts(full, {})
            at += 1
            continue
        sector = sector_phrases().match(words, at)
        head = reader.head(at)
        if sector and (head is None or head[0] < sector[0]):
            yield sector[1].name
            at = sector[0]
        elif head:
            yield (words[head[0] - 1].abbreviation and _written_out(words, at, head[0])) or head[1].name
            at = head[0]
        elif token.abbreviation and (meant := _in_place(token, words[at - 1].key if at else "")):
            yield meant
            at += 1
        else:
            yield _spelled(token)
            at += 1


def _written_out(words: list[Token], at: int, end: int) -> str | None:
    """Return the field that an abbreviation means after a head: "Phòng TC", where "TC" alone begins a unit."""
    return sector_abbreviations().get(compact(words[at].text)) if at and end == at + 1 else None


def _in_place(token: Token, before: str) -> str | None:
    """Return what an abbreviation means after a word: "Sở TP" is of justice, "UBND TP" of the city."""
    if token.text.upper() == "TP" and before not in ("sở", "phòng", "bộ", "p"):
        return "thành phố"
    return (sector_abbreviations().get(compact(token.text)) if before else None) or expand(token.text)


def _spelled(token: Token) -> str:
    word = tone_canonical(token.text).lower()
    return _WITH_Y.get(word, "-" if word in "–—" else word)


def aliases_in(text: str) -> list[tuple[str, str]]:
    """Find the abbreviations that a text defines: "cải cách hành chính (CCHC)", "… (sau đây gọi là Sở)".

    The expansion is the words before the bracket whose initials are the abbreviation's letters ("và" may be left
    out), or, for a name the text gives a unit, the unit before the bracket.

    Returns:
        Pairs of abbreviation and expansion, each abbreviation once, in reading order.
    """
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match["short"].strip()
        if not short or short in found:
            continue
        full = _with_initials(text[: match.start()], short) if _SHORT.fullmatch(short) else None
        if full is None and _CALLED.match(match.group()):
            full = _unit_before(text, match.start())
        if full is not None and fold(full) != fold(short):
            found[short] = full
    return list(found.items())


def _unit_before(text: str, end: int) -> str | None:
    """Return the unit that ends just before ``text[end]``."""
    begin = max(0, end - 200)
    reader = Reader(text[begin:end])
    for at in range(len(reader.words)):
        stop = reader.unit(at)
        if stop == len(reader.words):
            return text[begin + reader.words[at].start : end].strip()
    return None


def _with_initials(before: str, short: str) -> str | None:
    """Return the words at the end of ``before`` whose initials spell ``short``."""
    letters = re.sub(r"[^A-ZĐ]", "", short)
    if len(letters) < 2 or len(letters) > _LETTERS_MOST:
        return None
    ends = list(_SENTENCE_END.finditer(before.rstrip()))
    begin = ends[-1].end() if ends else 0
    words = [token for token in tokens(before[begin:]) if token.text[0].isalpha()]
    start = _matched(words, len(words), letters)
    return before[begin + words[start].start :].strip() if start is not None else None


def _matched(words: list[Token], end: int, letters: str) -> int | None:
    """Return the index of the first of the words before ``end`` that spell ``letters``."""
    if not letters:
        return end
    if not end:
        return None
    initial = words[end - 1].text[0].upper()
    wanted = letters[-1]
    if initial == wanted or strip_marks(initial) == wanted:
        start = _matched(words, end - 1, letters[:-1])
        if start is not None:
            return start
    if words[end - 1].key == "và" and letters:
        return _matched(words, end - 1, letters)
    return None
