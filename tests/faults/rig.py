"""The whole program inside the test's own process, over the local Slack, so that it can die at any named boundary and begin again.

A life of the program is its database connections, its app and its courier. `Fuse` ends one: from that boundary on every boundary of the
old life raises, so nothing of it is saved or sent any more, as if the process were gone. What Slack accepted stays.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import Identity, create_app, slack_client
from bot.courier import LEASE, Courier
from bot.delivery import SEND_TIMEOUT_SECONDS
from bot.settings import read_settings
from bot.tryout.delivery import Reply, encode, parsed, signature
from bot.tryout.local_slack import LocalSlack
from bot.web import EVENTS_PATH, SlackDoor
from knowledge import Knowledge, open_knowledge
from knowledge.boundary import set_hook
from tests.scenarios.conftest import Cast, populate, scopes_of_manifest


class Crash(BaseException):
    """The process is gone. No handler of errors may see it as one."""


class Clock:
    """The time, which can be moved ahead."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def seconds(self) -> float:
        return self().timestamp()

    def pass_by(self, span: timedelta) -> None:
        self._ahead += max(span, timedelta())


class Fuse:
    """Counts the boundaries that are passed, and blows at the one it was set to. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = 0
        self.blown = False
        self.passed: list[str] = []

    def set(self, count: int) -> None:
        """Blow at the `count`-th boundary from now; never for 0."""
        with self._lock:
            self._left, self.blown = count, False

    def __call__(self, name: str) -> None:
        with self._lock:
            self.passed.append(name)
            if self._left:
                self._left -= 1
                self.blown = self.blown or not self._left
            if self.blown:
                raise Crash(name)

    @contextmanager
    def watching(self) -> Iterator[None]:
        set_hook(self)
        try:
            yield
        finally:
            set_hook(None)


class Life:
    """One run of the program, from its start to its end."""

    def __init__(self, company: Company) -> None:
        settings = read_settings({**company.slack.environment, "DATABASE_URL": company.database_url}, ())
        client = slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS)
        self.workspaces = open_knowledge(company.database_url, now=company.clock, create=True)
        identity = Identity(client)
        identity.learn()
        self.couriers = [Courier(self.workspaces, client, now=company.clock) for _ in range(company.copies)]
        self.door = SlackDoor(create_app(settings, self.workspaces, identity), settings.signing_secret)

    def end(self) -> None:
        for courier in self.couriers:
            courier.close()
        self.workspaces.close()


class Company:
    """People, their Slack, and the program in its present life. `copies`: how often each payload comes, and each job runs, at once."""

    def __init__(self, slack: LocalSlack, database_url: str, *, clock: Clock, copies: int = 1) -> None:
        self.slack, self.database_url, self.clock, self.copies = slack, database_url, clock, copies
        self.fuse, self.crashes = Fuse(), 0
        self.cast: Cast = populate(slack)
        slack.reach(self)
        self.life = Life(self)
        self.knowledge.change_settings(
            {
                "deciders": self.cast.decider,
                "disputes_channel": self.cast.disputes,
                "digest_channel": self.cast.leaders,
                "timezone": "Europe/Berlin",
            }
        )

    @property
    def knowledge(self) -> Knowledge:
        return self.life.workspaces.of(self.slack.workspace.team)

    def begin_again(self) -> None:
        """The process died; another starts after the leases of the dead one have run out."""
        self._bury()
        self.crashes += 1
        self.fuse.set(0)
        self.clock.pass_by(LEASE + timedelta(seconds=1))
        self.life = Life(self)

    def _bury(self) -> None:
        for courier in self.life.couriers:
            courier.close()
        try:
            self.life.workspaces.close()
        except Crash:
            self.life.workspaces._database.close()

    def deliver(self, kind: str, payload: Mapping[str, Any], attempt: int = 0, reason: str = "") -> Reply:
        """Slack's request, signed, straight into the door: the first answer of `copies` that come at the same moment."""
        if self.copies == 1:
            return self._once(kind, payload, attempt, reason)
        start = threading.Barrier(self.copies)

        def one(_number: int) -> Reply:
            start.wait()
            return self._once(kind, payload, attempt, reason)

        with ThreadPoolExecutor(self.copies) as pool:
            replies = list(pool.map(one, range(self.copies)))
        return next((reply for reply in replies if not reply.ok), replies[0])

    def _once(self, kind: str, payload: Mapping[str, Any], attempt: int, reason: str) -> Reply:
        body, content_type = encode(kind, dict(payload))
        stamp = str(int(time.time()))
        environ = {
            "PATH_INFO": EVENTS_PATH,
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp,
            "HTTP_X_SLACK_SIGNATURE": signature(self.slack.signing_secret, stamp, body),
            "wsgi.input": io.BytesIO(body),
        }
        if attempt:
            environ |= {"HTTP_X_SLACK_RETRY_NUM": str(attempt), "HTTP_X_SLACK_RETRY_REASON": reason}
        said: list[str] = []
        began = time.monotonic()
        try:
            content = b"".join(self.life.door(environ, lambda status, _headers: said.append(status)))
        except Crash:
            return Reply(error="connection_failed")
        status, text = int(said[0].split()[0]), content.decode()
        return Reply(status, text, parsed(text), "" if status == 200 else "http_error", time.monotonic() - began)

    def insist(self, act: Callable[[], Any]) -> Any:
        """Do it until the program has answered, as Slack does with events and people do with buttons.

        A dead program is started again; one that had no time and said that nothing was saved is asked again, a few times.
        """
        refusals = 0
        while True:
            done = act()
            if self.fuse.blown:
                self.begin_again()
            elif not getattr(done, "error", "") and "Nothing was saved" not in str(done):
                return done
            elif (refusals := refusals + 1) > 5:
                raise AssertionError(done)

    def run(self, job: Callable[[], Any]) -> None:
        """A job of the worker's, until it comes to its end; `copies` times at once."""
        while True:
            with ThreadPoolExecutor(self.copies) as pool:
                ends = [pool.submit(job) for _ in range(self.copies)]
            errors = [end.exception() for end in ends]
            if self.fuse.blown:
                self.begin_again()
                continue
            for error in errors:
                if error is not None:
                    raise error
            return

    def settle(self) -> None:
        """Deliver all that is owed, with the clock moved on to whatever is due later."""
        while (due := self.life.workspaces.next_due()) is not None:
            self.clock.pass_by(due - self.clock())
            couriers = iter(list(self.life.couriers))
            self.run(lambda couriers=couriers: next(couriers, self.life.couriers[0]).deliver_due())  # type: ignore[misc]


@contextmanager
def company(database_url: str, *, copies: int = 1, team: str = "T0REMIT01") -> Iterator[Company]:
    """A company whose program can be stopped at any boundary."""
    clock = Clock()
    with LocalSlack(team=team, clock=clock.seconds, retry_waits=()) as slack:
        slack.desk.scopes = scopes_of_manifest()
        made = Company(slack, database_url, clock=clock, copies=copies)
        with made.fuse.watching():
            try:
                yield made
            finally:
                made.fuse.set(0)
                made.life.end()
