"""Lists and counts: the tasks of a unit, of a period, of a part, of a plan, complete and counted from the register."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.by_section import stands_in
from cchc_assistant.answering.candidates import task_numbers
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.counting import Counted, counted
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.listing import tell_items, tell_tasks
from cchc_assistant.answering.part_lists import answer_items
from cchc_assistant.answering.parts import (
    MOST_PLANS,
    PlanPart,
    appendix_rows,
    beside_title,
    find_part,
    has_appendix,
    names_appendix,
    naming,
    numbered_in,
    same_parts,
)
from cchc_assistant.answering.premises import acts
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.selection import (
    about,
    by_roles,
    days_asked,
    going_on,
    in_days,
    in_rhythm,
    in_role,
    in_their_time,
    lacking,
    named_in_days,
    rhythm_asked,
    roles_of,
    starting_in,
    topic_of,
)
from cchc_assistant.answering.terms import tokens
from cchc_assistant.answering.titled_plans import beside_plan
from cchc_assistant.answering.unit_counts import tell_busiest, tell_units
from cchc_assistant.answering.unit_slots import UnitSlot, answers_to
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.deadlines import format_interval
from cchc_assistant.plans.model import Task

_FEWEST = 2


def answer_list(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """List or count what a question asks for; None if the register and the parts of the plans do not tell it.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question.
    """
    rows = [row for plan in scope.plans for row in draft.corpus.counted_rows(plan)]
    if frame.section:
        rows = [row for row in rows if stands_in(frame.section, row.task.section)]
    what = counted(frame) or Counted("task", "")
    slots = [slot for slot in frame.units if slot not in scope.agencies and not _counted_unit(slot, what)]
    known = [slot for slot in slots if any(_holds(row.task, slot.canonical) for row in rows)]
    asked_of_units = not frame.parts_beside(slots) or any(acts(frame, slot) for slot in slots)
    if slots and not known and "list" in frame.asked.asks and asked_of_units:
        return _none(draft, frame, scope, slots)
    if known and (
        strange := [slot for slot in slots if slot not in known and not _is_mentioned(slot, frame, draft.corpus, scope)]
    ):
        return _none(draft, frame, scope, strange)
    # Some call a plan's table its appendix; "danh mục" may be what a task is about.
    tabled = any(row.task.kind == "table" for row in rows) or says("catalogue", frame.understood)
    if names_appendix(frame) and not tabled and not any(has_appendix(draft.corpus, plan) for plan in scope.plans):
        names = "; ".join(draft.corpus.name(plan) for plan in scope.plans[:3])
        return draft.refuse("no_section", draft.say("no_appendix", plan=names))
    if says("more_tasks", frame.understood):
        return tell_busiest(draft, rows, least=says("fewest_tasks", frame.understood))
    topic = topic_of(frame, known)
    timed = days_asked(frame, scope, draft.corpus) is not None or says("going_on", frame.understood)
    timed = timed or rhythm_asked(frame) is not None or says("all_year", frame.understood)
    if (
        what.kind in ("target", "part")
        and not known
        and not (what.kind == "part" and timed)
        and (told := answer_items(draft, frame, scope, what)) is not None
    ):
        return told
    if what.kind == "unit" and "count" in frame.asked.asks and scope.named and not known:
        own = {token.bare for token in tokens(what.noun)}
        about_part = tuple(part for part in topic if not {token.bare for token in tokens(part.text)} <= own)
        assigned = bool(about_part) and says("assigning", frame.understood)
        inside = find_part(frame, draft.corpus, scope, about_part, of_tasks=True) if assigned else None
        if inside or not about_part:
            return tell_units(draft, inside.rows if inside else rows)
    chosen = _chosen(draft, frame, scope, rows, known)
    if chosen is None:
        return None
    if not chosen and known and not roles_of(frame):
        chosen = in_role(rows, known, frozenset({"coordinate"}))
        draft.lines.extend([draft.say("leads_none")] if chosen else [])
    if not chosen and not known and days_asked(frame, scope, draft.corpus) is None:
        return None
    if what.kind == "part" and known and chosen:
        # "công an tỉnh chủ trì những dự án nào": the numbered projects in its tasks, or the tasks that name one.
        items = numbered_in(draft.corpus, chosen, what.noun)
        if len(items) >= _FEWEST and len({row.plan for row in chosen}) == 1:
            return tell_items(
                draft, frame, PlanPart(chosen[0].plan, "", "", None, None, ()), items, what, chosen, known
            )
        chosen = naming(draft.corpus, chosen, what.noun) or chosen
    if what.kind in ("target", "part") and len(chosen) == len(rows):
        return None  # all tasks of a plan are no count of its goals
    if not chosen:
        return _none(draft, frame, scope, known)
    return tell_tasks(draft, frame, scope, rows, chosen, known)


def _counted_unit(slot: UnitSlot, what: Counted) -> bool:
    """Say whether a name is the noun that is counted: "giao cho bao nhiêu đơn vị"."""
    return what.kind == "unit" and slot.canonical.removeprefix("các ") == what.noun


def lists(frame: Frame) -> bool:
    """Say whether a list or a count is asked for, not a field of one task ("việc nào … khi nào xong")."""
    asks = frame.asked.asks
    if asks & {"legal_basis", "compare", "why"}:
        return False
    if says("more_tasks", frame.understood):
        return True
    named = counted(frame)
    if frame.timed and asks <= {"content", "when", "product"} and not topic_of(frame, frame.units):
        return True  # "tháng 6 năm 2021 có gì", "sản phẩm phải nộp trong tháng 11"
    if not asks & {"list", "count"}:
        # "các dự án công an tỉnh chủ trì", "những mục tiêu gì", "sở y tế được phân công gì"
        if not asks - {"content"} and named is not None and named.kind != "unit":
            return True
        acting = any(acts(frame, slot) for slot in frame.units)
        whose = named is not None and named.kind != "unit"
        whose = whose or says("listing_tasks", frame.understood) or not topic_of(frame, frame.units)
        return acting and whose and asks <= {"lead", "coordinate", "content"} and not says("lead", frame.understood)
    if "list" not in asks and named is None:
        return False  # "mấy lớp", "bao nhiêu tin bài": a number in the text
    if "frequency" in asks and not says("listing_tasks", frame.understood):
        return False
    topic = topic_of(frame, frame.units)
    if named is not None and named.kind == "unit" and topic and asks & {"lead", "coordinate"}:
        return False  # "mấy đơn vị phối hợp tập huấn"
    timed = (
        frame.period is not None
        or frame.timed
        or says("falls_first", frame.understood)
        or says("falls_last", frame.understood)
    )
    if timed and says("listing_tasks", frame.understood) and asks <= {"list", "count", "when"}:
        return True  # "quý IV đến hạn việc nào"
    return not asks & {"when", "product", "money", "frequency"} or not topic


def _lists_tasks(frame: Frame) -> bool:
    named = counted(frame)
    return says("listing_tasks", frame.understood) or (named is not None and named.kind in ("part", "target"))


def asks_for_all(frame: Frame, scope: Scope, corpus: Corpus) -> bool:
    """Say whether a question names plans and nothing in them: "kế hoạch 2022 có những nhiệm vụ gì", "… nói gì".

    Beside days, words of the plans' titles name nothing in them either: "quý I tuyên truyền gì".
    """
    topic = topic_of(frame, scope.agencies)
    if frame.timed:
        topic = beside_title(topic, corpus, scope)
    return scope.named and not topic and not frame.asked.asks - {"list", "count", "content"}


def _chosen(
    draft: Draft, frame: Frame, scope: Scope, rows: Sequence[Row], slots: Sequence[UnitSlot]
) -> list[Row] | None:
    """Return the tasks that are asked for; None if the question names nothing by which the register knows tasks."""
    corpus = draft.corpus
    days = days_asked(frame, scope, corpus)
    rhythm = rhythm_asked(frame) if _lists_tasks(frame) else None
    chosen = appendix_rows(frame, rows)
    confined = bool(slots) or days is not None or rhythm is not None
    if slots:
        chosen = by_roles(frame, chosen, slots)
    if not slots and (missing := lacking(frame, chosen)) is not None:
        return missing
    if (timed := in_their_time(frame, chosen)) is not None:
        chosen, confined = timed, True
    elif days is not None and says("starting", frame.understood):
        chosen = starting_in(chosen, days)
    elif (endless := going_on(frame, chosen)) is not None:
        chosen, confined = endless, True
    elif days is not None:
        only = says("only_then", frame.understood)
        held = in_days(chosen, days, due=says("falling_due", frame.understood), only=only)
        held += [] if only else named_in_days(chosen, days, corpus)
        places = {id(row) for row in held}
        chosen = [row for row in chosen if id(row) in places]
    elif rhythm is not None:
        left_out = says("left_out", frame.understood)
        # "không tính việc thường xuyên" leaves out whatever recurs.
        held = in_rhythm(chosen, "" if left_out and rhythm == "thường xuyên" else rhythm)
        chosen = [row for row in chosen if row not in held] if left_out else held
    topic = topic_of(frame, slots)
    rest = beside_plan(frame, topic, corpus, scope)
    if not rest:
        exact = find_part(frame, corpus, scope, topic, of_tasks=True) if topic else None
        inside = _inside(corpus, scope, exact, chosen)
        whole = confined or names_appendix(frame) or says("listing_tasks", frame.understood)
        return inside or (chosen if whole or asks_for_all(frame, scope, corpus) else None)
    part = find_part(frame, corpus, scope, topic, of_tasks=True) if len(scope.plans) <= MOST_PLANS else None
    inside = _inside(corpus, scope, part, chosen)
    if not confined and len(near := task_numbers(frame, corpus, scope.plans)) < len(rows):
        counted_ones = {id(row) for row in rows}
        chosen = [row for row in (corpus.rows[number] for number in near) if id(row) in counted_ones]
    if not inside:
        inside = about(chosen, rest, frame, corpus)
    if confined:
        return inside or chosen
    return inside if says("listing_tasks", frame.understood) and len(inside) >= _FEWEST else None


def _inside(corpus: Corpus, scope: Scope, part: PlanPart | None, rows: Sequence[Row]) -> list[Row]:
    """Keep the tasks of a part, and of the same part in the plans of other years."""
    held = [row for one in same_parts(corpus, scope, part) for row in one.rows] if part else []
    return [row for row in rows if row in held]


def _is_mentioned(slot: UnitSlot, frame: Frame, corpus: Corpus, scope: Scope) -> bool:
    """Say whether any of the plans in question holds the name of a unit; very many plans are not looked through."""
    names = {strip_marks(fold(name)) for name in (slot.canonical, frame.understood[slot.start : slot.end])}
    texts = (strip_marks(fold(corpus.source(corpus.plans[plan].document))) for plan in scope.plans)
    return len(scope.plans) > MOST_PLANS or any(name in text for text in texts for name in names)


def _holds(task: Task, unit: str) -> bool:
    return any(answers_to(unit, mention.canonical) for mention in task.units)


def _none(draft: Draft, frame: Frame, scope: Scope, slots: Sequence[UnitSlot]) -> Draft:
    units = ", ".join(frame.understood[slot.start : slot.end] for slot in slots)
    asked = days_asked(frame, scope, draft.corpus)
    if not asked:
        return draft.refuse("nothing_for_unit", draft.say("none_unit", value=units))
    days = "; ".join(dict.fromkeys(format_interval(*period) for period in asked.values()))
    text = draft.say("none_unit_period", value=units, days=days) if units else draft.say("none_period", value=days)
    return draft.refuse("nothing_in_period", text)
