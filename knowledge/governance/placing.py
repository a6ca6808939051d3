"""Finds a place in Slack for disputes that have none, once there is one: a channel is set, Remit is invited, an admin tries again.

A dispute has one post, whose row is used again: it can be on its way to one place only.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.database.models import DisputeRow, PostRow, ViewRow
from knowledge.governance import announcements, history, posts
from knowledge.governance.docket import FRESH, by_dispute, find_dispute
from knowledge.governance.sitting import Sitting, sit
from knowledge.types import Destination, DisputeState, PostKind, PostState


def place_waiting(sitting: Sitting, channel: str = "") -> int:
    """Owe the posts of the open disputes that have none, only those that go to `channel` where one is named; how many."""
    here = (DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.state == DisputeState.OPEN, DisputeRow.channel == "")
    waiting = sitting.session.scalars(select(DisputeRow).where(*here).order_by(DisputeRow.number), execution_options=FRESH).all()
    wanted = (row for row in waiting if channel in ("", announcements.place_for(sitting, row.origin)))
    return sum(_placed(sitting, row) for row in wanted)


def retry(session: Session, post_id: str, now: datetime) -> bool:
    """Owe a parked post again, that of a dispute where disputes go by now; False when it is not parked."""
    row = session.scalar(select(PostRow).where(PostRow.id == post_id, PostRow.state == PostState.PARKED))
    if row is None or row.kind != PostKind.DISPUTE:
        return row is not None and posts.retry(session, post_id, now)
    sitting = sit(session, row.workspace_id, now)
    return _placed(sitting, find_dispute(sitting, int(row.subject["number"])))


def _placed(sitting: Sitting, row: DisputeRow) -> bool:
    session, channel = sitting.session, announcements.place_for(sitting, row.origin)
    if row.channel or not channel:
        return False
    mine = (PostRow.workspace_id == sitting.workspace_id, PostRow.business_key == announcements.post_key(row.number))
    kept = session.scalar(select(PostRow).where(*mine), execution_options=FRESH)
    if kept is None:
        announcements.owe_post(sitting, row.number, channel)
    elif posts.retry(session, kept.id, sitting.now, channel):
        channel = kept.channel  # unchanged where the post may stand
    else:
        return False
    announcements.set_place(sitting, row.number, channel, "")
    history.record(sitting, row.number, history.PLACED, "", channel=channel)
    _owe_views(sitting, row.number, channel)
    return True


def _owe_views(sitting: Sitting, number: int, channel: str) -> None:
    """The views go into the new thread; what else was to hang on the old post, the new one shows by itself."""
    lost = (PostRow.workspace_id == sitting.workspace_id, PostRow.kind.in_(posts.FOLLOWERS), PostRow.state == PostState.PARKED)
    sitting.session.execute(
        delete(PostRow).where(*lost, PostRow.subject["number"].as_integer() == number), execution_options={"synchronize_session": False}
    )
    for view in by_dispute(sitting.session, sitting.workspace_id, ViewRow, [number]).get(number, []):
        announcements.owe_view(sitting, number, view.id, Destination(channel))
