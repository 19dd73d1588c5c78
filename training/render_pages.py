"""Make OCR training pairs: draw text as page images, spoil them as scanners do, read them with tesseract.

    python -m training.render_pages TEXT OUT.jsonl --pages 200 --language eng --seed 1

Each line of the output is one page: ``{"dpi", "kind", "ocr": page as read, "lines": lines as drawn}``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from training.counting import read_lines

_FONTS = Path("/usr/share/fonts/truetype/liberation2")
_PAGE_INCHES = (8.27, 11.69)
_MARGIN_INCHES = 1.0


@dataclass(frozen=True)
class Page:
    """A page as an image, and its lines as drawn, in reading order."""

    image: Image.Image
    lines: list[str]


def font(dpi: int, points: float, style: str = "Regular") -> ImageFont.FreeTypeFont:
    """Return Liberation Serif (the metric twin of Times New Roman) at a size."""
    return ImageFont.truetype(str(_FONTS / f"LiberationSerif-{style}.ttf"), round(points * dpi / 72))


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a paragraph into lines that fit."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def draw_text_page(paragraphs: Iterator[str], dpi: int, rng: random.Random) -> Page:
    """Draw paragraphs until the page is full; some are bold or italic, as headings and legal bases are."""
    width, height = (round(side * dpi) for side in _PAGE_INCHES)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    margin = round(_MARGIN_INCHES * dpi * rng.uniform(0.8, 1.1))
    points = rng.choice((12, 13, 13, 14, 14))
    drawn: list[str] = []
    y = margin
    while True:
        paragraph = next(paragraphs)
        style = rng.choices(("Regular", "Bold", "Italic", "BoldItalic"), (80, 10, 8, 2))[0]
        if len(paragraph) < 60 and rng.random() < 0.25:
            paragraph, style = paragraph.upper(), "Bold"
        face = font(dpi, points, style)
        step = round(points * dpi / 72 * rng.uniform(1.15, 1.4))
        indent = round(0.4 * dpi)
        for line in wrap(paragraph, face, width - 2 * margin - indent):
            if y + step > height - margin:
                return Page(image, drawn)
            draw.text((margin + indent, y), line, font=face, fill=rng.randint(0, 40))
            drawn.append(line)
            y += step
        y += step // 3


def draw_table_page(paragraphs: Iterator[str], dpi: int, rng: random.Random) -> Page:
    """Draw a ruled table of four columns: number, task, unit, time; its lines are those of each row's cells in turn."""
    width, height = (round(side * dpi) for side in _PAGE_INCHES)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    margin, pad = round(0.8 * dpi), round(0.07 * dpi)
    face = font(dpi, 12)
    step = round(12 * dpi / 72 * 1.2)
    inner = width - 2 * margin
    edges = [margin + round(inner * share) for share in (0, 0.08, 0.52, 0.78, 1)]
    drawn: list[str] = []
    y, row = margin, 1
    while True:
        cells = [str(row), next(paragraphs), next(paragraphs), rng.choice(_TIMES)]
        cells[2] = " ".join(cells[2].split()[:8])
        wrapped = [
            wrap(cell, face, right - left - 2 * pad) for cell, left, right in zip(cells, edges, edges[1:], strict=False)
        ]
        tall = max(len(lines) for lines in wrapped) * step + 2 * pad
        if y + tall > height - margin:
            return Page(image, drawn)
        for lines, left, right in zip(wrapped, edges, edges[1:], strict=False):
            draw.rectangle((left, y, right, y + tall), outline=0, width=max(1, dpi // 100))
            for index, line in enumerate(lines):
                draw.text((left + pad, y + pad + index * step), line, font=face, fill=0)
                drawn.append(line)
        y, row = y + tall, row + 1


_TIMES = ("Quý I/2021", "Quý II/2022", "Tháng 6/2021", "Thường xuyên", "Năm 2023", "Hàng quý", "Trước 30/11/2022")


def spoil(image: Image.Image, dpi: int, rng: random.Random) -> Image.Image:
    """Blur, skew, fade and speckle the page as a scanner would."""
    image = image.rotate(rng.uniform(-0.6, 0.6), resample=Image.Resampling.BICUBIC, fillcolor=255)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.0) * dpi / 200))
    pixels = np.asarray(image, np.float32)
    noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, rng.uniform(3, 16), pixels.shape)
    pixels = np.clip(255 - (255 - pixels) * rng.uniform(0.75, 1.0) + noise, 0, 255)
    return Image.fromarray(pixels.astype(np.uint8))


def read(image: Image.Image, dpi: int, language: str) -> str:
    """Return what tesseract reads on the page."""
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        image.save(file.name, dpi=(dpi, dpi))
        run = subprocess.run(
            ["tesseract", file.name, "-", "-l", language],
            capture_output=True,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    return run.stdout.decode()


def paragraphs(lines: list[str], rng: random.Random) -> Iterator[str]:
    """Yield runs of paragraphs from random places, for ever."""
    while True:
        start = rng.randrange(len(lines))
        for line in lines[start : start + 25]:
            if 8 < len(line) < 900 and ".." not in line and "\t" not in line:
                yield line


def make(lines: list[str], language: str, table_share: float, seed: int) -> dict[str, object]:
    """Draw, spoil and read one page."""
    rng = random.Random(seed)
    dpi = rng.choice((150, 170, 200))
    is_table = rng.random() < table_share
    page = (draw_table_page if is_table else draw_text_page)(paragraphs(lines, rng), dpi, rng)
    ocr = read(spoil(page.image, dpi, rng), dpi, language)
    return {"dpi": dpi, "kind": "table" if is_table else "text", "ocr": ocr, "lines": page.lines}


def main() -> None:
    """Make pages, two at a time, and append them as they come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--language", default="eng")
    parser.add_argument("--tables", type=float, default=0.15, help="share of table pages")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    lines = [line.strip() for line in read_lines(arguments.text)]
    with arguments.out.open("w", encoding="utf-8") as out, ThreadPoolExecutor(arguments.workers) as pool:
        seeds = range(arguments.seed * 100_000, arguments.seed * 100_000 + arguments.pages)
        for page in pool.map(lambda seed: make(lines, arguments.language, arguments.tables, seed), seeds):
            out.write(json.dumps(page, ensure_ascii=False) + "\n")
            out.flush()
    sys.stdout.write(f"{arguments.pages} pages in {arguments.out}\n")


if __name__ == "__main__":
    main()
