"""What denies a claim in the words that speak of it: "không bao gồm …", "trừ …", and what they do not say at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import SYLLABLE, Profile, tokens

# What share of a claim's weight must not be missing: of one word, and of all; what its first word counts, and how much
# of a part must be said.
_WEIGHTY, _MOST, _OPENING, _SAID = 0.3, 0.3, 0.5, 0.25
# What share of a claim's weight must stand in an exception alone for the claim to be about what is excepted.
_EXCEPTED = 0.15
# How few letters a word has that may be an abbreviation of which plans know nothing ("ko", "bv").
_SHORT = 2
_NOT = ("khong", "chua")
# How far a denial reaches: to the end of its clause; and what share of a claim must stand in one alone, or of all of it
# where its verb does.
_REACH = re.compile(r"[^,;.:|\n]{0,80}")
_DENIED, _OF_ALL, _OF_VERB = 0.25, 0.08, 0.6
_END = re.compile(r"[.;\n]|$")


def denied(frame: Frame, corpus: Corpus, text: str) -> bool:
    """Say whether a text denies just what the question says: "không bao gồm" where it asks "có bao gồm"."""
    asked = f" {' '.join(token.bare for token in tokens(frame.understood))} "
    meant = {key for part in frame.parts for wording in part.wordings for key in wording.keys if key.startswith("§")}
    found = tokens(text)
    words = [token.bare for token in found]
    for at, word in enumerate(words[:-2]):
        said = " ".join(words[at + 1 : at + 3])
        if word in _NOT and f" {said} " in asked and f" {word} {said} " not in asked:
            return True
    concepts = corpus.book.occurrences(found)
    return any(key in meant and first and words[first - 1] in _NOT for key, first, _ in concepts)


def abolished(frame: Frame, corpus: Corpus, text: str) -> bool:
    """Say whether a text speaks of what is claimed only to deny or end it: "bỏ yêu cầu nộp bản sao"."""
    if says("denial", frame.understood):
        return False
    begin, stop = _claim(frame)
    parts = tuple(part for part in frame.parts if begin <= part.start < stop) or frame.parts
    rest = _without_denials(text)
    lost = _held(parts, corpus, text) - _held(parts, corpus, rest)
    # "không tiếp nhận hồ sơ giấy": what is done itself is denied
    of_verb = _held(parts[:1], corpus, text) - _held(parts[:1], corpus, rest) if begin else 0.0
    return lost >= _DENIED or (lost >= _OF_ALL and of_verb >= _OF_VERB)


def _without_denials(text: str) -> str:
    """Return a text without what it denies: "người không giữ chức vụ lãnh đạo" says nothing of leaders."""
    for start, _ in sorted(ranges_of("denial", text), reverse=True):
        found = _REACH.match(text, start)
        text = text[:start] + " " + text[found.end() if found else start :]
    return text


def exception(frame: Frame, corpus: Corpus, text: str) -> tuple[int, int] | None:
    """Return the range of a text that leaves out of it just what the question asks about ("trừ …"); None if none."""
    if says("exception", frame.understood):
        return None
    whole = _held(frame.parts, corpus, text)
    for start, end in ranges_of("exception", text):
        found = _END.search(text, end)
        stop = found.start() if found else len(text)
        outside = _held(frame.parts, corpus, text[:start] + text[stop:])
        if whole - outside >= _EXCEPTED:
            return start, stop
    return None


def claim_of(frame: Frame) -> str:
    """Return what a question claims of its subject: "làm Y" of "X có phải làm Y không"; else all of it."""
    return frame.understood[slice(*_claim(frame))]


def _claim(frame: Frame) -> tuple[int, int]:
    text = frame.understood
    begin = min((end for _, end in ranges_of("claim_opens", text)), default=0)
    return begin, min((start for start, _ in ranges_of("claim_closes", text) if start >= begin), default=len(text))


def wonders(frame: Frame) -> bool:
    """Say whether a question asks, beside what it asks for, whether there is that: "có xây nhà không, ai làm"."""
    begin, stop = _claim(frame)
    return begin > 0 and stop < len(frame.understood)


def unsaid(frame: Frame, corpus: Corpus, text: str, checked: Sequence[Part] = ()) -> bool:
    """Say whether weighty parts of what is claimed are nowhere in a text, which then does not decide.

    A word that opens the claim counts half: what is done has many names, what it is done to has few.

    Args:
        frame: the question.
        corpus: the plans.
        text: what is said.
        checked: parts of the question that are checked otherwise, as numbers and times are.
    """
    begin, stop = _claim(frame)
    parts = tuple(part for part in frame.parts if begin <= part.start < stop) or frame.parts
    weights = [part.factor * corpus.weights.of_part(part) for part in parts]
    if len(parts) > 1 and parts[0].start > 0:
        weights[0] *= _OPENING
    total = sum(weights) or 1.0
    told = Profile()
    told.add(text if says("denial", frame.understood) else _without_denials(text), 1.0, corpus.book)
    lacks = [
        weight / total
        for part, weight in zip(parts, weights, strict=True)
        if part not in checked and _tells(part) and match((part,), (), told, corpus.weights).coverage < _SAID
    ]
    return max(lacks, default=0.0) >= _WEIGHTY or sum(lacks) >= _MOST


def _tells(part: Part) -> bool:
    """Say whether it tells anything that a text lacks a part: not of a number, checked apart, nor of "bv", "ko"."""
    bare = part.wordings[0].tokens[0].bare if part.wordings and part.wordings[0].tokens else part.text
    return not bare[0].isdigit() and (len(bare) > _SHORT or SYLLABLE.fullmatch(bare) is not None)


def _held(parts: tuple[Part, ...], corpus: Corpus, text: str) -> float:
    profile = Profile()
    profile.add(text, 1.0, corpus.book)
    return match(parts, (), profile, corpus.weights).coverage
