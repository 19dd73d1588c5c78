"""Static functions: 64-bit keys to small values without storing the keys (binary fuse, three probes).

A key that was never stored answers as a stored one with probability 2⁻¹⁶; that is the price of 3.4 bytes a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Indices = NDArray[np.int64]

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_PRINT = np.uint64(0x9E3779B97F4A7C15)


def mix(keys: Keys, seed: int) -> Keys:
    """Return well-spread 64-bit hashes of the keys."""
    state = keys + np.uint64(seed)
    state = (state ^ (state >> np.uint64(30))) * _MIX[0]
    state = (state ^ (state >> np.uint64(27))) * _MIX[1]
    state ^= state >> np.uint64(31)
    return state


def prints(hashes: Keys) -> NDArray[np.uint16]:
    """Return the 16-bit fingerprints of hashed keys."""
    return ((hashes * _PRINT) >> np.uint64(48)).astype(np.uint16)


def places(hashes: Keys, segment: int, first: int) -> tuple[Indices, Indices, Indices]:
    """Return the three slots of each hashed key.

    Args:
        hashes: hashed keys.
        segment: slots in a segment, a power of two.
        first: slots in which the first probe can fall; the table holds ``first + 2 * segment``.
    """
    mask = np.uint64(segment - 1)
    one = ((hashes >> np.uint64(32)) * np.uint64(first)) >> np.uint64(32)
    two = (one + np.uint64(segment)) ^ ((hashes >> np.uint64(18)) & mask)
    three = (one + np.uint64(2 * segment)) ^ (hashes & mask)
    return one.view(np.int64), two.view(np.int64), three.view(np.int64)


@dataclass(frozen=True, eq=False)
class StaticFunction:
    """Values of a fixed set of keys; ``marks`` holds the fingerprints, ``values`` the values, slot by slot."""

    marks: NDArray[np.uint16]
    values: NDArray[Any]
    segment: int
    seed: int

    def find(self, keys: Keys) -> tuple[Indices, NDArray[Any]]:
        """Return the positions in ``keys`` of those that are stored, and their values."""
        hashes = mix(keys, self.seed)
        one, two, three = places(hashes, self.segment, len(self.marks) - 2 * self.segment)
        marks = self.marks
        found = np.flatnonzero((marks[one] ^ marks[two] ^ marks[three]) == prints(hashes))
        values = self.values
        return found, values[one[found]] ^ values[two[found]] ^ values[three[found]]
