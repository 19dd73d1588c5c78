"""A passage that is quoted in place of a task, where it states what is asked and the task does not."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.asks import Ask, says
from cchc_assistant.answering.confidence import answers
from cchc_assistant.answering.dated import TIMES, only_recurs, times_in
from cchc_assistant.answering.draft import Draft, facts
from cchc_assistant.answering.labels import absent_label
from cchc_assistant.answering.lookup import FoundPassage, FoundTask
from cchc_assistant.answering.premises import absent_unit
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.quoting import answer_content, stretch
from cchc_assistant.answering.refuse import refuse_not_as_said
from cchc_assistant.answering.statements import FIT, Statement, rank_statements, told_by
from cchc_assistant.answering.supposed import absent_name
from cchc_assistant.answering.wanted import wanted_of
from cchc_assistant.plans import units
from cchc_assistant.plans.model import Task

# How much better than the best task a statement must be to be quoted instead: where no task states what is asked, and
# where one does.
_PASSAGE_LEAD, _CLEAR_LEAD = 0.0, 0.3


def quoted_instead(
    draft: Draft, frame: Frame, chosen: Sequence[FoundTask], passages: Sequence[FoundPassage], fields: Sequence[Ask]
) -> Draft | None:
    """Quote a passage that is no task, where no task states what is asked and the passage clearly speaks of it."""
    wanted = wanted_of(frame)
    ranked = rank_statements(frame, draft.corpus, passages, wanted)
    stated = any(facts(Draft(draft.corpus, draft.language), item.row, fields)[0] for item in chosen)
    if tuple(fields) == ("frequency",) and not stated and (beside := _beside_task(chosen, ranked)) is not None:
        return answer_content(draft, frame, [beside], wanted)
    certain = "when" in fields and says("wants_date", frame.understood)
    best = next((one for one in ranked if _holds_field(one.text, fields, certain=certain)), None)
    if best is not None and says("names_product", frame.understood) and not says("names_product", best.passage.text):
        own = any(_within(best, item.row.task) for item in chosen)
        best = None if own and tuple(fields) == ("product",) else best  # the task itself, which states no product
    if best is None or not answers(frame, draft.corpus, wanted, best):
        return None
    # A rhythm in running text may be that of another clause than the one asked about.
    loosely = tuple(fields) == ("frequency",) and chosen and not _within(best, chosen[0].row.task)
    lead = _CLEAR_LEAD if stated and not (loosely and chosen[0].row.task.kind == "prose") else _PASSAGE_LEAD
    if chosen and best.score - FIT * best.fit < chosen[0].score + lead:
        return None
    told = told_by(draft.corpus, best)
    wrong = (
        absent_unit(frame, draft.corpus, told)
        or absent_label(frame.understood, told)
        or absent_name(frame, draft.corpus, told)
    )
    if wrong is not None:
        return refuse_not_as_said(draft, wrong, stretch(best, ranked, wanted))
    return answer_content(draft, frame, [best], wanted)


def _beside_task(chosen: Sequence[FoundTask], ranked: Sequence[Statement]) -> Statement | None:
    """Return the best statement of how often in the passage of the task that is meant; None where there is none."""
    inside = (one for one in ranked if len(chosen) == 1 and _within(one, chosen[0].row.task))
    return next((one for one in inside if TIMES.search(one.text)), None)


def _within(one: Statement, task: Task) -> bool:
    """Say whether a statement stands in a passage that holds a task, or a part of it."""
    passage, source = one.passage, task.source
    same = passage.document == source.document
    return same and passage.span.start < source.end and source.start < passage.span.end


def _holds_field(text: str, fields: Sequence[Ask], *, certain: bool) -> bool:
    """Say whether a text may state one of the fields: a time, a ``certain`` one where that is asked, a unit, money."""
    if {"when", "frequency"} & set(fields):
        times = [text[start:end] for start, end in times_in(text, None)]
        told = [time for time in times if not (certain and only_recurs(time))]
        return bool(told) or ("frequency" in fields and TIMES.search(text) is not None)
    if "coordinate" in fields and "phối hợp" not in text.lower():
        return False
    if {"lead", "coordinate"} & set(fields):
        return bool(units.find(text))
    return True
