"""The data model: what a plan holds, every piece with the range of the source it was read from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

TaskKind = Literal["form", "table", "prose"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters ``[start, end)`` of a document's source text.

    ``page`` counts from 1 and is None where the format has no pages.
    """

    document: str
    start: int
    end: int
    page: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"{self.document}: empty or negative span {self.start}:{self.end}")

    def covers(self, other: Span) -> bool:
        """Say whether ``other`` lies wholly inside this span."""
        return self.document == other.document and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of a plan as shown to users: wraps as one space, emphasis gone, repaired where the source was."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit as the plan writes it, with the key under which its variants meet (``sở thông tin và truyền thông``)."""

    text: str
    span: Span
    canonical: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words of a deadline and what they state: an interval, a recurrence, both or neither; never an invented day.

    ``start`` and ``end`` are inclusive days. "trước ngày 10/11/2022" has no start and ends on 10/11/2022.
    """

    text: str
    span: Span
    start: dt.date | None = None
    end: dt.date | None = None
    recurrence: str | None = None

    def overlaps(self, first: dt.date, last: dt.date) -> bool:
        """Say whether the stated interval meets ``[first, last]``; a deadline without days meets nothing.

        A deadline with only an end ("trước ngày …") is due on that day; one with only a start goes on from it.
        """
        if self.start is None:
            return self.end is not None and first <= self.end <= last
        return self.start <= last and (self.end is None or first <= self.end)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document cited as the ground of a plan: "Quyết định số 2113/QĐ-UBND ngày 31/12/2019"."""

    text: str
    span: Span
    kind: str
    number: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head and foot of a plan state; None or empty where the plan does not state it."""

    title: Field | None = None
    kind: Field | None = None
    agency: Field | None = None
    province: Field | None = None
    number: Field | None = None
    date: Field | None = None
    year: int | None = None
    signer: Field | None = None
    signer_title: Field | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    recipients: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a plan; ``path`` as cited: ``III.5``, ``III.10.b``, ``Phụ lục 3.b``.

    ``title`` is the part's own line or paragraph; ``span`` reaches to the end of the last part below it.
    """

    path: str
    level: int
    title: Field
    span: Span


@dataclass(frozen=True, slots=True)
class Task:
    """One obligation of a plan. Only ``task`` is always there; every other field is there if the plan states it.

    ``lead`` units do it, ``coordinate`` units help, ``direct`` units oversee ("Cơ quan chỉ đạo").
    ``currency`` is what the head of a column says that a bare number of ``budget`` counts ("triệu đồng").
    ``source`` covers the whole entry; ``section`` is the path of the numbered part it stands in; ``doubtful`` names the
    fields that a damaged source, or a list without marks of who leads, leaves in doubt.
    """

    kind: TaskKind
    section: str
    task: Field
    source: Span
    lead: tuple[UnitMention, ...] = ()
    coordinate: tuple[UnitMention, ...] = ()
    direct: tuple[UnitMention, ...] = ()
    deadline: Deadline | None = None
    product: Field | None = None
    budget: Field | None = None
    currency: Field | None = None
    note: Field | None = None
    frequency: Field | None = None
    heading: str = ""
    doubtful: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[UnitMention, ...]:
        """All units of the task: those that lead, co-ordinate, oversee."""
        return (*self.lead, *self.coordinate, *self.direct)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of a file and what was made of it."""

    pages: int = 0
    characters: int = 0
    tables: int = 0
    numbered_items: int = 0
    sections: int = 0
    rows_like_tasks: int = 0
    tasks: int = 0
    ocr_pages: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as read from one document.

    ``document`` is its path relative to the folder that was indexed; ``repaired`` says that the source text is
    damaged and the fields hold its repair, while the spans still point into the source.
    """

    document: str
    metadata: Metadata
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    warnings: tuple[str, ...] = ()
    repaired: bool = False
    aliases: tuple[tuple[str, str], ...] = ()
    """Abbreviations the plan itself defines: ("CCHC", "cải cách hành chính")."""
