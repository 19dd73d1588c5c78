"""The tab that lists the tasks of all plans, draws them, and hands them out as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from cchc_assistant import export
from cchc_assistant.web import tasks_html
from cchc_assistant.web.download import Made, link
from cchc_assistant.web.events import Session
from cchc_assistant.web.parts import PRIVATE, Shell, html, of, payload
from cchc_assistant.web.register import Entry, Filter, Listing, Register, ordered, register
from cchc_assistant.web.words import words

MEDIA_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def add(shell: Shell) -> None:
    """Lay out the tab and connect its events."""
    form = html("", "task-form", "filter", "clear", "seen")
    listed = html("", "tasks", "open", "sort", "leaf", "period", "download")
    shell.opens(listed)

    def held() -> Register:
        return register(shell.library.assistant)

    def found(session: Session) -> list[Entry]:
        return held().select(session.listing.filter, dt.date.today())

    def both(session: Session) -> list[Any]:
        said, today = words(session.language), dt.date.today()
        return [session, tasks_html.form(held(), session.listing.filter, said, today), table(session)]

    def table(session: Session) -> str:
        return tasks_html.results(found(session), session.listing, words(session.language), dt.date.today())

    def show(session: Session | None) -> list[Any]:
        return both(of(session))

    def filtered(session: Session | None, event: gr.EventData) -> list[Any]:
        session = of(session)
        session.listing = replace(session.listing, filter=Filter.of_form(payload(event)), page=0)
        return [session, table(session)]

    def changed(change: Callable[[Listing, dict[str, Any]], Listing]) -> Callable[..., list[Any]]:
        def event(session: Session | None, event: gr.EventData) -> list[Any]:
            session = of(session)
            session.listing = change(session.listing, payload(event))
            return both(session)

        return event

    def download(session: Session | None, event: gr.EventData) -> str:
        session, kind = of(session), str(payload(event).get("format"))
        return link(made(shell, ordered(found(session), session.listing), session.listing.filter, kind))

    everything = [shell.session, form, listed]
    seen: Any = form.seen
    seen(show, shell.session, everything, **PRIVATE)
    events: dict[str, Any] = {name: getattr(listed, name) for name in ("sort", "leaf", "period", "download")}
    filter_event: Any = form.filter
    filter_event(filtered, shell.session, [shell.session, listed], **PRIVATE, trigger_mode="always_last")
    clear_event: Any = form.clear
    clear_event(changed(lambda listing, data: Listing()), shell.session, everything, **PRIVATE)
    events["sort"](
        changed(lambda listing, data: listing.sorted_by(data.get("by"))), shell.session, everything, **PRIVATE
    )
    events["leaf"](changed(_page), shell.session, everything, **PRIVATE)
    events["period"](changed(_period), shell.session, everything, **PRIVATE)
    events["download"](download, shell.session, shell.file, **PRIVATE)
    shell.relabels += [
        (form, lambda said, session: tasks_html.form(held(), session.listing.filter, said, dt.date.today())),
        (listed, lambda said, session: table(session)),
    ]


def made(shell: Shell, entries: list[Entry], chosen: Filter, kind: str) -> Made:
    """Return the listed tasks as a file."""
    if kind not in MEDIA_TYPES:
        raise gr.Error(kind)
    assistant = shell.library.assistant
    rows = export.rows([(entry.plan, entry.task) for entry in entries], assistant.source)
    if kind == "docx":
        content = export.to_docx(rows, register(assistant).units.get(chosen.unit, ""))
    else:
        content = export.to_bytes(rows, kind)
    return Made(f"nhiem-vu.{kind}", MEDIA_TYPES[kind], content)


def _page(listing: Listing, data: dict[str, Any]) -> Listing:
    page = str(data.get("page", ""))
    return replace(listing, page=int(page)) if page.isdecimal() else listing


def _period(listing: Listing, data: dict[str, Any]) -> Listing:
    """Filter by a period; by none where it is filtered by that already."""
    period = str(data.get("period", ""))
    wanted = "" if period == listing.filter.period else period
    return replace(listing, filter=replace(listing.filter, period=wanted), page=0)
