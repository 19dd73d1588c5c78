"""The log of a server: one line an event on standard error, for people or, as JSON, for programs.

What users ask and what plans say is not written unless that is allowed: such values are passed as ``extra`` under the
names in `PRIVATE`, and of an exception only its kind and place are kept, for its message may hold them.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from typing import Any

FORMS = ("none", "text", "json")
PRIVATE = ("question", "understood", "answer", "note")
FORM_VARIABLE, QUESTIONS_VARIABLE = "CCHC_LOG", "CCHC_LOG_QUESTIONS"
# What every record has; the rest was passed as ``extra``.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_FRAMES = 6


class Formatter(logging.Formatter):
    """One line an event."""

    def __init__(self, form: str, *, questions: bool) -> None:
        super().__init__()
        self._json, self._questions = form == "json", questions

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event."""
        event: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name not in _USUAL and (self._questions or name not in PRIVATE):
                event[name] = value
        if record.exc_info and record.exc_info[1] is not None:
            event |= self._error(record.exc_info[1])
        if self._json:
            return json.dumps(event, ensure_ascii=False, default=str)
        head = f"{event.pop('time')} {event.pop('level').upper():7} {event.pop('logger')}: {event.pop('event')}"
        return " ".join([head, *(f"{name}={_plain(value)}" for name, value in event.items())])

    def _error(self, error: BaseException) -> dict[str, Any]:
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        told: dict[str, Any] = {
            "error": type(error).__name__,
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        return {**told, "reason": str(error)} if self._questions else told


def _plain(value: object) -> str:
    text = " ".join(str(value).split())
    return json.dumps(text, ensure_ascii=False) if " " in text or not text else text


def configure(form: str, *, questions: bool = False) -> None:
    """Send the log of this process, and of those it starts, to standard error.

    Args:
        form: "text" or "json"; "none" for warnings and errors alone, as text.
        questions: whether what users ask may be written.
    """
    os.environ[FORM_VARIABLE] = form
    os.environ[QUESTIONS_VARIABLE] = "1" if questions else ""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(form, questions=questions))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    level = logging.WARNING if form == "none" else logging.INFO
    logging.getLogger("cchc_assistant").setLevel(level)
    logging.getLogger("uvicorn.error").setLevel(level)


def configure_from(environment: Mapping[str, str]) -> None:
    """Configure a process started by one that `configure` was called in."""
    if form := environment.get(FORM_VARIABLE):
        configure(form, questions=bool(environment.get(QUESTIONS_VARIABLE)))
