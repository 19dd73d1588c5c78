"""Comparisons: plans, tasks or units side by side, each side cited, and what differs between them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cchc_assistant.answering.asks import FIELD_ASKS, Ask, says
from cchc_assistant.answering.changes import answer_changes, asks_for_changes
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.lookup import FoundTask, rank_passages, rank_tasks
from cchc_assistant.answering.parts import find_part
from cchc_assistant.answering.question import Frame, UnitSlot, number_head, plan_ranges, read_question
from cchc_assistant.answering.quoting import answer_content
from cchc_assistant.answering.scope import Scope, scope_of
from cchc_assistant.answering.selection import about, in_role, topic_of
from cchc_assistant.answering.statements import Statement, rank_statements
from cchc_assistant.answering.verdicts import numbers_of, verdict
from cchc_assistant.answering.wanted import wanted_of
from cchc_assistant.language.normalize import fold

# What parts the two things compared: "A với B", "A và B", "A so với B", "A hay B".
_BETWEEN = re.compile(r"\s(?:so với|với|và|hay|hoặc|còn|versus|vs|and|or|before|after)\s", re.IGNORECASE)
_WHEN_WORDS = re.compile(r"sớm hơn|muộn hơn|trước|hạn|thời gian|khi nào|earlier|later|deadline|bắt đầu")
_PAIR = 2
_SIDE_FLOOR = 0.4
_QUOTE_FLOOR = 0.5
_MOST_SIDES = 6
# How few parts name a task, and how good a second task must be beside the best that one wording names.
_FEWEST, _ALIKE = 2, 0.75
# How well the task of one side must fit, beside that of the other, to be its like.
_OTHER_SIDE = 0.6
# How much of what half a question says a task must hold to be what that half names.
_NAMED = 0.75
# How many words of a task are shown: few where a field is asked for, more where its scope may be what differs.
_TITLE, _SCOPE = 30, 90


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what is looked for, and in which plans."""

    frame: Frame
    scope: Scope


def answer_comparison(draft: Draft, frame: Frame, scope: Scope, fields: Sequence[Ask]) -> Draft | None:
    """Set two sides or more beside each other; None if the question names no sides, or too little of them is found.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question.
        fields: the fields that are asked for.
    """
    slots = [slot for slot in frame.units if slot not in scope.agencies]
    if says("more_tasks", frame.understood) and (len(slots) > 1 or says("of_tasks", frame.understood)):
        return _count_tasks(draft, frame, scope, slots)
    of_tasks = [] if _plans_joined(frame, draft.corpus) else task_sides(frame, scope, draft.corpus)
    beside = of_tasks or plan_sides(frame, scope, draft.corpus)
    asked = tuple(fields) or (("when",) if _WHEN_WORDS.search(fold(frame.understood)) else ())
    if len(beside) == _PAIR and not of_tasks and not fields and asks_for_changes(frame, draft.corpus, scope):
        before, after = (side.scope.plans for side in beside)
        if len(before) == len(after) == 1:
            return answer_changes(draft, frame, before[0], after[0])
    if not beside and asked:
        return _alike(draft, frame, scope, asked)
    if not 1 < len(beside) <= _MOST_SIDES:
        return None
    found = [_task(draft, side, asked) for side in beside]
    best = 0.0 if of_tasks else max((item.match.coverage for item in found if item), default=0.0)
    rows = [item.row if item and item.match.coverage >= _OTHER_SIDE * best else None for item in found]
    held = [row for row in rows if row is not None]
    if len(held) == len(beside) and (asked or ("compare" in frame.asked.asks and _same_kind(held))):
        return _rows(draft, frame, held, asked)
    told = Draft(draft.corpus, draft.language)
    silent = []
    for side, row in zip(beside, rows, strict=True):
        if asked and row is not None:
            _row(told, row, asked)
        elif (said := _statement(told, side, asked)) is not None:
            answer_content(told, side.frame, [said], wanted_of(side.frame))
        else:
            silent.append(side)
    if not told.lines or (silent and (of_tasks or any(len(side.scope.plans) > 1 for side in silent))):
        return None
    for side in silent:
        _say_nothing_found(told, side.scope.plans[0])
    return told


