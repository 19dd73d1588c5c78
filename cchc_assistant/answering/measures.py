"""Numbers of texts that can be compared: percentages, sums of money, and numbers of the same things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cchc_assistant.answering.amounts import value_of
from cchc_assistant.answering.terms import tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks

PERCENT, MONEY = "%", "đồng"
_SCALES = {"nghin": 1e3, "ngan": 1e3, "trieu": 1e6, "ty": 1e9, "ti": 1e9}
# A number with what it counts: "45%", "1,35 tỷ đồng", "12.000 hồ sơ", "04 phòng".
_MEASURE = re.compile(
    r"(?:(?<![a-z])(?P<before>[a-z]+)\s+)?(?<![\w/.,:\-–])(?P<number>\d+(?:[.,]\d+)*)(?![\d/])"
    r"(?:\s*(?P<percent>%|phan tram\b)"
    r"|\s*(?P<scale>nghin|ngan|trieu|ty|ti)\b(?! le)(?:\s*dong\b)?"
    r"|\s*(?P<money>dong|vnd|d)\b(?! (?:bo|thoi)\b)"
    r"|\s+(?P<noun>[a-z]+))"
)
# The word after a number's noun, with no mark between.
_NEXT = re.compile(r"\s([^\W\d]+)")
_YEARS = range(1990, 2051)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number, what it counts (``%``, ``đồng``, or the first word of the noun without marks), and its range."""

    value: float
    noun: str
    start: int
    end: int


def measures(text: str) -> Iterator[Measure]:
    """Yield the numbers of a text that can be compared, in order."""
    folded = fold(text)
    bare = strip_marks(folded)
    for found in _MEASURE.finditer(bare):
        value = value_of(found["number"])
        noun = PERCENT if found["percent"] else MONEY if found["scale"] or found["money"] else found["noun"]
        if noun not in (PERCENT, MONEY) and (
            folded[slice(*found.span("before"))] in _words("names")
            or value in _YEARS
            or folded[slice(*found.span("noun"))] in _words("no_nouns")
        ):
            continue
        yield Measure(value * _SCALES.get(found["scale"] or "", 1), noun, found.start("number"), found.end())


@cache
def _words(kind: str) -> frozenset[str]:
    """Return words that stand before or after numbers that count nothing."""
    return frozenset(load_toml("answering/question_words.toml")["beside_numbers"][kind])


def compared(question: str, texts: Sequence[str], noun: str | None = None) -> list[Measure] | None:
    """Return of each text the number that a question compares; None if the texts count no same thing.

    The noun that the question names comes first, then what stands among the most words of the question.

    Args:
        question: what is asked.
        texts: what is said of each side.
        noun: what must be counted; None for anything.
    """
    asked = {token.bare for token in tokens(question)}
    found = [list(measures(text)) for text in texts]
    common = set.intersection(*({one.noun for one in side} for side in found))
    best: tuple[tuple[bool, float], list[Measure]] | None = None
    for one in sorted(common if noun is None else common & {noun}):
        chosen = []
        total = 0.0
        for text, side in zip(texts, found, strict=True):
            ranked = [(_near(text, measure, asked), -measure.start, measure) for measure in side if measure.noun == one]
            near, _, measure = max(ranked, key=lambda item: item[:2])
            chosen.append(measure)
            total += near
        rank = (one in asked, total)
        if best is None or rank > best[0]:
            best = (rank, chosen)
    return best[1] if best else None


def written(texts: Sequence[str], numbers: Sequence[Measure]) -> list[str]:
    """Return numbers as their texts write them, each with as many words after it as all texts share: "45 hồ sơ"."""
    ends = [number.end for number in numbers]
    if numbers[0].noun in (PERCENT, MONEY):
        return [text[number.start : end] for text, number, end in zip(texts, numbers, ends, strict=True)]
    words = [_NEXT.match(text, end) for text, end in zip(texts, ends, strict=True)]
    while all(words) and len({fold(word[1]) for word in words if word}) == 1:
        if fold(words[0][1] if words[0] else "") in _words("no_nouns"):
            break
        ends = [word.end() for word in words if word]
        words = [_NEXT.match(text, end) for text, end in zip(texts, ends, strict=True)]
    return [text[number.start : end] for text, number, end in zip(texts, numbers, ends, strict=True)]


def _near(text: str, measure: Measure, asked: set[str]) -> float:
    """Return the share of the question's words that stand in the clause of a number."""
    begin = max(text.rfind(mark, 0, measure.start) for mark in ";:\n|")
    ends = [place for mark in ";\n|" if (place := text.find(mark, measure.end)) >= 0]
    words = {token.bare for token in tokens(text[begin + 1 : min(ends, default=len(text))])}
    return len(words & asked) / (len(asked) or 1)
