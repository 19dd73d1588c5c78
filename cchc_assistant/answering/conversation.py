"""What a conversation remembers, and how a follow-up question takes what it leaves out from the question before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.asks import FIELD_ASKS
from cchc_assistant.answering.question import Frame
from cchc_assistant.language.normalize import fold, strip_marks

# A question that leans on the one before: "còn năm 2022 thì sao?", "thế ai phối hợp?", "sản phẩm của nó là gì?", "and in 2022?"
_LEANS = re.compile(
    r"^(?:con|the con|vay con|the|vay|the thi|rieng|va|and|what about|how about|then)\b|\b(?:viec|nhiem vu|don vi|trung tam|phong|so|ke hoach|nam) (?:do|nay|tren|ay|kia)\b|"
    r"\bno\b|\bdo thi\b|nhu vay|nhu the|thi sao\s*\??$|\b(?:it|that|this|those|they|them|its|the same)\b"
)
_FEW_PARTS = 1


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
    """Say whether a question leaves to the one before what it is about."""
    bare = strip_marks(fold(frame.understood)).strip()
    return bool(_LEANS.search(bare)) or not frame.parts


def inherit(frame: Frame, before: Frame | None) -> Frame:
    """Fill a follow-up from the question before: what it is about, and what it asks for where it asks nothing itself."""
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
