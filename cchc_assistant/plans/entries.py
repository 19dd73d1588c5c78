"""What forms, tables and prose all come down to: the raw fields of a task, before units and deadlines are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.restored import spread
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.model import Field, Span, TaskKind
from cchc_assistant.reading.document import Document

# The dash that begins a list item inside a field, and what may end a field.
_ITEM_DASH = re.compile(r"^\s*[-–•+*]\s+")
_END = " \t\n.;,:"
# "./." closes a plan; a sentence cut there leaves "./".
_CLOSE = re.compile(r"\.\s?/\s?\.?\s*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """The raw fields of one entry of a plan.

    ``fields`` maps each field to its values in order: one for a line of a form, one for each list item of a table cell.
    ``doubtful`` names the fields that a damaged source or a list for several roles leaves in doubt.
    """

    kind: TaskKind
    section: str
    heading: str
    task: Mapped
    fields: dict[FieldName, tuple[Mapped, ...]] = field(default_factory=dict)
    whole: tuple[Mapped, ...] = ()
    doubtful: tuple[FieldName, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Makes spans and fields of one document."""

    document: Document

    def span(self, *parts: Mapped) -> Span:
        """Return the span from the first to the last character of the parts, in the order of the source.

        Cells that rows or columns share stand in another order in a row than in the source.

        Raises:
            ValueError: there is no character in the parts.
        """
        offsets = [offset for part in parts for offset in part.offsets]
        if not offsets:
            raise ValueError("a span needs at least one character")
        start = min(offsets)
        return Span(self.document.name, start, max(offsets) + 1, self.document.page_of(start))

    def field(self, part: Mapped) -> Field:
        """Return the field for a piece of text, white space collapsed."""
        clean = part.collapse()
        return Field(clean.text, self.span(clean))


def bare_value(value: Mapped) -> Mapped:
    """Return a field's value without the list dash before it and the punctuation after it.

    >>> bare_value(Mapped.of("- Quý II/2022. ")).text
    'Quý II/2022'
    """
    match = _ITEM_DASH.match(value.text)
    value = value[match.end() :] if match else value
    stripped = value.strip()
    right = len(_CLOSE.sub("", stripped.text).rstrip(_END))
    # "v.v." and "…" keep their dots; so does a value that is nothing but punctuation.
    if stripped.text.endswith(("...", "v.v.", "v.v")) or not right:
        return stripped
    return stripped[:right]


def rewritten(part: Mapped, text: str) -> Mapped:
    """Return ``text`` in the place of ``part``: how a damaged word is to be read.

    Raises:
        ValueError: ``part`` is empty and has no place.
    """
    start, end = part.source_range()
    return Mapped(text, tuple(spread(start, end, len(text))))
