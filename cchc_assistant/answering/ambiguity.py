"""Questions that may mean too many things to answer for all: the choices, each a whole question, are given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cchc_assistant.answering.asks import METADATA_ASKS, Ask
from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.question import Frame
from cchc_assistant.plans.issuer import in_running_text
from cchc_assistant.plans.metadata import province_name

# How many readings are all answered, and how many are offered where there are more.
_ANSWERED, _OFFERED = 6, 8
_TASK_WORDS = 16
# What is asked of plans as such, whichever they are: "kế hoạch nào ban hành trước", "những kế hoạch nào do ai ký".
_OF_SEVERAL = {"compare", "list"}


def ask_which_task(draft: Draft, chosen: Sequence[FoundTask], fields: Sequence[Ask]) -> Draft | None:
    """Ask back which task is meant where tasks of many plans, or many of one plan, fit alike; None where few do.

    Args:
        draft: the answer in the making.
        chosen: the tasks that fit.
        fields: what is asked of them.
    """
    rows = list({(item.row.plan, item.row.task.task.span.start): item.row for item in chosen}.values())
    if len(rows) <= _ANSWERED:
        return None
    for row in _spread(rows):
        task = clipped(row.task.task.text, _TASK_WORDS).removesuffix(" …")
        draft.suggestions.append(_question(draft, fields, row.plan, f" “{task}”"))
    return _refuse(draft, len(rows), "ambiguous_task")


def ask_which_plan(draft: Draft, frame: Frame, plans: Sequence[int]) -> Draft | None:
    """Ask back which plan is meant where a question about plans themselves fits many; None where it fits few."""
    if len(plans) <= _ANSWERED or frame.asked.asks & _OF_SEVERAL:
        return None
    asked = [ask for ask in METADATA_ASKS if ask in frame.asked.asks]
    draft.suggestions.extend(_question(draft, asked, plan, "") for plan in plans[:_OFFERED])
    return _refuse(draft, len(plans), "ambiguous_plan")


def _spread(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that are offered: of each plan one, before a second of any."""
    seen: dict[int, int] = {}
    order = []
    for number, row in enumerate(rows):
        seen[row.plan] = seen.get(row.plan, 0) + 1
        order.append((seen[row.plan], number))
    return [rows[number] for _, number in sorted(order)[:_OFFERED]]


def _refuse(draft: Draft, readings: int, sentence: str) -> Draft:
    return draft.refuse("ambiguous", draft.say(sentence, value=readings, shown=len(draft.suggestions)))


def _question(draft: Draft, asks: Iterable[Ask], plan: int, task: str) -> str:
    """Return a whole question about one plan, which is then answered: "Kế hoạch 77/KH-STNMT của …: ai chủ trì “…”?"."""
    asked = ", ".join(draft.say(f"ask_{ask.removeprefix('metadata_')}") for ask in asks)
    text = draft.say("ask_of_plan", value=f"{asked}{task}", plan=plan_phrase(draft, plan))
    return text[:1].upper() + text[1:]


def plan_phrase(draft: Draft, plan: int) -> str:
    """Return words by which a question names a plan: its number, or else its year, and its agency and province."""
    meta = draft.corpus.plans[plan].metadata
    kind = meta.kind.text.lower() if meta.kind and draft.language == "vi" else draft.say("plan_kind")
    year = draft.say("plan_of_year", value=str(meta.year)) if meta.year else ""
    agency = in_running_text(meta.agency.text) if meta.agency else ""
    province = province_name(meta.province.text) if meta.province else ""
    place = ", ".join(part for part in (agency, "" if province.lower() in agency.lower() else province) if part)
    which = meta.number.text if meta.number else year
    return " ".join(part for part in (kind, which, draft.say("plan_of_place", value=place) if place else "") if part)
