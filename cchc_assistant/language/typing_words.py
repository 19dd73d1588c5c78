"""The words that a mistyped one could be, each with the cost of the slip that made it.

Costs are negative logarithms of how likely a slip is, given that there was one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from cchc_assistant.language.lexemes import SPECIALS
from cchc_assistant.language.syllable import is_syllable
from cchc_assistant.language.typing_keys import TONES, Shape, shape_of, telex_readings

_KEYS = "a:qwsz b:vghn c:xdfv d:sefcx e:wrsd f:dgrtvc g:fhtyvb h:gjyubn i:uojk j:hkuinm k:jlimo l:kop m:njk n:bhjm"
_MORE_KEYS = "o:ipkl p:ol q:wa r:etdf s:adwezx t:ryfg u:yihj v:cfgb w:qeas x:zsdc y:tugh z:asx"
_NEIGHBOURS = {pair[0]: frozenset(pair[2:]) for pair in f"{_KEYS} {_MORE_KEYS}".split()}
_TELEX, _KEY, _TWICE = 0.7, 0.2, 2.0
_DOUBLED, _SWAPPED, _BESIDE, _DROPPED, _EXTRA, _OTHER = 1.8, 2.0, 3.0, 3.0, 4.5, 6.0
_FIRST = 0.7
_NO_TONE, _NO_SHAPE, _HOOKS, _TONE, _SHAPE = 2.2, 2.2, 2.5, 4.0, 4.0
_WORST = 8.0
# marks forgotten in a text that has them: the commonest slip of all
_FORGOTTEN = 0.5
_VARIANTS, _REMEMBERED = 6, 4000


def edit_cost(typed: str, meant: str) -> float:
    """Return the cost of typing ``typed`` for ``meant``, which are at most one slip apart; infinite beyond that.

    Example:
        >>> edit_cost("hco", "cho") < edit_cost("xho", "cho") < edit_cost("pho", "cho")
        True
    """
    if typed == meant:
        return 0.0
    at = 0
    while at < min(len(typed), len(meant)) and typed[at] == meant[at]:
        at += 1
    # the first letter is the one least often wrong
    first = 0.0 if at else _FIRST
    if len(typed) == len(meant) + 1 and typed[at + 1 :] == meant[at:]:
        if at and typed[at] == typed[at - 1]:
            return _DOUBLED
        beside = _NEIGHBOURS.get(typed[at], frozenset())
        return (_BESIDE if beside & {*typed[max(at - 1, 0) : at], *typed[at + 1 : at + 2]} else _EXTRA) + first
    if len(typed) + 1 == len(meant) and typed[at:] == meant[at + 1 :]:
        return _DROPPED + first
    if len(typed) == len(meant):
        if typed[at + 1 :] == meant[at + 1 :]:
            return (_BESIDE if meant[at] in _NEIGHBOURS.get(typed[at], ()) else _OTHER) + first
        if typed[at + 2 :] == meant[at + 2 :] and typed[at : at + 2] == meant[at : at + 2][::-1]:
            return _SWAPPED
    return float("inf")


def marks_cost(typed: Shape, meant: Shape, bare_is_free: bool) -> float:
    """Return the cost of the marks of ``typed`` where those of ``meant`` were wanted.

    Args:
        typed: what was typed.
        meant: a word.
        bare_is_free: whether the text is typed without marks, so that none of them missing is no slip.
    """
    if typed.marks == meant.marks or (bare_is_free and not typed.marks):
        return 0.0
    cost = 0.0
    if typed.tone != meant.tone:
        if not typed.tone:
            cost += _NO_TONE
        else:
            cost += _HOOKS if {typed.tone, meant.tone} == {"r", "x"} else _TONE
    missing = meant.marks - typed.marks - TONES
    extra = typed.marks - meant.marks - TONES
    return cost + max(len(missing), len(extra)) * (_SHAPE if extra else _NO_SHAPE)


class WordIndex:
    """Words, found by their letters and by those of a neighbour one slip away."""

    def __init__(self, words: Iterable[str], known: frozenset[str]) -> None:
        """Take the syllables among ``words``, and the ``known`` ones; numbers are places in ``words``."""
        self.by_base: dict[str, list[tuple[int, Shape]]] = defaultdict(list)
        for number, word in enumerate(words):
            if number >= len(SPECIALS) and (is_syllable(word) or word in known):
                shape = shape_of(word)
                self.by_base[shape.base].append((number, shape))
        self._longer: dict[str, list[str]] = defaultdict(list)
        self._slips: dict[tuple[str, bool], list[tuple[int, float]]] = {}
        for base in self.by_base:
            for shorter in set(_deletions(base)):
                self._longer[shorter].append(base)

    def exact(self, shape: Shape) -> list[int]:
        """Return the words of just these letters and marks."""
        return [number for number, other in self.by_base.get(shape.base, ()) if other.marks == shape.marks]

    def near(self, base: str) -> dict[str, float]:
        """Return the letters of words at most one slip away, with the cost of the slip."""
        found = {base, *self._longer.get(base, ())}
        for shorter in _deletions(base):
            found.add(shorter)
            found.update(self._longer.get(shorter, ()))
        costs = ((other, edit_cost(base, other)) for other in found if other in self.by_base)
        return {other: cost for other, cost in costs if cost <= _WORST}

    def candidates(self, word: str, bare_is_free: bool) -> dict[int, float]:
        """Return the words that could have been meant by a lower-case ``word`` that is none, each with its cost.

        Args:
            word: as typed.
            bare_is_free: whether the text is typed without marks.
        """
        best: dict[int, float] = {}
        readings = telex_readings(word)
        for reading in readings:
            keys = _TELEX + _KEY * reading.keys if reading.keys else 0.0
            for base, slip in self.near(reading.base).items():
                both = keys + slip + (_TWICE if keys and slip else 0.0)
                for number, shape in self.by_base[base]:
                    cost = both + marks_cost(reading, shape, bare_is_free)
                    if cost <= _WORST and cost < best.get(number, _WORST + 1):
                        best[number] = cost
        return best

    def slips(self, word: str, bare: bool) -> list[tuple[int, float]]:
        """Return the words that could have been meant by a ``word`` that is one itself, each with its cost.

        In ``bare`` text they differ by a letter and may have any marks, otherwise by a letter or by marks.
        """
        known = self._slips.get((word, bare))
        if known is None:
            known = list(self._find_slips(shape_of(word), bare))
            if len(self._slips) > _REMEMBERED:
                self._slips.clear()
            self._slips[word, bare] = known
        return known

    def _find_slips(self, typed: Shape, bare: bool) -> Iterator[tuple[int, float]]:
        for base, slip in self.near(typed.base).items():
            words = self.by_base[base]
            if slip and bare:
                yield from ((number, slip) for number, _ in words[:_VARIANTS])
            elif slip:
                yield from ((number, slip) for number, shape in words if shape.marks == typed.marks)
            elif not bare:
                for number, shape in words:
                    if shape.marks > typed.marks:
                        yield number, _FORGOTTEN
                    elif shape.marks != typed.marks:
                        yield number, marks_cost(typed, shape, False)


def _deletions(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]
