"""Items of the parts that a question names, counted or listed: "mấy giải pháp", "chỉ tiêu xã hội số nào đạt 100%"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.counting import Counted
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.listing import tell_items
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.parts import (
    MOST_PLANS,
    WHOLE_PARTS,
    Item,
    PlanPart,
    beside_title,
    called,
    division,
    find_part,
    items_of,
    main_parts,
    names_appendix,
    siblings,
    whole_appendix,
)
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.selection import topic_of
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.plans.rhythms import rhythms

_FEWEST = 2
# How much of a word a part's title must hold for the word to name that part.
_HELD = 0.5
# "đạt 100%", "trên 80 %".
_SHARE = re.compile(r"\d+(?:[.,]\d+)?\s?%")


def answer_items(draft: Draft, frame: Frame, scope: Scope, what: Counted) -> Draft | None:
    """Tell the items of the parts that a question names, or all that are called by the noun asked for; None if none.

    Args:
        draft: the answer in the making.
        frame: the question.
        scope: the plans in question.
        what: what is counted or listed.
    """
    corpus = draft.corpus
    if len(scope.plans) > MOST_PLANS:
        return None
    if not beside_title(topic_of(frame, ()), corpus, scope):
        divided = [pair for plan in scope.plans if (pair := division(corpus, plan, what.noun)) is not None]
        if divided and not names_appendix(frame):
            for whole, held in divided:
                tell_items(draft, frame, whole, held, what)
            return draft
    own = {token.bare for token in tokens(what.noun)}
    fits, said = _condition(frame) if what.kind == "target" else (None, set())
    named = tuple(part for part in topic_of(frame, ()) if not {token.bare for token in tokens(part.text)} <= own | said)
    part = find_part(frame, corpus, scope, named, what.noun) if named else None
    topic = beside_title(named, corpus, scope)
    if not topic and part is None:
        called_so = (what.noun, what.noun.removeprefix("nhóm "))  # "mấy nhóm giải pháp" of "V. GIẢI PHÁP"
        by_noun = (found for noun in called_so if (found := find_part(frame, corpus, scope, (), noun)) is not None)
        part = whole_appendix(frame, corpus, scope) or next(by_noun, None)
    items = items_of(corpus, part, what.noun) if part else []
    if part and not topic and len(same := siblings(corpus, part, what.noun)) >= _FEWEST:
        part, items = PlanPart(part.plan, "", "", None, None, ()), same
    if len(items) < _FEWEST and not topic:
        lined = [(plan, items) for plan in scope.plans if len(items := called(corpus, plan, what.noun)) >= _FEWEST]
        if not lined and what.noun in WHOLE_PARTS and len(scope.plans) == 1:
            lined = [(scope.plans[0], main_parts(corpus, scope.plans[0]))]
        if len(lined) == 1:
            plan, items = lined[0]
            part = PlanPart(plan, "", "", None, None, ())
    if part is None or len(items) < _FEWEST:
        return None
    if topic and "count" not in frame.asked.asks and part.section is None and fits is None:
        return None
    if fits is not None:
        items = [item for item in items if fits(item.text)]
        return tell_items(draft, frame, part, items, what) if items else None
    if (further := _named_too(frame, corpus, scope, part, named, what)) is not None:
        draft.lines.append(f"{draft.say('items', value=len(items) + len(further[1]), noun=_noun(draft, what))}:")
        tell_items(draft, frame, *further, what)
    return tell_items(draft, frame, part, items, what)


def _noun(draft: Draft, what: Counted) -> str:
    return what.noun if draft.language == "vi" and what.noun else draft.say("item")


def _condition(frame: Frame) -> tuple[Callable[[str], bool] | None, set[str]]:
    """Return what targets must say to be asked for, and the bare words that say so; None if nothing.

    "chỉ tiêu nào tính hằng năm", "những chỉ tiêu phải đạt 100%"
    """
    text = frame.understood
    ranges = [*rhythms(text), *(match.span() for match in _SHARE.finditer(text))]
    if not ranges:
        return None, set()
    wanted = [" ".join(text[start:end].lower().split()).replace(" %", "%") for start, end in ranges]
    said = {token.bare for start, end in ranges for token in tokens(text[start:end])}
    said |= {token.bare for token in tokens(text) if token.bare.isdigit()}

    def fits(target: str) -> bool:
        plain = " ".join(target.lower().split()).replace(" %", "%").replace("hàng ", "hằng ")
        return all(re.search(rf"(?<![\w,.]){re.escape(one.replace('hàng ', 'hằng '))}", plain) for one in wanted)

    return fits, said


def _named_too(
    frame: Frame, corpus: Corpus, scope: Scope, part: PlanPart, topic: Sequence[Part], what: Counted
) -> tuple[PlanPart, Sequence[Item]] | None:
    """Return a second part of the same plan that a question names, with its items: "chỉ tiêu kinh tế số, xã hội số"."""
    title = Profile()
    title.add(part.title, 1.0, corpus.book)
    left = [one for one in topic if match((one,), (), title, corpus.weights).coverage < _HELD]
    if not part.title or sum(len(tokens(one.text)) for one in left) < _FEWEST:
        return None
    other = find_part(frame, corpus, replace(scope, plans=(part.plan,)), left, what.noun)
    if other is None or other.title == part.title or other.path.startswith(f"{part.path}."):
        return None
    items = items_of(corpus, other, what.noun)
    return (other, items) if len(items) >= _FEWEST else None
