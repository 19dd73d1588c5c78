"""Small plans, tasks and answers built from the words of the shipped plans, for tests of what shows them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cchc_assistant.answering.answer import Answer, Citation
from cchc_assistant.plans.model import Deadline, Field, Metadata, Plan, Span, Task, UnitMention

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
DOCUMENT = "qngai-skhcn-2022-tuyen-truyen-cchc.txt"
TITLE = "Kế hoạch tuyên truyền cải cách hành chính năm 2022 của Sở Khoa học và Công nghệ"
LEAD = "Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng"
ENTRY = """5. Tổ chức đào tạo ISO 9001
- Đơn vị chủ trì thực hiện: Phòng Quản lý
Tiêu chuẩn Đo lường Chất lượng.
- Thời gian thực hiện: Quý I - II/2022."""


def span(source: str, words: str, page: int | None = 3) -> Span:
    """The place of ``words`` in ``source``."""
    start = source.index(words)
    return Span(DOCUMENT, start, start + len(words), page)


def task(
    text: str = "Tổ chức đào tạo ISO 9001",
    lead: tuple[str, ...] = (LEAD,),
    deadline: Deadline | None = None,
    note: str | None = None,
    section: str = "III.5",
) -> Task:
    """A task with the entry above as its source."""
    whole = Span(DOCUMENT, 0, len(ENTRY), 3)
    return Task(
        kind="form",
        section=section,
        task=Field(text, whole),
        source=whole,
        lead=tuple(UnitMention(name, whole, name.casefold()) for name in lead),
        deadline=deadline,
        note=Field(note, whole) if note else None,
    )


def due(text: str, start: dt.date | None, end: dt.date | None, recurrence: str | None = None) -> Deadline:
    """A deadline as the plan words it."""
    return Deadline(text, Span(DOCUMENT, 0, len(ENTRY), 3), start, end, recurrence)


SECOND_QUARTER = due("Quý I - II/2022", dt.date(2022, 1, 1), dt.date(2022, 6, 30))


def plan(*tasks: Task) -> Plan:
    """A plan of 2022 with the given tasks."""
    title = Field(TITLE, Span(DOCUMENT, 0, 10))
    return Plan(DOCUMENT, Metadata(title=title, year=2022), tasks=tasks)


def answer() -> Answer:
    """An answer that cites the entry above; its lead unit is wrapped over two lines of the source."""
    wrapped = "Phòng Quản lý\nTiêu chuẩn Đo lường Chất lượng"
    citation = Citation(
        doc=DOCUMENT,
        title=TITLE,
        section="III.5",
        page=3,
        quote=ENTRY,
        start=0,
        end=len(ENTRY),
        highlights=(span(ENTRY, wrapped), span(ENTRY, "Quý I - II/2022")),
    )
    return Answer(
        question="ai chu tri dao tao iso 9001, khi nao",
        understood="ai chủ trì đào tạo ISO 9001, khi nào",
        answer=f"Năm 2022: {LEAD} chủ trì; thời gian: Quý I - II/2022 [1].",
        units=(LEAD,),
        deadlines=("Quý I - II/2022",),
        citations=(citation,),
    )


def refusal() -> Answer:
    """A refusal with two suggestions."""
    return Answer(
        question="Ai xây cầu?",
        understood="Ai xây cầu?",
        answer="Không kế hoạch nào nói đến việc này.",
        abstained=True,
        reason="không có nhiệm vụ nào khớp",
        suggestions=("Ai chủ trì đào tạo ISO 9001?", "Ai chủ trì mở chuyên mục?"),
    )
