"""Forgets what nothing needs any more: request keys, and sent messages that carried somebody's words. Never the record."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from knowledge.database.models import PostRow
from knowledge.database.requests import forget_old
from knowledge.types import PostState

EVERY = timedelta(hours=1)
KEEP_POSTS = timedelta(days=30)  # long enough to look into a complaint about a message


def forget(session: Session, now: datetime) -> int:
    """Delete what is past its time; how many rows went. Posts that must never be owed twice keep their key, and so their row."""
    done = (PostState.SENT.value, PostState.PARKED.value)
    old = delete(PostRow).where(PostRow.state.in_(done), PostRow.business_key.is_(None), PostRow.created_at < now - KEEP_POSTS)
    gone = session.execute(old, execution_options={"synchronize_session": False})
    return forget_old(session, now) + int(getattr(gone, "rowcount", 0))
