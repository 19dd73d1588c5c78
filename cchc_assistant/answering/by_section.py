"""Answers about a part that is named by its number: "mục III.5 của kế hoạch 2022 nói gì?"."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.asks import Ask
from cchc_assistant.answering.compose import answer_fields
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.matching import Match, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope, narrowed_by_title
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.plans.model import Section
from cchc_assistant.retrieval.model import Passage

_SHOWN = 4
# The longest title that is one, in syllables, and how much of the question it must hold.
_TITLE, _ALL = 10, 0.95
# How much of a word the head of a plan must hold for it to name the plan only, and how many plans a question may mean.
_IN_HEAD, _FEW = 0.5, 2
_WHOLE = Match(1.0, 1.0)


def answer_section(draft: Draft, frame: Frame, scope: Scope, asks: Sequence[Ask]) -> Draft:
    """Say what the named part states of what is asked, or quote it; refuse if no plan in question has it."""
    corpus = draft.corpus
    plans = [plan for plan in scope.plans if any(_is(frame, s.path) for s in corpus.plans[plan].sections)]
    with_tasks = [
        FoundTask(row, _WHOLE, 1.0) for row in corpus.rows if row.plan in scope.plans and _is(frame, row.task.section)
    ]
    if asks and with_tasks:
        return answer_fields(draft, frame, with_tasks[:_SHOWN], asks)
    if not plans:
        return draft.refuse(
            "no_section", draft.say("no_section", value=frame.section.upper(), plan=_names(draft, scope))
        )
    for plan in plans[:_SHOWN]:
        _quote(draft, plan, [passage for passage in _passages(draft, plan) if _is(frame, passage.section)])
    if not draft.lines:
        section = next(s for s in corpus.plans[plans[0]].sections if _is(frame, s.path))
        mark = draft.citer.place(plans[0], section.path, section.title.span, [section.title.span])
        draft.lines.append(draft.say("says", plan=corpus.name(plans[0]), value=section.title.text) + f" {mark}")
    return draft


def answer_titled(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Quote the parts whose title is what is asked for ("mục đích của kế hoạch 2022"); None if no title says it all.

    What the head of the plan says too only names the plan: "mục tiêu cchc ngành y tế" asks for its part "Mục tiêu".
    """
    corpus = draft.corpus
    scope = narrowed_by_title(frame, scope, corpus)
    if not (scope.named or len(scope.plans) <= _FEW) or not frame.parts:
        return None
    for plan in scope.plans[:_SHOWN]:
        if (best := _titled(frame, corpus, plan)) is not None:
            inside = [passage for passage in _passages(draft, plan) if best.span.covers(passage.span)]
            _quote(draft, plan, [one for one in inside if not best.title.span.covers(one.span)] or inside)
    return draft if draft.lines else None


def _titled(frame: Frame, corpus: Corpus, plan: int) -> Section | None:
    """Return the part of a plan with the shortest title that says all that is asked for beside the plan's head."""
    head = corpus.title_profile(plan)
    own = tuple(part for part in frame.parts if match((part,), (), head, corpus.weights).coverage < _IN_HEAD)
    words = sum(len(tokens(part.text)) for part in own)
    found = []
    for section in corpus.plans[plan].sections:
        length = len(tokens(section.title.text))
        if length > _TITLE:
            continue
        profile = Profile()
        profile.add(section.title.text, 1.0, corpus.book)
        for asked, longest in ((frame.parts, _TITLE), (own, 2 * words)):
            if asked and length <= longest and match(asked, (), profile, corpus.weights).coverage >= _ALL:
                found.append((length, section.span.start, section))
    return min(found)[2] if found else None


def _passages(draft: Draft, plan: int) -> list[Passage]:
    corpus = draft.corpus
    return [corpus.passages[number] for number in corpus.passages_of(corpus.plans[plan].document)]


def _quote(draft: Draft, plan: int, passages: Sequence[Passage]) -> None:
    told = [passage for passage in passages if passage.kind != "heading"] or passages
    for number, passage in enumerate(told[:_SHOWN]):
        mark = draft.citer.place(plan, passage.section, passage.span, [passage.span])
        said = f"“{passage.text}”"
        if number == 0:
            said = draft.say("says", plan=draft.corpus.name(plan), value=passage.text)
        draft.lines.append(f"{said} {mark}")


def _is(frame: Frame, path: str) -> bool:
    """Say whether a path is the one asked for; an appendix may be left out ("mục 3.b" of "Phụ lục 3.b")."""
    key = strip_marks(path.lower())
    return frame.section in (key, key.rsplit(" ", 1)[-1])


def stands_in(section: str, path: str) -> bool:
    """Say whether a path is that of a part or of one inside it: "II.1" and "Phụ lục II.1" of "ii"."""
    key = strip_marks(path.lower())
    return any(f"{one}.".startswith(f"{section}.") for one in (key, key.rsplit(" ", 1)[-1]))


def _names(draft: Draft, scope: Scope) -> str:
    return "; ".join(draft.corpus.name(plan) for plan in scope.plans[:3])
