"""Calendar periods in Vietnamese text: quý II/2022, tháng 6, từ ngày … đến ngày …, and back to words.

Knows nothing of tasks: text goes in, intervals with their places come out. Every interval is inclusive at both ends.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, get_args

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import strip_marks

Kind = Literal["day", "month", "quarter", "half", "year", "date", "bare"]
Role = Literal["plain", "before", "latest", "to", "from", "after"]
Interval = tuple[dt.date | None, dt.date | None]

DASH = r"[-–—]"
YEAR = r"(?:19|20)\d\d(?!\d)"


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of the calendar as written at ``text[start:end]``.

    ``months`` are its first and last month (of ``year``; the second may be smaller: tháng 11 - tháng 2), ``days`` the
    days in them where stated. ``year`` is None where the words name none; ``last_year`` differs in "2026 - 2030".
    ``role`` says what the words before it make of it; ``open_end`` that it goes on ("và các năm tiếp theo").
    """

    start: int
    end: int
    kind: Kind
    year: int | None = None
    last_year: int | None = None
    months: tuple[int, int] = (1, 12)
    day: int | None = None
    role: Role = "plain"
    open_end: bool = False

    @property
    def is_range(self) -> bool:
        """Say whether the words themselves name a first and a last: "tháng 3 - 6", "2026 - 2030"."""
        return self.last_year is not None or (self.kind in ("month", "quarter") and self.months[0] != self._end_month)

    @property
    def _end_month(self) -> int:
        return self.months[1] - 2 if self.kind == "quarter" else self.months[1]

    def interval(self, year: int | None) -> Interval:
        """Return the first and last day, in ``year`` where the words name none; two None where it has no place."""
        own = self.year or year
        if own is None or (self.kind == "day" and self.months == (1, 12)):
            return None, None
        first_month, last_month = self.months
        last_year = self.last_year or own
        first_year = own - 1 if self.last_year is None and first_month > last_month else own
        try:
            if self.day is not None:
                day = dt.date(own, first_month, self.day)
                return day, day
            last_day = calendar.monthrange(last_year, last_month)[1]
            return dt.date(first_year, first_month, 1), dt.date(last_year, last_month, last_day)
        except ValueError:
            return None, None


def lenient(pattern: str) -> str:
    """Return the regular expression with every accented letter also matching its base letter: ``quý`` and ``quy``."""
    return "".join(
        char if char == bare else f"[{char}{bare}]" for char, bare in zip(pattern, strip_marks(pattern), strict=True)
    )


def words(table: str, key: str) -> str:
    """Return an alternation of the words of a data table, the longest first, white space between them free."""
    listed: list[str] = load_toml("deadlines/words.toml")[table][key]
    return "|".join(re.sub(r"\s+", r"\\s+", word) for word in sorted(listed, key=len, reverse=True))


