"""Saved web pages: the document itself, without navigation, related documents and readers' comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from cchc_assistant.data_files import load_toml
from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.asides import goes_elsewhere
from cchc_assistant.reading.assemble import Assembler, RawCell, RawTable, clean
from cchc_assistant.reading.document import Document, Paragraph
from cchc_assistant.reading.marks import mark_of

# An lxml element.
Element: TypeAlias = Any
_HOLDERS = frozenset({"div", "main", "article", "section", "body", "center"})
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
MAX_BYTES = 16 * 2**20
# Characters that lxml reads from a page but does not take back.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MAX_SPAN = 100
_MAX_DEPTH = 200


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(load_toml("reading/web.toml")[key])


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[-_\s])(?:{'|'.join(sorted(_table('aside')))})(?:[-_\s]|$)", re.IGNORECASE)


def read_web(data: bytes, name: str) -> Document:
    """Read a saved web page.

    Raises:
        UnreadableFile: nothing in it can be read as text.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(name, f"trang web lớn {len(data) / 2**20:.0f} MiB, giới hạn {MAX_BYTES // 2**20} MiB")
    import lxml.html
    from lxml.etree import LxmlError

    text = _DECLARED.sub("", _decode(data))
    try:
        root: Any = lxml.html.document_fromstring(text)
    except (LxmlError, ValueError, AssertionError):
        raise UnreadableFile(name, "trang web hỏng hoặc rỗng, không có chữ nào để đọc") from None
    _prune(root)
    holder = _holder(root)
    reader = _Reader(name)
    reader.walk(holder, bold=False, depth=0)
    reader.flush()
    if not reader.out.blocks:
        raise UnreadableFile(name, "trang web không có chữ nào để đọc; có thể nội dung chỉ hiện khi có mạng")
    return reader.out.document()


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    named = _CHARSET.search(data[:4096])
    try:
        return data.decode(named[1].decode("ascii") if named else "cp1258", "replace")
    except LookupError:
        return data.decode("cp1258", "replace")


def _size(element: Element) -> int:
    return len("".join(element.itertext()).split())


def _remove(element: Element) -> None:
    """Take an element out, the text after it kept."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = _CONTROL.sub("", (before.tail or "") + element.tail)
        else:
            parent.text = _CONTROL.sub("", (parent.text or "") + element.tail)
    parent.remove(element)


def _prune(root: Element) -> None:
    """Take out what is not the document: by tag, by class, by hidden style, by the heading above it, by its links."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _table("never"):
            _remove(element)
    whole = max(1, _size(root))
    for element in list(root.iter()):
        named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
        aside = _aside().search(named) or (element.tag == "header" and not any(True for _ in element.iter("table")))
        if element.tag in ("html", "body") or not (hidden or aside):
            continue
        # A theme may put such a word on the element that holds the whole page.
        if _size(element) <= 0.4 * whole:
            _remove(element)
    for element in list(root.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "strong", "b", "span")):
        if goes_elsewhere("".join(element.itertext())):
            _remove_from(element, whole)
    for element in list(root.iter("ul", "ol", "div", "p", "table")):
        links = ["".join(link.itertext()) for link in element.iter("a")]
        if len(links) >= 3 and sum(len(link.split()) for link in links) > 0.7 * max(1, _size(element)):
            _remove(element)


def _remove_from(heading: Element, whole: int) -> None:
    """Take out a heading and all that follows it in its holder, unless that is a good part of the page."""
    element = heading
    while element.tag in ("strong", "b", "span") and element.getparent() is not None:
        element = element.getparent()
    doomed = [element, *element.itersiblings()]
    if any(True for part in doomed for _ in part.iter("table")) or sum(map(_size, doomed)) > 0.4 * whole:
        return
    for part in doomed:
        _remove(part)


def _holder(root: Element) -> Element:
    """Return the innermost element that holds nearly all of the text."""
    found = root.find("body") if root.find("body") is not None else root
    for _ in range(_MAX_DEPTH):
        size = _size(found)
        inner = next((child for child in found if child.tag in _HOLDERS and _size(child) >= 0.8 * size), None)
        if inner is None or size == 0:
            break
        found = inner
    return found


