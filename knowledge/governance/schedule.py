"""When the weekly digest is recorded and posted: by the clock, or now because somebody says so. Sends nothing and renders nothing.

A week is recorded once, as posted, empty or skipped. A week for which there is no channel is recorded as nothing until it is too late for
it: a channel chosen within the window still gets it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from knowledge.database.models import DigestRow, HistoryRow, WorkspaceRow
from knowledge.database.writes import insert_or_ignore
from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed
from knowledge.governance import calendar, editions
from knowledge.governance.asked import Understanding
from knowledge.governance.calendar import Due, Week, named
from knowledge.governance.digest import Span, newest_record, read_digest
from knowledge.governance.sitting import Sitting, record_result, result_of
from knowledge.governance.subscriptions import subscribers
from knowledge.types import Digest, PastDigest, Post

POSTED, EMPTY, SKIPPED = editions.POSTED, "empty", editions.SKIPPED
UNDELIVERED = "undelivered"  # never stored: a posted week whose post Slack did not take
TRY_AGAIN = timedelta(hours=1)  # after which a channel that refused a digest is tried once more, while the digest is worth reading
MOST_PAST = 60  # weeks
SETTINGS_CHANGED = "settings"  # the act of the history line that a change of settings writes
SCHEDULE = frozenset({"digest_weekday", "digest_time", "timezone"})
FIRST_WEEK = (1970, 1)
LONGEST_SPAN = timedelta(days=14)  # a digest after a long pause does not tell the whole pause
MOST_SPANNED = 4  # recorded weeks that may lie within it
NO_CHANNEL = "No channel was set for it."


def due(sitting: Sitting) -> Due:
    """What the calendar says for this workspace at the sitting's instant."""
    settings = sitting.people.settings
    created = sitting.session.execute(select(WorkspaceRow.created_at).where(WorkspaceRow.id == sitting.workspace_id)).scalar_one()
    return calendar.due(
        sitting.now,
        sitting.zone,
        settings.digest_weekday,
        calendar.parse_time(settings.digest_time),
        _recorded(sitting),
        since=created,
        changed=_schedule_changed(sitting),
    )


def anything_due(sitting: Sitting) -> bool:
    """Whether `tick` would record anything: asked without a lock, once a minute."""
    now = due(sitting)
    return bool(now.skipped) or (now.owed is not None and bool(channel_of(sitting)))


def lateness(sitting: Sitting) -> timedelta:
    """How long ago a digest fell due that is neither posted nor recorded as skipped; nothing where nobody is to have it."""
    return due(sitting).late_by if channel_of(sitting) else timedelta()


def tick(sitting: Sitting, known: Understanding | None = None) -> list[str]:
    """Record what is due and not recorded, with its post; a sentence for each week recorded. Asked again at once, it does nothing."""
    said: list[str] = []
    now = due(sitting)
    for skipped in now.skipped:
        reason = skipped.reason if channel_of(sitting) else NO_CHANNEL
        if _record(sitting, skipped.week, SKIPPED, reason=reason):
            said.append(f"Skipped the digest of {named(skipped.week)}. {reason}")
    if now.owed is not None and channel_of(sitting):
        said.append(_publish(sitting, now, known))
    return said


def send_now(sitting: Sitting, *, actor: str, request: str = "") -> Week:
    """Post this week's digest now, also an empty one; it counts as this week's. Deciders and admins may, others get NotAllowed."""
    entitled = tuple(dict.fromkeys((*sitting.people.general_deciders(), *sitting.people.directory.admins)))
    if actor not in entitled:
        raise NotAllowed("Only deciders and admins can post the digest before its hour.", entitled)
    if not channel_of(sitting):
        raise InvalidRequest("There is no channel for the digest yet. Choose one in Remit's settings.", "digest_channel")
    done = result_of(sitting, request)
    if done is not None:
        return done["year"], done["week"]
    week = calendar.week_of(sitting.now, sitting.zone)
    there = _row(sitting, week)
    if there is not None and there.state == POSTED:
        if not editions.refused(sitting, [there]):
            raise AlreadySettled(f"The digest of {named(week)} has been posted already; the next one comes next week.", there.actor)
        there.channel, there.late, there.actor = channel_of(sitting), False, actor
    else:
        _delete(sitting, week)
        _record(sitting, week, POSTED, until=newest_record(sitting), actor=actor)
    _post(sitting, week, sitting.now)
    record_result(sitting, request, year=week[0], week=week[1])
    return week