@cache
def _numbers() -> dict[str, int]:
    listed: dict[str, int] = load_toml("deadlines/words.toml")["numbers"]
    return {strip_marks(word): value for word, value in listed.items()} | {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def number(word: str) -> int:
    """Read "06", "IV", "sáu" or "sau" (six)."""
    return int(word) if word.isdigit() else _numbers()[" ".join(strip_marks(word).lower().split())]


# 17 giờ 00, 19h00’, 8:30
CLOCK = r"(?:lúc\s+)?\d{1,2}(?:\s*(?:giờ|h|g)(?:\s*\d{2}(?!\d))?(?:\s*phút)?|:\d{2})[’']?"
# "/2022", " năm 2022", "-2025", ", năm 2023" after a quarter or a month
_TAIL = rf"(?:\s*(?:[/,.]|{DASH})?\s*(?:của\s+)?(?:năm\s*)?(?P<{{}}>{YEAR})(?!\s*[/.-]\s*\d))?"
# between the members of "I - II", "3, 4", "I hoặc quý II"
_AND = rf"(?:\s*(?:{DASH}|[,&+])\s*|\s+(?:và|hoặc|hay|đến|tới|đến\s+hết)\s+)"
_QUARTER = r"(?:IV|I{1,3}|0?[1-4])(?![\w%])"
_MONTH = r"(?:1[0-2]|0?[1-9])(?![\d%]|\s*[/.]\s*\d{1,2}(?!\d)|\s+tháng)"
_MONTH_WORD = r"mười\s+(?:một|hai)|một|giêng|hai|ba|bốn|tư|năm(?!\s*\d)|sáu|bảy|tám|chín|mười|chạp"
_QUARTER_WORD = r"một|nhất|hai|ba|bốn|tư"
# not inside a document number: QĐ-12/2023
_FREE = r"(?<![\d/.,])(?<![^\W\d]-)"
# Q.II/2023, Q2/2023; "Q.1" is a city district
_Q = r"Q\.?(?=(?:IV|I{1,3}|[1-4](?=/20))(?!\w))"
# a list whose order counts: "tháng 11 đến tháng 2"
_RUNNING = re.compile(rf"{DASH}|[đd][ếe]n|t[ớo]i", re.IGNORECASE)
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_M = r"(?:1[0-2]|0?[1-9])"

# The forms a period is written in, each with lines it was made for; the first that matches at a place wins.
_FORMS: dict[str, str] = {
    # 31/12/2025, ngày 18/5/2022, 15-11-2025, 30.6.2023
    "date": rf"(?:ngày\s+)?{_FREE}(?P<d1>{_D})\s*(?P<s>[/.-])\s*(?P<m1>{_M})\s*(?P=s)\s*"
    r"(?P<y1>\d{4}|\d\d)(?![\d/])",
    # ngày 15 tháng 12 năm 2025, 15 tháng 12, ngày 12 tháng 3/2021
    "long": rf"(?:ngày\s+)?(?<!\d)(?P<d2>{_D})\s+tháng\s+(?P<m2>{_M})(?!\d)(?:\s*[/,]?\s*(?:năm\s*)?(?P<y2>{YEAR}))?",
    # ngày 01/6; 15/11, which only some places make a date
    "short": rf"(?P<named>ngày\s+)?{_FREE}(?P<d3>{_D})\s*/\s*(?P<m3>{_M})(?![\d/%]|\s*/)",
    # 06/2021
    "numeric": rf"{_FREE}(?P<m4>{_M})\s*[/-]\s*(?P<y4>{YEAR})(?!\s*[/-])",
    # Quý I - II/2022, Q.II/2023, Quý I hoặc Quý II/2020, Quí IV-2025, quý 3 năm 2023, quý hai
    "quarter": rf"(?<!\w)(?:quý|quí|{_Q})\s*(?P<q>(?:{_QUARTER}|(?:{_QUARTER_WORD})(?!\w))"
    rf"(?:{_AND}(?:(?:quý|quí)\s*)?{_QUARTER})*){_TAIL.format('y5')}",
    # 6 tháng đầu năm 2022, 9 tháng đầu năm, nửa cuối năm
    "half": r"(?<!\w)(?:(?P<n>0?6|0?9|sáu|chín)\s*tháng|nửa)\s+(?P<side>đầu|cuối)(?:\s+(?:của\s+)?năm)?(?!\w)"
    rf"{_TAIL.format('y6')}",
    # Tháng 01/2021, tháng 3 đến tháng 6/2023, tháng 6, 12/2022, tháng tư, T6/2021
    "month": rf"(?<!\w)(?:tháng\s*|T(?=\d))(?P<m>(?:{_MONTH}|(?:{_MONTH_WORD})(?!\w))"
    rf"(?:{_AND}(?:tháng\s*)?{_MONTH})*){_TAIL.format('y7')}",
    # đầu năm 2022, cuối năm
    "part": rf"(?<!\w)(?P<third>đầu|giữa|cuối)\s+năm(?!\s+học)(?:\s+(?P<y8>{YEAR}))?(?!\w)",
    # 2026-2030, giai đoạn 2026 - 2030, năm 2025 đến hết năm 2030
    "years": rf"(?<!\w)(?:(?:giai\s+đoạn|thời\s+kỳ|các\s+năm|năm\s+học|năm)\s*)?(?<![\d/.,-])(?P<y9>{YEAR})"
    rf"\s*(?:{DASH}|đến(?:\s+hết)?(?:\s+năm)?)\s*(?:năm\s+)?(?P<y10>{YEAR})(?![/\w])",
    # Năm 2026, 2026
    "year": r"(?<!\w)(?P<word>năm\s*)?(?<![\d/.,:-])(?P<y11>\d{4})(?![\d/%]|\s*/\s*\d)",
    # trong năm, cả năm: the plan's
    "whole": r"(?<!\w)(?:trong|cả|suốt|toàn|hết|các\s+tháng\s+trong)\s+năm(?:\s+kế\s+hoạch)?(?!\s*\d|\s+học|\w)",
    # ngày 20: of every month, or of the month named next
    "day": rf"(?<!\w)ngày\s+(?P<d0>{_D})(?![\d/])",
}
_PERIOD = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _FORMS.items())


