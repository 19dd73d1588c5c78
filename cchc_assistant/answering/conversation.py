"""What a conversation remembers, and how a follow-up question takes what it leaves out from the question before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.asks import FIELD_ASKS, says
from cchc_assistant.answering.matching import Part
from cchc_assistant.answering.question import Frame

# How many parts of its own make a follow-up a question about something else.
_NAMES_ITSELF = 2


@dataclass
class Conversation:
    """One user's conversation: the frames and answers so far, the newest last."""

    frames: list[Frame] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def remember(self, frame: Frame, answer: Answer) -> None:
        """Note a question and its answer."""
        self.frames.append(frame)
        self.answers.append(answer)

    @property
    def last(self) -> Frame | None:
        """The frame of the question before, None at the beginning."""
        return self.frames[-1] if self.frames else None


def leans(frame: Frame) -> bool:
    """Say whether a question leaves to the one before what it is about: "còn năm 2022 thì sao?", "sản phẩm của nó?"."""
    return says("follow_up", frame.understood) or says("anaphora", frame.understood) or not frame.parts


def inherit(frame: Frame, before: Frame | None) -> Frame:
    """Fill a follow-up from the question before: what it is about, and what is asked where it asks nothing itself."""
    if before is not None and says("next_page", frame.understood):
        return replace(before, text=frame.text, page=before.page + 1)
    if before is None or not leans(frame):
        return frame
    fields = frame.asked.asks & set(FIELD_ASKS)
    asked = frame.asked if fields or (frame.asked.asks - {"content", "yes_no"}) else before.asked
    return replace(
        frame,
        asked=asked,
        parts=_parts(frame, before),
        order=(*before.order, *frame.order),
        years=frame.years or before.years,
        provinces=frame.provinces or before.provinces,
        localities=frame.localities or before.localities,
        numbers=frame.numbers or before.numbers,
        period=frame.period or before.period,
        units=frame.units or before.units,
    )


def _parts(frame: Frame, before: Frame) -> tuple[Part, ...]:
    """Return what a follow-up is about: "còn chỉ tiêu định danh số thì sao?" names it itself, most others do not."""
    if len(frame.parts) >= _NAMES_ITSELF and says("another", frame.understood):
        return frame.parts
    return (*before.parts, *frame.parts)