def _say_nothing_found(draft: Draft, plan: int) -> None:
    """Say of one side that its plan holds nothing like the other, citing the plan's title."""
    title = draft.corpus.plans[plan].metadata.title
    mark = f" {draft.citer.place(plan, '', title.span, [title.span])}" if title else ""
    draft.lines.append(f"- {draft.say('no_match_scope', plan=draft.corpus.name(plan))}{mark}")


def has_sides(frame: Frame, scope: Scope, corpus: Corpus) -> bool:
    """Say whether something is asked of two things at once: "mỗi việc ai chủ trì", or of plans that are named apart."""
    if says("each_side", frame.understood):
        return True
    return len(_named_apart(frame, scope, corpus)) > 1 or _names_two_tasks(frame, scope, corpus)


def _names_two_tasks(frame: Frame, scope: Scope, corpus: Corpus) -> bool:
    """Say whether the halves of a question name a task each, and no task is named by all of it."""
    sides = task_sides(frame, scope, corpus)
    halves = [next(iter(rank_tasks(side.frame, corpus, side.scope)), None) for side in sides]
    whole = next(iter(rank_tasks(frame, corpus, scope)), None) if sides else None
    if whole is None or whole.match.coverage >= _NAMED:
        return False
    named = {item.row.task.task.span for item in halves if item is not None and item.match.coverage >= _NAMED}
    return len(named) == len(sides)


def _alike(draft: Draft, frame: Frame, scope: Scope, asked: Sequence[Ask]) -> Draft | None:
    """Compare the two tasks that fit best, where one wording names both: "hai việc tham quan khác nhau ra sao"."""
    found = rank_tasks(frame, draft.corpus, scope)
    rows: list[Row] = []
    for item in found[:_MOST_SIDES]:
        same = any(row.task.task.span == item.row.task.task.span for row in rows)
        if item.match.coverage >= _ALIKE * found[0].match.coverage and not same:
            rows.append(item.row)
    return _rows(draft, frame, rows[:2], asked) if len(rows) > 1 else None


def plan_sides(frame: Frame, scope: Scope, corpus: Corpus) -> list[Side]:
    """Return a side for each year, number, province or place that a question names, or for each plan in its scope."""
    keys = _named_apart(frame, scope, corpus)
    if len(keys) < 2 and scope.named and 1 < len(scope.plans) <= _MOST_SIDES and "compare" in frame.asked.asks:
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
    groups = (
        [[plan for plan in scope.plans if corpus.plans[plan].metadata.year == year] for year in sorted(frame.years)],
        [[plan for plan in scope.plans if _has_number(corpus, plan, number)] for number in frame.numbers],
        [
            *([plan for plan in scope.plans if corpus.province(plan) == name] for name in frame.provinces),
            *([plan for plan in scope.plans if corpus.locality(plan) == name] for name in frame.localities),
        ],
        [[plan for plan in scope.plans if corpus.agency(plan) == slot.canonical] for slot in scope.agencies],
    )
    for group in groups:
        named = [key for key in group if key]
        if len(named) > 1:
            return named
    return []


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
        own = [_half(frame, text[: match.start()], scope, corpus), _half(frame, text[match.end() :], scope, corpus)]
        named = next((one for one in own if one is not None), scope)
        return [Side(replace(frame, parts=parts), one or named) for parts, one in zip((left, right), own, strict=True)]
    return []


def _half(frame: Frame, text: str, scope: Scope, corpus: Corpus) -> Scope | None:
    """Return the plans that one half of a question names, None where it names none."""
    half = read_question(
        text, text, frame.language, corpus.book, corpus.units, corpus.agencies, corpus.years, None, corpus.localities,
        corpus.numbers,
    )  # fmt: skip
    found = scope_of(half, corpus)
    inside = tuple(plan for plan in found.plans if plan in scope.plans)
    return replace(found, plans=inside) if found.named and inside else None


def _task(draft: Draft, side: Side, asked: Sequence[Ask]) -> FoundTask | None:
    """Return the task that answers a side best: one that states what is asked."""
    found = [item for item in rank_tasks(side.frame, draft.corpus, side.scope) if item.match.coverage >= _SIDE_FLOOR]
    stating = [
        item for item in found[:3] if not asked or facts(Draft(draft.corpus, draft.language), item.row, asked)[0]
    ]
    best = next(iter(stating or found), None)
    if best is None:
        return None
    if not asked and (said := _statement(draft, side, asked)) is not None:
        source = best.row.task.source
        if not (
            source.start < said.span.end and said.span.start < source.end and source.document == said.span.document
        ):
            return None
    return best


