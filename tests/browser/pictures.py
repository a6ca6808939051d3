"""Takes the README's pictures from the real page: `python -m tests.browser.pictures [FOLDER]` (default: docs/pictures).

Needs Chromium. Every picture is of the try-out as it is; nothing is drawn by hand.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bot.tryout.page_server import PageServer
from bot.tryout.serving import LOOPBACK, Serving
from bot.tryout.tryout import Tryout

SIZE, TALL = {"width": 1180, "height": 760}, {"width": 1180, "height": 1100}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
REASON = "Our team runs the connector since May, and its alerts go to us."
RULING = "The connector is product code since May; the licence stays with the CIO."


def shoot(page: Any, folder: Path, name: str) -> None:
    """One picture of the page without a focus ring in it."""
    page.evaluate("document.activeElement?.blur()")
    page.mouse.move(0, 0)
    page.screenshot(path=folder / f"{name}.png")
    print(folder / f"{name}.png")


def become(page: Any, person: str, channel: str) -> None:
    """Be somebody, and look at a channel."""
    page.locator("#people").get_by_role("button", name=person).click()
    page.locator("#channels").get_by_role("button", name=channel).click()


def ask(page: Any) -> None:
    """Ask by command."""
    page.locator("#composer-text").fill("/whoowns Workday integration")
    page.keyboard.press("Escape")
    page.locator("#composer").get_by_role("button", name="Send").click()


def finish(page: Any) -> None:
    """Submit the modal and close what comes in its place."""
    modal = page.locator("#modal")
    modal.locator("footer button.primary").click()
    modal.locator("footer button.primary").wait_for(state="hidden")
    if modal.is_visible():
        modal.locator("footer button").last.click()
    modal.wait_for(state="hidden")


def story(page: Any, folder: Path) -> None:
    """An answer, a dispute, the decision and the changed answer, the digest."""
    messages = page.locator("#messages")
    ask(page)
    messages.get_by_role("button", name="Dispute").wait_for()
    shoot(page, folder, "answer")
    messages.get_by_role("button", name="Dispute").click()
    page.locator("#modal").get_by_label("Who should own it?").select_option(label="CTO")
    page.locator("#modal").get_by_label("Why?").fill(REASON)
    finish(page)
    become(page, "Ingrid", "ownership-disputes")
    messages.get_by_role("button", name="Decide").wait_for()
    shoot(page, folder, "dispute")
    become(page, "Dana", "ownership-disputes")
    messages.get_by_role("button", name="Decide").click()
    page.locator("#modal").get_by_label("Owner").first.select_option(label="CTO")
    page.locator("#modal").get_by_label("Rationale").fill(RULING)
    finish(page)
    become(page, "Mira", "general")
    ask(page)
    messages.get_by_text(RULING).first.wait_for()
    shoot(page, folder, "decision")
    page.get_by_role("button", name="Go to Monday 09:00").click()
    become(page, "Mira", "ownership-disputes")
    messages.locator("svg").first.wait_for()
    page.set_viewport_size(TALL)
    messages.locator(".message").last.evaluate("node => node.scrollIntoView({ block: 'start' })")
    shoot(page, folder, "digest")


def main(folder: Path) -> None:
    """Run the story once and leave its pictures in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.exit("no Chromium on this machine")
    tryout = Tryout()
    serving = Serving(PageServer(tryout).application())
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce", timezone_id="Europe/Berlin")
            page.goto(f"http://{LOOPBACK}:{serving.start()}/")
            page.locator("#people button").first.wait_for()
            story(page, folder)
            browser.close()
    finally:
        serving.stop()
        tryout.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
