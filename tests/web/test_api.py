"""The interface for programs: the contracts of the command line over HTTP."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.plans.serialize import task_json
from cchc_assistant.web.api import Answered, TaskRecord

QUESTION = "Ai chủ trì đào tạo ISO 9001 năm 2022?"


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "latency_ms"}


def test_question_is_answered_as_on_the_command_line(client: httpx.Client, assistant: Assistant) -> None:
    reply = client.post("api/ask", json={"id": "q1", "question": QUESTION})
    assert reply.status_code == 200
    Answered.model_validate(reply.json(), extra="forbid")
    assert without_time(reply.json()) == without_time(assistant.ask(QUESTION).to_json("q1"))
    assert reply.json()["units"]


def test_follow_up_is_asked_after_its_context(client: httpx.Client, assistant: Assistant) -> None:
    conversation = Conversation()
    assistant.ask(QUESTION, conversation)
    expected = assistant.ask("Khi nào?", conversation)
    reply = client.post("api/ask", json={"question": "Khi nào?", "context_question": QUESTION})
    assert reply.json()["deadlines"] == list(expected.deadlines) != []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"{}", "question: thiếu"),
        (b'{"question": "  "}', "question: không được để trống"),
        (b'{"question": "%s"}' % (b"a" * 3000), "question: quá dài"),
        (b'{"question": "Ai?", "secret": 1}', "secret: không có mục này"),
        (b'{"question": 7}', "question: giá trị không dùng được"),
        (b"Ai?", "không phải JSON"),
    ],
)
def test_bad_question_is_told_in_one_line(client: httpx.Client, body: bytes, fault: str) -> None:
    reply = client.post("api/ask", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 400
    assert fault in reply.json()["error"]


def test_endless_body_is_not_read(client: httpx.Client) -> None:
    body = (b'{"question": "' if number == 0 else b"a" * 65536 for number in range(64))
    try:
        status = client.post("api/ask", content=body, headers={"Content-Type": "application/json"}).status_code
    except httpx.TransportError:
        return  # hung up on
    assert status >= 400


def test_tasks_are_those_of_the_register(client: httpx.Client, assistant: Assistant) -> None:
    wanted = {"year": "2022", "due": "2022-04-01..2022-06-30"}
    found = client.get("api/tasks", params=wanted).json()
    for record in found:
        TaskRecord.model_validate(record)
    rows = assistant.tasks(year=2022)
    every = client.get("api/tasks", params={"year": 2022}).json()
    sources = {plan.document: assistant.source(plan.document) for plan, _ in rows}
    quotes = [sources[plan.document][task.source.start : task.source.end] for plan, task in rows]
    assert every == [task_json(plan, task, quote) for (plan, task), quote in zip(rows, quotes, strict=True)]
    assert 0 < len(found) < len(every)


def test_tasks_come_as_files(client: httpx.Client) -> None:
    def file(form: str) -> bytes:
        reply = client.get("api/tasks", params={"year": 2022, "format": form})
        assert reply.headers["content-disposition"] == f'attachment; filename="nhiem-vu.{form}"'
        return reply.content

    count = len(client.get("api/tasks", params={"year": 2022}).json())
    assert len(list(csv.reader(io.StringIO(file("csv").decode("utf-8-sig"))))) == count + 1
    assert load_workbook(io.BytesIO(file("xlsx"))).worksheets[0].max_row == count + 1
    assert 0 < len(Calendar.from_ical(file("ics")).events) <= count


@pytest.mark.parametrize(("name", "value"), [("due", "hôm nay"), ("year", "nay"), ("format", "pdf")])
def test_bad_filter_is_told_in_one_line(client: httpx.Client, name: str, value: str) -> None:
    reply = client.get("api/tasks", params={name: value})
    assert reply.status_code == 400
    assert "\n" not in reply.json()["error"]


def test_interface_describes_itself_without_another_host(client: httpx.Client) -> None:
    described = client.get("api/openapi.json").json()
    assert {"/api/ask", "/api/tasks"} == set(described["paths"])
    assert client.get("docs").status_code == client.get("redoc").status_code == 404


def test_health_and_figures(client: httpx.Client) -> None:
    assert client.get("healthz").json() == {"status": "ok", "index": "v1", "plans": 5}

    def figure(name: str) -> float:
        lines = client.get("metrics").text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    before = figure("cchc_questions_total"), figure("cchc_refusals_total"), figure("cchc_answer_seconds_count")
    client.post("api/ask", json={"question": QUESTION})
    client.post("api/ask", json={"question": "Ai chủ trì phóng tàu vũ trụ lên Sao Hỏa?"})
    after = figure("cchc_questions_total"), figure("cchc_refusals_total"), figure("cchc_answer_seconds_count")
    assert [late - early for late, early in zip(after, before, strict=True)] == [2, 1, 2]
    assert figure("cchc_index_plans") == 5
