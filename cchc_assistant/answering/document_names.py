"""Documents as questions name them: by their kinds and numbers, whole or only the head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import nfc, strip_marks

# The number of a document: "61/2018/NĐ-CP", "599/QĐ-UBND", "45/2016".
NUMBER = re.compile(r"\b\d+[a-zđ]?/(?:\d{4}/)?[a-zđ]{2,}[a-zđ0-9&\-/]*|\b\d+-[a-zđ]{2}/[a-zđ]+", re.IGNORECASE)
NUMBERED = re.compile(rf"(?:\bsố\s+|\bso\s+|\bno\.?\s*)?(?P<number>{NUMBER.pattern})", re.IGNORECASE)
# A number that stands alone, and a word that says that documents are spoken of.
_ALONE = re.compile(
    r"(?<![\w/.,:\-–])(?<!\bngay )(?<!\bthang )(?<!\bnam )(\d{2,5})"
    r"(?![\w/%:\-–]|[.,]\d| *%| (?:phan tram|dong|trieu|ty|ngay|thang|nam|nguoi|lop|bai|tin|so|don vi|viec|nhiem vu)\b)"
)
# Of how many collections of plans the heads of numbers are kept.
_CORPORA = 8
_DOCUMENT = re.compile(r"\b(?:kh|ke hoach|plans?)\b")
# A number that stands by itself: before a preposition, a mark or the end, it counts nothing.
_BARE_NUMBER = re.compile(
    r"(?<![\w/:.,\-–])(\d{3,5})(?=\s*(?:$|[?,;:)])|\s+(?:thi|la|co|khong|ko|giao|do|cua|dung|tap trung|is|does|the)\b)"
)


@cache
def documents_of_years() -> re.Pattern[str]:
    """Return the pattern of a cited document whose number holds a year: "thông tư 34/2014", "nđ 58/2022"."""
    names = (strip_marks(name) for name in load_toml("plans/document_kinds.toml")["named"])
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\s+(?:so\s+|no\.?\s*)?\d{{1,4}}/(?:19|20)\d\d\b")


@cache
def _document_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of a document named by the head of its number, and the letters that each name calls for."""
    letters = {strip_marks(name): code for name, code in load_toml("plans/document_kinds.toml")["named"].items()}
    names = "|".join(sorted(map(re.escape, letters), key=len, reverse=True))
    return re.compile(rf"\b({names})\s+(?:so\s+|no\.?\s*)?(\d{{1,5}})\b(?![/\d.,]\d|\s*%|/\w)"), letters


def numbers_named(bare: str, plan_numbers: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where a question names plans by the heads of their numbers, and these heads.

    Args:
        bare: the question in small letters without diacritics, places blanked.
        plan_numbers: numbers of the plans at hand, in lower case.
    """
    yield from _named_documents(bare, plan_numbers)
    yield from _bare_numbers(bare, plan_numbers)


def _named_documents(bare: str, plan_numbers: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where a question names a document by the head of its number, and that head.

    "nghị quyết 57" is a plan at hand only if one has that number and the letters of a resolution; else it is a document
    that plans cite. "kế hoạch 57" is a plan of another number, which is not at hand.
    """
    pattern, letters = _document_names()
    plans = {strip_marks(name) for name in load_toml("plans/document_kinds.toml")["plans"]}
    heads = _heads(tuple(plan_numbers))
    named = [match.span() for match in pattern.finditer(bare)]
    for match in _ALONE.finditer(bare) if named or _DOCUMENT.search(bare) else ():
        # "kh 552 và 617": a further number of a plan at hand.
        if match[1].lstrip("0") in heads and not any(start <= match.start() < end for start, end in named):
            yield *match.span(), match[1]
    for match in pattern.finditer(bare):
        code, head = letters[match[1]], match[2].lstrip("0")
        held = any(
            re.match(r"0*(\d+)", number) and number_head(number) == head and re.search(rf"[/-]{code}", number)
            for number in plan_numbers
        )
        if held or (match[1] in plans and len(head) > 1):
            yield *match.span(), match[2]


def _bare_numbers(bare: str, plan_numbers: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield numbers of three digits and more that are those of plans at hand, and count nothing: "theo 892"."""
    heads = _heads(tuple(plan_numbers))
    for match in _BARE_NUMBER.finditer(bare):
        if match[1] in heads:
            yield *match.span(), match[1]


def documents_named(understood: str) -> list[tuple[int, int]]:
    """Return the ranges in which a question names documents by the heads of their numbers, at hand or only cited."""
    pattern, _ = _document_names()
    return [match.span() for match in pattern.finditer(strip_marks(nfc(understood).lower()))]


@lru_cache(maxsize=_CORPORA)
def _heads(plan_numbers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(number_head, plan_numbers))


@cache
def documents_spoken_of() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of a document's kind with its number, if any, and the kinds by their bare names."""
    table: dict[str, list[str]] = load_toml("plans/document_kinds.toml")["spoken"]
    kinds = {strip_marks(name): kind for kind, names in table.items() for name in names}
    names = "|".join(sorted(kinds, key=len, reverse=True))
    number = r"(?:\s+(?:so\s+|no\.?\s*)?(?P<number>\d{1,5}(?:/(?:19|20)\d\d)?)(?=[/\-–][a-z]|(?![\w/])))?"
    return re.compile(rf"\b(?P<kind>{names})\b{number}"), kinds


def number_head(number: str) -> str:
    """Return the head of a document's number without leading zeros: "0130/KH-UBND" → "130"."""
    return re.split(r"[/\-–]", number, maxsplit=1)[0].strip().lstrip("0")
