"""How likely it is that the best place found answers a question: a logistic model over features of the match.

Its weights (``data/answering/confidence.toml``) are fitted by ``training/fit_confidence.py`` on questions with and
without an answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.matching import Match, Part, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.statements import Statement, told_by
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.answering.wanted import Wanted
from cchc_assistant.data_files import load_toml

Kind = Literal["statement", "task"]
_CLAUSE = re.compile(r"[^;,\n]+")
# How many parts a question begins with that may say what is asked for.
_FIRST = 2


def of_statement(frame: Frame, corpus: Corpus, wanted: Wanted, best: Statement) -> dict[str, float]:
    """Return the features of a question and the best statement for it."""
    told = told_by(corpus, best)
    features = _common(frame, corpus, wanted, best.match, best.text, told)
    features |= {"pairs": best.own.pairs, "fit": best.fit, "titled": best.titled}
    features["named"] = _named(frame, corpus, told, best.match.coverage)
    if wanted.kinds & {"number", "quantity", "percent"}:
        features["attached"] = _attached(frame, corpus, best.text)
    return features


def of_task(frame: Frame, corpus: Corpus, wanted: Wanted, best: FoundTask) -> dict[str, float]:
    """Return the features of a question and the best task for it."""
    task = best.row.task
    own = Profile()
    for piece in (task.task, task.product, task.note):
        if piece:
            own.add(piece.text, 1.0, corpus.book)
    alone = match(frame.parts, frame.order, own, corpus.weights)
    features = _common(frame, corpus, wanted, best.match, task.task.text, f"{task.task.text} {task.heading}")
    return features | {"pairs": alone.pairs, "unit": float(_names_unit(frame, best.row))}


def likelihood(kind: Kind, features: Mapping[str, float]) -> float:
    """Return how likely it is that the place with these features answers, 0 to 1."""
    weights = load_toml("answering/confidence.toml")[kind]
    value = weights["intercept"] + sum(weights.get(name, 0.0) * feature for name, feature in features.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


def floor(kind: Kind) -> float:
    """Return the likelihood below which a question is refused."""
    return float(load_toml("answering/confidence.toml")[kind]["floor"])


def answers(frame: Frame, corpus: Corpus, wanted: Wanted, best: Statement) -> bool:
    """Say whether a statement is likely enough to answer a question."""
    if best.other_year == 1.0:
        return False
    return likelihood("statement", of_statement(frame, corpus, wanted, best)) >= floor("statement")


def is_about(frame: Frame, corpus: Corpus, wanted: Wanted, chosen: Sequence[FoundTask]) -> bool:
    """Say whether the best of tasks is likely enough to be what a question is about."""
    best = max(chosen, key=lambda item: item.score)
    return likelihood("task", of_task(frame, corpus, wanted, best)) >= floor("task")


def _common(frame: Frame, corpus: Corpus, wanted: Wanted, matched: Match, text: str, around: str) -> dict[str, float]:
    weights = corpus.weights
    of_parts = [(part.text, part.factor * weights.of_part(part)) for part in frame.parts]
    total = sum(weight for _, weight in of_parts) or 1.0
    missing = [weight for words, weight in of_parts if words in matched.missing]
    return {
        "coverage": matched.coverage,
        "gap": max(missing, default=0.0) / total,
        "told": _told(frame, corpus, text),
        "parts": math.log(1 + len(frame.parts)),
        "present": float(wanted.present),
        "person": float("person" in wanted.kinds),
        "follows": float(bool(frame.context or frame.focus)),
        "context": _held(frame.context, corpus, around) if frame.context else 0.0,
    }


def _told(frame: Frame, corpus: Corpus, text: str) -> float:
    """Return the share of a text's own weight that the question holds: whether the text is about just that."""
    asked = {token.bare for part in frame.parts for wording in part.wordings for token in wording.tokens}
    found = [(token.bare, corpus.weights.idf(token.bare)) for token in tokens(text)]
    total = sum(weight for _, weight in found)
    return sum(weight for word, weight in found if word in asked) / total if total else 0.0


def _attached(frame: Frame, corpus: Corpus, text: str) -> float:
    """Return how much of the question stands in one clause with a number."""
    best = 0.0
    for found in _CLAUSE.finditer(text):
        if any(char.isdigit() for char in found.group()):
            profile = Profile()
            profile.add(found.group(), 1.0, corpus.book)
            best = max(best, match(frame.parts, frame.order, profile, corpus.weights).coverage)
    return best


def _named(frame: Frame, corpus: Corpus, text: str, coverage: float) -> float:
    """Return how much a text holds of what stands beside the question word, of all that is asked where nothing does."""
    ranges = ranges_of("asked_noun", frame.understood)
    asked = [part for part in frame.parts if any(start <= part.start < end for start, end in ranges)]
    if says("asked_value", frame.understood):
        asked += [part for part in frame.parts[:_FIRST] if part not in asked]
    return _held(asked, corpus, text) if asked else coverage


def _held(parts: Sequence[Part], corpus: Corpus, text: str) -> float:
    profile = Profile()
    profile.add(text, 1.0, corpus.book)
    return match(tuple(parts), (), profile, corpus.weights).coverage


def _names_unit(frame: Frame, row: Row) -> bool:
    units = {unit.canonical for unit in row.task.units}
    return any(slot.canonical in units for slot in frame.units)
