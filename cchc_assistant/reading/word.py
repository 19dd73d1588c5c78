"""Word files (DOCX): body order, tables in place, merged cells, lists, tracked changes, footnotes, old fonts."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.assemble import Assembler, RawCell, RawTable
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.legacy_fonts import decode_run
from cchc_assistant.reading.word_numbering import Numbering

# An lxml element, or an object of python-docx, which has no public types for its own.
Element: TypeAlias = Any
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Taken out by a change that has not been accepted yet; what was put in by one is read as text.
_GONE = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_W}instrText", f"{_W}delText", f"{_MC}Fallback"}
)
_BULLET = {"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "▪", "\uf0d8": "-", "\uf0fc": "-"}
_MAX_DEPTH = 60
_MAX_TABLE_COLUMNS = 100


def read_word(data: bytes, name: str) -> Document:
    """Read a DOCX file.

    Raises:
        UnreadableFile: the file is damaged or is no Word file.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        document: Any = docx.Document(io.BytesIO(data))
        body = document.element.body
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
        XMLSyntaxError,
        AttributeError,
        OSError,
    ):
        raise UnreadableFile(name, "tệp Word hỏng hoặc không phải DOCX; hãy mở bằng Word và lưu lại") from None
    if body is None:
        raise UnreadableFile(name, "tệp Word không có nội dung")
    reader = _Reader(document, name)
    reader.blocks(body, 0)
    reader.notes()
    return reader.out.document()


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a paragraph, its soft line breaks as line ends."""

    text: str
    bold: bool
    heading: bool


class _Reader:
    def __init__(self, document: Element, name: str) -> None:
        self.out = Assembler(name)
        self.styles: dict[str, Any] = {
            style.get(f"{_W}styleId", ""): style for style in document.styles.element.iter(f"{_W}style")
        }
        self.default_font = _default_font(document.styles.element)
        self.numbering = Numbering.of(_part_root(document, "numbering"))
        self.footnotes = _note_texts(_part_root(document, "footnotes"))
        self.cited: list[str] = []
        self.pages = any(True for _ in document.element.body.iter(f"{_W}lastRenderedPageBreak"))
        if self.pages:
            self.out.page()

    def blocks(self, parent: Element, depth: int) -> None:
        """Read paragraphs and tables in body order, inside content controls too."""
        if depth > _MAX_DEPTH:
            raise UnreadableFile(self.out.name, f"nội dung lồng nhau quá {_MAX_DEPTH} tầng")
        for child in parent:
            if child.tag == f"{_W}p":
                self.paragraph(child)
            elif child.tag == f"{_W}tbl":
                self.table(child, depth)
            elif child.tag in (
                f"{_W}sdt",
                f"{_W}sdtContent",
                f"{_W}ins",
                f"{_W}moveTo",
                f"{_W}customXml",
                f"{_W}smartTag",
            ):
                self.blocks(child, depth + 1)

    def paragraph(self, element: Element) -> None:
        """Read a paragraph, and after it the text boxes anchored in it."""
        before = len(self.out.page_starts)
        found = self.text(element)
        style = "heading" if found.heading else "bold" if found.bold else ""
        if len(self.out.page_starts) == before and self.pages and _breaks_page(element):
            self.out.page()
        for line in _soft_lines(found.text):
            self.out.paragraph(line, style)
        for box in _text_boxes(element):
            self.blocks(box, 1)

    def text(self, element: Element) -> _Text:
        """Return a paragraph's text with the mark that its list puts before it."""
        parts: list[str] = []
        bolds: list[bool] = []
        style = self._style(element)
        for run in _runs(element):
            text = self._run_text(run)
            if not text:
                continue
            properties = run.find(f"{_W}rPr")
            if text.strip():
                bolds.append(_bold(properties, style))
            parts.append(decode_run(text, self._font(properties, style)))
        text = "".join(parts)
        if text.strip():
            text = self._mark(element, style) + text
        elif _numbered(element):
            text = self._mark(element, style).strip()
        heading = any(_value(node, "outlineLvl") not in ("", "9") for node in self._chain(style) if node is not None)
        return _Text(text, bool(bolds) and all(bolds), heading and len(text) < 300)

    def _style(self, element: Element) -> Element:
        properties = element.find(f"{_W}pPr")
        return self.styles.get(_value(properties, "pStyle")) if properties is not None else None

    def _chain(self, style: Element) -> Iterator[Element]:
        """Yield the paragraph properties of a style and of those it is based on."""
        for _ in range(12):
            if style is None:
                return
            yield style.find(f"{_W}pPr")
            style = self.styles.get(_value(style, "basedOn"))

    def _font(self, properties: Element, style: Element) -> str:
        """Return the font that a run's letters are shown in."""
        found = _font_of(properties)
        if not found and properties is not None:
            found = self._style_font(self.styles.get(_value(properties, "rStyle")))
        return found or self._style_font(style) or self.default_font

    def _style_font(self, style: Element) -> str:
        for _ in range(12):
            if style is None:
                return ""
            if found := _font_of(style.find(f"{_W}rPr")):
                return found
            style = self.styles.get(_value(style, "basedOn"))
        return ""

    def _mark(self, element: Element, style: Element) -> str:
        numbered = _numbered(element)
        if numbered is None:
            numbered = next((found for node in self._chain(style) if (found := _list_of(node))), None)
        return self.numbering.mark(*numbered) if numbered and numbered[0] != "0" else ""

    def _run_text(self, run: Element) -> str:
        text = []
        for child in run:
            if child.tag == f"{_W}t":
                text.append(child.text or "")
            elif child.tag == f"{_W}tab":
                text.append(" ")
            elif (child.tag == f"{_W}br" and child.get(f"{_W}type") != "page") or child.tag == f"{_W}cr":
                text.append("\n")
            elif child.tag == f"{_W}noBreakHyphen":
                text.append("-")
            elif child.tag == f"{_W}sym":
                code = child.get(f"{_W}char", "")
                text.append(_BULLET.get(chr(int(code, 16)) if _is_hex(code) else "", ""))
            elif child.tag == f"{_W}footnoteReference":
                note = self.footnotes.get(child.get(f"{_W}id", ""))
                if note:
                    self.cited.append(note)
            elif child.tag == f"{_W}lastRenderedPageBreak" and self.pages and self.out.blocks:
                self.out.page()
        return "".join(_BULLET.get(char, char) for char in "".join(text))

    def table(self, element: Element, depth: int) -> None:
        """Read a table; one that only lays out others, or the page, is read as what stands in it."""
        if depth > _MAX_DEPTH:
            raise UnreadableFile(self.out.name, f"bảng lồng nhau quá {_MAX_DEPTH} tầng")
        if _lays_out(element):
            for cell in element.iter(f"{_W}tc"):
                if _nearest(cell, f"{_W}tbl") is element:
                    self.blocks(cell, depth + 1)
            return
        self.out.table(RawTable(tuple(self._cells(element, depth))))

    def _cells(self, table: Element, depth: int) -> Iterator[RawCell]:
        """Yield the cells, those that continue one above folded into it."""
        open_cells: dict[int, list[Any]] = {}
        made: list[list[Any]] = []
        for number, row in enumerate(_rows(table)):
            column = _grid_before(row)
            for cell in _children(row, f"{_W}tc"):
                properties = cell.find(f"{_W}tcPr")
                width = max(1, min(_integer(_value(properties, "gridSpan"), 1), _MAX_TABLE_COLUMNS))
                merge = properties.find(f"{_W}vMerge") if properties is not None else None
                if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and column in open_cells:
                    open_cells[column][2] += 1
                else:
                    made.append([number, column, 1, width, *self._cell_lines(cell, depth)])
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = made[-1]
                column += width
                if column > _MAX_TABLE_COLUMNS:
                    raise UnreadableFile(self.out.name, f"bảng có hơn {_MAX_TABLE_COLUMNS} cột")
        for number, column, rows, width, lines, bold in made:
            yield RawCell(number, column, lines, rows, width, bold)

    def _cell_lines(self, cell: Element, depth: int) -> tuple[tuple[str, ...], bool]:
        lines: list[str] = []
        bolds: list[bool] = []
        for child in _children(cell, f"{_W}p", f"{_W}tbl"):
            if child.tag == f"{_W}tbl":
                if depth > _MAX_DEPTH:
                    raise UnreadableFile(self.out.name, f"bảng lồng nhau quá {_MAX_DEPTH} tầng")
                inner = RawTable(tuple(self._cells(child, depth + 1)))
                for row in range(inner.rows):
                    lines.append(" ".join(c.text.replace("\n", " ") for c in inner.cells if c.row == row))
                continue
            found = self.text(child)
            if found.text.strip():
                bolds.append(found.bold)
                lines.extend(_soft_lines(found.text))
        return tuple(lines), bool(bolds) and all(bolds)

    def notes(self) -> None:
        """Add the footnotes at the end, in the order they are cited."""
        for number, note in enumerate(self.cited, 1):
            self.out.paragraph(f"[{number}] {note}")


