"""The page where users log in: an editor, a reader, and somebody who guesses."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cchc_assistant.web import server
from cchc_assistant.web.library import Library
from cchc_assistant.web.server import Options, Server
from cchc_assistant.web.users import Users
from tests.web.conftest import Opens, ask

pytestmark = pytest.mark.browser
PASSWORDS = {"lan": "mật khẩu của lan", "minh": "mật khẩu của minh", "vang": "mật khẩu của vang"}
Enters = Callable[[str], Page]


@pytest.fixture(scope="module")
def guarded(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an editor, lan, and two readers, minh and vang."""
    folder = tmp_path_factory.mktemp("users")
    shutil.copytree(index, folder / "index")
    users = Users(folder / "users.json")
    for name, password in PASSWORDS.items():
        users.add(name, "editor" if name == "lan" else "reader", password)
    served = server.start(Library(folder / "index"), Options(port=None, users=users.path))
    yield served
    served.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.fill("#name", name)
    page.fill("#password", password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.fixture
def enters(opens: Opens, guarded: Server) -> Enters:
    def enter(name: str) -> Page:
        page = opens(guarded.url, until="#password")
        log_in(page, name, PASSWORDS[name])
        expect(page.locator("#question textarea")).to_be_visible(timeout=30_000)
        return page

    return enter


def turn_to(page: Page, tab: str, seen: str) -> None:
    page.get_by_role("tab", name=tab).click()
    expect(page.locator(seen).first).to_be_visible()


def test_editor_changes_documents_and_reader_only_looks(enters: Enters) -> None:
    editor, reader = enters("lan"), enters("minh")
    for page, may in ((editor, True), (reader, False)):
        ask(page, "Ai chủ trì đào tạo ISO 9001 năm 2022?")
        turn_to(page, "Văn bản", ".document")
        expect(page.locator("input[type=file]")).to_have_count(int(may))
        expect(page.locator("[data-event=reread]").first).to_be_visible(visible=may)


def test_reader_sees_own_feedback_and_editor_all(enters: Enters) -> None:
    for name in ("minh", "vang"):
        page = enters(name)
        ask(page, f"Ai chủ trì đào tạo ISO 9001 năm 2022, {name} hỏi?")
        page.locator("#luot-1 [data-verdict=right]").click()
        expect(page.locator("#luot-1 .thanks")).to_be_visible()
        turn_to(page, "Góp ý", "#feedback tbody tr")
        expect(page.locator("#feedback tbody tr")).to_have_count(1)
        expect(page.locator("#feedback tbody tr")).to_contain_text(f"{name} hỏi")
    page = enters("lan")
    turn_to(page, "Góp ý", "#feedback tbody tr")
    expect(page.locator("#feedback tbody tr")).to_have_count(2)


def test_guesses_are_told_to_wait(opens: Opens, guarded: Server) -> None:
    page = opens(guarded.url, until="#password")
    for _ in range(5):
        log_in(page, "vang", "đoán mò")
        expect(page.get_by_role("alert")).to_be_visible()
    log_in(page, "vang", PASSWORDS["vang"])
    expect(page.get_by_role("alert")).to_contain_text("phút")
    expect(page.locator("#question")).to_have_count(0)