class _Reader:
    """Walks the document's elements.

    ``pending`` is the open paragraph, each piece with whether it is bold; ``term`` is what a definition list defines
    next, which stands before its definition on one line ("Đơn vị chủ trì: Sở Nội vụ").
    """

    def __init__(self, name: str) -> None:
        self.out = Assembler(name)
        self.pending: list[tuple[str, bool]] = []
        self.mark = ""
        self.term = ""
        self.heading = False

    def flush(self) -> None:
        """End the open paragraph."""
        lines = _lines(self.pending)
        for index, (line, bold) in enumerate(lines):
            if index == 0 and self.mark and mark_of(line) is None:
                line = self.mark + line
            if index == 0 and self.term:
                line = f"{self.term}: {line}"
            self.out.paragraph(line, "heading" if self.heading else "bold" if bold else "")
        self.pending = []
        if lines:
            self.mark = self.term = ""

    def define(self, term: str) -> None:
        """Keep a term for its definition; one that has none is a paragraph of its own."""
        if self.term:
            self.out.paragraph(self.term)
        self.term = term.rstrip(" :")

    def walk(self, element: Element, *, bold: bool, depth: int) -> None:
        """Read an element and what is in it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        bold = bold or tag in _BOLD
        if tag == "br":
            self.pending.append(("\n", bold))
            return
        if tag == "table" and not _lays_out(element):
            self.flush()
            self.out.table(RawTable(tuple(_cells(element))))
            return
        block = tag in _table("blocks")
        if block:
            self.flush()
        if tag == "dt":
            self.define(clean(_flat("".join(element.itertext()))))
            return
        if tag == "li":
            self.mark = _list_mark(element)
        self.heading = tag in ("h2", "h3", "h4", "h5", "h6")
        if element.text:
            self.pending.append((_flat(element.text), bold))
        for child in element:
            if depth < _MAX_DEPTH:
                self.walk(child, bold=bold, depth=depth + 1)
            if child.tail:
                self.pending.append((_flat(child.tail), bold))
        if block:
            self.flush()
            self.heading = False
        if tag == "dl":
            self.define("")


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _lines(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Cut a paragraph at its line breaks; one inside a sentence is only a space."""
    lines: list[tuple[str, bool]] = []
    text = ""
    bolds: list[bool] = []

    def end() -> None:
        nonlocal text
        line = clean(text)
        if line:
            if lines and line[0].islower():
                lines[-1] = (f"{lines[-1][0]} {line}", lines[-1][1])
            else:
                lines.append((line, bool(bolds) and all(bolds)))
        text = ""
        bolds.clear()

    for piece, bold in pieces:
        if piece == "\n":
            end()
            continue
        text += piece
        if piece.strip():
            bolds.append(bold)
    end()
    return lines


def _list_mark(item: Element) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    start = parent.get("start", "1")
    first = int(start) if start.isdigit() and len(start) < 4 else 1
    return f"{first + sum(1 for before in item.itersiblings('li', preceding=True))}. "


def _own_rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _lays_out(table: Element) -> bool:
    """Say whether a table only sets the page: one column, or tables with several rows inside its cells."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _own_rows(table)]
    if max((len(row) for row in rows), default=0) <= 1:
        return True
    return any(sum(1 for _ in _own_rows(inner)) >= 2 for row in rows for cell in row for inner in cell.iter("table"))


def _cells(table: Element) -> Iterator[RawCell]:
    rows = list(_own_rows(table))
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (number, column) in taken:
                column += 1
            across = _span(cell.get("colspan"), _MAX_SPAN)
            down = _span(cell.get("rowspan"), len(rows) - number)
            taken.update((number + i, column + j) for i in range(down) for j in range(across))
            lines, bold = _cell_lines(cell)
            yield RawCell(number, column, lines, down, across, bold)
            column += across


def _span(text: str | None, most: int) -> int:
    if text is None or not text.strip().isdigit() or len(text) > 5:
        return 1
    return max(1, min(int(text) or most, most))


def _cell_lines(cell: Element) -> tuple[tuple[str, ...], bool]:
    inner = _Reader("")
    for node in [cell]:
        if node.text:
            inner.pending.append((_flat(node.text), node.tag == "th"))
        for child in node:
            inner.walk(child, bold=node.tag == "th", depth=0)
            if child.tail:
                inner.pending.append((_flat(child.tail), node.tag == "th"))
    inner.flush()
    lines: list[str] = []
    bolds: list[bool] = []
    for block in inner.out.document().blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            bolds.append(block.style in ("bold", "heading"))
        else:
            lines.extend(" ".join(c.text for c in row.cells if c) for row in block.rows)
    return tuple(lines), bool(bolds) and all(bolds)
