"""What each act of a dispute owes to Slack: which posts, to whom, once each. Renders nothing and sends nothing.

A dispute's post goes to the disputes channel, else to the channel the dispute came from; a direct message is no place where a decider would
see it. Private notices go to people one by one: nobody in a channel is pinged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.database.models import DisputeRow, PostRow
from knowledge.database.writes import rows_changed
from knowledge.governance import editions, history, posts
from knowledge.governance.calendar import named
from knowledge.governance.docket import find_dispute
from knowledge.governance.sitting import Sitting, rulings_changed, sit
from knowledge.types import UNDECIDED, Destination, Post, PostKind, PostState

MOST_TOLD = 50  # people told privately of one act; a user group of hundreds holding a role is a channel's business
MOST_ADMINS = 3  # admins told that something could not be posted
LONGEST_REASON = 60  # characters of Slack's reason that make it another one


def place_for(sitting: Sitting, origin: str) -> str:
    """The channel for a dispute's post, "" where there is none."""
    return sitting.people.settings.disputes_channel or (origin if origin.startswith(("C", "G")) else "")


def raised(sitting: Sitting, number: int, raised_by: str, channel: str, owners: tuple[str, ...]) -> None:
    """The dispute's own post, or word to the raiser that there is no channel for it; and both sides' holders are told."""
    if channel:
        owe_post(sitting, number, channel)
    else:
        _tell(sitting, number, "unposted", [raised_by], "first")
    tell_named(sitting, number, raised_by, owners)


def post_key(number: int) -> str:
    """The business key of a dispute's own post, of which there is one."""
    return f"dispute:{number}"


def owe_post(sitting: Sitting, number: int, channel: str) -> None:
    """The dispute's own post."""
    _owe(sitting, PostKind.DISPUTE, {"number": number}, Destination(channel), post_key(number))


def owe_view(sitting: Sitting, number: int, view: int, thread: Destination) -> None:
    """A view in the dispute's thread."""
    _owe(sitting, PostKind.VIEW, {"number": number, "view": view}, thread, f"view:{number}:{view}")


def tell_named(sitting: Sitting, number: int, actor: str, owners: Iterable[str]) -> None:
    """Word to the holders of owners that an objection names, once to each."""
    _tell(sitting, number, "raised", sitting.people.holders(owners), "first", but=actor)


def viewed(sitting: Sitting, row: DisputeRow, view: int) -> None:
    """The view in the dispute's thread, and the dispute's post with one view more."""
    if row.channel:
        owe_view(sitting, row.number, view, _thread(row))
    _update(sitting, row)


def decided(sitting: Sitting, row: DisputeRow, decision: int, told: Iterable[str], actor: str) -> None:
    """The ruling in the thread, the post with its outcome, and word to everybody whom it concerns."""
    if row.channel:
        _owe(sitting, PostKind.RULING, {"number": row.number, "decision": decision}, _thread(row), f"ruling:{row.number}:{decision}")
    _update(sitting, row)
    _tell(sitting, row.number, "decided", told, str(decision), but=actor)


def withdrawn(sitting: Sitting, row: DisputeRow, told: Iterable[str], actor: str, line: int) -> None:
    """The post with its outcome, a line in the thread, and word to those who were told that it is open."""
    _follow_up(sitting, row, line)
    _update(sitting, row)
    _tell(sitting, row.number, "withdrawn", told, str(line), but=actor)


def reopened(sitting: Sitting, row: DisputeRow, told: Iterable[str], actor: str, line: int) -> None:
    """The post as an open dispute again, the reason in the thread, and word to everybody whom the ruling concerned."""
    _follow_up(sitting, row, line)
    _update(sitting, row)
    _tell(sitting, row.number, "reopened", told, str(line), but=actor)


def delivered(session: Session, post: Post, ts: str, now: datetime) -> bool:
    """Slack took the post as message `ts`: a dispute's own post from then on has a thread and a link. False when no longer ours to say."""
    if post.kind is PostKind.DIGEST:
        editions.delivered(session, _workspace_of(session, post), post, now)
    if post.kind is not PostKind.DISPUTE or not ts:
        return posts.sent(session, post, ts, now)
    sitting = _sitting_of(session, post, now)
    if not posts.sent(session, post, ts, now):
        return False
    set_place(sitting, int(post.subject["number"]), post.destination.channel, ts)
    history.record(sitting, int(post.subject["number"]), history.POSTED, "", channel=post.destination.channel, ts=ts)
    return True


