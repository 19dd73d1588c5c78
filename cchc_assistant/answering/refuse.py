"""Refusals: why a question is not answered, and what is there instead."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.asks import Ask, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft, clipped, facts, listed, unit_text
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.parts import beside_title
from cchc_assistant.answering.places import province_called, strange_locality
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.statements import Extract
from cchc_assistant.answering.unit_slots import UnitSlot
from cchc_assistant.language.normalize import fold, strip_marks

_NEAREST = 3
_PLANS = 6
_LISTED = 8


def refuse_scope(draft: Draft, frame: Frame, scope: Scope) -> Draft:
    """Refuse a question about a year or a province that no plan is of."""
    corpus = draft.corpus
    if scope.missing == "year":
        return draft.refuse("year_not_in_corpus", year_left(draft, frame, scope))
    if scope.missing == "number":
        wanted = ", ".join(number.upper() for number in frame.numbers)
        if not frame.provinces:
            held = "; ".join(
                sorted({plan.metadata.number.text for plan in corpus.plans if plan.metadata.number})[:_LISTED]
            )
            return draft.refuse("number_not_in_corpus", draft.say("no_number_at_hand", value=wanted, numbers=held))
        return draft.refuse("false_premise", draft.say("no_such_number", value=wanted, place=_places(frame)))
    plans = "; ".join(corpus.name(plan) for plan in range(len(corpus.plans))[:6])
    local = scope.missing == "locality"
    place = strange_locality(frame.understood, corpus.localities) if local else _places(frame)
    return draft.refuse("province_not_in_corpus", draft.say("no_province", value=place, plans=plans))


def _places(frame: Frame) -> str:
    return ", ".join(map(province_called, frame.provinces))


def year_left(draft: Draft, frame: Frame, scope: Scope, *, answered: bool = False) -> str:
    """Say that no plan in question is of the year asked for, and of which years there are some.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question, of no year asked for.
        answered: whether an answer from those there are follows.
    """
    years = sorted({year for plan in scope.other_years if (year := draft.corpus.plans[plan].metadata.year)})
    key = "other_year" if answered else "no_year_agency" if frame.provinces or scope.agencies else "no_year"
    draft.counted.extend((*frame.years, *years))
    return draft.say(key, value=", ".join(map(str, frame.years)), years=", ".join(map(str, years)))


def refuse_no_match(draft: Draft, scope: Scope, near: Sequence[FoundTask]) -> Draft:
    """Refuse a question that nothing matches, with the nearest real tasks as such."""
    if len(scope.plans) == 1:
        text = draft.say("no_match_scope", plan=draft.corpus.name(scope.plans[0]))
    else:
        text = draft.say("no_match")
    nearest = [item for item in near if item.match.coverage >= 0.2][:_NEAREST]
    if nearest:
        first = nearest[0].row
        mark = draft.citer.task(first, [first.task.task.span])
        shown = f"“{clipped(first.task.task.text)}” ({draft.corpus.name(first.plan)}) {mark}"
        text = f"{text} {draft.say('nearest', value=shown)}"
    draft.suggestions.extend(suggestion(draft, item) for item in nearest)
    return draft.refuse("no_match", text)


def refuse_agency(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Refuse a question about the plan of an agency that none is of: one that names only that unit and plans."""
    strangers = [slot for slot in frame.units if not _issued_any(slot, frame, draft.corpus)]
    beside = beside_title(frame.parts_beside(frame.units), draft.corpus, scope)
    if len(strangers) != 1 or len(frame.units) > 1 or beside or not says("has_plan", frame.understood):
        return None
    plans = "; ".join(map(draft.corpus.name, scope.plans[:_PLANS]))
    value = frame.understood[strangers[0].start : strangers[0].end]
    return draft.refuse("agency_not_in_corpus", draft.say("no_province", value=value, plans=plans))


def _issued_any(slot: UnitSlot, frame: Frame, corpus: Corpus) -> bool:
    """Say whether a unit issued any plan, by its name or the first words of it ("cục thuế"), or is not understood."""
    named = f"{slot.canonical} "
    unread = frame.language == "en" and fold(frame.understood[slot.start : slot.end]) == slot.canonical
    return unread or any(f"{agency} ".startswith(named) for agency in corpus.agencies)


