"""Test plans as PDF (by LibreOffice) and as scans of it: skewed, noisy, with a red stamp."""

from __future__ import annotations

import io
import math
import random
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter


def convert(files: Sequence[Path], target: str, folder: Path) -> list[Path]:
    """Convert files with LibreOffice to ``target`` ("pdf", "odt", "doc", "rtf") in ``folder``.

    Raises:
        RuntimeError: LibreOffice is not installed, or it made no file.
    """
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("these tests need LibreOffice: apt-get install libreoffice-writer libreoffice-calc")
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / ".profile").resolve().as_uri()
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(folder),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    made = [folder / f"{file.stem}.{target}" for file in files]
    if missing := [path for path in made if not path.exists()]:
        raise RuntimeError(f"LibreOffice made no {missing}")
    return made


def page_images(pdf: Path, dpi: int) -> list[Image.Image]:
    """Render the pages of a PDF with pdftoppm.

    Raises:
        RuntimeError: poppler-utils is not installed.
    """
    program = shutil.which("pdftoppm")
    if program is None:
        raise RuntimeError("these tests need pdftoppm: apt-get install poppler-utils")
    stem = pdf.parent / f"{pdf.stem}-{dpi}"
    subprocess.run([program, "-r", str(dpi), "-png", str(pdf), str(stem)], check=True, capture_output=True, timeout=120)
    made = sorted(pdf.parent.glob(f"{stem.name}-*.png"))
    images = [Image.open(io.BytesIO(path.read_bytes())).convert("RGB") for path in made]
    for path in made:
        path.unlink()
    return images


def spoil(page: Image.Image, seed: int, *, skew: float = 0.0, noise: float = 0.0, stamp: bool = False) -> Image.Image:
    """Make a clean page look scanned: a red stamp over its text, a turn of ``skew`` degrees, blur and grain."""
    random.seed(seed)
    if stamp:
        page = _stamped(page)
    if skew:
        page = page.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=(252, 252, 250))
    if noise:
        page = page.filter(ImageFilter.GaussianBlur(0.5))
        grain = Image.effect_noise(page.size, 255 * noise).convert("RGB")
        page = Image.blend(page, grain, 0.12)
        page = page.point(lambda value: max(0, min(255, int((value - 15) * 1.14))))
    return page


def _stamped(page: Image.Image) -> Image.Image:
    layer = Image.new("RGB", page.size, (255, 255, 255))
    draw = ImageDraw.Draw(layer)
    radius = page.width // 9
    x, y = int(page.width * 0.62), int(page.height * 0.5)
    for inset, width in ((0, 7), (radius // 4, 3)):
        draw.ellipse(
            (x - radius + inset, y - radius + inset, x + radius - inset, y + radius - inset),
            outline=(222, 60, 70),
            width=width,
        )
    points = [
        (x + radius * size * math.sin(step * math.pi / 5), y - radius * size * math.cos(step * math.pi / 5))
        for step, size in zip(range(10), [0.5, 0.2] * 5, strict=True)
    ]
    draw.polygon(points, fill=(222, 60, 70))
    # Ink over ink: the print under a stamp stays black.
    return ImageChops.multiply(page, layer)


def image_pdf(pages: Sequence[Image.Image], dpi: int) -> bytes:
    """Return a PDF whose pages are just these images (as JPEG), as an office scanner writes it."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=list(pages[1:]), quality=80)
    return out.getvalue()
