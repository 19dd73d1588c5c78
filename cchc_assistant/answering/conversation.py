"""What a conversation remembers, and how a follow-up question takes what it leaves out from the question before."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.asks import FIELD_ASKS, METADATA_ASKS, Asked, ranges_of, says
from cchc_assistant.answering.document_names import documents_spoken_of
from cchc_assistant.answering.matching import Part
from cchc_assistant.answering.question import Frame, period_in, whole_year
from cchc_assistant.answering.selection import topic_of
from cchc_assistant.answering.sums import topic_of_money
from cchc_assistant.answering.unit_slots import UnitSlot
from cchc_assistant.answering.wanted import wanted_of
from cchc_assistant.language.normalize import has_marks, nfc, strip_marks
from cchc_assistant.plans.periods import periods
from cchc_assistant.plans.units import canonical

# How many words a question has at most that says too little to stand alone.
_FEW = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
# A year for days that are named without one, where only that they are named counts.
_ANY_YEAR = 2000
# How long the question before may be that a follow-up is read together with: a conversation's memory stays flat.
_LONGEST = 1000

Range = tuple[int, int]


@dataclass
class Conversation:
    """What one user's next question may lean on: the frame of the question before and its answer, None at first."""

    last: Frame | None = None
    answer: Answer | None = None

    def remember(self, frame: Frame, answer: Answer) -> None:
        """Note a question and its answer, which stand for all that was said before; a greeting says nothing."""
        if answer.reason != "nothing_asked" or self.last is None:
            self.last, self.answer = frame, answer


def leans(frame: Frame) -> bool:
    """Say whether a question leaves to the one before what it is about: "còn năm 2022 thì sao?", "sản phẩm của nó?".

    One of a few words that names no plan does ("chủ đề là gì").
    """
    if says("follow_up", frame.understood) or says("anaphora", frame.understood) or not frame.parts:
        return True
    return _words(frame.parts) <= _FEW and not _names_plans(frame)


def inherit(frame: Frame, conversation: Conversation | None, aliases: Mapping[str, str]) -> Frame:
    """Fill a follow-up from the question before: what it is about, and what is asked where it asks nothing itself.

    Args:
        frame: the question as it stands alone.
        conversation: what was said before.
        aliases: the abbreviations that the plans define, by which units are known.
    """
    if conversation is None or conversation.last is None or conversation.answer is None:
        return frame
    before, answer = conversation.last, conversation.answer
    if says("next_page", frame.understood):
        return replace(before, text=frame.text, page=before.page + 1)
    if not leans(frame):
        return frame
    frame = _without_pointing(_compared(_with_year_moved(frame, before, answer), before, answer))
    if before.asked.amount and wanted_of(frame).kinds == {"number"}:
        # "trong đó bồi dưỡng cán bộ bao nhiêu?" of a sum of money
        frame = replace(frame, asked=replace(frame.asked, asks=frame.asked.asks | {"money"}, amount=True))
    asks_itself = _asks_itself(frame)
    new_year = bool(frame.years or _target_years(frame))
    focus = _focus(frame, answer)
    frame = _of_plans(frame, before, answer)
    if (unit := _unit_pointed_at(frame, answer, aliases)) is not None:
        return replace(frame, parts=(), order=(), units=(unit,))
    if not _has_topic(frame):
        joined = _joined(frame, before, asks_itself=asks_itself, new_year=new_year)
        return replace(joined, focus=focus)
    if _names_plan_alone(frame):
        # "thế kế hoạch chuyển đổi số thì hạn nào": what was asked of one plan is asked of another
        left = _beside_plan(before)
        frame = replace(frame, parts=(*left, *frame.parts))
    wording = frame.understood if asks_itself else f"{before.wording or before.understood} {frame.understood}"
    return replace(
        frame,
        asked=frame.asked if asks_itself else before.asked,
        context=(*before.parts, *before.context),
        wording=wording[-_LONGEST:],
        focus=focus,
    )


def _with_year_moved(frame: Frame, before: Frame, answer: Answer) -> Frame:
    """Read "năm sau", "the year before" as the year beside that of the question before, or of its answer."""
    spoken_of = before.years or tuple(int(year) for one in answer.citations for year in _YEAR.findall(one.title))
    after, earlier = (ranges_of(kind, frame.understood) for kind in ("year_after", "year_before"))
    if frame.years or not spoken_of or not (after or earlier):
        return frame
    year = max(spoken_of) + 1 if after else min(spoken_of) - 1
    parts = tuple(part for part in frame.parts if not any(a <= part.start < b for a, b in (*after, *earlier)))
    return replace(frame, parts=parts, years=(year,), period=(dt.date(year, 1, 1), dt.date(year, 12, 31)))


