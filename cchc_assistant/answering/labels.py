"""Labels by which a question tells one of several: "giai đoạn 1", "hội nghị thứ ba", "giai đoạn 2015-2022"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks

# "2015-2022", "2015 đến 2022".
_YEARS = re.compile(r"(?<![\d/])((?:19|20)\d\d)\s*(?:[-–]|den|toi|to)\s*(?:nam\s+)?((?:19|20)\d\d)(?![\d/])")

# "giai đoạn 1, 2 và 3": the numbers after the first.
_FURTHER = re.compile(r"(?:\s*(?:,|va|and|-|–)\s*\d{1,2}\b(?![/.]\d|\s*%))*")


def absent_label(question: str, text: str) -> str | None:
    """Return a label of a question where a text has only others of its kind; None if there is none.

    >>> absent_label("số hóa sổ hộ tịch giai đoạn 1", "Số hóa sổ hộ tịch giai đoạn 2 (khai tử)")
    'giai đoạn 1'
    """
    held: dict[str, set[str]] = {}
    for kind, number, _, _ in _labels(text):
        held.setdefault(kind, set()).add(number)
    for kind, number, start, end in _labels(question):
        if kind in held and number not in held[kind]:
            return question[start:end]
    return None


def _labels(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the labels of a text: the kind, the number, and the range."""
    bare = strip_marks(fold(text))
    for kind, pattern in _kinds():
        for match in pattern.finditer(bare):
            number = match["number"].lstrip("0")
            yield kind, _numerals().get(number, number), *match.span()
            for further in re.findall(r"\d+", _further(bare, match.end())):
                yield kind, further.lstrip("0"), *match.span()
    for match in _YEARS.finditer(bare):
        yield "years", "-".join(match.groups()), *match.span()


def _further(bare: str, at: int) -> str:
    found = _FURTHER.match(bare, at)
    return found.group() if found else ""


@cache
def _numerals() -> dict[str, str]:
    """Return the number that each word or roman numeral means."""
    table: dict[str, list[str]] = load_toml("answering/labels.toml")["numerals"]
    return {strip_marks(word): number for number, words in table.items() for word in words}


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the kinds of labels, each with the pattern of one, bare."""
    table: dict[str, list[str]] = load_toml("answering/labels.toml")["kinds"]
    numerals = "|".join(sorted(map(re.escape, _numerals()), key=len, reverse=True))
    return tuple(
        (
            kind,
            re.compile(rf"\b(?:{'|'.join(map(strip_marks, words))})(?P<number>\d{{1,2}}|{numerals})\b(?![/.\-–:]?\d)"),
        )
        for kind, words in table.items()
    )
