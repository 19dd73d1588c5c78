"""Questions about money: the sum for something, that of a whole plan, the largest, and where money comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.compose import answer_fields
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.matching import Part
from cchc_assistant.answering.parts import MOST_PLANS, beside_title
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.refuse import refuse_no_match
from cchc_assistant.answering.scope import Scope, narrowed_by_title
from cchc_assistant.answering.selection import topic_of
from cchc_assistant.answering.sums import Sum, funding_part, held, sums_of, topic_of_money
from cchc_assistant.plans.model import Section
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.passages import FRAME_PARTS

# How long a part about money may be to be quoted, and how long a sentence with a sum, in characters.
_LONGEST, _SENTENCE = 1200, 500
# How much of a question's weight the words about a sum and the plan's title must hold, and how far one may stay behind
# the best to be told too.
_FLOOR, _MARGIN = 0.7, 0.1
_SEVERAL = 2
# How many of them are named.
_SHOWN = 20


def of_whole_plan(frame: Frame, corpus: Corpus, scope: Scope) -> bool:
    """Say whether money is asked for of plans as wholes, or the largest of their sums, not of one task."""
    extreme = says("largest_sum", frame.understood) or says("smallest_sum", frame.understood)
    return extreme or (scope.named and not _topic(frame, corpus, scope))


def answer_money(
    draft: Draft, frame: Frame, scope: Scope, chosen: Sequence[FoundTask], tasks: Sequence[FoundTask]
) -> Draft:
    """Answer from the sums that the plans state and from their parts about funding.

    Args:
        draft: to write to.
        frame: a question about money.
        scope: the plans in question.
        chosen: the tasks that are meant, which state no money themselves.
        tasks: the nearest tasks, for a refusal.
    """
    plans = list(dict.fromkeys(item.row.plan for item in chosen)) or narrowed_by_title(frame, scope, draft.corpus).plans
    if says("counting_sums", frame.understood) and len(plans) == 1 and _tell_items(draft, frame, scope, plans[0]):
        return draft
    of_source = says("money_source", frame.understood) and not frame.asked.amount
    for among in (plans, scope.plans):
        if len(among) <= MOST_PLANS and (found := _asked_for(frame, draft.corpus, scope, among, of_source=of_source)):
            sourced = says("money_source", frame.understood)
            _tell(draft, found, alone=_extreme(frame) is not None, sourced=sourced)
            return draft
    if len(plans) > MOST_PLANS:
        plans = ()  # how each of very many plans is paid for is no answer
    parts = [
        (plan, passage)
        for plan in plans
        if (section := funding_part(draft.corpus, plan)) is not None
        for passage in _passages(draft, section)
    ]
    if frame.asked.amount:
        _quote(draft, parts)
        summed = any(sums_of(draft.corpus, plan) for plan in plans)
        return draft.refuse("field_not_stated", draft.say("no_own_amount" if summed else "no_amount"))
    _quote(draft, parts)
    if draft.lines:
        return draft
    return answer_fields(draft, frame, chosen, ("money",)) if chosen else refuse_no_match(draft, scope, tasks)


def _tell_items(draft: Draft, frame: Frame, scope: Scope, plan: int) -> bool:
    """Count and name all that a plan's tables give money to; False where something else is asked about, or none do."""
    listed = topic_of(frame, frame.units)
    topic = tuple(part for part in _topic(frame, draft.corpus, scope) if part in listed)
    items = [one for one in sums_of(draft.corpus, plan) if one.amount and not one.total]
    if topic or len(items) < _SEVERAL:
        return False
    noun = "khoản" if draft.language == "vi" else draft.say("item")
    draft.lines.append(f"{draft.say('items', value=len(items), noun=noun)} — {draft.corpus.name(plan)}:")
    for one in items[:_SHOWN]:
        mark = draft.citer.place(plan, one.passage.section, one.passage.span_of(0, len(one.passage.text)), [one.span])
        draft.lines.append(f"- {clipped(one.name)}: {f'{one.amount} {one.counts}'.strip()} {mark}")
    if (left := len(items) - _SHOWN) > 0:
        draft.lines.append(draft.say("more_items", value=left, total=len(items)))
    return True


def _topic(frame: Frame, corpus: Corpus, scope: Scope) -> tuple[Part, ...]:
    return beside_title(topic_of_money(frame), corpus, scope)


