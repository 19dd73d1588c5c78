"""The tasks of all plans as the page lists them: filtered, sorted, counted, and by when they are due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.model import Plan, Task, UnitMention

if TYPE_CHECKING:
    from cchc_assistant.assistant import Assistant
    from cchc_assistant.web.words import Words

Role = Literal["", "lead", "coordinate", "direct"]
Sort = Literal["plan", "task", "lead", "coordinate", "start", "product"]
PAGE = 50
_LONGEST_TEXT = 200
_LATEST = dt.date.max


@dataclass(frozen=True)
class Entry:
    """One task with its plan, and what it is found by."""

    plan: Plan
    task: Task
    number: int

    @cached_property
    def words(self) -> str:
        """All that is said of the task, without diacritics and case."""
        task = self.task
        fields = [task.task, task.product, task.budget, task.note, task.frequency, task.deadline]
        named = [unit.text for unit in task.units]
        return bare(" ".join([*(one.text for one in fields if one), *named, task.section, task.heading]))

    @property
    def start(self) -> dt.date | None:
        """The first day stated, else the last."""
        deadline = self.task.deadline
        return (deadline.start or deadline.end) if deadline else None

    @property
    def end(self) -> dt.date | None:
        """The last day stated, else the first."""
        deadline = self.task.deadline
        return (deadline.end or deadline.start) if deadline else None

    def units(self, role: Role) -> tuple[UnitMention, ...]:
        """The units in a role; "" for all of them."""
        task = self.task
        by_role = {"lead": task.lead, "coordinate": task.coordinate, "direct": task.direct}
        return by_role[role] if role else task.units


@dataclass(frozen=True, slots=True)
class Filter:
    """What the listed tasks satisfy; an empty field asks for nothing.

    ``period`` is "dated", "undated", "recurring", "month" or "quarter" (those of today), or days from one to another:
    "2022-04-01..2022-06-30".
    """

    document: str = ""
    year: int | None = None
    agency: str = ""
    unit: str = ""
    role: Role = ""
    period: str = ""
    text: str = ""

    @classmethod
    def of_form(cls, data: dict[str, Any]) -> Filter:
        """Read what the page's form sends; what is malformed asks for nothing."""
        year, role = str(data.get("year", "")), data.get("role", "")
        return cls(
            document=str(data.get("document", "")),
            year=int(year) if year.isdecimal() and len(year) == 4 else None,
            agency=str(data.get("agency", "")),
            unit=str(data.get("unit", "")),
            role=role if role in get_args(Role) else "",
            period=str(data.get("period", ""))[:24],
            text=str(data.get("text", ""))[:_LONGEST_TEXT],
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """How one user looks at the register: the filter, the order, and the page (from 0)."""

    filter: Filter = field(default_factory=Filter)
    sort: Sort = "plan"
    downwards: bool = False
    page: int = 0

    def sorted_by(self, column: object) -> Listing:
        """Return the listing sorted by a column, the other way round where it was sorted by it."""
        wanted: Sort | None = next((name for name in get_args(Sort) if name == column), None)
        if wanted is None:
            return self
        return replace(self, sort=wanted, downwards=wanted == self.sort and not self.downwards, page=0)


@dataclass(frozen=True)
class Register:
    """All tasks, and the values they can be filtered by."""

    entries: tuple[Entry, ...]
    plans: tuple[Plan, ...]

    @cached_property
    def years(self) -> list[int]:
        """The years of the plans, the latest first."""
        return sorted({plan.metadata.year for plan in self.plans if plan.metadata.year}, reverse=True)

    @cached_property
    def agencies(self) -> dict[str, str]:
        """The agencies that issued the plans, by the key they are filtered by."""
        names = {agency_key(plan): plan.metadata.agency.text for plan in self.plans if plan.metadata.agency}
        return dict(sorted(names.items(), key=lambda item: item[0]))

    @cached_property
    def units(self) -> dict[str, str]:
        """The units, those with most tasks first, by the key they are filtered by; each as it is most often written."""
        spellings: dict[str, Counter[str]] = {}
        for entry in self.entries:
            for unit in entry.units(""):
                spellings.setdefault(unit.canonical, Counter())[unit.text] += 1
        ordered = sorted(spellings.items(), key=lambda item: (-item[1].total(), item[0]))
        return {key: texts.most_common(1)[0][0] for key, texts in ordered}

    def select(self, wanted: Filter, today: dt.date) -> list[Entry]:
        """Return the tasks that satisfy a filter, in the order of their plans."""
        terms = bare(wanted.text).split()
        return [
            entry
            for entry in self.entries
            if (not wanted.document or entry.plan.document == wanted.document)
            and (not wanted.year or entry.plan.metadata.year == wanted.year)
            and (not wanted.agency or agency_key(entry.plan) == wanted.agency)
            and (not wanted.unit or any(unit.canonical == wanted.unit for unit in entry.units(wanted.role)))
            and (wanted.unit or not wanted.role or entry.units(wanted.role))
            and in_period(entry, wanted.period, today)
            and all(term in entry.words for term in terms)
        ]


@lru_cache(maxsize=2)
def register(assistant: Assistant) -> Register:
    """Return the register of an assistant's plans."""
    pairs = ((plan, task) for plan in assistant.plans for task in plan.tasks)
    return Register(tuple(Entry(plan, task, number) for number, (plan, task) in enumerate(pairs)), assistant.plans)


def bare(text: str) -> str:
    """Return text without diacritics and case."""
    return strip_marks(fold(text))


def agency_key(plan: Plan) -> str:
    """Return what a plan's agency is filtered by."""
    return fold(plan.metadata.agency.text) if plan.metadata.agency else ""


def in_period(entry: Entry, period: str, today: dt.date) -> bool:
    """Say whether a task's deadline lies in a period, as `Filter.period` names it; a malformed one holds everything."""
    deadline = entry.task.deadline
    if period == "undated":
        return entry.start is None
    if period == "dated":
        return entry.start is not None
    if period == "recurring":
        return bool(deadline and deadline.recurrence)
    days = {"month": month_of(today), "quarter": quarter_of(today)}.get(period) or _days(period)
    return days is None or bool(deadline and deadline.overlaps(*days))


def due_in(entry: Entry, first: dt.date, last: dt.date) -> bool:
    """Say whether a task has to be done within days: its last day is one of them."""
    return entry.end is not None and first <= entry.end <= last


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def quarter_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a day's quarter."""
    first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return first, month_of(first.replace(month=first.month + 2))[1]


def quarter_name(day: dt.date, words: Words, key: str = "quarter_of") -> str:
    """Return how a day's quarter is called: "Quý IV/2026"."""
    number = (day.month + 2) // 3
    return words(key, quarter=number if words.language == "en" else ("I", "II", "III", "IV")[number - 1], year=day.year)


def quarters(entries: Sequence[Entry]) -> list[tuple[dt.date, dt.date]]:
    """Return the quarters from the first day to the last that the tasks state."""
    days = [day for entry in entries for day in (entry.start, entry.end) if day]
    found: list[tuple[dt.date, dt.date]] = []
    if days:
        at = quarter_of(min(days))
        while at[0] <= max(days) and len(found) < 400:
            found.append(at)
            at = quarter_of(at[1] + dt.timedelta(days=1))
    return found


def _days(period: str) -> tuple[dt.date, dt.date] | None:
    first, separator, last = period.partition("..")
    try:
        return (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if separator else None
    except ValueError:
        return None


def ordered(entries: Sequence[Entry], listing: Listing) -> list[Entry]:
    """Return the tasks in the order of a listing; what states nothing in the column comes last."""

    def key(entry: Entry) -> str:
        task = entry.task
        texts = {
            "task": task.task.text,
            "lead": task.lead[0].text if task.lead else "",
            "coordinate": task.coordinate[0].text if task.coordinate else "",
            "start": (entry.end or _LATEST).isoformat() if entry.start else "",
            "product": task.product.text if task.product else "",
        }
        return fold(texts[listing.sort])

    if listing.sort == "plan":
        return sorted(entries, key=lambda entry: entry.number, reverse=listing.downwards)
    stated = sorted((entry for entry in entries if key(entry)), key=key, reverse=listing.downwards)
    return [*stated, *(entry for entry in entries if not key(entry))]
