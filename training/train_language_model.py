"""Train the syllable model: count, estimate, prune, quantise, write one file.

    python -m training.train_language_model WORK/train cchc_assistant/models/syllables.bin

The directory holds one text (``.txt`` or ``.txt.xz``) for each name in ``sources.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from training.counting import Counts, Ids, count_ngrams, count_words, encode, read_lines, vocabulary
from training.estimate import Order, add_order, merge, unigrams
from training.write_model import save

_SOURCES = Path(__file__).with_name("sources.json")
_ORDER = 3


def find(folder: Path, name: str) -> Path:
    """Return the text of that name; raises FileNotFoundError when there is none."""
    for path in (folder / f"{name}.txt", folder / f"{name}.txt.xz"):
        if path.exists():
            return path
    raise FileNotFoundError(f"no {name}.txt or {name}.txt.xz in {folder}")


def _count(path: Path) -> Counter[str]:
    return count_words(read_lines(path))


def _encode(task: tuple[Path, list[str]]) -> Ids:
    return encode(read_lines(task[0]), task[1])


def estimate(
    counts: dict[str, list[Counts]],
    weights: dict[str, float],
    settings: dict[str, Any],
    words: list[str],
    thresholds: dict[str, float],
) -> list[Order]:
    """Return the orders of one model: the weighted sum of the domains, pruned."""
    names = list(weights)
    shares = [weights[name] for name in names]
    probability = unigrams(merge([counts[name][0] for name in names], shares, 0.0), len(words))
    orders = [Order(np.arange(len(words), dtype=np.uint64), probability, probability, np.ones(len(words)))]
    for order in range(2, _ORDER + 1):
        merged = merge([counts[name][order - 1] for name in names], shares, settings["discount"])
        add_order(orders, merged, order, thresholds[str(order)])
    return orders


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Train and write the model; print what the card needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    settings = json.loads(_SOURCES.read_text(encoding="utf-8"))
    paths = {name: find(arguments.texts, name) for name in settings["files"]}
    with Pool(arguments.workers) as pool:
        totals: Counter[str] = Counter()
        for counts in pool.map(_count, paths.values(), 1):
            totals.update(counts)
        words = vocabulary(totals, settings["syllable_minimum"], settings["other_minimum"])
        encoded = dict(zip(paths, pool.map(_encode, [(path, words) for path in paths.values()], 1), strict=True))
    domains: dict[str, list[Counts]] = {}
    for domain in dict.fromkeys(settings["files"].values()):
        ids = np.concatenate([encoded[name] for name, its in settings["files"].items() if its == domain])
        domains[domain] = [count_ngrams(ids, order) for order in range(1, _ORDER + 1)]
        sys.stdout.write(f"{domain}: {len(ids)} tokens, {len(domains[domain][-1].keys)} trigrams\n")
    models = {
        name: estimate(domains, weights, settings, words, settings["thresholds"][name])
        for name, weights in settings["weights"].items()
    }
    save(arguments.out, words, models, {"settings": settings, "inputs": {n: checksum(p) for n, p in paths.items()}})
    for name, orders in models.items():
        sys.stdout.write(f"{name}: {len(words)} words, {[len(order.keys) for order in orders[1:]]} n-grams\n")
    for name, path in paths.items():
        sys.stdout.write(f"{checksum(path)}  {name}\n")
    sys.stdout.write(f"{checksum(arguments.out)}  {arguments.out.name} {arguments.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
