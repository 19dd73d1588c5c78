"""What the tabs of the page share: the library, the session, the source panel, and the words to set anew."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import gradio as gr

from cchc_assistant.errors import CchcError
from cchc_assistant.web import source
from cchc_assistant.web.events import Asks, Session
from cchc_assistant.web.feedback import Feedback
from cchc_assistant.web.library import Library
from cchc_assistant.web.source import Passage
from cchc_assistant.web.words import Words, words

LOG = logging.getLogger(__name__)
Relabel = Callable[[Words, Session], Any]
# The events of Gradio that are the page's own business and no interface for programs.
# One that is answered at once goes straight to its function; one that tells of its progress waits in the queue.
STEPWISE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
PRIVATE: dict[str, Any] = {**STEPWISE, "queue": False}


@cache
def script() -> str:
    """Return what the parts of the page run in the browser."""
    return (files(__package__) / "page.js").read_text(encoding="utf-8")


def html(value: str, elem_id: str, *events: str) -> gr.HTML:
    """Return a part of the page that is HTML, and sends ``events``; "seen" when its tab is turned to."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=f"const events = {json.dumps(events)};\n{script()}")


def user(request: gr.Request) -> str:
    """Return the name of the user who is logged in, "" where nobody has to."""
    return str(request.username or "")


def of(session: Session | None) -> Session:
    """Return the session, a new one where the page has not been loaded yet."""
    return session or Session()


def payload(event: gr.EventData) -> dict[str, Any]:
    """Return what the browser sent with an event."""
    data: dict[str, Any] = event._data or {}
    return data


def failed(error: Exception, said: Words) -> gr.Error:
    """Return what the user is told of an error; one that is not the user's is logged."""
    if isinstance(error, CchcError):
        return gr.Error(str(error), title=said("not_answered"))
    LOG.error("an event of the page failed", exc_info=error)
    return gr.Error(said("program_error"), title=said("not_answered"))


@dataclass
class Shell:
    """What the tabs are built with.

    Attributes:
        library: the plans and their files.
        asks: what answers questions.
        feedback: what users said of answers.
        may_edit: says whether the user of a request may add and remove documents.
        session: the state of one browser tab.
        source: the source panel.
        file: where a file made for the user goes.
        relabels: every component that shows words, and what it shows in a language.
    """

    library: Library
    asks: Asks
    feedback: Feedback
    may_edit: Callable[[gr.Request], bool]
    session: gr.State
    source: gr.HTML
    file: gr.HTML
    relabels: list[tuple[Any, Relabel]] = field(default_factory=list)

    def opens(self, part: gr.HTML) -> None:
        """Let clicks on passages in a part open the source panel."""
        event: Any = part.open
        event(self._open, self.session, self.source, **STEPWISE, trigger_mode="always_last")

    def _open(self, session: Session | None, event: gr.EventData) -> Any:  # noqa: ANN401
        """Show a passage at once, and then the picture of its page where its file has pages."""
        said = words(of(session).language)
        try:
            passage = Passage.of_event(payload(event))
        except ValueError:
            yield source.nothing(said)
            return
        assistant = self.library.assistant
        shown = source.view(assistant, passage)
        if shown is None:
            yield source.nothing(said)
            return
        page = shown.page if self.library.has_pictures(passage.document) else None
        below = source.loading(page, said) if page is not None else ""
        if not below and shown.plan.repaired:
            below = source.repairing(said)
        yield source.panel(shown, said, below)
        if shown.plan.repaired:
            shown = source.repaired(shown, assistant)
            yield source.panel(shown, said, below if page is not None else "")
        if page is not None:
            try:
                picture = self.library.picture(passage.document, page)
            except CchcError as error:
                yield source.panel(shown, said, source.unavailable(str(error)))
                return
            text = assistant.source(passage.document)
            yield source.panel(shown, said, source.picture_part(shown, picture, text, said))
