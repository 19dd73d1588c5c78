"""The sides of a comparison: plans that a question names apart, or tasks that its halves name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.document_names import number_head
from cchc_assistant.answering.lookup import rank_tasks
from cchc_assistant.answering.matching import Part
from cchc_assistant.answering.question import Frame, plan_ranges, read_question
from cchc_assistant.answering.scope import Scope, scope_of

# What parts the two things compared: "A với B", "A và B", "A so với B", "A hay B".
_BETWEEN = re.compile(r"\s(?:so với|với|và|hay|hoặc|còn|versus|vs|and|or|before|after)\s", re.IGNORECASE)
MOST_SIDES = 6
"""How many sides are set beside each other."""
# How few parts name a task, and how much of what half a question says a task must hold to be what that half names.
_FEWEST, _NAMED = 2, 0.75


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what is looked for, and in which plans."""

    frame: Frame
    scope: Scope


def sides_of(frame: Frame, scope: Scope, corpus: Corpus) -> tuple[list[Side], bool]:
    """Return the sides that a question names, and whether these are tasks rather than plans."""
    said = _without(frame, "comparing")
    if not _plans_joined(frame, corpus) and (of_tasks := task_sides(said, scope, corpus)):
        return of_tasks, True
    return plan_sides(_without(said, "measuring"), scope, corpus), False


def has_sides(frame: Frame, scope: Scope, corpus: Corpus) -> bool:
    """Say whether something is asked of two things at once: "mỗi việc ai chủ trì", or of plans that are named apart."""
    if says("each_side", frame.understood):
        return True
    return len(_named_apart(frame, scope, corpus)) > 1 or _names_two_tasks(frame, scope, corpus)


def _without(frame: Frame, kind: str) -> Frame:
    """Leave out of a question's content what only compares ("nhiều hơn", "tăng hay giảm"), and units that it claims."""
    kept = _beside(frame.parts, ranges_of(kind, frame.understood))
    # "còn do văn phòng sở chủ trì không": a unit that is claimed is not what is looked for.
    claimed = [(slot.start, slot.end) for slot in frame.units] if says("yes_no", frame.understood) else []
    topic = _beside(kept, claimed)
    return replace(frame, parts=topic if len(topic) >= _FEWEST else kept or frame.parts)


