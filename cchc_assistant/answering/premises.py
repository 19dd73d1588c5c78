"""What a question takes for granted — a unit, a number, a time — and whether the plan says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cchc_assistant.answering.amounts import AMOUNT, value_of
from cchc_assistant.answering.asks import Ask, ranges_of, says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.document_names import documents_named
from cchc_assistant.answering.labels import absent_label
from cchc_assistant.answering.lookup import FoundTask, rank_tasks
from cchc_assistant.answering.question import Frame, whole_year
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.supposed import absent_name
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.answering.unit_slots import UnitSlot, answers_to
from cchc_assistant.data_files import load_toml
from cchc_assistant.plans.deadlines import format_interval
from cchc_assistant.plans.model import UnitMention
from cchc_assistant.plans.rhythms import rhythms
from cchc_assistant.reading.marks import roman_value

# A number that counts or names something: not part of a date, a document's number, a standard or a section.
_NUMBER = re.compile(r"(?<![\w/:.,\-–])(\d{1,3}(?:\.\d{3})+|\d{1,4})(?![\w/:.\-–]|,\d)")
_SCALE = re.compile(r"\s+(nghìn|ngàn|triệu|thousand|million)\b(?!\s+(?:đồng|dong|vnd))", re.IGNORECASE)
_ZEROS = {"nghìn": "000", "ngàn": "000", "thousand": "000", "triệu": "000000", "million": "000000"}
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
# "ngày 20 hằng tháng", "ngày 20": a day without its month.
_DAY = re.compile(
    r"\bngày\s+(?:mùng\s+)?(\d{1,2})(?![\d/.\-–]|\s*(?:tháng\s*\d|/|-\s*\d|làm việc|công|sau|trước|kể từ))"
)
# "15/11", "15/11/2025", "ngày 15 tháng 11", "tháng 12/2025".
_DATE = re.compile(
    r"(?<![\d/])(\d{1,2})\s*(?:/|-|tháng\s+)\s*(1[0-2]|0?[1-9])(?![\d])|\btháng\s+(1[0-2]|0?[1-9])(?!\d)"
)
# "quý IV/2026", "quý III-IV", "quý I, II và III", "quarter 2".
_QUARTER = re.compile(
    r"\b(?:quý|quí|quarter)\s+((?:iv|i{1,3}|[1-4])(?:\s*(?:[,+&–-]|và|hoặc|đến|and|or|to)\s*(?:quý\s+)?(?:iv|i{1,3}|[1-4]))*)\b",
    re.IGNORECASE,
)
_ONE_QUARTER = re.compile(r"iv|i{1,3}|[1-4]", re.IGNORECASE)
# "hơn 400 văn bản", "gần 500 hồ sơ": a round number, and how far from it what the plan says may be.
_ABOUT = re.compile(
    r"\b(?:hơn|trên|quá|gần|ngót|khoảng|chừng|tầm|cỡ|over|more than|nearly|almost|about|around|some)\s*$", re.IGNORECASE
)
_ROUNDED = 0.25
# Up to which number plans write Roman numerals.
_MOST_ROMAN = 40
# "bao lâu 1 lần" asks how often and counts nothing.
_ONCE = re.compile(r"0?1 lần\b")
_DATE_BEFORE = re.compile(
    r"(?:ngày|tháng|quý|năm|mục|phần|điều|khoản|section|month|quarter|day|part|iso|mức độ|mức)\s*$", re.IGNORECASE
)


# How much better than the first another task must fit what is said beside the units that a question makes act.
_CLEARLY = 0.15
# How many words name a unit beyond doubt without its level, and how few a task.
_WHOLE_NAME = 4
_FEWEST = 2
# Between the names of a unit and of the agency that it is part of.
_PART_OF = frozenset({"của", "thuộc", "tại", "ở", "cua", "thuoc", "tai", "o", "of", "at", "in"})
_RHYTHM = re.compile(r"ngày|tuần|tháng|quý|quí|năm|thường xuyên")


@dataclass(frozen=True, slots=True)
class Premise:
    """Words of a question that a task contradicts, and the field that says otherwise, None where no single one does."""

    words: str
    field: Ask | None = None


def contradiction(frame: Frame, scope: Scope, corpus: Corpus, rows: Sequence[Row]) -> Premise | None:
    """Return what the question takes for granted and none of the tasks that answer it says; None if all agree."""
    if not rows:
        return None
    if (unit := _other_unit(frame, scope, corpus, rows)) is not None:
        return unit
    if says("alternative_times", frame.understood):
        return None
    if time := _other_time(frame, rows) or _other_date(frame, corpus, rows) or _other_rhythm(frame, corpus, rows):
        return Premise(time, "when")
    words = _other_label(frame, corpus, rows) or _other_number(frame, corpus, rows) or _other_name(frame, corpus, rows)
    return Premise(words) if words else None


def rank_meant(frame: Frame, corpus: Corpus, scope: Scope, found: Sequence[FoundTask]) -> Sequence[FoundTask]:
    """Order tasks by what a question says beside the units that it claims, where one fits that clearly better.

    "thanh tra sở chủ trì rà soát tthc thì ai phối hợp" is about the review, not about what the inspectorate has to do.
    """
    topic = beside_claims(frame, claimed_units(frame, scope))
    if topic is frame or not found:
        return found
    ranked = rank_tasks(topic, corpus, scope)
    score = next((item.score for item in ranked if item.row is found[0].row), 0.0)
    return ranked if ranked and ranked[0].score - score >= _CLEARLY else found


def task_claimed(
    topic: Frame, corpus: Corpus, scope: Scope, claims: Sequence[UnitSlot], field: Ask
) -> FoundTask | None:
    """Return the task that a claim is about: of those that fit its topic alike, one that has a unit claimed.

    Tasks that do not state the field that is claimed come later.
    """
    ranked = rank_tasks(replace(topic, asked=replace(topic.asked, asks=frozenset({field}))), corpus, scope)
    alike = (item for item in ranked if ranked[0].score - item.score < _CLEARLY)
    theirs = (item for item in alike if any(_has(slot, item.row.task.units) for slot in claims))
    return next(theirs, None) or next(iter(ranked), None)


def _other_date(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    """Return a day that the question asserts where all tasks name other days ("hạn 30/6 thì ai phối hợp")."""
    if frame.asked.asks & {"list", "compare", "count"} and "yes_no" not in frame.asked.asks:
        return None
    wrong = [absent_date(frame, _words_of(row, corpus)) for row in rows]
    return wrong[0] if all(wrong) else None


def beside_claims(frame: Frame, claims: Sequence[UnitSlot]) -> Frame:
    """Return a question without the units that it claims and their roles; as it is where little else names a task."""
    if not claims:
        return frame
    text = frame.understood
    roles = [*ranges_of("leading", text), *ranges_of("helping", text)]
    parts = tuple(
        part for part in frame.parts_beside(claims) if not any(start <= part.start < end for start, end in roles)
    )
    return replace(frame, parts=parts, units=()) if sum(len(part.text.split()) for part in parts) >= _FEWEST else frame


def _other_unit(frame: Frame, scope: Scope, corpus: Corpus, rows: Sequence[Row]) -> Premise | None:
    for slot in claimed_units(frame, scope):
        words = frame.understood[slot.start : slot.end]
        # "ban chỉ huy phòng thủ dân sự" is meant where the plan names that of each level
        called = (slot.canonical, words) if len(words.split()) >= _WHOLE_NAME else (slot.canonical,)
        if not any(names(row, name, corpus) for row in rows for name in called):
            return Premise(words, "lead")
        if claimed_role(frame, slot) == "lead" and all(_only_helps(slot, row) for row in rows):
            return Premise(words, "lead")
    return None


def claimed_units(frame: Frame, scope: Scope) -> list[UnitSlot]:
    """Return the units that a question makes act; in a yes/no question, all that it names are claimed."""
    named = [slot for slot in frame.units if slot not in scope.agencies]
    if "yes_no" in frame.asked.asks:
        return named
    text = frame.understood
    named = [slot for slot in named if not says("alternative", text[: slot.start])]
    return [slot for slot in named if acts(frame, slot) and not says("whether", text[slot.end :])]


def claimed_role(frame: Frame, slot: UnitSlot) -> Literal["lead", "coordinate"] | None:
    """Return the role that a question says a unit has: that of the first word for one between it and the next unit."""
    text = frame.understood
    begin = slot.end
    for other in frame.units:  # "phòng cchc của sở nội vụ": the agency is part of the name
        if other.start >= begin and text[begin : other.start].strip().lower() in _PART_OF:
            begin = other.end
    later = (other.start for other in frame.units if text[begin : other.start].strip())
    text = text[begin : min(later, default=len(text))]
    leads = min(ranges_of("leading", text), default=None)
    helps = min(ranges_of("helping", text), default=None)
    if helps is not None and says("mutual", text[helps[0] :]):
        helps = None  # who works with whom says nothing of who leads
    if leads is None and helps is None:
        return "lead" if says("assigned", frame.understood[: slot.start]) else None
    return "coordinate" if leads is None or (helps is not None and helps < leads) else "lead"


def _only_helps(slot: UnitSlot, row: Row) -> bool:
    return _has(slot, row.task.coordinate) and not _has(slot, (*row.task.lead, *row.task.direct))


def _has(slot: UnitSlot, units: Sequence[UnitMention]) -> bool:
    return any(answers_to(slot.canonical, unit.canonical) for unit in units)


def absent_unit(frame: Frame, corpus: Corpus, text: str) -> str | None:
    """Return a unit that the question makes act and a text does not name; None if there is none."""
    for slot in frame.units:
        words = frame.understood[slot.start : slot.end]
        told = any(named_in(text, name, corpus) for name in (slot.canonical, words))
        if acts(frame, slot) and slot.canonical not in corpus.agencies and not told:
            return words
    return None


def named_in(text: str, unit: str, corpus: Corpus) -> bool:
    """Say whether a text names a unit."""
    profile = Profile()
    profile.add(text, 1.0, corpus.book)
    return _in_words(unit, profile, corpus)


def acts(frame: Frame, slot: UnitSlot) -> bool:
    """Say whether a question makes a unit do something ("sở nội vụ chủ trì …"), not only names it ("gửi sở nội vụ")."""
    text = frame.understood
    leads = slot.start == 0 and not frame.context
    return leads or says("acting", text[slot.end :]) or says("done_by", text[: slot.start])


def names(row: Row, unit: str, corpus: Corpus) -> bool:
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
    found = tokens(unit.removeprefix("các ").removeprefix("đài "))  # "đài huyện": what became a centre of culture
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


def _other_rhythm(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    wrong = [absent_rhythm(frame, _words_of(row, corpus)) for row in rows]
    return wrong[0] if all(wrong) else None


def absent_rhythm(frame: Frame, text: str) -> str | None:
    """Return a rhythm that the question asserts where a text names only others ("hằng tháng" of what is daily)."""
    asked = [frame.understood[start:end] for start, end in rhythms(frame.understood)]
    claimed = set(_RHYTHM.findall(" ".join(asked).lower()))
    if not claimed or ("yes_no" not in frame.asked.asks and frame.asked.asks & {"frequency", "count", "list"}):
        return None
    held = set(_RHYTHM.findall(" ".join(text[start:end] for start, end in rhythms(text)).lower()))
    return asked[0] if held and not held & claimed else None


def _is_near(number: int, text: str) -> bool:
    """Say whether a text holds a number that "hơn 400", "gần 500" can stand for: within a quarter of it."""
    return any(
        abs(int(found) - number) <= number * _ROUNDED for found in re.findall(r"(?<![\d/])\d{1,9}(?![\d/])", text)
    )


def _same_sum(question: str, at: int, text: str) -> bool:
    """Say whether a number is that of a sum of money which a text writes otherwise: "1,25 tỷ" as "1.250 triệu"."""
    claimed = AMOUNT.match(question, at)
    return claimed is not None and any(
        value_of(one.group()) == value_of(claimed.group()) for one in AMOUNT.finditer(text)
    )


def _other_label(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    """Return a label of the question ("giai đoạn 1") where all tasks bear others."""
    wrong = [
        absent_label(
            frame.understood, " ".join((_words_of(row, corpus), row.task.heading, corpus.plan_words(row.plan)))
        )
        for row in rows
    ]
    return wrong[0] if all(wrong) else None


def _other_number(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    return absent_number(frame, " ".join(f"{_words_of(row, corpus)} {corpus.plan_words(row.plan)}" for row in rows))


def _other_name(frame: Frame, corpus: Corpus, rows: Sequence[Row]) -> str | None:
    return absent_name(frame, corpus, " ".join(_words_of(row, corpus) for row in rows))


def _words_of(row: Row, corpus: Corpus) -> str:
    return corpus.source(row.task.source.document)[row.task.source.start : row.task.source.end]


def absent_date(frame: Frame, text: str) -> str | None:
    """Return a day, month or quarter that the question asserts and a text does not that names others; None if none."""
    named = {(int(day), int(month)) for day, month in dates(text)}
    if (quarter := _absent_quarter(frame.understood, text, {month for _, month in named})) is not None:
        return quarter
    if (bare := _absent_day(frame.understood, text, {day for day, _ in named})) is not None:
        return bare
    if not named:
        return None
    for day, month in dates(frame.understood):
        if not any(int(month) == other and (not int(day) or int(day) == of) for of, other in named):
            return f"{day}/{month}" if int(day) else month
    return None


def _absent_day(asked: str, text: str, days: set[int]) -> str | None:
    """Return a day of any month ("ngày 20 hằng tháng") where a text names only others."""
    held = {int(found[1]) for found in _DAY.finditer(text.lower())} | (days - {0})
    for found in _DAY.finditer(asked.lower()):
        if held and int(found[1]) not in held:
            return found.group()
    return None


def _absent_quarter(asked: str, text: str, months: set[int]) -> str | None:
    """Return a quarter of the question where a text names only others and no month of it."""
    held = {quarter for found in _QUARTER.finditer(text) for quarter in _quarters(found[1])}
    for found in _QUARTER.finditer(asked):
        named = _quarters(found[1])
        if held and not named & held and not any((month + 2) // 3 in named for month in months):
            return found.group()
    return None


def _quarters(numerals: str) -> set[int]:
    """Return the quarters that numerals name: both, and those between, of "I-IV"."""
    found = [int(one) if one.isdigit() else roman_value(one.upper()) or 0 for one in _ONE_QUARTER.findall(numerals)]
    return set(range(found[0], found[-1] + 1)) if re.search(r"[–-]|đến|to", numerals) else set(found)


def dates(text: str) -> list[tuple[str, str]]:
    """Return the days and months of a text, "0" for the day of a bare month."""
    return [(found[1] or "0", found[2] or found[3]) for found in _DATE.finditer(text.lower())]


# "mấy lần 1 tháng": not a number but what the times are counted by.
_PER = re.compile(r"0?1\s*(?:ngày|tuần|tháng|quý|năm)\b")


def absent_number(frame: Frame, text: str) -> str | None:
    """Return a number that the question asserts and a text does not hold ("tới 36 chuyên mục" where there are 24)."""
    years = {str(year) for year in frame.years} | {str(year) for year in range(2000, 2100)}
    asking = [*frame.asked.words, *documents_named(frame.understood)]  # no premises: question words, cited documents
    plain = _THOUSANDS.sub("", text)
    for match in _NUMBER.finditer(frame.understood):
        number = match[1].replace(".", "").lstrip("0") or "0"
        if scale := _SCALE.match(frame.understood, match.end()):
            number += _ZEROS[scale[1].lower()]  # "18 nghìn hồ sơ"
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
        if "frequency" in frame.asked.asks and _PER.match(frame.understood, match.start()):
            continue
        if _ABOUT.search(frame.understood[: match.start()]) and _is_near(int(number), plain):
            continue
        held = (
            re.search(rf"(?<!\d)0*{number}(?!\d)", plain)
            or _same_sum(frame.understood, match.start(), text)
            or _roman(int(number), plain)
            or _in_letters(number, frame.understood[match.end() :], text)
        )
        if not held:
            return frame.understood[match.start() : match.end()]
    return None


def _in_letters(number: str, after: str, text: str) -> bool:
    """Say whether a text writes a number in letters, a few words before the noun that it counts ("năm nền tảng")."""
    noun = re.match(r"\s+([^\W\d]+)", after)
    words = [word for word, value in load_toml("deadlines/words.toml")["numbers"].items() if str(value) == number]
    return noun is not None and any(
        re.search(rf"\b{word}(?:\s+\w+){{0,3}}?\s+{re.escape(noun[1])}\b", text, re.IGNORECASE) for word in words
    )


def _roman(number: int, text: str) -> bool:
    """Say whether a text writes a number in Roman numerals: "Đại hội XIV" for "đại hội 14"."""
    return 1 < number < _MOST_ROMAN and any(roman_value(found) == number for found in re.findall(r"\b[IVX]+\b", text))
