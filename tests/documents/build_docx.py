"""Test plans as Word files, written with python-docx, with what real ones have: merges, lists, changes, notes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, TypeAlias

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

from tests.documents.content import Grid, Line, TestPlan
from tests.documents.tcvn3 import to_tcvn3

# An object of python-docx.
Part: TypeAlias = Any
_NUMBERING = """<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>"""
_ROWS = """<w:abstractNum {ns} w:abstractNumId="78"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>"""
_FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r>
<w:t>Theo Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


class _Builder:
    def __init__(self, plan: TestPlan) -> None:
        self.plan = plan
        self.document: Any = docx.Document()
        self.legacy = plan.data.get("legacy_font", False)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Liberation Serif", Pt(13)
        style.paragraph_format.space_after = Pt(4)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.2), Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(2)
        self._running(section)
        self.tracked = plan.data.get("tracked_changes", False)
        self.noted = not plan.data.get("footnotes", False)
        if plan.data.get("auto_numbering"):
            numbering = self.document.part.numbering_part.element
            for index, xml in enumerate((_NUMBERING, _ROWS)):
                numbering.insert(0, parse_xml(xml.format(ns=nsdecls("w"))))
                numbering.append(
                    parse_xml(
                        f'<w:num {nsdecls("w")} w:numId="{77 + index}"><w:abstractNumId w:val="{77 + index}"/></w:num>'
                    )
                )

    def _running(self, section: Part) -> None:
        if text := self.plan.data.get("running_header"):
            section.header.paragraphs[0].text = text
        if text := self.plan.data.get("running_footer"):
            section.footer.paragraphs[0].text = text
        paragraph = section.header.add_paragraph() if text else section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for xml in (
            '<w:fldChar {} w:fldCharType="begin"/>',
            "<w:instrText {}>PAGE</w:instrText>",
            '<w:fldChar {} w:fldCharType="end"/>',
        ):
            paragraph.add_run()._r.append(parse_xml(xml.format(nsdecls("w"))))

    def write(self, paragraph: Part, text: str, *, bold: bool = False, size: float | None = None) -> None:
        run = paragraph.add_run()
        if self.legacy:
            upper = text.isupper()
            text = to_tcvn3(text)
            run.font.name = ".VnTimeH" if upper else ".VnTime"
        run.text = text
        run.bold = bold
        if size:
            run.font.size = Pt(size)

    def line(self, line: Line) -> None:
        if line.page_break:
            self.document.add_page_break()
        paragraph = self.document.add_paragraph()
        self.write(paragraph, line.text, bold=line.bold)
        if line.level is not None:
            self._number(paragraph, 77, line.level)
            if self.tracked and line.level:
                self._change(paragraph)
                self.tracked = False
            elif not self.noted and line.level:
                self._note(paragraph)
                self.noted = True

    @staticmethod
    def _number(paragraph: Part, number: int, level: int) -> None:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )

    @staticmethod
    def _change(paragraph: Part) -> None:
        text = paragraph.runs[0].text
        first, last = text.rsplit(" ", 1)
        paragraph.runs[0].text = first + " "
        for tag, inner, word in (("del", "delText", "XÓA BỎ"), ("ins", "t", last)):
            paragraph._p.append(
                parse_xml(
                    f'<w:{tag} {nsdecls("w")} w:id="9" w:author="a" w:date="2022-01-01T00:00:00Z"><w:r>'
                    f'<w:{inner} xml:space="preserve">{word}</w:{inner}></w:r></w:{tag}>'
                )
            )

    @staticmethod
    def _note(paragraph: Part) -> None:
        paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))

    def head(self) -> None:
        data = self.plan.data
        table = self.document.add_table(2, 2)
        left, right = table.rows[0].cells
        for index, text in enumerate(self.plan.letterhead):
            self.write(left.paragraphs[0] if not index else left.add_paragraph(), text, bold=index > 0)
        self.write(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
        self.write(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True)
        self.write(table.rows[1].cells[0].paragraphs[0], f"Số: {data['number']}")
        self.write(table.rows[1].cells[1].paragraphs[0], f"{data['place']}, {data['date']}")
        for text in (data["kind"], data["title"]):
            paragraph = self.document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self.write(paragraph, text, bold=True, size=14)

    def foot(self) -> None:
        data = self.plan.data
        table = self.document.add_table(1, 2)
        left, right = table.rows[0].cells
        self.write(left.paragraphs[0], "Nơi nhận:", bold=True, size=12)
        for name in data["recipients"]:
            self.write(left.add_paragraph(), f"- {name};", size=11)
        for index, text in enumerate([*data["role"].split("\n"), "", "", data["signer"]]):
            paragraph = right.paragraphs[0] if not index else right.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self.write(paragraph, text, bold=True)

    def grid(self, grid: Grid) -> None:
        if grid.landscape:
            section = self.document.add_section()
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        table = self.document.add_table(len(grid.rows), len(grid.widths))
        table.style, table.autofit = "Table Grid", False
        for column, width in enumerate(grid.widths):
            table.columns[column].width = Cm(width)
            for row in table.rows:
                row.cells[column].width = Cm(width)
        for index, row in enumerate(grid.rows):
            for cell in row:
                place = table.cell(index, cell.column)
                if cell.rows > 1 or cell.columns > 1:
                    place = place.merge(table.cell(index + cell.rows - 1, cell.column + cell.columns - 1))
                self._fill(
                    place,
                    cell.text,
                    bold=cell.bold,
                    numbered=grid.auto_numbers and cell.column == 0 and index >= grid.header,
                )
            properties = table.rows[index]._tr.get_or_add_trPr()
            if grid.repeat_header and index < grid.header:
                properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
            if not grid.split_rows:
                properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if grid.landscape:
            section = self.document.add_section()
            section.orientation = WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = Cm(21), Cm(29.7)

    def _fill(self, place: Part, text: str, *, bold: bool, numbered: bool) -> None:
        for index, part in enumerate(text.split("\n")):
            paragraph = place.paragraphs[0] if not index else place.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            if numbered:
                self._number(paragraph, 78, 0)
            else:
                self.write(paragraph, part, bold=bold, size=11.5)


def build_docx(plan: TestPlan) -> bytes:
    """Return the plan as the bytes of a Word file."""
    builder = _Builder(plan)
    builder.head()
    for block in plan.body():
        if isinstance(block, Line):
            builder.line(block)
        elif isinstance(block, Grid):
            builder.grid(block)
        else:
            builder.foot()
    out = io.BytesIO()
    builder.document.save(out)
    return _with_footnotes(out.getvalue()) if plan.data.get("footnotes") else out.getvalue()


def _with_footnotes(data: bytes) -> bytes:
    """Add the part that holds the footnotes, which python-docx does not write."""
    out = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
                )
            if name == "word/_rels/document.xml.rels":
                content = re.sub(
                    b"</Relationships>",
                    f'<Relationship Id="rIdFn" Type="{relation}" Target="footnotes.xml"/></Relationships>'.encode(),
                    content,
                )
            after.writestr(name, content)
        after.writestr("word/footnotes.xml", _FOOTNOTES)
    return out.getvalue()
