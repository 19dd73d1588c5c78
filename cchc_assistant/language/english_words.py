"""Words of English text as the glossary and the lexicon look them up: without possessives, cut at hyphens, stemmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# "5G", "18th" and "9001:2015" | "one-stop", "don't"
_TOKEN = re.compile(
    r"\d+(?:[.,/:\-]\d+)*(?:st|nd|rd|th|[^\W\d_])?(?![^\W_])|\d+(?:[.,/:\-]\d+)*|[^\W\d_]+(?:[-'’][^\W\d_]+)*"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
# The "s" of "Bắc Ninh's", where a name was blanked out before it as well
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])'s$")
# plural, third person, past and -ing endings, longest first, with what takes their place
_ENDINGS = (("isations", "is"), ("isation", "is"), ("ising", "is"), ("ised", "is"), ("ises", "is"), ("ise", "is"),
            ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"),
            ("ing", ""), ("ed", ""), ("es", ""), ("e", ""), ("s", ""))  # fmt: skip
_LAST_LETTERS = frozenset(ending[-1] for ending, _ in _ENDINGS)
_PLAIN = re.compile(r"[A-Za-z]+(?:[- ][A-Za-z]+)*")
_SHORTEST_STEM = 3
_AMERICAN = re.compile(r"iz(?=ation|e|ing)")
_DOUBLE_M = re.compile(r"m{2,}")
# "submitted" and "submit", "planning" and "plan"
_DOUBLE_END = re.compile(r"([bdglnprt])\1$")
# A Vietnamese syllable typed without marks: onset, vowels, coda.
_SYLLABLE = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")


@dataclass(frozen=True, slots=True)
class EnglishWord:
    """A word or number of English text: in lower case, its stem, and its half-open range."""

    text: str
    stem: str
    start: int
    end: int


def english_words(text: str) -> Iterator[EnglishWord]:
    """Yield the words of ``text``, the parts of hyphenated ones apart, possessives without their ending."""
    for match in _TOKEN.finditer(text):
        token = match.group().lower()
        start = match.start()
        if token[0].isdigit():
            token = _ORDINAL.sub("", token)
            yield EnglishWord(token, token, start, match.end())
            continue
        if token == "s" and start and text[start - 1] in "'’":
            continue
        for part in token.replace("’", "'").split("-"):
            bare = _POSSESSIVE.sub("", part)
            if bare:
                yield EnglishWord(bare, stem(bare), start, start + len(bare))
            start += len(part) + 1


def key_of(phrase: str) -> tuple[str, ...]:
    """Return what a phrase is looked up by: the stems of its words."""
    if _PLAIN.fullmatch(phrase):  # as below, four times as fast: most of the glossary
        return tuple(map(stem, phrase.lower().replace("-", " ").split()))
    return tuple(word.stem for word in english_words(phrase))


@cache
def stem(word: str) -> str:
    """Return a word in lower case without its ending, in British spelling.

    >>> [stem(word) for word in ("organizations", "organised", "training", "trains", "agencies")]
    ['organis', 'organis', 'train', 'train', 'agency']
    """
    if not word.isascii() or not word.isalpha():
        return word
    return _DOUBLE_END.sub(r"\1", _without_ending(_without_ending(word)))


def _without_ending(word: str) -> str:
    if "iz" in word and len(word) > 4:
        word = _AMERICAN.sub("is", word)
    if "mm" in word:
        word = _DOUBLE_M.sub("m", word)
    if word[-1] not in _LAST_LETTERS:
        return word
    for ending, instead in _ENDINGS:
        if not word.endswith(ending):
            continue
        stemmed = word[: -len(ending)] + instead
        if len(stemmed) >= _SHORTEST_STEM and not (ending == "s" and word.endswith(("ss", "us", "is"))):
            return stemmed
    return word


def may_be_vietnamese(word: str) -> bool:
    """Say whether a word in lower case has the shape of a Vietnamese syllable typed without marks."""
    return _SYLLABLE.fullmatch(word) is not None


def may_be_a_name(word: str) -> bool:
    """Say whether a word in lower case that no table knows is rather a name or an abbreviation than English.

    Syllables of Vietnamese have at most six letters, without the clusters and endings of English.
    """
    return len(word) <= 3 or (len(word) <= 6 and may_be_vietnamese(word))
