"""Roman numerals that OCR misreads, told by their strokes: "Quý III" read as "Quý II", "Quý HI", "Quý 1"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any, TypeAlias

from cchc_assistant.reading.tesseract import Read

# A NumPy array of grey values.
Pixels: TypeAlias = Any
# A numeral of upright strokes alone as OCR may read it, and what follows it in the word: "III/2022", "hh/2022", "1-".
_STROKES = re.compile(r"(?P<strokes>[I1l|!iHhNTJ\]\[]{1,4})(?P<rest>(?:[/,.;:)\-–].*)?)")
# The fraction slash that OCR writes for a slash, alone or beside it.
_SLASHES = re.compile("/*⁄[/⁄]*")
# A cell that holds nothing but a row's numeral, as OCR may read it: "H" for II, "MI" for III, "\\" for I.
_ALONE = re.compile(r"(?!\d+$)[Il1|!iHhM\]\[\\]{1,4}")
_DASHES = frozenset({"~", "¬", "—", "–", "=", "_"})
_BEFORE = frozenset({"quý", "quí", "phần", "chương", "mục"})
_MAX_STROKES = 3


def corrected(reads: Sequence[Read], grey: Pixels) -> list[Read]:
    """Return words with the numerals after "Quý" and at the head of a line as their strokes in the image say.

    Args:
        reads: the words of a page in reading order.
        grey: the image they were read from.
    """
    made = [replace(read, text=_SLASHES.sub("/", read.text)) for read in reads]
    usual = median([read.y1 - read.y0 for read in reads if len(read.text) >= 3] or [0.0])
    for index, read in enumerate(made):
        before = made[index - 1] if index else None
        following = made[index + 1] if index + 1 < len(made) else None
        heads_line = before is None or before.line != read.line
        alone = heads_line and (following is None or following.line != read.line)
        if heads_line and not alone and read.text in _DASHES:
            made[index] = replace(read, text="-")
            continue
        if alone and _ALONE.fullmatch(read.text) and 0.6 * usual <= read.y1 - read.y0 <= 1.4 * usual:
            made[index] = replace(read, text=_numeral(read, read.text, "", grey))
            continue
        after_word = before is not None and before.text.lower() in _BEFORE
        match = _STROKES.fullmatch(read.text)
        if match and (after_word or (heads_line and _heading(read, made, index))):
            made[index] = replace(read, text=_numeral(read, match["strokes"], match["rest"], grey))
    return made


def _numeral(read: Read, said: str, rest: str, grey: Pixels) -> str:
    """Return what a word of upright strokes is by its image; as it was read where the image does not tell."""
    part = grey[int(read.y0) : int(read.y1) + 1, max(0, int(read.x0) - 2) : int(read.x1) + 2]
    count = upright_strokes(part)
    if not 1 <= count <= _MAX_STROKES:
        return said + rest
    if count == 1 and _is_one(part):
        return (said if said.isdigit() or rest else "1") + rest
    return "I" * count + rest


def _heading(read: Read, reads: Sequence[Read], index: int) -> bool:
    """Say whether a word may be the numeral of a heading: "II. NHIỆM VỤ" read as "H. NHIỆM VỤ"."""
    following = reads[index + 1] if index + 1 < len(reads) else None
    return (
        read.text.endswith(".")
        and not read.text[:-1].isdigit()
        and following is not None
        and following.line == read.line
        and following.text[:2].isupper()
    )


def upright_strokes(part: Pixels) -> int:
    """Count the upright strokes at the left of a word's image, up to the first thing that is none."""
    height = part.shape[0]
    if height < 12 or part.shape[1] < 4:
        return 0
    upper = _runs((part[int(0.3 * height) : int(0.45 * height)] < 128).mean(axis=0) > 0.5)
    lower = _runs((part[int(0.55 * height) : int(0.7 * height)] < 128).mean(axis=0) > 0.5)
    across = _runs((part[int(0.42 * height) : int(0.58 * height) + 1] < 128).any(axis=0))
    if len(across) < min(len(upper), len(lower)):
        return 0  # strokes with a bar between them: H
    count = 0
    for (a, b), (c, d) in zip(upper, lower, strict=False):
        straight = abs((a + b) - (c + d)) <= max(3, 0.09 * height) and abs((b - a) - (d - c)) <= 0.08 * height + 1
        if not straight or max(b - a, d - c) > 0.3 * height:
            break
        count += 1
    return count


def _runs(dark: Pixels) -> list[tuple[int, int]]:
    import numpy as np

    places = np.flatnonzero(dark)
    if places.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts = np.concatenate(([places[0]], places[breaks + 1]))
    ends = np.concatenate((places[breaks], [places[-1]]))
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def _is_one(part: Pixels) -> bool:
    """Say whether a single stroke is the digit 1: it has a flag at its upper left, and nothing at its upper right."""
    import numpy as np

    height = part.shape[0]
    upper = _runs((part[int(0.3 * height) : int(0.6 * height)] < 128).mean(axis=0) > 0.5)
    if not upper:
        return True
    a, b = upper[0]
    # The slash after a numeral is taller than it, so the top is looked for over the stroke alone.
    dark = np.flatnonzero((part[:, a : b + 1] < 128).any(axis=1))
    band = part[dark[0] : dark[0] + max(2, int(0.12 * height)), : b + max(2, int(0.2 * height))]
    top = next(((c, d) for c, d in _runs((band < 128).any(axis=0)) if c <= b and d >= a), (a, b))
    left, right = a - top[0], top[1] - b
    return right <= 0.02 * height or left > 2.5 * max(1, right)
