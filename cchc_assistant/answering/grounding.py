"""The check on every answer: each unit, date, number and quote that it shows is a span of a cited source.

Of a damaged source, what the plan's register or passages hold as the repair of a cited span counts as that span. The
names of plans, the sections of citations, what was counted, and what a refusal repeats of a question are no claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from cchc_assistant.answering.answer import Answer, Citation, Language
from cchc_assistant.answering.citing import rows_shown
from cchc_assistant.answering.claims import Claim, claims
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.data_files import load_toml
from cchc_assistant.plans.model import Deadline, Field, Plan, UnitMention

_MARK = re.compile(r"\[\d+\]")
# Emphasis and tags of the source, which are not shown; borders of table cells are shown as spaces.
_EMPHASIS = re.compile(r"\*\*|\*|</?b>")
_BORDER = re.compile(r"[\t|]|<br>")
# Into how many pieces page breaks tear a cell.
_PIECES = 3
_CELL_END = re.compile(r"[\t\n|]")
# Stands for words that need no check; it is no part of a name.
_CHECKED = " | "
_QUOTED = re.compile("“[^”]*”")
# A place of a sentence of ``wording.toml`` that is filled in.
_SLOT = re.compile(r"\{(\w+)\}")

Piece = Field | UnitMention | Deadline
"""A piece of a plan, with its place."""


class NotGrounded(AssertionError):
    """An answer shows what no cited source holds: a defect of the program."""


def violations(answer: Answer, corpus: Corpus) -> list[str]:
    """Return what is shown and not held by a cited source; empty for a grounded answer."""
    found = [
        f"quote is not {citation.doc}[{citation.start}:{citation.end}]"
        for citation in answer.citations
        if corpus.source(citation.doc)[citation.start : citation.end] != citation.quote
    ]
    cited = {citation: list(_cited_fields(citation, corpus)) for citation in answer.citations}
    evidence = [text for citation, pieces in cited.items() for text in _evidence(citation, pieces, corpus)]
    for value in (*answer.units, *answer.deadlines):
        if not any(plain(value) in text for text in evidence):
            found.append(f"not in any cited passage: {value}")
    evidence += [text for citation in answer.citations for text in head_words(citation, corpus)]
    evidence += map(str, answer.counted)
    if answer.abstained:
        evidence += [answer.question, answer.understood]
    held = [text.casefold() for text in evidence]
    text = _claiming(answer, corpus)
    stated = [claim for claim in claims(text) if claim.kind == "quote"]
    # A quote is checked as a whole; words beside a unit of the register can read as a part of its name.
    for quote in reversed(stated):
        text = text[: quote.start] + _CHECKED + text[quote.end :]
    if units := _units(answer, [piece for pieces in cited.values() for piece in pieces], held):
        text = re.sub("|".join(map(re.escape, units)), _CHECKED, text, flags=re.IGNORECASE)
    stated += claims(text)
    found += [f"{claim.kind} not in any cited passage: {claim.text}" for claim in stated if not holds(claim, held)]
    return found


def _units(answer: Answer, pieces: Sequence[Piece], evidence: Sequence[str]) -> list[str]:
    """Return the units of the answer, and those that the register holds at the cited places, the longest first."""
    units = {*answer.units, *(piece.text for piece in pieces if isinstance(piece, UnitMention))}
    verbatim = (unit for unit in units if any(plain(unit).casefold() in words for words in evidence))
    return sorted(verbatim, key=len, reverse=True)


def evidence_of(citation: Citation, corpus: Corpus) -> list[str]:
    """Return what a citation vouches for, white space as one space.

    That is its quote; of a damaged source, the repair of its spans; cells of it that page breaks tore apart or that
    stand under ticked heads; and its rows, each in the order of its columns, where rows share cells.
    """
    return _evidence(citation, list(_cited_fields(citation, corpus)), corpus)


def _evidence(citation: Citation, fields: Sequence[Piece], corpus: Corpus) -> list[str]:
    found = [plain(citation.quote)]
    if citation.repaired is not None:
        return [*found, plain(citation.repaired), *{plain(piece.text) for piece in fields}]
    torn = [piece for piece in fields if plain(piece.text) not in found[0]]
    cells = _cells(citation.quote) if torn else []
    held = {plain(piece.text) for piece in torn if _lists_cells(citation, piece)}
    held |= {value for piece in torn if (value := plain(piece.text)) not in held and _held_by_cells(cells, value)}
    return [*found, *held, *map(plain, rows_shown(corpus, citation))]


def _cells(text: str) -> list[str]:
    return [plain(cell) for cell in _CELL_END.split(text)]


def _lists_cells(citation: Citation, piece: Piece) -> bool:
    """Say whether a piece lists whole cells at its place, the heads of columns that are ticked: "Quý II, Quý IV".

    Such a head may stand in two cells: "Tháng 2" where "Tháng thực hiện" stands over "1", "2", "3".
    """
    start, end = piece.span.start - citation.start, piece.span.end - citation.start
    cells = _cells(citation.quote[start:end])
    heads = {cell.partition(" ")[0] for cell in cells}
    parts = (part.partition(" ") for part in plain(piece.text).split(", "))
    return all("".join(part) in cells or (part[0] in heads and part[2] in cells) for part in parts)


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


def head_words(citation: Citation, corpus: Corpus) -> list[str]:
    """Return how the plan of a citation is called: its name, title, agency, province and year."""
    plan = corpus.by_document[citation.doc]
    meta = corpus.plans[plan].metadata
    pieces = [piece.text for piece in (meta.agency, meta.province, meta.kind) if piece]
    return [
        plain(text) for text in (corpus.name(plan), citation.title, *pieces, f"năm {meta.year}" if meta.year else "")
    ]


def _cited_fields(citation: Citation, corpus: Corpus) -> Iterator[Piece]:
    """Yield the pieces of a plan that stand inside a citation."""
    for piece in _fields(corpus.plans[corpus.by_document[citation.doc]]):
        if citation.start <= piece.span.start and piece.span.end <= citation.end:
            yield piece


def _fields(plan: Plan) -> Iterator[Piece]:
    """Yield every piece of a plan that answers show."""
    meta = plan.metadata
    single = (meta.title, meta.kind, meta.agency, meta.province, meta.number, meta.date, meta.signer, meta.signer_title)
    yield from (piece for piece in single if piece)
    yield from meta.recipients
    yield from (section.title for section in plan.sections)
    for task in plan.tasks:
        yield task.task
        yield from task.units
        yield from (p for p in (task.deadline, task.product, task.budget, task.note, task.frequency) if p)


def holds(claim: Claim, evidence: Sequence[str]) -> bool:
    """Say whether one of the texts, in lower case, holds a claim; a number must stand there as a whole."""
    wanted = plain(claim.text).casefold()
    if claim.kind == "quote":
        wanted = wanted.removesuffix("…").rstrip(" ,;:")
    if claim.kind != "number":
        return any(wanted in text for text in evidence)
    whole = re.compile(rf"(?<!\d){re.escape(wanted)}(?!\d)")
    return any(whole.search(text) for text in evidence)


def _claiming(answer: Answer, corpus: Corpus) -> str:
    """Return an answer's text without marks of citations, names of plans, and what a refusal repeats."""
    text = _MARK.sub("", answer.answer)
    for pattern in _refusals(answer.language) if answer.abstained else ():
        text = pattern.sub(_without_groups, text)
    plans = [corpus.by_document[citation.doc] for citation in answer.citations]
    names = {corpus.name(plan) for plan in (range(len(corpus.plans)) if answer.abstained else plans)}
    sections = (f"({citation.section})" for citation in answer.citations)
    for words in (*names, *sections, *_own_quotes(answer.language)):
        text = text.replace(words, _CHECKED)
    return text


