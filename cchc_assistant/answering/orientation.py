"""What is at hand and how to ask: for greetings, for questions that name nothing, and for the list of the plans."""

from __future__ import annotations

from collections import Counter

from cchc_assistant.answering.asks import FIELD_ASKS, METADATA_ASKS, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.which_plans import tell_plans

_EXAMPLES, _EXAMPLE_WORDS = 3, 14


def examples(corpus: Corpus) -> list[str]:
    """Return example questions made from the plans at hand: a task of each, and one unit's tasks."""
    found: list[str] = []
    for plan in corpus.plans:
        year = plan.metadata.year
        tasks = [task for task in plan.tasks if task.lead and task.deadline and task.kind != "prose"]
        short = [task for task in tasks if 4 <= len(task.task.text.split()) <= _EXAMPLE_WORDS]
        if not short or plan.repaired:
            continue
        words = min(short, key=lambda task: (len(task.task.text.split()), task.source.start)).task.text
        when = f" năm {year}" if year and str(year) not in words else ""
        found.append(f"Ai chủ trì {words[:1].lower()}{words[1:]}{when}, khi nào?")
        if len(found) == _EXAMPLES:
            break
    leads = Counter((row.plan, row.task.lead[0].text) for row in corpus.rows if len(row.task.lead) == 1)
    if leads:
        (number, unit), _ = leads.most_common(1)[0]
        year = corpus.plans[number].metadata.year
        found.append(f"{unit} phải làm những gì" + (f" năm {year}?" if year else "?"))
    return found


def orient(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Greet, list the plans, or ask what is meant; None for a question that names what it is about."""
    if says("greeting", frame.understood):
        return _help(draft, draft.say("welcome", value=len(draft.corpus.plans)))
    asks = frame.asked.asks
    if asks & set(METADATA_ASKS):
        return None
    if not frame.parts_beside(scope.agencies) and says("listing_plans", frame.understood):
        return tell_plans(draft, scope)
    named = frame.parts or frame.units or frame.period or frame.section or frame.focus or scope.named
    if not named and asks <= set(FIELD_ASKS):
        return _help(draft, draft.say("ask_more"))
    return None


def _help(draft: Draft, sentence: str) -> Draft:
    draft.suggestions.extend(examples(draft.corpus))
    return draft.refuse("nothing_asked", sentence)
