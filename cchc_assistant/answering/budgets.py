"""Which of several plans, or of the units of one, has more money: for all that it plans, or for what is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.measures import MONEY, Measure, measures, written
from cchc_assistant.answering.parts import beside_title
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.selection import topic_of
from cchc_assistant.answering.sides import Side
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.verdicts import compare_numbers
from cchc_assistant.retrieval.model import Passage

# Titles of parts about money, and how a sentence about the money of a whole plan begins.
_PART = re.compile(r"kinh phí|nguồn lực|ngân sách|dự toán", re.IGNORECASE)
_OF_PLAN = re.compile(r"^\W*(?:\w{1,3}[.)]\s*)?(?:tổng|nhu cầu|dự toán|kinh phí)\b[^;:.]{0,60}", re.IGNORECASE)
# Where the words about a sum begin: "tuyên truyền 35 triệu đồng; | tập huấn 50 triệu đồng".
_BEGINS = re.compile(r"[;\n]|[.:](?=\s)|,(?=\s)")
# How much of what money is asked for the words about a sum must hold.
_NAMED = 0.6


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that a passage of a plan names, and what it is called where both sums are of one plan."""

    plan: int
    passage: Passage
    measure: Measure
    label: str = ""


def answer_budgets(draft: Draft, frame: Frame, scope: Scope, beside: Sequence[Side]) -> Draft | None:
    """Quote of each side the sum that its plan states, and say which is more.

    None where no money is compared, or no side states any.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question.
        beside: the sides, plans named apart; of fewer than two, units of one plan are compared.
    """
    if not says("funding", frame.understood):
        return None
    corpus = draft.corpus
    if len(beside) > 1:
        topic = _topic(frame, scope, corpus)
        plans = [plan for side in beside for plan in side.scope.plans]
        found = [(plan, _best(corpus, plan, frame, topic) if topic else _total(corpus, plan)) for plan in plans]
    else:
        found = [(scope.plans[0], one) for one in _of_units(corpus, frame, scope)]
    stated = [one for _, one in found if one is not None]
    if not stated or len(found) < 2 or (len(beside) > 1 and topic and len(stated) < len(found)):
        return None
    if len(stated) == len(found):
        words = written([one.passage.text for one in stated], [one.measure for one in stated])
        values = [one.measure.value for one in stated]
        names = [one.label for one in stated] if all(one.label for one in stated) else None
        draft.lines.append(compare_numbers(draft, frame, [one.plan for one in stated], words, values, names))
    told: set[tuple[int, int]] = set()
    for plan, one in found:
        if one is None:
            title = corpus.plans[plan].metadata.title
            mark = f" {draft.citer.place(plan, '', title.span, [title.span])}" if title else ""
            draft.lines.append(f"- {corpus.name(plan)}: {draft.say('no_amount')}{mark}")
        elif (plan, one.passage.span.start) not in told:
            told.add((plan, one.passage.span.start))
            text = one.passage.text
            high = [one.passage.span_of(one.measure.start, one.measure.end)]
            mark = draft.citer.place(plan, one.passage.section, one.passage.span_of(0, len(text)), high)
            draft.lines.append(f"- {draft.say('says', plan=corpus.name(plan), value=text)} {mark}")
    return draft


def _topic(frame: Frame, scope: Scope, corpus: Corpus) -> tuple[Part, ...]:
    """Return what the money is for that is compared: what a question names beside plans, money and comparing."""
    said = [span for kind in ("funding", "comparing", "spending") for span in ranges_of(kind, frame.understood)]
    topic = topic_of(frame, frame.units)
    topic = tuple(part for part in topic if not any(start <= part.start < end for start, end in said))
    return beside_title(topic, corpus, scope)


def _of_units(corpus: Corpus, frame: Frame, scope: Scope) -> list[_Sum | None]:
    """Return the sum of each unit that a question names, in the one plan that it is about."""
    slots = [slot for slot in frame.units if slot not in scope.agencies]
    if len(slots) < 2 or len(scope.plans) != 1:
        return []
    sums = []
    for slot in slots:
        words = tuple(part for part in frame.parts if slot.start <= part.start < slot.end)
        found = _best(corpus, scope.plans[0], frame, words) if words else None
        label = frame.understood[slot.start : slot.end]
        sums.append(_Sum(found.plan, found.passage, found.measure, label) if found else None)
    return sums if all(sums) else []


def _best(corpus: Corpus, plan: int, frame: Frame, topic: Sequence[Part]) -> _Sum | None:
    """Return the sum that a plan states for a topic, None where none is."""
    best: tuple[float, _Sum] | None = None
    for passage, measure, words in _sums(corpus, plan):
        profile = Profile()
        profile.add(words, 1.0, corpus.book)
        held = match(tuple(topic), frame.order, profile, corpus.weights)
        if held.coverage >= _NAMED and (best is None or held.score > best[0]):
            best = (held.score, _Sum(plan, passage, measure))
    return best[1] if best else None


def _sums(corpus: Corpus, plan: int) -> Iterator[tuple[Passage, Measure, str]]:
    """Yield the sums of a plan with the words about each: of a row of a table all of it, else those that lead to it."""
    for number in corpus.passages_of(corpus.plans[plan].document):
        passage = corpus.passages[number]
        begun = 0
        for measure in measures(passage.text) if passage.kind != "heading" else ():
            if measure.noun != MONEY:
                continue
            cuts = [cut.end() for cut in _BEGINS.finditer(passage.text, begun, measure.start)]
            # "số hóa: 1.100 triệu đồng": the colon belongs to the sum.
            cut = next((at for at in reversed(cuts) if passage.text[at : measure.start].strip()), begun)
            words = passage.text if passage.kind == "row" else passage.text[cut : measure.end]
            yield passage, measure, words
            begun = measure.end


def _total(corpus: Corpus, plan: int) -> _Sum | None:
    """Return the largest sum that a plan states of its money as a whole: parts of it are less."""
    best: _Sum | None = None
    for passage, measure, _ in _sums(corpus, plan):
        general = any(map(_PART.search, passage.heading)) or _OF_PLAN.match(passage.text)
        if passage.kind != "row" and general and (best is None or measure.value > best.measure.value):
            best = _Sum(plan, passage, measure)
    return best
