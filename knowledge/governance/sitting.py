"""Where an act of governance takes place: one transaction, one workspace, one instant. Decides nothing itself.

Every act of one workspace waits for its turn at the workspace's row, so that what it reads stays true until it commits. People and
settings are read after that: whoever lost the right to rule a moment ago cannot rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.database.models import WorkspaceRow
from knowledge.database.requests import remember, seen
from knowledge.database.values import directory_of, settings_of
from knowledge.database.writes import bump, lock_workspace
from knowledge.governance.rules import People
from knowledge.index.analyzer import topic_key

LONGEST_KEY = 500  # characters of a topic's identity that are kept, the width of its column


@dataclass(frozen=True, slots=True)
class Sitting:
    """One transaction in one workspace: who is who as it was read under the workspace's lock, and the instant (UTC)."""

    session: Session
    workspace_id: int
    people: People
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.people.settings.timezone)


def sit(session: Session, workspace_id: int, now: datetime) -> Sitting:
    """Take the workspace's turn for writing, until the session's transaction ends, and read who is who."""
    lock_workspace(session, workspace_id)
    return glance(session, workspace_id, now)


def glance(session: Session, workspace_id: int, now: datetime) -> Sitting:
    """The same without taking a turn, for reading."""
    row = session.execute(
        select(WorkspaceRow).where(WorkspaceRow.id == workspace_id), execution_options={"populate_existing": True}
    ).scalar_one()
    return Sitting(session, workspace_id, People(settings_of(row), directory_of(row)), now)


def result_of(sitting: Sitting, request: str) -> Mapping[str, Any] | None:
    """None for a request never seen, which is remembered from here on; else what the first one recorded."""
    return seen(sitting.session, sitting.workspace_id, request, sitting.now)


def record_result(sitting: Sitting, request: str, **result: Any) -> None:
    """Keep what this request led to for the next time the same one comes."""
    remember(sitting.session, sitting.workspace_id, request, result)


def rulings_changed(sitting: Sitting) -> None:
    """Make every process read the decisions and open disputes anew before its next answer."""
    bump(sitting.session, sitting.workspace_id, rulings=1)


def identity(text: str) -> str:
    """What makes two topics (or two scopes) the same: their words' stems, or the text itself where it has no words."""
    return (topic_key(text) or " ".join(text.casefold().split()))[:LONGEST_KEY]
