"""Asking on the page, in a real browser, served as ``cchc chat`` serves it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cchc_assistant.answering.llm import Writer
from cchc_assistant.settings import LanguageModel
from cchc_assistant.web import events
from cchc_assistant.web.library import Library
from tests.chat_server import ChatServer
from tests.web.conftest import Opens, ask
from tests.wordings import GOOD, QUESTION

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(served: Callable[[Library], str], index: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    own = tmp_path_factory.mktemp("chat") / "index"
    shutil.copytree(index, own)
    return served(Library(own))


@pytest.fixture
def page(opens: Opens, url: str) -> Page:
    return opens(url)


@pytest.mark.parametrize(
    "question",
    [
        "Ai chủ trì đào tạo ISO 9001 năm 2022, khi nào?",
        "ai chu tri dao tao iso 9001 nam 2022, khi nao",
        "Who leads the ISO 9001 training in 2022, and when?",
    ],
)
def test_question_in_any_spelling_opens_its_source(page: Page, question: str) -> None:
    ask(page, question)
    answer = page.locator("#luot-1 .reply")
    expect(answer).to_contain_text("Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng")
    expect(answer).to_contain_text("Quý I - II/2022")
    card = page.locator("#luot-1 .source").first
    expect(card).to_contain_text("III.5")
    expect(card.locator("mark").first).to_be_visible()
    card.click()
    expect(page.locator("#source #cho-trich")).to_be_in_viewport()
    expect(page.locator("#source mark.answer").last).to_contain_text("Quý I - II/2022")
    expect(page.locator("#source .panel-body")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#source .panel")).to_have_count(0)
    expect(page.locator("#luot-1 .question")).to_have_text(question)


def test_damaged_text_is_shown_beside_its_repair(page: Page) -> None:
    ask(page, "Khi nào đăng tải, niêm yết công khai danh mục thủ tục hành chính năm 2021?")
    page.locator("#luot-1 .reference").first.click()
    sides = page.locator("#source .sides")
    expect(sides).to_be_visible(timeout=30_000)
    expect(sides).to_contain_text("Nguyên văn")
    expect(page.locator("#source #cho-trich")).to_be_in_viewport()


def test_follow_up_new_conversation_and_history(page: Page) -> None:
    first = "Ai chủ trì đào tạo ISO 9001 năm 2022?"
    ask(page, first)
    ask(page, "Khi nào?")
    expect(page.locator("#luot-2 .answer")).to_contain_text("Quý I - II/2022")
    page.click("#again")
    expect(page.locator("#turns .welcome")).to_be_visible()
    page.locator("#turns .chip").first.click()
    expect(page.locator("#luot-1 .answer, #luot-1 .refusal")).to_be_visible()
    page.locator("#history summary").click()
    page.locator("#history button", has_text=first).click()
    expect(page.locator("#luot-2 .question")).to_have_text("Khi nào?")
    ask(page, "Đơn vị nào phối hợp?")
    expect(page.locator("#luot-3 .question")).to_be_in_viewport()


def test_long_conversation_keeps_its_last_turns_and_can_be_left(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_TURNS", 2)
    for number in (2021, 2022, 2023):
        page.fill("#question textarea", f"Ai chủ trì đào tạo ISO 9001 năm {number}?")
        page.press("#question textarea", "Enter")
        expect(page.locator(f"#luot-{number - 2020} .reply")).to_be_visible()
    expect(page.locator("#turns .turn .question")).to_contain_text(["năm 2022", "năm 2023"])
    expect(page.locator("#turns .welcome")).to_have_count(0)
    page.click("#again")
    expect(page.locator("#turns .turn")).to_have_count(0)
    page.locator("#history summary").click()
    page.locator("#history [data-talk]").first.click()
    expect(page.locator("#turns .turn .question")).to_contain_text(["năm 2022", "năm 2023"])
    page.click("#again")
    expect(page.locator("#turns .welcome")).to_be_visible()


def test_refusal_offers_questions_that_are_asked_at_a_click(page: Page) -> None:
    ask(page, "Ai chủ trì phóng tàu vũ trụ lên Sao Hỏa?")
    expect(page.locator("#luot-1 .refusal")).to_be_visible()
    offer = page.locator("#luot-1 .chip").first
    question = offer.inner_text()
    offer.click()
    expect(page.locator("#luot-2 .question")).to_have_text(question)


def test_answer_is_copied_and_judged(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Ai chủ trì đào tạo ISO 9001 năm 2022?")
    page.locator("#luot-1 [data-copy]").click()
    expect(page.locator("#luot-1 [data-copy]")).to_have_text("Đã sao chép")
    assert "mục III.5" in page.evaluate("navigator.clipboard.readText()")
    page.locator("#luot-1 [data-verdict=missing]").click()
    page.locator("#luot-1 textarea").fill("thiếu <b>hạn</b>")
    page.locator("#luot-1 form button").click()
    expect(page.locator("#luot-1 .thanks")).to_contain_text("thiếu")
    page.get_by_role("tab", name="Góp ý").click()
    expect(page.locator("#feedback tbody tr").first).to_contain_text("thiếu <b>hạn</b>")
    with page.expect_download() as download:
        page.locator("#feedback [data-event=download]").click()
    assert '"verdict": "missing"' in download.value.path().read_text(encoding="utf-8")


def test_two_browsers_hold_two_conversations(opens: Opens, url: str) -> None:
    one, other = opens(url), opens(url)
    ask(one, "Ai chủ trì đào tạo ISO 9001 năm 2022?")
    ask(other, "Khi nào?")
    expect(other.locator("#turns .turn")).to_have_count(1)
    expect(other.locator("#turns")).not_to_contain_text("ISO 9001 năm 2022?")


def test_tags_in_a_question_are_shown_and_not_run(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='hacked'\"> {{7}} ${7}")
    expect(page).not_to_have_title("hacked")
    expect(page.locator("#turns img")).to_have_count(0)


def test_page_speaks_english_and_remembers_it(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    ask(page, "Ai chủ trì đào tạo ISO 9001 năm 2022?")
    page.locator("#head [data-event=language]").click()
    expect(page.get_by_role("tab", name="Feedback")).to_be_visible()
    expect(page.locator("#luot-1 .cited h3")).to_have_text("Sources")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(page.locator("#head h1").inner_text())
    page.reload()
    expect(page.locator("#submit")).to_have_text("Ask")


def test_dark_light_is_kept(page: Page) -> None:
    dark = page.evaluate("document.body.classList.contains('dark')")
    page.locator("#head [data-theme]").click()
    page.reload()
    expect(page.locator("#question textarea")).to_be_visible()
    assert page.evaluate("document.body.classList.contains('dark')") is not dark


def test_page_is_used_by_keyboard_alone(page: Page) -> None:
    page.locator("#question textarea").focus()
    page.keyboard.type("Ai chủ trì đào tạo ISO 9001 năm 2022?")
    page.keyboard.press("Enter")
    reference = page.locator("#luot-1 .reference").first
    expect(reference).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if reference.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#source .panel-body")).to_be_focused()
    page.keyboard.press("Escape")
    expect(reference).to_be_focused()


def test_answer_worded_by_a_language_model_takes_the_place_of_the_first(
    served: Callable[[Library], str], opens: Opens, index: Path
) -> None:
    with ChatServer().running() as model:
        model.says(GOOD)
        writer = Writer.open(LanguageModel(model.url, "thu", timeout=20))
        page = opens(served(Library(index, writer=writer)))
        for number in (1, 2):
            page.fill("#question textarea", QUESTION)
            page.press("#question textarea", "Enter")
            expect(page.locator(f"#luot-{number} .answer")).to_contain_text("Theo kế hoạch,")
            expect(page.locator(f"#luot-{number} .notice")).to_contain_text("mô hình ngôn ngữ thu")
        expect(page.locator("#turns .turn")).to_have_count(2)
        writer.close()
