"""When the weekly digest is recorded and posted: by the clock, or now because somebody says so. Sends nothing and renders nothing.

A week is recorded once, as posted, empty or skipped. A week for which there is no channel is recorded as nothing until it is too late for
it: a channel chosen within the window still gets it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from knowledge.database.models import DigestRow, HistoryRow, WorkspaceRow
from knowledge.database.writes import insert_or_ignore
from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed
from knowledge.governance import calendar, posts
from knowledge.governance.asked import Grouping
from knowledge.governance.calendar import LATE_WINDOW, Due, Week
from knowledge.governance.digest import Span, newest_record, read_digest
from knowledge.governance.discretion import read_in
from knowledge.governance.sitting import Sitting, record_result, result_of
from knowledge.governance.subscriptions import subscribers
from knowledge.types import Destination, Digest, PastDigest, PostKind

POSTED, EMPTY, SKIPPED = "posted", "empty", "skipped"
SETTINGS_CHANGED = "settings"  # the act of the history line that a change of settings writes
SCHEDULE = frozenset({"digest_weekday", "digest_time", "timezone"})
LONGEST_SPAN = timedelta(days=14)  # a digest after a long pause does not tell the whole pause
NO_CHANNEL = "No channel was set for it."


def due(sitting: Sitting, window: timedelta = LATE_WINDOW) -> Due:
    """What the calendar says for this workspace at the sitting's instant."""
    settings = sitting.people.settings
    created = sitting.session.execute(select(WorkspaceRow.created_at).where(WorkspaceRow.id == sitting.workspace_id)).scalar_one()
    return calendar.due(
        sitting.now,
        sitting.zone,
        settings.digest_weekday,
        calendar.parse_time(settings.digest_time),
        _recorded(sitting),
        window,
        since=created,
        changed=_schedule_changed(sitting),
    )


def anything_due(sitting: Sitting, window: timedelta = LATE_WINDOW) -> bool:
    """Whether `tick` would record anything: asked without a lock, once a minute."""
    now = due(sitting, window)
    return bool(now.skipped) or (now.owed is not None and bool(channel_of(sitting)))


def tick(sitting: Sitting, window: timedelta = LATE_WINDOW, grouping: Grouping | None = None) -> list[str]:
    """Record what is due and not recorded, with its post; a sentence for each week recorded. Asked again at once, it does nothing."""
    said: list[str] = []
    now = due(sitting, window)
    for skipped in now.skipped:
        reason = skipped.reason if channel_of(sitting) else NO_CHANNEL
        if _record(sitting, skipped.week, SKIPPED, reason=reason):
            said.append(f"Skipped the digest of {named(skipped.week)}. {reason}")
    if now.owed is not None and channel_of(sitting):
        said.append(_publish(sitting, now.owed, now.late, grouping))
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
        raise AlreadySettled(f"The digest of {named(week)} has been posted already; the next one comes next week.", there.actor)
    _delete(sitting, week)
    _record(sitting, week, POSTED, until=newest_record(sitting), actor=actor)
    _post(sitting, week, late=False)
    record_result(sitting, request, year=week[0], week=week[1])
    return week


def span_of(sitting: Sitting, week: Week | None = None) -> Span:
    """What the digest of `week` covers: as it was recorded, else its days if it is over, else what would be posted now.

    Without a week: the coming digest, which is this week's unless this week's is recorded.
    """
    present = calendar.week_of(sitting.now, sitting.zone)
    asked = week or _coming(sitting, present)
    row = _row(sitting, asked)
    if row is not None and row.state != SKIPPED:
        return Span(asked, _since(sitting, asked, row.recorded_at), row.recorded_at, row.late)
    if asked < present:
        start, end = (calendar.week_start(one, sitting.zone) for one in (asked, calendar.shifted(asked, 1)))
        return Span(asked, start - timedelta(microseconds=1), end - timedelta(microseconds=1))
    until = newest_record(sitting)
    return Span(asked, _since(sitting, asked, sitting.now), until)


