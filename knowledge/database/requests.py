"""Request keys: the same request again changes nothing and gives the same result. Runs inside the caller's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge.database.models import RequestRow
from knowledge.database.writes import insert_or_ignore, rows_changed

LONGEST_KEY = 200  # the width of its column
KEEP = timedelta(days=14)  # Slack redelivers within hours and signatures live five minutes; two weeks leave room for replays


def seen(session: Session, workspace_id: int, key: str, now: datetime) -> Mapping[str, Any] | None:
    """None the first time, and the key is taken; afterwards what `remember` stored ({} if nothing).

    A second request with the same key waits here until the first has committed or rolled back. An empty key is never seen.
    """
    key = _fitting(key)
    if not key or insert_or_ignore(session, RequestRow, [{"workspace_id": workspace_id, "key": key, "result": {}, "received_at": now}]):
        return None
    found = session.scalar(select(RequestRow.result).where(RequestRow.workspace_id == workspace_id, RequestRow.key == key))
    return found if found is not None else {}


def remember(session: Session, workspace_id: int, key: str, result: Mapping[str, Any]) -> None:
    """Store what the request led to, as small JSON such as {"dispute": 17}."""
    if key := _fitting(key):
        session.execute(
            update(RequestRow).where(RequestRow.workspace_id == workspace_id, RequestRow.key == key).values(result=dict(result)),
            execution_options={"synchronize_session": False},
        )


def _fitting(key: str) -> str:
    """The key, or where it is longer than its column a hash of it: PostgreSQL refuses what SQLite would take."""
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def forget_old(session: Session, now: datetime) -> int:
    """Delete the keys that no redelivery can bring back any more; how many went."""
    return rows_changed(session, delete(RequestRow).where(RequestRow.received_at < now - KEEP))
