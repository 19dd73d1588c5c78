"""What the terminal and the page show alike: the parts of a quote, the place of a citation, the words of the views."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cchc_assistant.answering.answer import Answer, Citation, Language

GAP_OR_WORD = re.compile(r"\s+|\S+")
# What opens an item of a list: "- Đơn vị phối hợp: …", "a) …", "2. …"
ITEM = re.compile(r"(?:[-+*•]|[a-zđ]\)|\d{1,2}[.)])\s")
LETTERS_AND_DIGITS = re.compile(r"\w+")

WORDS: dict[Language, dict[str, str]] = {
    "vi": {
        "understood": "Đã hiểu là",
        "sources": "Căn cứ",
        "nearest": "Gần nhất trong các kế hoạch",
        "section": "mục",
        "page": "trang",
        "original": "Bản gốc",
        "refused": "Không có câu trả lời trong các kế hoạch",
        "asked_back": "Câu hỏi có nhiều nghĩa",
        "suggestions": "Có thể hỏi",
    },
    "en": {
        "understood": "Understood as",
        "sources": "Sources",
        "nearest": "Nearest in the plans",
        "section": "section",
        "page": "page",
        "original": "Original text",
        "refused": "The plans do not answer this",
        "asked_back": "The question has several meanings",
        "suggestions": "You can ask",
    },
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a quote; ``marked`` if the answer was taken from it."""

    text: str
    marked: bool = False


def quote_runs(citation: Citation, answer: Answer) -> tuple[Run, ...]:
    """Return the quote as it is read: wrapped lines joined, the words the answer rests on marked.

    Of a damaged source the repair is shown; the offsets of the highlights count in the original, so there the words of
    the answer are looked up in the repaired text.
    """
    if citation.repaired is not None:
        return _runs(citation.repaired, _found(citation.repaired, (*answer.units, *answer.deadlines)))
    ranges = ((span.start - citation.start, span.end - citation.start) for span in citation.highlights)
    return _runs(citation.quote, ranges)


def _found(text: str, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    for word in words:
        if word:
            yield from (match.span() for match in re.finditer(re.escape(word), text))


def _runs(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Run, ...]:
    """Cut ``text`` at the given ranges, which may overlap or reach outside it.

    White space becomes one space, but a line that opens an item of a list stays a line.
    """
    marked = [False] * len(text)
    for start, end in ranges:
        for index in range(max(0, start), min(end, len(text))):
            marked[index] = True
    shown: list[tuple[str, bool]] = []
    for part in GAP_OR_WORD.finditer(text.rstrip()):
        if not part[0].isspace():
            shown.extend(zip(part[0], marked[part.start() : part.end()], strict=True))
        elif shown:
            line = "\n" in part[0] and ITEM.match(text, part.end())
            shown.append(("\n" if line else " ", all(marked[part.start() : part.end()])))
    groups = groupby(shown, key=lambda item: item[1])
    return tuple(Run("".join(character for character, _ in group), mark) for mark, group in groups)


def clipped(runs: Sequence[Run], limit: int = 600, context: int = 140) -> tuple[Run, ...]:
    """Shorten a long quote: around the marked words ``context`` characters stay, the rest becomes "…"."""
    if sum(len(run.text) for run in runs) <= limit:
        return tuple(runs)
    if not any(run.marked for run in runs):
        text = "".join(run.text for run in runs)
        return (Run(text[:limit].rsplit(" ", 1)[0] + " …"),)
    result = []
    for position, run in enumerate(runs):
        head = context if position else 0
        tail = context if position + 1 < len(runs) else 0
        if run.marked or len(run.text) <= head + tail + 40:
            result.append(run)
            continue
        left = run.text[:head].rsplit(" ", 1)[0] + " " if head else ""
        right = " " + run.text[-tail:].split(" ", 1)[-1] if tail else ""
        result.append(Run(f"{left}…{right}"))
    return tuple(result)


def place(citation: Citation, language: Language) -> str:
    """Return where a citation stands: "mục III.5 · trang 4"."""
    words = WORDS[language]
    parts = []
    if citation.section:
        # "Phụ lục 3.b" and "Danh mục III.1" name themselves.
        named = citation.section.startswith(("Phụ lục", "Danh mục"))
        parts.append(citation.section if named else f"{words['section']} {citation.section}")
    if citation.page is not None:
        parts.append(f"{words['page']} {citation.page}")
    return " · ".join(parts)


def understood_differently(answer: Answer) -> bool:
    """Say whether what was understood differs from what was typed in more than case, spaces and punctuation."""
    return bool(answer.understood) and _bare(answer.understood) != _bare(answer.question)


def _bare(text: str) -> list[str]:
    return LETTERS_AND_DIGITS.findall(unicodedata.normalize("NFC", text).casefold())
