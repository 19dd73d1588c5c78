"""The check on every answer: what it shows as a unit, a deadline or a quote is a span of a cited source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.terms import tokens

_HELD = 0.6
# Into how many pieces page breaks tear a cell.
_PIECES = 3
_CELL_END = re.compile(r"[\t\n|]")


def violations(answer: Answer, corpus: Corpus) -> list[str]:
    """Return what is shown and not held by a cited source; empty for a grounded answer."""
    found = []
    shown: list[tuple[str, bool]] = []
    cells: list[list[str]] = []
    for citation in answer.citations:
        source = corpus.source(citation.doc)
        if source[citation.start : citation.end] != citation.quote:
            found.append(f"quote is not {citation.doc}[{citation.start}:{citation.end}]")
        repaired = citation.repaired is not None
        shown.append((_plain(citation.repaired or citation.quote), repaired))
        cells.append([_plain(cell) for cell in _CELL_END.split(citation.quote)])
    for value in (*answer.units, *answer.deadlines):
        held = any(_holds(text, _plain(value), repaired=repaired) for text, repaired in shown)
        if not held and not any(_held_by_cells(row, _plain(value)) for row in cells):
            found.append(f"not in any cited passage: {value}")
    return found


def _holds(text: str, value: str, *, repaired: bool) -> bool:
    """Say whether a text holds a value, word for word.

    A cell that a damaged table tore apart is put together from words that stand apart, some of them repaired further:
    of it, most words must be there, in order, but for their diacritics.
    """
    if value in text:
        return True
    if not repaired:
        return False
    words = [token.bare for token in tokens(text)]
    wanted = [token.bare for token in tokens(value)]
    at = held = 0
    for word in wanted:
        if word in words[at:]:
            at = words.index(word, at) + 1
            held += 1
    return held >= _HELD * len(wanted)


def _held_by_cells(cells: Sequence[str], value: str, pieces: int = _PIECES) -> bool:
    """Say whether a value is a cell that a page break tore apart: the end of one cell, goes on in a later one."""
    words = value.split(" ")
    for at, cell in enumerate(cells):
        for count in range(len(words) - 1, 0, -1):
            head, rest = " ".join(words[:count]), " ".join(words[count:])
            if cell != head and not (pieces == _PIECES and cell.endswith(" " + head)):
                continue
            later = cells[at + 1 :]
            if any(other == rest or other.startswith(rest + " ") for other in later):
                return True
            if pieces > 2 and _held_by_cells(later, rest, pieces - 1):
                return True
    return False


def _plain(text: str) -> str:
    """Return a text for comparison: emphasis and tags gone, white space as one space."""
    for mark in ("**", "*", "<b>", "</b>", "<br>", "\t", "|"):
        text = text.replace(mark, " " if mark in ("\t", "|", "<br>") else "")
    return " ".join(text.split())
