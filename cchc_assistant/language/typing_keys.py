"""What the keys of a Vietnamese word are, and which words a run of letters could be that still shows its keys.

Telex and VNI type a mark as a letter or digit: "đào" is "ddaof" or "d9ao2". When the input method is off, or a key came
too late, the keys stay in the text, all of them or some.

    shape_of("được")              # Shape("duoc", {"d", "w", "j"})
    telex_readings("ddaof")[-1]   # Shape("dao", {"d", "f"})
    vni_reading("d9ao2")          # Shape("dao", {"d", "f"})
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

from cchc_assistant.language.normalize import strip_marks

TONES = frozenset("sfrxj")
_TONE_OF = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPE_OF = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
_VNI_TONES = dict(zip("12345", "sfrxj", strict=True))
# ma61y, d9ao2, chu3: letters, and single digits after letters
_VNI = re.compile(r"[a-z]+[1-9]{1,2}(?:[a-z]+[1-9]{1,2})*[a-z]*")
_VOWEL = re.compile(r"[aeiouyw]")
_MOST = 48


@dataclass(frozen=True, slots=True)
class Shape:
    """Letters without marks, and the Telex keys of the marks: a tone (s f r x j), and any of a e o (â ê ô), w, d (đ).

    ``keys`` is how many keys were read as marks rather than letters; ``tone`` is empty for the level tone.
    """

    base: str
    marks: frozenset[str]
    keys: int = 0
    tone: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tone", next(iter(self.marks & TONES), ""))


@cache
def _marks_of(char: str) -> frozenset[str]:
    if char == "đ":
        return frozenset("d")
    parts = unicodedata.normalize("NFD", char)
    return frozenset(_TONE_OF.get(mark) or _SHAPE_OF.get(mark, "") or parts[0] for mark in parts[1:])


@lru_cache(maxsize=32768)
def shape_of(word: str) -> Shape:
    """Return the letters and marks of a lower-case word."""
    if word.isascii():
        return Shape(word, frozenset())
    return Shape(strip_marks(word), frozenset().union(*(_marks_of(char) for char in word)))


def telex_readings(word: str) -> list[Shape]:
    """Return every reading of the word with some of its letters taken for keys, the fewest first.

    The first one takes none: a word that is right as it stands is its own first reading.
    """
    whole = shape_of(word)
    letters = whole.base
    choices: list[list[tuple[int, str]]] = []
    vowel = _VOWEL.search(letters)
    voiced = vowel.end() if vowel else len(letters)
    tones = [(at, char) for at, char in enumerate(word) if at >= voiced and char in TONES]
    if tones:
        choices.append(tones)
    if (at := letters.find("w", 1)) > 0:
        choices.append([(at, "w")])
    for char in "aeo":
        places = [at for at, other in enumerate(letters) if other == char]
        # a letter that carries a mark was typed on purpose: "maáy" is "mấy", "hạạn" no "hận"
        plain = [at for at in places[:2][::-1] if word[at] == char]
        if len(places) > 1 and plain:
            choices.append([(plain[0], char)])
    if letters[:1] == "d" and (at := letters.find("d", 1)) > 0:
        choices.append([(at, "d")])
    readings: dict[tuple[int, ...], Shape] = {(): whole}
    for picked in itertools.product(*([None, *options] for options in choices)):
        taken = [pick for pick in picked if pick]
        if not taken:
            continue
        gone = {at for at, _ in taken}
        marks = frozenset(key for _, key in taken)
        kept = whole.marks - TONES if marks & TONES else whole.marks
        base = "".join(char for at, char in enumerate(letters) if at not in gone)
        readings[tuple(sorted(gone))] = Shape(base, kept | marks, len(taken))
    return sorted(readings.values(), key=lambda shape: shape.keys)[:_MOST]


def vni_reading(word: str) -> Shape | None:
    """Return the reading of letters and digits as VNI keys, or None when they are none."""
    if not _VNI.fullmatch(word):
        return None
    base = "".join(char for char in word if not char.isdigit())
    marks: set[str] = set()
    digits = [char for char in word if char.isdigit()]
    if len(set(digits)) != len(digits):
        return None
    for digit in digits:
        if digit == "6":
            marks.update(set("aeo") & set(base))
        elif digit in "78":
            marks.add("w")
        else:
            marks.add(_VNI_TONES.get(digit, "d"))
    return Shape(base, frozenset(marks), len(digits)) if len(marks & TONES) < 2 else None
