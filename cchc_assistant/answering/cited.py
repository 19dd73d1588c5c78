"""Documents that plans only cite, asked for their own number, day or issuer: "quyết định 7619 ban hành ngày nào"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cchc_assistant.answering.asks import METADATA_ASKS
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.document_names import documents_spoken_of, number_head
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.legal_basis import citations_in
from cchc_assistant.answering.lookup import rank_passages
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.statements import Extract
from cchc_assistant.answering.terms import Profile
from cchc_assistant.language.normalize import fold, strip_marks

# How much of what a question names the words about a document must hold that it names without a number.
_ABOUT = 0.6
# What a plan says of a document that it cites.
_TOLD = {"metadata_number", "metadata_date", "metadata_agency", "metadata_title"}
# How many of the best passages are read, and how many documents are told.
_PASSAGES, _SHOWN = 40, 3


def is_cited(frame: Frame, corpus: Corpus, scope: Scope) -> bool:
    """Say whether a question about a document itself names one that is none of the plans in question."""
    kind, numbers = _named(frame)
    about_documents = bool(frame.asked.asks & {*METADATA_ASKS})
    return bool(kind) and about_documents and not _is_at_hand(corpus, scope, kind, numbers)


def may_be_planned(frame: Frame) -> bool:
    """Say whether a document that none cites may be one that a task issues: without a number, and no law."""
    kind, numbers = _named(frame)
    return "when" in frame.asked.asks and kind != "luật" and not any(numbers)


def answer_cited(draft: Draft, frame: Frame, scope: Scope) -> Draft | None:
    """Tell the number, day and issuer of a document that plans cite, in their words; None where they do not say."""
    if not frame.asked.asks & _TOLD:
        return None
    told: dict[str, Extract] = {}
    dated = "metadata_date" in frame.asked.asks
    for extract, cited in _found(draft.corpus, frame, scope):
        if len(told) < _SHOWN and cited["number"] not in told and (cited["date"] or not dated):
            told[cited["number"]] = extract
            draft.deadlines.extend([cited["date"]] if dated else [])
    for extract in told.values():
        mark = draft.citer.place(extract.plan, extract.passage.section, extract.span, [extract.span])
        words = " ".join(extract.text.split())
        draft.lines.append(f"{words} {mark}")
    return draft if told else None


def _named(frame: Frame) -> tuple[str, list[str]]:
    """Return the kind of document that a question names first, "" for one that plans are, and the numbers it gives.

    "" stands first among the numbers where the document named first has none.
    """
    pattern, kinds = documents_spoken_of()
    found = list(pattern.finditer(strip_marks(fold(frame.understood))))
    numbers = [one["number"] or "" for one in found]
    return (kinds[found[0]["kind"]] if found else ""), [*numbers[:1], *filter(None, numbers[1:])]


def _is_at_hand(corpus: Corpus, scope: Scope, kind: str, numbers: list[str]) -> bool:
    """Say whether one of the plans in question may be the document named: of its kind, or of a number given."""
    for plan in scope.plans:
        meta = corpus.plans[plan].metadata
        if meta.number and any(_is_number(meta.number.text, number) for number in numbers):
            return True
        if meta.kind is None and len(scope.plans) == 1:
            return True
        # A plan that a decision issued with its own number is called that decision as well.
        letters = strip_marks("".join(word[0] for word in kind.split()))
        numbered = strip_marks(fold(meta.number.text)) if meta.number else ""
        of_kind = (meta.kind and fold(meta.kind.text).startswith(kind)) or re.search(rf"[/\-]{letters}\b", numbered)
        if of_kind and not numbers[0]:
            return True
    return False


def _is_number(number: str, asked: str) -> bool:
    """Say whether a document's number begins as the one asked for: "15/2021" of "015/2021/QĐ-UBND"."""
    if not asked:
        return False
    full, wanted = (strip_marks(fold(text)).replace(" ", "").lstrip("0") for text in (number, asked))
    return full == wanted or full.startswith((f"{wanted}/", f"{wanted}-", f"{wanted}–"))


def _found(corpus: Corpus, frame: Frame, scope: Scope) -> Iterator[tuple[Extract, re.Match[str]]]:
    """Yield the places that cite the document asked for: those of its number, else those of its kind that fit best."""
    kind, numbers = _named(frame)
    if any(numbers):
        heads = {number_head(number) for number in numbers if number}
        for plan in scope.plans:
            document = corpus.plans[plan].document
            cites = any(head in corpus.source(document) for head in heads)
            for passage in (corpus.passages[place] for place in corpus.passages_of(document)) if cites else ():
                for cited, end in citations_in(passage.text):
                    if any(_is_number(cited["number"], number) for number in numbers):
                        yield Extract(plan, passage, cited.start(), end), cited
        return
    scored: list[tuple[float, Extract, re.Match[str]]] = []
    for item in rank_passages(frame, corpus, scope)[:_PASSAGES]:
        for cited, end in citations_in(item.passage.text):
            profile = Profile()
            profile.add(item.passage.text[cited.start() : end], 1.0, corpus.book)
            score = match(frame.parts, frame.order, profile, corpus.weights).coverage
            if fold(cited["kind"]).endswith(kind) and score >= _ABOUT:
                scored.append((score, Extract(item.plan, item.passage, cited.start(), end), cited))
    best = max((score for score, _, _ in scored), default=0.0)
    yield from ((extract, cited) for score, extract, cited in scored if score == best)
