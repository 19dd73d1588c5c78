"""Deadlines: the words that say when, and the interval or recurrence they state; never an invented day.

``parse_field`` reads the contents of a time field or cell, ``find`` the deadlines inside sentences, ``find_period``
the period that a question asks about. Offsets are those of the given text, which is expected in NFC.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache

from cchc_assistant.plans.deadline_items import Item, Range, items, without_brackets
from cchc_assistant.plans.periods import CLOCK, Period, combine, format_interval, periods, share, words
from cchc_assistant.plans.question_periods import find_period, find_periods
from cchc_assistant.plans.rhythms import rhythms

__all__ = ["When", "find", "find_period", "find_periods", "format_interval", "parse_field"]


@dataclass(frozen=True, slots=True)
class When:
    """The words of one deadline, ``text[start:end]``, and what they state.

    Attributes:
        start: offset of the first of the words.
        end: offset after the last of them; a bracketed remark belongs to them.
        first: first day of the stated interval, None where it is open or not stated.
        last: last day of it; "trước ngày 30/11/2023" has only this.
        recurrence: how often, as written ("Thường xuyên", "định kỳ hàng quý").
        label: range of the product the date belongs to: "Kế hoạch" in "Kế hoạch tháng 01/2021".
    """

    start: int
    end: int
    first: dt.date | None
    last: dt.date | None
    recurrence: str | None = None
    label: Range | None = None


# a date that is part of a cited document: số 599/QĐ-UBND ngày 26/4/2019
_CITED = re.compile(
    r"số:?\s*\d[\w./&-]*(?:\s*-\s*[\w./&-]+)?,?\s*ngày\s+\d[\d/.-]*(?:\s+tháng\s+\d+(?:\s+năm\s+\d{4})?)?"
    r"|(?<!\d)\d+[a-z]?/(?:\d{4}/)?(?-i:[A-ZĐ]{2})[\w-]*(?:\s+ngày\s+\d[\d/.-]*)?"
    r"|ngày\s+\d+(?:[/.-]\d[\d/.-]*|\s+tháng\s+\d+)(?:\s+năm\s+\d{4})?(?=\s+của\s+(?!tháng))",
    re.IGNORECASE,
)
# a span of time counted from an event: trong vòng 30 ngày kể từ ngày ký
_COUNTED = re.compile(
    r"(?:(?:trong\s+)?(?:thời\s+hạn|thời\s+gian|vòng)|chậm\s+nhất|muộn\s+nhất|không\s+quá|sau|trong)(?:\s+là)?\s+"
    r"\d+\s*(?:\(\w+\)\s*)?(?:ngày|tuần|tháng|giờ)(?:\s+làm\s+việc)?"
    r"(?:,?\s*(?:kể\s+từ|tính\s+từ|từ|sau\s+khi|sau|trước\s+khi)\s[^,.;)\n]*)?(?!\s*(?:đầu|cuối))",
    re.IGNORECASE,
)
# a condition with a moment of its own: ngay sau khi Luật được thông qua
_AT_ONCE = re.compile(r"ngay\s+(?:sau\s+)?khi\s[^,.;()\n]*", re.IGNORECASE)
# between two periods of one deadline in a sentence: trước ngày 01/6 và 15/11; từ ngày 15/11 đến ngày 15/12
_JOINT = re.compile(r"\s*(?:,|và|hoặc|[-–])?\s*", re.IGNORECASE)
# between a rhythm and its dates: Định kỳ hằng năm (trước ngày 15 tháng 12)
_BESIDE = re.compile(r"\s*\(?\s*", re.IGNORECASE)
# after a rhythm: hàng quý hoặc đột xuất theo yêu cầu
_ON_DEMAND = re.compile(r"\s+(?:và|hoặc)\s+(?:khi\s+)?đột\s+xuất(?:\s+(?:theo|khi\s+có)\s+yêu\s+cầu)?", re.IGNORECASE)
# what makes a plain period in a sentence the task's own: trong tháng 6, vào quý II, lúc 8h00 ngày 20/5
_WITHIN = re.compile(
    rf"(?<!\w)(?:(?:ngay\s+)?(?:trong|vào)\s+(?:ngày\s+|khoảng\s+|{CLOCK}\s+)?|(?=lúc){CLOCK}\s+)$", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\(\s*([^()]*)\)")
# a rhythm that is a rule for every year, so that its dates name no single day: 15/11 hằng năm
_EVERY = re.compile(r"hằng|hàng|mỗi|/\s*(?:năm|quý|tháng)|tháng\s+(?:đầu|cuối)", re.IGNORECASE)


@cache
def _condition() -> re.Pattern[str]:
    """An item that states a condition, after verbs at most: "Khi có hướng dẫn", "Thực hiện theo kế hoạch"."""
    verbs = r"(?:(?:thực\s+hiện|tổ\s+chức|triển\s+khai|hoàn\s+thành)\s+)*"
    return re.compile(rf"[\s\-–+•]*{verbs}(?:{words('fields', 'conditions')})(?!\w)", re.IGNORECASE)


def _blank(text: str, ranges: list[Range]) -> str:
    """Return ``text`` with the ranges overwritten, so that nothing is read there and offsets stay."""
    for start, end in ranges:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


def _spans(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[Range]:
    return [match.span() for match in pattern.finditer(text, start, end)]


def _state(text: str, start: int, end: int, year: int | None, label: Range | None = None) -> When:
    """Read what the words ``text[start:end]`` of one deadline state."""
    found, rhythm = _parts(without_brackets(text, start, end), start, end)
    if not (found or rhythm):
        found, rhythm = _parts(text, start, end)
    elif {period.kind for period in found} == {"year"}:
        found = _bracketed(text, start, end, found[0].year) or found
    recurrence = _rule(text, found, rhythm)
    if rhythm and _EVERY.search(text, *rhythm):
        found = [period for period in found if period.year is not None or period.kind == "year"]
    first, last = combine(found, year)
    return When(start, end, first, last, recurrence, label)


def _bracketed(text: str, start: int, end: int, year: int | None) -> list[Period]:
    """Return the periods that a bracket narrows ``year`` to: "Năm 2023 (Quý II)"."""
    match = _IN_BRACKETS.search(text, start, end)
    found = share(periods(text, *match.span(1))) if match else []
    if not match or not found or found[0].start != match.start(1):
        return []
    return [replace(period, year=period.year or year) for period in found]


def _parts(text: str, start: int, end: int) -> tuple[list[Period], Range | None]:
    """Return the periods of one deadline and the range that says how often."""
    text = _blank(text, _spans(_CITED, text, start, end))
    conditional = _condition().match(text, start, end) is not None
    steps = [] if conditional else rhythms(text, start, end)
    text = _blank(text, [*steps, *_spans(_COUNTED, text, start, end)])
    found = share(periods(text, start, end))
    if conditional:
        found = [period for period in found if period.role in ("before", "latest")]
    return found, (steps[0][0], steps[-1][1]) if steps else None


def _rule(text: str, found: list[Period], rhythm: Range | None) -> str | None:
    """Return the recurrence as written; with the dates it repeats: "trước ngày 15/11 hằng năm"."""
    if rhythm is None:
        return None
    start, end = rhythm
    if _EVERY.search(text, start, end):
        dated = [period for period in found if period.year is None and period.kind not in ("year", "half")]
        start = min([start, *(period.start for period in dated)])
        end = max([end, *(period.end for period in dated)])
    return text[start:end]


def parse_field(text: str, year: int | None) -> list[When]:
    """Read the contents of a time field or cell.

    The whole field is one deadline, a trailing full stop and leading dashes left out; it is several where it lists
    dates as items or ties them to different products.

    Args:
        text: the field's text, as "Quý I hoặc Quý II/2020 (khi UBND tỉnh cho chủ trương)".
        year: the plan's year, in which periods lie that name none; None where the plan names none.

    Returns:
        The deadlines in reading order; empty for an empty field.
    """
    parts = items(text)
    return [
        _state(text, start, end, _listed_year(text, parts[at:], year), label)
        for at, (start, end, label) in enumerate(parts)
    ]


def _listed_year(text: str, parts: list[Item], year: int | None) -> int | None:
    """Return the year that a later item of the same kind names, as for the first of "Quý I; Quý III/2022"."""
    first, *later = [_parts(text, start, end)[0] for start, end, _ in parts]
    kinds = {period.kind for period in first}
    stated = [period.year for found in later for period in found if period.kind in kinds and period.year is not None]
    return stated[0] if stated else year


def find(text: str, year: int | None) -> list[When]:
    """Find the deadlines inside sentences.

    Dates of cited documents, names of days, programmes' years and years that a sentence is about are left alone.

    Args:
        text: one or more sentences.
        year: the plan's year, as for ``parse_field``.

    Returns:
        The deadlines in reading order; they do not overlap.
    """
    open_text = _blank(text, _spans(_CITED, text, 0, len(text)))
    counted = _spans(_COUNTED, open_text, 0, len(text)) + _spans(_AT_ONCE, open_text, 0, len(text))
    open_text = _blank(open_text, counted)
    steps = rhythms(open_text)
    dates = _dates(_blank(open_text, steps))
    steps = [step for step in steps if _sets_rhythm(text, *step)]
    ranges = _joined(text, sorted([*dates, *steps, *counted]))
    return [_state(text, *_on_demand(text, *found), year) for found in ranges]


def _on_demand(text: str, start: int, end: int) -> Range:
    match = _ON_DEMAND.match(text, end)
    return start, match.end() if match else end


def _dates(text: str) -> list[Range]:
    """Return the ranges of periods in sentences that are deadlines, those of one deadline joined."""
    found: list[Range] = []
    begun: Period | None = None
    for period in periods(text):
        if found and begun and begun.end == found[-1][1] and _JOINT.fullmatch(text, begun.end, period.start):
            found[-1] = (found[-1][0], period.end)
            begun = period
        elif (start := _deadline_start(text, period)) is not None:
            found.append((start, period.end))
            begun = period
        else:
            begun = None
    return [(start, end) for start, end in found if not _left_open(text, start, end)]


def _left_open(text: str, start: int, end: int) -> bool:
    """Say whether the words are a mere beginning: "từ ngày 01/01/2026" is when something is in force."""
    only = periods(text, start, end)
    return len(only) == 1 and only[0].role == "from" and not only[0].is_range and not only[0].open_end


def _deadline_start(text: str, period: Period) -> int | None:
    """Return where the words of a deadline begin that ``period`` opens, or None where it is something else."""
    if period.role in ("before", "latest"):
        return period.start
    if period.role == "from":
        return period.start if period.kind != "year" or period.is_range or period.open_end else None
    if period.role == "to":
        to_the_end = re.match(r"đến\s+hết|cho\s+đến\s+hết", text[period.start :], re.IGNORECASE)
        measured = text[period.start :].lower().startswith("tính")
        return period.start if to_the_end or not (measured or period.kind in ("year", "bare")) else None
    if period.role != "plain" or period.kind in ("bare", "day"):
        return None
    if period.open_end:
        return period.start
    if period.kind == "year" and period.year is None:
        return None if _follows(text, period.start, "happened") else period.start
    within = _WITHIN.search(text, 0, period.start)
    start = within.start() if within else period.start
    if period.kind == "year":
        at_once = within is not None and within.group().lower().startswith("ngay")
        return start if at_once or _follows(text, start, "finishing") else None
    return start if within or _follows(text, start, "finishing") else None


@cache
def _before(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('prose', key)})[\s,]*$", re.IGNORECASE)


def _follows(text: str, at: int, key: str) -> bool:
    """Say whether one of a table's words stands just before ``text[at]``."""
    return _before(key).search(text, max(0, at - 40), at) is not None


@cache
def _quality_after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:,|và(?!\s+đột)|{words('prose', 'qualities')})(?!\w)", re.IGNORECASE)


def _sets_rhythm(text: str, start: int, end: int) -> bool:
    """Say whether a rhythm in a sentence is the task's own, and not a quality or part of a name."""
    if _follows(text, start, "described") or text[end:].lstrip().startswith("của "):
        return False
    if text[start:end].lower().startswith("thường"):
        listed = text[:start].rstrip().endswith(",") and text[end:].lstrip().startswith(",")
        return not listed and ("liên" in text[start:end] or not _quality_after().match(text, end))
    return not text[start:end].lower().startswith("liên")


def _joined(text: str, ranges: list[Range]) -> list[Range]:
    """Join a rhythm with the dates beside it: "định kỳ trước ngày 01/6 và 15/11 hằng năm"."""
    joined: list[Range] = []
    for start, end in ranges:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif joined and (gap := _BESIDE.fullmatch(text, joined[-1][1], start)):
            closes = text[end : end + 1] == ")" and "(" in gap.group()
            joined[-1] = (joined[-1][0], end + closes)
        else:
            joined.append((start, end))
    return joined
