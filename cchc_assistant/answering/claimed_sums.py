"""Sums of money that a question takes for granted: "850 triệu đồng cho kế hoạch 2025 lấy từ nguồn nào?"."""

from __future__ import annotations

from cchc_assistant.answering.amounts import AMOUNT, value_of
from cchc_assistant.answering.asks import says
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.parts import MOST_PLANS, beside_title
from cchc_assistant.answering.places import beside_provinces
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.sums import held, sums_of, topic_of_money

# How much of what the money is for the words about a sum must hold to be about that.
_ABOUT = 0.3


def refuse_claimed_sum(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Refuse a question about a sum that the plans state for something else or not at all; None if it is theirs."""
    if len(scope.plans) > MOST_PLANS or frame.asked.asks & {"yes_no", "compare", "list"}:
        return None
    for claim in AMOUNT.finditer(beside_provinces(frame.understood)):
        if says("about_as_much", frame.understood[: claim.start()]):
            continue
        stated = [one for plan in scope.plans for one in sums_of(draft.corpus, plan)]
        named = tuple(part for part in topic_of_money(frame) if not claim.start() <= part.start < claim.end())
        topic = beside_title(named, draft.corpus, scope)
        scored = [(held(one, topic, frame, draft.corpus) if topic else float(one.total), one) for one in stated]
        same = [(score, one) for score, one in scored if one.value == value_of(claim.group())]
        if not stated or any(one.total or not topic or score >= _ABOUT for score, one in same):
            continue
        best = max(same or scored, key=lambda pair: pair[0])[1]
        mark = draft.citer.place(best.plan, best.passage.section, best.span, [best.span])
        told = f"{draft.say('says', plan=draft.corpus.name(best.plan), value=best.words)} {mark}"
        return draft.refuse("false_premise", draft.say("not_as_asked", value=claim.group(), says=told))
    return None
