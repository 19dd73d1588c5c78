"""Answers that are a passage's own words: contents, purposes, numbers in the text, cited documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.lookup import FoundPassage
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import Profile
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.citations import CITED
from cchc_assistant.plans.model import Span
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.sentences import sentences

_WHOLE = 420
_NEAR = 0.93
_KINDS = (
    "nghị quyết",
    "nghị định",
    "quyết định",
    "kế hoạch",
    "chỉ thị",
    "công văn",
    "thông tư",
    "kết luận",
    "luật",
    "hướng dẫn",
)


# A ground in the head of a plan, to the end of its line: "Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;".
_GROUNDS = re.compile(r"(?m)^(?:Căn cứ|Thực hiện|Theo đề nghị|Thi hành)\b[^\n]{5,600}?(?=[;.]?$)")


@dataclass(frozen=True, slots=True)
class Extract:
    """A stretch of a passage that answers."""

    plan: int
    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The words of the stretch."""
        return self.passage.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """The stretch in the source."""
        return self.passage.span_of(self.start, self.end)


def answer_content(draft: Draft, frame: Frame, found: Sequence[FoundPassage]) -> Draft | None:
    """Quote the passages that match best, cut to the sentences that do; None if a number is asked for and not there."""
    best = found[0].score
    chosen = [item for item in found[:8] if item.score >= _NEAR * best]
    plans: set[int] = set()
    extracts: list[Extract] = []
    for item in chosen:
        if item.plan in plans:
            continue
        plans.add(item.plan)
        extracts.append(best_stretch(draft, frame, item))
    if "count" in frame.asked.asks and not any(char.isdigit() for extract in extracts for char in extract.text):
        return None  # a number is asked for, and the best passages hold none
    for extract in extracts[:4]:
        mark = draft.citer.passage(extract.plan, extract.passage.section, extract.span)
        draft.lines.append(draft.say("says", plan=draft.corpus.name(extract.plan), value=extract.text) + f" {mark}")
    return draft


def best_stretch(draft: Draft, frame: Frame, item: FoundPassage) -> Extract:
    """Return the whole passage if it is short, else its best sentence with what belongs to it."""
    text = item.passage.text
    if len(text) <= _WHOLE:
        return Extract(item.plan, item.passage, 0, len(text), item.score)
    scored = []
    for start, end in sentences(text):
        profile = Profile()
        profile.add(text[start:end], 1.0, draft.corpus.book)
        scored.append((match(frame.parts, frame.order, profile, draft.corpus.weights).score, start, end))
    top = max(scored)
    good = [row for row in scored if row[0] >= 0.6 * top[0]]
    start, end = top[1], top[2]
    for _, a, b in good:
        if max(b, end) - min(a, start) <= _WHOLE:
            start, end = min(a, start), max(b, end)
    return Extract(item.plan, item.passage, start, end, top[0])


def answer_own_basis(draft: Draft, plan: int) -> Draft:
    """Quote the grounds that a plan opens with; refuse if it names none."""
    corpus = draft.corpus
    for number in corpus.passages_of(corpus.plans[plan].document):
        passage = corpus.passages[number]
        for ground in _GROUNDS.finditer(passage.text) if not passage.section else ():
            span = passage.span_of(*ground.span())
            draft.lines.append(f"- {ground.group()} {draft.citer.place(plan, '', span, [span])}")
    if not draft.lines:
        name = draft.say("legal_basis")
        return draft.refuse("field_not_stated", draft.say("no_field_plan", plan=corpus.name(plan), value=name))
    return draft


def answer_legal_basis(draft: Draft, frame: Frame, found: Sequence[FoundPassage]) -> Draft | None:
    """Name the cited document whose own clause fits the question best; None if no passage cites one that fits."""
    kinds = [kind for kind in _KINDS if strip_marks(kind) in strip_marks(fold(frame.understood))]
    candidates: list[tuple[float, Extract]] = []
    for item in found[:40]:
        text = item.passage.text
        matches = list(CITED.finditer(text))
        for place, cited in enumerate(matches):
            end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
            stop = text.find(";", cited.end(), end)
            end = stop if stop >= 0 else end
            before = text[max(0, cited.start() - 200) : cited.start()]
            profile = Profile()
            profile.add(text[cited.start() : end], 1.0, draft.corpus.book)
            profile.add(before.rsplit(";", 1)[-1], 0.8, draft.corpus.book)
            for heading in item.passage.heading:
                profile.add(heading, 0.4, draft.corpus.book)
            profile.add(draft.corpus.title(item.plan), 0.5, draft.corpus.book)
            score = match(frame.parts, frame.order, profile, draft.corpus.weights).score
            if kinds and not any(fold(cited["kind"]).startswith(fold(kind)) for kind in kinds):
                score *= 0.7
            candidates.append(
                (score, Extract(item.plan, item.passage, cited.start(), len(text[:end].rstrip(" ,.")), score))
            )
    if not candidates:
        return None
    best = max(score for score, _ in candidates)
    shown: dict[str, str] = {}
    marks: dict[str, dict[int, str]] = {}
    for score, extract in sorted(candidates, key=lambda pair: -pair[0]):
        head = CITED.match(extract.text)
        if head is None or score < (0.95 if head["number"] not in shown else 0.7) * best:
            continue
        number = str(head["number"])
        if number in shown or len(shown) < 3:
            shown.setdefault(number, re.sub(r"\s+", " ", extract.text))
            if extract.plan not in marks.setdefault(number, {}):
                mark = draft.citer.place(extract.plan, extract.passage.section, extract.span, [extract.span])
                marks[number][extract.plan] = mark
    draft.lines.extend(f"{text} {''.join(marks[number].values())}" for number, text in shown.items())
    return draft
