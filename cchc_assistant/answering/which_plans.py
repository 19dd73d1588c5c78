"""Which plans, and how many: those that speak of something, or those of an agency, a year, a province."""

from __future__ import annotations

from dataclasses import replace

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.lookup import FoundPassage, rank_passages
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.statements import Statement, rank_statements
from cchc_assistant.answering.wanted import Wanted
from cchc_assistant.language.normalize import fold
from cchc_assistant.retrieval.passages import FRAME_PARTS

# How much of what a question names a sentence of a plan must hold itself for the plan to speak of it.
_SPEAKS = 0.8
_SHOWN = 20
_PLAN = "kế hoạch"


def answer_which_plans(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Count and name the plans that speak of something; None where that is not asked, or none does."""
    if not says("counting_plans", frame.understood):
        return None
    words = ranges_of("plan_words", frame.understood)
    parts = tuple(
        part
        for part in frame.parts_beside(scope.agencies)
        if not any(start <= part.start < end for start, end in words)
    )
    if not parts:
        return tell_plans(draft, scope)
    about = replace(frame, parts=parts)
    found: dict[int, Statement] = {}
    for one in rank_statements(about, draft.corpus, _inside(draft, about, scope), Wanted(frozenset())):
        if one.own.coverage >= _SPEAKS:
            found.setdefault(one.plan, one)
    if not found:
        return None
    draft.lines.append(draft.say("plans", value=len(found)) + ":")
    for plan in sorted(found, key=lambda number: draft.corpus.plans[number].metadata.year or 0)[:_SHOWN]:
        one = found[plan]
        mark = draft.citer.passage(plan, one.passage.section, one.span)
        draft.lines.append(f"- {draft.corpus.name(plan)}: “{clipped(one.text)}” {mark}")
    return draft


def tell_plans(draft: Draft, scope: Scope) -> Draft:
    """Count and name the plans in question, each cited by its title; called documents where some are of other kinds."""
    corpus = draft.corpus
    kinds = {fold(kind.text) for plan in scope.plans if (kind := corpus.plans[plan].metadata.kind)}
    noun = "plans" if kinds == {_PLAN} else "documents"
    draft.lines.append(draft.say(noun, value=len(scope.plans)) + ":")
    for plan in scope.plans[:_SHOWN]:
        title = corpus.plans[plan].metadata.title
        mark = f": {title.text} {draft.citer.place(plan, '', title.span, [title.span])}" if title else ""
        draft.lines.append(f"- {corpus.name(plan)}{mark}")
    if (left := len(scope.plans) - _SHOWN) > 0:
        draft.lines.append(draft.say("more_documents", value=left, total=len(scope.plans)))
    return draft


def _inside(draft: Draft, frame: Frame, scope: Scope) -> list[FoundPassage]:
    return [item for item in rank_passages(frame, draft.corpus, scope) if not set(item.passage.heading) & FRAME_PARTS]
