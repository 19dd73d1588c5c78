"""The items of a time field: one date as a rule, several where it is a list or ties dates to products."""

from __future__ import annotations

import re
from functools import cache

from cchc_assistant.plans.periods import Period, periods, words
from cchc_assistant.plans.rhythms import rhythms

Range = tuple[int, int]
Item = tuple[int, int, Range | None]

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DASH = r"[-–—+•*·]"
# a list begins with its mark: "- Tháng 01/2021 - Theo kế hoạch kiểm tra"
_LIST = re.compile(rf"\s*{_DASH}\s*(?=[^\W\d])")
# the next mark of such a list: before a capitalised word that is no Roman figure ("Quý I - II/2022")
_NEXT_MARK = re.compile(rf"(?:^|\s){_DASH}\s*(?=[^\W\d_]{{2}})(?!(?:II|IV|III)\b)(?=[^\W\da-z_])")
_NEW_LINE = re.compile(r"\s*\n\s*")
_SEMICOLON = re.compile(r"\s*;\s*")
# between dates of different products: "Kế hoạch tháng 01/2021 - Báo cáo tháng 11/2021", "…, báo cáo tháng 11/2021"
_LOOSE = re.compile(r"\s*,\s+|\s+[-–—]\s+|\s+và\s+")
_EDGE = " \t\n\r\x0b\x0c\xa0-–—+•*·"
_TAIL = " \t\n\r\x0b\x0c\xa0.;,:-–—"
_LETTER = re.compile(r"[^\W\d_]")
# Tháng 01/2021: Kế hoạch
_AFTER_COLON = re.compile(r"\s*:\s*([^\W\d_][^;:.]*)")


def without_brackets(text: str, start: int = 0, end: int | None = None) -> str:
    """Return ``text`` with the contents of brackets overwritten; offsets stay."""
    for match in list(_BRACKETED.finditer(text, start, len(text) if end is None else end)):
        first, last = match.span()
        text = text[:first] + "\x00" * (last - first) + text[last:]
    return text


@cache
def _connector() -> re.Pattern[str]:
    return re.compile(rf"[\s,:]*(?:{words('fields', 'connectors')})(?!\w)[\s,:]*", re.IGNORECASE)


@cache
def _condition() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('fields', 'conditions')})(?!\w)", re.IGNORECASE)


@cache
def _trailing_connector() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s,:]+)(?:{words('fields', 'connectors')})[\s,:]*$", re.IGNORECASE)


def _first_time(text: str, start: int, end: int) -> int | None:
    """Return where the first period, rhythm or condition of ``text[start:end]`` begins."""
    places = [period.start for period in periods(text, start, end)[:1]]
    places += [first for first, _ in rhythms(text, start, end)[:1]]
    condition = _condition().search(text, start, end)
    if condition:
        places.append(condition.start())
    return min(places, default=None)


def _label(text: str, start: int, end: int) -> Range | None:
    """Return the words before the time that are no connectors: the product the time belongs to."""
    limit = _first_time(text, start, end)
    if limit is None:
        return None
    while (match := _connector().match(text, start, limit)) and match.end() > start:
        start = match.end()
    while (match := _trailing_connector().search(text[start:limit])) is not None:
        limit = start + match.start()
    while limit > start and text[limit - 1] in _TAIL + "(":
        limit -= 1
    return (start, limit) if _LETTER.search(text, start, limit) else None


def _trim(text: str, start: int, end: int) -> Range | None:
    """Return the range without list marks before and punctuation after it, or None where nothing remains."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _TAIL:
        end -= 1
    return (start, end) if start < end else None


def _cut(text: str, pattern: re.Pattern[str], start: int, end: int) -> list[Range]:
    """Cut the range at every match outside brackets; matches begin the next piece or fall away in trimming."""
    pieces, last = [], start
    for match in pattern.finditer(without_brackets(text, start, end), start, end):
        pieces.append((last, match.start()))
        last = match.end()
    return [*pieces, (last, end)]


def items(text: str) -> list[Item]:
    """Cut a time field into its deadlines: the range of each with the range of its product."""
    whole = _trim(text, 0, len(text))
    if whole is None:
        return []
    listed = [whole]
    if _LIST.match(text):
        marked = [piece for part in _cut(text, _NEXT_MARK, *whole) for piece in _cut(text, _NEW_LINE, *part)]
        listed = _ranges_kept(text, marked)
    elif "\n" in text:
        listed = _lines(text, whole)
    pieces = [piece for part in listed for piece in _separate(text, *part)]
    return [(*kept, _label(text, *kept)) for piece in pieces if (kept := _trim(text, *piece))]


def _ranges_kept(text: str, pieces: list[Range]) -> list[Range]:
    """Join what a dash cut inside a range: "- Quý I - Quý III/2022"."""
    kept: list[Range] = []
    for piece in pieces:
        before, after = (_only_period(text, part) for part in (kept[-1] if kept else (0, 0), piece))
        if before and after and before.kind == after.kind and before.year is None:
            kept[-1] = (kept[-1][0], piece[1])
        else:
            kept.append(piece)
    return kept


def _only_period(text: str, piece: Range) -> Period | None:
    """Return the period that a piece consists of, None where there is more or none."""
    found = periods(text, *piece)
    whole = _trim(text, *piece)
    return found[0] if len(found) == 1 and whole == (found[0].start, found[0].end) else None


def _lines(text: str, whole: Range) -> list[Range]:
    """Cut at line ends before lines that name their own time; other lines are wrapped ones."""
    pieces: list[Range] = []
    for start, end in _cut(text, _NEW_LINE, *whole):
        if pieces and not (text[start : start + 1].isupper() and _first_time(text, start, end) == start):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces


def _separate(text: str, start: int, end: int) -> list[Range]:
    """Cut "Kế hoạch tháng 01/2021; báo cáo tháng 11/2021" where each part has its own time and product."""
    pieces: list[Range] = []
    for piece in _cut(text, _SEMICOLON, start, end):
        own = bool(periods(text, *piece)) or (
            _first_time(text, *piece) is not None and _label(text, *piece) is not None
        )
        told = bool(pieces) and _label(text, *pieces[-1]) is not None
        if pieces and not (own or (told and _first_time(text, *piece) is not None)):
            pieces[-1] = (pieces[-1][0], piece[1])
        else:
            pieces.append(piece)
    return [part for piece in pieces for part in _separate_loosely(text, *piece)]


def _separate_loosely(text: str, start: int, end: int) -> list[Range]:
    """Cut at commas, dashes and "và" before a product with a period of its own."""
    pieces: list[Range] = []
    for piece in _cut(text, _LOOSE, start, end):
        timed = bool(pieces) and _first_time(text, *pieces[-1]) is not None
        if timed and _label(text, *piece) is not None and periods(text, *piece):
            pieces.append(piece)
        elif pieces:
            pieces[-1] = (pieces[-1][0], piece[1])
        else:
            pieces.append(piece)
    return pieces
