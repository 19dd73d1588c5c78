"""What changed from one plan to the next: tasks that came, went, or moved to another unit or time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cchc_assistant.answering.asks import Ask, ranges_of, says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft, clipped, facts
from cchc_assistant.answering.parts import beside_title
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.selection import topic_of
from cchc_assistant.answering.terms import tokens
from cchc_assistant.comparison import Change, Pair, compare
from cchc_assistant.plans.model import Plan

_MOST, _TITLE = 12, 40
# The kinds of change in the order in which they are told, with the field that shows each.
_TOLD: tuple[tuple[Change, tuple[Ask, ...]], ...] = (
    ("added", ("lead", "when")),
    ("dropped", ("lead", "when")),
    ("unit", ("lead",)),
    ("time", ("when",)),
)


def asks_for_changes(frame: Frame, corpus: Corpus, scope: Scope) -> bool:
    """Say whether whole plans are compared: a question that names no task beside the plans and the kind of change."""
    asked = {word for kind, _ in _TOLD for word in _words_of(frame, kind)}
    topic = beside_title(topic_of(frame, frame.units), corpus, scope)
    return not any(token.start + part.start not in asked for part in topic for token in tokens(part.text))


def answer_changes(draft: Draft, frame: Frame, before: int, after: int) -> Draft:
    """Say how many tasks two plans share, and name those that came, went or moved.

    Args:
        draft: the answer in the making.
        frame: the question; of the kinds of change that it names, only these are told.
        before: the earlier plan.
        after: the later one.
    """
    corpus = draft.corpus
    pairs = _pairs(corpus.plans[before], corpus.plans[after])
    counts = {
        kind: sum(kind in pair.changes for pair in pairs) for kind in ("kept", "unit", "time", "added", "dropped")
    }
    marks = "".join(
        draft.citer.place(plan, "", title.span, [title.span])
        for plan in (before, after)
        if (title := corpus.plans[plan].metadata.title)
    )
    names = {"before": corpus.name(before), "after": corpus.name(after)}
    draft.lines.append(f"{draft.say('changes', **names, **counts)} {marks}")
    named = [kind for kind, _ in _TOLD if says(f"change_{kind}", frame.understood)]
    for kind, fields in _TOLD:
        changed = [pair for pair in pairs if kind in pair.changes and (not named or kind in named)]
        draft.lines.extend(
            f"- {draft.say(f'change_{kind}')}: {text}"
            for text in _told(draft, (before, after), changed[:_MOST], fields)
        )
        if len(changed) > _MOST:
            draft.lines.append(draft.say("more_changes", value=len(changed) - _MOST))
    return draft


def _pairs(before: Plan, after: Plan) -> list[Pair]:
    """Pair the tasks of two plans, each once; duties in the text only where there is nothing else."""
    listed = [[task for task in plan.tasks if task.kind != "prose"] for plan in (before, after)]
    if not all(listed):
        listed = [list(plan.tasks) for plan in (before, after)]
    first, second = ([*{task.task.span: task for task in reversed(tasks)}.values()][::-1] for tasks in listed)
    return compare(replace(before, tasks=tuple(first)), replace(after, tasks=tuple(second)))


def _told(draft: Draft, plans: tuple[int, int], pairs: Sequence[Pair], fields: Sequence[Ask]) -> Iterator[str]:
    """Yield a line for each changed task: its words and, on each side that has it, what it states."""
    for pair in pairs:
        rows = [
            Row(plan, task) for plan, task in zip(plans, (pair.before, pair.after), strict=True) if task is not None
        ]
        sides = []
        for row in rows:
            stated, absent, spans = facts(draft, row, fields)
            mark = draft.citer.task(row, [row.task.task.span, *spans])
            sides.append(f"{'; '.join(stated or absent)} {mark}")
        yield f"“{clipped(rows[-1].task.task.text, _TITLE)}”: {' → '.join(sides)}."


def _words_of(frame: Frame, kind: Change) -> Iterator[int]:
    """Yield where the words begin that name a kind of change."""
    for start, end in ranges_of(f"change_{kind}", frame.understood):
        yield from (start + token.start for token in tokens(frame.understood[start:end]))
