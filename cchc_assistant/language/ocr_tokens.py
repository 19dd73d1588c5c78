"""The tokens of badly read (OCR) text: how a chunk is cut, the letter case of its true word, what to leave alone."""

from __future__ import annotations

import re

from cchc_assistant.language.tables import table

CHUNK = re.compile(r"\S+")
# marks before and after the letters of a chunk; ? and ’ at the end can be part of a letter (tht? for thử)
LEAD = re.compile(r"[^\w&¢§¥@$€£©®°]+")
_TAIL = re.compile(r"[^\w&¢§¥@$€£©®°]+$")
TRUE_TAIL = re.compile(r"[,;:!)\]}”\"…]+$|\.+$")
PART = re.compile(r"[^/\-–—+|]+|[/\-–—+|]+")
# s6, d6i, vi6c, 16i: at most two digits among letters can be letters misread; 2043, 10/2021 and 22TCN can not
_CODE_PART = re.compile(r"([/\-])")
MISREAD = re.compile(r"(?=.*[^\W\d_])(?:1?[01456890][a-zà-ỹ]+|[^\W\d_]+[01456890][^\W\d_]*(?:[01456890][^\W\d_]*)?)")
# consonants left alone by a vowel that was not read: "Kế hoạch s 21" for số
_LONE = frozenset({"s", "b", "c", "t", "v"})
# Il, I11, Ill, VIl at the start of a line: II, III, VII
ROMAN = re.compile(r"[IVX][IVXl1|]*|l[IVX]+")
VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
ENDS = frozenset(".;:?!…")
_KEEP_WORD, _KEEP_ODD, _KEEP_DIGITS = 14.0, 5.0, 9.0


def cased(word: str, case: str) -> str:
    """Return the lower-case word as the case says."""
    if case == "upper":
        return word.upper()
    return word[:1].upper() + word[1:] if case == "title" else word


def mostly_capitals(line: str) -> bool:
    """Tell whether the line is set in capitals."""
    words = [word for word in line.split() if sum(char.isalpha() for char in word) > 1]
    return sum(word.isupper() for word in words) * 2 > len(words)


def spellings(token: str, capitals: bool = False) -> list[tuple[str, str, float]]:
    """Return what to look up for a token: its letters, the case of the true word, and a cost.

    Args:
        token: the token as read.
        capitals: whether its line is set in capitals.
    """
    letters = [char for char in token if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    texts = [(token, 0.0)]
    bare = _TAIL.sub("", token)
    if bare and bare != token:
        texts.append((bare, 1.0))
    if capitals and upper:
        cases = [("upper", 0.0), ("title", 3.0)]
    elif len(letters) == upper and upper > 1:
        cases = [("upper", 0.0 if upper > 3 else 1.0), ("title", 0.0)]
    elif upper and token[0].isupper():
        cases = [("title", 0.0), ("upper", 2.0 if upper > 1 else 4.0)]
    elif upper:
        cases = [("lower", 0.0), ("upper", 1.0 if upper * 2 > len(letters) else 3.0)]
    else:
        cases = [("lower", 0.0)]
    if token[0] == "I" and token[1:].islower():
        texts.append(("l" + token[1:], 1.5))
        cases.append(("lower", 0.0))
    if token.lower() in _LONE:
        texts.append((token + "¢", table("confusion_priors")["dropped_last_vowel"] - 3.5))
    return [(text, case, more + extra) for text, more in texts for case, extra in cases]


def keep_cost(token: str) -> float:
    """Return the cost of leaving a token as it was read."""
    if any(char.isdigit() for char in token):
        return _KEEP_DIGITS
    if token.isupper() and token.isalpha():
        return _KEEP_ODD if len(token) > 1 else _KEEP_DIGITS
    return _KEEP_WORD


def is_code(chunk: str) -> bool:
    """Tell whether a chunk is a number, date or document number: 15/12/2021, 2043/QD-UBND."""
    return chunk[0].isdigit() and ("/" in chunk or "-" in chunk or not any(char.isalpha() for char in chunk))


def repair_code(chunk: str) -> str:
    """Return a document number with its letters as they must be (2043/QD-UBND → 2043/QĐ-UBND), digits untouched."""
    known = table("document_codes")
    parts = _CODE_PART.split(chunk)
    for index, part in enumerate(parts):
        following = parts[index + 2] if index + 2 < len(parts) else ""
        better = known["misread"].get(part)
        if better is not None and following in known["issuers"] and index > 0:
            parts[index] = better
    return "".join(known["issuers_misread"].get(part, part) for part in parts)