def _without_groups(match: re.Match[str]) -> str:
    text = match[0]
    for group in range(match.re.groups, 0, -1):
        start, end = (place - match.start() for place in match.span(group))
        text = f"{text[:start]} {text[end:]}"
    return text


@cache
def _own_quotes(language: Language) -> frozenset[str]:
    """Return what the sentences of answers quote themselves: “xem tiếp”."""
    sentences = "\n".join(load_toml("answering/wording.toml")[language].values())
    return frozenset(words for words in _QUOTED.findall(sentences) if not _SLOT.search(words))


@cache
def _refusals(language: Language) -> tuple[re.Pattern[str], ...]:
    """Return the sentences of refusals that hold words of no plan, as patterns whose groups are these words."""
    table = load_toml("answering/wording.toml")
    slots = table["no_words_of_plans"]["slots"]
    patterns = []
    for key in dict.fromkeys(slot.partition(".")[0] for slot in slots):
        parts = _SLOT.split(table[language][key])
        parts[::2] = map(re.escape, parts[::2])
        parts[1::2] = ["(.+?)" if f"{key}.{slot}" in slots else ".*?" for slot in parts[1::2]]
        patterns.append(re.compile("".join(parts) + r"(?!\w)"))
    return tuple(patterns)


def plain(text: str) -> str:
    """Return a text for comparison: emphasis, tags and marks of notes ("[1]") gone, white space as one space."""
    return " ".join(_BORDER.sub(" ", _EMPHASIS.sub("", _MARK.sub("", text))).split())
