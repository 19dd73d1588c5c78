"""A bridge from English questions to the words of Vietnamese plans: a glossary, not a translator.

    to_vietnamese("Who leads the training on ISO 9001 in the second quarter?")
    # "chủ trì đào tạo iso 9001 quý ii"

Every English phrase has several Vietnamese alternatives, for plans write "đào tạo", "tập huấn" and "bồi dưỡng" alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cchc_assistant.language.normalize import has_marks, nfc

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,/:\-]\d+)*", re.UNICODE)
_LONGEST = 7
# plural, third person, past and -ing endings, longest first, with what takes their place
_ENDINGS = (("isations", "is"), ("isation", "is"), ("ising", "is"), ("ised", "is"), ("ises", "is"), ("ise", "is"),
            ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"),
            ("ing", ""), ("ed", ""), ("es", ""), ("e", ""), ("s", ""))  # fmt: skip
_SHORTEST_STEM = 3
_LIKELY, _MOSTLY = 0.5, 0.7
# The month, not the verb: "in May 2021", "18 May", "by May"
_MAY = re.compile(r"(?<=\w\s)May\b|\bmay(?=\s+(?:of\s+)?20\d\d)")


@dataclass(frozen=True, slots=True)
class Bridged:
    """A stretch of an English question and what plans may write for it.

    ``vietnamese`` holds the alternatives, the commonest first; a word kept as it is (a number, a name, "ISO") stands
    for itself.
    """

    english: str
    start: int
    end: int
    vietnamese: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str
    start: int
    end: int


def bridge(question: str) -> list[Bridged]:
    """Return what the words of an English question stand for, in its order; function words are left out."""
    question = nfc(question)
    words = list(_words(question))
    found: list[Bridged] = []
    at = 0
    while at < len(words):
        size, vietnamese = _longest(words, at)
        first, last = words[at], words[at + size - 1]
        if _MAY.match(question, first.start):
            size, last, vietnamese = 1, first, ("tháng 5",)
        if vietnamese:
            one = Bridged(question[first.start : last.end], first.start, last.end, vietnamese)
            joins = found and question[found[-1].end : one.start] == " " and _kept(found[-1]) and _kept(one)
            if joins:
                before = found.pop()
                one = Bridged(
                    question[before.start : one.end],
                    before.start,
                    one.end,
                    (f"{before.vietnamese[0]} {vietnamese[0]}",),
                )
            found.append(one)
        at += size
    return found


def _kept(part: Bridged) -> bool:
    """Say whether a part stands for itself: a number or a name."""
    return part.vietnamese == (part.english.lower(),)


def _longest(words: Sequence[_Word], at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words the longest known phrase at a place has, and what it stands for."""
    table = _glossary()
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        known = table.get(tuple(word.stem for word in words[at : at + size]))
        if known and not (size == 1 and words[at].text in _function_words()):
            return size, known
    word = words[at]
    kept = word.text not in _function_words() and (
        word.text[0].isdigit() or has_marks(word.text) or not _is_english_word(word.text)
    )
    return 1, (word.text,) if kept else ()


def _is_english_word(word: str) -> bool:
    """Say whether a word without an entry looks like English and not like a name or a Vietnamese syllable.

    Syllables of Vietnamese have at most six letters, without the clusters and endings of English.
    """
    return len(word) > 3 and (len(word) > 6 or not _VIETNAMESE_SYLLABLE.fullmatch(word))


# A Vietnamese syllable typed without marks: onset, vowels, coda.
_VIETNAMESE_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


def alternatives(question: str) -> list[tuple[str, ...]]:
    """Return only the Vietnamese of `bridge`: one tuple of alternatives for each phrase understood."""
    return [part.vietnamese for part in bridge(question)]


def to_vietnamese(question: str, *, most: int = 1) -> str:
    """Return the Vietnamese terms of an English question in its order, ``most`` alternatives of each."""
    return " ".join(" ".join(options[:most]) for options in alternatives(question))


def looks_english(question: str) -> bool:
    """Say whether a question is English: at least half of its words are English function words or in the glossary.

    A Vietnamese question typed without marks shares short words with English ("to", "do", "an", "me", "the"), so at
    least one word that no Vietnamese syllable looks like must be among them.
    """
    letters = [word for word in _words(nfc(question)) if not word.text[0].isdigit()]
    plain = [word for word in letters if not has_marks(word.text)]
    known = [word for word in plain if word.text in _function_words() or (word.stem,) in _glossary()]
    sure = [word for word in known if not _VIETNAMESE_SYLLABLE.fullmatch(word.text)]
    if not sure or len(known) < _LIKELY * len(plain):
        return False
    function = any(word.text in _function_words() for word in sure)
    return function or len(plain) >= _MOSTLY * len(letters)


def _words(question: str) -> Iterator[_Word]:
    for match in _TOKEN.finditer(question):
        text = match.group().lower().replace("’", "'")
        text = text[:-2] if text.endswith("'s") else text
        parts = text.split("-") if not text[0].isdigit() else [text]
        at = match.start()
        for part in parts:
            if part:
                yield _Word(part, _stem(part), at, at + len(part))
            at += len(part) + 1


@cache
def _stem(word: str) -> str:
    """Return a word without its ending, British spelling; words of the glossary and of questions alike.

    >>> [_stem(word) for word in ("organizations", "organised", "training", "trains", "agencies")]
    ['organis', 'organis', 'train', 'train', 'agency']
    """
    if not word.isascii() or not word.isalpha():
        return word
    return _without_ending(_without_ending(word))


def _without_ending(word: str) -> str:
    word = re.sub(r"iz(?=ation|e|ing)", "is", word) if len(word) > 4 else word
    word = re.sub(r"m{2,}", "m", word)
    for ending, instead in _ENDINGS:
        stem = word[: -len(ending)] + instead
        if (
            word.endswith(ending)
            and len(stem) >= _SHORTEST_STEM
            and not (ending == "s" and word.endswith(("ss", "us", "is")))
        ):
            return stem
    return word


@cache
def _glossary() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Read the glossary: stems of a phrase to Vietnamese alternatives; of units, the fields they are named after."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _lines("english", "terms.tsv"):
        english, vietnamese = line.split("\t")
        for phrase in english.split("|"):
            table.setdefault(_key(phrase), tuple(nfc(vietnamese).split("|")))
    for line in _lines("units", "sectors.tsv"):
        vietnamese, english = line.split("\t")[:2]
        if english:
            table.setdefault(_key(english), (nfc(vietnamese),))
    return table


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(word.stem for word in _words(phrase))


def is_function_word(word: str) -> bool:
    """Say whether an English word (lower case) stands for nothing that a plan writes."""
    return word in _function_words()


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for line in _lines("english", "function_words.txt") for word in line.split())


def _lines(*place: str) -> list[str]:
    text = resources.files("cchc_assistant").joinpath("data", *place).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