def _asked_for(frame: Frame, corpus: Corpus, scope: Scope, plans: Sequence[int], *, of_source: bool) -> list[Sum]:
    """Return the sums that a question asks for, at most one of each plan; none where the plans state none."""
    stated = {plan: sums for plan in plans if (sums := sums_of(corpus, plan))}
    if (pick := _extreme(frame)) is not None:
        items = [_items(sums) for sums in stated.values()]
        picked = [pick(sums, key=lambda one: one.value) for sums in items if len(sums) >= _SEVERAL]
        totals = map(_whole, stated.values()) if says("total_sum", frame.understood) else ()
        return [*filter(None, totals), *picked]
    if not _topic(frame, corpus, scope):
        return [] if of_source else [whole for sums in stated.values() if (whole := _whole(sums)) is not None]
    topic = topic_of_money(frame)
    scored = [
        max(((held(one, topic, frame, corpus), one) for one in sums), key=lambda pair: (pair[0], -len(pair[1].words)))
        for sums in stated.values()
    ]
    best = max((score for score, _ in scored), default=0.0)
    told = [one for score, one in scored if score >= max(_FLOOR, best - _MARGIN)]
    if of_source and not all(_names_source(one) for one in told):
        return []
    wholes = (_whole(stated[one.plan]) for one in told if says("total_sum", frame.understood))
    return [*told, *(one for one in wholes if one is not None and one.passage not in [item.passage for item in told])]


def _extreme(frame: Frame) -> Callable[..., Sum] | None:
    return max if says("largest_sum", frame.understood) else min if says("smallest_sum", frame.understood) else None


def _items(sums: Sequence[Sum]) -> list[Sum]:
    """Return the sums of single things: those of tasks and rows of tables, else those that sentences name."""
    items = [one for one in sums if not one.total]
    listed = [one for one in items if one.amount]
    return listed if len(listed) >= _SEVERAL else items


def _whole(sums: Sequence[Sum]) -> Sum | None:
    """Return the sum of a whole plan: the largest of those that are said to be one."""
    return max((one for one in sums if one.total), key=lambda one: one.value, default=None)


def _names_source(found: Sum) -> bool:
    words = found.passage.text.lower()
    return bool(found.source) or any(source in words for source in ("nguồn", "ngân sách", "dự toán", "xã hội hóa"))


def tell_sums(draft: Draft, frame: Frame, scope: Scope) -> bool:
    """Tell the sums that plans state for what a question names; False where they state none."""
    found = _asked_for(frame, draft.corpus, scope, scope.plans, of_source=False)
    _tell(draft, found, alone=False, sourced=False)
    return bool(found)


def _tell(draft: Draft, found: Sequence[Sum], *, alone: bool, sourced: bool) -> None:
    """Tell sums with what they are for.

    Of a sentence that states several, ``alone`` tells the words about this one; ``sourced`` tells all of a table's
    row, which names where the money comes from.
    """
    for one in found:
        whole = one.passage.span_of(0, len(one.passage.text))
        mark = draft.citer.place(one.plan, one.passage.section, whole, [one.span])
        plan = draft.corpus.name(one.plan)
        if not one.amount or (sourced and not one.source and _names_source(one)):
            words = one.words if alone or len(one.passage.text) > _SENTENCE else one.passage.text
            draft.lines.append(f"{draft.say('says', plan=plan, value=words)} {mark}")
            continue
        amount = f"{one.amount} {one.counts}".strip()
        told = draft.say("money", value=amount)
        told += f"; {draft.say('source', value=one.source)}" if one.source else ""
        draft.lines.append(f"{told[:1].upper()}{told[1:]} {mark}.")
        draft.lines.append(f"“{clipped(one.name)}” — {plan}." if one.name else f"{plan}.")


def _quote(draft: Draft, parts: Sequence[tuple[int, Passage]]) -> None:
    """Say what each plan says of its funding."""
    plans = list(dict.fromkeys(plan for plan, _ in parts))
    for plan in plans:
        told = [passage for owner, passage in parts if owner == plan]
        marks = "".join(draft.citer.place(plan, item.section, item.span, [item.span]) for item in told)
        line = draft.say("general_money", value="” “".join(item.text for item in told))
        draft.lines.append(f"- {draft.corpus.name(plan)}: {line} {marks}" if len(plans) > 1 else f"{line} {marks}")


def _passages(draft: Draft, section: Section) -> list[Passage]:
    """Return the passages of a part about money, without its bare heading, as long as they make one short answer."""
    found: list[Passage] = []
    length = 0
    for number in draft.corpus.passages_of(section.span.document):
        passage = draft.corpus.passages[number]
        if not section.span.start <= passage.span.start < section.span.end:
            continue
        if set(passage.heading) & FRAME_PARTS or passage.kind in ("heading", "row"):
            continue
        if passage.text.isupper() or length + len(passage.text) > _LONGEST:
            continue
        found.append(passage)
        length += len(passage.text)
    return found
