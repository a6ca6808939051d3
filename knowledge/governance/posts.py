"""The outbox: what is owed to Slack, as rows written in the transaction of the act that owes it. Sends nothing itself.

A post goes pending → sending → sent; or unknown, when nobody can say whether Slack took it; or parked, when sending again is no use.
Posts to one destination are sent in the order they were owed: a post that is not through holds back those behind it.
Every claim raises `attempt`, and what a claim's holder reports counts only while `attempt` is still its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice, zip_longest
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from knowledge.database.base import Utc
from knowledge.database.models import UNFINISHED, DisputeRow, PostRow, WorkspaceRow, unfinished
from knowledge.database.writes import insert_or_ignore, rows_changed
from knowledge.types import ATTEMPTS, SENDER_LOST, UNDECIDED, Destination, Post, PostKind, PostState, Turns

SETTLING = timedelta(seconds=2)  # how long after a lost answer Slack's history is asked whether the post arrived
RATE_LIMITED = "ratelimited"  # Slack's word in the error of a 429; such a wait is no failure of the post
FOLLOWERS = (PostKind.DISPUTE_UPDATE, PostKind.VIEW, PostKind.RULING)  # posts that hang on a dispute's own post
LONGEST_ERROR = 1000  # characters of an error that are kept
NO_TURNS = Turns()
PAGE = 200  # posts of one workspace read at a time to find those to claim
CROWD = 10  # posts to one destination on a page, from which the next page leaves that destination out


def owe(
    session: Session,
    workspace_id: int,
    kind: PostKind,
    subject: Mapping[str, str | int],
    destination: Destination,
    *,
    now: datetime,
    key: str = "",
    due_at: datetime | None = None,
) -> bool:
    """Owe one post, to be sent from `due_at` (now) on; False when a post of this business key is owed or was sent already.

    The post's id is random, never made from the key: a database begun anew must not take an old message for its own.
    """
    row = {
        "id": str(uuid4()),
        "workspace_id": workspace_id,
        "kind": kind.value,
        "subject": dict(subject),
        "channel": destination.channel,
        "thread_ts": destination.thread_ts,
        "response_url": destination.response_url,
        "user": destination.user,
        "update_ts": destination.update_ts,
        "destination_key": destination.response_url or destination.channel,
        "business_key": key or None,
        "state": PostState.PENDING.value,
        "due_at": due_at or now,
        "created_at": now,
    }
    return insert_or_ignore(session, PostRow, [row]) == 1


def claim(session: Session, now: datetime, limit: int, lease: timedelta, turns: Turns = NO_TURNS) -> list[Post]:
    """Take up to `limit` due posts for `lease`: of the workspaces by turns, of each in the order owed and one for each destination.

    Pending ones come as `sending` and are to be sent. Unknown ones come as `unknown` and are to be looked up before anything else.
    A post whose holder let its lease pass is unknown from now on, and comes back when Slack's history has had time to catch up.
    """
    _expire(session, now)
    chosen = by_turns(_queues(session, now, limit, turns), limit)
    still = select(PostRow).where(PostRow.sequence.in_(chosen), _takeable(now)).with_for_update(skip_locked=True)
    rows = {row.sequence: row for row in session.execute(still, execution_options={"populate_existing": True}).scalars()}
    for row in rows.values():
        row.attempt += 1
        row.lease_until = now + lease
        if row.state == PostState.PENDING:
            row.state = PostState.SENDING.value
    session.flush()
    return _posts(session, [rows[sequence] for sequence in chosen if sequence in rows])


def by_turns(queues: Sequence[Sequence[int]], limit: int) -> list[int]:
    """The first of each queue, then the second of each, and so on, up to `limit` in all."""
    turns = zip_longest(*queues)
    return list(islice((one for turn in turns for one in turn if one is not None), limit))


def sent(session: Session, post: Post, ts: str, now: datetime) -> bool:
    """Note that Slack took the post as message `ts` ("" for an ephemeral one); False when it is no longer this holder's to report on."""
    return _report(session, post, state=PostState.SENT.value, ts=ts, error="", due_at=now)


def unknown(session: Session, post: Post, error: str, now: datetime) -> bool:
    """Note that nobody can say whether Slack took it: to be looked up a little later, never to be sent blindly."""
    return _report(session, post, state=PostState.UNKNOWN.value, error=error, due_at=now + SETTLING)


def resend(session: Session, post: Post, due_at: datetime, error: str = "") -> bool:
    """Put the post back in its place, not to be sent before `due_at`: Slack said wait, or it was looked up and is not there."""
    return _report(session, post, state=PostState.PENDING.value, error=error, due_at=due_at)


def spent(post: Post, error: str) -> bool:
    """Whether a post that failed with `error` has had all its attempts; waiting as Slack asks never uses them up."""
    return post.attempt >= ATTEMPTS and RATE_LIMITED not in error


def parked(session: Session) -> list[Post]:
    """The posts that were given up, the oldest first, with their reasons."""
    rows = session.execute(select(PostRow).where(PostRow.state == PostState.PARKED).order_by(PostRow.sequence)).scalars()
    return _posts(session, list(rows))


