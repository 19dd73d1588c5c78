"""The words of questions and plans in the form in which they are matched: syllables, phrases, synonyms, pairs.

A phrase such as "cải cách hành chính" and its abbreviation are one term; words that staff use for one another share a
concept. Both tables are data (``data/answering``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks

# Letters, numbers, and numbers with slashes that are one thing ("18/5", "45/2016"); "&" joins letters ("kh&cn").
IGNORED = "=_"
"""The key of phrases that say nothing of what is asked about."""
_LONGEST_REMEMBERED = 400
_MOST_REMEMBERED = 50_000
# What a part of a number with slashes counts: the "18" of "18/5".
_PART_OF_NUMBER = 0.6
_TOKEN = re.compile(r"\d+(?:/\d+)+|\d+|%|[^\W\d_]+(?:&[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable or number of a text, its half-open range, as compared with and without diacritics."""

    bare: str
    folded: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of ``text``; leading zeros of numbers are dropped ("01" is "1")."""
    folded = fold(text)
    bare = strip_marks(folded)
    found = []
    for match in _TOKEN.finditer(bare):
        start, end = match.span()
        plain = match.group()
        if plain[0].isdigit():
            plain = "/".join(part.lstrip("0") or "0" for part in plain.split("/"))
            found.append(Token(plain, plain, start, end))
        else:
            found.append(Token(plain, folded[start:end], start, end))
    return found


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of tokens that is one term: a phrase ("=cchc"), members of concepts ("§12"), or a single token."""

    first: int
    last: int
    phrase: str | None = None
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What a text holds, before it is weighted.

    Attributes:
        terms: its bare tokens, phrases and concepts.
        parts: the parts of its numbers with slashes.
        forms: bare tokens with the accented forms they stand in.
        pairs: neighbouring bare tokens.
        initials: the first letters of its words.
    """

    terms: frozenset[str]
    parts: frozenset[str]
    forms: frozenset[tuple[str, str]]
    pairs: frozenset[tuple[str, str]]
    initials: str


@dataclass(frozen=True)
class Phrasebook:
    """Phrases and concepts, looked up by their bare tokens, the longest first.

    ``entries`` maps the bare tokens of a wording to its phrase key (or None) and its concepts; ``longest`` is the
    number of tokens of the longest wording.
    """

    entries: Mapping[tuple[str, ...], tuple[str | None, tuple[str, ...]]]
    longest: int

    @cached_property
    def _reach(self) -> dict[str, int]:
        """How many tokens the longest wording has that begins with a token."""
        found: dict[str, int] = {}
        for first, *rest in self.entries:
            found[first] = max(found.get(first, 0), 1 + len(rest))
        return found

    @cached_property
    def _read(self) -> dict[str, Content]:
        return {}

    def read(self, text: str) -> Content:
        """Return what a text holds; short texts, titles mostly, are remembered, for they come time and again."""
        held = self._read.get(text)
        if held is None:
            held = self._content(text)
            if len(text) <= _LONGEST_REMEMBERED:
                if len(self._read) >= _MOST_REMEMBERED:
                    self._read.clear()
                self._read[text] = held
        return held

    def _content(self, text: str) -> Content:
        found = tokens(text)
        parts = frozenset(part for token in found if "/" in token.bare for part in token.bare.split("/"))
        return Content(
            terms=frozenset([token.bare for token in found] + [key for key, _, _ in self.occurrences(found)]),
            parts=parts,
            forms=frozenset([(token.bare, token.folded) for token in found] + [(part, part) for part in parts]),
            pairs=frozenset((one.bare, other.bare) for one, other in itertools.pairwise(found)),
            initials="".join(token.bare[0] for token in found),
        )

    def chunks(self, found: Sequence[Token]) -> list[Chunk]:
        """Cut tokens into chunks, greedily from the left."""
        chunks: list[Chunk] = []
        bare = [token.bare for token in found]
        at = 0
        while at < len(found):
            for length in range(min(self._reach.get(bare[at], 0), len(found) - at), 0, -1):
                entry = self.entries.get(tuple(bare[at : at + length]))
                if entry is not None:
                    chunks.append(Chunk(at, at + length, *entry))
                    at += length
                    break
            else:
                chunks.append(Chunk(at, at + 1))
                at += 1
        return chunks

    def occurrences(self, found: Sequence[Token]) -> Iterable[tuple[str, int, int]]:
        """Yield every phrase and concept with the tokens it stands in, overlapping ones too."""
        bare = [token.bare for token in found]
        for at, first in enumerate(bare):
            for length in range(1, min(self._reach.get(first, 0), len(bare) - at) + 1):
                entry = self.entries.get(tuple(bare[at : at + length]))
                if entry is None:
                    continue
                phrase, concepts = entry
                if phrase:
                    yield phrase, at, at + length
                for concept in concepts:
                    yield concept, at, at + length

    def with_aliases(self, aliases: Iterable[tuple[str, str]]) -> Phrasebook:
        """Return the phrasebook with abbreviations that plans define: ("KĐKN", "kiểm định và kiểm nghiệm")."""
        entries = dict(self.entries)
        for short, long in aliases:
            short_key, long_key = _key(short), _key(long)
            if not short_key or len(long_key) < 2:
                continue
            phrase = next(
                (entries[key][0] for key in (short_key, long_key) if key in entries and entries[key][0]), None
            )
            phrase = phrase or "=" + "".join(short_key)
            for key in (short_key, long_key):
                old = entries.get(key, (None, ()))
                entries[key] = (old[0] or phrase, old[1])
        return Phrasebook(entries, max(map(len, entries), default=1))


def _key(text: str) -> tuple[str, ...]:
    return tuple(token.bare for token in tokens(text))


def _lines(name: str) -> list[str]:
    table = resources.files("cchc_assistant").joinpath("data", "answering", name).read_text(encoding="utf-8")
    return [line for line in table.splitlines() if line.strip() and not line.startswith("#")]


@cache
def phrasebook() -> Phrasebook:
    """Return the shipped phrasebook."""
    entries: dict[tuple[str, ...], tuple[str | None, tuple[str, ...]]] = {}
    for line in _lines("phrases.tsv"):
        name, wordings = line.split("\t")
        for wording in wordings.split("|"):
            entries[_key(wording)] = (f"={name}", ())
    for number, line in enumerate(_lines("synonyms.tsv")):
        for wording in line.split("|"):
            phrase, concepts = entries.get(_key(wording), (None, ()))
            entries[_key(wording)] = (phrase, (*concepts, f"§{number}"))
    return Phrasebook(entries, max(map(len, entries)))


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing of what a question is about, as they are compared with their diacritics."""
    return frozenset(token.folded for line in _lines("stop_words.txt") for token in tokens(line))


