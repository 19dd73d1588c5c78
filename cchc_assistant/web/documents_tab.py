"""The tab of the documents: what there is, uploading with progress, reading again, removing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from cchc_assistant.errors import CchcError, InputError
from cchc_assistant.ingest import Stages
from cchc_assistant.reading.safety import MAX_BYTES
from cchc_assistant.web import documents_html
from cchc_assistant.web.events import Session
from cchc_assistant.web.parts import LOG, PRIVATE, STEPWISE, Shell, html, of, payload, user
from cchc_assistant.web.words import Words, words

LIMIT_MB = MAX_BYTES // 2**20


def add(shell: Shell) -> None:
    """Lay out the tab and connect its events."""
    library = shell.library
    said = words("vi")
    head = html(documents_html.head(said, LIMIT_MB), "documents-head")
    upload = gr.UploadButton(
        said("upload"), file_count="multiple", variant="primary", size="md", visible=False, elem_id="upload"
    )
    state = html("", "upload-state")
    listed = html("", "documents", "open", "reread", "remove", "seen")
    shell.opens(listed)

    def listing(session: Session, request: gr.Request) -> str:
        return documents_html.listing(
            library.assistant.plans,
            library.uploads,
            library.unreadable,
            words(session.language),
            edits=shell.may_edit(request),
        )

    def show(session: Session | None, request: gr.Request) -> list[Any]:
        return [gr.update(visible=shell.may_edit(request)), listing(of(session), request)]

    def work(session: Session, request: gr.Request, task: Callable[[Stages], Callable[[], str]]) -> Iterator[list[Any]]:
        """Do something to the index, showing how far it is, then what came of it and the new list."""
        said = words(session.language)
        if not shell.may_edit(request):
            yield [documents_html.failure(said("no_right")), gr.skip()]
            return
        for shown in followed(task, said):
            yield [shown, gr.skip()]
        yield [gr.skip(), listing(session, request)]

    def uploaded(paths: Sequence[str] | None, session: Session | None, request: gr.Request) -> Iterator[list[Any]]:
        session = of(session)
        files = [(Path(path).name, Path(path)) for path in paths or ()]

        def task(stages: Stages) -> Callable[[], str]:
            added = library.add(files, by=user(request), stages=stages)
            plans = {plan.document: plan for plan in library.assistant.plans}
            return lambda: documents_html.outcome(added, plans, words(session.language))

        try:
            yield from work(session, request, task)
        finally:
            for _, path in files:
                path.unlink(missing_ok=True)

    def reread(session: Session | None, event: gr.EventData, request: gr.Request) -> Iterator[list[Any]]:
        session, document = of(session), str(payload(event).get("doc", ""))

        def task(stages: Stages) -> Callable[[], str]:
            report = library.reread(document, stages=stages)
            if report.error:
                raise InputError(f"{document}: {report.error}")
            return lambda: documents_html.done(words(session.language)("was_reread", name=document))

        yield from work(session, request, task)

    def remove(session: Session | None, event: gr.EventData, request: gr.Request) -> Iterator[list[Any]]:
        session, document = of(session), str(payload(event).get("doc", ""))
        names = {name: upload.name for name, upload in library.uploads.items()}

        def task(stages: Stages) -> Callable[[], str]:
            library.remove(document, stages=stages)
            return lambda: documents_html.done(
                words(session.language)("was_removed", name=names.get(document, document))
            )

        yield from work(session, request, task)

    seen: Any = listed.seen
    seen(show, shell.session, [upload, listed], **PRIVATE)
    upload.upload(uploaded, [upload, shell.session], [state, listed], **STEPWISE)
    again: Any = listed.reread
    again(reread, shell.session, [state, listed], **STEPWISE)
    gone: Any = listed.remove
    gone(remove, shell.session, [state, listed], **STEPWISE)
    shell.relabels += [
        (head, lambda said, session: documents_html.head(said, LIMIT_MB)),
        (upload, lambda said, session: gr.update(label=said("upload"))),
        (state, lambda said, session: ""),
    ]


def followed(task: Callable[[Stages], Callable[[], str]], said: Words) -> Iterator[str]:
    """Run a task in the background; yield what to show of its progress, and at the end what came of it."""
    news: queue.SimpleQueue[tuple[str, str, int, int] | None] = queue.SimpleQueue()
    made: list[str] = []

    def run() -> None:
        try:
            made.append(task(lambda *stage: news.put(stage))())
        except CchcError as error:
            made.append(documents_html.failure(str(error)))
        except Exception:
            LOG.exception("documents were not changed")
            made.append(documents_html.failure(said("program_error")))
        finally:
            news.put(None)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield documents_html.progress("", "read", 0, 1, said)
    while (stage := news.get()) is not None:
        yield documents_html.progress(*stage, said)
    thread.join()
    yield made[0]
