"""Questions about money that no task answers: the plan's own part about funding ("IV. KINH PHÍ THỰC HIỆN")."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_assistant.answering.compose import answer_fields
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.refuse import refuse_no_match
from cchc_assistant.answering.scope import Scope, narrowed_by_title
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.wanted import AMOUNT
from cchc_assistant.plans.model import Section
from cchc_assistant.retrieval.model import Passage

_LONGEST = 1200
# "tổng kinh phí 960 triệu đồng, trong đó | wifi 420 triệu đồng, | tập huấn 90 triệu đồng": where another sum begins.
_NEXT_SUM = re.compile(r"(?<=[;:.\n])\s|(?<=,)\s(?!\d)|\btrong đó\b")
# How much of a question's weight the words of a sum and the plan's title must hold to be what is asked for.
_FLOOR = 0.7


@dataclass(frozen=True, slots=True)
class _Sum:
    """A passage with a sum of money, the range of the words about it, and how much of a question they hold."""

    plan: int
    passage: Passage
    start: int
    end: int
    coverage: float


def answer_money(
    draft: Draft, frame: Frame, scope: Scope, chosen: Sequence[FoundTask], tasks: Sequence[FoundTask]
) -> Draft:
    """Answer from the plans' parts about funding.

    Args:
        draft: to write to.
        frame: a question about money.
        scope: the plans in question.
        chosen: the tasks that are meant, which state no money themselves.
        tasks: the nearest tasks, for a refusal.
    """
    plans = list(dict.fromkeys(item.row.plan for item in chosen)) or narrowed_by_title(frame, scope, draft.corpus).plans
    parts = [
        (plan, passage)
        for plan, section in _sections(draft, scope)
        if plan in plans
        for passage in _passages(draft, section)
    ]
    if frame.asked.amount:
        return _answer_sum(draft, frame, parts) or _refuse_sum(draft, parts)
    _quote(draft, parts)
    if draft.lines:
        return draft
    return answer_fields(draft, frame, chosen, ("money",)) if chosen else refuse_no_match(draft, scope, tasks)


def _answer_sum(draft: Draft, frame: Frame, parts: Sequence[tuple[int, Passage]]) -> Draft | None:
    """Quote the passage of each plan with the sum that is asked for; None where none is."""
    best: dict[int, _Sum] = {}
    for plan, passage in parts:
        for found in _sums(draft, frame, plan, passage):
            if plan not in best or found.coverage > best[plan].coverage:
                best[plan] = found
    stated = [found for found in best.values() if found.coverage >= _FLOOR]
    for found in stated:
        whole = found.passage.span_of(0, len(found.passage.text))
        mark = draft.citer.place(
            found.plan, found.passage.section, whole, [found.passage.span_of(found.start, found.end)]
        )
        draft.lines.append(f"{draft.say('says', plan=draft.corpus.name(found.plan), value=found.passage.text)} {mark}")
    return draft if stated else None


def _sums(draft: Draft, frame: Frame, plan: int, passage: Passage) -> Iterator[_Sum]:
    corpus = draft.corpus
    cuts = [0, *(cut.end() for cut in _NEXT_SUM.finditer(passage.text)), len(passage.text)]
    begun = 0
    for start, end in itertools.pairwise(cuts):
        if AMOUNT.search(passage.text, start, end) is None:
            continue  # words about the next sum: "chi cho tuyên truyền, | kiểm tra 50 triệu"
        profile = Profile()
        profile.add(passage.text[begun:end], 1.0, corpus.book)
        profile.add(corpus.plan_words(plan), 1.0, corpus.book)
        yield _Sum(plan, passage, begun, end, match(frame.parts, frame.order, profile, corpus.weights).coverage)
        begun = end


def _refuse_sum(draft: Draft, parts: Sequence[tuple[int, Passage]]) -> Draft:
    _quote(draft, parts)
    summed = any(AMOUNT.search(passage.text) for _, passage in parts)
    return draft.refuse("field_not_stated", draft.say("no_own_amount" if summed else "no_amount"))


def _quote(draft: Draft, parts: Sequence[tuple[int, Passage]]) -> None:
    """Say what each plan says of its funding."""
    plans = list(dict.fromkeys(plan for plan, _ in parts))
    for plan in plans:
        told = [passage for owner, passage in parts if owner == plan]
        marks = "".join(draft.citer.place(plan, item.section, item.span, [item.span]) for item in told)
        line = draft.say("general_money", value="” “".join(item.text for item in told))
        draft.lines.append(f"- {draft.corpus.name(plan)}: {line} {marks}" if len(plans) > 1 else f"{line} {marks}")


def _sections(draft: Draft, scope: Scope) -> Iterator[tuple[int, Section]]:
    """Yield the part of each plan in scope that is about money."""
    for plan in scope.plans:
        for section in draft.corpus.plans[plan].sections:
            title = section.title.text.lower()
            if title.startswith(("kinh phí", "nguồn kinh phí", "dự toán kinh phí", "nguồn lực", "ngân sách")):
                yield plan, section
                break


def _passages(draft: Draft, section: Section) -> list[Passage]:
    """Return the passages of a part about money, without its bare heading, as long as they make one short answer."""
    found: list[Passage] = []
    length = 0
    for number in draft.corpus.passages_of(section.span.document):
        passage = draft.corpus.passages[number]
        if not section.span.start <= passage.span.start < section.span.end:
            continue
        if passage.kind == "heading" or passage.text.isupper() or length + len(passage.text) > _LONGEST:
            continue
        found.append(passage)
        length += len(passage.text)
    return found
