"""A line that OCR read straight across a table, cut into the pieces of its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import CAPITALS
from cchc_assistant.plans import units
from cchc_assistant.plans.cell_order import TIME_FIELDS, UNIT_FIELDS
from cchc_assistant.plans.cell_text import bare, completions, time_kind, unit_state
from cchc_assistant.plans.entries import rewritten
from cchc_assistant.plans.labels import FieldName

_WORD = re.compile(r"\S+")
_RULE = re.compile(r"[|¦\[\]}{]+")
_BETWEEN = re.compile(r"\S\s+[|¦](?:\s|$)")
_SEPARATOR = re.compile(r"\s*[|¦]\s*")
# A token that says nothing: "s", "\\", ".", "—ae,".
_MARKS_ONLY = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+[,;.:]?")
_ONE_LETTER = frozenset("ởýyôổà")
# A name after one of these is part of the sentence: "… của Chính phủ", "… tại Văn phòng Sở".
_GOVERNS = frozenset(
    {"của", "cho", "tại", "với", "từ", "và", "do", "theo", "đến", "là", "các", "thuộc", "về", "trên", "trong"}
)
# A list dash inside a line, and a mark that stands alone: "… đơn giản - Các phòng", "… doanh g . ) quan".
_INNER_DASH = re.compile(rf"\S\s+-\s+[{CAPITALS}]")
_STRAY = re.compile(r"(?<=\s)[^\w\s\-–&](?=\s)")
# A word in capitals that is no abbreviation, where only damage sets one: "PHÒNG Ở VL COL".
_SHOUTED = re.compile(rf"(?:[-–•+]\s*)?(?![A-Z]+\s)[{CAPITALS}]{{2,}}\s")
_LITTLE = 0.3
_LIKE = 0.8
_LIKE_WORDS = 4
_SAME_WORDS = 0.6
_COMPLETING_WORDS = 3
_NAME_WORDS = 3
# No line of a column of units or times is longer.
_CELL_WORDS = 14


class Piece(NamedTuple):
    """A piece of a line and the column it belongs to; ``completes`` says that it goes on in the cell's last entry."""

    field: FieldName
    content: Mapped
    completes: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A line's pieces, how well they read, and whether words were left that belong nowhere."""

    pieces: tuple[Piece, ...]
    score: float
    unread: bool = False


@dataclass(frozen=True)
class Cutter:
    """Cuts lines of one table.

    Attributes:
        columns: what the columns mean, in order.
        width: how many characters a line of the task column holds; None where that is not known.
        known: the units that the cells of a column hold where they were read whole.
    """

    columns: tuple[FieldName, ...]
    width: int | None
    known: Mapping[FieldName, tuple[str, ...]] = field(default_factory=dict)

    def cut(self, line: Mapped, open_: Mapping[FieldName, Mapped]) -> Cut:
        """Return the best way to cut a line.

        Args:
            line: the line, without the number of the row.
            open_: the last entry of each cell that has one.
        """
        parts = [part.strip() for part in line.split(_SEPARATOR)]
        if len(parts) == len(self.columns):
            pieces = [Piece(name, part) for name, part in zip(self.columns, parts, strict=True) if part]
            return Cut(tuple(piece._replace(completes=self._goes_on(piece, open_)) for piece in pieces), 0.0)
        return _Search(self, line, open_).best(0, 0)

    def _goes_on(self, piece: Piece, open_: Mapping[FieldName, Mapped]) -> bool:
        """Say whether what stands between two rules goes on with the cell's last entry."""
        last = open_.get(piece.field)
        return last is not None and (
            piece.content.text[0].islower() or unit_state(last.text) == "open" or _grows(last.text, piece.content.text)
        )

    def looks_mixed(self, text: str) -> bool:
        """Say whether a line holds more than a piece of one cell: a rule, an inner dash, stray marks, or too much."""
        strays = len(_STRAY.findall(text))
        return self.ruled(text) or self.too_long(text) or bool(_INNER_DASH.search(text)) or strays > 1

    def ruled(self, text: str) -> bool:
        """Say whether a rule between two columns stands in a line."""
        return bool(_BETWEEN.search(text))

    def too_long(self, text: str) -> bool:
        """Say whether a line is longer than its column is wide."""
        return self.width is not None and len(text) > 1.12 * self.width + 2