def span_of(sitting: Sitting, week: Week | None = None) -> Span:
    """What the digest of `week` covers: as it was recorded, else its days if it is over, else what would be posted now.

    Without a week: the coming digest, which is this week's unless this week's is recorded. InvalidRequest for a week after that, and for
    one long before there was a Remit.
    """
    present = calendar.week_of(sitting.now, sitting.zone)
    coming = _coming(sitting, present)
    asked = week or coming
    row = _row(sitting, asked)
    if row is not None and row.state != SKIPPED:
        return Span(asked, _since(sitting, asked, row.recorded_at), row.recorded_at, row.late)
    if asked > coming:
        raise InvalidRequest(f"The week {named(asked)} is still to come; the next digest is that of {named(coming)}.", "week")
    if asked < FIRST_WEEK:
        raise InvalidRequest(f"There was no digest in {named(asked)}.", "week")
    if asked < present:
        start, end = (calendar.week_start(one, sitting.zone) for one in (asked, calendar.shifted(asked, 1)))
        return Span(asked, start - timedelta(microseconds=1), end - timedelta(microseconds=1))
    until = newest_record(sitting)
    return Span(asked, _since(sitting, asked, sitting.now), until)


def preview(sitting: Sitting, week: Week | None = None, limit: int = 5, known: Understanding | None = None, *, channel: str = "") -> Digest:
    """The digest of `week`, or the coming one, as it stands now and may be read in `channel`."""
    return read_digest(sitting, span_of(sitting, week), limit, known, channel=channel)


def past_digests(sitting: Sitting) -> list[PastDigest]:
    """What became of each week's digest for somewhat more than a year, newest first."""
    rows = _newest(sitting, MOST_PAST)
    refused = editions.refused(sitting, rows)
    past = []
    for row in rows:
        lost = refused.get((row.iso_year, row.iso_week))
        state, reason = (UNDELIVERED, editions.why(lost)) if lost else (row.state, row.reason)
        past.append(PastDigest(row.iso_year, row.iso_week, state, reason, row.channel, row.late, row.actor, row.recorded_at))
    return past


def channel_of(sitting: Sitting) -> str:
    """Where the digest goes: its own channel, else the disputes channel, else nowhere ("")."""
    return sitting.people.settings.digest_channel or sitting.people.settings.disputes_channel


def _publish(sitting: Sitting, now: Due, known: Understanding | None) -> str:
    """Post the week that is owed: anew, or once more where Slack did not take it; then it tells what it was to tell the first time."""
    assert now.owed is not None
    week, there = now.owed, _row(sitting, now.owed)
    if there is not None:
        there.channel, there.late = channel_of(sitting), now.late
    else:
        until = newest_record(sitting)
        span = Span(week, _since(sitting, week, sitting.now), until, now.late)
        if read_digest(sitting, span, 1, known, channel=channel_of(sitting)).empty and not sitting.people.settings.digest_when_empty:
            _record(sitting, week, EMPTY, reason="Nothing happened.", until=until)
            return f"The digest of {named(week)} would be empty, so nothing was posted."
        _record(sitting, week, POSTED, until=until, late=now.late)
    _post(sitting, week, sitting.now - now.late_by)
    return f"The digest of {named(week)} is on its way to {channel_of(sitting)}{', late' if now.late else ''}."


def _post(sitting: Sitting, week: Week, due_at: datetime) -> None:
    editions.owe(sitting, week, channel_of(sitting), subscribers(sitting), due_at)


