"""The machine's own Chromium on the try-out's page. Skipped, saying so, where there is no Chromium."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.tryout.page_server import PageServer
from bot.tryout.serving import LOOPBACK, Serving
from bot.tryout.tryout import Tryout

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@dataclass
class Desk:
    """One try-out with a page open on it, and everything the page complained about."""

    tryout: Tryout
    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)

    def be(self, name: str) -> None:
        """Become another person of the company."""
        self.side()
        self.page.locator("#people").get_by_role("button", name=name).click()

    def go(self, channel: str) -> None:
        """Look at a channel, the direct message or the Home tab."""
        self.side()
        self.page.locator("#channels").get_by_role("button", name=re.compile(rf"^{re.escape(channel)}( new messages)?$")).click()

    def side(self) -> None:
        """Open the list of people and channels where it is folded away."""
        menu = self.page.locator("#menu")
        if menu.is_visible() and menu.get_attribute("aria-expanded") == "false":
            menu.click()

    def type(self, words: str) -> None:
        """Write in the composer and send it."""
        self.page.locator("#composer-text").fill(words)
        self.page.keyboard.press("Escape")
        self.page.locator("#composer").get_by_role("button", name="Send").click()

    def last(self) -> Any:
        """The newest message on the screen."""
        return self.page.locator("#messages .message").last


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium for the whole run."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def tryout() -> Iterator[Tryout]:
    running = Tryout()
    yield running
    running.stop()


@pytest.fixture
def address(tryout: Tryout) -> Iterator[str]:
    """The page's address."""
    serving = Serving(PageServer(tryout).application())
    yield f"http://{LOOPBACK}:{serving.start()}/"
    serving.stop()


@pytest.fixture
def desk(request: pytest.FixtureRequest, browser: Any, tryout: Tryout, address: str) -> Iterator[Desk]:
    """A page of the given width and colours (indirect parameter: (size, scheme)); complains at the end if the page did."""
    size, scheme = getattr(request, "param", (WIDE, "light"))
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce", timezone_id="Europe/Berlin")
    page = context.new_page()
    page.set_default_timeout(10_000)
    opened = Desk(tryout, page, address)
    page.on("console", lambda message: opened.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("requestfailed", lambda failed: opened.complaints.append(f"{failed.url} {failed.failure}"))
    page.goto(address)
    page.locator("#people button").first.wait_for(state="attached")
    yield opened
    complaints = [words for words in opened.complaints if "/api/events" not in words]
    context.close()
    assert complaints == []
