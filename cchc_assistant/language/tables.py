"""Load the data tables of this package (look-alikes, encodings, confusions, abbreviations)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table ``data/language/<name>.json``.

    Raises:
        FileNotFoundError: the package is incomplete.
    """
    text = files("cchc_assistant").joinpath("data", "language", f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
