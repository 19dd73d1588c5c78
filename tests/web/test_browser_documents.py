"""Documents in a real browser: uploaded, asked about at once, compared, removed; refused with a reason; never run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cchc_assistant.ingest import build
from cchc_assistant.web.library import Library
from tests.web.conftest import Opens, ask
from tests.web.uploads import as_docx, as_hostile, as_scan, lines

pytestmark = pytest.mark.browser
PLANS = ("qngai-skhcn-2020-tuyen-truyen-cchc.md", "qngai-skhcn-2022-tuyen-truyen-cchc.txt")


@pytest.fixture(scope="module")
def library(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two plans, to add to."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "plans").mkdir()
    for name in PLANS:
        shutil.copy(corpus / name, folder / "plans")
    build([folder / "plans"], folder / "index")
    return Library(folder / "index")


@pytest.fixture(scope="module")
def url(served: Callable[[Library], str], library: Library) -> str:
    return served(library)


@pytest.fixture
def page(opens: Opens, url: str) -> Page:
    opened = opens(url)
    turn_to(opened, "Văn bản")
    expect(opened.locator("#documents .document").first).to_be_visible()
    return opened


def turn_to(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()


def upload(page: Page, *paths: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#upload").click()
    chooser.value.set_files(list(paths))
    expect(page.locator("#upload-state .outcome")).to_be_visible(timeout=60_000)


def test_word_file_and_scan_are_asked_about_at_once_and_removed(page: Page, browser: Browser, tmp_path: Path) -> None:
    word = as_docx(
        tmp_path / "Kế hoạch.docx", lines("Xây dựng bản đồ số các di tích", "Phòng Di sản", 2024, "Hà Giang")
    )
    scan = as_scan(
        browser, tmp_path / "quet.png", lines("Số hóa hồ sơ nghệ nhân ưu tú", "Phòng Nghệ thuật", 2026, "Cà Mau")
    )
    upload(page, word, scan)
    expect(page.locator("#upload-state .good")).to_have_count(2)
    expect(page.locator("#documents .document")).to_have_count(4)
    turn_to(page, "Hỏi đáp")
    ask(page, "Ai chủ trì xây dựng bản đồ số các di tích, khi nào?")
    expect(page.locator("#luot-1 .answer")).to_contain_text("Phòng Di sản")
    expect(page.locator("#luot-1 .answer")).to_contain_text("Quý III/2024")
    ask(page, "ai chu tri so hoa ho so nghe nhan uu tu")
    expect(page.locator("#luot-2 .answer")).to_contain_text("Phòng Nghệ thuật")
    page.locator("#luot-2 .reference").first.click()
    expect(page.locator("#source .sheet img")).to_be_visible(timeout=60_000)
    expect(page.locator("#source .sheet .frame")).to_have_count(1)
    page.keyboard.press("Escape")
    turn_to(page, "Văn bản")
    page.locator("#documents .document", has_text="quet.png").locator("[data-event=remove]").click()
    expect(page.locator("#documents .document")).to_have_count(3)
    page.locator("#documents .document", has_text="Kế hoạch.docx").locator("[data-event=reread]").click()
    expect(page.locator("#upload-state .good")).to_contain_text("Đã đọc lại")


def test_unusable_upload_is_refused_with_its_reason(page: Page, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7 <script>alert(1)</script>")
    (tmp_path / "dai.txt").write_text("dài " * (5 * 2**20 // 5), encoding="utf-8")
    before = page.locator("#documents .document").count()
    upload(page, tmp_path / "hong.pdf", tmp_path / "dai.txt")
    expect(page.locator("#upload-state .bad")).to_have_count(2)
    expect(page.locator("#upload-state")).to_contain_text("PDF hỏng")
    expect(page.locator("#documents .document")).to_have_count(before)


def test_two_plans_are_compared(page: Page) -> None:
    turn_to(page, "So sánh")
    page.locator("select[name=before]").select_option(PLANS[0])
    expect(page.locator("#comparison tbody tr").first).to_be_visible()
    page.locator("select[name=after]").select_option(PLANS[1])
    changed = page.locator("#comparison tr", has_text="ISO 9001:2015 cho các cơ quan hành chính")
    expect(changed.locator(".badge")).to_have_text("Đổi đơn vị")
    expect(changed).to_contain_text("Chi cục Tiêu chuẩn Đo lường Chất lượng")
    expect(changed).to_contain_text("Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng")
    page.locator("#comparison .count.added").click()
    expect(page.locator("#comparison .badge.dropped")).to_have_count(0)
    page.locator("#comparison tbody button").first.click()
    expect(page.locator("#source #cho-trich")).to_be_in_viewport()


def test_hostile_document_is_plain_text_everywhere(page: Page, tmp_path: Path) -> None:
    page.on("dialog", lambda dialog: pytest.fail("a document ran a script"))
    upload(page, as_hostile(tmp_path / "<img src=x onerror=alert(1)>.txt"))
    expect(page.locator("#documents")).to_contain_text("<script>alert(1)</script>")
    page.locator("#documents .document", has_text="<script>").locator("[data-event=open]").first.click()
    expect(page.locator("#source .panel")).to_contain_text("<script>alert(1)</script>")
    page.keyboard.press("Escape")
    turn_to(page, "Nhiệm vụ")
    page.locator("#tasks tbody button", has_text="hội thi dân ca").first.click()
    expect(page.locator("#source mark.answer").first).to_contain_text("<script>")
    page.keyboard.press("Escape")
    turn_to(page, "So sánh")
    expect(page.locator("#comparison select").first).to_be_visible()
    turn_to(page, "Hỏi đáp")
    ask(page, "Ai chủ trì tổ chức hội thi dân ca, khi nào?")
    expect(page.locator("#turns")).to_contain_text("[bấm vào đây](javascript:alert(1))")
    foreign = "#turns, #tasks, #documents, #comparison, #source"
    for parts in foreign.split(", "):
        expect(page.locator(f"{parts} :is(script, img, iframe, a[href])")).to_have_count(0)
