"""Plain text and Markdown files to documents."""

from __future__ import annotations

import re
import unicodedata

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.reading.asides import goes_elsewhere
from cchc_assistant.reading.delimited import read_table
from cchc_assistant.reading.document import Block, Document, Paragraph
from cchc_assistant.reading.lines import Line, page_numbers, rejoin, setting_of

_HEADING = re.compile(r"#{1,6}\s+")
# Emphasis: runs of one to three asterisks that touch a word; "2 * 3" and a lone "* " bullet are left.
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])|\*\*")
_TAG = re.compile(r"</?(?:b|strong|i|em|u|br|sup|sub)\s*/?>", re.IGNORECASE)
# A ruled line, or the short rule under the head of a letter: "-------", "_____".
_RULE = re.compile(r"[-_=*]{3,}|(?:\s*[-_*]){5,}")
_TABLE_LINE = re.compile(r"\t[^\t]*\t|^\s*\|.*\|")
_RECIPIENTS = re.compile(r"Nơi nhận\b", re.IGNORECASE)
MAX_LINE = 200_000


def decode(data: bytes, name: str) -> str:
    """Decode the bytes of a text file: UTF-8 or UTF-16 with a mark, normalised to NFC, line ends as ``\\n``.

    Raises:
        UnreadableFile: the file is empty, is not text, or is text in another encoding.
    """
    if not data.strip():
        raise UnreadableFile(name, "tệp rỗng, không có chữ nào để đọc")
    try:
        text = data.decode("utf-16") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            name, f"không phải văn bản UTF-8 (byte lạ ở vị trí {error.start}); hãy lưu lại dạng UTF-8"
        ) from None
    controls = sum(char < " " and char not in "\t\n\r\f\v" for char in text)
    if "\x00" in text or controls > len(text) // 100:
        raise UnreadableFile(name, "tệp nhị phân, không phải văn bản")
    if not text.strip():
        raise UnreadableFile(name, "tệp chỉ có khoảng trắng, không có chữ nào để đọc")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_text(data: bytes, name: str) -> Document:
    """Read a text or Markdown file.

    Raises:
        UnreadableFile: as `decode`; or a line is too long to be a document's.
    """
    text = decode(data, name)
    if max(map(len, text.split("\n"))) > MAX_LINE:
        raise UnreadableFile(name, f"có dòng dài hơn {MAX_LINE // 1000}.000 ký tự, không phải văn bản kế hoạch")
    return document_of(Mapped.of(text), text, name)


def document_of(content: Mapped, source: str, name: str, *, repaired: bool = False) -> Document:
    """Make a document of text lines; ``content`` is the source text or its repair, mapped to the source."""
    lines = _of_document([line for line in physical_lines(content) if line.text or line.content])
    numbers = page_numbers(lines)
    starts = _page_starts(source, lines, numbers)
    lines = [line for index, line in enumerate(lines) if index not in numbers]
    setting = setting_of([line for line in lines if not _TABLE_LINE.search(line.content.text)])
    blocks: list[Block] = []
    warnings: list[str] = []
    pending: list[Line] = []

    def flush() -> None:
        blocks.extend(Paragraph(line.content, line.style) for line in rejoin(pending, setting))
        pending.clear()

    index = 0
    while index < len(lines):
        found = read_table(lines[index:], name) if _TABLE_LINE.search(lines[index].content.text) else None
        if found is None:
            pending.append(_stripped(lines[index]))
            index += 1
            continue
        flush()
        blocks.append(found.table)
        warnings.extend(found.warnings)
        index += found.taken
    flush()
    return Document(name, source, tuple(blocks), starts, tuple(warnings), repaired=repaired)


def physical_lines(content: Mapped) -> list[Line]:
    """Cut text at its line ends; Markdown marks are removed, blank lines counted, rules dropped.

    Lines of a table keep their white space, for it parts their cells.
    """
    lines: list[Line] = []
    blanks = 0
    for raw in content.split(re.compile(r"[\n\f\v]")):
        if not raw.text.strip() or _RULE.fullmatch(raw.text.strip()):
            blanks += 1
            continue
        if _TABLE_LINE.search(raw.text):
            lines.append(Line(raw, blanks))
        else:
            stripped = raw.strip()
            heading = _HEADING.match(stripped.text)
            bold = stripped.text.startswith("**") and stripped.text.endswith("**")
            body = stripped[heading.end() :] if heading else stripped
            clean = body.drop(_EMPHASIS).drop(_TAG).strip()
            if not clean:
                blanks += 1
                continue
            lines.append(Line(clean, blanks, "heading" if heading else "bold" if bold else ""))
        blanks = 0
    return lines


def _of_document(lines: list[Line]) -> list[Line]:
    """Leave out what a copied page of the web holds after its document, which has told who receives it."""
    told = next((at for at, line in enumerate(lines) if _RECIPIENTS.match(line.text)), len(lines))
    end = next((at for at in range(told, len(lines)) if goes_elsewhere(lines[at].text)), len(lines))
    return lines[:end]


def _stripped(line: Line) -> Line:
    return Line(line.content.strip(), line.blanks_before, line.style)


def _page_starts(source: str, lines: list[Line], numbers: dict[int, int]) -> tuple[int, ...]:
    """Return the offset of each page: after form feeds, or at page numbers (at the head of a page, or at its foot)."""
    feeds = [match.end() for match in re.finditer("\f", source)]
    if feeds:
        return (0, *(offset for offset in feeds if source[offset:].strip()))
    if not numbers:
        return ()
    spans = {page: lines[index].content.source_range() for index, page in numbers.items()}
    if 1 in spans:
        starts = {page + 1: end for page, (_, end) in spans.items() if source[end:].strip()}
    else:
        starts = {page: start for page, (start, _) in spans.items()}
    return (0, *(starts[page] for page in sorted(starts) if page > 1))
