"""Comparisons: plans, tasks or units side by side, each side cited, and what differs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cchc_assistant.answering.asks import FIELD_ASKS, Ask, Asked, ranges_of, says
from cchc_assistant.answering.budgets import answer_budgets
from cchc_assistant.answering.changes import answer_changes, asks_for_changes
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.funding import tell_sums
from cchc_assistant.answering.likeness import most_alike
from cchc_assistant.answering.lookup import FoundTask, rank_passages, rank_tasks
from cchc_assistant.answering.matching import Part, match, parts_of
from cchc_assistant.answering.measures import MONEY, compared, measures, written
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.quoting import answer_content
from cchc_assistant.answering.refuse import refuse_scope, year_left
from cchc_assistant.answering.scope import Scope, scope_of
from cchc_assistant.answering.sides import MOST_SIDES, Side, sides_of
from cchc_assistant.answering.statements import Statement, rank_statements
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.verdicts import compare_numbers, verdict
from cchc_assistant.answering.wanted import wanted_of
from cchc_assistant.answering.workloads import answer_workloads, asks_for_workloads
from cchc_assistant.language.normalize import has_marks
from cchc_assistant.plans.model import Field

_PAIR = 2
_SIDE_FLOOR = 0.4
# How well a statement must fit, and how well where the other side's does.
_QUOTE_FLOOR, _LEAST = 0.5, 0.35
# Of how many of the best of each side one is chosen, by how alike the sides are.
_NEAREST = 6
# How good a second task must be beside the best that one wording names.
_ALIKE = 0.75
# How well the task of one side must fit, beside that of the other, to be its like.
_OTHER_SIDE = 0.6
# How much more of something that is named a text must hold than what is told to be told as well.
_MORE = 0.25
# How many words of a task are shown: few where a field is asked for, more where its scope may be what differs.
_TITLE, _SCOPE = 30, 90
# How far a statement may stay behind the best of its plan to be set beside one of another that is worded like it.
_BEHIND = 0.4


def answer_comparison(draft: Draft, frame: Frame, scope: Scope, fields: Sequence[Ask]) -> Draft | None:
    """Set two sides or more beside each other; None if the question names no sides, or too little of them is found.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question.
        fields: the fields that are asked for.
    """
    corpus = draft.corpus
    comparing = "compare" in frame.asked.asks
    if comparing and asks_for_workloads(frame, scope, corpus):
        return answer_workloads(draft, frame, scope)
    if comparing and (refused := _side_without_plans(draft, frame, scope)) is not None:
        return refused
    beside, of_tasks = sides_of(frame, scope, corpus)
    pair = len(beside) == _PAIR and not of_tasks and all(len(side.scope.plans) == 1 for side in beside)
    if comparing and (told := answer_budgets(draft, frame, scope, [] if of_tasks else beside)) is not None:
        return told
    asked = _fields_compared(frame, fields, of_tasks=of_tasks or not beside)
    if pair and not asked and asks_for_changes(frame, corpus, scope):
        return answer_changes(draft, frame, *(side.scope.plans[0] for side in beside))
    if not beside and asked:
        return _alike(draft, frame, scope, asked)
    if not 1 < len(beside) <= MOST_SIDES:
        return None
    return _side_by_side(draft, frame, beside, asked, of_tasks=of_tasks)


def without_comparison(frame: Frame, corpus: Corpus) -> Frame:
    """Return a question whose words sound like a comparison as one that names nothing to compare.

    "Có được giữ nguyên không" asks whether something is so; what it says of that counts among its content.
    """
    spoken = ranges_of("compare", frame.understood)
    words = tuple(one for one in frame.asked.words if one not in spoken)
    shown = "".join(
        char if any(start <= at < end for start, end in spoken) else " " for at, char in enumerate(frame.understood)
    )
    accented = has_marks(frame.understood)
    further = parts_of(shown, corpus.book, accented=accented) if frame.language == "vi" else ()
    asks = frame.asked.asks - {"compare"}
    if not asks and says("yes_no", frame.understood) and not says("interrogative", frame.understood):
        asks = frozenset({"yes_no"})
    parts = sorted((*frame.parts, *further), key=lambda part: part.start)
    return replace(frame, asked=Asked(asks, words, frame.asked.amount), parts=tuple(parts))


def _side_without_plans(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Refuse a comparison with a year or a province that none of the plans is of, where the other side has some."""
    corpus = draft.corpus
    absent = tuple(year for year in frame.years if not any(corpus.covers(plan, year) for plan in scope.plans))
    if absent and len(absent) < len(frame.years) and not scope.within:
        there = scope_of(replace(frame, years=(), period=None), corpus)
        there = replace(there, other_years=there.plans)
        return draft.refuse("year_not_in_corpus", year_left(draft, replace(frame, years=absent), there))
    provinces = tuple(
        name for name in frame.provinces if not any(corpus.province(plan) == name for plan in scope.plans)
    )
    if provinces and len(provinces) < len(frame.provinces):
        return refuse_scope(draft, replace(frame, provinces=provinces), replace(scope, missing="province"))
    return None


