"""Questions of yes or no about money: whether something is paid for, and whether from the source that is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.denials import claim_of
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.lookup import FoundPassage, rank_passages
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.parts import MOST_PLANS, beside_title
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.quoting import begin_of
from cchc_assistant.answering.scope import Scope, narrowed_by_title
from cchc_assistant.answering.statements import Extract, profiles_of
from cchc_assistant.answering.sums import funding_part, of_money, of_source, topic_of_money
from cchc_assistant.answering.unit_slots import UnitSlot
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks

# How much of what the money is for a place must hold; how far it may stay behind the one that holds most, and behind
# the one that speaks of money and holds most.
_ABOUT, _BEHIND, _ALIKE = 0.55, 0.45, 0.1
# Within how many characters a claim that is opened by "có phải" must speak of money to be about it.
_CLAIM = 36
# How long a passage is at most, in characters, in which a task and how it is paid for stand together.
_SHORT = 400
# How many of the best passages are looked at.
_PASSAGES = 20
# What makes a sentence one about what something is paid with: not "nội dung chi ngân sách".
_PAID = re.compile(r"\b(?:kinh phí|vốn|nguồn|tiền|xã hội hóa|xã hội hoá|ngoài ngân sách|từ ngân sách)\b")
# "Không", "0", "không phát sinh": what is written of the money for a task that costs nothing.
_NONE = re.compile(r"\W*(?:khong|0+|-+)\W*(?:phat sinh|can|su dung|kinh phi|bo tri|\W)*")


@dataclass(frozen=True, slots=True)
class _Money:
    """A place of a plan, what it says of money, and how much it holds of what the money is for."""

    extract: Extract
    said: str
    held: float


def answer_paid(draft: Draft, frame: Frame, scope: Scope, acting: Sequence[UnitSlot]) -> Draft | None:
    """Say by what a plan states of its money whether something is paid for as claimed.

    None where the question claims nothing of money, or a sum, or only what units have to do with it, and where no plan
    says a word of the money for it.
    """
    claim = claim_of(frame)
    opened = not frame.understood.startswith(claim)
    if not _speaks_of_money(claim[:_CLAIM] if opened else claim) or any(map(str.isdigit, claim)):
        return None
    corpus, claimed = draft.corpus, sources_in(claim)
    scope = narrowed_by_title(frame, scope, corpus)
    topic = beside_title(_topic(frame), corpus, scope)
    if says("arranging_money", claim) or (acting and not set(topic) & set(frame.parts_beside(acting))):
        return None
    found = list(_places(frame, corpus, scope, topic)) if topic else []
    if not found:
        found = [one for one in _of_plans(corpus, scope, topic) if not topic or claimed & sources_in(one.said)]
    if not found:
        return None
    top = max(one.held for one in found)
    alike = [one for one in found if one.held >= top - _ALIKE]
    best = next((one for one in alike if claimed and claimed <= sources_in(one.said)), alike[0])
    said = sources_in(best.said)
    if _NONE.fullmatch(strip_marks(fold(best.said))):
        verdict = "no"
    elif claimed <= said and (said or any(map(str.isdigit, best.said))):
        verdict = "yes"
    else:
        # What all of a plan is paid from may not be all that it says; of one task it is.
        shared = claimed & said
        other = not shared or (_narrowed(claimed) and _narrowed(said) and not _narrowed(shared))
        verdict = "no" if topic and said and other else "unclear"
    mark = draft.citer.passage(best.extract.plan, best.extract.passage.section, best.extract.span)
    told = draft.say("says", plan=corpus.name(best.extract.plan), value=best.extract.text)
    draft.lines.append(f"{draft.say(verdict)}: {told} {mark}")
    return draft


def sources_in(text: str) -> frozenset[str]:
    """Return the kinds of sources of money that a text names: the budget, others outside it, own revenue, loans."""
    bare = strip_marks(fold(text))
    return frozenset(kind for kind, pattern in _sources().items() if pattern.search(bare))


def _narrowed(kinds: frozenset[str]) -> frozenset[str]:
    """Return the kinds that are the budget of one level, which is not that of another."""
    return frozenset(kind for kind in kinds if kind.startswith("budget of"))


def _topic(frame: Frame) -> tuple[Part, ...]:
    """Return what the money is for: what is asked about beside money and where it comes from."""
    bare = strip_marks(fold(frame.understood))
    named = [found.span() for pattern in _sources().values() for found in pattern.finditer(bare)]
    return tuple(part for part in topic_of_money(frame) if not any(a <= part.start < b for a, b in named))


def _places(frame: Frame, corpus: Corpus, scope: Scope, topic: tuple[Part, ...]) -> Iterator[_Money]:
    """Yield the rows and sentences that speak of money for what the question names, the best first."""
    ranked = rank_passages(replace(frame, parts=topic, order=()), corpus, scope)[:_PASSAGES]
    best = ranked[0].match.coverage if ranked else 0.0
    for item in ranked:
        if item.match.coverage < max(_ABOUT, best - _BEHIND):
            continue
        for start, end, held in _stretches(corpus, item, topic):
            said = _said(item, start, end)
            if said and held >= _ABOUT:
                yield _Money(Extract(item.plan, item.passage, start, end), said, held)


def _stretches(corpus: Corpus, item: FoundPassage, topic: tuple[Part, ...]) -> Iterator[tuple[int, int, float]]:
    """Yield a short passage, in which a task and how it is paid for stand together, or else its sentences."""
    if item.passage.columns or len(item.passage.text) <= _SHORT:
        yield begin_of(item.passage.text), len(item.passage.text), item.match.coverage
        return
    for start, end, whole, _ in profiles_of(corpus, item):
        yield start, end, match(topic, (), whole, corpus.weights).coverage


def _said(item: FoundPassage, start: int, end: int) -> str:
    """Return what a sentence says of money, or the cells of a row that do; "" where nothing does."""
    text = item.passage.text
    if item.passage.columns:
        columns = [one for one in item.passage.columns if of_money(one) or of_source(one)]
        columns = columns or [one for one in item.passage.columns if _says_how_paid(text[one.start : one.end])]
        return "; ".join(filter(None, (text[one.start : one.end].strip() for one in columns)))
    return text[start:end] if _says_how_paid(text[start:end]) else ""


def _says_how_paid(text: str) -> bool:
    return _PAID.search(fold(text)) is not None


def _speaks_of_money(text: str) -> bool:
    return says("funding", text) or bool(sources_in(text))


def _of_plans(corpus: Corpus, scope: Scope, topic: tuple[Part, ...]) -> Iterator[_Money]:
    """Yield what plans of which the title holds the topic say of their money as a whole, in their parts about it."""
    for plan in scope.plans if len(scope.plans) <= MOST_PLANS else ():
        if topic and match(topic, (), corpus.title_profile(plan), corpus.weights).coverage < _ABOUT:
            continue
        section = funding_part(corpus, plan)
        for number in corpus.passages_of(corpus.plans[plan].document) if section else ():
            passage = corpus.passages[number]
            inside = section is not None and section.span.start <= passage.span.start < section.span.end
            if inside and passage.kind not in ("heading", "row") and not passage.text.isupper():
                yield _Money(Extract(plan, passage, 0, len(passage.text)), passage.text, 1.0)


@cache
def _sources() -> dict[str, re.Pattern[str]]:
    table: dict[str, list[str]] = load_toml("answering/money.toml")["sources"]
    return {kind: re.compile("|".join(map(strip_marks, words))) for kind, words in table.items()}
