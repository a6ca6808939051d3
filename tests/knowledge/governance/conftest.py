"""A workspace with people in it, for acts of governance: each act is one committed transaction at the court's own clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from knowledge.database.models import DigestRow, PostRow, WorkspaceRow
from knowledge.database.session import Database, open_database
from knowledge.governance import announcements, decisions, disputes, docket, posts
from knowledge.governance.sitting import glance, sit
from knowledge.types import Dispute, Post, PostKind, PostState

RAISER, DECIDER, SECOND = "URAISER", "UDECIDER", "USECOND"
SETTINGS: dict[str, Any] = {
    "disputes_channel": "CDISPUTES",
    "digest_channel": "CDIGEST",
    "timezone": "Europe/Berlin",
    "deciders": [DECIDER, SECOND],
    "holders": {"CIO": "UCIO", "CTO": "SCTO"},
}
PUBLIC = {"CDISPUTES": "disputes", "CLATER": "later-disputes"}
GROUPS = {"SCTO": ["UCTO", "UDEPUTY"], "SBOARD": [DECIDER, SECOND]}
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)  # nine o'clock in Berlin, when the digest of week 49 is due
LEASE = timedelta(seconds=60)


@dataclass
class Court:
    """One workspace: `act` for one committed transaction, `look` for reading; `now` is the clock and moves only by hand."""

    database: Database
    workspace_id: int
    now: datetime = TUESDAY
    settings: dict[str, Any] = field(default_factory=lambda: dict(SETTINGS))
    keys: Iterator[int] = field(default_factory=count)

    def act(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self.database.writing() as session:
            return function(sit(session, self.workspace_id, self.now), *arguments, **named)

    def look(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self.database.reading() as session:
            return function(glance(session, self.workspace_id, self.now), *arguments, **named)

    def courier(self, function: Callable[..., Any], *arguments: Any) -> Any:
        with self.database.writing() as session:
            return function(session, *arguments)

    def set(self, **settings: Any) -> None:
        self.settings.update(settings)
        self.change(settings=self.settings)

    def change(self, **columns: Any) -> None:
        with self.database.writing() as session:
            session.execute(update(WorkspaceRow).where(WorkspaceRow.id == self.workspace_id).values(**columns))

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def key(self) -> str:
        return f"key-{next(self.keys)}"

    def raise_on(self, topic: str = "Workday integration", **named: Any) -> Dispute:
        given = {"present": ("CIO",), "proposed": ("CTO",), "reason": "It is an API.", "actor": RAISER, "request": self.key(), **named}
        dispute: Dispute = self.act(disputes.raise_dispute, topic=topic, **given).dispute
        return dispute

    def decide(self, dispute: Dispute, **named: Any) -> Dispute:
        given = {
            "actor": DECIDER,
            "owners": ("CTO",),
            "rationale": "APIs are the CTO's.",
            "version": dispute.version,
            "request": self.key(),
        }
        decided: Dispute = self.act(decisions.decide, dispute.number, **{**given, **named})
        return decided

    def reopen(self, dispute: Dispute, **named: Any) -> Dispute:
        given = {"actor": RAISER, "reason": "Things changed.", "request": self.key(), **named}
        reopened: Dispute = self.act(disputes.reopen, dispute.number, **given)
        return reopened

    def dispute(self, number: int) -> Dispute:
        dispute: Dispute = self.look(docket.read_dispute, number)
        return dispute

    def version(self) -> int:
        with self.database.reading() as session:
            return session.execute(select(WorkspaceRow.rulings_version).where(WorkspaceRow.id == self.workspace_id)).scalar_one()

    def owed(self, *kinds: PostKind) -> list[PostRow]:
        """The posts of these kinds (all, where none is named) in the order they were owed."""
        rows = select(PostRow).where(PostRow.workspace_id == self.workspace_id).order_by(PostRow.sequence)
        with self.database.reading() as session:
            return [row for row in session.execute(rows).scalars() if not kinds or row.kind in kinds]

    def notices(self) -> set[tuple[str, str]]:
        return {(str(row.subject["notice"]), str(row.subject["to"])) for row in self.owed(PostKind.NOTICE)}

    def claim(self, limit: int = 100, lease: timedelta = LEASE) -> list[Post]:
        taken: list[Post] = self.courier(posts.claim, self.now, limit, lease)
        return taken

    def deliver(self) -> list[Post]:
        """Send everything that is due, as a Slack that is well would take it."""
        gone: list[Post] = []
        while taken := self.claim():
            for post in taken:
                assert post.state is PostState.SENDING
                assert self.courier(announcements.delivered, post, f"{len(gone)}.{post.attempt}", self.now)
                gone.append(post)
        return gone

    @staticmethod
    def at_once(*acts: Callable[[], Any]) -> list[Any]:
        """Run the acts in threads that start together; what each gave or raised, in their order."""
        barrier = Barrier(len(acts))

        def started(act: Callable[[], Any]) -> Any:
            barrier.wait()
            return act()

        with ThreadPoolExecutor(len(acts)) as pool:
            running = [pool.submit(started, act) for act in acts]
            return [one.exception() or one.result() for one in running]

    def other_workspace(self) -> Court:
        return replace(self, workspace_id=found_workspace(self.database, "T2"), settings=dict(SETTINGS))


def found_workspace(database: Database, team: str | None) -> int:
    people = {"admins": ["UADMIN"], "groups": GROUPS, "names": PUBLIC}
    values = {"team": team, "settings": SETTINGS, "created_at": TUESDAY - timedelta(days=60), **people}
    with database.writing() as session:
        return session.execute(insert(WorkspaceRow).values(values).returning(WorkspaceRow.id)).scalar_one()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def court(database: Database) -> Court:
    return Court(database, found_workspace(database, "T1"))


@pytest.fixture
def busy(court: Court) -> Court:
    """A workspace with one open dispute, whose week 48 is behind it; nothing is left to be sent."""
    court.now = MONDAY - timedelta(days=7)
    court.raise_on()
    with court.database.writing() as session:
        week = {"iso_year": 2026, "iso_week": 48, "state": "posted", "recorded_at": court.now}
        session.execute(insert(DigestRow).values(workspace_id=court.workspace_id, **week))
    court.deliver()
    return court
