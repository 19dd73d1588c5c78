"""The parts of the search on a Milvus server: what arrays do for an index in a folder, the server's own search does.

The weights of BM25 are computed when a version is built, and stored as a sparse vector a row: its dimensions are the
places of the terms in the version's sorted list of terms, so that an inner product with the terms of a question is
the very score that an index in a folder adds up. Vectors are those of the folder, too. Results are therefore the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval.hybrid import Filter, Searcher, kinds_of
from cchc_assistant.retrieval.lexical import LexicalIndex, Query
from cchc_assistant.retrieval.milvus_client import MOST_HITS, Server
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.parts import Floats, Numbers, Scored, Selection
from cchc_assistant.retrieval.passage_store import PassageStore, load_passage
from cchc_assistant.retrieval.register_index import RegisterIndex

_WIDEN = 4
"""How many times more texts are fetched than asked for where something beside their words speaks for some of them."""


@dataclass(frozen=True, eq=False)
class ServerPassages(PassageStore):
    """The passages of a collection; what filters and ranking ask of all of them is in arrays of this computer."""

    server: Server = field(kw_only=True)
    collection: str = field(kw_only=True)
    files: object = field(kw_only=True)  # the folder's keeper: it goes when nothing holds it

    def some(self, numbers: Sequence[int]) -> list[Passage]:
        """Fetch some passages."""
        found = self.server.rows(self.collection, ["data"], numbers)
        return [self._passage(number, found[number]["data"]) for number in numbers]

    def __getitem__(self, number: int) -> Passage:
        return self.some([number])[0]

    def __iter__(self) -> Iterator[Passage]:
        for row in self.server.every(self.collection, ["data"], len(self)):
            yield self._passage(int(row["number"]), row["data"])

    def _passage(self, number: int, data: str) -> Passage:
        # A passage that is too long for a field is among the version's files.
        line = data or (self.folder / f"{number}.json").read_text(encoding="utf-8")
        return load_passage(json.loads(line), self.documents[int(self.owners[number])].name)


@dataclass(frozen=True, eq=False)
class ServerLexical(LexicalIndex):
    """The terms of a collection; their weights in each text are on the server, ``docs`` and ``scores`` are empty."""

    server: Server = field(kw_only=True)
    collection: str = field(kw_only=True)

    def scored(self, query: Query) -> Scored:
        """As `LexicalIndex.scored`, on the server."""
        return ServerScored(self.server, self.collection, self._dimensions(query))

    def _dimensions(self, query: Query) -> dict[int, float]:
        terms, inverse = np.unique(query.terms, return_inverse=True)
        if not len(terms) or not len(self.terms):
            return {}
        weights = np.bincount(inverse, query.weights, len(terms)).astype(np.float32)
        places = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        held = (np.asarray(self.terms[places]) == terms) & (weights > 0)
        return dict(zip(places[held].tolist(), weights[held].tolist(), strict=True))

    def expression(self, name: str) -> str:
        """Return the filter for the texts that hold the words of ``name``, as `naming` tells them."""
        parts = []
        for group in self.groups(name):
            held = group[np.isin(group, self.terms)] if len(self.terms) else group[:0]
            if not len(held):
                return "number < 0"
            parts.append(f"array_contains_any(terms, {np.searchsorted(self.terms, held).tolist()})")
        return " and ".join(parts)


class ServerScored:
    """The scores of one query; those that the server has told are remembered."""

    def __init__(self, server: Server, collection: str, query: dict[int, float]) -> None:
        self._server = server
        self._collection = collection
        self._query = query
        self._known: dict[int, float] = {}

    def best(self, k: int, allowed: Selection | None, prior: Floats | None = None) -> Numbers:
        """As `Scored.best`: so many are fetched that no text left on the server can be among the best."""
        most = 1 + max(0.0, float(prior.max(initial=0.0))) if prior is not None else 1.0
        limit = min(k if prior is None else _WIDEN * k, MOST_HITS)
        while True:
            numbers, scores = self._fetch(limit, allowed)
            favoured = scores if prior is None else scores * (1 + prior[numbers])
            order: Numbers = np.lexsort((numbers, -favoured))[:k]
            complete = len(numbers) < limit or limit == MOST_HITS
            if complete or most * scores[-1] < favoured[order[-1]] or prior is None:
                kept: Numbers = numbers[order]
                return kept[favoured[order] > 0]
            limit = min(_WIDEN * limit, MOST_HITS)

    def _fetch(self, limit: int, allowed: Selection | None) -> tuple[Numbers, Floats]:
        if not self._query or not limit:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        found = self._server.nearest(self._collection, "sparse", self._query, limit, _expression(allowed))
        self._known.update(found)
        return np.array([number for number, _ in found], np.int64), np.array([score for _, score in found], np.float32)

    def of(self, numbers: Numbers) -> Floats:
        """As `Scored.of`."""
        wanted = [int(number) for number in numbers]
        unknown = [number for number in wanted if number not in self._known]
        if unknown and self._query:
            found = self._server.nearest(self._collection, "sparse", self._query, len(unknown), f"number in {unknown}")
            self._known.update(dict.fromkeys(unknown, 0.0) | dict(found))
        return np.array([self._known.get(number, 0.0) for number in wanted], np.float32)


@dataclass(frozen=True, eq=False)
class ServerVectors:
    """The vectors of a collection."""

    server: Server
    collection: str
    kind: str = "milvus"

    def nearest(self, query: Floats, k: int, allowed: Selection | None = None) -> Numbers:
        """As `Vectors.nearest`."""
        if not k or not query.any():
            return np.empty(0, np.int64)
        found = self.server.nearest(self.collection, "dense", query.tolist(), k, _expression(allowed))
        return np.array([number for number, _ in found], np.int64)

    def cosines(self, query: Floats, numbers: Numbers) -> Floats:
        """As `Vectors.cosines`."""
        wanted = [int(number) for number in numbers]
        found = self.server.rows(self.collection, ["dense"], wanted)
        rows = np.array([found[number]["dense"] for number in wanted], np.float32)
        cosines: Floats = rows.reshape(len(wanted), len(query)) @ query
        return cosines


@dataclass(frozen=True, eq=False)
class ServerSearcher(Searcher):
    """The search over a collection's passages; filters go to the server as expressions."""

    def allowed(self, where: Filter) -> Selection:
        """As `Searcher.allowed`, as an expression."""
        parts = [f"kind in {kinds_of(where)}"]
        documents = self.documents_of(where)
        if not all(documents):
            parts.append(f"document in {[number for number, held in enumerate(documents) if held]}")
        if where.units:
            parts.append(_any_unit(self.engine.lexical, [self.phrasing.write_out(unit) for unit in where.units]))
        return " and ".join(parts)


@dataclass(frozen=True, eq=False)
class ServerRegister(RegisterIndex):
    """The search over a collection's tasks."""

    def allowed(self, plans: Sequence[int] | None, units: Sequence[str]) -> Selection | None:
        """As `RegisterIndex.allowed`, as an expression."""
        parts = []
        if plans is not None and len(plans) < len(np.unique(self.places[:, 0])):
            parts.append(f"document in {[int(plan) for plan in plans]}")
        if units:
            parts.append(_any_unit(self.lexical, [self.phrasing.write_out(unit) for unit in units]))
        return " and ".join(parts) or None


def _any_unit(lexical: LexicalIndex, names: Sequence[str]) -> str:
    assert isinstance(lexical, ServerLexical)
    named = [lexical.expression(name) or "number >= 0" for name in names]
    return "(" + " or ".join(f"({one})" for one in named) + ")"


def _expression(allowed: Selection | None) -> str:
    assert allowed is None or isinstance(allowed, str), "a server is filtered by an expression"
    return allowed or ""


def arrays(terms: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], Floats]:
    """Return the ``starts``, ``docs`` and ``scores`` of terms whose texts are on a server: nothing."""
    return np.zeros(len(terms) + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32)
