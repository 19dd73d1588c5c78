"""Which of the plans in question are meant by what they are about: "kế hoạch giảm nghèo", "its 5G plan"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.answering.asks import ranges_of
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.parts import beside_title
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope

# What parts two plans that are named side by side: "kế hoạch dân số và kế hoạch giảm nghèo".
_JOINT = re.compile(r"\s*[,;]\s*|\s(?:và|với|cùng|hay|hoặc|còn|and|or|with)\s", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;?]|$")
# How much of what names a plan its title must hold, how near to the best others must be to be meant too, and how much
# of it all one title holds that it names one plan only.
_NAMED, _ALIKE, _WHOLE = 0.55, 0.05, 0.95
# How much oftener the best plan must speak of something than the next to be meant where titles say nothing of it, and
# among how many plans that is looked at.
_OFTENER, _FEW_PLANS = 2.0, 20
# Among how many plans two that are named side by side are looked for.
_MANY_PLANS = 200


def plans_meant(frame: Frame, scope: Scope, corpus: Corpus) -> list[int]:
    """Return the plans of the scope whose titles fit the question best; all of them where nothing tells them apart.

    Of two that are named side by side each is meant; where titles say nothing, the plan that speaks most of it.
    """
    best, held = _best(frame.parts, frame, scope, corpus)
    if held < _WHOLE and len(scope.plans) <= _MANY_PLANS:
        for joint in _JOINT.finditer(frame.understood):
            sides = [
                _best(parts, frame, scope, corpus)
                for parts in (
                    tuple(part for part in frame.parts if part.start < joint.start()),
                    tuple(part for part in frame.parts if part.start >= joint.end()),
                )
                if parts
            ]
            named = {plan for plans, fit in sides if fit >= _NAMED and len(plans) == 1 for plan in plans}
            if len(named) > 1:
                return [plan for plan in scope.plans if plan in named]
    of_one = held < _NAMED and len(best) > 1 and not frame.numbers and not frame.asked.asks & {"compare", "list"}
    speaking = _speaking(frame, best, corpus) if of_one else None
    return best if speaking is None else [speaking]


def beside_plan(frame: Frame, topic: Sequence[Part], corpus: Corpus, scope: Scope) -> tuple[Part, ...]:
    """Return what a topic holds beside words that say which plan is meant: "… trong đợt cứu trợ lũ".

    After "trong kế hoạch" some of these may be other words than the titles of the plans in question have.
    """
    rest = beside_title(topic, corpus, scope)
    for _, start in ranges_of("within_plan", frame.understood):
        clause = _CLAUSE_END.search(frame.understood, start)
        end = clause.start() if clause else start
        named = tuple(part for part in topic if start <= part.start < end)
        if named and scope.plans and all(_held(named, frame, plan, corpus) >= _NAMED for plan in scope.plans):
            rest = tuple(part for part in rest if part not in named)
    return rest


def _held(parts: Sequence[Part], frame: Frame, plan: int, corpus: Corpus) -> float:
    """Return how much of some parts of a question the title of a plan holds."""
    return match(parts, frame.order, corpus.title_profile(plan), corpus.weights).coverage


def _best(parts: Sequence[Part], frame: Frame, scope: Scope, corpus: Corpus) -> tuple[list[int], float]:
    """Return the plans whose titles hold most of some parts of a question, and how much that is."""
    held = {plan: _held(parts, frame, plan, corpus) for plan in scope.plans}
    most = max(held.values(), default=0.0)
    return [plan for plan in scope.plans if held[plan] >= most - _ALIKE], most


def _speaking(frame: Frame, plans: Sequence[int], corpus: Corpus) -> int | None:
    """Return the one of a few plans whose passages speak far more of what is asked about than those of the others."""
    if not frame.parts or len(plans) > _FEW_PLANS:
        return None
    spoken = {plan: _density(frame, plan, corpus) for plan in plans}
    first, second = sorted(plans, key=lambda plan: -spoken[plan])[:2]
    return first if spoken[first] > _OFTENER * spoken[second] else None


def _density(frame: Frame, plan: int, corpus: Corpus) -> float:
    """Return how much of a question the passages of a plan hold on average."""
    numbers = corpus.passages_of(corpus.plans[plan].document)
    held = (match(frame.parts, (), corpus.passage_profile(number), corpus.weights).coverage for number in numbers)
    return sum(held) / len(numbers) if numbers else 0.0
