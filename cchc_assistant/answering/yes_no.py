"""Yes-or-no questions, answered with the span that decides."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.asks import Ask
from cchc_assistant.answering.compose import field_asks
from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.lookup import FoundPassage, FoundTask
from cchc_assistant.answering.premises import absent_number, contradiction
from cchc_assistant.answering.question import Frame, UnitSlot, answers_to, whole_year
from cchc_assistant.answering.quoting import best_stretch
from cchc_assistant.answering.scope import Scope
from cchc_assistant.plans.model import UnitMention

_TASK_FLOOR = 0.5
_SURE = 0.8


def answer_yes_no(
    draft: Draft, frame: Frame, scope: Scope, tasks: Sequence[FoundTask], passages: Sequence[FoundPassage]
) -> Draft | None:
    """Say yes or no where a task decides it, else quote the passage that speaks of it; None if neither does."""
    if field_asks(frame):
        return None
    best = tasks[0] if tasks else None
    claims = [slot for slot in frame.units if slot not in scope.agencies]
    timed = frame.period is not None and not whole_year(frame.period)
    if best is not None and best.match.coverage >= _TASK_FLOOR and (claims or timed):
        return _by_task(draft, frame, scope, best.row, claims, timed=timed)
    top = passages[0]
    number = absent_number(frame, top.passage.text)
    extract = best_stretch(draft, frame, top)
    mark = draft.citer.place(extract.plan, extract.passage.section, extract.span, [extract.span])
    said = draft.say("says", plan=draft.corpus.name(extract.plan), value=extract.text)
    verdict = f"{draft.say('no')}: " if number else f"{draft.say('yes')}: " if top.match.coverage >= _SURE else ""
    draft.lines.append(f"{verdict}{said} {mark}")
    return draft


def _by_task(draft: Draft, frame: Frame, scope: Scope, row: Row, claims: Sequence[UnitSlot], *, timed: bool) -> Draft:
    wrong = contradiction(frame, scope, draft.corpus, [row])
    if wrong is None and claims:
        wrong = _wrong_role(frame, row, claims)
    asks: tuple[Ask, ...] = ("lead", "when") if timed else ("lead", "coordinate")
    if timed and not claims:
        asks = ("when",)
    stated, absent, spans = facts(draft, row, asks)
    mark = draft.citer.task(row, [row.task.task.span, *spans])
    title = draft.say("task", value=clipped(row.task.task.text))
    told = "; ".join(stated or absent)
    draft.lines.append(f"{draft.say('no' if wrong else 'yes')}: {title}: {told} {mark}.")
    return draft


def _wrong_role(frame: Frame, row: Row, claims: Sequence[UnitSlot]) -> str | None:
    """Return the unit that is said to have a role that the task gives to others."""
    text = frame.understood.lower()
    for slot in claims:
        if "phối hợp" in text and "chủ trì" not in text:
            held: tuple[UnitMention, ...] = row.task.coordinate
        elif "chủ trì" in text:
            held = row.task.lead
        else:
            continue
        if not any(answers_to(slot.canonical, mention.canonical) for mention in held):
            return slot.canonical
    return None
