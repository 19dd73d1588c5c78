"""Finding the tasks and passages that a question is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.candidates import passage_numbers, task_numbers
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.matching import Match, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.unit_slots import UnitSlot
from cchc_assistant.plans.model import Span, Task
from cchc_assistant.plans.rhythms import exact_rhythms
from cchc_assistant.retrieval.model import Passage

_SLACK, _MARGIN = 0.1, 0.12
# How much more of a question one row of a task must hold than another for its result to be the one that is meant.
_RESULT = 0.05
# What makes a title say something itself: "2.1. Rút ngắn 40% thời gian … so với quy định.", "Thời gian: từ năm 2025 …",
# "Thi đua chia thành 02 đợt:".
_SENTENCE = re.compile(
    r"[^\W\d].*(?:\d+\s?%|[^\W\d]{2}\.\s*$|:\s*\S+(?:\s+\S+){3}|\s\d{1,3}\s+[^\W\d]{2,}[^:]{0,40}:?\s*$)"
)
# What a row that states nothing of its task counts less where a field is asked for.
_BARE = 0.25
# What counts in a follow-up: what the question before was about, the places that its answer cited, and their plan.
_CONTEXT, _FOCUS, _SAME_PLAN = 0.25, 0.2, 0.1
_OTHER_PLAN = 0.84
"""How good the best task of a further plan must be, as a share of the best of all."""


@dataclass(frozen=True, slots=True)
class FoundTask:
    """A task and how it matches."""

    row: Row
    match: Match
    score: float


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage and how it matches."""

    plan: int
    passage: Passage
    match: Match
    score: float


def rank_tasks(frame: Frame, corpus: Corpus, scope: Scope, asked_fields: bool = True) -> list[FoundTask]:
    """Return the tasks of the plans in scope, the best first."""
    slots = [slot for slot in frame.units if slot not in scope.agencies]
    stating = _stating(frame) if asked_fields else []
    found = []
    for number in task_numbers(frame, corpus, scope.plans):
        row = corpus.rows[number]
        matched = match(frame.parts, frame.order, corpus.task_profile(number), corpus.weights)
        score = matched.score + 0.05 * _named(row, slots) + 0.05 * _leads(frame, row, slots)
        score += beside(frame, corpus, corpus.task_profile(number), row.task.source)
        if not all(states(row.task) for states in stating):
            score -= 0.08 if _states(row) else _BARE
        found.append(FoundTask(row, matched, score))
    found.sort(key=lambda item: (-item.score, len(item.row.task.task.text)))
    return found


def beside(frame: Frame, corpus: Corpus, profile: Profile, span: Span) -> float:
    """Return what a place counts in a follow-up for holding what was spoken of before."""
    if not frame.context and not frame.focus:
        return 0.0
    held = match(frame.context, (), profile, corpus.weights).coverage if frame.context else 0.0
    same = [(start, end) for doc, start, end in frame.focus if doc == span.document]
    cited = any(start < span.end and span.start < end for start, end in same)
    return _CONTEXT * held + _FOCUS * cited + _SAME_PLAN * bool(same)


def in_focus(frame: Frame, found: Sequence[FoundTask]) -> list[FoundTask]:
    """Return the tasks that the answer before cited, for a follow-up that names nothing itself ("ai phối hợp?")."""
    if frame.context:
        return []
    return [
        item
        for item in found
        if any(
            doc == item.row.task.source.document
            and start < item.row.task.source.end
            and item.row.task.source.start < end
            for doc, start, end in frame.focus
        )
    ]


def _named(row: Row, slots: Sequence[UnitSlot]) -> bool:
    units = {unit.canonical for unit in (*row.task.lead, *row.task.coordinate)}
    return any(slot.canonical in units for slot in slots)


def _leads(frame: Frame, row: Row, slots: Sequence[UnitSlot]) -> bool:
    """Say whether a unit leads a task of which is asked with whom it works: "sở y tế phối hợp với ai"."""
    leads = {unit.canonical for unit in row.task.lead}
    return "coordinate" in frame.asked.asks and any(slot.canonical in leads for slot in slots)


