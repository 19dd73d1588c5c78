"""A bridge from English questions to the words of Vietnamese plans: a glossary and a lexicon, not a translator.

    to_vietnamese("Who leads the training on ISO 9001 in the second quarter?")
    # "chủ trì đào tạo iso 9001 quý ii"

Every English phrase has several Vietnamese alternatives, for plans write "đào tạo", "tập huấn" and "bồi dưỡng" alike.
The glossary is made by hand; what it lacks is looked up in a lexicon learnt from parallel text, and marked as unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cchc_assistant.language.english_lexicon import lexicon
from cchc_assistant.language.english_words import EnglishWord, english_words, key_of, may_be_a_name, may_be_vietnamese
from cchc_assistant.language.normalize import has_marks, nfc

_LONGEST = 8
_LIKELY, _MOSTLY, _SURELY = 0.5, 0.7, 0.2
# The month, not the verb: "in May 2021", "by May"; with a day it is part of a date
_MAY = re.compile(r"(?<=\w\s)May\b|\bmay(?=\s+(?:of\s+)?20\d\d)")
# "18 May", "the 18th of May" and "May 18", "December 15th"
_DATES = (
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[A-Za-z]{3,9})\b"),
    re.compile(r"\b(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?![.,/:\-]?\d)"),
)
_MONTH = re.compile(r"tháng (\d+)")
_SENTENCE_START = re.compile(r"(?:^|[.?!:;\"“(])\s*$")


@dataclass(frozen=True, slots=True)
class Bridged:
    """A stretch of an English question and what plans may write for it.

    ``vietnamese`` holds the alternatives, the commonest first; a word kept as it is (a number, a name, "ISO") stands
    for itself. ``sure`` is false of what was not found in the glossary but in the lexicon.
    """

    english: str
    start: int
    end: int
    vietnamese: tuple[str, ...]
    sure: bool = True


def bridge(question: str) -> list[Bridged]:
    """Return what the words of an English question stand for, in its order; function words are left out."""
    question = nfc(question)
    words = list(english_words(question))
    dates = {start: (end, day) for start, end, day in _dates(question)}
    found: list[Bridged] = []
    at = 0
    while at < len(words):
        first = words[at]
        if first.start in dates:
            end, vietnamese = dates[first.start]
            found.append(Bridged(question[first.start : end], first.start, end, vietnamese))
            while at < len(words) and words[at].start < end:
                at += 1
            continue
        size, vietnamese, sure = _longest(question, words, at)
        last = words[at + size - 1]
        if _MAY.match(question, first.start):
            size, last, vietnamese, sure = 1, first, ("tháng 5",), True
        if vietnamese:
            one = Bridged(question[first.start : last.end], first.start, last.end, vietnamese, sure)
            if found and question[found[-1].end : one.start] == " " and _kept(found[-1]) and _kept(one):
                before = found.pop()
                name = f"{before.vietnamese[0]} {vietnamese[0]}"
                one = Bridged(question[before.start : one.end], before.start, one.end, (name,))
            found.append(one)
        at += size
    return found


def _dates(question: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the days of a question that name their month in English, each as plans write it."""
    for match in (match for pattern in _DATES for match in pattern.finditer(question)):
        day, name = int(match["day"]), match["month"].lower()
        known = ("tháng 5",) if name == "may" else glossary().get(key_of(name), ("",))
        month = _MONTH.fullmatch(known[0])
        if month and 1 <= day <= 31:
            yield *match.span(), (f"{day}/{month[1]}", f"ngày {day} tháng {month[1]}")


def _kept(part: Bridged) -> bool:
    """Say whether a part stands for itself: a number or a name."""
    return part.vietnamese == (part.english.lower(),)