def dropped(session: Session, post: Post, now: datetime) -> bool:
    """There is nothing left to say. A digest that may have been sent already is given up instead, since nobody looks for it any more."""
    if post.kind is PostKind.DIGEST and post.state is PostState.UNKNOWN:
        return posts.park(session, post, f"{UNDECIDED}: {post.error}", now)
    if not posts.drop(session, post, now):
        return False
    if post.kind is PostKind.DIGEST:
        editions.dropped(session, _workspace_of(session, post), post)
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
    set_place(sitting, number, "", "")
    history.record(sitting, number, history.UNPOSTED, "", error)
    posts.park_followers(sitting.session, sitting.workspace_id, number, "the dispute's own post could not be delivered")
    told = (raised_by, *sitting.people.directory.admins[:MOST_ADMINS])
    _tell(sitting, number, "parked", told, f"{post.destination.channel}:{error[:LONGEST_REASON]}")


def _digest_lost(sitting: Sitting, post: Post, error: str) -> None:
    week = int(post.subject["year"]), int(post.subject["week"])
    message = (
        f"The digest of {named(week)} could not be posted: Slack says {error}. "
        "Invite Remit to the digest channel or choose another one in Remit's settings; it is tried again every hour for three days."
    )
    for admin in sitting.people.directory.admins[:MOST_ADMINS]:
        key = f"lost-digest:{named(week)}:{post.destination.channel}:{admin}"
        _owe(sitting, PostKind.TOLD, {"message": message}, Destination(admin), key)


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


def set_place(sitting: Sitting, number: int, channel: str, ts: str) -> None:
    """Where the dispute's post is, or goes while there is no `ts` yet; both "" where it has none."""
    here = (DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.number == number)
    rows_changed(sitting.session, update(DisputeRow).where(*here).values(channel=channel, ts=ts))
    rulings_changed(sitting)  # answers carry the link to the dispute


def _sitting_of(session: Session, post: Post, now: datetime) -> Sitting:
    return sit(session, _workspace_of(session, post), now)


def _workspace_of(session: Session, post: Post) -> int:
    return session.execute(select(PostRow.workspace_id).where(PostRow.id == post.id)).scalar_one()


def _thread(row: DisputeRow) -> Destination:
    return Destination(row.channel, thread_ts=row.ts)


def restated(sitting: Sitting, numbers: Iterable[int]) -> None:
    """The posts of disputes whose ruling was replaced or confirmed, or overtaken by the charter, so that none says what was true before."""
    for number in sorted(set(numbers)):
        _update(sitting, find_dispute(sitting, number))


def _follow_up(sitting: Sitting, row: DisputeRow, line: int) -> None:
    """What happened to the dispute, in its thread; once for each line of its history."""
    if row.channel:
        _owe(sitting, PostKind.RULING, {"number": row.number}, _thread(row), f"line:{row.number}:{line}")


def _update(sitting: Sitting, row: DisputeRow) -> None:
    if row.channel and not posts.pending_update(sitting.session, sitting.workspace_id, row.number):
        _owe(sitting, PostKind.DISPUTE_UPDATE, {"number": row.number}, Destination(row.channel, update_ts=row.ts), "")


def _tell(sitting: Sitting, number: int, notice: str, people: Iterable[str], mark: str, but: str = "") -> None:
    for person in list(dict.fromkeys(one for one in people if one and one != but))[:MOST_TOLD]:
        subject: dict[str, str | int] = {"number": number, "notice": notice, "to": person}
        _owe(sitting, PostKind.NOTICE, subject, Destination(person), f"notice:{number}:{notice}:{mark}:{person}")


def _owe(sitting: Sitting, kind: PostKind, subject: dict[str, str | int], destination: Destination, key: str) -> None:
    posts.owe(sitting.session, sitting.workspace_id, kind, subject, destination, now=sitting.now, key=key)
