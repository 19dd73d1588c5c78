"""HTML made from text. Whatever comes from a plan or a user passes through ``escaped`` first."""

from __future__ import annotations

import html
from collections.abc import Iterable

from cchc_assistant.plans.model import Span

# The page's component reads its content as a template too, so these must reach it as entities.
TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})


def escaped(text: str) -> str:
    """Return ``text`` as it can stand in HTML, in an attribute, and in the page's templates."""
    return html.escape(text, quote=True).translate(TEMPLATE_SIGNS)


def shortened(text: str, limit: int = 300) -> str:
    """Return text on one line, cut at a word where it is longer than ``limit`` characters."""
    head = " ".join(text[: 4 * limit].split())
    if len(head) <= limit and len(text) <= 4 * limit:
        return head
    return head[:limit].rsplit(" ", 1)[0] + " …"


def attributes(**values: object) -> str:
    """Return attributes of a tag: ``data_doc="a"`` becomes ``data-doc="a"``; None and False are left out."""
    made = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        shown = name.rstrip("_").replace("_", "-")
        made.append(f" {shown}" if value is True else f' {shown}="{escaped(str(value))}"')
    return "".join(made)


def button(kind: str, content: str, **values: object) -> str:
    """Return a button of a class, with HTML in it; the other arguments become its attributes."""
    return f'<button type="button" class="{kind}"{attributes(**values)}>{content}</button>'


def opening(document: str, start: int, end: int, marks: Iterable[Span] = ()) -> str:
    """Return the attributes of what opens a passage of a document at a click, the marked stretches with it."""
    ranges = " ".join(f"{mark.start}-{mark.end}" for mark in marks)
    return attributes(data_event="open", data_doc=document, data_start=start, data_end=end, data_marks=ranges or None)
