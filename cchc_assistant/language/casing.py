"""Give restored words the letter case of what was written."""

from __future__ import annotations


def with_case(word: str, written: str) -> str:
    """Return lower-case ``word`` in the letter case of ``written``.

    Letter by letter where both have the same length, otherwise by the pattern (ALL, First, none).
    """
    if written.islower():
        return word
    if len(word) == len(written):
        return "".join(a.upper() if b.isupper() else a for a, b in zip(word, written, strict=True))
    letters = [char for char in written if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    if len(letters) > 1 and upper * 2 > len(letters):
        return word.upper()
    if letters and letters[0].isupper():
        return word[:1].upper() + word[1:]
    return word
