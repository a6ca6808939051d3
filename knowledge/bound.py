"""What every part of the facade needs: one workspace of one database, and the time. No behaviour of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from knowledge.boundary import boundary
from knowledge.database.session import Database
from knowledge.governance.sitting import Sitting, glance, sit
from knowledge.questions import Recorder
from knowledge.snapshots import Snapshots


@dataclass(frozen=True, slots=True)
class Shared:
    """What all workspaces of one process share."""

    database: Database
    snapshots: Snapshots
    recorder: Recorder
    now: Callable[[], datetime]


class Bound:
    """One workspace. `team` is its Slack id, "" until the first Slack workspace connects."""

    def __init__(self, shared: Shared, workspace_id: int, team: str) -> None:
        self._shared = shared
        self._id = workspace_id
        self.team = team

    @property
    def workspace_id(self) -> int:
        """The workspace's own number in this database; means nothing elsewhere."""
        return self._id

    def now(self) -> datetime:
        """The instant it is for this workspace, by the clock that was passed in."""
        return self._shared.now()

    @contextmanager
    def _acting(self, act: str) -> Iterator[Sitting]:
        """One transaction for one act, with this workspace's turn taken; everything of it is saved, or nothing."""
        with self._shared.database.writing() as session:
            yield sit(session, self._id, self._shared.now())
            session.flush()
            boundary(f"{act}: before commit")
        boundary(f"{act}: after commit")

    @contextmanager
    def _looking(self) -> Iterator[Sitting]:
        """One state of the workspace, to read."""
        with self._shared.database.reading() as session:
            yield glance(session, self._id, self._shared.now())
