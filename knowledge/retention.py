"""Forgets what nothing needs any more: request keys, and sent messages that carried somebody's words. Never the record."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_
from sqlalchemy.orm import Session

from knowledge.database.models import PostRow
from knowledge.database.requests import forget_old
from knowledge.database.writes import rows_changed
from knowledge.governance import schedule
from knowledge.types import PostState

EVERY = timedelta(hours=1)
KEEP_POSTS = timedelta(days=30)  # long enough to look into a complaint about a message
KEEP_KEYS = timedelta(weeks=schedule.MOST_PAST, days=10)  # what the history of the digests reads, and far beyond what is owed again


def forget(session: Session, now: datetime) -> int:
    """Delete what is past its time; how many rows went. Posts that must not be owed twice keep their key, and so their row, for longer."""
    done = PostRow.state.in_((PostState.SENT.value, PostState.PARKED.value))
    loose = and_(PostRow.business_key.is_(None), PostRow.created_at < now - KEEP_POSTS)
    old = delete(PostRow).where(done, or_(loose, PostRow.created_at < now - KEEP_KEYS))
    return forget_old(session, now) + rows_changed(session, old)
