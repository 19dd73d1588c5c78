"""What questions count or list: "mấy giải pháp", "những chỉ tiêu nào", "how many tasks"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cchc_assistant.answering.asks import unit_nouns
from cchc_assistant.answering.question import Frame
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import has_marks, strip_marks

# Kinds of nouns that name parts of plans and what stands in them.
_OF_PARTS = ("part", "target")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a question counts or lists: the kind ("task", "target", "unit", "part") and the noun as the plan has it."""

    kind: str
    noun: str


@cache
def _nouns() -> tuple[tuple[str, str], ...]:
    """Return (noun, kind), the longest first."""
    table: dict[str, list[str]] = load_toml("answering/question_words.toml")["counted"]
    found = [(noun, kind) for kind, nouns in table.items() for noun in nouns]
    found += [(noun, "unit") for noun in unit_nouns()]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def _with_vietnamese_nouns(question: str) -> str:
    """Put the Vietnamese noun for what an English question counts: "how many goals" is "how many mục tiêu"."""
    table: dict[str, str] = load_toml("answering/question_words.toml")["counted_english"]
    for english, noun in table.items():
        question = re.sub(rf"\b{english}\b", noun, question)
    return question


@cache
def _counting(marked: bool) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a noun that is counted, listed, or asked for, the surest first."""
    noun = "(?P<noun>" + "|".join(re.escape(noun) for noun, _ in _nouns()) + r")\b"
    between = r"\s+(?:(?:các|những|the|tên)\s+)*"
    named = (
        "(?P<noun>" + "|".join(re.escape(noun) for noun, kind in _nouns() if kind in _OF_PARTS and " " in noun) + ")"
    )
    patterns = [
        rf"\b(?:mấy|bao nhiêu|tổng số|số lượng|số|how many|number of){between}{noun}",
        rf"\b(?:how many|number of|which|what)\s+(?:[a-z-]+\s+){{1,4}}?{noun}",
        rf"\b(?:những|các|kể|liệt kê|danh sách|which|what|list|all){between}{noun}",
        rf"(?<!chuyên )(?<!hạng )(?<!thành )(?<!đề )\b{noun}\s+(?:nào|gì)\b",
        rf"\b{named}\s+(?:\w+\s+){{1,3}}nào\b",
        rf"\b{named}\b.*\b(?:mấy|bao nhiêu)\s+(?:cái|ý|điểm)\b",
    ]
    return tuple(re.compile(pattern if marked else strip_marks(pattern)) for pattern in patterns)


def counted(frame: Frame) -> Counted | None:
    """Return what a question counts or lists: "mấy chỉ tiêu", "những giải pháp", "việc nào", "how many goals"."""
    words = frame.understood.lower()
    if frame.language == "en":
        words = _with_vietnamese_nouns(words)
    marked = has_marks(words)
    kinds = {noun if marked else strip_marks(noun): (noun, kind) for noun, kind in reversed(_nouns())}
    for pattern in _counting(marked):
        if found := pattern.search(words):
            noun, kind = kinds[found["noun"]]
            return Counted(kind, noun)
    return None
