"""The periods a question asks about: "quý I/2023", "thang 6 nam 2021", "the second quarter of 2022"."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.plans.periods import Period, combine, periods, share

Asked = tuple[dt.date, dt.date]

_MAY = 5
# "may" is a verb as well: a month only after a preposition or before a year
_ONLY_MONTH = r"(?:(?<=in )|(?<=of )|(?<=by )|(?<=from )|(?<=to )|(?<=and )|(?=\w+,?\s+(?:of\s+)?20\d\d))"
_HALVES = 2
# what makes a bare "15/11" a day that is asked about
_DUE = re.compile(r"\b(?:h[ạa]n|v[àa]o|xong|k[ỳy])\s+$", re.IGNORECASE)
_SIDES = {1: "đầu", 2: "cuối"}
# a question in English has one of these; "may" and "to" are words of both languages
_MAYBE_ENGLISH = re.compile(
    r"\b(?:the|of|in|which|who|what|when|by|before|after|since|from|until|between|and|quarter|half|Q\d|H[12]"
    r"|early|late|mid|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august"
    r"|september|october|november|december)\b",
    re.IGNORECASE,
)


def find_periods(question: str, year: int | None = None) -> list[Asked]:
    """Find the periods a question names, in Vietnamese with or without diacritics or in English.

    An end that the words leave open ("trước ngày 15/11/2022") is that of the year.

    Args:
        question: as typed.
        year: the year of periods that name none, as the plan's; without it they are left out.

    Returns:
        First and last day of each, in reading order: "năm 2020 và 2022" are two.
    """
    found: list[Asked] = []
    begun: list[Period] = []
    for period in share(asked_periods(_in_vietnamese(question))):
        if begun and period.role == "to" and begun[-1].role == "from":
            begun.append(period)
            found[-1:] = _closed(begun, year)
        else:
            begun = [period]
            found += _closed(begun, year)
    return found


def asked_periods(question: str) -> list[Period]:
    """Return where a question in Vietnamese names periods, without the days that are parts of names.

    "Ngày khoa học và công nghệ Việt Nam 18/5" is a name, "hạn 15/11" a day.
    """
    return [
        period
        for period in periods(question, loose=True)
        if period.kind != "bare" or period.role != "plain" or _DUE.search(question, 0, period.start)
    ]


def find_period(question: str, year: int | None = None) -> Asked | None:
    """Return the first and last day of all that a question names, None where it names no period."""
    found = find_periods(question, year)
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


def _closed(named: list[Period], year: int | None) -> list[Asked]:
    """Return the interval that periods span, closed at the ends of its year; nothing where no day is known."""
    first, last = combine(named, year)
    if first is None and last is not None:
        first = dt.date(last.year, 1, 1)
    if last is None and first is not None:
        last = dt.date(first.year, 12, 31)
    return [(first, last)] if first is not None and last is not None else []


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the rewriting of English periods into Vietnamese ones, in the order it is done."""
    table = load_toml("deadlines/english.toml")
    ordinals: dict[str, int] = table["ordinals"]
    rules: list[tuple[str, str]] = []
    for at, names in enumerate(table["months"], 1):
        name = "|".join(names)
        only = _ONLY_MONTH if at == _MAY else ""
        rules += [
            # 15 June 2021, the 15th of June
            (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{name})\b\.?,?\s+(\d{{4}})", rf"ngày \1/{at}/\2"),
            (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{name})\b", rf"ngày \1/{at}"),
            # June 15, 2021
            (rf"\b(?:{name})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", rf"ngày \1/{at}/\2"),
            (rf"\b(?:{name})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)", rf"ngày \1/{at}"),
            # June 2021, June of 2021, in June
            (rf"\b{only}(?:{name})\b\.?,?(?:\s+of)?\s+(\d{{4}})", rf"tháng {at}/\1"),
            (rf"\b{only}(?:{name})\b", f"tháng {at}"),
        ]
    for word, place in ordinals.items():
        rules.append((rf"\b{word}\s+quarter\b", f"quý {place}"))
        if place <= _HALVES:
            rules.append((rf"\b{word}\s+half\b(?:\s+of(?:\s+the\s+year)?)?", f"6 tháng {_SIDES[place]} năm"))
    rules += [
        # Q1 2023, Q1/2023, quarter 2 of 2022, H1 2022
        (r"\bQ\s?([1-4])\b", r"quý \1"),
        (r"\bquarter\s+([1-4]|IV|I{1,3})\b", r"quý \1"),
        (r"\bH1\b", "6 tháng đầu năm"),
        (r"\bH2\b", "6 tháng cuối năm"),
        (r"((?:quý|tháng) \w+),?\s+(?:of\s+)?(?:the\s+year\s+)?(?=20\d\d)", r"\1 năm "),
        # from March to June, between quý 1 and quý 2
        (r"((?:quý|tháng|ngày) [\w/]+)\s+(?:to|and|until|through|till)\s+(?=quý|tháng|ngày)", r"\1 đến "),
        (r"\b(20\d\d)\s+to\s+(?=20\d\d)", r"\1 đến "),
    ]
    rules += [(rf"\b{part}[\s-]+(?=20\d\d)", f"{said} năm ") for part, said in table["parts"].items()]
    beside = r"(?:the\s+)?(?=quý|tháng|ngày|đầu năm|giữa năm|cuối năm|6 tháng|20\d\d|\d{1,2}/)"
    rules += [(rf"\b{limit}\s+{beside}", f"{said} ") for limit, said in table["limits"].items()]
    return tuple((re.compile(pattern, re.IGNORECASE), said) for pattern, said in rules)


def _in_vietnamese(question: str) -> str:
    """Rewrite the periods of an English question; other questions stay as they are."""
    if not _MAYBE_ENGLISH.search(question):
        return question
    for pattern, said in _rules():
        question = pattern.sub(said, question)
    return question
