"""Answers about the fields of tasks: who leads, who helps, when, with what product and money."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from cchc_assistant.answering.asks import FIELD_ASKS, Ask, ranges_of, says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.unit_slots import answers_to
from cchc_assistant.data_files import load_toml
from cchc_assistant.plans.model import Field, Span, UnitMention

_TITLE, _STEP, _WHOLE = 18, 32, 90
# How few words before a time do not say what is to be done by then.
_FEWEST = 4
# How much more of a question the line of one result must hold than that of another of the same task.
_CLEARLY = 0.15
# How much of a word a task's own words must hold for it to say nothing of its results.
_HELD = 0.5


def field_asks(frame: Frame) -> tuple[Ask, ...]:
    """Return the fields that are asked for, in the order in which answers give them."""
    return tuple(ask for ask in FIELD_ASKS if ask in frame.asked.asks)


def answer_fields(draft: Draft, frame: Frame, chosen: Sequence[FoundTask], asks: Sequence[Ask]) -> Draft:
    """Say what the chosen tasks state of what is asked, plan by plan where there are several.

    If no chosen task states anything of it, the answer is a refusal that says what is not stated.
    """
    helped = _helped(frame)
    chosen = _whose_line_fits(frame, draft.corpus, chosen) if "when" in asks else chosen
    told: list[_Told] = []
    silent: list[tuple[FoundTask, list[str]]] = []
    for item in chosen:
        stated, absent, spans = facts(draft, item.row, asks, helped)
        if not stated:
            silent.append((item, absent))
            continue
        if "count" in frame.asked.asks and tuple(asks) in (("lead",), ("coordinate",)):
            units = item.row.task.lead if asks[0] == "lead" else item.row.task.coordinate
            stated.insert(0, draft.say("units", value=len(units)))
        told.append(_Told(item.row, (*stated, *absent), tuple(spans)))
    if not told:
        return _named_in_task(draft, chosen, asks) or _nothing_stated(draft, silent)
    several = len({item.row.plan for item in chosen}) > 1
    # Where the result goes stands in the words of the task.
    words = _WHOLE if says("destination", frame.understood) else _TITLE
    tasks = _by_task(told)
    for same in tasks:
        plan = draft.corpus.name(same[0].row.plan)
        title = draft.say("task", value=clipped(same[0].row.task.task.text, words))
        shared, results = _facts_of(draft, same, by_product="product" not in asks)
        if several or len(tasks) > 1:
            draft.lines.append(f"- {plan if several else title}: {shared}".rstrip())
            draft.lines.extend(f"  - {result}" for result in results)
        else:
            draft.lines.extend([_first_capital(shared)] if shared else [])
            draft.lines.extend(f"- {result}" for result in results)
            draft.lines.append(f"{title} — {plan}.")
    return draft


def _whose_line_fits(frame: Frame, corpus: Corpus, chosen: Sequence[FoundTask]) -> Sequence[FoundTask]:
    """Leave out results of a task whose line fits the question clearly less than that of another result.

    "+ Các bộ gửi kết quả rà soát trước ngày 15/12." and "+ Bộ Công an tổng hợp, báo cáo trước ngày 31/12." of one task.
    """
    fits = [_line_fit(frame, corpus, item.row) for item in chosen]
    found = []
    for item, fit in zip(chosen, fits, strict=True):
        task = item.row.task.task.span
        same = [other for one, other in zip(chosen, fits, strict=True) if one.row.task.task.span == task]
        if fit >= max(same) - _CLEARLY:
            found.append(item)
    return found


def _line_fit(frame: Frame, corpus: Corpus, row: Row) -> float:
    """Return how much the line of a result's deadline holds of what a question says beside the task's own words."""
    own = Profile()
    own.add(row.task.task.text, 1.0, corpus.book)
    beside = [part for part in frame.parts if match((part,), (), own, corpus.weights).coverage < _HELD]
    if row.task.deadline is None or not beside:
        return 1.0
    span = row.task.deadline.span
    line = Profile()
    line.add(corpus.source(span.document)[: span.end].rpartition("\n")[2], 1.0, corpus.book)
    return match(beside, frame.order, line, corpus.weights).coverage


def _helped(frame: Frame) -> Callable[[UnitMention], bool] | None:
    """Return what tells the unit that a question names as the one helped: "ai phối hợp với | sở y tế"; None without."""
    ends = [end for _, end in ranges_of("helping_whom", frame.understood)]
    for slot in frame.units:
        if any(end <= slot.start and not frame.understood[end : slot.start].strip() for end in ends):
            return lambda unit: answers_to(slot.canonical, unit.canonical)
    return None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a row states of what is asked, and where."""

    row: Row
    facts: tuple[str, ...]
    spans: tuple[Span, ...]


