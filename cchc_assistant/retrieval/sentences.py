"""Sentence ends in Vietnamese official text, and windows of whole sentences over long text."""

from __future__ import annotations

import re

# A full stop, question mark or closing "./." before white space; a semicolon that ends a list item; a line end.
_END = re.compile(r"(?:(?<!\.)\.(?!\.)(?:/\.)?|[!?…;])[”\"')»]*(?=\s)|\n")
# What a full stop follows without ending a sentence: "TP. Hồ Chí Minh", "Tp.", "ThS. An", "v.v.", "Đ/c.", "số 5. "
_ABBREVIATION = re.compile(
    r"(?:\b(?:TP|Tp|TX|TT|Th\.?S|TS|PGS|GS|BS|KS|CN|Q|P|H|Đ/c|đ/c|St|Mr|Mrs|Dr|No|tr|v\.v)|\b[A-ZĐ]|^\s*\d{1,2}|^\s*[a-zđ])\.$"
)
# After "ngày 15." or "3." at the beginning of an item comes no new sentence unless a capital follows.
_OPENS = re.compile(r"\s*[\"“'(\[]?[A-ZĐÀ-ỸÂÊÔƠƯĂ\d+\-–•*]")

# A line that only states the value of what stands before it: "Mức độ hài lòng của người dân", "92%".
_VALUE = re.compile(r"\s*\d[\d.,]*\s*(?:%|phần trăm)\s*(?=\n|$)")


def sentence_ends(text: str) -> list[int]:
    """Return the offsets at which sentences (or items of a list after a semicolon) end, the last one included.

    >>> text = "Tại TP. Hồ Chí Minh trước ngày 15/3. Sở Nội vụ tổng hợp; báo cáo."
    >>> [text[a:b] for a, b in zip([0, *sentence_ends(text)], sentence_ends(text))]
    ['Tại TP. Hồ Chí Minh trước ngày 15/3.', ' Sở Nội vụ tổng hợp;', ' báo cáo.']
    """
    ends = []
    for match in _END.finditer(text):
        end = match.end()
        if match.group().startswith("."):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start() + 1]
            if _ABBREVIATION.search(line) or not _OPENS.match(text, end):
                continue
        if match.group() == "\n" and _VALUE.match(text, end):
            continue
        if text[:end].strip():
            ends.append(end)
    if not ends or text[ends[-1] :].strip():
        ends.append(len(text))
    return ends


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the half-open ranges of the sentences of ``text``, without the white space around them."""
    found = []
    begin = 0
    for end in sentence_ends(text):
        piece = text[begin:end]
        if piece.strip():
            start = begin + len(piece) - len(piece.lstrip())
            found.append((start, begin + len(piece.rstrip())))
        begin = end
    return found


def windows(text: str, limit: int) -> list[tuple[int, int]]:
    """Cut text into ranges of whole sentences of at most ``limit`` characters; a short last one overlaps.

    A sentence longer than the limit is cut at a comma, else at white space. Short text is one window.
    """
    if len(text) <= limit:
        return [(0, len(text))] if text.strip() else []
    pieces = [part for start, end in sentences(text) for part in _at_commas(text, start, end, limit)]
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= limit:
            last += 1
        found.append((pieces[first][0], pieces[last][1]))
        if last + 1 == len(pieces):
            break
        # The last sentence of a window opens the next one too, if it is short enough to be worth the room.
        overlap = last > first and pieces[last][1] - pieces[last][0] <= limit // 4
        next_fits = overlap and pieces[last + 1][1] - pieces[last][0] <= limit
        first = last if next_fits else last + 1
    return found


def _at_commas(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    parts = []
    while end - start > limit:
        cut = text.rfind(", ", start + limit // 2, start + limit) + 1
        if not cut:
            cut = text.rfind(" ", start + limit // 2, start + limit)
        if cut <= start:
            cut = start + limit
        parts.append((start, cut))
        start = cut + (text[cut : cut + 1] == " ")
    if start < end:
        parts.append((start, end))
    return parts
