"""Days named by the day of the question: "tháng này", "quý tới", "sắp đến hạn", "overdue"."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Literal

from cchc_assistant.data_files import load_toml

Language = Literal["vi", "en"]

_QUARTERS = ("I", "II", "III", "IV")
_MONTHS_OF_QUARTER = 3
_MONTHS_OF_YEAR = 12
_YEAR_NAMED = re.compile(r"\b(?:19|20)\d\d\b")


def with_days_named(question: str, today: dt.date, since: int, language: Language = "vi") -> str:
    """Return a question with the days that it names by the present written out: "tháng này" → "tháng 11/2026".

    Args:
        question: with its diacritics; a question that names a year itself keeps "năm nay" and the like.
        today: the day it is asked on.
        since: the first year of what may be overdue.
        language: of the question.

    >>> with_days_named("quý tới có việc gì", dt.date(2026, 11, 20), 2020)
    'quý I/2027 có việc gì'
    >>> with_days_named("What is due this week?", dt.date(2026, 11, 20), 2020, "en")
    'What is due from 16 November 2026 to 22 November 2026?'
    """
    has_year = _YEAR_NAMED.search(question) is not None
    for pattern, unit, offset in _rules(language):
        if unit == "year" and has_year:
            continue
        if match := pattern.search(question):
            named = _named(unit, offset, today, since, language)
            return question[: match.start()] + named + question[match.end() :]
    return question


@cache
def _rules(language: Language) -> tuple[tuple[re.Pattern[str], str, int], ...]:
    rules = load_toml("deadlines/relative.toml")[language]
    return tuple(
        (re.compile(rf"\b(?:{rule['words']})\b", re.IGNORECASE), rule["unit"], rule.get("offset", 0)) for rule in rules
    )


def _named(unit: str, offset: int, today: dt.date, since: int, language: Language) -> str:
    if unit == "late":
        return _due(dt.date(since, 1, 1), today - dt.timedelta(days=1), language)
    if unit == "soon":
        return _due(today, today + dt.timedelta(days=offset), language)
    if unit == "day":
        day = _day(today + dt.timedelta(days=offset), language)
        return day if language == "vi" else f"on {day}"
    if unit == "week":
        monday = today + dt.timedelta(days=7 * offset - today.weekday())
        return _span(monday, monday + dt.timedelta(days=6), language)
    if unit == "year":
        return f"năm {today.year + offset}" if language == "vi" else f"in {today.year + offset}"
    if unit == "quarter":
        year, quarter = divmod(today.year * 4 + (today.month - 1) // _MONTHS_OF_QUARTER + offset, 4)
        return f"quý {_QUARTERS[quarter]}/{year}" if language == "vi" else f"in Q{quarter + 1} {year}"
    year, month = divmod(today.year * _MONTHS_OF_YEAR + today.month - 1 + offset, _MONTHS_OF_YEAR)
    return f"tháng {month + 1}/{year}" if language == "vi" else f"in {_month_name(month + 1)} {year}"


def _due(first: dt.date, last: dt.date, language: Language) -> str:
    return ("đến hạn " if language == "vi" else "due ") + _span(first, last, language)


def _span(first: dt.date, last: dt.date, language: Language) -> str:
    days = _day(first, language), _day(last, language)
    return "từ {} đến {}".format(*days) if language == "vi" else "from {} to {}".format(*days)


def _day(day: dt.date, language: Language) -> str:
    return f"ngày {day:%d/%m/%Y}" if language == "vi" else f"{day.day} {_month_name(day.month)} {day.year}"


def _month_name(month: int) -> str:
    return str(load_toml("deadlines/english.toml")["months"][month - 1][0]).capitalize()