def _beside(parts: Sequence[Part], ranges: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    return tuple(part for part in parts if not any(start <= part.start < end for start, end in ranges))


def _names_two_tasks(frame: Frame, scope: Scope, corpus: Corpus) -> bool:
    """Say whether the halves of a question name a task each, and no task is named by all of it."""
    sides = task_sides(frame, scope, corpus)
    halves = [next(iter(rank_tasks(side.frame, corpus, side.scope)), None) for side in sides]
    whole = next(iter(rank_tasks(frame, corpus, scope)), None) if sides else None
    if whole is None or whole.match.coverage >= _NAMED:
        return False
    named = {item.row.task.task.span for item in halves if item is not None and item.match.coverage >= _NAMED}
    return len(named) == len(sides)


def plan_sides(frame: Frame, scope: Scope, corpus: Corpus) -> list[Side]:
    """Return a side for each year, number, province or place that a question names, or for each plan in its scope."""
    keys = _named_apart(frame, scope, corpus)
    if len(keys) < 2 and "compare" in frame.asked.asks:
        keys = _named_by_halves(frame, scope, corpus)
        if not keys and scope.named and 1 < len(scope.plans) <= MOST_SIDES:
            keys = [[plan] for plan in sorted(scope.plans, key=lambda plan: corpus.plans[plan].metadata.year or 0)]
    if len(keys) < 2:
        return []
    families = [
        [Side(replace(frame, years=()), replace(scope, plans=tuple(key))) for key in one]
        for one in _families(keys, corpus)
    ]
    if len(families) == 1:
        return families[0]
    return max(families, key=lambda sides: sum(_best_score(side, corpus) for side in sides))


def _plans_joined(frame: Frame, corpus: Corpus) -> bool:
    """Say whether two plans are named side by side, so that these are compared: "bắc ninh so với đồng tháp"."""
    text = frame.understood
    named = plan_ranges(text, corpus.localities)
    return any(_BETWEEN.fullmatch(text[end:start]) for (_, end), (start, _) in itertools.pairwise(named))


def _best_score(side: Side, corpus: Corpus) -> float:
    return next((item.score for item in rank_tasks(side.frame, corpus, side.scope)), 0.0)


def _families(keys: Sequence[Sequence[int]], corpus: Corpus) -> list[list[list[int]]]:
    """Return the sides by the agencies that issued a plan of each: 2020 and 2021 are compared within one agency."""

    def issuer(plan: int) -> tuple[str, str, str]:
        return corpus.agency(plan), corpus.province(plan), corpus.locality(plan)

    common = set.intersection(*({issuer(plan) for plan in key} for key in keys))
    return [[[plan for plan in key if issuer(plan) == one] for key in keys] for one in sorted(common)] or [
        [list(key) for key in keys]
    ]


def _named_apart(frame: Frame, scope: Scope, corpus: Corpus) -> list[list[int]]:
    """Return the plans in scope by the years, numbers, provinces, places or agencies that a question names."""
    places = [
        *([plan for plan in scope.plans if corpus.province(plan) == name] for name in frame.provinces),
        *([plan for plan in scope.plans if corpus.locality(plan) == name] for name in frame.localities),
    ]
    # A place of a province that is named as well is one side with it, "Hội An (Quảng Nam)".
    apart = [key for key in places if not any(set(other) < set(key) for other in places if other)]
    groups = (
        [[plan for plan in scope.plans if corpus.plans[plan].metadata.year == year] for year in sorted(frame.years)],
        [[plan for plan in scope.plans if _has_number(corpus, plan, number)] for number in frame.numbers],
        apart,
        [[plan for plan in scope.plans if corpus.agency(plan) == slot.canonical] for slot in scope.agencies],
    )
    for group in groups:
        named = [key for key in group if key]
        if len(named) > 1:
            return named
    return []


def _named_by_halves(frame: Frame, scope: Scope, corpus: Corpus) -> list[list[int]]:
    """Return the plans that the halves of a question name, each in its own way: "SCT Hưng Yên và huyện Thạch An"."""
    text = frame.understood
    for match in _BETWEEN.finditer(text):
        halves = [
            _plans_of(text[: match.start()], frame, scope, corpus),
            _plans_of(text[match.end() :], frame, scope, corpus),
        ]
        left, right = halves
        if left and right and not set(left) & set(right):
            return [list(left), list(right)]
    return []


def _plans_of(text: str, frame: Frame, scope: Scope, corpus: Corpus) -> tuple[int, ...]:
    """Return the plans that a stretch of a question names, those in scope before others; of the years named at all."""
    found = _read_scope(text, frame, corpus)
    if not found.named:
        return ()
    inside = tuple(plan for plan in found.plans if plan in scope.plans) or found.plans
    of_years = tuple(plan for plan in inside if any(corpus.covers(plan, year) for year in frame.years))
    return of_years or inside


def _has_number(corpus: Corpus, plan: int, wanted: str) -> bool:
    number = corpus.plans[plan].metadata.number
    return number is not None and (
        number.text.lower() == wanted or (wanted.isdigit() and number_head(number.text) == wanted.lstrip("0"))
    )


def task_sides(frame: Frame, scope: Scope, corpus: Corpus) -> list[Side]:
    """Cut a question that compares two tasks into a question for each; none if it names one thing only.

    Each half may name its own plan after its task: "cấp sổ đỏ của Lào Cai với chữ ký số của Đồng Xuân".
    """
    text = frame.understood
    plans = plan_ranges(text, corpus.localities)
    for match in _BETWEEN.finditer(text):
        if any(part.start < match.start() < part.start + len(part.text) for part in frame.parts):
            continue  # "doanh nghiệp nhỏ và vừa" is one thing
        left = tuple(part for part in frame.parts if part.start < match.start())
        right = tuple(part for part in frame.parts if part.start >= match.end())
        ends = [start for start, _ in plans if start >= match.end()]
        if ends and sum(part.start < ends[0] for part in right) < _FEWEST:
            continue
        if len(left) < _FEWEST or len(right) < _FEWEST:
            continue
        own = [_half(text[: match.start()], frame, scope, corpus), _half(text[match.end() :], frame, scope, corpus)]
        named = next((one for one in own if one is not None), scope)
        return [Side(replace(frame, parts=parts), one or named) for parts, one in zip((left, right), own, strict=True)]
    return []


def _half(text: str, frame: Frame, scope: Scope, corpus: Corpus) -> Scope | None:
    """Return the plans in scope that one half of a question names, None where it names none."""
    found = _read_scope(text, frame, corpus)
    inside = tuple(plan for plan in found.plans if plan in scope.plans)
    return replace(found, plans=inside) if found.named and inside else None


def _read_scope(text: str, frame: Frame, corpus: Corpus) -> Scope:
    """Return the plans that a stretch of a question names by itself."""
    half = read_question(
        text, text, frame.language, corpus.book, corpus.units, corpus.agencies, corpus.years, None, corpus.localities,
        corpus.numbers,
    )  # fmt: skip
    return scope_of(half, corpus)
