"""What a portal's article says of a document that it brings: "Ngày 10/01/2024, Giám đốc Sở … đã ký ban hành …"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import CAPITALS, fold
from cchc_assistant.reading.document import Paragraph

_SIGNED = re.compile(
    r"(?:(?P<date>[Nn]gày\s+\d{1,2}(?:\s+tháng\s+\d{1,2}\s+năm\s+|[/-]\d{1,2}[/-])\d{4}),?\s+)?"
    r"(?P<who>[^,;:.]{5,160}?)\s+(?:vừa\s+|đã\s+)?(?:ký(?:\s+ban\s+hành)?|ban\s+hành)\s+"
    r"(?:Kế\s+hoạch|Quyết\s+định|Chương\s+trình|Công\s+văn)\s+số\s*:?\s*(?P<number>\d+[\w./&-]*\w)"
)
_NAMES = re.compile(rf"(?:[{CAPITALS}]\w*\s+){{1,6}}[{CAPITALS}]\w*$")
_WORD = re.compile(r"\w+")


def told_of_signing(paragraphs: Iterable[Paragraph]) -> dict[Literal["number", "date", "signer"], Mapped]:
    """Return what a sentence above a document's text tells of its signing; empty where none does.

    >>> text = "Ngày 10/01/2024, Giám đốc Sở Y tế Võ Thanh Nhã đã ký ban hành Kế hoạch số 33/KH-SYT về cải cách."
    >>> {name: value.text for name, value in told_of_signing([Paragraph(Mapped.of(text))]).items()}
    {'number': '33/KH-SYT', 'date': 'Ngày 10/01/2024', 'signer': 'Võ Thanh Nhã'}
    """
    for paragraph in paragraphs:
        match = _SIGNED.search(paragraph.text)
        if match is None or fold(paragraph.text).startswith("căn cứ"):
            continue
        told: dict[Literal["number", "date", "signer"], Mapped] = {
            "number": paragraph.content[slice(*match.span("number"))]
        }
        if match["date"]:
            told["date"] = paragraph.content[slice(*match.span("date"))]
        if signer := _person(paragraph.content[slice(*match.span("who"))]):
            told["signer"] = signer
        return told
    return {}


def _person(who: Mapped) -> Mapped | None:
    """Return the person's name that "Giám đốc Sở Y tế Cà Mau Võ Thanh Nhã" ends in: from its surname on."""
    names = _NAMES.search(who.text)
    if names is None:
        return None
    starts = [word.start() for word in _WORD.finditer(who.text, names.start()) if fold(word[0]) in _surnames()]
    full = [start for start in starts if len(who.text[start:].split()) >= 2]
    return who[full[0] :] if full else None


@cache
def _surnames() -> frozenset[str]:
    return frozenset(fold(name) for name in load_toml("plans/surnames.toml")["surnames"])
