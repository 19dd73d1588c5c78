"""How measures, stages, faults and slices are called (``data/evaluation/words.toml``)."""

from __future__ import annotations

from cchc_assistant.data_files import load_toml


def label(table: str, key: str) -> str:
    """Return how a thing is called, its key if the table does not know it."""
    found = load_toml("evaluation/words.toml")[table].get(key, key)
    return str(found[0] if isinstance(found, list) else found)


def meaning(measure: str) -> str:
    """Return what a measure means."""
    return str(load_toml("evaluation/words.toml")["measures"][measure][1])


def slice_label(name: str) -> str:
    """Return how a slice such as ``split:report+lang:vi`` is called."""
    words = []
    for part in name.split("+"):
        kind, _, value = part.partition(":")
        words.append(label(kind, value) if kind in ("lang", "type", "split") else value)
    return ", ".join(words)


def decimal(value: float, digits: int = 1) -> str:
    """Return a number with a decimal comma."""
    return f"{value:.{digits}f}".replace(".", ",")


def percent(value: float, digits: int = 1) -> str:
    """Return a share as per cent."""
    return f"{decimal(100 * value, digits)} %"


def grouped(value: int) -> str:
    """Return a count with a point between thousands."""
    return f"{value:,}".replace(",", ".")
