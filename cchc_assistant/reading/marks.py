"""The marks that begin a numbered or bulleted item: "III.", "10.", "b)", "1.2.", "-", "+"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MarkKind = Literal["part", "upper", "roman", "arabic", "decimal", "letter", "dash", "plus"]

# "Phần I.", "Chương II", "Mục 3:", "Điều 5." — a word that names the level, then its number.
_NAMED = re.compile(
    r"(?P<word>Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Điều|ĐIỀU)\s+(?P<number>[IVXLC]+|\d{1,3}|[A-Z])\b(?:\s*[.:)\-–]\s*|\s*$)"
)
# "III. ", "IV/ ", "II) ", "XI - ": roman numerals; text may follow at once in capitals ("I.MỤC ĐÍCH"); not "V/v".
_ROMAN = re.compile(r"(?!V/[vV]\b)(?P<number>[IVXLC]{1,7})(?:\s?[.)/](?:\s+|(?=[^\W\d]))|\s+[-–]\s+)")
# "A. NỘI DUNG"
_UPPER = re.compile(r"(?P<number>[A-ZĐ])(?:\s?[.)/]\s+|\s+[-–]\s+)")
# "1.2. ", "3.4.1 ": numbers with their parents' numbers in them.
_DECIMAL = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.)/]\s*|\s+)(?=[^\W\d]|[“\"(])")
# "10. ", "2) ", "(3) ", "4/ ", "1.Mục đích"
_ARABIC = re.compile(r"\(?(?P<number>\d{1,3})(?:\s?[.)/:]\s+|[.)](?=[^\W\d]))")
# "b) ", "đ. ", "(c) "
_LETTER = re.compile(r"\(?(?P<number>[a-zđ])(?:\)\s*|[./]\s+)")
_DASH = re.compile(r"(?P<number>[-–—•●▪·*])(?:\s+(?=[^\s\-–—.])|(?=[^\W\d_]|[“\"(]))")
_PLUS = re.compile(r"(?P<number>[+◦○])\s*(?=\S)")

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# Lists by letter follow the Vietnamese order, in which many writers leave out đ, f, j, w and z.
_LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the start of a line: what it counts in, how it is written, and where the item's text begins.

    ``word`` tells one count from another besides: the word before the number ("Điều"), a bracket ("(1)" beside "1.").
    """

    kind: MarkKind
    number: str
    length: int
    word: str = ""

    @property
    def ordinal(self) -> int | None:
        """The number the mark stands for; None for bullets."""
        if self.kind in ("dash", "plus"):
            return None
        if self.kind == "decimal":
            return int(self.number.rsplit(".", 1)[-1])
        if self.number.isdigit():
            return int(self.number)
        if self.kind in ("roman", "part") and roman_value(self.number):
            return roman_value(self.number)
        lower = self.number.lower()
        return _LETTERS.index(lower) + 1 if lower in _LETTERS else ord(lower)


def roman_value(numeral: str) -> int | None:
    """Return the value of a well-formed roman numeral below 90, None for anything else ("IIV", "CV")."""
    if not re.fullmatch(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})", numeral) or not numeral:
        return None
    total = 0
    for char, following in zip(numeral, numeral[1:] + " ", strict=True):
        value = _ROMAN_VALUES[char]
        total += -value if following != " " and _ROMAN_VALUES.get(following, 0) > value else value
    return total


def mark_of(text: str) -> Mark | None:
    """Return the mark that begins ``text`` (no white space before it), None for running text.

    A single capital that is also a roman numeral ("I.", "V.", "C.") is reported as roman; whoever knows the item before
    it may read it as a letter.
    """
    if named := _NAMED.match(text):
        return Mark("part", named["number"], named.end(), named["word"])
    if (roman := _ROMAN.match(text)) and roman_value(roman["number"]):
        return Mark("roman", roman["number"], roman.end())
    if worded := _WORDED.match(text):
        return Mark("arabic", worded["number"], worded.end())
    for kind, pattern in _PATTERNS:
        if match := pattern.match(text):
            return Mark(kind, match["number"], match.end(), "(" if text[0] == "(" else "")
    return None


# "Nhiệm vụ 1. Đối thoại với doanh nghiệp": an item whose number follows what it is.
_WORDED = re.compile(
    r"(?:Nhiệm vụ|Hoạt động|Giải pháp|Nội dung|Công việc|Chuyên đề)\s+(?:số\s+)?(?P<number>\d{1,2})\s*[.:]\s+(?=\S)",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[MarkKind, re.Pattern[str]], ...] = (
    ("upper", _UPPER),
    ("decimal", _DECIMAL),
    ("arabic", _ARABIC),
    ("letter", _LETTER),
    ("dash", _DASH),
    ("plus", _PLUS),
)