def _members(text: str) -> tuple[int, int]:
    """Return the first and last number of "I - II", "11, 12", "hai".

    "11 đến 2" keeps its order, since it runs over the end of the year.
    """
    found = [number(word) for word in re.findall(r"\d+|\b(?:IV|I{1,3})\b", text, re.IGNORECASE)] or [number(text)]
    if len(found) == 2 and _RUNNING.search(text):
        return found[0], found[1]
    return min(found), max(found)


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def _on_day(match: re.Match[str], day: str, month: str, year: str | None, kind: Kind = "date") -> Period:
    in_month = int(match[month])
    stated = _year(match[year]) if year else None
    return Period(*match.span(), kind, stated, months=(in_month, in_month), day=int(match[day]))


def _quarter(match: re.Match[str]) -> Period:
    first, last = _members(match["q"])
    return Period(*match.span(), "quarter", _year(match["y5"]), months=(3 * first - 2, 3 * last))


def _half(match: re.Match[str]) -> Period:
    count = number(match["n"]) if match["n"] else 6
    months = (1, count) if strip_marks(match["side"]).lower() == "dau" else (13 - count, 12)
    return Period(*match.span(), "half", _year(match["y6"]), months=months)


def _part(match: re.Match[str]) -> Period:
    months = {"dau": (1, 6), "giua": (4, 9), "cuoi": (7, 12)}[strip_marks(match["third"]).lower()]
    return Period(*match.span(), "half", _year(match["y8"]), months=months)


def _one_year(match: re.Match[str]) -> Period | None:
    """Read "năm 2026"; a bare number is a year only where it can hardly be anything else."""
    year = int(match["y11"])
    return Period(*match.span(), "year", year) if (year if match["word"] else 1990 <= year < 2100) else None


_READERS: dict[str, Callable[[re.Match[str]], Period | None]] = {
    "date": lambda match: _on_day(match, "d1", "m1", "y1"),
    "long": lambda match: _on_day(match, "d2", "m2", "y2"),
    "short": lambda match: _on_day(match, "d3", "m3", None, "date" if match["named"] else "bare"),
    "numeric": lambda match: Period(*match.span(), "month", _year(match["y4"]), months=(int(match["m4"]),) * 2),
    "quarter": _quarter,
    "half": _half,
    "month": lambda match: Period(*match.span(), "month", _year(match["y7"]), months=_members(match["m"])),
    "part": _part,
    "years": lambda match: Period(*match.span(), "year", _year(match["y9"]), _year(match["y10"])),
    "year": _one_year,
    "whole": lambda match: Period(*match.span(), "year"),
    "day": lambda match: Period(*match.span(), "day", day=int(match["d0"])),
}


def _read(match: re.Match[str]) -> Period | None:
    """Make a period of a match, or None where its number is none ("1234" is no year)."""
    return next(read(match) for name, read in _READERS.items() if match[name] is not None)


@cache
def _expression(loose: bool) -> re.Pattern[str]:
    return re.compile(lenient(_PERIOD) if loose else _PERIOD, re.IGNORECASE)


@cache
def _roles(loose: bool) -> tuple[tuple[Role, re.Pattern[str]], ...]:
    """The expressions that read a period's role in the words that end just before it."""
    inside = rf"(?:\s+(?:{words('limits', 'inside')}|{CLOCK}))*\s*:?\s*$"
    made: list[tuple[Role, re.Pattern[str]]] = []
    for role in get_args(Role)[1:]:
        source = rf"(?<!\w)(?:{words('limits', role)}){inside}"
        made.append((role, re.compile(lenient(source) if loose else source, re.IGNORECASE)))
    return tuple(made)


