"""Refusals: why a question is not answered, and what is there instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope

_NEAREST = 3


def refuse_scope(draft: Draft, frame: Frame, scope: Scope) -> Draft:
    """Refuse a question about a year or a province that no plan is of."""
    corpus = draft.corpus
    if scope.missing == "year":
        held = [
            plan
            for plan in range(len(corpus.plans))
            if not frame.provinces or corpus.province(plan) in frame.provinces
        ]
        years = sorted({year for plan in held if (year := corpus.plans[plan].metadata.year)})
        key = "no_year_agency" if frame.provinces or scope.agencies else "no_year"
        text = draft.say(key, value=", ".join(map(str, frame.years)), years=", ".join(map(str, years)))
        return draft.refuse("year_not_in_corpus", text)
    plans = "; ".join(corpus.name(plan) for plan in range(len(corpus.plans))[:6])
    return draft.refuse("province_not_in_corpus", draft.say("no_province", value=", ".join(frame.provinces), plans=plans))


def refuse_no_match(draft: Draft, scope: Scope, near: Sequence[FoundTask]) -> Draft:
    """Refuse a question that nothing matches, with the nearest real tasks as such."""
    if len(scope.plans) == 1:
        text = draft.say("no_match_scope", plan=draft.corpus.name(scope.plans[0]))
    else:
        text = draft.say("no_match")
    nearest = [item for item in near if item.match.coverage >= 0.2][:_NEAREST]
    if nearest:
        first = nearest[0].row
        mark = draft.citer.task(first, [first.task.task.span])
        shown = f"“{clipped(first.task.task.text)}” ({draft.corpus.name(first.plan)}) {mark}"
        text = f"{text} {draft.say('nearest', value=shown)}"
    draft.suggestions.extend(suggestion(draft, item) for item in nearest)
    return draft.refuse("no_match", text)


def suggestion(draft: Draft, item: FoundTask) -> str:
    """Return a question about a real task."""
    words = clipped(item.row.task.task.text, 14).removesuffix(" …")
    year = draft.corpus.plans[item.row.plan].metadata.year
    if draft.language == "en":
        return f"Who leads “{words}”" + (f" in {year}?" if year else "?")
    return f"Ai chủ trì “{words}”" + (f" năm {year}, khi nào?" if year else ", khi nào?")


def false_number(frame: Frame, texts: Sequence[str]) -> str | None:
    """Return a number that the question asserts and the texts do not hold ("tới 36 chuyên mục" of a plan that has 24)."""
    held = " ".join(texts)
    years = {str(year) for year in frame.years}
    for match in re.finditer(r"(?<![\w/:.])(\d{1,4})(?![\w/:.]|\d)", frame.understood):
        number = match[1].lstrip("0") or "0"
        if number in years or match[1] in years:
            continue
        if not re.search(rf"(?<!\d)0*{number}(?!\d)", held):
            return match[1]
    return None
