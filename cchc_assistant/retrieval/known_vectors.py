"""Vectors of an earlier search, taken over for the texts that it shares with a new one.

``texts.npy`` holds a 64-bit hash of what each vector was made of, so that the same text has the same vector wherever
its plan stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval.vectors import VECTORS

TEXTS = "texts.npy"
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]


def hash_of(parts: Sequence[str]) -> int:
    """Return the hash of the texts that a vector is made of."""
    return int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, eq=False)
class KnownVectors:
    """Hashes in order, the row of each, and the rows."""

    hashes: Hashes
    places: npt.NDArray[np.int64]
    rows: npt.NDArray[np.float16]

    @classmethod
    def none(cls) -> KnownVectors:
        """Return no vectors."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty((0, 0), np.float16))

    @classmethod
    def open(cls, folder: Path) -> KnownVectors:
        """Map the vectors of a search; none if it is damaged or does not tell of what they were made."""
        try:
            hashes, rows = np.load(folder / TEXTS), np.load(folder / VECTORS, mmap_mode="r")
        except (OSError, ValueError):
            return cls.none()
        if hashes.dtype != np.uint64 or rows.dtype != np.float16 or rows.shape[:1] != hashes.shape:
            return cls.none()
        places = np.argsort(hashes)
        return cls(hashes[places], places, rows)

    def vectors(self, hashes: Hashes, make: Callable[[npt.NDArray[np.int64]], Floats]) -> Floats:
        """Return the vectors of some texts, shape (texts, dimensions).

        Args:
            hashes: of the texts, at least one.
            make: makes the vectors of those of the texts, by their places, that are not known.
        """
        at = np.minimum(np.searchsorted(self.hashes, hashes), max(0, len(self.hashes) - 1))
        known = self.hashes[at] == hashes if len(self.hashes) else np.zeros(len(hashes), np.bool_)
        new = np.flatnonzero(~known)
        if len(new) == len(hashes):
            return make(new)
        found = np.empty((len(hashes), self.rows.shape[1]), np.float32)
        found[known] = self.rows[self.places[at[known]]]
        if len(new):
            found[new] = make(new)
        return found
