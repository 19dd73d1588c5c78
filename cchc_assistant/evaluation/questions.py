"""A question with its gold answer, made from the record that states it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document that answer: ``start`` and ``end`` are offsets in its source text."""

    doc: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """What a right answer holds; ``must_contain`` are groups of alternatives, one of each must be in the answer."""

    units: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    must_contain: tuple[tuple[str, ...], ...] = ()
    must_not_contain: tuple[str, ...] = ()
    polarity: str | None = None

    @property
    def empty(self) -> bool:
        """Whether it names no fact at all."""
        return not (self.units or self.deadlines or self.must_contain or self.polarity)


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what is known of its right answer.

    ``base`` is the id of the question that a derived form was made of, else the id itself; ``accented`` and
    ``accented_context`` are that question's words. ``answerable`` is None where the set does not say.
    """

    id: str
    question: str
    lang: str = "vi"
    type: str = "other"
    docs: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    gold: Gold = field(default_factory=Gold)
    answerable: bool | None = None
    quotes: tuple[Quote, ...] = ()
    context_question: str | None = None
    split: str = ""
    base: str = ""
    accented: str | None = None
    accented_context: str | None = None

    @property
    def scorable(self) -> bool:
        """Whether there is something to score an answer against."""
        return self.answerable is False or not self.gold.empty


class Malformed(ValueError):
    """A line is not a question; the message is the reason."""


def from_json(record: Mapping[str, Any]) -> Question:
    """Return the question that a record states; only ``id`` and ``question`` must be there.

    Raises:
        Malformed: a field is missing or of the wrong kind.
    """
    gold = _kind(record, "gold", dict, {})
    polarity = gold.get("polarity")
    if polarity not in (None, "yes", "no"):
        raise Malformed("gold.polarity phải là yes hoặc no")
    groups = _kind(gold, "must_contain", list, [])
    found = Gold(
        units=_texts(gold, "units"),
        deadlines=_texts(gold, "deadlines"),
        must_contain=tuple(
            _texts({"must_contain": [group] if isinstance(group, str) else group}, "must_contain") for group in groups
        ),
        must_not_contain=_texts(gold, "must_not_contain"),
        polarity=polarity,
    )
    answerable = _kind(record, "answerable", bool, None)
    identifier = record.get("id")
    context = _kind(record, "context_question", str, None)
    if not isinstance(identifier, int) or isinstance(identifier, bool):
        identifier = _required(record, "id")
    return Question(
        id=str(identifier),
        question=_required(record, "question"),
        lang=_kind(record, "lang", str, "vi") or "vi",
        type=_kind(record, "type", str, "other") or "other",
        docs=_texts(record, "docs"),
        sections=_texts(record, "sections"),
        gold=found,
        answerable=True if answerable is None and not found.empty else answerable,
        quotes=tuple(_quote(item) for item in _kind(record, "quotes", list, [])),
        context_question=" ".join(context.split()) or None if context else None,
        split=_kind(record, "split", str, "") or "",
        base=str(identifier),
    )


def _required(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        raise Malformed(f"thiếu «{name}»")
    if not isinstance(value, str) or not value.strip():
        raise Malformed(f"«{name}» phải là chữ và không trống")
    if len(value) > _LONGEST:
        raise Malformed(f"«{name}» dài quá {_LONGEST} ký tự")
    return unicodedata.normalize("NFC", " ".join(value.split()))


def _kind(record: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:  # noqa: ANN401
    value = record.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        words = {list: "một danh sách", dict: "một đối tượng", bool: "true hoặc false", str: "chữ"}
        raise Malformed(f"«{name}» phải là {words[kind]}")
    return value


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = _kind(record, name, list, [])
    if not all(isinstance(value, str) for value in values):
        raise Malformed(f"«{name}» phải là danh sách chữ")
    return tuple(values)


def _quote(item: object) -> Quote:
    if not isinstance(item, dict) or not isinstance(item.get("doc"), str):
        raise Malformed("«quotes» phải có doc, start, end")
    start, end = item.get("start"), item.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
        raise Malformed("«quotes» có start, end không hợp lệ")
    return Quote(item["doc"], start, end, str(item.get("text", "")))
