"""Answers about the fields of tasks: who leads, who helps, when, with what product and money."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.asks import FIELD_ASKS, Ask, says
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.question import Frame

_TITLE, _WHOLE = 18, 90


def field_asks(frame: Frame) -> tuple[Ask, ...]:
    """Return the fields that are asked for, in the order in which answers give them."""
    return tuple(ask for ask in FIELD_ASKS if ask in frame.asked.asks)


def answer_fields(draft: Draft, frame: Frame, chosen: Sequence[FoundTask], asks: Sequence[Ask]) -> Draft:
    """Say what the chosen tasks state of what is asked, plan by plan where there are several.

    If no chosen task states anything of it, the answer is a refusal that says what is not stated.
    """
    rows = [item.row for item in chosen]
    told: list[tuple[FoundTask, str]] = []
    silent: list[tuple[FoundTask, list[str]]] = []
    for item in chosen:
        stated, absent, spans = facts(draft, item.row, asks)
        if not stated:
            silent.append((item, absent))
            continue
        mark = draft.citer.task(item.row, [item.row.task.task.span, *spans])
        if "count" in frame.asked.asks and tuple(asks) in (("lead",), ("coordinate",)):
            units = item.row.task.lead if asks[0] == "lead" else item.row.task.coordinate
            stated.insert(0, draft.say("units", value=len(units)))
        told.append((item, "; ".join([*stated, *absent]) + f" {mark}"))
    if not told:
        return _nothing_stated(draft, silent)
    several = len({row.plan for row in rows}) > 1
    for item, text in told:
        # Where the result goes stands in the words of the task.
        words = _WHOLE if says("destination", frame.understood) else _TITLE
        title = draft.say("task", value=clipped(item.row.task.task.text, words))
        if several:
            draft.lines.append(f"- {draft.corpus.name(item.row.plan)}: {text}.")
        elif len(told) > 1:
            draft.lines.append(f"- {title}: {text}.")
        else:
            draft.lines.append(f"{_first_capital(text)}.")
            draft.lines.append(f"{title} — {draft.corpus.name(item.row.plan)}.")
    return draft


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing_stated(draft: Draft, silent: Sequence[tuple[FoundTask, list[str]]]) -> Draft:
    item, absent = silent[0]
    mark = draft.citer.task(item.row, [item.row.task.task.span])
    title = draft.say("task", value=clipped(item.row.task.task.text))
    text = f"{title} ({draft.corpus.name(item.row.plan)}): {'; '.join(absent)} {mark}."
    return draft.refuse("field_not_stated", text)
