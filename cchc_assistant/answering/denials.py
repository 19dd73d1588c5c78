"""What denies a claim in the words that speak of it: "không bao gồm …", "trừ …", and what they do not say at all."""

from __future__ import annotations

import re

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import Profile, tokens

# What share of a claim's weight must not be missing: of one word, and of all.
_WEIGHTY, _MOST = 0.2, 0.35
# What share of a claim's weight must stand in an exception alone for the claim to be about what is excepted.
_EXCEPTED = 0.15
# How few letters a word has that may be an abbreviation of which plans know nothing ("ko", "bv").
_SHORT = 2
_NOT = ("khong", "chua")
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


def unsaid(frame: Frame, corpus: Corpus, missing: tuple[str, ...]) -> bool:
    """Say whether weighty parts of a claim are nowhere in what is said on its topic."""
    weights = [(part, part.factor * corpus.weights.of_part(part)) for part in frame.parts]
    total = sum(weight for _, weight in weights) or 1.0
    shares = [weight / total for part, weight in weights if part.text in missing and _tells(frame, corpus, part)]
    return max(shares, default=0.0) >= _WEIGHTY or sum(shares) >= _MOST


def _tells(frame: Frame, corpus: Corpus, part: Part) -> bool:
    """Say whether it tells anything that a text lacks a part: no English word without a Vietnamese one, no "bv"."""
    if frame.language == "en":
        return any(corpus.weights.known(token.bare) for wording in part.wordings for token in wording.tokens)
    return len(part.text) > _SHORT or part.text.isdigit()


def _held(parts: tuple[Part, ...], corpus: Corpus, text: str) -> float:
    profile = Profile()
    profile.add(text, 1.0, corpus.book)
    return match(parts, (), profile, corpus.weights).coverage
