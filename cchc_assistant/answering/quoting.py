"""Answers that are a plan's own words: contents, purposes, numbers in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.labels import absent_label
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.statements import Extract, Statement
from cchc_assistant.answering.terms import Profile
from cchc_assistant.answering.wanted import Wanted
from cchc_assistant.plans import units

# What stands right before the unit that something goes to, and what before the first word of an item.
_TO = re.compile(r"\b(?:về|gửi|cho|đến|tới|qua|trình|báo cáo)\s+$", re.IGNORECASE)
_PURPOSE = re.compile(r"\bđể\b|\btham mưu\b|\btổng hợp\b")
# ". Trường hợp …": what is left of the item before.
_LEFT_OVER = re.compile(r"[.;:,)\s]+(?=\w)")
_NOUN = re.compile(r"(\S+|trung tâm|chi cục) nào\b")
_MARK = re.compile(r"^\W*(?:\w{1,3}[.)]\s*)?|\b(?:giao|đề nghị|do)\s+$", re.IGNORECASE)
# How many characters a quote has at most: of one fact, of all that is said, and of a list.
_WHOLE, _OPEN, _LIST = 420, 700, 1100
# What joins two things that are asked about; how many words each has at least, how much more of one a further place
# must hold than the one that is quoted, and how much of it.
_JOINT = re.compile(r"\s+(?:và|and)\s+", re.IGNORECASE)
_FEWEST, _MORE, _TOLD = 2, 0.25, 0.75
# How good the best statement of a further plan must be, and how good a neighbour is that belongs to the best.
_NEAR, _BELONGS = 0.95, 0.6
_PLANS, _PARTS = 4, 6


def answer_content(draft: Draft, frame: Frame, found: Sequence[Statement], wanted: Wanted) -> Draft | None:
    """Quote the statements that answer best, one of each plan; None if a number is asked for and not there."""
    chosen: dict[int, Statement] = {}
    for one in found:
        if one.score >= _NEAR * found[0].score and not (chosen and absent_label(frame.understood, one.passage.text)):
            chosen.setdefault(one.plan, one)
    extracts = [stretch(one, found, wanted) for one in list(chosen.values())[:_PLANS]]
    if len(extracts) == 1 and (other := _other_half(draft.corpus, frame, extracts[0], found)) is not None:
        extracts.append(stretch(other, found, wanted))
        chosen[-1] = other
    if "count" in frame.asked.asks and not any(char.isdigit() for extract in extracts for char in extract.text):
        return None  # a number is asked for, and the best passages hold none
    for one, extract in zip(chosen.values(), extracts, strict=False):
        mark = draft.citer.passage(extract.plan, extract.passage.section, extract.span)
        draft.lines.append(draft.say("says", plan=draft.corpus.name(extract.plan), value=extract.text) + f" {mark}")
        draft.units.extend(_units_asked(one.text, frame, wanted))
        below = [] if wanted.certain else _listed_below(draft.corpus, extract)
        for further in below or (_siblings(draft, one) if wanted.several else ()):
            mark = draft.citer.passage(further.plan, further.passage.section, further.span)
            draft.lines.append(f"“{further.text}” {mark}")
    return draft


def _other_half(corpus: Corpus, frame: Frame, said: Extract, found: Sequence[Statement]) -> Statement | None:
    """Return the best statement of what a question joins and the place that is quoted does not say; None if it does.

    "mục tiêu nợ thuế và tỷ lệ dùng etax mobile": two places of the plan answer that.
    """
    joint = _JOINT.search(frame.understood)
    if joint is None or frame.context or frame.focus:
        return None
    for begin, end in ((0, joint.start()), (joint.end(), len(frame.understood))):
        parts = tuple(part for part in frame.parts if begin <= part.start < end)
        enough = max(_TOLD, _held(corpus, parts, said) + _MORE) if len(parts) >= _FEWEST else 2.0
        for one in found:
            elsewhere = one.plan == said.plan and one.passage is not said.passage and one.fit >= 1
            if elsewhere and _held(corpus, parts, one) >= enough:
                return one
    return None


def _held(corpus: Corpus, parts: tuple[Part, ...], said: Extract) -> float:
    profile = Profile()
    profile.add(said.text, 1.0, corpus.book)
    for title in said.passage.heading[-1:]:
        profile.add(title, 1.0, corpus.book)
    return match(parts, (), profile, corpus.weights).coverage


def _units_asked(text: str, frame: Frame, wanted: Wanted) -> list[str]:
    """Return the units of a statement that are what is asked for: to whom something goes, or who acts."""
    if "recipient" in wanted.kinds:
        found = [(start, end) for start, end in units.find(text) if _TO.search(text[:start])]
        # "về Sở Nội vụ để tổng hợp báo cáo Bộ Nội vụ": what follows is why, and where it goes from there.
        first = [pair for pair in found if not _PURPOSE.search(text, found[0][1], pair[0])]
        return _of_noun(frame, [text[start:end] for start, end in first])
    if "lead" in frame.asked.asks:
        return [text[start:end] for start, end in units.find(text)[:1] if not _MARK.sub("", text[:start])]
    return []


def _of_noun(frame: Frame, names: list[str]) -> list[str]:
    """Keep the units of the kind that is asked for ("sở nào"), if there are some."""
    asked = _NOUN.search(frame.understood.lower())
    kept = [name for name in names if asked and name.lower().startswith(asked[1] + " ")]
    return kept or names


def stretch(best: Statement, found: Sequence[Statement], wanted: Wanted) -> Extract:
    """Return the whole passage of a statement if it is short, else the statement with what belongs to it."""
    text = best.passage.text
    if len(text) <= (_LIST if wanted.several else _WHOLE if wanted.certain else _OPEN):
        return Extract(best.plan, best.passage, begin_of(text), len(text))
    start, end = best.start, best.end
    if wanted.several or best.text.endswith(":"):
        stop = text.rfind("\n", end, start + _LIST)
        return Extract(best.plan, best.passage, start, len(text) if len(text) - start <= _LIST else max(end, stop))
    for one in found:
        near = one.passage is best.passage and one.score >= _BELONGS * best.score
        if near and max(one.end, end) - min(one.start, start) <= _WHOLE:
            start, end = min(one.start, start), max(one.end, end)
    return Extract(best.plan, best.passage, start, end)


def begin_of(text: str) -> int:
    """Return where a passage begins, the end of the sentence before it left out."""
    found = _LEFT_OVER.match(text)
    return found.end() if found else 0


def _listed_below(corpus: Corpus, said: Extract) -> list[Extract]:
    """Return the items that a passage leads to ("… như:") and that stand below it in passages of their own."""
    if not said.text.endswith(":"):
        return []
    passages = [corpus.passages[number] for number in corpus.passages_of(said.passage.document)]
    after = passages[passages.index(said.passage) + 1 :]
    items = takewhile(lambda one: one.kind == "item" and one.heading == said.passage.heading, after)
    return [Extract(said.plan, one, 0, len(one.text)) for one in islice(items, _PARTS)]


def _siblings(draft: Draft, best: Statement) -> list[Extract]:
    """Return the passages that stand beside a statement's under a title that is what is asked about."""
    if best.titled < _BELONGS:
        return []
    corpus = draft.corpus
    numbers = corpus.passages_of(best.passage.document)
    beside = [
        corpus.passages[number]
        for number in numbers
        if corpus.passages[number].heading == best.passage.heading and corpus.passages[number].kind != "heading"
    ]
    return [Extract(best.plan, one, 0, len(one.text)) for one in beside[:_PARTS] if one is not best.passage]
