"""Nearest vectors: exact in NumPy for small collections, FAISS flat for larger ones, FAISS IVF above 50,000.

All three answer alike; which one an index holds is in its manifest. ``vectors.npy`` (16-bit) is always there: it gives
the exact cosine of any document, also of those that only the lexical search found.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval.arrays import new_array
from cchc_assistant.retrieval.parts import Selection

Kind = Literal["numpy", "faiss-flat", "faiss-ivf"]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

NUMPY_LIMIT = 5_000
FLAT_LIMIT = 50_000
VECTORS, INDEX = "vectors.npy", "vectors.faiss"
_PROBES = 128
"""Lists looked at: finds 95 % of the ten nearest of 84,000 vectors, 97 % of 300,000; 24 lists found 88 % and 91 %."""
_MOST = 0.7
_TRAINING_ROWS_A_LIST = 64


def kind_for(count: int) -> Kind:
    """Return the kind of index for a number of vectors."""
    return "numpy" if count <= NUMPY_LIMIT else "faiss-flat" if count <= FLAT_LIMIT else "faiss-ivf"


class VectorWriter:
    """Collects vectors block after block into ``vectors.npy``, then builds the index over them."""

    def __init__(self, folder: Path, count: int, dimensions: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._rows = new_array(folder / VECTORS, np.float16, (count, dimensions))
        self._filled = 0

    def add(self, vectors: Floats) -> None:
        """Add the vectors of the next documents, shape (documents, dimensions)."""
        self._rows[self._filled : self._filled + len(vectors)] = vectors
        self._filled += len(vectors)

    def finish(self) -> Kind:
        """Write what is left and build the index.

        Raises:
            ValueError: fewer vectors were added than announced.
        """
        if self._filled != len(self._rows):
            raise ValueError(f"{self._filled} vectors for {len(self._rows)} documents")
        self._rows.flush()
        kind = kind_for(self._filled)
        if kind != "numpy":
            _build_faiss(self._rows, kind, self.folder / INDEX)
        return kind


def _build_faiss(rows: npt.NDArray[np.float16], kind: Kind, path: Path) -> None:
    import faiss

    count, dimensions = rows.shape
    quantiser = faiss.ScalarQuantizer
    index: Any
    if kind == "faiss-flat":
        index = faiss.IndexScalarQuantizer(dimensions, quantiser.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.train(rows[:1].astype(np.float32))
    else:
        lists = int(2 ** round(np.log2(4 * count**0.5)))
        coarse = faiss.IndexFlatIP(dimensions)
        index = faiss.IndexIVFScalarQuantizer(coarse, dimensions, lists, quantiser.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = 8
        sample = np.random.default_rng(0).choice(count, min(count, lists * _TRAINING_ROWS_A_LIST), replace=False)
        sample.sort()
        index.train(rows[sample].astype(np.float32))
        index.nprobe = _PROBES
    for start in range(0, count, 20_000):
        index.add(rows[start : start + 20_000].astype(np.float32))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # what FAISS makes of a full disk
        raise OSError(errno.ENOSPC if "No space" in str(error) else errno.EIO, str(error), str(path)) from None


@dataclass(frozen=True, eq=False)
class VectorIndex:
    """An open index of vectors of length 1; ``rows`` is mapped from disk."""

    folder: Path
    rows: npt.NDArray[np.float16]
    kind: Kind

    @classmethod
    def open(cls, folder: Path, kind: Kind) -> VectorIndex:
        """Map the vectors; FAISS is imported at the first search, if the index is of that kind.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        rows = np.load(folder / VECTORS, mmap_mode="r")
        if rows.ndim != 2 or rows.dtype != np.float16:
            raise ValueError(f"{folder / VECTORS}: not a matrix of 16-bit vectors")
        if kind != "numpy" and not (folder / INDEX).exists():
            raise FileNotFoundError(str(folder / INDEX))
        return cls(folder, rows, kind)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.rows.shape[1])

    @cached_property
    def _all(self) -> Floats:
        return np.asarray(self.rows, np.float32)

    @cached_property
    def _faiss(self) -> Any:  # noqa: ANN401
        import faiss

        faiss.omp_set_num_threads(1)
        return faiss.read_index(str(self.folder / INDEX), faiss.IO_FLAG_MMAP if self.kind == "faiss-ivf" else 0)

    def cosines(self, query: Floats, numbers: Numbers) -> Floats:
        """Return the cosine of the query with some documents, shape (numbers,)."""
        cosines: Floats = np.asarray(self.rows[numbers], np.float32) @ query
        return cosines

    def nearest(self, query: Floats, k: int, allowed: Selection | None = None) -> Numbers:
        """Return the numbers of the ``k`` nearest documents, best first.

        Args:
            query: vector of length 1, shape (dimensions,).
            k: how many; there may be fewer.
            allowed: only documents for which it is true.
        """
        assert not isinstance(allowed, str), "an index in a folder is filtered by a mask"
        count = len(self.rows)
        k = min(k, count)
        if not k or not query.any():
            return np.empty(0, np.int64)
        if self.kind == "numpy":
            return _top(self._all @ query, k, allowed)
        if allowed is None:
            return self._search(query, k, None)
        chosen = np.flatnonzero(allowed)
        if chosen.size <= NUMPY_LIMIT:
            order = _top(self.cosines(query, chosen), min(k, len(chosen)), None)
            return chosen[order]
        if chosen.size >= _MOST * count:
            # Nearly all may be found: asking for more and leaving some out is quicker than a selector of nearly all.
            found = self._search(query, min(count, 2 * k + 20), None)
            found = found[allowed[found]]
            if len(found) >= k:
                return found[:k]
        return self._search(query, k, chosen)

    def _search(self, query: Floats, k: int, chosen: Numbers | None) -> Numbers:
        found: Numbers = self._faiss.search(query[None], k, params=self._parameters(chosen))[1][0]
        return found[found >= 0]

    def _parameters(self, chosen: Numbers | None) -> Any:  # noqa: ANN401
        import faiss

        selector: Any = None if chosen is None else faiss.IDSelectorBatch(chosen)
        if self.kind == "faiss-ivf":
            return faiss.SearchParametersIVF(sel=selector, nprobe=_PROBES)  # type: ignore[call-arg]
        return None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]


def _top(scores: Floats, k: int, allowed: Mask | None) -> Numbers:
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    top: Numbers = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    top = top[scores[top] > -np.inf]
    order: Numbers = top[np.argsort(-scores[top], kind="stable")]
    return order


def names(kind: Kind) -> Sequence[str]:
    """Return the files of an index of a kind."""
    return (VECTORS,) if kind == "numpy" else (VECTORS, INDEX)
