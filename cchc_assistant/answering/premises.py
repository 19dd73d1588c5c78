"""What a question takes for granted — a unit, a number, a time — and whether the plan says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.question import Frame, UnitSlot, answers_to, documents_named, whole_year
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.plans.deadlines import format_interval

# A number that counts or names something: not part of a date, a document's number, a standard or a section.
_NUMBER = re.compile(r"(?<![\w/:.,\-–])(\d{1,4})(?![\w/:.\-–]|,\d)")
# "15/11", "15/11/2025", "ngày 15 tháng 11", "tháng 12/2025".
_DATE = re.compile(
    r"(?<![\d/])(\d{1,2})\s*(?:/|-|tháng\s+)\s*(1[0-2]|0?[1-9])(?![\d])|\btháng\s+(1[0-2]|0?[1-9])(?!\d)"
)
# "bao lâu 1 lần" asks how often and counts nothing.
_ONCE = re.compile(r"0?1 lần\b")
_DATE_BEFORE = re.compile(
    r"(?:ngày|tháng|quý|năm|mục|phần|điều|khoản|section|month|quarter|day|part|iso|mức độ|mức)\s*$", re.IGNORECASE
)


def contradiction(frame: Frame, scope: Scope, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    """Return what the question takes for granted and none of the tasks that answer it says; None if all agree."""
    if not rows:
        return None
    return (
        _other_unit(frame, scope, corpus, rows)
        or _other_time(frame, rows)
        or _other_date(frame, corpus, rows)
        or _other_number(frame, corpus, rows)
    )


def _other_date(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    """Return a day that the question asserts where all tasks name other days ("hạn 30/6 thì ai phối hợp")."""
    if frame.asked.asks & {"list", "compare", "count"}:
        return None
    wrong = [
        absent_date(frame, corpus.source(row.task.source.document)[row.task.source.start : row.task.source.end])
        for row in rows
    ]
    return wrong[0] if all(wrong) else None


def _other_unit(frame: Frame, scope: Scope, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    for slot in frame.units:
        if slot in scope.agencies or not acts(frame, slot):
            continue
        if not any(_names(row, slot.canonical, corpus) for row in rows):
            return frame.understood[slot.start : slot.end]
    return None


def absent_unit(frame: Frame, corpus: Corpus, text: str) -> str | None:
    """Return a unit that the question makes act and a text does not name; None if there is none."""
    profile = Profile()
    profile.add(text, 1.0, corpus.book)
    for slot in frame.units:
        if (
            acts(frame, slot)
            and slot.canonical not in corpus.agencies
            and not _in_words(slot.canonical, profile, corpus)
        ):
            return frame.understood[slot.start : slot.end]
    return None


def acts(frame: Frame, slot: UnitSlot) -> bool:
    """Say whether a question makes a unit do something ("sở nội vụ chủ trì …"), not only names it ("gửi sở nội vụ")."""
    text = frame.understood
    leads = slot.start == 0 and not frame.context
    return leads or says("acting", text[slot.end :]) or says("done_by", text[: slot.start])


def _names(row: Row, unit: str, corpus: Corpus) -> bool:
    """Say whether a task names a unit, as one of its own or in its words."""
    task = row.task
    if any(answers_to(unit, mention.canonical) for mention in task.units):
        return True
    span = task.source
    profile = Profile()
    profile.add(corpus.source(span.document)[span.start : span.end], 1.0, corpus.book)
    for piece in (task.task.text, task.heading, corpus.plan_words(row.plan)):
        profile.add(piece, 1.0, corpus.book)
    return _in_words(unit, profile, corpus)


def _in_words(unit: str, profile: Profile, corpus: Corpus) -> bool:
    """Say whether a text holds a unit's name: its phrases, and between them its words side by side."""
    found = tokens(unit.removeprefix("các "))
    single: list[str] = []
    for chunk in corpus.book.chunks(found):
        if chunk.phrase in profile.terms:
            single = []
            continue
        for token in found[chunk.first : chunk.last]:
            if token.bare not in profile.terms or (single and (single[-1], token.bare) not in profile.pairs):
                return False
            single.append(token.bare)
    return True


def _other_time(frame: Frame, rows: Sequence[Row]) -> str | None:
    period = frame.period
    if period is None or whole_year(period) or frame.asked.asks & {"when", "list", "compare"}:
        return None
    dated = [row for row in rows if row.task.deadline and (row.task.deadline.start or row.task.deadline.end)]
    if not dated or any(row.task.deadline and row.task.deadline.overlaps(*period) for row in dated):
        return None
    # The words of the task may hold the date themselves: "nhân Ngày khoa học và công nghệ Việt Nam 18/5".
    days = {f"{day.day}/{day.month}" for day in period}
    if any(days & {token.bare for token in tokens(row.task.task.text)} for row in rows):
        return None
    return format_interval(*period)


def _other_number(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    held = " ".join(
        corpus.source(row.task.source.document)[row.task.source.start : row.task.source.end] for row in rows
    )
    return absent_number(frame, held)


def absent_date(frame: Frame, text: str) -> str | None:
    """Return a day or month that the question asserts and a text that names others does not; None if there is none."""
    named = {(int(day), int(month)) for day, month in _dates(text)}
    if not named:
        return None
    for day, month in _dates(frame.understood):
        if not any(int(month) == other and (not int(day) or int(day) == of) for of, other in named):
            return f"{day}/{month}" if int(day) else month
    return None


def _dates(text: str) -> list[tuple[str, str]]:
    """Return the days and months of a text, "0" for the day of a bare month."""
    return [(found[1] or "0", found[2] or found[3]) for found in _DATE.finditer(text.lower())]


def absent_number(frame: Frame, text: str) -> str | None:
    """Return a number that the question asserts and a text does not hold ("tới 36 chuyên mục" where there are 24)."""
    years = {str(year) for year in frame.years} | {str(year) for year in range(2000, 2100)}
    asking = [*frame.asked.words, *documents_named(frame.understood)]  # no premises: question words, cited documents
    for match in _NUMBER.finditer(frame.understood):
        number = match[1].lstrip("0") or "0"
        asks = any(start <= match.start() < end for start, end in asking)
        if (
            asks
            or match[1] in years
            or match[1] in frame.numbers
            or _DATE_BEFORE.search(frame.understood[: match.start()])
        ):
            continue
        if _ONCE.match(frame.understood, match.start()):
            continue
        if not re.search(rf"(?<!\d)0*{number}(?!\d)", text):
            return frame.understood[match.start() : match.end()]
    return None
