"""OCR with the program tesseract and its Vietnamese model."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from cchc_assistant.errors import UnreadableFile

# A Pillow image.
Picture: TypeAlias = Any
PACKAGES = "tesseract-ocr và tesseract-ocr-vie"
_TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class Read:
    """A word as tesseract read it: its box in pixels, its confidence (0–1), the line it put it in."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float
    line: tuple[int, int, int]


@cache
def program() -> str | None:
    """Return the path of tesseract if it and its Vietnamese model are installed."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    try:
        listed = subprocess.run([found, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found if "vie" in listed.stdout.split() else None


def require(name: str) -> str:
    """Return the path of tesseract.

    Raises:
        UnreadableFile: it is not installed; the message names the packages.
    """
    found = program()
    if found is None:
        raise UnreadableFile(
            name, f"là bản quét (ảnh), cần OCR mà máy chưa có; hãy cài {PACKAGES} (apt-get install …) rồi chạy lại"
        )
    return found


def read_image(image: Picture, name: str, *, mode: int, dpi: float) -> list[Read]:
    """Read the words of a Pillow image.

    Args:
        image: the image.
        name: of the file, for errors.
        mode: tesseract's page segmentation mode; 6 is one block of lines, 4 a column of text of several sizes.
        dpi: dots per inch.

    Raises:
        UnreadableFile: tesseract is missing, fails, or takes too long.
    """
    out = io.BytesIO()
    image.save(out, "PPM")
    command = [
        require(name),
        "stdin",
        "stdout",
        "-l",
        "vie",
        "--oem",
        "1",
        "--psm",
        str(mode),
        "--dpi",
        str(round(dpi)),
        "tsv",
    ]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=out.getvalue(), capture_output=True, timeout=_TIMEOUT, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(name, f"OCR một trang quá {_TIMEOUT} giây") from None
    except OSError as error:
        raise UnreadableFile(name, f"không chạy được tesseract ({error.strerror})") from None
    if done.returncode != 0:
        raise UnreadableFile(name, "tesseract báo lỗi khi đọc ảnh; hãy kiểm tra lại bản cài")
    return _words(done.stdout.decode("utf-8", "replace"))


def _words(table: str) -> list[Read]:
    words = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        left, top, width, height = (float(row[key]) for key in ("left", "top", "width", "height"))
        line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
        words.append(Read(text, left, top, left + width, top + height, max(0.0, float(row["conf"])) / 100, line))
    return words
