"""Quantise a model and write it as the one file that the package maps into memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cchc_assistant.language.ngram import write_model
from training.build_static import build
from training.estimate import Floats, Order

_LEVELS = 256


def codebook(values: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return for each value the index of the nearest of at most 256 levels, and the levels."""
    if not len(values):
        return np.zeros(0, np.uint8), np.zeros(_LEVELS, np.float32)
    low, high = float(values.min()), float(values.max())
    levels = np.linspace(low, high, _LEVELS).astype(np.float32)
    step = (high - low) / (_LEVELS - 1) or 1.0
    return np.rint((values - low) / step).astype(np.uint8), levels


def save(path: Path, words: Sequence[str], models: Mapping[str, Sequence[Order]], header: Mapping[str, Any]) -> None:
    """Write the models, which share their words, as one file; the first order of each holds one probability a word."""
    arrays: dict[str, NDArray[Any]] = {"words": np.frombuffer("\n".join(words).encode(), np.uint8)}
    entries: dict[str, Any] = {}
    for name, orders in models.items():
        arrays[f"{name}.unigram"] = np.log(orders[0].probability).astype(np.float32)
        arrays[f"{name}.unigram_weight"] = np.log(orders[0].weight).astype(np.float32)
        segments, seeds = {}, {}
        for number, order in enumerate(orders[1:], start=2):
            codes, levels = codebook(np.log(order.probability))
            weight_codes, weight_levels = codebook(np.log(order.weight))
            last = number == len(orders)
            values = codes if last else codes.astype(np.uint16) | (weight_codes.astype(np.uint16) << 8)
            function = build(order.keys, values)
            arrays[f"{name}.marks{number}"] = function.marks
            arrays[f"{name}.values{number}"] = function.values
            arrays[f"{name}.probabilities{number}"] = levels
            arrays[f"{name}.weights{number}"] = weight_levels
            segments[str(number)], seeds[str(number)] = function.segment, function.seed
        entries[name] = {"order": len(orders), "segments": segments, "seeds": seeds}
    write_model(path, {**header, "models": entries}, arrays)
