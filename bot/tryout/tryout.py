"""One running try-out: the local Slack, the real app behind its HTTP door, the real database, a clock that can be moved on.

Holds no page and no routes (`page_server.py` does). `restart` throws everything away and begins anew.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Identity, create_app, slack_client
from bot.delivery import SEND_TIMEOUT_SECONDS
from bot.server import Server
from bot.service import Service
from bot.settings import read_settings
from bot.tryout.company import Company, found, settle_in
from bot.tryout.keeping import Keeper, read_kept
from bot.tryout.local_slack import LocalSlack
from bot.web import EVENTS_PATH, SlackDoor
from knowledge import Knowledge, Workspaces, open_knowledge, types
from knowledge.governance.calendar import due, parse_time


class Clock:
    """The company's time: real time and how far `ahead` it was moved on. Never goes back."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def seconds(self) -> float:
        return self.now().timestamp()

    def move_to(self, moment: datetime) -> None:
        """Jump on to `moment`; a moment that has passed changes nothing."""
        self.ahead += max(moment - self.now(), timedelta())


def next_digest(now: datetime, settings: types.Settings) -> datetime:
    """Half a minute after the next moment at which the settings want the digest."""
    coming = due(now, ZoneInfo(settings.timezone), settings.digest_weekday, parse_time(settings.digest_time), ())
    return coming.next_at + timedelta(seconds=30)


class Tryout:
    """Everything behind the page. `data` keeps the database and the local Slack; without it a temporary folder does, until `stop`.

    Raises OSError for a folder that cannot be used, Damaged for one in which the local Slack cannot be read.
    """

    def __init__(self, data: Path | None = None) -> None:
        self._kept = data is not None
        self.folder = data or Path(tempfile.mkdtemp(prefix="remit-try-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = threading.Lock()
        self.revision = 0
        self._begin()

    def _begin(self) -> None:
        """Found the company, or go on where it ended, and start the app in it."""
        database, channels = self.folder / "remit.db", self.folder / "slack.json"
        kept = read_kept(channels) if database.exists() else None  # what channels say of a database that is gone means nothing
        self.clock = Clock(timedelta(seconds=kept["ahead"] if kept else 0))
        self.slack = LocalSlack(clock=self.clock.seconds)
        if kept:
            self.slack.workspace.take_up(kept["slack"])
        self.company: Company = found(self.slack)
        self._keeper = Keeper(channels, self.slack.workspace, lambda: self.clock.ahead).start()
        self.slack.start()
        url = f"sqlite:///{database}"
        self.workspaces: Workspaces = open_knowledge(url, create=True, now=self.clock.now)
        self.knowledge: Knowledge = self.workspaces.of(self.slack.workspace.team)
        if not kept:
            settle_in(self.knowledge, self.company)
        settings = read_settings(self.slack.environment | {"DATABASE_URL": url})
        identity = Identity(slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS))
        self._service = Service(settings, self.workspaces, identity, tick=True, now=self.clock.now).start()
        door = SlackDoor(create_app(settings, self.workspaces, identity), settings.signing_secret, after=self._service.courier.wake)
        self._server = Server(door, "127.0.0.1", 0).start()
        self.slack.connect(self._server.address + EVENTS_PATH)

    def _end(self) -> None:
        self._server.stop()
        self._service.stop()
        self.workspaces.close()
        self.slack.stop()
        self._keeper.stop()

    def restart(self) -> None:
        """A new company with empty channels, an empty database with the bundled charter."""
        with self.lock:
            self._end()
            for file in (*self.folder.glob("remit.db*"), self.folder / "slack.json"):
                file.unlink(missing_ok=True)
            began = self.slack.workspace.version
            self._begin()
            self.revision += began + 1

    def stop(self) -> None:
        """End everything; the temporary folder goes, a folder that was named stays."""
        self._end()
        if not self._kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def to_monday(self) -> None:
        """Move the clock to the next digest and let the worker look."""
        self.workspaces.flush_questions()  # they are recorded in batches, and belong to the week they were asked in
        self.clock.move_to(next_digest(self.clock.now(), self.knowledge.settings()))
        self.workspaces.tick(self.clock.now())
        self._service.courier.wake()
        self.slack.workspace.touch()  # the hour is news even where nobody said anything

    def load(self, name: str, data: bytes) -> types.ImportReport:
        """Answer from this document alone from now on. Raises KnowledgeError; then everything stays as it was."""
        charter = Path(name).stem or "charter"
        report = self.knowledge.import_charter(charter, Path(name).name, data, actor=self.company.decider)
        for other in self.knowledge.charters():
            if other.name != report.reading.charter:
                self.knowledge.remove_charter(other.name, actor=self.company.decider)
        settle_in(self.knowledge, self.company)
        return report

    def wait_for_change(self, seen: int, timeout: float = 15.0) -> int:
        """The revision, as soon as it is another than `seen`, at most `timeout` seconds later."""
        deadline = time.monotonic() + timeout
        while (current := self.current()) == seen and (left := deadline - time.monotonic()) > 0:
            changed = self.slack.workspace.changed
            with changed:
                changed.wait_for(lambda: self.current() != seen, min(left, 1.0))
        return current

    def current(self) -> int:
        """A number that grows with everything that happens."""
        return self.revision + self.slack.workspace.version
