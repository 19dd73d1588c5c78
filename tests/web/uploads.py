"""Small plans to upload in tests: as DOCX, as a scan, and as a text that tries everything."""

from __future__ import annotations

from html import escape
from pathlib import Path

from docx import Document
from playwright.sync_api import Browser

from tests.web.html_tree import HOSTILE


def lines(task: str, unit: str, year: int, place: str) -> list[str]:
    """A short plan with one task of its own."""
    return [
        f"ỦY BAN NHÂN DÂN TỈNH {place.upper()}",
        "SỞ VĂN HÓA VÀ THỂ THAO",
        "Số: 77/KH-SVHTT",
        f"{place}, ngày 05 tháng 02 năm {year}",
        "KẾ HOẠCH",
        f"Cải cách hành chính năm {year} của Sở Văn hóa và Thể thao",
        "I. MỤC ĐÍCH",
        "Nâng cao chất lượng phục vụ người dân và doanh nghiệp.",
        "II. NHIỆM VỤ",
        f"1. {task}",
        f"- Đơn vị chủ trì thực hiện: {unit}.",
        "- Đơn vị phối hợp: Văn phòng Sở.",
        f"- Thời gian thực hiện: Quý III/{year}.",
    ]


def as_docx(path: Path, text: list[str]) -> Path:
    """Write the lines as a Word file."""
    document = Document()
    for line in text:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def as_scan(browser: Browser, path: Path, text: list[str]) -> Path:
    """Write the lines as a picture of a page of 200 dots per inch."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text)
    page = browser.new_page(viewport={"width": 827, "height": 800}, device_scale_factor=2)
    page.set_content(f"<body style='font: 19px serif; margin: 70px 90px'>{paragraphs}</body>")
    page.screenshot(path=path)
    page.close()
    return path


def as_hostile(path: Path) -> Path:
    """Write a plan with tags, a Markdown link and an instruction in its title, its task and a unit."""
    text = lines(f"Tổ chức hội thi dân ca {HOSTILE}", f"Phòng Nghệ thuật {HOSTILE}", 2025, "Hà Nam")
    text[5] += f" {HOSTILE}"
    path.write_text("\n".join(text), encoding="utf-8")
    return path
