"""The check on every answer: what it shows as a unit, a deadline or a quote is a span of a cited source."""

from __future__ import annotations

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.corpus import Corpus


def violations(answer: Answer, corpus: Corpus) -> list[str]:
    """Return what is shown and not held by a cited source; empty for a grounded answer."""
    found = []
    shown: list[tuple[str, bool]] = []
    for citation in answer.citations:
        source = corpus.source(citation.doc)
        if source[citation.start : citation.end] != citation.quote:
            found.append(f"quote is not {citation.doc}[{citation.start}:{citation.end}]")
        repaired = citation.repaired is not None
        shown.append((_plain(citation.repaired or citation.quote), repaired))
    for value in (*answer.units, *answer.deadlines):
        if not any(_holds(text, _plain(value), repaired=repaired) for text, repaired in shown):
            found.append(f"not in any cited passage: {value}")
    return found


def _holds(text: str, value: str, *, repaired: bool) -> bool:
    """Say whether a text holds a value; a cell that a damaged table tore apart is held word by word, in order."""
    if value in text:
        return True
    words = iter(text.split())
    return repaired and all(any(word.strip(",;.") == wanted.strip(",;.") for word in words) for wanted in value.split())


def _plain(text: str) -> str:
    """Return a text for comparison: emphasis and tags gone, white space as one space."""
    for mark in ("**", "*", "<b>", "</b>", "<br>", "\t", "|"):
        text = text.replace(mark, " " if mark in ("\t", "|", "<br>") else "")
    return " ".join(text.split())
