"""The log: one line an event, and nothing of what users ask unless that is allowed."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator

import pytest

from cchc_assistant import logs

SECRET = "Ai chủ trì việc mật?"


@pytest.fixture(autouse=True)
def log_of_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the logging of this process as it was."""
    own = {name: logging.getLogger(name) for name in ("cchc_assistant", "uvicorn.error")}
    root, levels = logging.getLogger(), {name: logger.level for name, logger in own.items()}
    handlers, level = root.handlers[:], root.level
    for name in (logs.FORM_VARIABLE, logs.QUESTIONS_VARIABLE):
        monkeypatch.setenv(name, "")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, logger in own.items():
        logger.setLevel(levels[name])


def say() -> None:
    logger = logging.getLogger("cchc_assistant.web.desk")
    logger.info("question answered", extra={"question": SECRET, "ms": 12, "channel": "trang\nweb"})
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("a question was not answered")
    logging.getLogger("other").info("chatter")


def test_events_are_json_lines_without_what_users_ask(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    say()
    written = capsys.readouterr().err
    answered, failed = map(json.loads, written.splitlines())
    assert (answered["event"], answered["level"], answered["ms"]) == ("question answered", "info", 12)
    assert failed["error"] == "ValueError"
    assert failed["at"][-1].endswith(" say")
    assert SECRET not in written


def test_questions_are_written_where_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", questions=True)
    say()
    answered, failed = map(json.loads, capsys.readouterr().err.splitlines())
    assert answered["question"] == failed["reason"] == SECRET


def test_text_is_one_line_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    say()
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith('INFO    cchc_assistant.web.desk: question answered ms=12 channel="trang web"')
    assert "ERROR" in second


def test_quiet_log_keeps_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("none")
    say()
    assert capsys.readouterr().err.count("\n") == 1
    logs.configure_from(os.environ)
    say()
    assert capsys.readouterr().err.count("\n") == 1
