"""A page as geometry: words with their boxes and ruled lines, whether from a PDF's text or from OCR of a scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, measured from the top left corner of the page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    bold: bool = False

    @property
    def height(self) -> float:
        """The height of the box."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """The vertical middle of the box."""
        return (self.y0 + self.y1) / 2

    @property
    def centre(self) -> float:
        """The horizontal middle of the box."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def flat(self) -> bool:
        """Whether it is horizontal."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page; ``confidence`` is set for a page read by OCR (0–1)."""

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """The words of one line, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with spaces between."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Left end."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return max(word.x1 for word in self.words)

    @property
    def y0(self) -> float:
        """Top."""
        return min(word.y0 for word in self.words)

    @property
    def y1(self) -> float:
        """Bottom."""
        return max(word.y1 for word in self.words)

    @property
    def centre(self) -> float:
        """The horizontal middle."""
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        """The usual height of its words."""
        return median(word.height for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether every word is bold."""
        return all(word.bold for word in self.words)

    @property
    def first_width(self) -> float:
        """The width of its first word."""
        return self.words[0].x1 - self.words[0].x0


def lines_of(words: Iterable[Word]) -> list[TextLine]:
    """Group words into lines by where their middles lie; lines from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        for row in reversed(rows[-3:]):
            if abs(_middle(row) - word.middle) < 0.45 * min(max(word.height, 1.0), max(row[0].height, 1.0)):
                row.append(word)
                break
        else:
            rows.append([word])
    lines = [TextLine(tuple(sorted(row, key=lambda word: word.x0))) for row in rows]
    return sorted(lines, key=lambda line: (line.y0 + line.y1, line.x0))


def _middle(row: Sequence[Word]) -> float:
    return sum(word.middle for word in row) / len(row)


def segments(line: TextLine, gap: float) -> list[TextLine]:
    """Cut a line where its words stand further apart than ``gap``."""
    parts: list[list[Word]] = [[line.words[0]]]
    for before, after in zip(line.words, line.words[1:], strict=False):
        if after.x0 - before.x1 > gap:
            parts.append([])
        parts[-1].append(after)
    return [TextLine(tuple(part)) for part in parts]
