"""A digest on its way: one post for the channel and one for each subscriber, and what became of them. Decides no week and renders nothing.

Whether a week's digest arrived is read from the channel's post itself, so that nothing can disagree with it. A post is never owed twice to
one place; one that Slack did not take is owed again as the same post, so that what may stand in the channel is looked for first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from knowledge.database.models import DigestRow
from knowledge.database.writes import rows_changed
from knowledge.governance import calendar, posts
from knowledge.governance.calendar import Week, named
from knowledge.governance.sitting import Sitting
from knowledge.types import UNDECIDED, Destination, Post, PostKind, PostState

POSTED, SKIPPED = "posted", "skipped"
TOO_LATE = f"It could not be brought to Slack within the {calendar.LATE_WINDOW.total_seconds() / 3600:.0f} hours it may be late."


def owe(sitting: Sitting, week: Week, channel: str, subscribers: Iterable[str], due: datetime) -> None:
    """Owe the digest that was due at `due` to each place that was not owed it; and again to the channel where Slack did not take it."""
    subject: dict[str, str | int] = {"year": week[0], "week": week[1], "due": int(due.timestamp())}
    for place in (channel, *subscribers):
        key = _key(week, place)
        new = posts.owe(sitting.session, sitting.workspace_id, PostKind.DIGEST, subject, Destination(place), now=sitting.now, key=key)
        if not new and place == channel:
            posts.renew(sitting.session, sitting.workspace_id, key, subject, sitting.now)


def refused(sitting: Sitting, rows: Iterable[DigestRow]) -> dict[Week, Post]:
    """The posts that did not reach their channel, of those among these weeks that were posted."""
    keys = {_key(week, row.channel): week for row in rows if row.state == POSTED for week in [(row.iso_year, row.iso_week)]}
    found = posts.parked_by_key(sitting.session, sitting.workspace_id, keys)
    return {keys[key]: post for key, post in found.items()}


def why(post: Post) -> str:
    """Why a post that was given up did not arrive, in a sentence for the history."""
    perhaps = post.error.startswith(UNDECIDED)
    return f"{'It may not have arrived' if perhaps else 'Slack did not take it'}: {post.error}."


def due_of(post: Post) -> datetime:
    """When the digest that a post carries was due, or asked for by hand."""
    due = post.subject.get("due")
    return post.created_at if due is None else datetime.fromtimestamp(int(due), UTC)


def too_late(post: Post, now: datetime) -> bool:
    """Whether nobody needs the digest of this post any more."""
    return now - due_of(post) > calendar.LATE_WINDOW


def late(post: Post, now: datetime) -> bool:
    """Whether the digest of this post, read at `now`, should say that it is late."""
    return now - due_of(post) >= calendar.LATE_AFTER


def delivered(session: Session, workspace_id: int, post: Post, now: datetime) -> None:
    """Keep whether the channel's digest came late; one that was found in the channel came earlier than it was found."""
    if post.state is PostState.SENDING:
        _note(session, workspace_id, post, late=late(post, now))


def dropped(session: Session, workspace_id: int, post: Post) -> None:
    """The channel's digest was not sent, because it would be too late."""
    _note(session, workspace_id, post, state=SKIPPED, reason=TOO_LATE, channel="")


def _note(session: Session, workspace_id: int, post: Post, **values: object) -> None:
    week = (DigestRow.iso_year == int(post.subject["year"]), DigestRow.iso_week == int(post.subject["week"]))
    mine = (DigestRow.workspace_id == workspace_id, DigestRow.channel == post.destination.channel)
    rows_changed(session, update(DigestRow).where(*mine, *week).values(**values))


def _key(week: Week, place: str) -> str:
    return f"digest:{named(week)}:{place}"