def _by_task(told: Sequence[_Told]) -> list[list[_Told]]:
    """Return the rows of each task, in order: one that has several results has a row for each."""
    found: dict[tuple[int, Span], list[_Told]] = {}
    for one in told:
        found.setdefault((one.row.plan, one.row.task.task.span), []).append(one)
    return list(found.values())


def _facts_of(draft: Draft, same: Sequence[_Told], *, by_product: bool) -> tuple[str, list[str]]:
    """Return what the rows of a task have in common, "" if nothing, and what each of its results differs in.

    Args:
        draft: the answer in the making.
        same: the rows.
        by_product: whether the results are told apart by their products; else these are what is asked for.
    """
    common = [fact for fact in same[0].facts if all(fact in other.facts for other in same)]
    shared = _sentence(draft, same[0], common) if common else ""
    results = []
    for one in same:
        if own := [fact for fact in one.facts if fact not in common]:
            product = one.row.task.product if by_product else None
            label = product or _step(draft.corpus, one.row)
            told = f"“{clipped(label.text, _STEP)}”: " if label else ""
            results.append(told + _sentence(draft, one, own, *([label.span] if label else [])))
    return shared, results


def _step(corpus: Corpus, row: Row) -> Field | None:
    """Return the words of the line that sets a task's time, before it: what is to be done by then; None if few."""
    task = row.task
    if task.kind == "table" or task.deadline is None or corpus.plans[row.plan].repaired:
        return None
    source, end = corpus.source(task.source.document), task.deadline.span.start
    line = source[max(task.source.start, source.rfind("\n", 0, end) + 1) : end]
    start = end - len(line.lstrip(" -+*•"))
    words = source[start:end].rstrip(" ,:;(")
    if len(words.split()) < _FEWEST or words == task.task.text:
        return None
    return Field(words, Span(task.source.document, start, start + len(words), task.deadline.span.page))


def _sentence(draft: Draft, one: _Told, facts: Sequence[str], *spans: Span) -> str:
    return f"{'; '.join(facts)} {draft.citer.task(one.row, [one.row.task.task.span, *one.spans, *spans])}."


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _document() -> re.Pattern[str]:
    """Return the pattern of a document that a task makes: "ban hành quy chế", "xây dựng đề án"."""
    made = "|".join(word.lower() for word in load_toml("plans/flattened.toml")["results"])
    return re.compile(
        rf"\b(?:ban hành|xây dựng|trình|lập|soạn thảo|tham mưu|ký)\b[^.;]{{0,60}}?\b(?:{made})\b", re.IGNORECASE
    )


def _named_in_task(draft: Draft, chosen: Sequence[FoundTask], asks: Sequence[Ask]) -> Draft | None:
    """Quote the task where its own words name what it is to produce, and no field of it does; None otherwise."""
    row = chosen[0].row
    if tuple(asks) != ("product",) or not _document().search(row.task.task.text):
        return None
    mark = draft.citer.task(row, [row.task.task.span])
    told = draft.say("says", plan=draft.corpus.name(row.plan), value=clipped(row.task.task.text, _WHOLE))
    draft.lines.append(f"{told} {mark}")
    return draft


def _nothing_stated(draft: Draft, silent: Sequence[tuple[FoundTask, list[str]]]) -> Draft:
    item, absent = silent[0]
    mark = draft.citer.task(item.row, [item.row.task.task.span])
    title = draft.say("task", value=clipped(item.row.task.task.text))
    text = f"{title} ({draft.corpus.name(item.row.plan)}): {'; '.join(absent)} {mark}."
    return draft.refuse("field_not_stated", text)
