"""The tab that sets two plans side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import gradio as gr

from cchc_assistant.comparison import CHANGES, Pair, compare
from cchc_assistant.plans.model import Plan, Task
from cchc_assistant.web.events import Session
from cchc_assistant.web.markup import attributes, button, escaped, opening, shortened
from cchc_assistant.web.parts import PRIVATE, Shell, html, of, payload
from cchc_assistant.web.rendering import place
from cchc_assistant.web.words import Words, words

MOST_ROWS = 400
MOST_LIKELY = 60


def add(shell: Shell) -> None:
    """Lay out the tab and connect its events."""
    shown = html("", "comparison", "open", "compare", "only", "seen")
    shell.opens(shown)

    def page(session: Session) -> str:
        return panel(shell.library.assistant.plans, session.compared, session.change, words(session.language))

    def show(session: Session | None) -> str:
        return page(of(session))

    def chosen(session: Session | None, event: gr.EventData) -> list[Any]:
        session, data = of(session), payload(event)
        session.compared, session.change = (str(data.get("before", "")), str(data.get("after", ""))), ""
        return [session, page(session)]

    def only(session: Session | None, event: gr.EventData) -> list[Any]:
        session, change = of(session), str(payload(event).get("change", ""))
        session.change = "" if change == session.change else change
        return [session, page(session)]

    seen: Any = shown.seen
    seen(show, shell.session, shown, **PRIVATE)
    compared: Any = shown.compare
    compared(chosen, shell.session, [shell.session, shown], **PRIVATE)
    filtered: Any = shown.only
    filtered(only, shell.session, [shell.session, shown], **PRIVATE)
    shell.relabels.append((shown, lambda said, session: page(session)))


def panel(plans: Sequence[Plan], compared: tuple[str, str], change: str, said: Words) -> str:
    """Return the choice of two plans and how their tasks differ.

    Args:
        plans: all plans.
        compared: the documents of the two; plans of the same agency where they are not chosen yet.
        change: show only what changed so; "" for everything.
        said: the page's words.
    """
    head = f'<section class="sheet-head"><h2>{said("tab_compare")}</h2><p>{said("compare_lead")}</p></section>'
    by_document = {plan.document: plan for plan in plans}
    first, second = compared if all(one in by_document for one in compared) else likely(plans)
    if not first:
        return f'{head}<p class="empty">{said("compare_two_needed")}</p>'
    choices = _choice("before", said("compare_before"), plans, first) + _choice(
        "after", said("compare_after"), plans, second
    )
    form = f'<form class="filters two" data-form="compare" aria-label="{said("tab_compare")}">{choices}</form>'
    if first == second:
        return f'{head}{form}<p class="empty" role="status">{said("compare_same")}</p>'
    before, after = by_document[first], by_document[second]
    pairs = compare(before, after)
    counts = Counter(one for pair in pairs for one in pair.changes)
    cards = "".join(
        button(
            f"count {one}",
            f"<b>{counts[one]}</b><span>{said(f'change_{one}')}</span>",
            data_event="only",
            data_change=one,
            aria_pressed="true" if one == change else "false",
        )
        for one in CHANGES
    )
    held = [pair for pair in pairs if not change or change in pair.changes]
    rows = "".join(_row(pair, before, after, said) for pair in held[:MOST_ROWS])
    heads = "".join(
        f'<th scope="col">{text}</th>'
        for text in (said("compare_change"), escaped(_name(before, 90)), escaped(_name(after, 90)))
    )
    return (
        f'{head}{form}<div class="counts" role="group" aria-label="{said("counts")}">{cards}</div>'
        f'<div class="wide" tabindex="0" role="region" aria-label="{said("tab_compare")}">'
        f'<table class="register compared"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def likely(plans: Sequence[Plan]) -> tuple[str, str]:
    """Return two plans worth comparing: of two years, as alike in agency and title as any two; the earlier first."""
    ordered = sorted(plans, key=lambda plan: plan.metadata.year or 0)[-MOST_LIKELY:]
    pairs = [
        (_alike(one, other), one, other)
        for number, one in enumerate(ordered)
        for other in ordered[number + 1 :]
        if one.metadata.year != other.metadata.year
    ]
    if pairs:
        _, one, other = max(pairs, key=lambda pair: pair[0])
        return one.document, other.document
    return (ordered[0].document, ordered[1].document) if len(ordered) > 1 else ("", "")


def _alike(one: Plan, other: Plan) -> float:
    """Return how alike two plans' heads are: the share of the words they have in common."""
    left, right = (
        {
            word
            for field in (plan.metadata.title, plan.metadata.agency, plan.metadata.province)
            if field
            for word in field.text.casefold().split()
        }
        for plan in (one, other)
    )
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def _choice(name: str, label: str, plans: Sequence[Plan], chosen: str) -> str:
    options = "".join(
        f"<option{attributes(value=plan.document, selected=plan.document == chosen)}>"
        f"{escaped(_name(plan, 120))}</option>"
        for plan in plans
    )
    return f'<label>{label}<select name="{name}">{options}</select></label>'


def _name(plan: Plan, limit: int) -> str:
    title = shortened(plan.metadata.title.text if plan.metadata.title else plan.document, limit)
    year = plan.metadata.year
    return title if not year or str(year) in title else f"{title} ({year})"


def _row(pair: Pair, before: Plan, after: Plan, said: Words) -> str:
    badges = " ".join(f'<span class="badge {one}">{said(f"is_{one}")}</span>' for one in pair.changes)
    sides = (_side(pair.before, before, pair, said), _side(pair.after, after, pair, said))
    return f"<tr><td>{badges}</td>{''.join(sides)}</tr>"


def _side(task: Task | None, plan: Plan, pair: Pair, said: Words) -> str:
    if task is None:
        return '<td class="none">—</td>'
    spans = [task.task.span, *(unit.span for unit in task.lead), *((task.deadline.span,) if task.deadline else ())]
    opens = opening(plan.document, task.source.start, task.source.end, spans)
    units = "; ".join(unit.text for unit in task.lead)
    facts = (
        ("unit", "column_lead", escaped(shortened(units, 200)) or f"<i>{said('not_stated')}</i>"),
        ("time", "column_when_due",
         escaped(shortened(task.deadline.text, 120)) if task.deadline else f"<i>{said('not_stated')}</i>"),
    )  # fmt: skip
    shown = "".join(
        f'<p class="fact{" moved" if change in pair.changes else ""}"><span>{said(label)}:</span> {text}</p>'
        for change, label, text in facts
    )
    where = escaped(place(task.section, task.source.page, said))
    return (
        f'<td lang="vi"><button type="button" class="plain"{opens}>{escaped(shortened(task.task.text, 260))}</button>'
        f"{shown}<small>{where}</small></td>"
    )