class _Search:
    """The search for the best cut of one line: each column takes a run of words, or none; what is left is junk."""

    def __init__(self, cutter: Cutter, line: Mapped, open_: Mapping[FieldName, Mapped]) -> None:
        self.cutter = cutter
        self.line = line
        self.open = open_
        self.words = [match.span() for match in _WORD.finditer(line.text)]
        self.memo: dict[tuple[int, int], Cut] = {}

    def best(self, word: int, column: int) -> Cut:
        """Return the best cut of the words from ``word`` on, among the columns from ``column`` on."""
        if word == len(self.words):
            return Cut((), 0.0)
        key = (word, column)
        if key not in self.memo:
            self.memo[key] = self._search(word, column)
        return self.memo[key]

    def _search(self, word: int, column: int) -> Cut:
        token = self._text(word, word + 1)
        after = self.best(word + 1, column)
        cost = _junk(token)
        found = Cut(after.pieces, after.score - cost, after.unread or cost >= 1.0)
        for index in range(column, len(self.cutter.columns)):
            name = self.cutter.columns[index]
            if name == "task" and word > 0:
                continue
            longest = len(self.words) if name == "task" else word + _CELL_WORDS
            for end in range(word + 1, min(longest, len(self.words)) + 1):
                if _RULE.fullmatch(self._text(end - 1, end)):
                    break
                piece, score = self._read(name, word, end)
                if piece is None:
                    continue
                rest = self.best(end, index + 1)
                if rest.score + score > found.score:
                    found = Cut((piece, *rest.pieces), rest.score + score, rest.unread)
        return found

    def _text(self, start: int, end: int) -> str:
        return self.line.text[self.words[start][0] : self.words[end - 1][1]]

    def _read(self, name: FieldName, start: int, end: int) -> tuple[Piece | None, float]:
        part = self.line[self.words[start][0] : self.words[end - 1][1]]
        if name in UNIT_FIELDS:
            return self._units(name, part, start, end - start)
        if name in TIME_FIELDS:
            return self._time(name, part, end - start)
        if name == "task" and start == 0:
            return Piece(name, part), self._task(start, end)
        return None, 0.0  # free text beside free text can't be told apart

    def _task(self, start: int, end: int) -> float:
        """Return how well the first words of a line read as a piece of the task."""
        text = self._text(start, end)
        over = 0.0 if self.cutter.width is None else max(0.0, len(text) - 1.06 * self.cutter.width - 1)
        stray = sum(_junk(self._text(at, at + 1)) <= _LITTLE for at in range(start, end))
        dash = 4.0 if _INNER_DASH.search(text) else 0.0
        return 0.05 * (end - start) - over - 1.0 * stray - dash

    def _units(self, name: FieldName, part: Mapped, start: int, count: int) -> tuple[Piece | None, float]:
        dashed = part.text[0] in "-–" and count > 1
        last = self.open.get(name)
        if last is not None and not dashed and (done := completed(last, part)) is not None:
            return Piece(name, done, completes=True), 3.0 + 0.5 * count
        governed = start > 0 and self._text(start - 1, start).lower() in _GOVERNS
        free = last is None or unit_state(last.text) == "whole"
        state = None if _SHOUTED.match(part.text) and not self.line.text.isupper() else unit_state(part.text)
        end = start + count
        if state == "whole" and not dashed and (self._ends_early(start, end) or self._begins_late(start, end)):
            return None, 0.0
        if state is not None and not governed and (part.text[0].isupper() or dashed):
            return Piece(name, part), (2.0 if state == "whole" else 1.0) + 0.5 * count + dashed - 2.0 * (not free)
        likeness = self._like(name, part) if free and state is None and count >= _LIKE_WORDS else None
        return (Piece(name, likeness), 1.0 + 0.5 * count) if likeness is not None else (None, 0.0)

    def _ends_early(self, start: int, end: int) -> bool:
        """Say whether a unit's name goes on with the next word: "Văn phòng | Sở"."""
        if end == len(self.words) or _MARKS_ONLY.fullmatch(self._text(end, end + 1)):
            return False
        longer = self._text(start, end + 1)
        return unit_state(longer) == "whole" and len(units.split_run(longer)) == len(
            units.split_run(self._text(start, end))
        )

    def _begins_late(self, start: int, end: int) -> bool:
        """Say whether what looks like a unit is the end of another's name: "Văn phòng | UBND tỉnh"."""
        own = len(units.split_run(self._text(start, end)))
        for begin in range(max(0, start - _NAME_WORDS), start):
            longer = self._text(begin, end)
            if longer[0].isupper() and unit_state(longer) == "whole" and len(units.split_run(longer)) == own:
                return True
        return False

    def _like(self, column: FieldName, part: Mapped) -> Mapped | None:
        """Return a damaged piece as the beginning of a unit that other rows have in the column, if like just one."""
        said = bare(part.text)
        begun = set()
        for name in self.cutter.known.get(column, ()):
            beginning = " ".join(name.split()[: len(part.text.split())])
            if _alike(said, bare(beginning)):
                begun.add(beginning)
        # Of "Các phòng …" and "các phòng …" the one that begins a cell is meant.
        return rewritten(part, min(begun)) if len({bare(text) for text in begun}) == 1 else None

    def _time(self, name: FieldName, part: Mapped, count: int) -> tuple[Piece | None, float]:
        last = self.open.get(name)
        kind = time_kind(part.text)
        if last is not None:
            whole = time_kind(f"{last.text} {part.text}")
            fits = whole is not None and part.text[0].islower() and kind != "time"
            if not fits or (count > _COMPLETING_WORDS and whole == "condition"):
                return None, 0.0
            return Piece(name, part, completes=True), 1.0 + 0.2 * count
        if kind == "time":
            return Piece(name, part), 3.0 + 0.5 * count
        return (Piece(name, part), 1.0) if kind == "condition" and part.text[0].isupper() else (None, 0.0)


