"""Text that remembers where each of its characters came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mapped:
    """A piece of text with, for every character, its offset in the source text.

    ``text`` may leave out source characters (emphasis marks, line ends) and hold characters that the source has not
    (the space that joins two wrapped lines; it carries the offset of the line end it replaces). Offsets never decrease.
    """

    text: str
    offsets: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError(f"{len(self.text)} characters but {len(self.offsets)} offsets")

    @classmethod
    def of(cls, text: str, start: int = 0) -> Mapped:
        """Map ``text`` that stands contiguously at offset ``start`` of its source."""
        return cls(text, tuple(range(start, start + len(text))))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __getitem__(self, part: slice) -> Mapped:
        return Mapped(self.text[part], self.offsets[part])

    def source_range(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Return the half-open source range that ``text[start:end]`` covers.

        Raises:
            ValueError: the range is empty; nothing has no place in a source.
        """
        stop = len(self.text) if end is None else end
        if not 0 <= start < stop <= len(self.text):
            raise ValueError(f"empty or outside range {start}:{stop} of {len(self.text)} characters")
        return self.offsets[start], self.offsets[stop - 1] + 1

    def strip(self, characters: str | None = None) -> Mapped:
        """Return the text without the given characters (white space by default) at both ends."""
        left = len(self.text) - len(self.text.lstrip(characters))
        right = len(self.text.rstrip(characters))
        return self[left:right] if right > left else self[0:0]

    def split(self, pattern: re.Pattern[str]) -> list[Mapped]:
        """Split at every match of ``pattern``; the matches themselves are left out."""
        parts, last = [], 0
        for match in pattern.finditer(self.text):
            parts.append(self[last : match.start()])
            last = match.end()
        parts.append(self[last:])
        return parts

    def keep(self, wanted: Callable[[int], bool]) -> Mapped:
        """Return the characters whose index satisfies ``wanted``."""
        kept = [index for index in range(len(self.text)) if wanted(index)]
        return Mapped("".join(self.text[i] for i in kept), tuple(self.offsets[i] for i in kept))

    def drop(self, pattern: re.Pattern[str]) -> Mapped:
        """Return the text without what ``pattern`` matches."""
        gone = {index for match in pattern.finditer(self.text) for index in range(*match.span())}
        return self.keep(lambda index: index not in gone) if gone else self

    def collapse(self) -> Mapped:
        """Return the text with each run of white space as one space, none at the ends."""
        text = self.text
        kept = [i for i, char in enumerate(text) if not char.isspace() or (i and not text[i - 1].isspace())]
        return Mapped(
            "".join(" " if text[i].isspace() else text[i] for i in kept), tuple(self.offsets[i] for i in kept)
        ).strip()


def join(parts: Iterable[Mapped], separator: str = " ") -> Mapped:
    """Join parts in source order; the separator takes the offset that follows the part before it."""
    text: list[str] = []
    offsets: list[int] = []
    for part in parts:
        if not part:
            continue
        if text:
            text.append(separator)
            offsets.extend([offsets[-1] + 1] * len(separator))
        text.append(part.text)
        offsets.extend(part.offsets)
    return Mapped("".join(text), tuple(offsets))
