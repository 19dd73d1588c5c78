"""HTML and SVG elements from their parts, text escaped."""

from __future__ import annotations

from html import escape


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Content = str | Markup
_VOID = {"br", "line", "rect", "circle", "polyline", "meta"}


def element(tag: str, *content: Content, **attributes: str | float | None) -> Markup:
    """Return an element; plain text is escaped, markup is taken as it is.

    Args:
        tag: its name.
        content: what it holds.
        attributes: by name; ``class_`` is class, ``text_anchor`` is text-anchor; None leaves one out.
    """
    named = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_value(value), quote=True)}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Markup(f"<{tag}{named}/>")
    return Markup(f"<{tag}{named}>{joined(*content)}</{tag}>")


def joined(*content: Content) -> Markup:
    """Return pieces one after the other, plain text escaped."""
    return Markup("".join(piece if isinstance(piece, Markup) else escape(piece) for piece in content))


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.1f}".removesuffix(".0")
