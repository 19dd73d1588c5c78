"""Names of units: the key under which variants meet, abbreviations that documents define, English glosses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cchc_assistant.language.normalize import tone_canonical


def canonical(name: str, aliases: Mapping[str, str] = {}) -> str:
    """Return the key under which the variants of a unit's name meet."""
    return re.sub(r"\s+", " ", tone_canonical(name).lower()).strip(" .;,")