def _alike(said: str, meant: str) -> bool:
    """Say whether most words of a damaged text are those of another, its last among them, and the rest is near."""
    pairs = list(zip(said.split(), meant.split(), strict=False))
    same = sum(one == other for one, other in pairs)
    if not pairs or pairs[-1][0] != pairs[-1][1] or same < _SAME_WORDS * len(pairs):
        return False
    return SequenceMatcher(None, said, meant, autojunk=False).ratio() >= _LIKE


def completed(last: Mapped, part: Mapped) -> Mapped | None:
    """Return ``part`` as what completes the unit ``last`` that is cut off at a line's end; None if it does not.

    >>> completed(Mapped.of("Các phòng, đơn vị có liên"), Mapped.of("quân", 40)).text
    'quan'
    """
    if not part or part.text[0] in "-–•+":
        return None
    for rest in completions(last.text):
        if bare(part.text) == bare(rest):
            return rewritten(part, rest)
    return part if _grows(last.text, part.text.strip(" .;")) else None


@lru_cache(maxsize=4096)
def _grows(last: str, part: str) -> bool:
    """Say whether a unit and what follows it are one longer unit: "Chi cục Tiêu chuẩn Đo" + "lường Chất lượng"."""
    if not part or completions(last) or unit_state(part) is not None:
        return False
    if part[0].isupper() and unit_state(last) != "open":
        return False
    whole = f"{last} {part}"
    if unit_state(whole) is None:
        return False
    bounds = units.split_run(whole)
    head = units.find(whole)
    return bool(bounds) and bounds[-1][0] < len(last) and bool(head) and head[-1][0] < len(last) < head[-1][1]


@lru_cache(maxsize=4096)
def _junk(token: str) -> float:
    """Return what it costs to leave a token out: nothing for a rule, little for stray marks, much for words."""
    if _RULE.fullmatch(token):
        return 0.0
    if _MARKS_ONLY.fullmatch(token) or (len(token) == 1 and token.lower() not in _ONE_LETTER):
        return _LITTLE
    return 2.0 if _LETTERS.fullmatch(token) else 0.8