def _soft_lines(text: str) -> list[str]:
    """Cut a paragraph at its soft line breaks; one inside a sentence is only a space."""
    lines: list[str] = []
    for part in text.split("\n"):
        part = part.strip()
        if lines and part[:1].islower():
            lines[-1] += " " + part
        elif part:
            lines.append(part)
    return lines


def _runs(element: Element) -> Iterator[Element]:
    """Yield the runs of a paragraph in order, those of links, fields and accepted insertions too."""
    for child in element:
        if child.tag == f"{_W}r":
            yield child
        elif child.tag not in _GONE and child.tag not in (f"{_W}txbxContent", f"{_W}p", f"{_W}tbl"):
            yield from _runs(child)


def _text_boxes(element: Element) -> Iterator[Element]:
    for box in element.iter(f"{_W}txbxContent"):
        above = box.getparent()
        while above is not None and above is not element and above.tag != f"{_MC}Fallback":
            above = above.getparent()
        if above is element:
            yield box


def _children(element: Element, *tags: str) -> Iterator[Element]:
    """Yield the children with these tags, also inside content controls and changes."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(child, *tags)


def _rows(table: Element) -> Iterator[Element]:
    for row in _children(table, f"{_W}tr"):
        properties = row.find(f"{_W}trPr")
        if properties is None or properties.find(f"{_W}del") is None:
            yield row


def _lays_out(table: Element) -> bool:
    """Say whether a table only places other tables on the page: a cell or two, with tables of their own inside."""
    cells = [cell for row in _rows(table) for cell in _children(row, f"{_W}tc")]
    return len(cells) <= 2 and any(True for cell in cells for _ in _children(cell, f"{_W}tbl"))


def _nearest(element: Element, tag: str) -> Element:
    above = element.getparent()
    while above is not None and above.tag != tag:
        above = above.getparent()
    return above


def _grid_before(row: Element) -> int:
    return max(0, min(_integer(_value(row.find(f"{_W}trPr"), "gridBefore"), 0), _MAX_TABLE_COLUMNS))


def _numbered(element: Element) -> tuple[str, int] | None:
    return _list_of(element.find(f"{_W}pPr"))


def _list_of(properties: Element) -> tuple[str, int] | None:
    found = properties.find(f"{_W}numPr") if properties is not None else None
    if found is None:
        return None
    return _value(found, "numId"), _integer(_value(found, "ilvl"), 0)


def _bold(properties: Element, style: Element) -> bool:
    for node in (properties, style.find(f"{_W}rPr") if style is not None else None):
        found = node.find(f"{_W}b") if node is not None else None
        if found is not None:
            return found.get(f"{_W}val", "1") not in ("0", "false", "off")
    return False


def _font_of(properties: Element) -> str:
    fonts = properties.find(f"{_W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    return str(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "")


def _default_font(styles: Element) -> str:
    for defaults in styles.iter(f"{_W}rPrDefault"):
        return _font_of(defaults.find(f"{_W}rPr"))
    return ""


def _breaks_page(element: Element) -> bool:
    return any(br.get(f"{_W}type") == "page" for br in element.iter(f"{_W}br"))


def _part_root(document: Element, kind: str) -> Element:
    """Return the root element of the numbering or the footnotes, None where the file has none."""
    from lxml import etree

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            part = relation.target_part
            if getattr(part, "element", None) is not None:
                return part.element
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            try:
                return etree.fromstring(part.blob, parser)
            except etree.XMLSyntaxError:
                return None
    return None


def _note_texts(root: Element) -> dict[str, str]:
    if root is None:
        return {}
    notes = {}
    for note in root.iter(f"{_W}footnote"):
        if note.get(f"{_W}type") is None:
            notes[note.get(f"{_W}id", "")] = "".join(text.text or "" for text in note.iter(f"{_W}t")).strip()
    return notes


def _value(element: Element, child: str) -> str:
    found = element.find(f"{_W}{child}") if element is not None else None
    return "" if found is None else str(found.get(f"{_W}val", ""))


def _integer(text: str, default: int) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else default


def _is_hex(code: str) -> bool:
    return 0 < len(code) <= 4 and all(char in "0123456789abcdefABCDEF" for char in code)
