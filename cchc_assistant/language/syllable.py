"""Whether letters make a Vietnamese syllable: an onset, a rime of the language, and a tone that goes with it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from cchc_assistant.language.tables import table

_ONSET = re.compile(r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHARP = ("\u0301", "\u0323")


@cache
def _rimes() -> tuple[frozenset[str], frozenset[str]]:
    data = table("rimes")
    return frozenset(data["open"].split()), frozenset(data["stopped"].split())


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Tell whether ``word`` (NFC, any letter case) is a possible Vietnamese syllable, written with its diacritics."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in parts if char in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))
    opened, stopped = _rimes()
    onset = _ONSET.match(bare)
    cut = onset.end() if onset else 0
    # "gi" and "qu" lend their vowel to the rime where nothing else is left: gì, gìn, quý
    for start in {cut, max(cut - 1, 0) if bare[:cut] in ("gi", "qu") else cut}:
        rime = bare[start:]
        if rime in opened or (rime in stopped and tones and tones[0] in _SHARP):
            return True
    return False
