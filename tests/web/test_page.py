"""The page in a real browser, served as ``cchc chat`` serves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cchc_assistant.web import server
from cchc_assistant.web.library import Library

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Chromium itself asks for nothing from other hosts either, so that a request seen is the page's.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


@pytest.fixture(scope="module")
def url(library: Library) -> Iterator[str]:
    served = server.start(library, server.Options(port=None))
    yield served.url
    served.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("no Chromium on this machine; on Debian: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN") as context:
        opened = context.new_page()
        opened.goto(url)
        expect(opened.locator("#question textarea")).to_be_visible(timeout=30_000)
        yield opened


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.click("#submit")
    expect(page.locator("#answer .question")).to_have_text(question)


def test_question_is_answered_with_its_citations(page: Page) -> None:
    ask(page, "Ai chủ trì đào tạo ISO 9001, khi nào?")
    answer = page.locator("#answer .answer")
    expect(answer).to_contain_text("Chi cục Tiêu chuẩn Đo lường Chất lượng")
    expect(answer).to_contain_text("Quý I - II/2022")
    sources = page.locator("#sources .source")
    expect(sources.first).to_contain_text("III.5")
    expect(sources.first.locator("mark").first).to_be_visible()


def test_conversation_goes_on_and_can_be_begun_anew(page: Page) -> None:
    ask(page, "Ai chủ trì đào tạo ISO 9001 năm 2022?")
    ask(page, "Khi nào?")
    expect(page.locator("#history .history > details > summary")).to_have_text("Ai chủ trì đào tạo ISO 9001 năm 2022?")
    page.click("#again")
    expect(page.locator("#answer .turn")).to_have_count(0)
    expect(page.locator("#examples .chip").first).to_be_visible()


def test_example_is_asked_at_a_click(page: Page) -> None:
    chip = page.locator("#examples .chip").first
    question = chip.inner_text()
    chip.click()
    expect(page.locator("#answer .question")).to_have_text(question)


def test_refusal_says_so(page: Page) -> None:
    ask(page, "Ai chủ trì phóng tàu vũ trụ lên Sao Hỏa?")
    expect(page.locator("#answer .refusal")).to_be_visible()


def test_tags_in_a_question_are_shown_and_not_run(page: Page) -> None:
    question = "<img src=x onerror=\"document.title='hacked'\"> {{7}} ${7}"
    ask(page, question)
    expect(page).not_to_have_title("hacked")
    expect(page.locator("#answer img")).to_have_count(0)


def test_page_fits_a_phone(browser: Browser, url: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN") as context:
        page = context.new_page()
        page.goto(url)
        ask(page, "Ai chủ trì đào tạo ISO 9001, khi nào?")
        expect(page.locator("#sources .source").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_page_asks_nothing_of_other_hosts(browser: Browser, url: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(url)
        ask(page, "Ai chủ trì đào tạo ISO 9001, khi nào?")
        expect(page.locator("#answer .turn")).to_be_visible()
        page.wait_for_timeout(500)  # the page keeps one connection open, so it is never idle
    hosts = {parts.hostname for parts in map(urlsplit, asked) if parts.scheme in ("http", "https", "ws", "wss")}
    assert hosts == {"127.0.0.1"}


def test_page_is_in_vietnamese(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page).to_have_title("Hỏi đáp cải cách hành chính")
