"""Abbreviations written out on both sides: "CCHC" in a question meets "cải cách hành chính" in a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cchc_assistant.language.normalize import fold, nfc


@dataclass(frozen=True, eq=False)
class Phrasing:
    """Writes every known short form out; ``long_forms`` maps folded short forms to what they stand for."""

    long_forms: Mapping[str, str]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, aliases: Iterable[tuple[str, str]] = ()) -> Phrasing:
        """Return the shipped abbreviations together with those that plans define themselves.

        Args:
            aliases: pairs of short and long form; one that stands for two different things is left out.
        """
        own: dict[str, set[str]] = {}
        for short, written in aliases:
            own.setdefault(fold(nfc(short)), set()).add(fold(nfc(written)))
        table = dict(_shipped())
        table |= {short: next(iter(forms)) for short, forms in own.items() if len(forms) == 1 and short not in table}
        return cls(table, _pattern(table))

    def write_out(self, text: str) -> str:
        """Return ``text`` folded, with each short form replaced by its long form.

        >>> Phrasing.of().write_out("Kế hoạch CCHC của Sở KH&CN")
        'kế hoạch cải cách hành chính của sở khoa học và công nghệ'
        """
        folded = fold(nfc(text))
        if self.pattern is None:
            return folded
        return self.pattern.sub(lambda match: self.long_forms[match[0]], folded)


@cache
def _shipped() -> dict[str, str]:
    """Read the groups of forms that mean the same; the first of a group is the long form.

    The group of phrases that say nothing ("_") is none of these.
    """
    table = resources.files("cchc_assistant").joinpath("data", "answering", "phrases.tsv").read_text(encoding="utf-8")
    found = {}
    for line in table.splitlines():
        if line.strip() and not line.startswith(("#", "_")):
            written, *others = fold(nfc(line.split("\t")[1])).split("|")
            for other in others:
                found[other.strip()] = written.strip()
    return found


def _pattern(table: Mapping[str, str]) -> re.Pattern[str] | None:
    if not table:
        return None
    shorts = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{shorts})(?!\w)")
