"""Building a lexical index, in blocks, so that memory stays bounded however many documents there are."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval.arrays import new_array
from cchc_assistant.retrieval.lexical import FILES, LexicalIndex
from cchc_assistant.retrieval.terms import Keys, Vocabulary, pair_keys

Fields = Sequence[tuple[str, float]]
"""The texts of a document, each with the weight of one occurrence in it (BM25F: weighted counts are added up)."""
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class Bm25:
    """The parameters of BM25: saturation ``k1`` and length normalisation ``b``."""

    k1: float = 1.2
    b: float = 0.75


@dataclass(frozen=True, slots=True)
class _Block:
    """Counts of some documents: sorted distinct terms, where the entries of each begin, and the entries."""

    terms: Keys
    starts: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]
    counts: npt.NDArray[np.float32]


def build(documents: Iterable[Fields], folder: Path, parameters: Bm25 | None = None) -> int:
    """Write the index of some documents into a folder; return how many there were.

    Args:
        documents: the fields of each document.
        folder: made if it is not there.
        parameters: of BM25.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / ".blocks"
    scratch.mkdir(exist_ok=True)
    try:
        counter = _Counter(scratch)
        for fields in documents:
            counter.add(fields)
        counter.flush()
        _merge(counter, folder, parameters or Bm25())
        words = sorted(counter.vocabulary.words)
        (folder / FILES[4]).write_text("\n".join(words) + "\n", encoding="utf-8")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return counter.documents


def of(documents: Iterable[Fields], parameters: Bm25 | None = None) -> LexicalIndex:
    """Return the index of some documents, in memory."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        folder = Path(name)
        count = build(documents, folder, parameters)
        index = LexicalIndex.open(folder, count)
        return LexicalIndex(
            count,
            np.array(index.terms),
            np.array(index.starts),
            np.array(index.docs),
            np.array(index.scores),
            index.syllables,
        )


class _Counter:
    """Collects documents and writes a block of counts whenever enough syllables have come together."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.vocabulary = Vocabulary()
        self.documents = 0
        self.lengths: list[float] = []
        self.blocks = 0
        self._numbers: list[npt.NDArray[np.int32]] = []
        self._sizes: list[int] = []
        self._owners: list[int] = []
        self._weights: list[float] = []
        self._held = 0

    def add(self, fields: Fields) -> None:
        length = 0.0
        for text, weight in fields:
            numbers = self.vocabulary.numbers(text)
            if not len(numbers) or not weight:
                continue
            self._numbers.append(numbers)
            self._sizes.append(len(numbers))
            self._owners.append(self.documents)
            self._weights.append(weight)
            length += weight * len(numbers)
            self._held += len(numbers)
        self.lengths.append(length)
        self.documents += 1
        if self._held >= _BLOCK:
            self.flush()

    def flush(self) -> None:
        if not self._held:
            return
        numbers = np.concatenate(self._numbers)
        sizes = np.array(self._sizes)
        owners = np.repeat(np.array(self._owners, np.int32), sizes)
        weights = np.repeat(np.array(self._weights, np.float32), sizes)
        keys = self.vocabulary.keys()[numbers]
        inside = np.ones(len(numbers), np.bool_)
        inside[np.cumsum(sizes) - 1] = False  # the last syllable of a text begins no pair
        first = np.flatnonzero(inside)
        pairs = pair_keys(keys[first], keys[first + 1])
        block = _count(
            np.concatenate([keys, pairs]),
            np.concatenate([owners, owners[first]]),
            np.concatenate([weights, weights[first]]),
        )
        for name in ("terms", "starts", "docs", "counts"):
            np.save(self._path(self.blocks, name), getattr(block, name))
        self.blocks += 1
        self._numbers, self._sizes, self._owners, self._weights, self._held = [], [], [], [], 0

    def _path(self, block: int, name: str) -> Path:
        return self.scratch / f"{block}-{name}.npy"

    def load(self, block: int, name: str) -> npt.NDArray[np.generic]:
        """Map an array of a block."""
        array: npt.NDArray[np.generic] = np.load(self._path(block, name), mmap_mode="r")
        return array


def _count(keys: Keys, owners: npt.NDArray[np.int32], weights: npt.NDArray[np.float32]) -> _Block:
    """Add up the occurrences of each term in each document."""
    terms, inverse = np.unique(keys, return_inverse=True)
    lowest = int(owners[0]) if len(owners) else 0
    lowest = min(lowest, int(owners.min()))
    width = int(owners.max()) - lowest + 1
    entries, places = np.unique(inverse * np.int64(width) + (owners - lowest), return_inverse=True)
    counts = np.bincount(places, weights, len(entries)).astype(np.float32)
    term_of = entries // width
    starts = np.searchsorted(term_of, np.arange(len(terms) + 1))
    return _Block(terms, starts.astype(np.int64), (entries % width + lowest).astype(np.int32), counts)


def _merge(counter: _Counter, folder: Path, parameters: Bm25) -> None:
    """Join the blocks into one index, term after term, and turn counts into scores."""
    blocks = range(counter.blocks)
    all_terms = [np.asarray(counter.load(block, "terms")) for block in blocks]
    terms = np.unique(np.concatenate(all_terms)) if all_terms else np.empty(0, np.uint64)
    frequency = np.zeros(len(terms), np.int64)
    for block, own in zip(blocks, all_terms, strict=True):
        frequency[np.searchsorted(terms, own)] += np.diff(counter.load(block, "starts"))
    starts = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
    total = int(starts[-1])
    lengths = np.array(counter.lengths, np.float32)
    mean = float(lengths.mean()) if len(lengths) and lengths.any() else 1.0
    norm = (parameters.k1 * (1 - parameters.b + parameters.b * lengths / mean)).astype(np.float32)
    idf = np.log1p((counter.documents - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    np.save(folder / FILES[0], terms)
    np.save(folder / FILES[1], starts)
    if not total:
        np.save(folder / FILES[2], np.empty(0, np.int32))
        np.save(folder / FILES[3], np.empty(0, np.float32))
        return
    docs = new_array(folder / FILES[2], np.int32, (total,))
    scores = new_array(folder / FILES[3], np.float32, (total,))
    cursor = starts[:-1].copy()
    for block, own in zip(blocks, all_terms, strict=True):
        own_starts = np.asarray(counter.load(block, "starts"))
        sizes = np.diff(own_starts)
        places = np.searchsorted(terms, own)
        target = np.repeat(cursor[places] - own_starts[:-1], sizes) + np.arange(own_starts[-1])
        owners = np.asarray(counter.load(block, "docs"))
        counts = np.asarray(counter.load(block, "counts"))
        docs[target] = owners
        scores[target] = np.repeat(idf[places], sizes) * (counts * (parameters.k1 + 1) / (counts + norm[owners]))
        cursor[places] += sizes
    docs.flush()
    scores.flush()
