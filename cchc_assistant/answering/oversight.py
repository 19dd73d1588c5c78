"""Who sees to a plan as a whole: "đơn vị nào đầu mối theo dõi kế hoạch …", "who is in charge of the plan"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.compose import answer_fields
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.matching import Match, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.titled_plans import plans_meant
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans.model import Task

# What is asked beside who leads that leaves it a question of this kind.
_ASKED = {"lead", "content", "compare"}
# How much of what a question names the titles of plans must hold for it to name nothing but plans, and of how many.
_NAMED, _PLANS = 0.75, 3
# How many signs of seeing to a plan a task must bear, and what it counts if it is for many units to do.
_LEAST, _MANY = 2, -3
# How many units named beside each other are many.
_SEVERAL = 3


def answer_oversight(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Tell who sees to the plans that a question names as wholes; None where it names more, or a plan does not say."""
    asks, corpus = frame.asked.asks, draft.corpus
    named = any(slot not in scope.agencies for slot in frame.units)  # what a unit leads is asked, not who does
    if "lead" not in asks or asks - _ASKED or named or not says("of_whole_document", frame.understood):
        return None
    said = [*ranges_of("overseeing", frame.understood), *ranges_of("of_whole_document", frame.understood)]
    parts = frame.parts_beside(frame.units)
    topic = tuple(part for part in parts if not any(start <= part.start < end for start, end in said))
    plans = plans_meant(replace(frame, parts=topic), scope, corpus)
    titles = Profile()
    for plan in plans[:_PLANS]:
        titles.add(corpus.plan_words(plan), 1.0, corpus.book)
    if len(plans) > _PLANS or (topic and match(topic, (), titles, corpus.weights).coverage < _NAMED):
        return None
    asked = {fold(frame.understood[start:end]) for start, end in ranges_of("overseeing", frame.understood)}
    rows = [row for plan in plans if (row := _overseeing(corpus, plan, asked)) is not None]
    if not rows or len(rows) < len(plans):
        return None
    return answer_fields(draft, frame, [FoundTask(row, Match(1.0, 1.0), 1.0) for row in rows], ("lead",))


def _overseeing(corpus: Corpus, plan: int, asked: Collection[str]) -> Row | None:
    """Return the task of the unit that sees to a plan: with most of what that is, above all of what is asked."""
    rows = [corpus.rows[number] for number in corpus.rows_of(plan)]
    scored = [(_signs(corpus, row.task, asked), -row.task.source.start, row) for row in rows if row.task.lead]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best is not None and best[0] >= _LEAST else None


def _signs(corpus: Corpus, task: Task, asked: Collection[str]) -> int:
    """Return how many signs a task bears of seeing to the plan that it stands in, 0 where it does not speak of it."""
    words = fold(corpus.source(task.source.document)[task.source.start : task.source.end])
    found = _of_plan().search(words)
    if found is None:
        return 0
    verbs = [verb for verb in load_toml("answering/question_words.toml")["overseen"] if verb in words]
    lead = task.lead[0].canonical
    many = len(task.lead) >= _SEVERAL or lead.startswith("các ") or re.search(r"\b(?:huyện|xã|phường)\b", lead)
    return len(verbs) + sum(verb in asked for verb in verbs) + (found["this"] is not None) + _MANY * bool(many)


@cache
def _of_plan() -> re.Pattern[str]:
    """Return the pattern of a plan that speaks of itself: "Kế hoạch này", "đôn đốc thực hiện kế hoạch"."""
    kinds = "|".join(map(re.escape, load_toml("answering/question_words.toml")["whole_documents"]))
    return re.compile(
        rf"\b(?:{kinds})(?P<this> này)\b|\b(?:thực hiện|triển khai|theo dõi|đôn đốc)\b[^.;]{{0,60}}\b(?:{kinds})\b"
    )
