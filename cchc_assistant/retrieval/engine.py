"""The search over numbered texts: lexical and vector indexes in one folder, and their fusion.

It knows nothing of plans: a text is a body, the headings above it, and the words of its document. `Searcher` puts plans
on top; benchmarks use it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval import fusion, lexical_build
from cchc_assistant.retrieval.embed import Embedder
from cchc_assistant.retrieval.known_vectors import TEXTS, KnownVectors, hash_of
from cchc_assistant.retrieval.lexical import LexicalIndex, Query, Weights
from cchc_assistant.retrieval.parts import Selection, Vectors
from cchc_assistant.retrieval.vectors import Kind, VectorIndex, VectorWriter

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

SETTINGS = "search.json"
CANDIDATES = 100
"""How many of the best of each side are fused."""
BODY_CHARS = 1500
"""How much of a text its vector is made of: a mean over more says less."""
_BLOCK = 2048


@dataclass(frozen=True, slots=True)
class SearchText:
    """What is searched of one text; only ``body`` is ever shown."""

    body: str
    heading: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Tuning:
    """The weights of the search, as tuned on questions that are not reported on."""

    k1: float = 0.9
    b: float = 0.6
    heading: float = 3.0
    context: float = 0.5
    heading_vector: float = 0.2
    syllable: float = 1.0
    pair: float = 0.7
    bare_syllable: float = 0.0
    bare_pair: float = 0.0
    dense: float = fusion.DENSE_WEIGHT


@dataclass(frozen=True, slots=True)
class Found:
    """A text found: its number, the fused score, its BM25 score and its cosine."""

    number: int
    score: float
    lexical: float
    dense: float


def build(
    texts: Sequence[SearchText],
    folder: Path,
    embedder: Embedder,
    *,
    tuning: Tuning | None = None,
    progress: Progress | None = None,
    before: Path | None = None,
) -> Kind:
    """Write the search over some texts into a folder; return the kind of vector index that was chosen.

    Args:
        texts: read twice, in order; their places are their numbers.
        folder: made if it is not there.
        embedder: makes the vectors; the folder remembers its name.
        tuning: the weights.
        progress: called with the steps done and the steps in all, a step being a text on one of the two sides.
        before: folder of another search, whose vectors are taken over for the texts that both have.
    """
    tuning = tuning or Tuning()
    count = len(texts)
    total = 2 * count

    def documents() -> Iterator[lexical_build.Fields]:
        for number, text in enumerate(texts):
            if progress and number % _BLOCK == 0:
                progress(number, total)
            yield ((text.body, 1.0), (text.heading, tuning.heading), (text.context, tuning.context))

    lexical_build.build(documents(), folder, lexical_build.Bm25(tuning.k1, tuning.b))
    known = _known(before, embedder, tuning)
    hashes = np.zeros(count, np.uint64)
    writer = VectorWriter(folder, count, embedder.dimensions)
    for start in range(0, count, _BLOCK):
        if progress:
            progress(count + start, total)
        block = texts[start : start + _BLOCK]
        own = np.array([hash_of((text.body[:BODY_CHARS], text.heading)) for text in block], np.uint64)
        writer.add(known.vectors(own, partial(_vectors, block, embedder, tuning.heading_vector)))
        hashes[start : start + len(block)] = own
    kind = writer.finish()
    np.save(folder / TEXTS, hashes)
    if progress:
        progress(total, total)
    settings = {
        "count": count,
        "model": embedder.name,
        "dimensions": embedder.dimensions,
        "vectors": kind,
        **asdict(tuning),
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    return kind


def _known(before: Path | None, embedder: Embedder, tuning: Tuning) -> KnownVectors:
    """Map the vectors of an earlier search if they were made as those of the new one will be."""
    try:
        settings = json.loads((before / SETTINGS).read_text(encoding="utf-8")) if before else {}
    except (OSError, ValueError):
        return KnownVectors.none()
    same = (settings.get("model"), settings.get("heading_vector")) == (embedder.name, tuning.heading_vector)
    return KnownVectors.open(before) if before and same else KnownVectors.none()


def _vectors(block: Sequence[SearchText], embedder: Embedder, heading_weight: float, places: Numbers) -> Floats:
    texts = [block[place] for place in places.tolist()]
    bodies = embedder.encode([text.body[:BODY_CHARS] for text in texts])
    headings = embedder.encode([text.heading for text in texts])
    mixed = (1 - heading_weight) * bodies + heading_weight * headings
    lengths = np.linalg.norm(mixed, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    normal: Floats = mixed / lengths
    return normal


@dataclass(frozen=True, eq=False)
class Engine:
    """An open search; reads nothing but its folder."""

    folder: Path
    count: int
    model: str
    tuning: Tuning
    lexical: LexicalIndex
    vectors: Vectors

    @classmethod
    def open(cls, folder: Path) -> Engine:
        """Map the search in ``folder``.

        Raises:
            OSError, ValueError, KeyError, TypeError: a file is missing or damaged.
        """
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        count, model, kind = settings.pop("count"), settings.pop("model"), settings.pop("vectors")
        dimensions = settings.pop("dimensions")
        vectors = VectorIndex.open(folder, kind)
        if vectors.rows.shape != (count, dimensions):
            raise ValueError(f"{folder}: vectors of shape {vectors.rows.shape}, expected {(count, dimensions)}")
        return cls(folder, count, model, Tuning(**settings), LexicalIndex.open(folder, count), vectors)

    def query(self, text: str) -> Query:
        """Return the lexical terms of a question."""
        tuning = self.tuning
        weights = Weights(tuning.syllable, tuning.pair, tuning.bare_syllable, tuning.bare_pair)
        return self.lexical.query(text, weights)

    def search(
        self,
        query: Query,
        vector: Floats | None,
        k: int,
        allowed: Selection | None = None,
        *,
        prior: Floats | None = None,
        rrf: bool = False,
    ) -> list[Found]:
        """Return the best texts, best first.

        Args:
            query: lexical terms.
            vector: of the question, length 1; None searches by words alone.
            k: how many at most.
            allowed: only these texts.
            prior: added to the fused score of each text, shape (texts,).
            rrf: fuse by reciprocal ranks instead of the weighted sum.
        """
        scored = self.lexical.scored(query)
        depth = max(CANDIDATES, k)
        numbers: Numbers = scored.best(depth, allowed, prior)
        if vector is None or not vector.any():
            lexical = scored.of(numbers)
            dense, fused = np.zeros_like(lexical), fusion.weighted(lexical, lexical, 0.0)
        else:
            near = self.vectors.nearest(vector, depth, allowed)
            numbers = np.unique(np.concatenate([numbers, near]))
            lexical, dense = scored.of(numbers), self.vectors.cosines(vector, numbers)
            fused = (
                fusion.reciprocal_rank(lexical, dense) if rrf else fusion.weighted(lexical, dense, self.tuning.dense)
            )
        if prior is not None:
            fused = fused + prior[numbers]
        order = np.lexsort((numbers, -fused))[:k]
        return [
            Found(int(numbers[place]), float(fused[place]), float(lexical[place]), float(dense[place]))
            for place in order
        ]
