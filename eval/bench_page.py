"""Times the page in Chromium as a user sees it: until it can be typed in, and from Enter to the first answer.

Usage: python eval/bench_page.py [--index DIR] [--questions N] [--loads N]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from cchc_assistant.ingest import build
from cchc_assistant.web import server
from cchc_assistant.web.library import Library

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = (
    "Ai chủ trì đào tạo ISO 9001, khi nào?",
    "ai chu tri dao tao iso 9001 nam 2022",
    "Who leads the ISO 9001 training, and when?",
    "Văn phòng Sở phải làm những gì năm 2021?",
    "Những nhiệm vụ nào phải xong trong quý II/2022?",
    "Ai chủ trì phóng tàu vũ trụ lên Sao Hỏa?",
)
TURNS = 5
"""How many questions a conversation has."""
# Begins to count at Enter, and ends when the browser has drawn the answer.
TIMED = """(number) => new Promise((done) => {
  const field = document.querySelector("#question textarea");
  field.addEventListener("keydown", () => {
    const began = performance.now();
    const look = () => document.querySelector(`#luot-${number} .reply`)
      ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
      : requestAnimationFrame(look);
    look();
  }, { once: true });
})"""


def loads(page: Page, url: str, times: int) -> list[float]:
    """Return the seconds until the question can be typed, each time with an empty cache but the first."""
    found = []
    for _ in range(times):
        page.goto("about:blank")
        page.goto(url, wait_until="commit")
        page.wait_for_selector("#question textarea")
        found.append(page.evaluate("performance.now()") / 1000)
    return found


def answers(page: Page, times: int) -> list[float]:
    """Return the milliseconds from Enter to the answer on the screen."""
    found = []
    for asked in range(times):
        number = asked % TURNS + 1
        if asked and number == 1:
            page.click("#again")
            page.wait_for_selector("#turns .welcome")
        page.fill("#question textarea", QUESTIONS[asked % len(QUESTIONS)])
        page.focus("#question textarea")
        page.evaluate(f"void (window.timed = ({TIMED})({number}))")
        page.keyboard.press("Enter")
        found.append(page.evaluate("window.timed"))
    return found


def told(name: str, values: list[float], unit: str, limit: float) -> None:
    """Print the figures of one measurement."""
    middle = statistics.median(values)
    worst = statistics.quantiles(values, n=20)[-1] if len(values) > 1 else middle
    print(f"{name}: median {middle:.3g} {unit}, 95 %: {worst:.3g} {unit}, n = {len(values)} (goal: ≤ {limit:g} {unit})")


def main() -> None:
    """Serve an index and time its page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="an index; the five plans of corpus/ where not given")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--loads", type=int, default=10)
    options = parser.parse_args()
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = options.index or Path(folder) / "index"
        if options.index is None:
            build([ROOT / "corpus"], index)
        served = server.start(Library(index), server.Options(port=None, users=Path(folder) / "users.json"))
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        told("page load", loads(page, served.url, options.loads), "s", 2)
        told("first answer after Enter", answers(page, options.questions), "ms", 300)
        browser.close()
        served.close()


if __name__ == "__main__":
    main()
