"""The words of one table cell to its paragraphs: wrapped lines joined, list items and names of their own apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cchc_assistant.reading.lines import ends_sentence
from cchc_assistant.reading.marks import mark_of
from cchc_assistant.reading.page import TextLine, Word, lines_of

# "QĐ-" + "UBND", "18-" + "NQ/TW": a code cut at its own dash.
_CUT = re.compile(r"[\wĐđ][-/]$")

# "ST" + "T", "30/11/20" + "22", "61/2018/N" + "Đ-CP": a word that had to be broken, for it is wider than its cell.
_SPLIT = re.compile(
    r"[A-Z]{1,3}\n[A-Z]{1,2}|(?:\S+\s)*\d{1,2}/[\d/]*\n\d{1,4}|(?:\S+\s)*\d+/(?:\d{4}/)?[A-ZĐ]*\n[A-ZĐ]*-[A-ZĐ].*"
)
_BULLETS = "-–•+"
_INSET = 6.5


def cell_lines(words: Sequence[Word], x0: float, x1: float) -> tuple[str, ...]:
    """Return the paragraphs of a cell between the edges ``x0`` and ``x1``."""
    lines = lines_of(words)
    if not lines:
        return ()
    room = min(x1 - x0 - _padding(lines, x0, x1), max(line.x1 - line.x0 for line in lines) + 0.6 * lines[0].height)
    paragraphs = [lines[0].text]
    for before, after in pairwise(lines):
        if _wrapped(before, after, room, listed=lines[0].text[:1] in _BULLETS):
            code = _CUT.search(paragraphs[-1]) and (after.text[:1].isupper() or after.text[:1].isdigit())
            cut = code or _split_word(before, after, x1 - x0)
            paragraphs[-1] += after.text if cut else f" {after.text}"
        else:
            paragraphs.append(after.text)
    return tuple(paragraphs)


def _split_word(before: TextLine, after: TextLine, width: float) -> bool:
    """Say whether one word was broken over two lines because the cell is narrower than it."""
    return bool(_SPLIT.fullmatch(f"{before.text}\n{after.text}")) and (
        before.x1 - before.x0 + after.x1 - after.x0 > width - 2 * _INSET
    )


def _padding(lines: Sequence[TextLine], x0: float, x1: float) -> float:
    """Return the white space that a cell keeps at both sides, by the line that comes nearest to its edges."""
    nearest = min(min(line.x0 - x0 for line in lines), min(x1 - line.x1 for line in lines))
    return 2 * min(max(nearest, 2.0), 7.0)


def _wrapped(before: TextLine, after: TextLine, room: float, *, listed: bool) -> bool:
    """Say whether ``after`` stands on a line of its own only because it had no room on the line before."""
    text = after.text
    if text[:1].islower() and mark_of(text) is None:
        return True
    if mark_of(text) is not None and ends_sentence(before.text):
        return False
    fits = (before.x1 - before.x0) + 0.3 * before.height + after.first_width <= room
    if fits:
        return before.text.endswith((",", "(", "-", "–", "/")) and mark_of(text) is None
    # "Phòng Kế hoạch" / "- Tài chính": a dash begins an item only in a cell that is a list.
    return not (listed and mark_of(text) is not None and text[:1] in _BULLETS and not before.text.endswith(","))