def parked_by_key(session: Session, workspace_id: int, keys: Collection[str]) -> dict[str, Post]:
    """Those of the posts with these business keys that were given up."""
    given_up = (PostRow.workspace_id == workspace_id, PostRow.state == PostState.PARKED, PostRow.business_key.in_(keys))
    rows = list(session.execute(select(PostRow).where(*given_up), execution_options={"populate_existing": True}).scalars())
    return {row.business_key: post for row, post in zip(rows, _posts(session, rows), strict=True) if row.business_key}


def renew(session: Session, workspace_id: int, key: str, subject: Mapping[str, str | int], now: datetime) -> bool:
    """Owe the post of this business key again, about `subject`, if it was given up; False when it was not."""
    post = parked_by_key(session, workspace_id, [key]).get(key)
    if post is None:
        return False
    rows_changed(session, update(PostRow).where(PostRow.id == post.id).values(subject=dict(subject)))
    return retry(session, post.id, now)


def retry(session: Session, post_id: str, now: datetime, channel: str = "") -> bool:
    """Owe a post again that was given up, with all its attempts, to `channel` where one is named; False when it is not parked.

    One that may stand in Slack is looked for first, where it was sent, and sent only if it is not there.
    """
    mine = select(PostRow).where(PostRow.id == post_id, PostRow.state == PostState.PARKED).with_for_update()
    row = session.execute(mine, execution_options={"populate_existing": True}).scalar_one_or_none()
    if row is None:
        return False
    perhaps_sent = row.error.startswith(UNDECIDED) or row.error == SENDER_LOST
    row.state = (PostState.UNKNOWN if perhaps_sent else PostState.PENDING).value
    row.attempt, row.due_at, row.lease_until = 0, now, None
    if channel and not perhaps_sent:
        row.channel = row.destination_key = channel
    session.flush()
    return True


def doubt(session: Session, now: datetime) -> int:
    """Let every post that is not through be looked for before it is sent; how many. For a restored backup: what it owes may be sent."""
    owed = update(PostRow).where(PostRow.state.in_((PostState.PENDING, PostState.SENDING)))
    return rows_changed(session, owed.values(state=PostState.UNKNOWN.value, due_at=now, lease_until=None, error="restored from a backup"))


def census(session: Session) -> tuple[Mapping[str, int], datetime | None]:
    """How many posts there are in each state, and since when the oldest unfinished one has been due."""
    found = session.execute(select(PostRow.state, func.count()).group_by(PostRow.state)).all()
    oldest = session.scalar(select(func.min(PostRow.due_at)).where(PostRow.state.in_(UNFINISHED)))
    return {str(state): count for state, count in found}, oldest


def drop(session: Session, post: Post, now: datetime) -> bool:
    """Note that there is nothing left to say, so that the post counts as through without a message."""
    return _report(session, post, state=PostState.SENT.value, error="nothing to say any more", due_at=now)


def park(session: Session, post: Post, error: str, now: datetime) -> bool:
    """Give the post up for good, with the reason. What this owes to people is in `announcements.given_up`."""
    return _report(session, post, state=PostState.PARKED.value, error=error, due_at=now)


def park_followers(session: Session, workspace_id: int, number: int, error: str) -> int:
    """Give up what was to hang on the post of dispute `number`, which is not there; how many posts that were."""
    followers = select(PostRow).where(
        PostRow.workspace_id == workspace_id,
        PostRow.kind.in_(FOLLOWERS),
        PostRow.state == PostState.PENDING,
        PostRow.subject["number"].as_integer() == number,
    )
    rows = list(session.execute(followers.with_for_update()).scalars())
    for row in rows:
        row.state, row.error = PostState.PARKED.value, error[:LONGEST_ERROR]
    session.flush()
    return len(rows)


def park_all(session: Session, workspace_id: int, error: str) -> int:
    """Give up everything the workspace owes to Slack; how many posts. What may be there already is looked for if it is sent again."""
    here, certain = PostRow.workspace_id == workspace_id, PostRow.state == PostState.PENDING
    given_up = {"state": PostState.PARKED.value, "lease_until": None}
    parked = rows_changed(session, update(PostRow).where(here, certain).values(error=error, **given_up))
    doubtful = update(PostRow).where(here, PostRow.state.in_((PostState.SENDING, PostState.UNKNOWN)))
    return parked + rows_changed(session, doubtful.values(error=f"{UNDECIDED}: {error}", **given_up))


def pending_update(session: Session, workspace_id: int, number: int) -> bool:
    """Whether an update of the dispute's post is owed and not begun, so that it will show what this transaction changes too.

    On PostgreSQL the row is held until the transaction ends: nobody sends it with what was true before.
    """
    update_owed = select(PostRow.sequence).where(
        PostRow.workspace_id == workspace_id,
        PostRow.kind == PostKind.DISPUTE_UPDATE,
        PostRow.state == PostState.PENDING,
        PostRow.subject["number"].as_integer() == number,
    )
    return session.execute(update_owed.with_for_update(skip_locked=True)).first() is not None


