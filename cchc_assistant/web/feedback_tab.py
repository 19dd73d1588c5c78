"""The tab that lists what users said of answers, and hands it out as candidate questions for an evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import gradio as gr

from cchc_assistant.web.download import Made, link
from cchc_assistant.web.events import Session
from cchc_assistant.web.feedback import VERDICTS, Feedback, Said, to_questions
from cchc_assistant.web.markup import escaped, shortened
from cchc_assistant.web.parts import PRIVATE, Shell, html, of, user
from cchc_assistant.web.words import Words, words

SHOWN = 200


def add(shell: Shell) -> None:
    """Lay out the tab and connect its events."""
    listed = html("", "feedback", "download", "seen")
    store = shell.feedback

    def found(request: gr.Request) -> list[Said]:
        """What the user may see: editors everything, others what they said themselves."""
        return store.all(None if shell.may_edit(request) else user(request))

    def show(session: Session | None, request: gr.Request) -> str:
        return panel(found(request), words(of(session).language))

    def download(request: gr.Request) -> str:
        return link(Made("gop-y.jsonl", "application/x-ndjson", to_questions(found(request))))

    seen: Any = listed.seen
    seen(show, shell.session, listed, **PRIVATE)
    event: Any = listed.download
    event(download, None, shell.file, **PRIVATE)


def record(store: Feedback, session: Session, data: dict[str, Any], by: str) -> None:
    """Keep what a user says of a turn of their conversation; what is malformed changes nothing."""
    number, verdict = int(data.get("turn", 0)), data.get("verdict")
    answers = session.talk.answers
    if verdict not in VERDICTS or number not in answers or number in session.talk.verdicts:
        return
    before = answers[number - 1].question if number - 1 in answers else None
    store.add(answers[number], verdict, str(data.get("note", "")), before=before, by=by)
    session.talk.verdicts[number] = verdict


def panel(found: Sequence[Said], said: Words) -> str:
    """Return the list of the feedback, the newest first."""
    if not found:
        return f'<section class="sheet-head"><h2>{said("tab_feedback")}</h2><p>{said("no_feedback")}</p></section>'
    counts = Counter(one["verdict"] for one in found)
    badges = "".join(
        f'<span class="badge {verdict}">{said(verdict)} <b>{counts[verdict]}</b></span>' for verdict in VERDICTS
    )
    heads = ("column_question", "column_verdict", "column_note", "column_answer", "column_when")
    rows = "".join(
        f'<tr><td lang="vi">{escaped(shortened(one["answer"]["question"], 200))}</td>'
        f'<td><span class="badge {one["verdict"]}">{said(one["verdict"])}</span></td>'
        f"<td>{escaped(shortened(one['note'], 400))}</td>"
        f'<td lang="vi">{escaped(shortened(one["answer"]["answer"], 240))}</td>'
        f"<td>{escaped(one['at'][:16].replace('T', ' '))}<br>{escaped(one['by'])}</td></tr>"
        for one in found[:SHOWN]
    )
    head = "".join(f'<th scope="col">{said(key)}</th>' for key in heads)
    return (
        f'<section class="sheet-head"><h2>{said("tab_feedback")}</h2><p>{said("feedback_lead")}</p>'
        f'<div class="toolbar"><span class="badges">{badges}</span>'
        f'<button type="button" class="quiet" data-event="download">{said("feedback_export")}</button></div></section>'
        f'<div class="wide" tabindex="0" role="region" aria-label="{said("tab_feedback")}"><table class="register">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
