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

SIZE = {"width": 1180, "height": 760}
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
VIEW = "The licence, the vendor and the monthly reconciliation are still ours."
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


def ask(page: Any, topic: str = "Workday integration") -> None:
    """Ask by command."""
    page.locator("#composer-text").fill(f"/whoowns {topic}")
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
    """Every step in the order of the README: answer, objection, dispute, views, ruling, what became of it, the changed answer, digest."""
    messages = page.locator("#messages")
    ask(page)
    messages.get_by_role("button", name="Dispute").wait_for()
    shoot(page, folder, "answer")
    messages.get_by_role("button", name="Dispute").click()
    page.locator("#modal").get_by_label("CTO", exact=True).check()
    page.locator("#modal").get_by_label("Why?").fill(REASON)
    shoot(page, folder, "objection")
    finish(page)
    become(page, "Ingrid", "ownership-disputes")
    messages.get_by_role("button", name="Decide").wait_for()
    shoot(page, folder, "dispute")
    messages.get_by_role("button", name="Add your view").click()
    page.locator("#modal").get_by_label("Your view").fill(VIEW)
    finish(page)
    messages.get_by_text(VIEW).first.wait_for()
    shoot(page, folder, "views")
    become(page, "Dana", "ownership-disputes")
    messages.get_by_role("button", name="Decide").click()
    page.locator("#modal").get_by_label("CTO", exact=True).check()
    page.locator("#modal").get_by_label("Rationale").fill(RULING)
    shoot(page, folder, "ruling")
    finish(page)
    messages.get_by_text(RULING).first.wait_for()
    shoot(page, folder, "settled")
    become(page, "Mira", "general")
    ask(page)
    messages.locator(".message").nth(1).get_by_text(RULING).wait_for()
    shoot(page, folder, "decision")
    ask(page, "public APIs")
    answer = messages.locator(".message").last
    answer.get_by_text("public APIs").first.wait_for()
    answer.get_by_role("button", name="Dispute").click()
    page.locator("#modal").get_by_label("CIO", exact=True).check()
    page.locator("#modal").get_by_label("Why?").fill("Partners reach them through our gateway.")
    finish(page)
    page.get_by_role("button", name="Go to Monday 09:00").click()
    become(page, "Mira", "ownership-disputes")
    messages.get_by_text("Who owns what, the week to").first.wait_for()
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
