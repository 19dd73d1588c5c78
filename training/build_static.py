"""Build the static functions of ``cchc_assistant.language.static_function`` by peeling."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cchc_assistant.language.static_function import StaticFunction, mix, places, prints

_ATTEMPTS = 40


@njit(cache=True)
def _peel(one: Any, two: Any, three: Any, size: int) -> Any:  # noqa: ANN401 - numba arrays
    count = np.zeros(size, np.int32)
    owner = np.zeros(size, np.int64)
    total = one.shape[0]
    for key in range(total):
        for slot in (one[key], two[key], three[key]):
            count[slot] += 1
            owner[slot] ^= key
    stack = np.empty(size, np.int64)
    depth = 0
    for slot in range(size):
        if count[slot] == 1:
            stack[depth] = slot
            depth += 1
    order = np.empty(total, np.int64)
    slots = np.empty(total, np.int64)
    done = 0
    while depth:
        depth -= 1
        slot = stack[depth]
        if count[slot] != 1:
            continue
        key = owner[slot]
        order[done] = key
        slots[done] = slot
        done += 1
        for other in (one[key], two[key], three[key]):
            count[other] -= 1
            owner[other] ^= key
            if count[other] == 1:
                stack[depth] = other
                depth += 1
    return done, order, slots


@njit(cache=True)
def _fill(order: Any, slots: Any, one: Any, two: Any, three: Any, wanted: Any, table: Any) -> None:  # noqa: ANN401
    for step in range(order.shape[0] - 1, -1, -1):
        key = order[step]
        table[slots[step]] = 0
        table[slots[step]] = wanted[key] ^ table[one[key]] ^ table[two[key]] ^ table[three[key]]


def build(keys: NDArray[np.uint64], values: NDArray[Any], seed: int = 1) -> StaticFunction:
    """Return the static function from distinct ``keys`` to ``values`` (an unsigned integer type).

    Raises:
        ValueError: the keys can't be placed, most likely because they are not distinct.
    """
    count = max(len(keys), 1)
    segment = 1 << max(4, int(np.floor(np.log(count) / np.log(3.33) + 2.25)))
    factor = max(1.125, 0.875 + 0.25 * np.log(1e6) / np.log(max(count, 3)))
    segments = max(1, -(-int(count * factor) // segment) - 2)
    first = segments * segment
    size = first + 2 * segment
    for attempt in range(_ATTEMPTS):
        hashes = mix(keys, seed + attempt)
        one, two, three = places(hashes, segment, first)
        done, order, slots = _peel(one, two, three, size)
        if done == len(keys):
            marks = np.zeros(size, np.uint16)
            table = np.zeros(size, values.dtype)
            _fill(order, slots, one, two, three, prints(hashes), marks)
            _fill(order, slots, one, two, three, values, table)
            return StaticFunction(marks, table, segment, seed + attempt)
    raise ValueError(f"{len(keys)} keys could not be placed in {size} slots: are they distinct?")
