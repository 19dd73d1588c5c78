"""What keeps people from using the page: axe-core finds nothing serious, and it fits a phone and large letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cchc_assistant.web.library import Library
from tests.web.conftest import Opens, ask

pytestmark = pytest.mark.browser
TABS = {
    "Nhiệm vụ": "#tasks tbody tr",
    "Văn bản": ".document",
    "So sánh": "#comparison tbody tr",
    "Góp ý": "#feedback h2",
}


@pytest.fixture(scope="module")
def url(served: Callable[[Library], str], library: Library) -> str:
    return served(library)


def turn_to(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()
    expect(page.locator(TABS[tab]).first).to_be_visible()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious_on_any_tab(opens: Opens, url: str, dark: bool) -> None:
    page = opens(url, 1400, 1000)
    if dark != page.evaluate("document.body.classList.contains('dark')"):
        page.locator("#head [data-theme]").click()
        page.wait_for_timeout(500)  # colours fade into each other
    found = serious(page)
    ask(page, "Ai chủ trì đào tạo ISO 9001?")
    ask(page, "Ai chủ trì phóng tàu vũ trụ lên Sao Hỏa?")
    page.locator("#luot-1 [data-verdict=wrong]").click()
    page.locator("#luot-1 .reference").first.click()
    expect(page.locator("#source #cho-trich")).to_be_visible()
    found += serious(page)
    page.keyboard.press("Escape")
    for tab in TABS:
        turn_to(page, tab)
        found += serious(page)
    assert found == []


def test_page_fits_a_phone(opens: Opens, url: str) -> None:
    page = opens(url, 390, 844)
    ask(page, "Ai chủ trì đào tạo ISO 9001, khi nào?")
    wide = [page.evaluate("document.documentElement.scrollWidth")]
    page.locator("#luot-1 .source").first.click()
    expect(page.locator("#source #cho-trich")).to_be_in_viewport()
    wide.append(page.evaluate("document.documentElement.scrollWidth"))
    page.locator("#source .close").click()
    expect(page.locator("#source .panel")).to_have_count(0)
    for tab in TABS:
        turn_to(page, tab)
        wide.append(page.evaluate("document.documentElement.scrollWidth"))
    assert max(wide) <= 390


def test_page_is_read_at_a_quarter_larger(opens: Opens, url: str) -> None:
    """What a zoom of 125 % leaves of a small office screen: 1366 × 768 become 1093 × 614."""
    page = opens(url, 1093, 614)
    ask(page, "Ai chủ trì đào tạo ISO 9001, khi nào?")
    expect(page.locator("#question textarea")).to_be_in_viewport()
    page.locator("#luot-1 .reference").first.click()
    expect(page.locator("#source #cho-trich")).to_be_in_viewport()
    expect(page.locator("#luot-1 .answer")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1093