def next_due(session: Session) -> datetime | None:
    """When there is something to claim, or the lease of a claimed post ends; None when nothing is owed."""
    # In groups: asked post by post what is before it, a database may compare each post of a channel with each other one.
    heads = select(func.min(PostRow.sequence)).where(unfinished(PostRow)).group_by(PostRow.workspace_id, PostRow.destination_key)
    first = select(func.min(func.coalesce(PostRow.lease_until, PostRow.due_at, type_=Utc())))
    return session.scalar(first.where(PostRow.sequence.in_(heads)))


def _queues(session: Session, now: datetime, limit: int, turns: Turns) -> list[list[int]]:
    """What may be claimed of each workspace, as sequences, from the one whose turn is next; of no more workspaces than the limit.

    Chosen here without locks, which PostgreSQL takes in no statement that numbers or groups; `claim` locks what is still to be had.
    """
    team = func.coalesce(WorkspaceRow.team, "")
    # A value and no EXISTS, which PostgreSQL may turn into a join that reads whatever anybody owes.
    due = select(PostRow.sequence).where(PostRow.workspace_id == WorkspaceRow.id, _takeable(now)).order_by(PostRow.sequence).limit(1)
    owing = select(WorkspaceRow.id, team).where(due.correlate(WorkspaceRow).scalar_subquery().is_not(None))
    queues: list[list[int]] = []
    for workspace_id, name in session.execute(owing.order_by(team <= turns.after, team)).all():
        room = min(turns.share - turns.in_hand.get(name, 0), limit)
        if len(queues) < limit and room > 0 and (queue := _heads(session, workspace_id, now, room)):
            queues.append(queue)
    return queues


def _heads(session: Session, workspace_id: int, now: datetime, number: int) -> list[int]:
    """The first `number` posts of the workspace that may be claimed: each the first of its destination that is not through."""
    heads: list[int] = []
    seen, crowded, last = set[str](), set[str](), 0
    owed = select(PostRow.sequence, PostRow.destination_key, _takeable(now)).order_by(PostRow.sequence).limit(PAGE)
    owed = owed.where(PostRow.workspace_id == workspace_id, unfinished(PostRow))
    while len(heads) < number:
        page = session.execute(owed.where(PostRow.sequence > last, PostRow.destination_key.not_in(crowded))).all()
        for sequence, destination, takeable in page:
            if takeable and destination not in seen:
                heads.append(sequence)
            seen.add(destination)
        if len(page) < PAGE:
            break
        last = page[-1][0]
        # Or a channel with thousands before it would be read through post by post, only to be held back.
        crowded |= {key for key, times in Counter(key for _, key, _ in page).items() if times >= CROWD}
    return heads[:number]


def _takeable(now: datetime) -> ColumnElement[bool]:
    """Whether a post may be claimed if nothing before it holds it back."""
    free = or_(PostRow.lease_until.is_(None), PostRow.lease_until <= now)
    return and_(unfinished(PostRow), PostRow.state != PostState.SENDING, PostRow.due_at <= now, free)


def _expire(session: Session, now: datetime) -> None:
    lost = update(PostRow).where(PostRow.state == PostState.SENDING, PostRow.lease_until <= now)
    values = {"state": PostState.UNKNOWN.value, "lease_until": None, "due_at": now, "error": SENDER_LOST}
    rows_changed(session, lost.values(values))


def _report(session: Session, post: Post, **values: Any) -> bool:
    mine: ColumnElement[bool] = and_(
        PostRow.id == post.id, PostRow.attempt == post.attempt, PostRow.state.in_((PostState.SENDING, PostState.UNKNOWN))
    )
    values["error"] = values["error"][:LONGEST_ERROR]
    return rows_changed(session, update(PostRow).where(mine).values(lease_until=None, **values)) == 1


def _posts(session: Session, rows: list[PostRow]) -> list[Post]:
    teams = dict(
        session.execute(select(WorkspaceRow.id, WorkspaceRow.team).where(WorkspaceRow.id.in_({row.workspace_id for row in rows}))).all()
    )
    return [_post(row, teams[row.workspace_id] or "", _destination(session, row)) for row in rows]


def _destination(session: Session, row: PostRow) -> Destination:
    """Where the post goes; what hangs on a dispute's post learns only now where that one stands."""
    thread_ts, update_ts = row.thread_ts, row.update_ts
    if row.kind in FOLLOWERS:
        here = (DisputeRow.workspace_id == row.workspace_id, DisputeRow.number == int(row.subject["number"]))
        ts = session.scalar(select(DisputeRow.ts).where(*here)) or ""
        thread_ts, update_ts = (thread_ts, ts) if row.kind == PostKind.DISPUTE_UPDATE else (ts, update_ts)
    return Destination(row.channel, thread_ts, row.response_url, row.user, update_ts)


def _post(row: PostRow, team: str, destination: Destination) -> Post:
    return Post(
        id=row.id,
        workspace=team,
        kind=PostKind(row.kind),
        subject=row.subject,
        destination=destination,
        state=PostState(row.state),
        due_at=row.due_at,
        created_at=row.created_at,
        attempt=row.attempt,
        ts=row.ts,
        error=row.error,
    )
