"""Two questions in one: "đào tạo bao nhiêu người, và lập bao nhiêu doanh nghiệp?", "chủ đề và thời gian của …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from cchc_assistant.answering.asks import FIELD_ASKS, METADATA_ASKS, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.question import Frame, read_question
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import strip_marks

# What parts two questions.
_JOINT = re.compile(r"\s*[,;]\s*(?:(?:và|còn|and)\s+)?|\s+(?:và|and)\s+", re.IGNORECASE)
# What is asked of several things at once.
_ALONE = frozenset({"compare", "list", "yes_no", "legal_basis"})
# How many words of its own each half has at least, and how much of both one place must hold to answer the whole.
_FEWEST, _TOLD = 2, 0.75

Respond = Callable[[Frame, Corpus], Draft]


def answer_halves(frame: Frame, corpus: Corpus, respond: Respond) -> Draft | None:
    """Answer the two questions that one asks, the second of the plans that answer the first.

    Args:
        frame: the question.
        corpus: the plans.
        respond: what answers a half.

    Returns:
        The answers to both; None where it is one question, one half is refused, or one place answers both.
    """
    for left, right, facets in _halves(frame, corpus):
        if not facets and _told_together(respond(frame, corpus), left, right):
            return None
        draft = respond(left, corpus)
        places = [(one.doc, one.start, one.end) for one in draft.citer.citations]
        if draft.abstained:
            continue
        documents = tuple(dict.fromkeys(document for document, _, _ in places))
        further = replace(right, documents=documents)
        answer = respond(further, corpus)
        if not answer.abstained and {(one.doc, one.start, one.end) for one in answer.citer.citations} - {*places}:
            return draft.join(answer)
    return None


def _halves(frame: Frame, corpus: Corpus) -> Iterator[tuple[Frame, Frame, bool]]:
    """Yield how a question may be cut in two, and whether by two things that are asked of one."""
    if frame.asked.asks & _ALONE or frame.section or frame.context or frame.focus:
        return
    for *texts, facets in _texts(frame.understood):
        left, right = (_read(text, frame, corpus) for text in texts)
        own = {token.bare for part in left.parts for token in tokens(part.text)}
        other = {token.bare for part in right.parts for token in tokens(part.text)}
        enough = facets or min(len(own), len(other - own)) >= _FEWEST
        alone = (left.asked.asks | right.asked.asks) & _ALONE
        if enough and left.parts and right.parts and not alone:
            yield left, right, facets
        elif (
            not alone
            and (_of_document(left) != _of_document(right))
            and _further(right if _of_document(left) else left)
        ):
            yield left, right, True


def _of_document(half: Frame) -> bool:
    """Say whether a half asks of a plan itself: "kh 617 ai ký"."""
    return bool(half.asked.asks & {*METADATA_ASKS})


def _further(half: Frame) -> bool:
    """Say whether a half asks of what a plan holds: of its money, or a field of what it names."""
    words = sum(len(tokens(part.text)) for part in half.parts)
    return "money" in half.asked.asks or (bool(half.asked.asks & {*FIELD_ASKS}) and words >= _FEWEST)


def _told_together(draft: Draft, left: Frame, right: Frame) -> bool:
    """Say whether one place that an answer cites speaks of both halves of a question."""
    corpus = draft.corpus
    for citation in () if draft.abstained else draft.citer.citations:
        told = Profile()
        told.add(" ".join((citation.repaired or citation.quote, citation.title)), 1.0, corpus.book)
        if all(match(half.parts, (), told, corpus.weights).coverage >= _TOLD for half in (left, right)):
            return True
    return False


def _texts(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield how a question may be cut in two: at a joint between two that ask, or by two things asked of one."""
    bare = strip_marks(text.lower())
    for found in _facets().finditer(bare):
        first, second = found.end("first"), found.start("second")
        yield text[:first] + text[found.end("second") :], text[: found.start()] + text[second:], True
    for joint in _JOINT.finditer(text):
        left, right = text[: joint.start()], text[joint.end() :]
        if says("interrogative", left) and says("interrogative", right):
            yield left, right, False


@cache
def _facets() -> re.Pattern[str]:
    """Return the pattern of two things that are asked of one: "chủ đề và thời gian của"."""
    table: list[str] = load_toml("answering/question_words.toml")["facets"]
    nouns = "|".join(sorted(map(strip_marks, table), key=len, reverse=True))
    return re.compile(rf"\b(?P<first>{nouns})\s*(?:,|va|and)\s+(?:the )?(?P<second>{nouns})\b")


def _read(text: str, frame: Frame, corpus: Corpus) -> Frame:
    """Read one half of a question; the plans that the whole names are meant in both."""
    half = read_question(
        text, text, frame.language, corpus.book, corpus.units, corpus.agencies, corpus.years, None, corpus.localities,
        corpus.numbers, corpus.years_in_plans,
    )  # fmt: skip
    return replace(
        half,
        years=half.years or frame.years,
        period=half.period or frame.period,
        provinces=half.provinces or frame.provinces,
        localities=half.localities or frame.localities,
        numbers=half.numbers or frame.numbers,
    )
