"""Yes-or-no questions, answered with the span that decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cchc_assistant.answering.asks import Ask, says
from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.dated import times_in
from cchc_assistant.answering.denials import abolished, denied, exception, unsaid
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.lookup import FoundPassage, FoundTask
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.paid import answer_paid
from cchc_assistant.answering.premises import (
    absent_date,
    absent_number,
    acts,
    beside_claims,
    claimed_role,
    claimed_units,
    contradiction,
    dates,
    named_in,
    names,
    task_claimed,
)
from cchc_assistant.answering.question import Frame, whole_year
from cchc_assistant.answering.quoting import stretch
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.statements import Statement, is_time_label, rank_statements, told_by
from cchc_assistant.answering.supposed import absent_name
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.unit_slots import UnitSlot, answers_to
from cchc_assistant.answering.wanted import wanted_of
from cchc_assistant.plans import units
from cchc_assistant.plans.citations import CITED
from cchc_assistant.plans.rhythms import rhythms

_TASK_FLOOR, _FLOOR = 0.5, 0.42
# How much better than the best task a statement must be to decide instead.
_STATEMENT_LEAD = 0.05
_NUMBER_HELD = 0.1
# How much less of the topic a statement may hold that names the units claimed: where the best task names
# none of them, and where other statements do not.
_NAMES, _TIED = 0.25, 0.05
# How many words of a task are told, and how many where they decide.
_TITLE, _WHOLE = 18, 60
# How many of the best tasks may be the one that a statement stands in.
_NEAREST = 5
# "phó chủ tịch", "giám đốc": with what makes it a deputy's.
_RANK = re.compile(r"(phó |vice[- ])?(?:chủ tịch|giám đốc|chánh văn phòng|thủ tướng|chairman|chairwoman|director)")
# "từ năm 2025": a year that the question claims, rather than the year of a plan.
_CLAIMED_YEAR = re.compile(
    r"\b(?:từ|đến|tới|hết|trước|sau|from|by|until|before|after|since|in)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?(20\d\d)\b"
)
# "1/1/2026", "7/2026", "tháng 7 năm 2026": the year of a day or month.
_OF_DAY = re.compile(r"\d{1,2}/(?:19|20)\d\d|\btháng\s+\d{1,2}(?:\s*[,/]?\s*năm)?\s+(?:19|20)\d\d")
# Parts of a question that are numbers or say when.
_CLAIM = re.compile(
    r"[\d/.,]+%?|%|phần trăm|[ivx]+|hạn|kéo|dài|sang|bắt|đầu"
    r"|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|quarter"
)
# "tháng 6", "quý III", not "tháng hành động".
_BEFORE_NUMBER = re.compile(r"(?:quý|quí|tháng|ngày|năm)\s+(?:\d|[ivx]+\b|mấy|nào|bao nhiêu)")
_CLAUSE = re.compile(r"[^;,\n]+")


def answer_yes_no(
    draft: Draft, frame: Frame, scope: Scope, tasks: Sequence[FoundTask], passages: Sequence[FoundPassage]
) -> Draft | None:
    """Say yes or no: by the task that the claim is about, or by the statement that speaks of it; None if there is none.

    A question whether something is so names what may not be there: less of it must be than of others.
    """
    claims = claimed_units(frame, scope)
    acting = [slot for slot in claims if acts(frame, slot)]
    if (paid := answer_paid(draft, frame, scope, acting)) is not None:
        return paid
    topic = beside_claims(_without_numbers(frame), claims)
    found = _by_numbers(frame, rank_statements(topic, draft.corpus, passages, wanted_of(frame)))
    found = [one for one in found if one.match.coverage >= _FLOOR and topic.parts]
    if dates(frame.understood):
        found = [one for one in found if dates(CITED.sub("", one.text))] or found
    found = _by_units(draft, claims, found)
    in_role = any(acts(frame, slot) or claimed_role(frame, slot) for slot in claims)
    timed = _is_timed(frame)
    field: Ask = "lead" if in_role else "when"
    best = task_claimed(beside_claims(frame, claims), draft.corpus, scope, claims, field) if in_role or timed else None
    if best is not None and best.match.coverage < _TASK_FLOOR:
        best = task_claimed(topic, draft.corpus, scope, claims, field)
    if best is not None and best.match.coverage >= _TASK_FLOOR and (in_role or best.row.task.deadline):
        telling = [one for one in found if not in_role or units.find(one.text)]
        telling = [one for one in telling if not timed or in_role or times_in(one.text, None)]
        ahead = telling[0].match.score - best.match.score if telling else 0.0
        labelled = timed and not in_role and bool(telling) and telling[0] is found[0] and is_time_label(telling[0].text)
        plain = in_role and not any(claimed_role(frame, slot) for slot in claims)
        named = _naming(draft, claims, best.row, found) if plain else []
        if named and named[0].match.coverage >= best.match.coverage - _NAMES:
            return _by_statement(draft, frame, topic, named, claims)
        if ahead < _STATEMENT_LEAD and not labelled:
            return _by_task(draft, frame, scope, best.row, claims, timed=timed)
    if not found:
        return None
    held = next((item.row for item in tasks[:_NEAREST] if _overlaps(item.row, found[0])), None)
    if is_time_label(found[0].text):
        held = None
    if held is not None and (in_role or (timed and held.task.deadline)):
        return _by_task(draft, frame, scope, held, claims, timed=timed)
    return _by_statement(draft, frame, topic, found, claims)


def _naming(draft: Draft, claims: Sequence[UnitSlot], row: Row, found: Sequence[Statement]) -> list[Statement]:
    """Return the statements that name the units claimed, where a task names none of them."""
    if any(names(row, slot.canonical, draft.corpus) for slot in claims):
        return []
    return [one for one in found if _names_all(draft, claims, one)]


def _by_units(draft: Draft, claims: Sequence[UnitSlot], found: list[Statement]) -> list[Statement]:
    """Order statements anew: of those on the topic, one that names all units claimed is the one that decides."""
    if not claims or not found:
        return found
    near = max(one.match.coverage for one in found) - _TIED
    return sorted(found, key=lambda one: not (one.match.coverage >= near and _names_all(draft, claims, one)))


def _names_all(draft: Draft, claims: Sequence[UnitSlot], one: Statement) -> bool:
    return all(named_in(one.text, slot.canonical, draft.corpus) for slot in claims)


def claims_years(frame: Frame) -> bool:
    """Say whether a yes/no question names years only in days and bounds that it claims ("từ 1/1/2026"), not plans."""
    if "yes_no" not in frame.asked.asks or not frame.years:
        return False
    left = _OF_DAY.sub(" ", _CLAIMED_YEAR.sub(" ", frame.understood.lower()))
    return not any(str(year) in left for year in frame.years)


def _is_timed(frame: Frame) -> bool:
    """Say whether a question claims a time within the year, or how often something is done."""
    within = frame.period is not None and not whole_year(frame.period)
    return within or bool(dates(frame.understood)) or bool(rhythms(frame.understood))


def _overlaps(row: Row, statement: Statement) -> bool:
    task, span = row.task.source, statement.passage.span
    return task.document == span.document and task.start < span.end and span.start < task.end


def decide(draft: Draft, frame: Frame) -> Draft:
    """Say yes or no before what a plan states about itself: no where it names another day, number or rank."""
    text = " ".join(draft.lines)
    wrong = absent_date(frame, text) or absent_number(frame, text) or _other_rank(frame.understood, text)
    draft.lines[0] = f"{draft.say('no' if wrong else 'yes')}: {draft.lines[0]}"
    return draft


def _other_rank(asked: str, told: str) -> bool:
    """Say whether a deputy is taken for the head, or the other way round ("do chủ tịch trực tiếp ký à")."""
    ranks = [_RANK.search(text.lower()) for text in (asked, told)]
    return all(ranks) and bool(ranks[0] and ranks[0][1]) != bool(ranks[1] and ranks[1][1])


def _by_statement(
    draft: Draft, frame: Frame, topic: Frame, found: Sequence[Statement], claims: Sequence[UnitSlot]
) -> Draft:
    best = found[0]
    text = _clause(draft, topic, best.text)
    corpus = draft.corpus
    wrong = (
        best.other_year == 1.0
        or _other_year(frame, best)
        or denied(frame, corpus, best.text)
        or exception(frame, corpus, best.text)
        or abolished(frame, corpus, best.text)
        or absent_number(frame, text)
        or absent_date(frame, best.text)
        or absent_name(frame, corpus, told_by(corpus, best))
        or not all(named_in(told_by(corpus, best), slot.canonical, corpus) for slot in claims)
    )
    # What the plan says nothing of is neither so nor not so.
    around = f"{told_by(corpus, best)} {corpus.plan_words(best.plan)}"
    times = [part for part in frame.parts if part not in _without_numbers(frame).parts]
    open_ = unsaid(frame, corpus, around, times) or _undated(frame, best)
    verdict = "no" if wrong else "unclear" if open_ else "yes"
    if says("asks_done", frame.understood):
        verdict = "no" if says("not_done", best.text) else "yes" if says("done", best.text) else "unclear"
    extract = stretch(best, found, wanted_of(frame))
    mark = draft.citer.passage(extract.plan, extract.passage.section, extract.span)
    said = draft.say("says", plan=draft.corpus.name(extract.plan), value=extract.text)
    draft.lines.append(f"{draft.say(verdict)}: {said} {mark}")
    return draft


def _without_numbers(frame: Frame) -> Frame:
    """Return the question without the numbers and times that it claims, by which its topic is not to be found."""
    kept = tuple(part for part in frame.parts if not _CLAIM.fullmatch(frame.understood.lower(), part.start, _end(part)))
    kept = tuple(part for part in kept if not _BEFORE_NUMBER.match(frame.understood.lower(), part.start))
    return replace(frame, parts=kept or frame.parts)


def _end(part: Part) -> int:
    return part.start + len(part.text)


def _clause(draft: Draft, topic: Frame, text: str) -> str:
    """Return the clause of a statement that speaks of the topic, if it holds a number; else all of it."""
    scored = []
    for found in _CLAUSE.finditer(text):
        profile = Profile()
        profile.add(found.group(), 1.0, draft.corpus.book)
        score = match(topic.parts, topic.order, profile, draft.corpus.weights).score
        scored.append((score, -found.start(), found.group()))
    clause = max(scored)[2] if scored else text
    return clause if any(char.isdigit() for char in clause) else text


def _by_numbers(frame: Frame, found: list[Statement]) -> list[Statement]:
    """Order statements anew: of those on the topic, one that holds the numbers of the claim is the one it is about."""
    numbers = re.findall(r"\d+(?:/\d+)*", frame.understood)
    return sorted(found, key=lambda one: -one.score - _NUMBER_HELD * any(number in one.text for number in numbers))


def _undated(frame: Frame, best: Statement) -> bool:
    """Say whether the question claims a year and nothing in or above the passage names one."""
    said = " ".join((best.passage.text, *best.passage.heading))
    return bool(_CLAIMED_YEAR.search(frame.understood.lower())) and not re.search(r"\b20\d\d\b", said)


def _other_year(frame: Frame, best: Statement) -> bool:
    """Say whether the question claims a year and the passage names only others, or later ones than "only to" it."""
    claimed = set(_CLAIMED_YEAR.findall(frame.understood.lower()))
    named = set(re.findall(r"\b20\d\d\b", best.passage.text))
    if claimed and says("nothing_more", frame.understood) and named and max(named) > max(claimed):
        return True
    return bool(claimed and named) and not claimed & named and not min(named) <= max(claimed) <= max(named)


def _by_task(draft: Draft, frame: Frame, scope: Scope, row: Row, claims: Sequence[UnitSlot], *, timed: bool) -> Draft:
    source = draft.corpus.source(row.task.source.document)[row.task.source.start : row.task.source.end]
    left_out = exception(frame, draft.corpus, source)
    premise = contradiction(frame, scope, draft.corpus, [row])
    denies = abolished(frame, draft.corpus, source)
    wrong = premise is not None or left_out is not None or denies or _wrong_role(frame, row, claims)
    asks: tuple[Ask, ...] = ("lead", "when") if timed else ("lead", "coordinate")
    if timed and not claims:
        asks = ("when",)
    stated, absent, spans = facts(draft, row, asks)
    mark = draft.citer.task(row, [row.task.task.span, *spans])
    told = "; ".join(stated or absent)
    # What the task says itself of the numbers that are claimed decides where its fields do not hold them.
    text = row.task.task.text
    words = _WHOLE if (_numbers(frame.understood) - _numbers(told)) & _numbers(text) else _TITLE
    title = draft.say("task", value=clipped(text, words))
    draft.lines.append(f"{draft.say('no' if wrong else 'yes')}: {title}: {told} {mark}.")
    if left_out is not None:
        draft.lines.append(f"“{clipped(source[slice(*left_out)], _WHOLE)}” {mark}")
    return draft


def _numbers(text: str) -> set[str]:
    return {number.lstrip("0") for number in re.findall(r"\d+", text)}


def _wrong_role(frame: Frame, row: Row, claims: Sequence[UnitSlot]) -> bool:
    """Say whether a unit is said to have a role that the task gives to others."""
    for slot in claims:
        role = claimed_role(frame, slot)
        held = {"lead": (*row.task.lead, *row.task.direct), "coordinate": row.task.coordinate}.get(role or "")
        if held is None or any(answers_to(slot.canonical, unit.canonical) for unit in held):
            continue
        if role != "coordinate" or not _together(slot, row):
            return True
    return False


def _together(slot: UnitSlot, row: Row) -> bool:
    """Say whether a task that a unit leads is done by it together with others: "Bộ Nội vụ phối hợp với …"."""
    text, lead = row.task.task.text, [unit for unit in row.task.lead if answers_to(slot.canonical, unit.canonical)]
    return any(says("mutual", text[unit.span.end - row.task.task.span.start :].strip()) for unit in lead)