@cache
def _open_end(loose: bool) -> re.Pattern[str]:
    source = rf"\s*,?\s*(?:{words('open_end', 'words')})(?!\w)"
    return re.compile(lenient(source) if loose else source, re.IGNORECASE)


def periods(text: str, start: int = 0, end: int | None = None, *, loose: bool = False) -> list[Period]:
    """List the periods written in ``text[start:end]``, with the words before each read as its role.

    ``start`` of a period with a role is where the role's words begin ("trước ngày 30/11"). ``loose`` reads text typed
    without diacritics.
    """
    stop = len(text) if end is None else end
    found: list[Period] = []
    before = start
    for match in _expression(loose).finditer(text, start, stop):
        period = _read(match)
        if period is None:
            continue
        for role, pattern in _roles(loose):
            prefix = pattern.search(text, before, match.start())
            if prefix:
                period = replace(period, start=prefix.start(), role=role)
                break
        onward = _open_end(loose).match(text, period.end, stop)
        if onward:
            period = replace(period, end=onward.end(), open_end=True)
        found.append(period)
        before = period.end
    return found


def share(found: list[Period]) -> list[Period]:
    """Give periods the year, and bare days the month, of the next that states one, or else of the one before."""
    shared = list(found)
    for index in range(len(shared) - 2, -1, -1):
        shared[index] = _take(shared[index], shared[index + 1], earlier=True)
    for index in range(1, len(shared)):
        shared[index] = _take(shared[index], shared[index - 1], earlier=False)
    return shared


def _take(period: Period, other: Period, *, earlier: bool) -> Period:
    if period.kind == "day" and period.months == (1, 12) and other.day is not None:
        period = replace(period, months=other.months)
    if period.year is None and other.year is not None and other.last_year is None:
        # từ tháng 11 đến ngày 15/2/2026: the start lies in the year before
        over_the_end = earlier and period.role == "from" and period.months[0] > other.months[1]
        period = replace(period, year=other.year - over_the_end)
    return period


def combine(found: list[Period], year: int | None) -> Interval:
    """Return the interval that the periods of one statement span together, from the first's start to the last's end.

    Periods that name no year lie in ``year``. None stands for an end the words leave open.
    """
    lows: list[dt.date] = []
    highs: list[dt.date] = []
    goes_on = False
    for period in found:
        first, last = period.interval(year)
        if first is None or last is None:
            continue
        goes_on = period.open_end
        if period.role == "before" and period.day is None:
            highs.append(first - dt.timedelta(days=1))
        elif period.role == "after" or (period.role == "from" and not period.is_range):
            # từ ngày 15/11 …: open unless another period closes it
            whole = period.role == "after" and period.day is None
            lows.append(last + dt.timedelta(days=1) if whole else first)
            goes_on = True
        else:
            if period.role in ("plain", "from"):
                lows.append(first)
            highs.append(last)
    low = min(lows, default=None)
    high = None if goes_on else max(highs, default=None)
    return (low, high) if low is None or high is None or low <= high else (None, None)


def format_interval(first: dt.date | None, last: dt.date | None) -> str:
    """Write an interval in words, such that reading them gives it again.

    ``Quý II/2022``, ``Tháng 01/2021``, ``Năm 2023``, ``trước ngày 30/11/2023``; empty where nothing is stated.
    """
    if first is None or last is None:
        if last is not None:
            return f"trước ngày {_day(last)}"
        return f"từ ngày {_day(first)}" if first is not None else ""
    if first == last:
        return f"ngày {_day(first)}"
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return f"từ ngày {_day(first)} đến ngày {_day(last)}"
    if (first.month, last.month) == (1, 12):
        return f"Năm {first.year:04}" if first.year == last.year else f"Năm {first.year:04}-{last.year:04}"
    if first.year != last.year:
        return f"từ ngày {_day(first)} đến ngày {_day(last)}"
    if first.month == last.month:
        return f"Tháng {first.month:02}/{first.year:04}"
    if first.month % 3 == 1 and last.month % 3 == 0:
        roman = ("I", "II", "III", "IV")
        low, high = roman[first.month // 3], roman[last.month // 3 - 1]
        return f"Quý {low}/{first.year:04}" if low == high else f"Quý {low}-{high}/{first.year:04}"
    return f"Tháng {first.month:02}-{last.month:02}/{first.year:04}"


def _day(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"
