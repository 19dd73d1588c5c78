"""A language model that fails leaves the answer as it was, with a notice that says how it failed."""

from __future__ import annotations

import logging
import socket
import struct
import time
from collections.abc import Callable

import pytest

from cchc_assistant.answering.llm import Writer
from cchc_assistant.assistant import Assistant
from cchc_assistant.settings import LanguageModel
from tests.chat_server import ChatServer, Reply, drip
from tests.wordings import LEAD, QUESTION, last


def goes_mid_stream(reply: Reply) -> None:
    reply.head()
    reply.event({"content": f"Theo kế hoạch, {LEAD} chủ trì việc này [1]. Thời"})
    connection = reply._handler.connection
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def truncated(reply: Reply) -> None:
    reply.head()
    reply.event({"content": f"Theo kế hoạch, {LEAD} chủ trì việc này [1]. Thời"})


def bad_json(reply: Reply) -> None:
    reply.head()
    reply.raw('data: {"choices": [{"delta": {"content": "Phòng\n\n')


def web_page(reply: Reply) -> None:
    reply.head(content_type="text/html")
    reply.raw("<html><body>Đăng nhập</body></html>")


def strange_json(reply: Reply) -> None:
    reply.head()
    reply.raw('data: {"choices": 7}\n\n')
    reply.raw("data: [DONE]\n\n")


def http_error(reply: Reply) -> None:
    reply.head(503, "application/json")
    reply.raw('{"error": {"message": "quá tải"}}')


def error_in_stream(reply: Reply) -> None:
    reply.head()
    reply.raw('data: {"error": {"message": "out of memory", "code": 500}}\n\n')


def sent_elsewhere(reply: Reply) -> None:
    reply.head(307, Location="http://198.51.100.7/v1/chat/completions", Content_Length="0")


def refusal(reply: Reply) -> None:
    reply.head()
    reply.event({"refusal": "I can't help with that."})
    reply.event({}, "content_filter")
    reply.raw("data: [DONE]\n\n")


def tool_call(reply: Reply) -> None:
    reply.head()
    call = {"index": 0, "id": "1", "type": "function", "function": {"name": "xoa_tep", "arguments": "{}"}}
    reply.event({"role": "assistant", "tool_calls": [call]})
    reply.event({}, "tool_calls")
    reply.raw("data: [DONE]\n\n")


def never_stops(reply: Reply) -> None:
    reply.head()
    drip(reply, lambda: reply.event({"content": f"{LEAD} chủ trì việc này. " * 20}))


@pytest.mark.parametrize(
    ("behave", "says"),
    [
        (goes_mid_stream, "dừng giữa chừng"),
        (truncated, "dừng giữa chừng"),
        (bad_json, "dữ liệu hỏng"),
        (web_page, "dữ liệu hỏng"),
        (strange_json, "dữ liệu hỏng"),
        (http_error, "báo lỗi"),
        (error_in_stream, "báo lỗi"),
        (sent_elsewhere, "báo lỗi"),
        (refusal, "từ chối"),
        (tool_call, "từ chối"),
        (never_stops, "không dừng"),
    ],
)
def test_a_server_that_fails_leaves_the_answer_as_it_was(
    assistant: Assistant, server: ChatServer, writer: Writer, behave: Callable[[Reply], None], says: str
) -> None:
    server.behave = behave
    answer = last(assistant, writer)
    assert answer.answer == assistant.ask(QUESTION).answer
    assert answer.model is None
    assert says in answer.notice


def silent(reply: Reply) -> None:
    time.sleep(3)


def keeps_alive(reply: Reply) -> None:
    reply.head()
    drip(reply, lambda: reply.raw(": còn đây\n\n"), 10)


def says_nothing_for_long(reply: Reply) -> None:
    reply.head()
    drip(reply, lambda: reply.event({"content": ""}), 10)


@pytest.mark.parametrize("behave", [silent, keeps_alive, says_nothing_for_long])
def test_a_server_that_takes_too_long_is_given_up(
    assistant: Assistant, server: ChatServer, hasty: Writer, behave: Callable[[Reply], None]
) -> None:
    server.behave = behave
    answer = last(assistant, hasty)
    assert answer.answer == assistant.ask(QUESTION).answer
    assert "quá lâu" in answer.notice


def test_a_server_that_is_not_there(assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    writer = Writer.open(LanguageModel(f"http://127.0.0.1:{port}/v1", "thu", timeout=5))
    with caplog.at_level(logging.WARNING):
        answer = last(assistant, writer, "who leads the ISO 9001 training in 2022?")
    writer.close()
    assert "cannot be reached" in answer.notice
    assert "unreachable" in caplog.text