def _same_kind(rows: Sequence[Row]) -> bool:
    """Say whether the tasks state who leads and when, so that these can be compared."""
    return all(row.task.lead for row in rows) or all(row.task.deadline for row in rows)


def _statement(draft: Draft, side: Side, asked: Sequence[Ask]) -> Statement | None:
    passages = rank_passages(side.frame, draft.corpus, side.scope)
    found = rank_statements(side.frame, draft.corpus, passages, wanted_of(side.frame))
    wanted = wanted_of(side.frame)
    return next(
        (
            one
            for one in found[:1]
            if one.match.coverage >= _QUOTE_FLOOR and (not wanted.kinds & {"number", "quantity"} or one.fit >= 1)
        ),
        None,
    )


def _rows(draft: Draft, frame: Frame, rows: Sequence[Row], fields: Sequence[Ask]) -> Draft:
    """Set tasks side by side and say whether they agree in what is compared, and which comes first."""
    ordered = sorted(rows, key=lambda row: (draft.corpus.plans[row.plan].metadata.year or 0, row.task.source.start))
    if numbers_of(frame.understood, ordered) is not None:
        fields = ()  # the numbers stand in the words of the tasks
    if "compare" in frame.asked.asks or says("yes_no", frame.understood):
        draft.lines.append(verdict(draft, frame, ordered, fields))
    for row in ordered:
        _row(draft, row, fields)
    return draft


def _row(draft: Draft, row: Row, fields: Sequence[Ask]) -> None:
    stated, absent, spans = facts(draft, row, fields or FIELD_ASKS)
    if not fields:
        absent = []
    mark = draft.citer.task(row, [row.task.task.span, *spans])
    title = clipped(row.task.task.text, _TITLE if fields else _SCOPE)
    draft.lines.append(f"- {draft.corpus.name(row.plan)}: “{title}”: {'; '.join([*stated, *absent])} {mark}.")


def _count_tasks(draft: Draft, frame: Frame, scope: Scope, slots: Sequence[UnitSlot]) -> Draft | None:
    """Say which of the units or plans that a question names has more tasks, and how many each has."""
    corpus = draft.corpus
    topic = topic_of(frame, slots)
    sides: list[tuple[str, list[Row]]] = []
    if len(slots) > 1:
        rows = [corpus.rows[number] for plan in scope.plans for number in corpus.rows_of(plan)]
        few = topic and len(scope.plans) <= _MOST_SIDES
        part = find_part(frame, corpus, scope, topic, of_tasks=True) if few else None
        rows = list(part.rows) if part and part.rows else (about(rows, topic, frame, corpus) if topic else []) or rows
        sides = [_of_unit(slot, rows) for slot in slots]
    else:
        for side in plan_sides(frame, scope, corpus):
            rows = [corpus.rows[number] for plan in side.scope.plans for number in corpus.rows_of(plan)]
            sides.append((corpus.name(side.scope.plans[0]), rows))
    sides = [(name, rows) for name, rows in sides if rows]
    if len(sides) < 2:
        return None
    counts = [len({(row.plan, row.task.task.span.start) for row in rows}) for _, rows in sides]
    ordered = sorted(zip(sides, counts, strict=True), key=lambda pair: -pair[1])
    first = ordered[0][0][0]
    draft.lines.append(draft.say("same") + ":" if len(set(counts)) == 1 else draft.say("more_tasks", value=first))
    if len(slots) > 1:
        draft.units.append(first)
    for (name, rows), count in ordered:
        marks = "".join(
            draft.citer.task(row, [row.task.task.span, *(unit.span for unit in row.task.lead)]) for row in rows[:8]
        )
        draft.lines.append(f"- {name}: {draft.say('count', value=count)} {marks}.")
    return draft


def _of_unit(slot: UnitSlot, rows: Sequence[Row]) -> tuple[str, list[Row]]:
    held = in_role(rows, [slot], frozenset({"lead"}))
    named = (unit.text for row in held for unit in row.task.lead if unit.canonical.startswith(slot.canonical))
    return next(named, slot.canonical), held
