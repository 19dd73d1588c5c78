"""The check on every answer: what it shows as a unit, a deadline or a quote is a span of a cited source."""

from __future__ import annotations

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.corpus import Corpus


def violations(answer: Answer, corpus: Corpus) -> list[str]:
    """Return what is shown and not held by a cited source; empty for a grounded answer."""
    found = []
    shown = []
    for citation in answer.citations:
        source = corpus.source(citation.doc)
        if source[citation.start : citation.end] != citation.quote:
            found.append(f"quote is not {citation.doc}[{citation.start}:{citation.end}]")
        shown.append(_plain(citation.repaired if citation.repaired is not None else citation.quote))
    for value in (*answer.units, *answer.deadlines):
        if not any(_plain(value) in text for text in shown):
            found.append(f"not in any cited passage: {value}")
    return found


def _plain(text: str) -> str:
    """Return a text for comparison: emphasis and tags gone, white space as one space."""
    for mark in ("**", "*", "<b>", "</b>", "<br>", "\t", "|"):
        text = text.replace(mark, " " if mark in ("\t", "|", "<br>") else "")
    return " ".join(text.split())
