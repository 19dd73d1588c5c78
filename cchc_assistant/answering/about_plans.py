"""Answers about plans themselves: number, date, signer, recipients, agency."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from cchc_assistant.answering.ambiguity import ask_which_plan
from cchc_assistant.answering.asks import METADATA_ASKS
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.terms import tokens
from cchc_assistant.answering.titled_plans import plans_meant
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.deadlines import find_periods
from cchc_assistant.plans.model import Field, Metadata

# "do Chủ tịch | Nguyễn Văn Tâm | ký", "signed by | Nguyễn Văn Tâm": where a name may stand beside the signing.
_SIGNS = re.compile(
    r"(?P<name>(?:\w+ ){3,4})(?:đã |là người )?(?:ký|signs?|signed)\b|\bsigned by (?P<by>\w+(?: \w+){2,4})"
)
# How many words a name has.
_NAME_WORDS = 3


def named_signer(draft: Draft, frame: Frame) -> str | None:
    """Return the name of a signer of any plan that the question names, or of whom it says that they sign, bare."""
    asked = f" {' '.join(token.bare for token in tokens(frame.understood))} "
    for plan in draft.corpus.plans:
        name = _signer_key(plan.metadata)
        if name and f" {name} " in asked:
            return name
    claimed = _said_to_sign(frame.understood)
    if claimed.split(" ")[0] not in _surnames() or claimed in frame.provinces:
        return None
    keys = (_signer_key(plan.metadata) for plan in draft.corpus.plans)
    return next((key for key in keys if claimed in key), claimed)


def _said_to_sign(text: str) -> str:
    """Return the name that stands beside the signing, bare; "" if none of three words or more does."""
    for found in _SIGNS.finditer(text):
        words = (found["name"] or found["by"]).split()
        words = words if found["by"] else words[::-1]
        name = list(takewhile(lambda word: word[0].isupper(), words))
        if len(name) >= _NAME_WORDS:
            return strip_marks(fold(" ".join(name if found["by"] else name[::-1])))
    return ""


@cache
def _surnames() -> frozenset[str]:
    return frozenset(strip_marks(fold(name)) for name in load_toml("plans/surnames.toml")["surnames"])


def _signer_key(meta: Metadata) -> str:
    return " ".join(token.bare for token in tokens(meta.signer.text)) if meta.signer else ""


def answer_metadata(draft: Draft, frame: Frame, scope: Scope) -> Draft:
    """Say what the plans in question state about themselves."""
    plans = plans_meant(frame, scope, draft.corpus)
    if (signer := named_signer(draft, frame)) is not None:
        signed = [plan for plan in scope.plans if _signer_key(draft.corpus.plans[plan].metadata) == signer]
        if not signed:
            return _signed_by_another(draft, plans)
        plans = signed
    elif (asked_back := ask_which_plan(draft, frame, plans)) is not None:
        return asked_back
    if frame.numbers and not any(_is_of_years(draft, plan, frame.years) for plan in plans):
        title = draft.corpus.plans[plans[0]].metadata.title
        mark = draft.citer.place(plans[0], "", title.span, [title.span]) if title else ""
        value, says = ", ".join(map(str, frame.years)), f"{draft.corpus.name(plans[0])} {mark}"
        return draft.refuse("false_premise", draft.say("not_as_asked", value=value, says=says))
    absent: list[str] = []
    for plan in plans:
        meta = draft.corpus.plans[plan].metadata
        told = []
        for ask in METADATA_ASKS:
            if ask not in frame.asked.asks:
                continue
            values = _values(meta, ask)
            name = draft.say(ask.removeprefix("metadata_"))
            if not values:
                absent.append(_absent(draft, plan, ask, name))
                continue
            spans = [value.span for value in values]
            first, last = min(spans, key=lambda s: s.start), max(spans, key=lambda s: s.end)
            whole = type(first)(first.document, first.start, last.end, first.page)
            near = whole if whole.end - whole.start < 900 else first
            mark = draft.citer.place(plan, "", near, spans)
            told.append(f"{name}: {'; '.join(value.text for value in values)} {mark}")
            if ask == "metadata_date":
                draft.deadlines.extend(value.text for value in values)
        if told:
            line = "; ".join(told)
            draft.lines.append(
                f"- {draft.corpus.name(plan)}: {line}." if len(plans) > 1 else f"{line[:1].upper()}{line[1:]}."
            )
    if not draft.lines:
        return draft.refuse("field_not_stated", " ".join(absent))
    if "metadata_date" in frame.asked.asks and frame.asked.asks & {"compare", "yes_no"} and len(plans) > 1:
        _say_first(draft, plans)
        draft.lines.extend(f"- {text}" for text in absent)
    return draft


def _is_of_years(draft: Draft, plan: int, years: Sequence[int]) -> bool:
    """Say whether a plan named by its number is of a year named beside it, or was issued in it."""
    issued = draft.corpus.plans[plan].metadata.date
    days = find_periods(issued.text) if issued else []
    issued_in = {day.year for period in days for day in period}
    return not years or bool(issued_in & set(years)) or any(draft.corpus.covers(plan, year) for year in years)


def _say_first(draft: Draft, plans: Sequence[int]) -> None:
    """Say which of the plans was issued first, where all state the day."""
    days: dict[int, dt.date] = {}
    for plan in plans:
        stated = draft.corpus.plans[plan].metadata.date
        found = find_periods(stated.text) if stated else []
        if not found or found[0][0] != found[0][1]:
            return
        days[plan] = found[0][0]
    first = min(days, key=lambda plan: days[plan])
    if len(set(days.values())) == 1:
        draft.lines.insert(0, draft.say("issued_same_day"))
    else:
        draft.lines.insert(0, draft.say("issued_first", value=draft.corpus.name(first)))


def _signed_by_another(draft: Draft, plans: Sequence[int]) -> Draft:
    """Refuse a question that takes somebody else for the signer, and say who signed."""
    for plan in plans[:2]:
        meta = draft.corpus.plans[plan].metadata
        if meta.signer:
            mark = draft.citer.place(plan, "", meta.signer.span, [meta.signer.span])
            text = f"{draft.corpus.name(plan)}: {draft.say('signer')} {meta.signer.text} {mark}."
            return draft.refuse("false_premise", text)
    return draft.refuse("field_not_stated", _absent(draft, plans[0], "metadata_signer", draft.say("signer")))


def _values(meta: Metadata, ask: str) -> Sequence[Field]:
    if ask == "metadata_recipients":
        return meta.recipients
    if ask == "metadata_signer":
        return [piece for piece in (meta.signer, meta.signer_title) if piece] if meta.signer else []
    if ask == "metadata_agency":
        return [piece for piece in (meta.agency, meta.province) if piece]
    piece = {"metadata_number": meta.number, "metadata_date": meta.date, "metadata_title": meta.title}[ask]
    return [piece] if piece else []


def _absent(draft: Draft, plan: int, ask: str, name: str) -> str:
    if ask == "metadata_number":
        return draft.say("no_number", plan=draft.corpus.name(plan))
    return draft.say("no_field_plan", plan=draft.corpus.name(plan), value=name)