def _fields_compared(frame: Frame, fields: Sequence[Ask], *, of_tasks: bool) -> tuple[Ask, ...]:
    """Return the fields that are compared: not those whose words only ask which side it is ("bên nào nhiều hơn").

    Where no field is named, "sớm hơn", "xong trước" compare the times.
    """
    text = frame.understood
    asked = tuple(fields)
    if says("which_side", text) and not says("leading", text):
        asked = tuple(field for field in asked if field != "lead")
    if says("which_year", text):
        asked = tuple(field for field in asked if field != "when")
    if asked:
        return asked
    return ("when",) if says("sooner", text) or says("later", text) or says("compares_times", text) else ()


def _side_by_side(
    draft: Draft, frame: Frame, beside: Sequence[Side], asked: Sequence[Ask], *, of_tasks: bool
) -> Draft | None:
    """Tell of each side the task, or the statement, that answers it best; None where too little is found."""
    comparing = "compare" in frame.asked.asks
    rows = _rows_of(draft, beside, asked, of_tasks=of_tasks)
    said = _statements_of(draft, frame, beside, asked, of_tasks=of_tasks)
    if not asked:
        # A task answers where the best statement is its own; else the statements do.
        rows = [row if row and (one is None or _holds(row, one)) else None for row, one in zip(rows, said, strict=True)]
    held = [row for row in rows if row is not None]
    if len(held) == len(beside) and (asked or (comparing and _same_kind(held))):
        return _rows(draft, frame, held, asked)
    told = Draft(draft.corpus, draft.language)
    silent = []
    texts: list[str] = []
    for side, row, one in zip(beside, rows, said, strict=True):
        if asked and row is not None:
            _row(told, side.frame, row, asked)
        elif asked == ("money",) and tell_sums(told, side.frame, side.scope):
            continue
        elif one is not None:
            texts.append(one.text)
            answer_content(told, side.frame, [one], wanted_of(side.frame))
        else:
            silent.append(side)
    if not told.lines or (silent and (of_tasks or any(len(side.scope.plans) > 1 for side in silent))):
        return None
    if comparing and len(texts) == len(beside) and (numbers := compared(frame.understood, texts)):
        plans = [one.plan for one in said if one is not None]
        told.lines.insert(
            0, compare_numbers(told, frame, plans, written(texts, numbers), [number.value for number in numbers])
        )
    for side in silent:
        _say_nothing_found(told, side.scope.plans[0])
    return told


def _say_nothing_found(draft: Draft, plan: int) -> None:
    """Say of one side that its plan holds nothing like the other, citing the plan's title."""
    title = draft.corpus.plans[plan].metadata.title
    mark = f" {draft.citer.place(plan, '', title.span, [title.span])}" if title else ""
    draft.lines.append(f"- {draft.say('no_match_scope', plan=draft.corpus.name(plan))}{mark}")


def _alike(draft: Draft, frame: Frame, scope: Scope, asked: Sequence[Ask]) -> Draft | None:
    """Compare the two tasks that fit best, where one wording names both: "hai việc tham quan khác nhau ra sao"."""
    found = rank_tasks(frame, draft.corpus, scope)
    rows: list[Row] = []
    for item in found[:MOST_SIDES]:
        same = any(row.task.task.span == item.row.task.task.span for row in rows)
        if item.match.coverage >= _ALIKE * found[0].match.coverage and not same:
            rows.append(item.row)
    return _rows(draft, frame, rows[:2], asked) if len(rows) > 1 else None


def _rows_of(draft: Draft, beside: Sequence[Side], asked: Sequence[Ask], *, of_tasks: bool) -> list[Row | None]:
    """Return the task that answers each side: of the best that state what is asked, those most alike."""
    corpus = draft.corpus
    near: list[list[FoundTask]] = []
    for side in beside:
        found = [item for item in rank_tasks(side.frame, corpus, side.scope) if item.match.coverage >= _SIDE_FLOOR]
        stating = [item for item in found[:_NEAREST] if facts(Draft(corpus, draft.language), item.row, asked)[0]]
        near.append(stating if asked else found[:_NEAREST])
    if of_tasks:
        return [items[0].row if items else None for items in near]
    scored = [[(item.row.task.task.text, item.score) for item in items] for items in near]
    chosen = [items[at] if at is not None else None for items, at in zip(near, most_alike(scored, corpus), strict=True)]
    best = max((item.match.coverage for item in chosen if item), default=0.0)
    return [item.row if item and item.match.coverage >= _OTHER_SIDE * best else None for item in chosen]


