"""What a conversation remembers, and how a follow-up question takes what it leaves out from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.matching import Part
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.wanted import wanted_of

# How many words a question has at most that says too little to stand alone.
_FEW = 4
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass
class Conversation:
    """What one user's next question may lean on: the frame of the question before and its answer, None at first."""

    last: Frame | None = None
    answer: Answer | None = None

    def remember(self, frame: Frame, answer: Answer) -> None:
        """Note a question and its answer, which stand for all that was said before."""
        self.last, self.answer = frame, answer


def leans(frame: Frame) -> bool:
    """Say whether a question leaves to the one before what it is about: "còn năm 2022 thì sao?", "sản phẩm của nó?".

    One of a few words that names no plan does ("chủ đề là gì").
    """
    if says("follow_up", frame.understood) or says("anaphora", frame.understood) or not frame.parts:
        return True
    return _words(frame.parts) <= _FEW and not _names_plans(frame)


def inherit(frame: Frame, conversation: Conversation | None) -> Frame:
    """Fill a follow-up from the question before: what it is about, and what is asked where it asks nothing itself."""
    if conversation is None or conversation.last is None or conversation.answer is None:
        return frame
    before = conversation.last
    if says("next_page", frame.understood):
        return replace(before, text=frame.text, page=before.page + 1)
    if not leans(frame):
        return frame
    frame = _without_pointing(frame)
    asks_itself = _asks_itself(frame)
    parts, context = _parts(frame, before)
    wording = frame.understood if asks_itself else f"{before.wording or before.understood} {frame.understood}"
    return replace(
        frame,
        asked=frame.asked if asks_itself else before.asked,
        parts=parts,
        context=context,
        wording=wording,
        order=frame.order if context else (*before.order, *frame.order),
        years=() if _target_years(frame) - set(frame.years) else frame.years or before.years,
        provinces=frame.provinces or before.provinces,
        localities=frame.localities or before.localities,
        numbers=frame.numbers or before.numbers,
        period=frame.period or before.period,
        units=frame.units or (() if context else before.units),
        focus=_focus(frame, conversation.answer),
    )


def _without_pointing(frame: Frame) -> Frame:
    """Leave out of a question's content the words that only point back ("nó", "thế", "those")."""
    points = [*ranges_of("anaphora", frame.understood), *ranges_of("follow_up", frame.understood)]
    parts = tuple(part for part in frame.parts if not any(start <= part.start < end for start, end in points))
    return replace(frame, parts=parts)


def _asks_itself(frame: Frame) -> bool:
    """Say whether a follow-up says what it asks for, or leaves that to the question before ("còn sở y tế thì sao")."""
    if frame.asked.asks - {"content", "yes_no"} or wanted_of(frame).kinds - {"list"}:
        return True
    if says("attribute", frame.understood):
        return True
    return "content" in frame.asked.asks and bool(frame.parts) and not says("another", frame.understood)


def _focus(frame: Frame, answer: Answer) -> tuple[tuple[str, int, int], ...]:
    """Return the places that a follow-up stays with: those cited before, or only their documents if it goes on."""
    if _names_plans(frame) or frame.units:
        return ()
    if frame.parts and not says("anaphora", frame.understood) and not wanted_of(frame).kinds & {"recipient"}:
        return tuple(dict.fromkeys((one.doc, 0, 0) for one in answer.citations))
    return tuple((one.doc, one.start, one.end) for one in answer.citations)


def _parts(frame: Frame, before: Frame) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return what a follow-up is about, and what only tells where to look for it.

    "còn chỉ tiêu định danh số thì sao?" names it itself; "còn năm 2035?" and "còn sở y tế?" put one thing for another
    in the question before; "ai phối hợp?" names nothing.
    """
    units = [part for part in frame.parts if part not in frame.parts_beside(frame.units)]
    years = [part for part in frame.parts if _YEAR.fullmatch(part.text)]
    if len(units) + len(years) == len(frame.parts):
        kept = before.parts_beside(before.units) if units else before.parts
        return tuple(part for part in kept if not (years and _YEAR.fullmatch(part.text))) + frame.parts, ()
    return frame.parts, (*before.parts, *before.context)


def _words(parts: Sequence[Part]) -> int:
    return sum(len(part.text.split()) for part in parts)


def _names_plans(frame: Frame) -> bool:
    return bool(frame.years or frame.provinces or frame.localities or frame.numbers)


def _target_years(frame: Frame) -> set[int]:
    """Return the years that a question names in its content, as aims ("đến 2035")."""
    return {int(part.text) for part in frame.parts if _YEAR.fullmatch(part.text)}
