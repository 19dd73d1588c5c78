"""The search over the passages of an index: words and vectors fused, in every way a question is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.language.normalize import bare_key
from cchc_assistant.retrieval import fields, index_files
from cchc_assistant.retrieval.embed import Embedder, check_same, open_embedder
from cchc_assistant.retrieval.engine import Engine
from cchc_assistant.retrieval.leads import WEIGHT as LED
from cchc_assistant.retrieval.leads import Leads
from cchc_assistant.retrieval.lexical import Query
from cchc_assistant.retrieval.model import Filter, Hit, Passage
from cchc_assistant.retrieval.parts import Passages, Selection
from cchc_assistant.retrieval.passage_store import KINDS, DocumentFacts, PassageStore
from cchc_assistant.retrieval.phrasing import Phrasing
from cchc_assistant.retrieval.scope import Scopes
from cchc_assistant.retrieval.synonyms import others

__all__ = ["Filter", "Hit", "Passage", "Searcher"]

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
CHECKED_BYTES = 128 * 2**20
"""Larger files of the search are not held against their checksums when it is opened; `verify` does that."""
SYNONYM_WEIGHT = 0.3
"""What a word counts that only may stand for one of the question."""
COMMON_WEIGHT = 0.5
"""What a word counts that the title of the plan asked about holds, or its agency or year."""
_FEW_PLANS = 50
"""More plans than these are told apart by those words."""


@dataclass(frozen=True, eq=False)
class Searcher:
    """An open index; safe to use from several threads, and unaffected by a new version being written."""

    index: Path
    passages: Passages
    engine: Engine
    leads: Leads
    model: str = ""
    held: index_files.Held | None = None

    @classmethod
    def open(cls, index: Path, *, model: str = "") -> Searcher:
        """Open the version of an index that is in use.

        Args:
            index: folder of the index.
            model: the embedding model, as for `open_embedder`; must be the one that built the index.

        Raises:
            IndexUnusable: there is no index, it is damaged, or another model built it.
        """
        version, held = index_files.hold(index)
        index_files.manifest_of(version, index)
        return cls.open_version(version, index, held, model=model)

    @classmethod
    def open_version(cls, version: Path, index: Path, held: index_files.Held | None, *, model: str = "") -> Searcher:
        """Open one version of an index, which is held.

        Raises:
            IndexUnusable: it is damaged.
        """
        index_files.check(version, index, "passages/", "search/", most=CHECKED_BYTES)
        with index_files.reading(index):
            passages, leads = PassageStore.open(version / "passages"), Leads.open(version / "passages")
            return cls(index, passages, Engine.open(version / "search"), leads, model, held)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model, opened at the first search.

        Raises:
            IndexUnusable: another model built the index.
        """
        embedder = open_embedder(self.model)
        check_same(self.engine.model, embedder, self.index)
        return embedder

    @cached_property
    def phrasing(self) -> Phrasing:
        """The abbreviations known, those of the plans included."""
        return Phrasing.of(alias for document in self.passages.documents for alias in document.aliases)

    def search(self, query: str | Sequence[str], k: int = 10, where: Filter | None = None) -> list[Hit]:
        """Return the passages that answer a question best, best first.

        Args:
            query: the question, its diacritics restored if it was typed without; or several wordings of it, which are
                searched for together (an English question and its Vietnamese terms).
            k: how many at most.
            where: what the search is confined to.
        """
        wordings = [query] if isinstance(query, str) else list(query)
        written = [self.phrasing.write_out(wording) for wording in wordings]
        exact = [self.engine.query(wording) for wording in written]
        faint = [self.engine.query(others(wording)).scaled(SYNONYM_WEIGHT) for wording in written]
        scope = self._scopes.prior(" . ".join(written))
        terms = self._within(scope, Query.join([*exact, *faint]))
        mean = self.embedder.encode(written).sum(axis=0)
        length = float(np.linalg.norm(mean))
        found = self.engine.search(
            terms,
            mean / length if length else None,
            k,
            self._texts if where is None else self.allowed(where),
            prior=self._prior(scope, wordings, written),
        )
        passages = self.passages.some([one.number for one in found])
        return [Hit(passage, one.score, one.lexical, one.dense) for passage, one in zip(passages, found, strict=True)]

    def _within(self, scope: Floats | None, terms: Query) -> Query:
        """Let words of the title, agency and year of the plans meant count less: they tell no passages apart."""
        if scope is None or scope.max() <= 0:
            return terms
        meant = np.flatnonzero(scope == scope.max())
        if len(meant) > _FEW_PLANS:
            return terms
        contexts = (self.phrasing.write_out(self.passages.documents[plan].context) for plan in meant)
        common = np.isin(terms.terms, Query.join([self.engine.query(context) for context in contexts]).terms)
        return Query(terms.terms, np.where(common, COMMON_WEIGHT * terms.weights, terms.weights).astype(np.float32))

    def _prior(self, scope: Floats | None, wordings: Sequence[str], written: Sequence[str]) -> Floats | None:
        """Return what speaks for each passage beside its words, shape (passages,); None where nothing does.

        Its plan is named, it holds the fields asked for, or the unit whose tasks are asked for leads its own.
        """
        wanted = fields.asked(wordings[-1]) if wordings else fields.Field(0)
        if scope is None and not wanted:
            return None
        prior = fields.gain(wanted, self.passages.fields) if wanted else np.zeros(len(self.passages.owners), np.float32)
        if scope is not None:
            prior += scope[self.passages.owners]
        if fields.Field.TASK in wanted:
            prior[self.leads.led(" . ".join(written), self.phrasing)] += LED
        return prior

    @cached_property
    def _texts(self) -> Selection:
        """What is searched without a filter: everything but headings."""
        return self.allowed(Filter())

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes(self.passages.documents, self.phrasing)

    def allowed(self, where: Filter) -> Selection:
        """Say of every passage whether a filter lets it through, shape (passages,)."""
        mask: Mask = np.isin(self.passages.kinds, kinds_of(where))
        documents = self.documents_of(where)
        if not all(documents):
            mask &= np.array(documents, np.bool_)[self.passages.owners]
        if where.units:
            named = np.zeros(len(mask), np.bool_)
            for unit in where.units:
                named |= self.engine.lexical.naming(self.phrasing.write_out(unit))
            mask &= named
        return mask

    def documents_of(self, where: Filter) -> list[bool]:
        """Say of every document whether a filter lets it through."""
        names = frozenset(where.documents)
        return [
            (not names or document.name in names) and _document_allowed(document, where)
            for document in self.passages.documents
        ]


def kinds_of(where: Filter) -> list[int]:
    """Return the numbers of the kinds of passages that a filter lets through."""
    return [number for number, kind in enumerate(KINDS) if (kind in where.kinds if where.kinds else kind != "heading")]


def _document_allowed(document: DocumentFacts, where: Filter) -> bool:
    def holds(wanted: Sequence[str], value: str) -> bool:
        return not wanted or any(bare_key(one) in bare_key(value) for one in wanted)

    return (
        (not where.years or document.year in where.years)
        and holds(where.agencies, document.agency)
        and holds(where.provinces, document.province)
    )