def _statements_of(
    draft: Draft, frame: Frame, beside: Sequence[Side], asked: Sequence[Ask], *, of_tasks: bool
) -> list[Statement | None]:
    """Return the statement that answers each side; of plans, those most alike; None where none does."""
    corpus = draft.corpus
    wanted = wanted_of(frame)
    # What is counted may be a share of it: "chỉ tiêu tăng bao nhiêu" of "45%".
    counting = bool(wanted.kinds & {"number", "quantity"}) and not asked
    wanted = replace(wanted, kinds=wanted.kinds - {"number", "quantity"})
    funded = says("funding", frame.understood)
    near: list[list[Statement]] = []
    for side in beside:
        passages = rank_passages(side.frame, corpus, side.scope)
        found = [one for one in rank_statements(side.frame, corpus, passages, wanted) if one.match.coverage >= _LEAST]
        found = [one for one in found if not wanted.kinds & {"percent", "amount"} or one.fit >= 1]
        numbers = [(one, {number.noun for number in measures(one.text)}) for one in found]
        near.append(
            [one for one, nouns in numbers if (nouns or not counting) and (funded or MONEY not in nouns)][:_NEAREST]
        )
    if not any(items and items[0].match.coverage >= _QUOTE_FLOOR for items in near):
        return [None] * len(beside)
    # One side that is told for sure lets the others be worded otherwise, where a certain thing is wanted.
    floor = _LEAST if counting or wanted.certain else _QUOTE_FLOOR
    near = [[one for one in items if one.match.coverage >= floor] for items in near]
    near = [[one for one in items if one.score >= items[0].score - _BEHIND] for items in near]
    if of_tasks:
        return [items[0] if items else None for items in near]
    scored = [[(one.text, one.score) for one in items] for items in near]
    return [items[at] if at is not None else None for items, at in zip(near, most_alike(scored, corpus), strict=True)]


def _holds(row: Row, one: Statement) -> bool:
    """Say whether a statement stands in the entry of a task."""
    source = row.task.source
    return source.start < one.span.end and one.span.start < source.end and source.document == one.span.document


def _same_kind(rows: Sequence[Row]) -> bool:
    """Say whether the tasks state who leads and when, so that these can be compared."""
    return all(row.task.lead for row in rows) or all(row.task.deadline for row in rows)


def _rows(draft: Draft, frame: Frame, rows: Sequence[Row], fields: Sequence[Ask]) -> Draft:
    """Set tasks side by side and say whether they agree in what is compared, and which comes first."""
    ordered = sorted(rows, key=lambda row: (draft.corpus.plans[row.plan].metadata.year or 0, row.task.source.start))
    numbers = _numbers(frame, ordered) if not fields and says("degree", frame.understood) else None
    if numbers is not None:
        plans = [row.plan for row in ordered]
        draft.lines.append(compare_numbers(draft, frame, plans, *numbers))
    elif "compare" in frame.asked.asks or says("yes_no", frame.understood):
        draft.lines.append(verdict(draft, frame, ordered, fields))
    for row in ordered:
        _row(draft, frame, row, fields)
    return draft


def _numbers(frame: Frame, rows: Sequence[Row]) -> tuple[list[str], list[float]] | None:
    """Return the numbers that tasks name of what is compared, as written and as values; None if one names none."""
    pieces = [[row.task.task, *_cells(row)] for row in rows]
    texts = ["\n".join(piece.text for piece in held) for held in pieces]
    kind = MONEY if says("funding", frame.understood) else None
    found = compared(frame.understood, texts, kind)
    if found is None:
        return None
    return written(texts, found), [number.value for number in found]


def _cells(row: Row) -> list[Field]:
    """Return the cells of a task that may say how much of it is to be done."""
    return [piece for piece in (row.task.product, row.task.budget, row.task.note) if piece is not None]


def _row(draft: Draft, frame: Frame, row: Row, fields: Sequence[Ask]) -> None:
    """Tell what a task states of what is compared, and those of its cells that hold what the question names beside."""
    stated, absent, spans = facts(draft, row, fields or FIELD_ASKS)
    if not fields:
        absent = []
    whole = row.task.task.text
    title = clipped(whole, _TITLE if fields else _SCOPE)
    if title != whole and _names(draft.corpus, frame, title, whole):
        title = clipped(whole, _SCOPE)
    shown = " ".join([title, *stated])
    cells = [cell for cell in _cells(row) if cell.text not in shown and _names(draft.corpus, frame, shown, cell.text)]
    mark = draft.citer.task(row, [row.task.task.span, *spans, *(cell.span for cell in cells)])
    # The lines of a cell are joined by semicolons that its source has not: each is quoted for itself.
    told = [*stated, *absent, *(f"“{line}”" for cell in cells for line in cell.text.split("; "))]
    draft.lines.append(f"- {draft.corpus.name(row.plan)}: “{title}”: {'; '.join(told)} {mark}.")


def _names(corpus: Corpus, frame: Frame, told: str, text: str) -> bool:
    """Say whether a text holds something that the question names and what is told does not."""
    own, other = Profile(), Profile()
    own.add(told, 1.0, corpus.book)
    other.add(text, 1.0, corpus.book)

    def held(part: Part, profile: Profile) -> float:
        return match((part,), (), profile, corpus.weights).coverage

    return any(held(part, other) - held(part, own) >= _MORE for part in frame.parts)
