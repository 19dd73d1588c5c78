"""The tables that unit names are made of: heads, fields, nouns of lists, and words around names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Generic, TypeVar

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold

Value = TypeVar("Value")

# a word of a name: "Sở", "KH&CN", "LĐ-TB&XH"; a list mark, comma or bracket is a token of its own
_TOKEN = re.compile(r"\w+(?:[&\-’']\w+)*|[^\w\s]|\t")
# what may stand between the words of one name without being part of it
JOINTS = frozenset({",", "-", "–", "—", "và", "&"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text with its place and its folded form."""

    start: int
    end: int
    text: str
    key: str
    on_new_line: bool = False

    @property
    def capital(self) -> bool:
        """Say whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def abbreviation(self) -> bool:
        """Say whether it is written in capitals as an abbreviation or Roman figure: "TCĐLCL", "KH&CN", "XII"."""
        return len(self.text) > 1 and self.text.upper() == self.text and self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that begins a unit's name."""

    name: str
    english: str
    abbreviations: tuple[str, ...]
    marks: frozenset[str]
    not_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sector:
    """What a unit is named after."""

    name: str
    english: str
    abbreviations: tuple[str, ...]


class Phrases(Generic[Value]):
    """Finds the longest listed phrase that begins at a token.

    Marks and "và" between its words may differ from the list's, unless it is ``exact``.
    """

    def __init__(self, listed: Iterable[tuple[str, Value]], *, exact: bool = False) -> None:
        self._root: dict[str, Any] = {}
        self._joints = frozenset[str]() if exact else JOINTS
        for phrase, value in listed:
            node = self._root
            for token in tokens(phrase):
                if token.key not in self._joints:
                    node = node.setdefault(token.key, {})
            node[""] = value

    def match(self, words: Sequence[Token], at: int) -> tuple[int, Value] | None:
        """Return the index after the longest phrase that begins at ``words[at]`` and what is listed for it."""
        found: tuple[int, Value] | None = None
        node = self._root
        while at < len(words):
            if words[at].key in self._joints and node is not self._root:
                at += 1
                continue
            if words[at].key not in node:
                break
            node = node[words[at].key]
            at += 1
            if "" in node:
                found = at, node[""]
        return found


def tokens(text: str) -> list[Token]:
    """Cut a text into words and marks."""
    key = fold(text)
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        found.append(Token(start, end, match.group(), key[start:end], "\n" in text[last:start]))
        last = end
    return found


def _rows(name: str) -> Iterator[list[str]]:
    table = resources.files("cchc_assistant").joinpath("data", "units", name).read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")] + [""] * 4


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


@cache
def heads() -> tuple[Head, ...]:
    """Return the nouns that begin units' names."""
    return tuple(
        Head(name, english, _listed(short), frozenset(marks.split()), frozenset(_listed(fold(not_before))))
        for name, english, short, marks, not_before, *_ in _rows("heads.tsv")
    )


@cache
def sectors() -> tuple[Sector, ...]:
    """Return what units are named after."""
    return tuple(Sector(name, english, _listed(short)) for name, english, short, *_ in _rows("sectors.tsv"))


@cache
def groups() -> dict[str, tuple[str, str]]:
    """Return the nouns of lists with their English plural and the kind they stand in lists with."""
    return {name: (english, kind) for name, english, kind, *_ in _rows("groups.tsv")}


@cache
def head_phrases() -> Phrases[Head]:
    """Return the heads by name and by abbreviation."""
    return Phrases(((form, head) for head in heads() for form in (head.name, *head.abbreviations)), exact=True)


@cache
def sector_phrases() -> Phrases[Sector]:
    """Return the fields by name."""
    return Phrases((sector.name, sector) for sector in sectors())


@cache
def group_phrases() -> Phrases[str]:
    """Return the nouns of lists with their kinds."""
    return Phrases(((name, kind) for name, (_, kind) in groups().items()), exact=True)


@cache
def word_phrases(key: str) -> Phrases[str]:
    """Return a list of ``words.toml``."""
    listed: list[str] = load_toml("units/words.toml")[key]
    return Phrases(((word, word) for word in listed), exact=True)


@cache
def never_after() -> dict[str, frozenset[str]]:
    """Return, for a noun, the syllables before it that make it the end of another word: "nhiệm vụ", "cán bộ"."""
    listed: dict[str, list[str]] = load_toml("units/words.toml")["never_after"]
    return {fold(noun): frozenset(map(fold, before)) for noun, before in listed.items()}


@cache
def never_before() -> dict[str, frozenset[str]]:
    """Return, for a noun of lists, the syllables after it that make it the start of another word: "xã hội"."""
    listed: dict[str, list[str]] = load_toml("units/words.toml")["never_before"]
    return {fold(noun): frozenset(map(fold, after)) for noun, after in listed.items()}
