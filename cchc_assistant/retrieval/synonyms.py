"""Words that staff use for one another: a question about "tiền" also looks, more faintly, for "kinh phí"."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from cchc_assistant.language.normalize import fold, nfc


def others(question: str) -> str:
    """Return the words that may stand for those of a question, one group after another, "" if there are none.

    >>> others("tiền ở đâu ra")
    'kinh phí . ngân sách . xuất bản . phát hành . in . ban hành . công bố'
    """
    folded = fold(nfc(question))
    pattern, groups = _table()
    found: list[str] = []
    for match in pattern.finditer(folded):
        for group in groups[match[0]]:
            found.extend(word for word in group if word not in found and not _holds(folded, word))
    return " . ".join(found)


def _holds(text: str, words: str) -> bool:
    return f" {words} " in f" {text} "


@cache
def _table() -> tuple[re.Pattern[str], dict[str, list[tuple[str, ...]]]]:
    text = resources.files("cchc_assistant").joinpath("data", "answering", "synonyms.tsv").read_text(encoding="utf-8")
    groups: dict[str, list[tuple[str, ...]]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            group = tuple(fold(nfc(word.strip())) for word in line.split("|"))
            for word in group:
                groups.setdefault(word, []).append(group)
    words = "|".join(map(re.escape, sorted(groups, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)"), groups