def _longest(question: str, words: Sequence[EnglishWord], at: int) -> tuple[int, tuple[str, ...], bool]:
    """Return how many words the longest known phrase at a place has, what it stands for, and whether that is sure."""
    word = words[at]
    table = glossary()
    longest = min(_LONGEST, len(words) - at)
    stems = tuple(one.stem for one in words[at : at + longest])
    alone = word.text not in _function_words()
    for size in range(longest, 0, -1):
        known = table.get(stems[:size])
        if size == 1:
            known = table.get((f"={word.text}",), known)
        if known and (size > 1 or alone):
            return size, known, True
    if not alone:
        return 1, (), True
    if word.text[0].isdigit() or has_marks(word.text) or _is_name(question, word):
        return 1, (word.text,), True
    learnt = lexicon()
    for size in range(min(learnt.longest, longest), 0, -1):
        entry = learnt.entries.get(" ".join(stems[:size]))
        if entry:
            return size, entry, False
        if entry is not None and size == 1:
            return 1, (), True
    return 1, (word.text,) if may_be_a_name(word.text) else (), True


def _is_name(question: str, word: EnglishWord) -> bool:
    """Say whether a word is spelt as names and abbreviations are: "PPP", "VNeID", "Trà Vinh" typed without marks."""
    spelt = question[word.start : word.end]
    if len(spelt) > 1 and any(letter.isupper() for letter in spelt[1:]):
        return not question.isupper()
    return spelt[0].isupper() and may_be_vietnamese(word.text) and not _SENTENCE_START.search(question[: word.start])


def alternatives(question: str) -> list[tuple[str, ...]]:
    """Return only the Vietnamese of `bridge`: one tuple of alternatives for each phrase understood."""
    return [part.vietnamese for part in bridge(question)]


def to_vietnamese(question: str, *, most: int = 1) -> str:
    """Return the Vietnamese terms of an English question in its order, ``most`` alternatives of each."""
    return " ".join(" ".join(options[:most]) for options in alternatives(question))


def looks_english(question: str) -> bool:
    """Say whether a question is English: at least half of its words are English function words or in the glossary.

    A Vietnamese question typed without marks shares short words with English ("to", "do", "an", "me", "the") and
    borrows others ("video", "website"), so enough words that are neither must be among them.
    """
    letters = [word for word in english_words(nfc(question)) if not word.text[0].isdigit()]
    plain = [word for word in letters if not has_marks(word.text)]
    known = [word for word in plain if word.text in _function_words() or (word.stem,) in glossary()]
    sure = [word for word in known if not may_be_vietnamese(word.text) and not _is_borrowed(word)]
    if not sure or len(known) < _LIKELY * len(plain) or len(sure) < _SURELY * len(plain):
        return False
    function = any(word.text in _function_words() for word in sure)
    return (function and len(plain) >= _LIKELY * len(letters)) or len(plain) >= _MOSTLY * len(letters)


def _is_borrowed(word: EnglishWord) -> bool:
    """Say whether Vietnamese uses an English word as it is ("video")."""
    return any(word.text in wording.split() for wording in glossary().get((word.stem,), ()))


@cache
def glossary() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return the glossary: stems of a phrase to Vietnamese alternatives; of units, the fields they are named after.

    A word marked with "=" stands for that form alone: "=building" is no form of "build".
    """
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _lines("english", "terms.tsv"):
        english, vietnamese = line.split("\t")
        wordings = tuple(nfc(vietnamese).split("|"))
        for phrase in english.split("|"):
            table.setdefault((phrase,) if phrase.startswith("=") else key_of(phrase), wordings)
    for line in _lines("units", "sectors.tsv"):
        vietnamese, english = line.split("\t")[:2]
        if english:
            table.setdefault(key_of(english), (nfc(vietnamese),))
    return table


def is_function_word(word: str) -> bool:
    """Say whether an English word (lower case) stands for nothing that a plan writes."""
    return word in _function_words()


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for line in _lines("english", "function_words.txt") for word in line.split())


def _lines(*place: str) -> list[str]:
    text = resources.files("cchc_assistant").joinpath("data", *place).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