def _record(
    sitting: Sitting, week: Week, state: str, *, reason: str = "", until: datetime | None = None, late: bool = False, actor: str = ""
) -> bool:
    """False when the week was recorded before. `recorded_at` is where the digest's span ends and the next one's begins."""
    row = {
        "workspace_id": sitting.workspace_id,
        "iso_year": week[0],
        "iso_week": week[1],
        "state": state,
        "reason": reason,
        "channel": channel_of(sitting) if state == POSTED else "",
        "late": late,
        "actor": actor,
        "recorded_at": until or sitting.now,
    }
    return insert_or_ignore(sitting.session, DigestRow, [row]) == 1


def _delete(sitting: Sitting, week: Week) -> None:
    """Make room for a digest that somebody wants although the week was empty or skipped."""
    row = _row(sitting, week)
    if row is not None:
        sitting.session.delete(row)
        sitting.session.flush()


def _row(sitting: Sitting, week: Week) -> DigestRow | None:
    here = select(DigestRow).where(
        DigestRow.workspace_id == sitting.workspace_id, DigestRow.iso_year == week[0], DigestRow.iso_week == week[1]
    )
    return sitting.session.execute(here, execution_options={"populate_existing": True}).scalar_one_or_none()


def _since(sitting: Sitting, week: Week, until: datetime) -> datetime:
    """Where the newest digest before `week` that anybody could read ended; a week back where there was none."""
    earlier = or_(DigestRow.iso_year < week[0], and_(DigestRow.iso_year == week[0], DigestRow.iso_week < week[1]))
    rows = _newest(sitting, MOST_SPANNED, DigestRow.state != SKIPPED, earlier)
    refused = editions.refused(sitting, rows)
    last = next((row.recorded_at for row in rows if (row.iso_year, row.iso_week) not in refused), None)
    if last is None or last > until:
        return until - timedelta(days=7)
    return max(last, until - LONGEST_SPAN)


def _coming(sitting: Sitting, present: Week) -> Week:
    recorded = _recorded(sitting)
    week = present
    while week in recorded:
        week = calendar.shifted(week, 1)
    return week


def _recorded(sitting: Sitting) -> set[Week]:
    """The weeks recorded of late, without one that is to be posted once more; what is older than the calendar looks back is left out."""
    rows = _newest(sitting, MOST_PAST)
    weeks = {(row.iso_year, row.iso_week) for row in rows}
    return weeks - {week for week, post in editions.refused(sitting, rows[:1]).items() if _once_more(sitting, rows[0], post)}


def _once_more(sitting: Sitting, row: DigestRow, post: Post) -> bool:
    """Whether a digest that Slack did not take is sent again now: to another channel at once, to the same one after a while."""
    moved = row.channel != channel_of(sitting)
    return not editions.too_late(post, sitting.now) and (moved or sitting.now >= post.due_at + TRY_AGAIN)


def _newest(sitting: Sitting, most: int, *such: ColumnElement[bool]) -> list[DigestRow]:
    rows = select(DigestRow).where(DigestRow.workspace_id == sitting.workspace_id, *such)
    newest = rows.order_by(DigestRow.iso_year.desc(), DigestRow.iso_week.desc()).limit(most)
    return list(sitting.session.execute(newest, execution_options={"populate_existing": True}).scalars())


def _schedule_changed(sitting: Sitting) -> datetime | None:
    """When weekday, hour or zone of the digest were last set."""
    lines = select(HistoryRow.at, HistoryRow.details).where(
        HistoryRow.workspace_id == sitting.workspace_id, HistoryRow.dispute_number.is_(None), HistoryRow.act == SETTINGS_CHANGED
    )
    newest = sitting.session.execute(lines.order_by(HistoryRow.id.desc()).limit(50)).all()
    return next((at for at, details in newest if SCHEDULE & {*details, *details.get("changed", ())}), None)
