"""Which plans a question speaks of: the year, province and agency it names, held against those of each plan."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval.passage_store import DocumentFacts
from cchc_assistant.retrieval.phrasing import Phrasing
from cchc_assistant.retrieval.terms import bare, tokens

AGREES, AGENCY = 0.2, 0.1
"""What a named year or province adds to the score of a plan that has it, and takes from one that has another."""
_YEAR = re.compile(r"(?:19|20)\d\d")


class Scopes:
    """Knows the plans of an index; made once, asked for every question."""

    def __init__(self, documents: Sequence[DocumentFacts], phrasing: Phrasing) -> None:
        self.years = [document.year for document in documents]
        self.provinces = [_name(document.province, drop=("tinh", "thanh", "pho")) for document in documents]
        self.agencies = [_name(phrasing.write_out(document.agency)) for document in documents]

    def prior(self, question: str) -> npt.NDArray[np.float32] | None:
        """Return what to add to the score of each plan, shape (documents,); None where the question names none.

        Args:
            question: with abbreviations written out.
        """
        words = [bare(token) for token in tokens(question)]
        text = f" {' '.join(words)} "
        agreement = np.zeros(len(self.years), np.int32)
        years = {int(word) for word in words if _YEAR.fullmatch(word)}
        if years & set(self.years):
            agreement += [_vote(year, years) for year in self.years]
        provinces = {name for name in self.provinces if name and f" {name} " in text}
        if provinces:
            agreement += [_vote(name or None, provinces) for name in self.provinces]
        agencies = {name for name in self.agencies if name and f" {name} " in text}
        own = np.array([name in agencies for name in self.agencies], np.bool_)
        if not agreement.any() and not own.any():
            return None
        return (AGREES * agreement + AGENCY * own).astype(np.float32)


def _vote(value: object, named: set[int] | set[str]) -> int:
    """Return 1 or -1; 0 for a plan that states nothing, which is neither favoured nor put back."""
    return 0 if value is None else 1 if value in named else -1


def _name(text: str, drop: tuple[str, ...] = ()) -> str:
    words = [bare(token) for token in tokens(text)]
    while words and words[0] in drop:
        words = words[1:]
    return " ".join(words)