@cache
def phrasings() -> tuple[str, ...]:
    """Return correctly written examples of how staff ask, for the restoration of diacritics.

    Beside those of the file, each noun that is counted or names units stands with its question words.
    """
    words = load_toml("answering/question_words.toml")
    counted = [noun for nouns in words["counted"].values() for noun in nouns]
    asked = [f"có mấy {noun}, nêu mấy {noun}, bao nhiêu {noun}, những {noun} nào?" for noun in counted]
    asked += [f"{noun} nào, {noun} nào làm, {noun} nào chủ trì, do {noun} nào?" for noun in words["unit_nouns"]]
    return (*_lines("phrasings.txt"), *asked)


# A Vietnamese syllable typed without diacritics; "dlcn" is none.
SYLLABLE = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")


@lru_cache(maxsize=4096)
def may_be_initials(token: str) -> bool:
    """Say whether a bare token may be the initials of words: three to eight letters that make no syllable."""
    return 3 <= len(token) <= 8 and token.isalpha() and not SYLLABLE.fullmatch(token)


@dataclass(slots=True)
class Profile:
    """What a text holds, for matching: per term its weight and the accented forms it stands in.

    ``pairs`` are neighbouring bare tokens; ``initials`` are the first letters of each text's words, for abbreviations
    that no table lists ("dlcn" of "dữ liệu cá nhân").
    """

    terms: dict[str, float] = field(default_factory=dict)
    forms: dict[str, set[str]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    initials: str = ""

    def add(self, text: str, weight: float, book: Phrasebook) -> None:
        """Add a text whose terms count ``weight`` (the highest weight of a term stays)."""
        held = book.read(text)
        for key in held.terms:
            self.terms[key] = max(self.terms.get(key, 0.0), weight)
        for part in held.parts:
            self.terms[part] = max(self.terms.get(part, 0.0), _PART_OF_NUMBER * weight)
        for key, form in held.forms:
            self.forms.setdefault(key, set()).add(form)
        self.initials += " " + held.initials
        self.pairs.update(held.pairs)
