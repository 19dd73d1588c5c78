"""The layout of the page: its head, its tabs, and the source panel beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from cchc_assistant.answering.answer import Language
from cchc_assistant.settings import Settings
from cchc_assistant.web import chat_tab, compare_tab, documents_tab, feedback_tab, tasks_tab
from cchc_assistant.web.events import Asks, Session
from cchc_assistant.web.feedback import Feedback
from cchc_assistant.web.library import Library
from cchc_assistant.web.markup import escaped
from cchc_assistant.web.parts import PRIVATE, Relabel, Shell, html, of, payload
from cchc_assistant.web.words import Words, words

IDLE_SECONDS = 8 * 3600
TABS: dict[str, Callable[[Shell], None]] = {
    "tab_chat": chat_tab.add,
    "tab_tasks": tasks_tab.add,
    "tab_documents": documents_tab.add,
    "tab_compare": compare_tab.add,
    "tab_feedback": feedback_tab.add,
}
COOKIE = "cchc-language"


def build(library: Library, asks: Asks, may_edit: Callable[[gr.Request], bool]) -> gr.Blocks:
    """Return the page over a library; every tab of a browser that opens it has a session of its own.

    Args:
        library: the plans and their files.
        asks: what answers questions.
        may_edit: says whether the user of a request may add and remove documents.
    """
    said = words("vi")
    page = gr.Blocks(title=said("title"), analytics_enabled=False, delete_cache=(3600, 3600))
    with page:
        session = gr.State(None, time_to_live=IDLE_SECONDS)
        head = html(header(said), "head", "language")
        source = html("", "source", "shut")
        file = html("", "file")
        # Feedback on an index that a server holds is kept where indexes are by default.
        feedback = Feedback(library.place if isinstance(library.place, Path) else Settings().index.parent)
        shell = Shell(library, asks, feedback, may_edit, session, source, file)
        shell.relabels.append((head, lambda said, session: header(said)))
        with gr.Tabs(elem_id="tabs"):
            for key, add in TABS.items():
                with gr.Tab(said(key), id=key, render_children=True) as tab:
                    add(shell)
                shell.relabels.append((tab, _tab_label(key)))
        outputs = [session, *(component for component, _ in shell.relabels)]

        def speak(session: Session) -> list[Any]:
            said = words(session.language)
            return [session, *(relabel(said, session) for _, relabel in shell.relabels)]

        def load(request: gr.Request) -> list[Any]:
            """Begin the session of a browser tab in the language it was left in; what is there already stays."""
            if _language(request.cookies.get(COOKIE)) == "vi":
                return [Session(), *(gr.skip() for _ in shell.relabels)]
            return speak(Session("en"))

        def switch(session: Session | None, event: gr.EventData) -> list[Any]:
            session = of(session)
            session.language = _language(payload(event).get("to"))
            return speak(session)

        shut: Any = source.shut
        shut(lambda: "", None, source, **PRIVATE)
        page.load(load, None, outputs, **PRIVATE)
        language: Any = head.language
        language(switch, session, outputs, **PRIVATE)
    return page


def header(said: Words) -> str:
    """Return the head of the page: its name, and the switches of language and of light."""
    other: Language = "en" if said.language == "vi" else "vi"
    return (
        f'<header class="page-head" data-language="{said.language}"><h1>{escaped(said("title"))}</h1>'
        f'<div class="switches"><button type="button" class="quiet" data-event="language" data-to="{other}"'
        f' lang="{other}">{said("other_language")}</button>'
        f'<button type="button" class="quiet" data-theme="toggle" title="{said("dark")}" aria-label="{said("dark")}">'
        '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7" fill="none" '
        'stroke="currentColor" stroke-width="1.6"/><path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"/></svg>'
        "</button></div></header>"
    )


def _tab_label(key: str) -> Relabel:
    return lambda said, session: gr.update(label=said(key))


def _language(text: object) -> Language:
    return "en" if text == "en" else "vi"
