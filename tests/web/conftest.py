"""Servers as ``cchc chat`` runs them, on free ports of this computer, and Debian's Chromium to look at them with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cchc_assistant.web import server
from cchc_assistant.web.library import Library
from cchc_assistant.web.server import Options, Server

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
# The machine that tests may be busy with others.
expect.set_options(timeout=20_000)
Opens = Callable[..., Page]


@pytest.fixture(scope="package")
def opened(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without users."""
    served = server.start(library, Options(port=None, users=tmp_path_factory.mktemp("nobody") / "users.json"))
    yield served
    served.close()


@pytest.fixture
def client(opened: Server) -> Iterator[httpx.Client]:
    """A program on this computer that talks to the server without users."""
    with httpx.Client(base_url=opened.url, trust_env=False) as client:
        yield client


@pytest.fixture
def users_path(tmp_path: Path) -> Path:
    """Where a users file may be written."""
    return tmp_path / "users.json"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Library], str]]:
    """Serve libraries until the module's tests are done; gives the address of each."""
    nobody = tmp_path_factory.mktemp("nobody") / "users.json"
    running: list[Server] = []

    def serve(library: Library) -> str:
        running.append(server.start(library, Options(port=None, users=nobody)))
        return running[-1].url

    yield serve
    for one in running:
        one.close()


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
def opens(browser: Browser) -> Iterator[Opens]:
    """Open an address in a browser of its own; no request may go to another host, and no script may fail."""
    contexts, asked, failed = [], [], []

    def open_(url: str, width: int = 1280, height: int = 900, until: str = "#question textarea") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto(url)
        expect(page.locator(until)).to_be_visible(timeout=30_000)
        return page

    yield open_
    for context in contexts:
        context.close()
    hosts = {parts.hostname for parts in map(urlsplit, asked) if parts.scheme in ("http", "https", "ws", "wss")}
    assert hosts <= {"127.0.0.1"}
    assert not failed


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, and wait for its answer."""
    number = page.locator("#turns .turn").count() + 1
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator(f"#luot-{number} .question")).to_have_text(question, timeout=15_000)
