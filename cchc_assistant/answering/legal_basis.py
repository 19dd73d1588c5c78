"""Answers about the documents that plans rest on or cite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.lookup import FoundPassage
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.premises import named_in
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.statements import Extract
from cchc_assistant.answering.terms import Profile
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans.citations import CITED

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


# A plan that is asked for, not that which asks: "kế hoạch này căn cứ | kế hoạch nào".
_PLAN_ASKED = re.compile(
    r"(?:căn cứ|dựa)(?: vào| trên| theo)?(?: những| các)? kế hoạch|kế hoạch (?:nào|gì|số mấy)|theo kế hoạch"
)
# A ground in the head of a plan, to the end of its line: "Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;".
_GROUNDS = re.compile(r"(?m)^(?:Căn cứ|Thực hiện|Theo đề nghị|Thi hành)\b[^\n]{5,600}?(?=[;.]?$)")


def citations_in(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the documents that a text cites, each with the end of its clause."""
    matches = list(CITED.finditer(text))
    for place, cited in enumerate(matches):
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        stop = text.find(";", cited.end(), end)
        yield cited, len(text[: stop if stop >= 0 else end].rstrip(" ,."))


def answer_own_basis(draft: Draft, frame: Frame, plan: int) -> Draft:
    """Quote the grounds that a plan opens with, those of the kind that is asked for if some are; else refuse."""
    corpus, kinds = draft.corpus, _kinds_asked(frame)
    for number in corpus.passages_of(corpus.plans[plan].document):
        passage = corpus.passages[number]
        for ground in _GROUNDS.finditer(passage.text) if not passage.section else ():
            span = passage.span_of(*ground.span())
            draft.lines.append(f"- {ground.group()} {draft.citer.place(plan, '', span, [span])}")
    # "Nhằm triển khai Kế hoạch … ban hành tại Quyết định số 2074/QĐ-UBND": grounds within a sentence, or in a table
    told = "\n".join(draft.lines)
    for basis in corpus.plans[plan].metadata.legal_basis:
        if basis.number not in told:
            draft.lines.append(f"- {basis.text} {draft.citer.place(plan, '', basis.span, [basis.span])}")
    draft.lines = [line for line in draft.lines if _is_of(kinds, line)] or draft.lines
    issuers = [slot.canonical for slot in frame.units if slot.canonical not in corpus.agencies]
    of_issuer = [line for line in draft.lines if any(named_in(line, unit, corpus) for unit in issuers)]
    draft.lines = of_issuer or draft.lines
    if not draft.lines:
        name = draft.say("legal_basis")
        return draft.refuse("field_not_stated", draft.say("no_field_plan", plan=corpus.name(plan), value=name))
    return draft


def _kinds_asked(frame: Frame) -> list[str]:
    """Return the kinds of document that a question asks for: "căn cứ chỉ thị nào"."""
    asked = fold(frame.understood)
    kinds = [kind for kind in _KINDS if kind in asked]
    return kinds if _PLAN_ASKED.search(asked) else [kind for kind in kinds if kind != "kế hoạch"]


def _is_of(kinds: Sequence[str], line: str) -> bool:
    return any(fold(cited["kind"]).startswith(kind) for cited in CITED.finditer(line) for kind in kinds)


def answer_legal_basis(draft: Draft, frame: Frame, found: Sequence[FoundPassage]) -> Draft | None:
    """Name the cited document whose own clause fits the question best; None if no passage cites one that fits."""
    kinds = _kinds_asked(frame)
    candidates: list[tuple[float, Extract]] = []
    for item in found[:40]:
        text = item.passage.text
        for cited, end in citations_in(text):
            # What leads to it: the clause before it, of a table\'s row all cells before it.
            before = text[max(0, cited.start() - 200) : cited.start()]
            before = before if item.passage.columns else before.rsplit(";", 1)[-1]
            profile = Profile()
            profile.add(text[cited.start() : end], 1.0, draft.corpus.book)
            profile.add(before, 0.8, draft.corpus.book)
            for heading in item.passage.heading:
                profile.add(heading, 0.4, draft.corpus.book)
            profile.add(draft.corpus.title(item.plan), 0.5, draft.corpus.book)
            score = match(frame.parts, frame.order, profile, draft.corpus.weights).score
            if kinds and not any(fold(cited["kind"]).startswith(fold(kind)) for kind in kinds):
                score *= 0.7
            candidates.append((score, Extract(item.plan, item.passage, cited.start(), end)))
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
