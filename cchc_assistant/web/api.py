"""The interface for programs: questions and tasks in the forms of ``cchc ask --json`` and ``cchc tasks``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from cchc_assistant import export
from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.web.desk import Desk

CHANNEL = "api"
LONGEST_QUESTION = 2000
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Asked(BaseModel):
    """A question."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    question: str = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="In Vietnamese with or without diacritics, or in English.",
        examples=["Ai chủ trì đào tạo ISO 9001, khi nào?"],
    )
    context_question: str | None = Field(
        None, max_length=LONGEST_QUESTION, description="The question before it, of which this one is a follow-up."
    )
    id: str | None = Field(None, max_length=200, description="Comes back with the answer.")


class Cited(BaseModel):
    """One place of a plan that an answer rests on."""

    doc: str = Field(description="The document's file, relative to the folder that was indexed.")
    title: str
    section: str = Field(description="The section's path as the plan writes it: III.5, Phụ lục 3.b.")
    page: int | None
    quote: str = Field(description="Verbatim: the characters start to end of the document's text.")
    start: int
    end: int
    repaired: str | None = Field(description="The quote's repair where the text is damaged.")


class Answered(BaseModel):
    """An answer, or a refusal with its reason."""

    id: str | None
    question: str
    understood: str = Field(description="The question as it was understood.")
    answer: str
    abstained: bool = Field(description="Whether the question was refused.")
    reason: str | None
    units: list[str] = Field(description="The units asked for, verbatim.")
    deadlines: list[str] = Field(description="The times asked for, verbatim.")
    citations: list[Cited]
    latency_ms: float


class TaskRecord(BaseModel):
    """A task of a plan, as it stands in the register."""

    model_config = ConfigDict(extra="allow")

    doc: str
    section: str
    task: str
    lead: list[str]
    coordinate: list[str]
    time: str | None = Field(description="The deadline as written.")
    start: str | None = Field(description="Its first day (ISO), null where none is stated.")
    end: str | None = Field(description="Its last day (ISO), null where none is stated.")
    recurrence: str | None
    product: str | None
    budget: str | None
    note: str | None
    page: int | None
    quote: str


class Problem(BaseModel):
    """What went wrong, in one line of Vietnamese."""

    error: str


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The request can't be used."},
    401: {"model": Problem, "description": "Who asks is not known."},
    503: {"model": Problem, "description": "Too many questions at once; see Retry-After."},
    504: {"model": Problem, "description": "The answer took too long."},
}


def routes(desk: Desk) -> APIRouter:
    """Return the interface over a desk."""
    router = APIRouter(prefix="/api", responses=_PROBLEMS)

    @router.post("/ask", response_model=Answered, summary="Answer a question, with citations")
    async def ask(asked: Asked) -> Response:
        conversation = None
        if asked.context_question:
            conversation = Conversation()
            await _answer(desk, asked.context_question, conversation)
        answer = await _answer(desk, asked.question, conversation)
        return JSONResponse(answer.to_json(asked.id))

    @router.get(
        "/tasks",
        response_model=list[TaskRecord],
        summary="List the tasks that satisfy all that is given",
        responses={200: {"content": {kind: {} for kind in FILE_TYPES.values()}}},
    )
    async def tasks(
        doc: Annotated[str | None, Query(description="Name of the document, or a part of it.")] = None,
        unit: Annotated[str | None, Query(description="A unit that leads or co-ordinates, by any name.")] = None,
        year: Annotated[int | None, Query(description="Year of the plan.")] = None,
        due: Annotated[str | None, Query(description="FROM..TO", examples=["2022-04-01..2022-06-30"])] = None,
        format: Annotated[Literal["json", "csv", "xlsx", "ics"], Query()] = "json",
    ) -> Response:
        days = export.days(due) if due else None
        make = _made(desk.assistant, format, document=doc, unit=unit, year=year, due=days)
        return await run_in_threadpool(make)

    return router


async def _answer(desk: Desk, question: str, conversation: Conversation | None) -> Answer:
    future = desk.submit(question, conversation, channel=CHANNEL)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), desk.limits.seconds)
    except TimeoutError:
        raise desk.late(future, CHANNEL) from None


def _made(assistant: Assistant, kind: str, **wanted: Any) -> Callable[[], Response]:  # noqa: ANN401
    """Return what makes the file of the tasks wanted, which may take a while."""

    def make() -> Response:
        content = export.to_bytes(export.rows(assistant.tasks(**wanted), assistant.source), kind)
        headers = {} if kind == "json" else {"Content-Disposition": f'attachment; filename="nhiem-vu.{kind}"'}
        return Response(content, media_type=FILE_TYPES[kind], headers=headers)

    return make
