"""The plans at hand as the answering layer sees them: rows of the register, passages, and how telling each word is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cchc_assistant.answering.matching import Weights
from cchc_assistant.answering.terms import Phrasebook, Profile, phrasebook
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.issuer import in_running_text
from cchc_assistant.plans.metadata import province_name
from cchc_assistant.plans.model import Plan, Span, Task
from cchc_assistant.plans.units import canonical
from cchc_assistant.retrieval.model import Passage

if TYPE_CHECKING:
    from cchc_assistant.answering.candidates import Search

# What a word counts for, by where it stands.
_TASK, _PRODUCT, _NOTE, _FREQUENCY, _UNIT, _HEADING, _TITLE, _TIME = 1.0, 0.85, 0.8, 0.8, 0.6, 0.5, 0.45, 0.4
# What is said of a task beside its fields.
_DETAIL = 0.5
_PASSAGE_TITLE = 0.25
# "ubnd huyện đồng xuân": names of two syllables or more, for shorter ones ("quận 1") are numbers or words of their own.
_LOCALITY = re.compile(
    r"(?:ủy ban nhân dân|ubnd)\s+(?:huyện|quận|thị xã|thành phố|phường|xã|thị trấn|đặc khu)\s+"
    r"(?P<name>[^\W\d]+(?:[\s'’\-–]+[^\W\d]+){1,4})(?:,\s*(?:tỉnh|thành phố)\b.*)?$"
)
# What refers to a task told elsewhere, and the title of a part that tells what tasks cost.
_REFERS = re.compile(r"\((?:mục|điểm|nhiệm vụ|khoản)\s+(?:số\s+)?[\divx.a-zđ]+\)\s*$", re.IGNORECASE)
_OF_COSTS = re.compile(r"\b(?:dự toán|(?:bảng|biểu|phụ lục)\b.{0,30}\bkinh phí)\b")
# Agencies of the whole country, whose letters are dated in the capital.
_CENTRAL = re.compile(r"(?:chính phủ|thủ tướng|quốc hội|văn phòng chính phủ|ban bí thư|bộ (?!chỉ huy|tư lệnh))")
# The years that a title says a plan is for.
_YEARS = re.compile(r"\b(20\d\d)\s*[-–]\s*(20\d\d)\b")
# How many tasks, and how many passages, tell how common words are.
_SAMPLE = 2000


# Where a sentence of a passage begins and ends, what it holds with its context, and by itself.
StatementProfile = tuple[int, int, Profile, Profile]


@dataclass(frozen=True)
class Row:
    """A task with the number of the plan it stands in."""

    plan: int
    task: Task


@dataclass(frozen=True)
class Corpus:
    """What answers are made from.

    Attributes:
        plans: all plans of the index.
        sources: source text by document.
        passages: all passages, in order of plans.
        search: the search of the index, for a corpus that is too large to look through.
    """

    plans: tuple[Plan, ...]
    sources: Mapping[str, str]
    passages: tuple[Passage, ...]
    search: Search | None = None
    _counted: dict[int, tuple[Row, ...]] = field(default_factory=dict)
    _title_profiles: dict[int, Profile] = field(default_factory=dict)
    _task_profiles: dict[int, Profile] = field(default_factory=dict)
    _passage_profiles: dict[int, Profile] = field(default_factory=dict)
    statement_profiles: dict[tuple[str, int, str], list[tuple[int, int, Profile, Profile]]] = field(
        default_factory=dict
    )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every task of every plan."""
        return tuple(Row(number, task) for number, plan in enumerate(self.plans) for task in plan.tasks)

    @cached_property
    def _row_ranges(self) -> tuple[range, ...]:
        ranges = []
        start = 0
        for plan in self.plans:
            ranges.append(range(start, start + len(plan.tasks)))
            start += len(plan.tasks)
        return tuple(ranges)

    def rows_of(self, plan: int) -> range:
        """Return the numbers of a plan's tasks in ``rows``."""
        return self._row_ranges[plan]

    def counted_rows(self, plan: int) -> tuple[Row, ...]:
        """Return a plan's tasks as lists count them: the parts of one that it leads in ("bao gồm: …") are no others.

        Parts with a time of their own are; rows that only say what tasks told elsewhere cost are not.
        """
        if plan not in self._counted:
            kept: list[Row] = []
            rows = [self.rows[number] for number in self.rows_of(plan)]
            planned = [row for row in rows if not _only_costs(row.task, self.plans[plan])]
            for row in planned or rows:
                if not (kept and _is_part(row.task, kept[-1].task)):
                    kept.append(row)
            self._counted[plan] = tuple(kept)
        return self._counted[plan]

    def tasks_at(self, plan: int, span: Span) -> list[Task]:
        """Return the tasks of a plan that a stretch of it meets."""
        return [
            task for task in self.plans[plan].tasks if task.source.start < span.end and span.start < task.source.end
        ]

    @cached_property
    def _passages_by_document(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {plan.document: [] for plan in self.plans}
        for number, passage in enumerate(self.passages):
            found[passage.document].append(number)
        return found

    def passages_of(self, document: str) -> list[int]:
        """Return the numbers of a document's passages, in its order."""
        return self._passages_by_document[document]

    @cached_property
    def passage_places(self) -> dict[tuple[str, int], int]:
        """The number of the passage that begins at each place."""
        return {(passage.document, passage.span.start): number for number, passage in enumerate(self.passages)}

    @cached_property
    def by_document(self) -> dict[str, int]:
        """The number of each document's plan."""
        return {plan.document: number for number, plan in enumerate(self.plans)}

    @cached_property
    def book(self) -> Phrasebook:
        """Phrases and concepts, with the abbreviations that the plans define."""
        return phrasebook().with_aliases(pair for plan in self.plans for pair in plan.aliases)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The abbreviations that the plans define."""
        return {short: long for plan in self.plans for short, long in plan.aliases}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Canonical names of all units and agencies."""
        names = {unit.canonical for row in self.rows for unit in row.task.units}
        return tuple(sorted(names | self.agencies))

    @cached_property
    def agencies(self) -> frozenset[str]:
        """Canonical names of the agencies that issued the plans."""
        return frozenset(name for number in range(len(self.plans)) if (name := self.agency(number)))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years of the plans, in order."""
        return tuple(sorted({plan.metadata.year for plan in self.plans if plan.metadata.year}))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of the plans, in lower case, of those that have one."""
        return tuple(plan.metadata.number.text.lower() for plan in self.plans if plan.metadata.number)

    def mentions_number(self, number: str) -> bool:
        """Say whether any plan cites a document of a number, whole ("61/2018/nđ-cp") or by its head ("61")."""
        wanted = re.sub("[dđ]", "[dđ]", re.escape(number.lower().lstrip("0")))  # "7619/QD-BCA"
        pattern = re.compile(rf"(?<![\w/.,])0*{wanted}(?:[/\-–]|\b(?![.,%]\d))", re.IGNORECASE)
        return any(pattern.search(text) for text in self.sources.values())

    def covers(self, plan: int, year: int) -> bool:
        """Say whether a plan is of a year: by its own year, or by the years of its title ("giai đoạn 2026 - 2030")."""
        return self.plans[plan].metadata.year == year or any(first <= year <= last for first, last in self._spans[plan])

    @cached_property
    def _spans(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """First and last year of each period that the title of each plan names."""
        titles = (plan.metadata.title for plan in self.plans)
        return tuple(
            tuple((int(span[1]), int(span[2])) for span in _YEARS.finditer(title.text)) if title else ()
            for title in titles
        )

    @cached_property
    def years_in_plans(self) -> frozenset[int]:
        """Years that stand anywhere in the plans."""
        return frozenset(int(year) for text in self.sources.values() for year in re.findall(r"\b20\d\d\b", text))

    def agency(self, plan: int) -> str:
        """Return the canonical name of a plan's agency, "" where it states none."""
        return self._agency_of[plan]

    def province(self, plan: int) -> str:
        """Return the bare name of a plan's province, "" where it states none or its agency is of the whole country."""
        return self._province_of[plan]

    def locality(self, plan: int) -> str:
        """Return the name of the district, ward or commune that issued a plan, in lower case; "" for others."""
        return self._locality_of[plan]

    @cached_property
    def localities(self) -> tuple[str, ...]:
        """Names of the districts, wards and communes that issued plans."""
        return tuple(sorted({name for name in self._locality_of if name}))

    @cached_property
    def _locality_of(self) -> tuple[str, ...]:
        stated = (plan.metadata.agency for plan in self.plans)
        found = (_LOCALITY.search(fold(agency.text)) if agency else None for agency in stated)
        return tuple(match["name"] if match else "" for match in found)

    @cached_property
    def _agency_of(self) -> tuple[str, ...]:
        return tuple(map(self._canonical_agency, self.plans))

    def _canonical_agency(self, plan: Plan) -> str:
        """Return the canonical name of a plan's agency without its province: "SỞ GIAO THÔNG VẬN TẢI HÀ NAM"."""
        agency, province = plan.metadata.agency, plan.metadata.province
        if agency is None:
            return ""
        name = agency.text
        of_field = fold(name).startswith(("sở ", "ban ", "cục ", "chi cục "))
        if province and of_field and fold(name).endswith(" " + fold(province.text)):
            name = name[: -len(province.text)].rstrip(" ,-")
        return canonical(name, self.aliases)

    @cached_property
    def _province_of(self) -> tuple[str, ...]:
        return tuple(
            strip_marks(fold(province_name(meta.province.text)))
            if meta.province and not (meta.agency and _is_central(meta.agency.text))
            else ""
            for meta in (plan.metadata for plan in self.plans)
        )

    def name(self, plan: int) -> str:
        """Return how a plan is called in an answer: "Kế hoạch 2022 (Sở Khoa học và Công nghệ, Quảng Ngãi)".

        Where several would be called the same, by the number: "Kế hoạch 617/KH-UBND năm 2025 (…)".
        """
        return self._names[plan]

    @cached_property
    def _names(self) -> tuple[str, ...]:
        plain = [self._called(plan, "") for plan in range(len(self.plans))]
        shared = {name for name, count in Counter(plain).items() if count > 1}
        return tuple(
            self._called(plan, number.text) if name in shared and (number := self.plans[plan].metadata.number) else name
            for plan, name in enumerate(plain)
        )

    def _called(self, plan: int, number: str) -> str:
        meta = self.plans[plan].metadata
        kind = meta.kind.text.capitalize() if meta.kind else "Văn bản"
        year = f" {meta.year}" if meta.year else ""
        if number:
            kind, year = f"{kind} {number}", f" năm {meta.year}" if meta.year else ""
        where = [
            in_running_text(meta.agency.text) if meta.agency else "",
            province_name(meta.province.text) if meta.province else "",
        ]
        if where[1] and (where[1].lower() in where[0].lower() or _is_central(where[0])):
            where = where[:1]
        place = ", ".join(part for part in where if part)
        return f"{kind}{year} ({place})" if place else f"{kind}{year}"

    def title(self, plan: int) -> str:
        """Return a plan's title as cited, its document's name where it has none."""
        meta = self.plans[plan].metadata
        kind = meta.kind.text.capitalize() + " " if meta.kind else ""
        return f"{kind}{meta.title.text}" if meta.title else self.plans[plan].document

    def title_profile(self, plan: int) -> Profile:
        """Return what the head of a plan says, for matching."""
        found = self._title_profiles.get(plan)
        if found is None:
            found = Profile()
            found.add(self.plan_words(plan), 1.0, self.book)
            self._title_profiles[plan] = found  # whole, for other threads read it
        return found

    def task_profile(self, row: int) -> Profile:
        """Return what a task holds, for matching."""
        found = self._task_profiles.get(row)
        if found is None:
            found = self._task_profiles[row] = self._profile_of(self.rows[row])
        return found

    def passage_profile(self, number: int) -> Profile:
        """Return what a passage holds, for matching."""
        found = self._passage_profiles.get(number)
        if found is None:
            passage = self.passages[number]
            found = Profile()
            found.add(passage.text, 1.0, self.book)
            for heading in passage.heading:
                found.add(heading, _HEADING, self.book)
            found.add(self.plan_words(self.by_document[passage.document]), _PASSAGE_TITLE, self.book)
            self._passage_profiles[number] = found
        return found

    def _profile_of(self, row: Row) -> Profile:
        task = row.task
        found = Profile()
        found.add(task.task.text, _TASK, self.book)
        if task.kind != "table":  # a row's range may hold the cells of rows beside it
            found.add(self.source(task.source.document)[task.source.start : task.source.end], _DETAIL, self.book)
        for piece, weight in (
            (task.product, _PRODUCT),
            (task.note, _NOTE),
            (task.frequency, _FREQUENCY),
            (task.budget, _UNIT),
        ):
            if piece:
                found.add(piece.text, weight, self.book)
        for unit in task.units:
            found.add(unit.text, _UNIT, self.book)
        if task.deadline:
            found.add(task.deadline.text, _TIME, self.book)
        found.add(task.heading, _HEADING, self.book)
        found.add(self.plan_words(row.plan), _TITLE, self.book)
        return found

    def plan_words(self, plan: int) -> str:
        """Return the words of a plan's title, agency and province."""
        meta = self.plans[plan].metadata
        return " ".join(piece.text for piece in (meta.title, meta.agency, meta.province) if piece)

    @cached_property
    def weights(self) -> Weights:
        """How telling each word is over the register and the passages; of a large corpus, over an even sample."""
        rows, passages = len(self.rows), len(self.passages)
        return Weights(
            [self.task_profile(row) for row in range(0, rows, 1 + rows // _SAMPLE)]
            + [self.passage_profile(number) for number in range(0, passages, 1 + passages // _SAMPLE)]
        )

    def source(self, document: str) -> str:
        """Return a document's source text.

        Raises:
            KeyError: there is no such document.
        """
        return self.sources[document]


def _only_costs(task: Task, plan: Plan) -> bool:
    """Say whether a row only says what a task costs that the plan sets elsewhere: "Diễn tập … (mục 7.4) | 270"."""
    if task.kind != "table" or task.budget is None or task.deadline is not None:
        return False
    above = (part for part in plan.sections if part.span.start <= task.source.start < part.span.end)
    return bool(_REFERS.search(task.task.text)) or any(_OF_COSTS.search(fold(part.title.text)) for part in above)


def _is_part(task: Task, whole: Task) -> bool:
    """Say whether a task is a part of another, at the time of that."""
    nested = whole.source != task.source and whole.source.covers(task.source)
    return nested and whole.kind == task.kind == "prose" and task.deadline in (None, whole.deadline)


def _is_central(agency: str) -> bool:
    return bool(_CENTRAL.match(fold(agency)))
