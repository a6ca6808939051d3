"""What each act of a dispute owes to Slack: which posts, to whom, once each. Renders nothing and sends nothing.

A dispute's post goes to the disputes channel, else to the channel the dispute came from; a direct message is no place where a decider would
see it. Private notices go to people one by one: nobody in a channel is pinged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.database.models import DigestRow, DisputeRow, PostRow
from knowledge.governance import history, posts
from knowledge.governance.sitting import Sitting, rows_changed, rulings_changed, sit
from knowledge.types import Destination, Post, PostKind

MOST_TOLD = 50  # people told privately of one act; a user group of hundreds holding a role is a channel's business
MOST_ADMINS = 3  # admins told that a digest could not be posted


def place_for(sitting: Sitting, origin: str) -> str:
    """The channel for a dispute's post, "" where there is none."""
    return sitting.people.settings.disputes_channel or (origin if origin.startswith(("C", "G")) else "")


def raised(sitting: Sitting, number: int, raised_by: str, channel: str, owners: tuple[str, ...]) -> None:
    """The dispute's own post, or word to the raiser that there is no channel for it; and both sides' holders are told."""
    if channel:
        _owe(sitting, PostKind.DISPUTE, {"number": number}, Destination(channel), f"dispute:{number}")
    else:
        _tell(sitting, number, "unposted", [raised_by], "first")
    _tell(sitting, number, "raised", sitting.people.holders(owners), "first", but=raised_by)


def viewed(sitting: Sitting, row: DisputeRow, view: int) -> None:
    """The view in the dispute's thread, and the dispute's post with one view more."""
    if row.channel:
        _owe(sitting, PostKind.VIEW, {"number": row.number, "view": view}, _thread(row), f"view:{row.number}:{view}")
    _update(sitting, row)


def decided(sitting: Sitting, row: DisputeRow, decision: int, actor: str, owners: tuple[str, ...]) -> None:
    """The ruling in the thread, the post with its outcome, and word to the raiser and to the holders of every owner named."""
    if row.channel:
        _owe(sitting, PostKind.RULING, {"number": row.number, "decision": decision}, _thread(row), f"ruling:{row.number}:{decision}")
    _update(sitting, row)
    _tell(sitting, row.number, "decided", (row.raised_by, *sitting.people.holders(owners)), str(decision), but=actor)


def withdrawn(sitting: Sitting, row: DisputeRow, actor: str, line: int) -> None:
    """The post with its outcome, and word to the raiser and the holders, who were told that the dispute is open."""
    _update(sitting, row)
    told = (row.raised_by, *sitting.people.holders([*row.present, *row.proposed]))
    _tell(sitting, row.number, "withdrawn", told, str(line), but=actor)


def reopened(sitting: Sitting, row: DisputeRow, told: Iterable[str], actor: str, line: int) -> None:
    """The post as an open dispute again, and word to everybody whom the ruling concerned."""
    _update(sitting, row)
    _tell(sitting, row.number, "reopened", told, str(line), but=actor)


def delivered(session: Session, post: Post, ts: str, now: datetime) -> bool:
    """Slack took the post as message `ts`: a dispute's own post from then on has a thread and a link. False when no longer ours to say."""
    if post.kind is not PostKind.DISPUTE or not ts:
        return posts.sent(session, post, ts, now)
    sitting = _sitting_of(session, post, now)
    if not posts.sent(session, post, ts, now):
        return False
    _place(sitting, int(post.subject["number"]), post.destination.channel, ts)
    history.record(sitting, int(post.subject["number"]), history.POSTED, "", channel=post.destination.channel, ts=ts)
    return True


def failed(session: Session, post: Post, due_at: datetime, error: str, now: datetime) -> bool:
    """The post is to be sent again from `due_at` on, unless it has failed too often, which parks it."""
    return given_up(session, post, error, now) if posts.spent(post, error) else posts.resend(session, post, due_at, error)


