"""The tab where questions are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from cchc_assistant.web import events, rendering
from cchc_assistant.web.events import Session
from cchc_assistant.web.feedback_tab import record
from cchc_assistant.web.markup import attributes
from cchc_assistant.web.parts import PRIVATE, STEPWISE, Shell, failed, html, of, payload, user
from cchc_assistant.web.words import Words, words

EXAMPLES = 4


def add(shell: Shell) -> None:
    """Lay out the tab and connect its events."""
    said = words("vi")
    history = html("", "history", "reopen")
    turns = html(_turns(shell, Session(drawn=-1)), "turns", "open", "say", "feedback")
    # The page puts a turn that comes here among the turns; so a long conversation is neither sent nor drawn again,
    # and Gradio, which keeps what each part of each browser tab was last sent, keeps one turn of it.
    latest = html("", "latest")
    with gr.Row(elem_id="ask", equal_height=True):
        question = gr.Textbox(
            label=said("question"),
            placeholder=said("question_hint"),
            show_label=False,
            container=False,
            autofocus=True,
            lines=1,
            max_lines=4,
            max_length=events.LONGEST_QUESTION,
            scale=8,
            elem_id="question",
        )
        submit = gr.Button(said("ask"), variant="primary", scale=0, min_width=90, elem_id="submit")
        again = gr.Button(said("new_talk"), variant="secondary", scale=0, min_width=90, elem_id="again")
    shell.opens(turns)
    shell.relabels += [
        (history, lambda said, session: rendering.history(session.titles, said)),
        (turns, lambda said, session: _turns(shell, session)),
        (latest, lambda said, session: ""),
        (question, lambda said, session: gr.update(label=said("question"), placeholder=said("question_hint"))),
        (submit, lambda said, session: gr.update(value=said("ask"))),
        (again, lambda said, session: gr.update(value=said("new_talk"))),
    ]
    outputs = [shell.session, question, turns, latest, history]

    def begun(session: Session) -> list[Any]:
        """Show a conversation from its first turn."""
        return [session, "", _turns(shell, session), "", rendering.history(session.titles, words(session.language))]

    def went_on(session: Session) -> list[Any]:
        """Show the last turn."""
        return [session, "", gr.skip(), _turn(shell, session, session.talk.asked), gr.skip()]

    def ask(text: str | None, session: Session | None) -> list[Any]:
        session = of(session)
        try:
            events.ask(shell.asks, text or "", session)
        except Exception as error:
            raise failed(error, words(session.language)) from error
        return went_on(session)

    def ask_and_word(text: str | None, session: Session | None) -> Iterator[list[Any]]:
        """Show the answer at once, and then as the language model words it."""
        session = of(session)
        before = session.talk.asked
        yield ask(text, session)
        if session.talk.asked > before and shell.library.writer is not None:
            try:
                for _ in events.word(shell.library.assistant, shell.library.writer, session):
                    yield went_on(session)
            except Exception as error:
                raise failed(error, words(session.language)) from error

    def say(session: Session | None, event: gr.EventData) -> list[Any]:
        return ask(str(payload(event).get("text", "")), session)

    def say_and_word(session: Session | None, event: gr.EventData) -> Iterator[list[Any]]:
        yield from ask_and_word(str(payload(event).get("text", "")), session)

    def restart(session: Session | None) -> list[Any]:
        session = of(session)
        events.begin_anew(session)
        return begun(session)

    def reopen(session: Session | None, event: gr.EventData) -> list[Any]:
        session = of(session)
        events.reopen(session, int(payload(event).get("talk", -1)))
        return begun(session)

    def judge(session: Session | None, event: gr.EventData, request: gr.Request) -> str:
        session = of(session)
        data = payload(event)
        record(shell.feedback, session, data, user(request))
        return _turn(shell, session, int(data.get("turn", 0)))

    asking = [question.submit, submit.click]
    say_event: Any = turns.say
    if shell.library.writer is None:
        gr.on(asking, ask, [question, shell.session], outputs, **PRIVATE)
        say_event(say, shell.session, outputs, **PRIVATE)
    else:
        gr.on(asking, ask_and_word, [question, shell.session], outputs, **STEPWISE)
        say_event(say_and_word, shell.session, outputs, **STEPWISE)
    feedback_event: Any = turns.feedback
    feedback_event(judge, shell.session, latest, **PRIVATE)
    again.click(restart, shell.session, outputs, **PRIVATE)
    reopen_event: Any = history.reopen
    reopen_event(reopen, shell.session, outputs, **PRIVATE)


def _turns(shell: Shell, session: Session) -> str:
    """Return the conversation, or what an empty one shows."""
    said: Words = words(session.language)
    assistant = shell.library.assistant
    session.drawn += 1
    if not session.talk.answers:
        tasks = sum(len(plan.tasks) for plan in assistant.plans)
        shown = rendering.welcome(assistant.examples()[:EXAMPLES], len(assistant.plans), tasks, said)
    else:
        plans = {plan.document: plan for plan in assistant.plans}
        shown = "".join(rendering.turn(turn, plans, said) for turn in session.talk.turns)
    # The page draws a part only where its text has changed; what was put there since must go all the same.
    return f"{shown}<!-- {session.drawn} -->"


def _turn(shell: Shell, session: Session, number: int) -> str:
    """Return one turn, and from which on turns are kept; "" for one that is not kept."""
    turns = session.talk.turns
    wanted = [turn for turn in turns if turn.number == number]
    if not wanted:
        return ""
    plans = {plan.document: plan for plan in shell.library.assistant.plans}
    shown = rendering.turn(wanted[0], plans, words(session.language))
    return f"<div{attributes(data_first=turns[0].number)}>{shown}</div>"
