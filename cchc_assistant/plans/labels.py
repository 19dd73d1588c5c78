"""What a label means: "Đơn vị chủ trì thực hiện:" and the table header "Bộ phận chủ trì" both name the lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold

FieldName = Literal[
    "ordinal", "task", "lead", "coordinate", "direct", "time", "frequency", "budget", "currency", "note", "product"
]

# A label before its colon, at the head of a line or after ";", ",", ".", "(" inside it:
# "… (Chủ trì: Sở Nội vụ; phối hợp: …)".
_LABEL = re.compile(
    r"(?:^|(?<=[.;,(\[])\s*|(?<=[.;,(\]]\s)\[?|(?<=\s[-–]\s))[-+•*]?\s*"
    r"(?P<label>[^\W\d_](?:(?!\s[-–]\s)[^:;.()\[\n]){2,70}?)\s*:"
)
_MAX_WORDS = 12
_REMARK = re.compile(r"\s*\([^()]*\)?$")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled value inside a line: which field, and the range of the value."""

    field: FieldName
    label_start: int
    start: int
    end: int


@cache
def _patterns() -> tuple[tuple[FieldName, re.Pattern[str]], ...]:
    rows = load_toml("plans/labels.toml")["field"]
    return tuple((cast(FieldName, row["name"]), re.compile(fold("|".join(row["patterns"])))) for row in rows)


@cache
def classify(label: str) -> FieldName | None:
    """Return the field that a label or a table header names, None if it names none.

    >>> classify("Đơn vị chủ trì thực hiện"), classify("Thời gian thực hiện"), classify("Nơi nhận")
    ('lead', 'time', None)
    """
    words = " ".join(fold(label).split()).strip(" .:-–(")
    if len(words.split()) > _MAX_WORDS:
        words = _REMARK.sub("", words).strip()  # "Đơn vị thực hiện (dòng đầu: chủ trì; sau đó: phối hợp)"
    if not words or len(words.split()) > _MAX_WORDS:
        return None
    return next((name for name, pattern in _patterns() if pattern.search(words)), None)


@cache
def _label_of_line(label: str) -> FieldName | None:
    """Classify a label before a colon in running text, where only what a form would write counts."""
    field = classify(label)
    if field in ("ordinal", None) or len(label.split()) > 7:
        return None
    folded = " ".join(fold(label).split())
    return field if _form_label().search(folded) else None


@cache
def _form_label() -> re.Pattern[str]:
    rows = load_toml("plans/form_labels.toml")
    return re.compile(fold("^(?:" + "|".join(rows["patterns"]) + ")$"))


def labelled_values(text: str) -> list[Labelled]:
    """Find the labelled values of a line, in order; each reaches to the next label or to the end of the line.

    >>> line = "Chủ trì: Sở Nội vụ; phối hợp: các sở"
    >>> [(value.field, line[value.start : value.end]) for value in labelled_values(line)]
    [('lead', 'Sở Nội vụ'), ('coordinate', 'các sở')]
    """
    heads = [(match, field) for match in _LABEL.finditer(text) if (field := _label_of_line(match["label"])) is not None]
    values = []
    for index, (match, field) in enumerate(heads):
        end = heads[index + 1][0].start() if index + 1 < len(heads) else len(text)
        start, end = _trim(text, match.end(), end)
        values.append(Labelled(field, match.start("label"), start, end))
    return values


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ";,.[]-–"):
        end -= 1
    if text[start:end].count(")") > text[start:end].count("(") and text[end - 1] == ")":
        end -= 1
        while end > start and text[end - 1] in ";,. ":
            end -= 1
    return start, end