def _states(row: Row) -> bool:
    """Say whether a row states anything of its task: one that only leads in to those below it does not."""
    task = row.task
    return bool(task.lead or task.coordinate or task.deadline or task.product or task.budget or task.frequency)


def _dated(task: Task) -> bool:
    """Say whether a task's time is a certain one: not only "thường xuyên", "hằng năm"."""
    deadline = task.deadline
    return deadline is not None and bool(deadline.start or deadline.end or any(map(str.isdigit, deadline.text)))


# What says that a task states a field.
_STATES: Mapping[str, Callable[[Task], bool]] = {
    "lead": lambda task: bool(task.lead),
    "coordinate": lambda task: bool(task.coordinate),
    "when": lambda task: task.deadline is not None,
    "product": lambda task: task.product is not None,
    "money": lambda task: task.budget is not None,
    "frequency": lambda task: bool(task.frequency or (task.deadline and exact_rhythms(task.deadline.text))),
}


def _stating(frame: Frame) -> list[Callable[[Task], bool]]:
    """Return what says that a task states the fields that are asked for, a certain time where one is."""
    asks = [ask for ask in frame.asked.asks if ask in _STATES]
    certain = "when" in asks and says("wants_date", frame.understood)
    return [_dated if ask == "when" and certain else _STATES[ask] for ask in asks]


def rank_passages(frame: Frame, corpus: Corpus, scope: Scope) -> list[FoundPassage]:
    """Return the passages of the plans in scope, the best first."""
    found = []
    for number in passage_numbers(frame, corpus, scope.plans):
        passage = corpus.passages[number]
        plan = corpus.by_document[passage.document]
        if passage.kind == "heading" and not _SENTENCE.search(passage.text):
            continue
        matched = match(frame.parts, frame.order, corpus.passage_profile(number), corpus.weights)
        near = beside(frame, corpus, corpus.passage_profile(number), passage.span)
        found.append(FoundPassage(plan, passage, matched, matched.score + near))
    found.sort(key=lambda item: (-item.score, len(item.passage.text)))
    return found


def select(found: Sequence[FoundTask], corpus: Corpus, *, floor: float) -> list[FoundTask]:
    """Choose the tasks that answer: the best of each plan that is nearly as good as the best of all, by year.

    Rows of one task with several results stay together, unless the question names one of these. Tasks below ``floor``
    coverage are none.
    """
    if not found or not (found[0].match.coverage >= floor or _stands_out(found, floor)):
        return []
    floor = min(floor, found[0].match.coverage)
    best = found[0].score
    chosen: list[FoundTask] = []
    plans = dict.fromkeys(item.row.plan for item in found)
    for plan in sorted(plans, key=lambda plan: corpus.plans[plan].metadata.year or 0):
        of_plan = [item for item in found if item.row.plan == plan]
        top = of_plan[0]
        if top.score < _OTHER_PLAN * best or top.match.coverage < floor:
            continue
        chosen.append(top)
        chosen.extend(
            item
            for item in of_plan[1:]
            if item.score >= max(top.score, best) * 0.995
            or (_same_task(item.row, top.row) and not _names_result(item.match, top.match))
        )
    return chosen


def _stands_out(found: Sequence[FoundTask], floor: float) -> bool:
    """Say whether the best task, short of the floor, is far better than every other."""
    best = found[0]
    others = [item for item in found if not _same_task(item.row, best.row)]
    return best.match.coverage >= floor - _SLACK and (not others or best.score - others[0].score >= _MARGIN)


def _names_result(other: Match, best: Match) -> bool:
    """Say whether the question names the result of a task's best row beside that of another row."""
    return other.coverage < best.coverage - _RESULT and set(best.missing) < set(other.missing)


def _same_task(one: Row, other: Row) -> bool:
    return one.task.section == other.task.section and one.task.task.span == other.task.task.span