def suggestion(draft: Draft, item: FoundTask) -> str:
    """Return a question about a real task."""
    words = clipped(item.row.task.task.text, 14).removesuffix(" …")
    year = draft.corpus.plans[item.row.plan].metadata.year
    if draft.language == "en":
        return f"Who leads “{words}”" + (f" in {year}?" if year else "?")
    return f"Ai chủ trì “{words}”" + (f" năm {year}, khi nào?" if year else ", khi nào?")


def unit_of_another_plan(draft: Draft, frame: Frame, scope: Scope) -> str | None:
    """Return a unit that the question names and that only plans outside the scope know; None if there is none."""
    corpus = draft.corpus
    inside = set(scope.plans)
    if len(inside) == len(corpus.plans):
        return None
    for slot in frame.units:
        if (
            slot in scope.agencies
            or slot.canonical in corpus.agencies
            or says("counted_before", frame.understood[: slot.start])
        ):
            continue
        named = (slot.canonical, frame.understood[slot.start : slot.end])
        words = {strip_marks(fold(name)).removeprefix("cac ") for name in named}
        held = {
            plan
            for plan in range(len(corpus.plans))
            if any(word in strip_marks(fold(corpus.source(corpus.plans[plan].document))) for word in words)
        }
        if held and not held & inside:
            return frame.understood[slot.start : slot.end]
    return None


def refuse_why(draft: Draft, near: Sequence[FoundTask]) -> Draft:
    """Refuse to give a reason that no plan states, and show what is there."""
    text = draft.say("no_reason")
    if near and near[0].match.coverage >= 0.4:
        row = near[0].row
        mark = draft.citer.task(row, [row.task.task.span])
        text += f" {draft.corpus.name(row.plan)}: “{clipped(row.task.task.text, 30)}” {mark}"
    return draft.refuse("reason_not_stated", text)


def refuse_vague(draft: Draft, item: FoundTask, field: Ask) -> Draft:
    """Refuse to give a day or a number where a task says only how often or when it suits, and show what it says."""
    stated, _, spans = facts(draft, item.row, (field,))
    mark = draft.citer.task(item.row, [item.row.task.task.span, *spans])
    task = draft.say("task", value=clipped(item.row.task.task.text))
    told = f"{task} ({draft.corpus.name(item.row.plan)}): {'; '.join(stated)} {mark}"
    return draft.refuse("field_not_stated", draft.say("not_exact", says=told))


def refuse_not_as_said(draft: Draft, what: str, said: Extract) -> Draft:
    """Refuse a question that supposes what the plan does not say, and quote the place that speaks of it."""
    mark = draft.citer.passage(said.plan, said.passage.section, said.span)
    told = f"{draft.say('says', plan=draft.corpus.name(said.plan), value=said.text)} {mark}"
    return draft.refuse("false_premise", draft.say("not_as_asked", value=what, says=told))


def refuse_not_as_asked(draft: Draft, what: str, near: Sequence[FoundTask], field: Ask | None = None) -> Draft:
    """Refuse a question that supposes what the plan does not say, and show what it says.

    Args:
        draft: the answer in the making.
        what: the words of the question.
        near: the task that says otherwise, first.
        field: the field in which it does, None where no single one does.
    """
    if not near:
        return draft.refuse("false_premise", draft.say("not_as_asked", value=what, says=""))
    row = near[0].row
    plan = draft.corpus.name(row.plan)
    stated, _, spans = facts(draft, row, ("lead", "when"))
    mark = draft.citer.task(row, [row.task.task.span, *spans])
    told = "; ".join([f"“{clipped(row.task.task.text, 30)}”", *stated]) + f" {mark}"
    units = [unit_text(unit, draft.language) for unit in row.task.lead]
    if field == "lead" and units:
        text = draft.say("given_to_others", plan=plan, units=listed(units), value=what, says=told)
    elif field == "when" and row.task.deadline:
        text = draft.say("at_another_time", plan=plan, time=row.task.deadline.text, value=what, says=told)
    else:
        text = draft.say("not_as_asked", value=what, says=f"{plan}: {told}")
    return draft.refuse("false_premise", text)