def _without_pointing(frame: Frame) -> Frame:
    """Leave out of a question's content the words that only point back ("nó", "thế", "those")."""
    points = [*ranges_of("anaphora", frame.understood), *ranges_of("follow_up", frame.understood)]
    parts = tuple(part for part in frame.parts if not any(start <= part.start < end for start, end in points))
    return replace(frame, parts=parts)


def _asks_itself(frame: Frame) -> bool:
    """Say whether a follow-up says what it asks for, or leaves that to the question before ("còn sở y tế thì sao")."""
    if frame.asked.asks - {"content", "yes_no"} or wanted_of(frame).kinds - {"list"}:
        return True
    if says("attribute", frame.understood) or ("yes_no" in frame.asked.asks and topic_of(frame, frame.units)):
        return True
    return "content" in frame.asked.asks and bool(frame.parts) and not says("another", frame.understood)


def _compared(frame: Frame, before: Frame, answer: Answer) -> Frame:
    """Read "so với năm 2023 thì sao?" as comparing that year, or place, with the one spoken of, in what was asked."""
    if "compare" not in frame.asked.asks:
        return frame
    told = {int(year) for citation in answer.citations for year in _YEAR.findall(citation.title)}
    spoken_of = before.years or (tuple(told) if len(told) == 1 else ())
    asked = frame.asked
    if not asked.asks & {*FIELD_ASKS} and not (says("sooner", frame.understood) or says("later", frame.understood)):
        asked = Asked(asked.asks | (before.asked.asks & {*FIELD_ASKS}), asked.words, asked.amount)
    return replace(
        frame,
        asked=asked,
        years=tuple(dict.fromkeys((*spoken_of, *frame.years))) if frame.years else (),
        provinces=tuple(dict.fromkeys((*before.provinces, *frame.provinces))) if frame.provinces else (),
        localities=tuple(dict.fromkeys((*before.localities, *frame.localities))) if frame.localities else (),
    )


def _of_plans(frame: Frame, before: Frame, answer: Answer) -> Frame:
    """Say which plans a follow-up is about: those spoken of, or others where it names a year, a place or a number."""
    documents = tuple(dict.fromkeys(citation.doc for citation in answer.citations))
    period = _period(frame, before)
    if frame.numbers:
        return replace(frame, period=period)
    if frame.provinces or frame.localities:
        return replace(frame, period=period, years=frame.years or before.years, years_kept=not frame.years)
    if frame.years:
        issued = documents if before.numbers or not _names_plans(before) else ()
        years = () if _target_years(frame) - set(frame.years) else frame.years
        return replace(
            frame, period=period, years=years, provinces=before.provinces, localities=before.localities, issued=issued
        )
    return replace(
        frame,
        period=period,
        years=() if _target_years(frame) else before.years,
        provinces=before.provinces,
        localities=before.localities,
        numbers=before.numbers,
        documents=documents if _stays(frame) and not answer.abstained else before.documents,
        issued=before.issued,
    )


def _stays(frame: Frame) -> bool:
    """Say whether a follow-up asks of the very plans that the answer before cited: of them, or of a unit in them."""
    return bool(frame.asked.asks & set(METADATA_ASKS)) or says("points_at_plan", frame.understood) or _of_unit(frame)


def _period(frame: Frame, before: Frame) -> tuple[dt.date, dt.date] | None:
    """Return the days that a follow-up asks about: "còn quý II?" is of the year spoken of, "còn 2025?" of its days."""
    years = frame.years or before.years or ((before.period[0].year,) if before.period else ())
    own = period_in(frame.understood, years[0] if years else None)
    if own is None or before.period is None or not whole_year(own) or whole_year(before.period):
        return own or before.period
    return _day_in(before.period[0], own[0].year), _day_in(before.period[1], own[0].year)


def _day_in(day: dt.date, year: int) -> dt.date:
    """Return the same day of another year; the last day of a month stays the last."""
    last = calendar.monthrange(year, day.month)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, day.month, last if ends else min(day.day, last))


def _of_unit(frame: Frame) -> bool:
    """Say whether a question asks what a unit that it only points at has to do: "đơn vị đó còn làm gì"."""
    asks = frame.asked.asks
    return says("points_at_unit", frame.understood) and bool(asks & {"list", "count"}) and not asks & set(FIELD_ASKS)


def _unit_pointed_at(frame: Frame, answer: Answer, aliases: Mapping[str, str]) -> UnitSlot | None:
    """Return the unit of the answer before whose tasks are asked for: the first of the kind that is named."""
    if not _of_unit(frame) or not answer.units or topic_of(frame, frame.units):
        return None
    start, end = ranges_of("points_at_unit", frame.understood)[0]
    noun = frame.understood[start:end].lower().rsplit(" ", 1)[0]
    named = next((unit for unit in answer.units if unit.lower().startswith(noun)), answer.units[0])
    return UnitSlot(canonical(named, aliases), start, end)


