"""The numbers Word itself puts before paragraphs: list definitions, levels, counters, overrides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

# An lxml element.
Element: TypeAlias = Any
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_LEVEL = 8


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how it counts, from what number, and the pattern its marks are written by ("%1.%2.")."""

    form: str = "decimal"
    start: int = 1
    pattern: str = "%1."


@dataclass
class Numbering:
    """The lists of a Word file; `mark` counts on and returns the mark of the next paragraph of a list."""

    _abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Element) -> Numbering:
        """Read the numbering part of a Word file (None for a file without one)."""
        numbering = cls()
        if root is None:
            return numbering
        for definition in root.iter(f"{_W}abstractNum"):
            levels = {}
            for level in definition.iter(f"{_W}lvl"):
                at = _number(level.get(f"{_W}ilvl"), 0)
                levels[at] = _Level(
                    _value(level, "numFmt", "decimal"),
                    _number(_value(level, "start", "1"), 1),
                    _value(level, "lvlText", ""),
                )
            numbering._abstract[definition.get(f"{_W}abstractNumId", "")] = levels
        for item in root.iter(f"{_W}num"):
            key = item.get(f"{_W}numId", "")
            numbering._lists[key] = _value(item, "abstractNumId", "")
            for override in item.iter(f"{_W}lvlOverride"):
                start = override.find(f"{_W}startOverride")
                if start is not None:
                    at = _number(override.get(f"{_W}ilvl"), 0)
                    numbering._overrides[key, at] = _number(start.get(f"{_W}val"), 1)
        return numbering

    def mark(self, key: str, level: int) -> str:
        """Count one paragraph of list ``key`` at ``level`` and return its mark, "" where the list writes none."""
        abstract = self._lists.get(key, "")
        levels = self._abstract.get(abstract)
        if levels is None or not 0 <= level <= _MAX_LEVEL:
            return ""
        own = levels.get(level, _Level())
        if own.form == "none":
            return ""
        if own.form == "bullet":
            return "- "
        counters = self._counters.setdefault(abstract, {})
        if (key, level) in self._overrides and (key, level) not in self._begun:
            counters[level] = self._overrides[key, level] - 1
        self._begun.add((key, level))
        counters[level] = counters.get(level, own.start - 1) + 1
        for deeper in [at for at in counters if at > level]:
            del counters[deeper]
        text = own.pattern
        for at in range(level + 1):
            form = levels.get(at, _Level())
            count = counters.get(at, form.start)
            text = text.replace(f"%{at + 1}", format_number(count, form.form))
        return text.strip() + " " if text.strip() else ""


def format_number(count: int, form: str) -> str:
    """Write a count as a list of that form does.

    >>> format_number(4, "upperRoman"), format_number(3, "lowerLetter"), format_number(7, "decimalZero")
    ('IV', 'c', '07')
    """
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _roman(count: int) -> str:
    if not 0 < count < 400:
        return str(count)
    text = ""
    for value, numeral in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while count >= value:
            text += numeral
            count -= value
    return text


def _value(element: Element, child: str, default: str) -> str:
    found = element.find(f"{_W}{child}")
    return default if found is None else str(found.get(f"{_W}val", default))


def _number(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