def given_up(session: Session, post: Post, error: str, now: datetime) -> bool:
    """The post is parked with its reason; whoever waits for it is told once. False when no longer ours to say."""
    tell = _LOST.get(post.kind)
    if tell is None or not post.destination.channel.startswith(("C", "G")):  # a subscriber who left misses nothing
        return posts.park(session, post, error, now)
    sitting = _sitting_of(session, post, now)
    if not posts.park(session, post, error, now):
        return False
    tell(sitting, post, error)
    return True


def _dispute_lost(sitting: Sitting, post: Post, error: str) -> None:
    number = int(post.subject["number"])
    here = (DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.number == number)
    raised_by = sitting.session.execute(select(DisputeRow.raised_by).where(*here)).scalar_one()
    _place(sitting, number, "", "")
    history.record(sitting, number, history.UNPOSTED, "", error)
    posts.park_followers(sitting.session, sitting.workspace_id, number, "the dispute's own post could not be delivered")
    _tell(sitting, number, "parked", [raised_by], "once")


def _digest_lost(sitting: Sitting, post: Post, error: str) -> None:
    year, week = int(post.subject["year"]), int(post.subject["week"])
    here = (DigestRow.workspace_id == sitting.workspace_id, DigestRow.iso_year == year, DigestRow.iso_week == week)
    rows_changed(sitting.session, update(DigestRow).where(*here).values(reason=f"Slack did not take it: {error}"))
    message = (
        f"The digest of {year}-W{week:02} could not be posted: Slack says {error}. "
        "Invite Remit to the digest channel or choose another one in Remit's settings."
    )
    for admin in sitting.people.directory.admins[:MOST_ADMINS]:
        _owe(sitting, PostKind.TOLD, {"message": message}, Destination(admin), f"lost-digest:{year}-W{week:02}:{post.id}:{admin}")


def _words_lost(sitting: Sitting, post: Post, error: str) -> None:
    """Somebody clicked, saw no answer to the click, and would go on waiting for a reply that nobody was asked for."""
    message = (
        f"What you shared or asked may not have reached the channel: Slack says {error}. "
        "If it is missing there, invite Remit to the channel and try again."
    )
    asker = str(post.subject["asker"])
    _owe(sitting, PostKind.TOLD, {"message": message}, Destination(asker), f"lost-words:{post.id}")


_LOST: dict[PostKind, Callable[[Sitting, Post, str], None]] = {
    PostKind.DISPUTE: _dispute_lost,
    PostKind.DIGEST: _digest_lost,
    PostKind.SHARED: _words_lost,
    PostKind.ASK_OWNER: _words_lost,
}
"""What people wait for in a channel, and how they hear that it did not come."""


def _place(sitting: Sitting, number: int, channel: str, ts: str) -> None:
    here = (DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.number == number)
    rows_changed(sitting.session, update(DisputeRow).where(*here).values(channel=channel, ts=ts))
    rulings_changed(sitting)  # answers carry the link to the dispute


def _sitting_of(session: Session, post: Post, now: datetime) -> Sitting:
    return sit(session, session.execute(select(PostRow.workspace_id).where(PostRow.id == post.id)).scalar_one(), now)


def _thread(row: DisputeRow) -> Destination:
    return Destination(row.channel, thread_ts=row.ts)


def _update(sitting: Sitting, row: DisputeRow) -> None:
    if row.channel and not posts.pending_update(sitting.session, sitting.workspace_id, row.number):
        _owe(sitting, PostKind.DISPUTE_UPDATE, {"number": row.number}, Destination(row.channel, update_ts=row.ts), "")


def _tell(sitting: Sitting, number: int, notice: str, people: Iterable[str], mark: str, but: str = "") -> None:
    for person in list(dict.fromkeys(one for one in people if one and one != but))[:MOST_TOLD]:
        subject: dict[str, str | int] = {"number": number, "notice": notice, "to": person}
        _owe(sitting, PostKind.NOTICE, subject, Destination(person), f"notice:{number}:{notice}:{mark}:{person}")


def _owe(sitting: Sitting, kind: PostKind, subject: dict[str, str | int], destination: Destination, key: str) -> None:
    posts.owe(sitting.session, sitting.workspace_id, kind, subject, destination, now=sitting.now, key=key)
