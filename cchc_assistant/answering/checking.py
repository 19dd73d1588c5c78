"""Checks a model's sentences, one by one, against the places that an answer cites.

A sentence is kept if each of its facts stands in one cited place, units in the role that the register gives them there,
and its other words are those of the answer, of the question, or of a short list. A clause with facts of two places is
cut: each may be right, and what the clause says of them wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from cchc_assistant.answering.answer import Answer, Citation
from cchc_assistant.answering.claims import Claim, claims, quotes
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.grounding import evidence_of, head_words, holds, plain
from cchc_assistant.answering.terms import stop_words, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.plans import deadlines

# One word in so many may be neither the answer's nor the question's nor of the short list.
_WORDS_PER_STRANGER = 12
# Stands for words that need no further check; it is no part of a name.
_CHECKED = " | "
ROLES = ("lead", "coordinate", "direct")
_MARK = re.compile(r"\s*\[\d+(?:\s*[,;]\s*\d+)*\]")
_LIST_MARK = re.compile(r"^\s*(?:[-*•–+]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|^#+\s+|`")
_STRAIGHT_QUOTE = re.compile(r"\"([^\"]+)\"|«([^»]+)»")
# Names are written with capitals: "Nguyễn Văn A", "Cà Mau", "ISO".
_NAME = re.compile(r"\b[^\W\d_a-zà-ỹđ][\w&-]*(?:\s+[^\W\d_a-zà-ỹđ][\w&-]*)*")
# What parts a sentence that speaks of one thing after the other.
_CLAUSES = re.compile(r";\s|,?\s(?:còn|trong khi|while|whereas)\s")


@dataclass(frozen=True)
class _Place:
    """A cited place: its number, its words in lower case, and the roles of the units that act in its tasks."""

    number: int
    evidence: tuple[str, ...]
    roles: Mapping[str, frozenset[str]]

    def holds(self, clause: str) -> bool:
        """Say whether the place states all that a clause states."""
        quoted = list(quotes(clause))
        rest = clause
        for start, end in reversed(quoted):  # a quote is held as a whole, or it is none
            rest = rest[:start] + _CHECKED + rest[end:]
        stated = [Claim("quote", clause[start:end], start, end) for start, end in quoted]
        stated += facts(self._units.sub(_CHECKED, rest) if self.roles else rest)
        return self._in_role(rest) and all(self._holds(claim) for claim in stated)

    def tells(self, words: str) -> bool:
        """Say whether the place holds words, in lower case."""
        return any(words in text for text in self.evidence)

    @cached_property
    def _units(self) -> re.Pattern[str]:
        """The units that act, the longest first: words beside a unit can read as a part of its name."""
        names = sorted(self.roles, key=len, reverse=True)
        return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)

    def _holds(self, claim: Claim) -> bool:
        if holds(claim, self.evidence):
            return True
        # "Theo Kế hoạch 2022 …" opens with a word that is no part of the name.
        first, _, rest = claim.text.partition(" ")
        opens = claim.kind == "unit" and claim.start == 0 and first.casefold() in _free_words()
        return opens and bool(rest) and holds(Claim("unit", rest, 0, len(rest)), self.evidence)

    def _in_role(self, clause: str) -> bool:
        """Say whether each unit that acts has the role that the clause gives it."""
        said = sorted(
            (match.start(), match.end(), role) for role in ROLES for match in _pattern("roles", role).finditer(clause)
        )
        if not said or not self.roles:
            return True
        named = self._units.finditer(clause)
        return all(_role_at(clause, match.span(), said) in self.roles[match[0].casefold()] for match in named)


def _role_at(clause: str, unit: tuple[int, int], said: Sequence[tuple[int, int, str]]) -> str:
    """Return the role that a clause gives the unit at a range.

    "phối hợp với A", "chủ trì: A" say the role before the unit, "A chủ trì" after it.
    """
    before = [one for one in said if one[1] <= unit[0]]
    after = [one for one in said if one[0] >= unit[1]]
    if before and (not after or _pattern("roles", "opens").match(clause, before[-1][1])):
        return before[-1][2]
    return (after or before or said)[0][2]


class Checker:
    """Checks sentences that are to say what an answer says."""

    def __init__(self, answer: Answer, corpus: Corpus) -> None:
        self._answer = answer
        told = _lines_by_mark(answer)
        self._places = tuple(
            _place(number, citation, told.get(number, ""), corpus)
            for number, citation in enumerate(answer.citations, start=1)
        )
        known = tokens(f"{answer.answer} {answer.question} {answer.understood}")
        self._words = {token.folded for token in known} | stop_words() | _free_words()
        self._text = plain(answer.answer).casefold()

    def checked(self, sentence: str) -> str | None:
        """Return a sentence with the numbers of the places that hold it, or None if it is to be cut."""
        text = " ".join(_EMPHASIS.sub("", _LIST_MARK.sub("", _MARK.sub("", sentence))).split())
        if not text or _pattern("facts", "foreign").search(text) or not self._denies_as_answered(text):
            return None
        marks: list[int] = []
        for clause in [text] if "“" in text else filter(None, map(str.strip, _CLAUSES.split(text))):
            stated = bool(facts(clause))
            place = next((place for place in self._places if place.holds(clause)), None)
            if place is None:
                return None
            if stated:
                marks.append(place.number)
        if not marks:  # without a fact of its own, only words of the answer as they are
            words = text.rstrip(".;:, ").casefold()
            marks = [place.number for place in self._places if words in self._text and place.tells(words)][:1]
        if not marks or not self._in_words_of_answer(text):
            return None
        body = text[:1].upper() + text[1:].rstrip(".;:, ")
        return f"{body} {''.join(f'[{mark}]' for mark in dict.fromkeys(marks))}."

    def _denies_as_answered(self, text: str) -> bool:
        denials = _pattern("facts", "denial").findall(text)
        return all(plain(denial).casefold() in self._text for denial in denials)

    def _in_words_of_answer(self, text: str) -> bool:
        words = [token.folded for token in tokens(text)]
        return sum(word not in self._words for word in words) <= len(words) // _WORDS_PER_STRANGER


def facts(text: str) -> list[Claim]:
    """Return all that a sentence states as a fact: its claims, names, and dates and counts in words."""
    found = claims(text)
    ranges = [match.span(1 if match[1] else 2) for match in _STRAIGHT_QUOTE.finditer(text)]
    found += [Claim("quote", text[start:end], start, end) for start, end in ranges]
    found += [Claim("date", text[when.start : when.end], when.start, when.end) for when in deadlines.find(text, None)]
    for name in ("counted", "dated", "english_unit"):
        found += [Claim("date", match[0], *match.span()) for match in _pattern("facts", name).finditer(text)]
    found += [Claim("unit", match[0], *match.span()) for match in _NAME.finditer(text) if not _opens(text, match)]
    return found


def _opens(text: str, match: re.Match[str]) -> bool:
    """Say whether a word with a capital only opens the sentence."""
    return not text[: match.start()].strip(" “\"'(") and (" " not in match[0]) and not match[0][1:2].isupper()


def _place(number: int, citation: Citation, told: str, corpus: Corpus) -> _Place:
    plan = corpus.plans[corpus.by_document[citation.doc]]
    words = [*evidence_of(citation, corpus), *head_words(citation, corpus), plain(told)]
    roles: dict[str, set[str]] = {}
    for task in plan.tasks:
        if task.source.start < citation.end and citation.start < task.source.end:
            for role in ROLES:
                for unit in getattr(task, role):
                    roles.setdefault(unit.text.casefold(), set()).add(role)
    evidence = tuple(text.casefold() for text in words if text)
    shown = {name: frozenset(held) for name, held in roles.items() if any(name in text for text in evidence)}
    return _Place(number, evidence, shown)


def _lines_by_mark(answer: Answer) -> dict[int, str]:
    """Return the lines of an answer by the place each cites; a line that cites none goes on with the one before."""
    found: dict[int, str] = {}
    last: list[int] = []
    for line in answer.answer.split("\n"):
        marks = [int(mark) for mark in re.findall(r"\[(\d+)\]", line)]
        last = marks or last
        for mark in last:
            found[mark] = f"{found.get(mark, '')}\n{_MARK.sub('', line)}"
    return found


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    flags = re.NOFLAG if name in ("english_unit", "dated") else re.IGNORECASE
    return re.compile(load_toml("answering/model.toml")[table][name], flags)


@cache
def _free_words() -> frozenset[str]:
    return frozenset(token.folded for token in tokens(load_toml("answering/model.toml")["free"]["words"]))
