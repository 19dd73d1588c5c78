"""What a conversation remembers, and how a follow-up question takes what it leaves out from the question before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.asks import FIELD_ASKS, says
from cchc_assistant.answering.question import Frame


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
    return says("follow_up", frame.understood) or not frame.parts


def inherit(frame: Frame, before: Frame | None) -> Frame:
    """Fill a follow-up from the question before: what it is about, and what is asked where it asks nothing itself."""
    if before is None or not leans(frame):
        return frame
    new_scope = bool(frame.years or frame.provinces or frame.numbers)
    fields = frame.asked.asks & set(FIELD_ASKS)
    asked = frame.asked if fields or (frame.asked.asks - {"content", "yes_no"}) else before.asked
    own = tuple(part for part in frame.parts)
    keeps = new_scope or not own or bool(fields)
    return replace(
        frame,
        asked=asked,
        parts=(*before.parts, *own) if keeps else (*own, *before.parts),
        order=(*before.order, *frame.order),
        years=frame.years or before.years,
        provinces=frame.provinces or before.provinces,
        numbers=frame.numbers or before.numbers,
        period=frame.period or before.period,
        units=frame.units or before.units,
    )
