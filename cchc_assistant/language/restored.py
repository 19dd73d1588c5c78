"""Repaired text beside its original: every word with its range in both, its confidence, and whether it is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cchc_assistant.language.mapped import Mapped


class RestoredToken(NamedTuple):
    """One repaired stretch: ``start``/``end`` are offsets in the original, ``rstart``/``rend`` in the repaired text.

    ``confidence`` is the posterior probability of what stands in ``restored`` (0–1). ``doubtful`` marks a word whose
    repair was too uncertain; in OCR text such a word is kept as it was read.
    """

    start: int
    end: int
    rstart: int
    rend: int
    original: str
    restored: str
    confidence: float
    doubtful: bool

    @property
    def changed(self) -> bool:
        """Whether the repaired text differs here."""
        return self.original != self.restored


class Piece(NamedTuple):
    """A repair before the repaired text is put together: a range of the original and what to write there."""

    start: int
    end: int
    text: str
    confidence: float = 1.0
    doubtful: bool = False


@dataclass(frozen=True)
class Restored:
    """The repaired ``text`` of ``original``, of as many lines; ``mode`` says how ("mixed": in several ways)."""

    original: str
    text: str
    mode: str
    tokens: tuple[RestoredToken, ...]

    @classmethod
    def build(cls, original: str, mode: str, pieces: Iterable[Piece]) -> Restored:
        """Put the pieces (in order, not overlapping) into the original; what lies between is kept as it is."""
        parts: list[str] = []
        tokens: list[RestoredToken] = []
        at = length = 0
        for piece in pieces:
            if piece.start < at:
                raise ValueError(f"piece at {piece.start} overlaps the one before, which ends at {at}")
            gap = original[at : piece.start]
            parts += (gap, piece.text)
            start = length + len(gap)
            length = start + len(piece.text)
            written = original[piece.start : piece.end]
            tokens.append(
                RestoredToken(
                    piece.start, piece.end, start, length, written, piece.text, piece.confidence, piece.doubtful
                )
            )
            at = piece.end
        parts.append(original[at:])
        return cls(original, "".join(parts), mode, tuple(tokens))

    @property
    def changed(self) -> bool:
        """Whether anything was repaired."""
        return self.text != self.original

    @cached_property
    def _mapped(self) -> Mapped:
        offsets: list[int] = []
        at = 0
        for token in self.tokens:
            offsets.extend(range(at, token.start))
            offsets.extend(spread(token.start, token.end, token.rend - token.rstart))
            at = token.end
        offsets.extend(range(at, len(self.original)))
        return Mapped(self.text, tuple(offsets))

    def mapped(self) -> Mapped:
        """Return the repaired text with the offset in the original of each of its characters."""
        return self._mapped

    def doubts(self) -> tuple[RestoredToken, ...]:
        """Return the tokens in doubt."""
        return tuple(token for token in self.tokens if token.doubtful)

    def to_json(self) -> dict[str, Any]:
        """Return the restoration as plain values, tokens that were changed or are in doubt only."""
        return {
            "original": self.original,
            "text": self.text,
            "mode": self.mode,
            "tokens": [
                {
                    "start": token.start,
                    "end": token.end,
                    "rstart": token.rstart,
                    "rend": token.rend,
                    "original": token.original,
                    "restored": token.restored,
                    "confidence": round(token.confidence, 4),
                    "doubtful": token.doubtful,
                }
                for token in self.tokens
                if token.changed or token.doubtful
            ],
        }


def covered(mapped: Mapped, start: int, end: int, length: int) -> tuple[int, int]:
    """Return the range of a source of ``length`` that ``mapped.text[start:end]`` stands for, nothing being left out.

    Unlike ``source_range`` it reaches up to the next character, so that it holds all of a letter written as several.
    """
    return mapped.offsets[start], mapped.offsets[end] if end < len(mapped) else length


def spread(start: int, end: int, count: int) -> list[int]:
    """Spread ``count`` characters over the source range; first and last stand at its first and last character."""
    width = end - start
    if width <= 0 or count <= 0:
        return [start] * max(count, 0)
    if count == width:
        return list(range(start, end))
    if count == 1:
        return [end - 1]
    return [start + (index * (width - 1)) // (count - 1) for index in range(count)]


def join_blocks(original: str, blocks: Sequence[tuple[int, Restored]]) -> Restored:
    """Join restorations of parts of ``original``; each comes with the offset at which its own original starts."""
    pieces = [
        Piece(offset + token.start, offset + token.end, token.restored, token.confidence, token.doubtful)
        for offset, block in blocks
        for token in block.tokens
    ]
    modes = {block.mode for _, block in blocks if block.mode != "clean"}
    mode = modes.pop() if len(modes) == 1 else "mixed" if modes else "clean"
    return Restored.build(original, mode, pieces)
