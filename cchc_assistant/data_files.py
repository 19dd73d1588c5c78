"""Tables of words kept as data files inside the package, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_toml(name: str) -> dict[str, Any]:
    """Read ``cchc_assistant/data/<name>``; the result is shared, so callers must not change it.

    Args:
        name: path below the data folder, with its extension: ``deadlines/words.toml``.

    Raises:
        FileNotFoundError: the package has no such table.
    """
    table = resources.files("cchc_assistant").joinpath("data", *name.split("/"))
    return tomllib.loads(table.read_text(encoding="utf-8"))
