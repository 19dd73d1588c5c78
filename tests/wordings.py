"""A question that a language model is to word, what a faithful one says, and what came of it."""

from __future__ import annotations

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.grounding import violations
from cchc_assistant.answering.llm import Writer
from cchc_assistant.assistant import Assistant

QUESTION = "ai chủ trì đào tạo iso 9001 năm 2022, khi nào?"
LEAD, TIME = "Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng", "Quý I - II/2022"
GOOD = f"Theo kế hoạch, {LEAD} chủ trì việc này [1]. Thời gian thực hiện là {TIME} [1]."


def last(assistant: Assistant, writer: Writer, question: str = QUESTION) -> Answer:
    *_, answer = assistant.stream(question, writer=writer)
    assert violations(answer, assistant.corpus) == []
    assert not answer.partial
    return answer


def facts_of(answer: Answer) -> tuple[object, ...]:
    return answer.units, answer.deadlines, answer.citations
