"""Scans: ink, skew, rules, numerals; a worthless text layer; no OCR program."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading import tesseract
from cchc_assistant.reading.image import find_rules, prepare, skew_of
from cchc_assistant.reading.numerals import corrected, upright_strokes
from cchc_assistant.reading.pdf import read_pdf
from cchc_assistant.reading.read import read
from cchc_assistant.reading.rules import tables_of
from tests.documents.build_pdf import page_images, spoil
from tests.documents.hostile import pdf_page

_PLAN = "06-so-tai-nguyen-lao-cai"


@pytest.fixture(scope="module")
def page(pdf_files: dict[str, Path]) -> Image.Image:
    return page_images(pdf_files[_PLAN], 120)[0]


def test_stamp_is_taken_out_and_the_print_under_it_kept(page: Image.Image) -> None:
    stamped = spoil(page, 1, stamp=True)
    plain, cleaned = prepare(page, 120).grey, prepare(stamped, 120).grey
    dark, kept = plain < 90, cleaned < 128
    assert (dark & kept).sum() > 0.9 * dark.sum()
    assert (kept & ~(plain < 200)).sum() < 0.05 * dark.sum()


@pytest.mark.parametrize("angle", [-2.0, -0.7, 0.0, 1.3])
def test_skew_is_found(page: Image.Image, angle: float) -> None:
    turned = np.asarray(spoil(page, 1, skew=angle).convert("L")) < 150
    assert abs(skew_of(turned) + angle) <= 0.25


def test_rules_of_a_slightly_turned_table_are_found_and_text_is_none(page: Image.Image) -> None:
    prepared = prepare(spoil(page, 1, skew=0.7, noise=0.3), 120)
    tables = tables_of(prepared.rules)
    assert len(tables) == 1
    assert (max(box.row + box.rows for box in tables[0].boxes), len(tables[0].columns) - 1) == (8, 6)
    text = Image.new("L", (900, 300), 255)
    ImageDraw.Draw(text).text((20, 20), "mmmmmmmm nnnnnn llllll iiii " * 4, fill=0)
    rules, _mask = find_rules(np.asarray(text) < 150, 120)
    assert rules == ()


def _drawn(text: str, size: int) -> np.ndarray:
    """Return text as an image cut to its ink."""
    font = ImageFont.truetype("LiberationSerif-Regular.ttf", size)
    image = Image.new("L", (8 * size, 2 * size), 255)
    ImageDraw.Draw(image).text((5, 5), text, fill=0, font=font)
    grey = np.asarray(image)
    rows, columns = np.flatnonzero((grey < 128).any(axis=1)), np.flatnonzero((grey < 128).any(axis=0))
    return grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("size", [34, 44, 60])
@pytest.mark.parametrize(("text", "strokes"), [("I/2022", 1), ("II/2023", 2), ("III/2024", 3), ("V/2022", 0), ("H", 0)])
def test_strokes_of_numerals_are_counted(text: str, strokes: int, size: int) -> None:
    assert upright_strokes(_drawn(text, size)) == strokes


@pytest.mark.parametrize("size", [34, 44, 60])
@pytest.mark.parametrize(
    ("drawn", "read", "meant"),
    [("I/2022", "1/2022", "I/2022"), ("1/2022", "1/2022", "1/2022"), ("III.", "HI.", "III."), ("II", "H", "II")],
)
def test_numerals_are_read_by_their_strokes(drawn: str, read: str, meant: str, size: int) -> None:
    part = _drawn(drawn, size)
    image = np.full((200, 700), 255, dtype=np.uint8)
    image[20 : 20 + part.shape[0], 200 : 200 + part.shape[1]] = part
    word = tesseract.Read("Quý", 10, 20, 100, 20 + part.shape[0], 0.9, (1, 1, 1))
    numeral = tesseract.Read(read, 200, 20, 200 + part.shape[1] - 1, 20 + part.shape[0] - 1, 0.9, (1, 1, 1))
    after = tesseract.Read("NHIỆM VỤ", 500, 20, 600, 20 + part.shape[0], 0.9, (1, 1, 1))
    line = [word, numeral] if "/" in drawn or "." not in drawn else [numeral, after]
    assert meant in [one.text for one in corrected(line, image)]


def test_image_file_is_read(page: Image.Image, pdf_files: dict[str, Path]) -> None:
    out = io.BytesIO()
    page_images(pdf_files[_PLAN], 170)[0].save(out, "PNG", dpi=(170, 170))
    document = read(out.getvalue(), "anh.png")
    assert "Sở Tài nguyên và Môi trường ban hành Kế hoạch" in document.text
    assert document.ocr_pages[0][1] > 0.85


def test_scan_with_only_a_signature_as_text_goes_through_ocr(scan: Callable[[str, int], bytes], folder: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    mark = pdf_page(
        b"BT /F9 6 Tf 20 820 Td (Signature Not Verified signed by: VAN PHONG 19.07.2025 08:44:47) Tj ET",
        b"/Resources << /Font << /F9 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> ",
    )
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan(_PLAN, 170))))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(mark)).pages[0])
    out = io.BytesIO()
    writer.write(out)
    document = read(out.getvalue(), "ky.pdf")
    assert len(document.ocr_pages) == 1
    assert "Văn phòng Đăng ký đất đai" in " ".join(document.text.split())


def test_without_the_ocr_program_a_scan_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, scan: Callable[[str, int], bytes]
) -> None:
    monkeypatch.setattr(tesseract, "program", lambda: None)
    with pytest.raises(UnreadableFile, match="tesseract-ocr và tesseract-ocr-vie"):
        read_pdf(scan(_PLAN, 60), "quet.pdf")