def _has_topic(frame: Frame) -> bool:
    """Say whether a follow-up names something else than years, days and units that take the place of those before."""
    if frame.asked.asks & set(FIELD_ASKS) and says("points_at_task", frame.understood):
        return False
    topic = topic_of(frame, frame.units)
    if "money" in frame.asked.asks:
        topic = tuple(part for part in topic if part in topic_of_money(frame))  # "lấy đâu ra"
    return bool(topic) or (bool(frame.parts) and not _names_slot(frame))


def _names_plan_alone(frame: Frame) -> bool:
    """Say whether a follow-up names nothing but another plan: "còn kế hoạch giảm nghèo thì sao"."""
    plans = ranges_of("of_whole_document", frame.understood)
    topic = topic_of(frame, frame.units)
    follows = says("follow_up", frame.understood) and bool(frame.asked.asks & {*FIELD_ASKS} or not frame.asked.asks)
    return follows and bool(plans) and all(part.start >= plans[0][0] for part in topic)


def _beside_plan(frame: Frame) -> tuple[Part, ...]:
    """Return the content of a question before the words that name a plan: "báo cáo | kế hoạch 5G khu công nghiệp"."""
    plans = ranges_of("of_whole_document", frame.understood)
    return tuple(part for part in frame.parts if not plans or part.start < plans[0][0])


def _names_slot(frame: Frame) -> bool:
    years = any(_YEAR.fullmatch(part.text) for part in frame.parts)
    return bool(years or frame.units or period_in(frame.understood, _ANY_YEAR) or frame.asked.asks)


def _joined(frame: Frame, before: Frame, *, asks_itself: bool, new_year: bool) -> Frame:
    """Read a follow-up that names nothing new together with the question before, less what it replaces there."""
    units = frame.units
    own = tuple(part for part in frame.parts if part not in frame.parts_beside(units) or _YEAR.fullmatch(part.text))
    replaced: list[Range] = [match.span() for match in _YEAR.finditer(before.understood)] if new_year else []
    replaced += [(slot.start, slot.end) for slot in before.units] if units else []
    if period_in(frame.understood, _ANY_YEAR):
        replaced += [(days.start, days.end) for days in periods(before.understood, loose=not has_marks(before.text))]
    if asks_itself:
        # "ai ký | kế hoạch": what was asked goes, which document is meant stays
        pattern, _ = documents_spoken_of()
        spoken = [found.span() for found in pattern.finditer(strip_marks(nfc(before.understood).lower()))]
        replaced += [part for words in before.asked.words for part in _less(words, spoken)]
    text = before.understood if len(before.understood) < _LONGEST else ""
    kept = _blank(text, replaced)
    parts = tuple(
        part
        for part in (before.parts_beside(before.units) if units else before.parts)
        if not (_target_years(frame) and _YEAR.fullmatch(part.text))
        and not any(start <= part.start < end for start, end in replaced)
    )
    shift = len(kept) + 1
    asked = frame.asked if asks_itself else before.asked
    words = tuple((start + shift, end + shift) for start, end in frame.asked.words)
    return replace(
        frame,
        understood=f"{kept} {frame.understood}",
        asked=Asked(asked.asks, words if asks_itself else (*before.asked.words, *words), asked.amount),
        parts=(*parts, *(replace(part, start=part.start + shift) for part in own)),
        order=(*before.order, *frame.order),
        units=tuple(UnitSlot(slot.canonical, slot.start + shift, slot.end + shift) for slot in units) or before.units,
        section=frame.section or before.section,
        context=before.context,
    )


def _less(words: Range, kept: Sequence[Range]) -> Iterator[Range]:
    """Yield what is left of a range beside those that are kept."""
    start, end = words
    for first, last in kept:
        if start <= first and last <= end:
            yield start, first
            start = last
    yield start, end


def _blank(text: str, ranges: Sequence[Range]) -> str:
    for start, end in ranges:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _focus(frame: Frame, answer: Answer) -> tuple[tuple[str, int, int], ...]:
    """Return the places that a follow-up stays with: those cited before, or only their documents if it goes on."""
    if _names_plans(frame) or frame.units:
        return ()
    if frame.parts and not says("anaphora", frame.understood) and not wanted_of(frame).kinds & {"recipient"}:
        return tuple(dict.fromkeys((one.doc, 0, 0) for one in answer.citations))
    return tuple((one.doc, one.start, one.end) for one in answer.citations)


def _words(parts: Sequence[Part]) -> int:
    return sum(len(part.text.split()) for part in parts)


def _names_plans(frame: Frame) -> bool:
    return bool(frame.years or frame.provinces or frame.localities or frame.numbers)


def _target_years(frame: Frame) -> set[int]:
    """Return the years that a question names in its content, as aims ("đến 2035")."""
    return {int(part.text) for part in frame.parts if _YEAR.fullmatch(part.text)}
