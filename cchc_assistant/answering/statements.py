"""Statements: the sentences of passages with what stands above them, and how well each answers a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_assistant.answering.corpus import Corpus, StatementProfile
from cchc_assistant.answering.lookup import FoundPassage, beside
from cchc_assistant.answering.matching import Match, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import Profile, stop_words, tokens
from cchc_assistant.answering.wanted import Wanted
from cchc_assistant.plans.model import Span
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.sentences import sentences

# What words count for beside a statement's own: of the sentence that leads to it, of the titles above it, of its
# neighbours in the passage, of the plan's head.
_LEAD_IN, _TITLE, _OUTER, _NEIGHBOUR, _PLAN = 0.75, 0.7, 0.5, 0.4, 0.3
# What counts beside the share of the question's weight that is held; fitted on the questions kept for tuning.
_PAIRS, FIT, _OTHER_YEAR, _TITLED, _LABEL, _COUNTED = 0.33, 0.3, 0.4, 0.3, 0.27, 0.2
# What it counts that the question names all of the title above, from how much of it and of the question on.
_NAMED, _WHOLE, _HALF = 0.15, 0.95, 0.5
# What it counts against a statement to stand before all parts of its plan, among its grounds.
_PREAMBLE = 0.1
# How surely a statement is of another year than asked if that stands above it, or between two years that it names.
_ABOVE, _SPANNED = 0.2, 0.5
# How much of a word the head of a plan must hold for it to name the plan only.
_IN_HEAD = 0.5
# How many of the best passages are read sentence by sentence.
_PASSAGES = 40
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# "b) Thời gian: từ ngày 15/11": the label of a line that says when.
_TIME_LABEL = re.compile(r"^\W*(?:\w{1,2}[.)]\s*)?(?:thời (?:gian|hạn|điểm)|tiến độ)\b[^:]{0,30}:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extract:
    """A stretch of a passage: half-open range of characters of its text, and the plan it is of."""

    plan: int
    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the stretch."""
        return self.passage.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """The stretch in the source."""
        return self.passage.span_of(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Statement(Extract):
    """A sentence of a passage and how it matches: with all that stands above it, and by its own words.

    ``fit`` is the share of what is wanted that it holds; ``other_year`` says how surely it is of another year than
    asked, 0 to 1; ``titled`` how nearly the title above it is what is asked about, 0 to 1; ``named`` the share of that
    title which the question names; ``context`` the share that it holds of what the question before a follow-up was
    about.
    """

    match: Match
    own: Match
    fit: float
    other_year: float
    titled: float
    named: float
    score: float
    context: float = 0.0


def rank_statements(frame: Frame, corpus: Corpus, passages: Sequence[FoundPassage], wanted: Wanted) -> list[Statement]:
    """Return the statements of the best passages, the best first."""
    found = [one for item in passages[:_PASSAGES] for one in _statements(frame, corpus, item, wanted)]
    found.sort(key=lambda one: (-one.score, one.end - one.start))
    return found


def told_by(corpus: Corpus, item: Statement) -> str:
    """Return all that a passage says: its text, the titles above it, and the units of the tasks that it holds."""
    units_of = [unit.text for task in corpus.tasks_at(item.plan, item.passage.span) for unit in task.units]
    return " ".join([item.passage.text, *item.passage.heading, *units_of])


def _statements(frame: Frame, corpus: Corpus, item: FoundPassage, wanted: Wanted) -> Iterator[Statement]:
    years = years_asked(frame, corpus.plans[item.plan].metadata.year)
    titled, named = _titled(frame, corpus, item.passage)
    for start, end, whole, own in profiles_of(corpus, item):
        text = item.passage.text[start:end]
        matched = match(frame.parts, frame.order, whole, corpus.weights)
        alone = match(frame.parts, frame.order, own, corpus.weights)
        fit = wanted.held_by(text)
        other = _other_year(years, text, item.passage, corpus.plan_words(item.plan))
        score = matched.coverage + _PAIRS * alone.pairs + FIT * fit + _TITLED * titled - _OTHER_YEAR * other
        before = match(frame.context, (), whole, corpus.weights).coverage if frame.context else 0.0
        if not (item.passage.heading or item.passage.section or item.passage.kind == "row"):
            score -= _PREAMBLE
        if frame.context or frame.focus:
            score += beside(frame, corpus, whole, item.passage.span_of(start, end))
        if named >= _WHOLE and titled >= _HALF:
            score += _NAMED
        if wanted.counts(text):
            score += _COUNTED
        if "time" in wanted.kinds and is_time_label(text):
            score += _LABEL * (1 + named)
        yield Statement(item.plan, item.passage, start, end, matched, alone, fit, other, titled, named, score, before)


def is_time_label(text: str) -> bool:
    """Say whether a sentence says when what stands above it takes place: "b) Thời gian: từ ngày 15/11"."""
    return _TIME_LABEL.match(text) is not None


def _titled(frame: Frame, corpus: Corpus, passage: Passage) -> tuple[float, float]:
    """Return how nearly the title above a passage is what is asked about, and what share of it the question names.

    The first is the product of the shares that each holds of the other.

    What the head of the plan says too only names the plan: "đối tượng thụ hưởng chương trình ma túy" asks for "2. Đối
    tượng thụ hưởng".
    """
    if not passage.heading:
        return 0.0, 0.0
    profile = Profile()
    profile.add(passage.heading[-1], 1.0, corpus.book)
    head = corpus.title_profile(corpus.by_document[passage.document])
    own = [part for part in frame.parts if match((part,), (), head, corpus.weights).coverage < _IN_HEAD]
    held = match(own or frame.parts, frame.order, profile, corpus.weights).coverage
    if held == 0.0:
        return 0.0, 0.0
    asked = {token.bare for token in tokens(frame.understood)}
    asked |= {token.bare for part in frame.parts for wording in part.wordings for token in wording.tokens}
    said = [token for token in tokens(passage.heading[-1]) if token.folded not in stop_words()]
    telling = [token for token in said if token.bare in asked or token.bare not in head.terms] or said
    weights = [(token.bare, corpus.weights.idf(token.bare)) for token in telling]
    total = sum(weight for _, weight in weights)
    named = sum(weight for word, weight in weights if word in asked) / total if total else 0.0
    return held * named, named


def years_asked(frame: Frame, of_plan: int | None) -> frozenset[str]:
    """Return the years that a question names beside that of the plan: those that its answer must be about."""
    return frozenset(_YEAR.findall(frame.understood)) - {str(of_plan)}


def _other_year(years: frozenset[str], text: str, passage: Passage, plan_words: str) -> float:
    """Return how surely a statement is of another year than those asked for: 0 where it names one of them, 1 surely."""
    if not years:
        return 0.0
    if named := set(_YEAR.findall(text)):
        return 0.0 if named & years else _SPANNED if _spans(named, years) else 1.0
    above = set(_YEAR.findall(" ".join((*passage.heading, passage.text))))
    if above & years:
        return _ABOVE
    head = set(_YEAR.findall(plan_words))
    return _SPANNED if _spans(above, years) or head & years or _spans(head, years) else 1.0


def _spans(named: set[str], years: frozenset[str]) -> bool:
    return len(named) > 1 and any(min(named) <= year <= max(named) for year in years)


def profiles_of(corpus: Corpus, item: FoundPassage) -> list[StatementProfile]:
    """Return the sentences of a passage: where each begins and ends, what it holds with its context, and by itself."""
    # Rows of a table that share a merged cell begin at the same place.
    key = (item.passage.document, item.passage.span.start, item.passage.text)
    found = corpus.statement_profiles.get(key)
    if found is None:
        found = corpus.statement_profiles[key] = list(_profiles(corpus, item))
    return found


def _profiles(corpus: Corpus, item: FoundPassage) -> Iterator[StatementProfile]:
    text = item.passage.text
    book = corpus.book
    ranges = sentences(text) if item.passage.kind != "row" else [(0, len(text))]
    span = item.passage.span
    units = " ".join(unit.text for task in corpus.tasks_at(item.plan, span) for unit in task.units)
    lead_in = ""
    for start, end in ranges:
        own = Profile()
        own.add(text[start:end], 1.0, book)
        whole = Profile()
        whole.add(text[start:end], 1.0, book)
        if lead_in:
            whole.add(lead_in, _LEAD_IN, book)
        for depth, heading in enumerate(reversed(item.passage.heading)):
            whole.add(heading, _OUTER if depth else _TITLE, book)
        whole.add(units, _LEAD_IN, book)
        whole.add(text, _NEIGHBOUR, book)
        whole.add(corpus.plan_words(item.plan), _PLAN, book)
        if text[start:end].endswith(":") or (start == ranges[0][0] and len(ranges) > 1):
            lead_in = text[start:end]
        yield start, end, whole, own