def preview(sitting: Sitting, week: Week | None = None, limit: int = 5, grouping: Grouping | None = None, *, channel: str = "") -> Digest:
    """The digest of `week`, or the coming one, as it stands now and may be read in `channel`."""
    return read_digest(read_in(sitting, channel), span_of(sitting, week), limit, grouping)


def past_digests(sitting: Sitting, limit: int = 60) -> list[PastDigest]:
    """What became of each week's digest, newest first."""
    rows = select(DigestRow).where(DigestRow.workspace_id == sitting.workspace_id)
    newest = rows.order_by(DigestRow.iso_year.desc(), DigestRow.iso_week.desc()).limit(limit)
    return [
        PastDigest(row.iso_year, row.iso_week, row.state, row.reason, row.channel, row.late, row.actor, row.recorded_at)
        for row in sitting.session.execute(newest, execution_options={"populate_existing": True}).scalars()
    ]


def channel_of(sitting: Sitting) -> str:
    """Where the digest goes: its own channel, else the disputes channel, else nowhere ("")."""
    return sitting.people.settings.digest_channel or sitting.people.settings.disputes_channel


def named(week: Week) -> str:
    """2026-W48."""
    return f"{week[0]}-W{week[1]:02}"


def _publish(sitting: Sitting, week: Week, late: bool, grouping: Grouping | None) -> str:
    until = newest_record(sitting)
    span = Span(week, _since(sitting, week, sitting.now), until, late)
    if read_digest(sitting, span, 1, grouping).empty and not sitting.people.settings.digest_when_empty:
        _record(sitting, week, EMPTY, reason="Nothing happened.", until=until)
        return f"The digest of {named(week)} would be empty, so nothing was posted."
    if not _record(sitting, week, POSTED, until=until, late=late):
        return f"The digest of {named(week)} has been recorded already."
    _post(sitting, week, late)
    return f"The digest of {named(week)} is on its way to {channel_of(sitting)}{', late' if late else ''}."


def _post(sitting: Sitting, week: Week, late: bool) -> None:
    """One post for the channel and for each subscriber, with a key each."""
    subject: dict[str, str | int] = {"year": week[0], "week": week[1], "late": int(late)}
    for place in (channel_of(sitting), *subscribers(sitting)):
        key = f"digest:{named(week)}:{place}"
        posts.owe(sitting.session, sitting.workspace_id, PostKind.DIGEST, subject, Destination(place), now=sitting.now, key=key)


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
    """Where the newest digest before `week` ended; a week back where there was none."""
    earlier = or_(DigestRow.iso_year < week[0], and_(DigestRow.iso_year == week[0], DigestRow.iso_week < week[1]))
    ends = select(DigestRow.recorded_at).where(DigestRow.workspace_id == sitting.workspace_id, DigestRow.state != SKIPPED, earlier)
    last = sitting.session.scalar(ends.order_by(DigestRow.iso_year.desc(), DigestRow.iso_week.desc()).limit(1))
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
    """The weeks recorded of late; what is older than the calendar looks back does not matter."""
    rows = select(DigestRow.iso_year, DigestRow.iso_week).where(DigestRow.workspace_id == sitting.workspace_id)
    newest = rows.order_by(DigestRow.iso_year.desc(), DigestRow.iso_week.desc()).limit(60)
    return {(year, week) for year, week in sitting.session.execute(newest)}


def _schedule_changed(sitting: Sitting) -> datetime | None:
    """When weekday, hour or zone of the digest were last set."""
    lines = select(HistoryRow.at, HistoryRow.details).where(
        HistoryRow.workspace_id == sitting.workspace_id, HistoryRow.dispute_number.is_(None), HistoryRow.act == SETTINGS_CHANGED
    )
    newest = sitting.session.execute(lines.order_by(HistoryRow.id.desc()).limit(50)).all()
    return next((at for at, details in newest if SCHEDULE & {*details, *details.get("changed", ())}), None)
