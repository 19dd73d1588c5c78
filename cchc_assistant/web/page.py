"""The layout of the page, and which component calls which event."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import gradio as gr

from cchc_assistant.errors import CchcError
from cchc_assistant.web import events, rendering

if TYPE_CHECKING:
    from cchc_assistant.web.library import Library

LOG = logging.getLogger(__name__)
EXAMPLES = 4
IDLE_SECONDS = 8 * 3600
# The browser reads the page aloud and hyphenates it by this.
IN_VIETNAMESE = "() => { document.documentElement.lang = 'vi'; }"


def build(library: Library) -> gr.Blocks:
    """Return the page over a library; every tab that opens it has a conversation of its own."""
    page = gr.Blocks(title="Hỏi đáp cải cách hành chính", analytics_enabled=False)
    with page:
        session = gr.State(None, time_to_live=IDLE_SECONDS)
        gr.HTML(rendering.header(), elem_id="head", js_on_load=None)
        with gr.Row(elem_id="ask", equal_height=True):
            question = gr.Textbox(
                label="Câu hỏi",
                placeholder="Ví dụ: Ai chủ trì đào tạo ISO 9001, khi nào?",
                show_label=False,
                container=False,
                autofocus=True,
                lines=1,
                max_lines=4,
                max_length=events.LONGEST_QUESTION,
                scale=8,
                elem_id="question",
            )
            submit = gr.Button("Hỏi", variant="primary", scale=1, min_width=90, elem_id="submit")
        with gr.Row(elem_id="examples", elem_classes="chips", visible=True) as examples:
            chips = [_chip(text) for text in library.assistant.examples()[:EXAMPLES]]
        answer = gr.HTML("", elem_id="answer", js_on_load=None)
        with gr.Row(elem_id="suggestions", elem_classes="chips", visible=False) as suggestions:
            offers = [_chip("", visible=False) for _ in range(events.SUGGESTIONS)]
        sources = gr.HTML("", elem_id="sources", js_on_load=None)
        history = gr.HTML("", elem_id="history", js_on_load=None)
        again = gr.Button("Bắt đầu cuộc hỏi đáp mới", size="sm", visible=False, elem_id="again")
        gr.HTML(rendering.shelf(library.assistant.plans), elem_id="shelf", js_on_load=None)

        outputs = [session, question, examples, answer, suggestions, *offers, sources, history, again]

        def shown(state: events.Session, view: events.View) -> list[Any]:
            """Return the updates of ``outputs``, in their order."""
            texts = (*view.suggestions, *[""] * events.SUGGESTIONS)[: events.SUGGESTIONS]
            return [
                state,
                "",
                gr.update(visible=not view.answer),
                view.answer,
                gr.update(visible=bool(view.suggestions)),
                *(gr.update(value=text, visible=bool(text)) for text in texts),
                view.sources,
                view.history,
                gr.update(visible=bool(view.answer)),
            ]

        def ask(text: str | None, state: events.Session | None) -> list[Any]:
            state = state or events.Session()
            try:
                return shown(state, events.ask(library.assistant, text or "", state))
            except CchcError as error:
                raise gr.Error(str(error), title="Chưa trả lời được") from error
            except Exception as error:
                LOG.exception("a question was not answered")
                raise gr.Error(
                    "Có lỗi trong chương trình; hãy hỏi lại cách khác.", title="Chưa trả lời được"
                ) from error

        def restart() -> list[Any]:
            return shown(events.Session(), events.View())

        options: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal", "show_progress_on": answer}
        gr.on([question.submit, submit.click], ask, [question, session], outputs, **options)
        for chip in (*chips, *offers):
            chip.click(ask, [chip, session], outputs, **options)
        again.click(restart, None, outputs, **options)
        page.load(None, js=IN_VIETNAMESE, api_visibility="private")
    return page


def _chip(text: str, *, visible: bool = True) -> gr.Button:
    return gr.Button(text, size="sm", variant="secondary", visible=visible, elem_classes="chip", min_width=0)
