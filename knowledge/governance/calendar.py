"""Which weekly digest is owed at an instant, and when the next one comes. Pure: reads no clock, no settings, no database.

A week is the ISO week of `date.isocalendar()`, so 2027-01-01 belongs to 2026-W53. The digest of a week falls due at one instant: the
chosen weekday and hour of that week in the chosen zone. An hour that the clocks skip falls due at the first instant after the gap, an hour
that comes twice at its first coming.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.errors import InvalidRequest

Week = tuple[int, int]
"""An ISO year and an ISO week, (2026, 53)."""

LATE_WINDOW = timedelta(hours=72)
"""How long after its hour a digest is still worth reading; a week older than this is recorded as skipped."""

LATE_AFTER = timedelta(minutes=15)
"""From this delay on a digest says that it is late; less is the ordinary pace of a worker that looks once a minute."""

_LOOK_BACK = 53  # weeks; what happened to a digest of more than a year ago nobody asks
_LOOK_AHEAD = 60  # weeks; more than a year of recorded weeks ahead of now does not happen


@dataclass(frozen=True, slots=True)
class Skipped:
    """A week whose digest is no longer worth posting, and the sentence that says why."""

    week: Week
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """What the calendar says at one instant. `owed` is the week to post now.

    `late_by` is how long after its hour that is, or the newest of those `skipped` where none is owed any more.
    """

    owed: Week | None
    late_by: timedelta
    skipped: tuple[Skipped, ...]
    next_week: Week
    next_at: datetime  # UTC

    @property
    def late(self) -> bool:
        """Whether the post should say that it is late."""
        return self.late_by >= LATE_AFTER


def named(week: Week) -> str:
    """2026-W48."""
    return f"{week[0]:04}-W{week[1]:02}"


def parse_time(text: str) -> time:
    """An hour of the day as people write it, "9:00" or "17:30"; InvalidRequest for anything else."""
    hour, _, minute = text.strip().partition(":")
    try:
        if not (hour.isascii() and hour.isdigit() and minute.isascii() and len(minute) == 2 and minute.isdigit()):
            raise ValueError(text)
        return time(int(hour), int(minute))
    except ValueError:
        raise InvalidRequest(f"“{text}” is not an hour of the day: write it as 09:00 or 17:30.", "digest_time") from None


def week_of(instant: datetime, zone: ZoneInfo) -> Week:
    """The ISO year and week that people in `zone` write on `instant`."""
    year, week, _ = instant.astimezone(zone).isocalendar()
    return year, week


def due_at(week: Week, zone: ZoneInfo, weekday: int, hour: time) -> datetime:
    """The UTC instant at which the digest of `week` falls due; `weekday` is ISO, Monday 1 to Sunday 7."""
    return first_instant(datetime.combine(date.fromisocalendar(*week, weekday), hour), zone)


def week_start(week: Week, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the Monday of `week` begins in `zone`."""
    return first_instant(datetime.combine(date.fromisocalendar(*week, 1), time()), zone)


def weeks_back(instant: datetime, zone: ZoneInfo, weeks: int) -> datetime:
    """The UTC instant that many weeks before `instant` by the calendar and the clock on the wall of `zone`."""
    return first_instant(instant.astimezone(zone).replace(tzinfo=None, fold=0) - timedelta(weeks=weeks), zone)


def first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The first UTC instant at which clocks in `zone` show `local` or, where they skip it, any later time."""
    before = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if before.astimezone(zone).replace(tzinfo=None, fold=0) == local:
        return before
    # In a gap the reading with fold 1 lies before the change and the one with fold 0 after it: halve down to the second of the change.
    early, late = local.replace(tzinfo=zone, fold=1).astimezone(UTC), before
    after = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


def due(
    now: datetime,
    zone: ZoneInfo,
    weekday: int,
    hour: time,
    recorded: Collection[Week],
    window: timedelta = LATE_WINDOW,
    *,
    since: datetime | None = None,
    changed: datetime | None = None,
) -> Due:
    """What is owed at `now`, given the weeks already `recorded` (posted, empty or skipped).

    Only the newest week that has come can be owed; the ones behind it, back to the newest recorded one, are skipped.
    `since` is when the workspace came to be: what fell due before it is not owed. Where neither a record nor `since` says from when on
    digests are wanted, nothing is skipped. `changed` is when weekday, hour or zone were last set: a week that the change alone moved into
    the past counts as late from the change on, so that moving the hour never loses a week.
    """
    owed: Week | None = None
    late_by = timedelta(0)
    skipped: list[Skipped] = []
    newest = True
    bounded = _in_the_past(since, now) or any(week <= week_of(now, zone) for week in recorded)
    for week, at in _due_weeks(now, zone, weekday, hour):
        if week in recorded or (since is not None and at < since <= now):
            break
        waited = now - _counted_from(at, changed, now)
        if newest and (waited <= window or bounded):
            late_by = waited
        if newest and waited <= window:
            owed = week
        elif bounded:
            skipped.append(Skipped(week, _why_skipped(at, now, window)))
        newest = False
    next_week, next_at = _next(now, zone, weekday, hour, recorded)
    return Due(owed, late_by, tuple(reversed(skipped)), next_week, next_at)


def _due_weeks(now: datetime, zone: ZoneInfo, weekday: int, hour: time) -> Iterator[tuple[Week, datetime]]:
    """The weeks whose instant has come, newest first, and their instants."""
    for back in range(-1, _LOOK_BACK):
        week = shifted(week_of(now, zone), -back)
        at = due_at(week, zone, weekday, hour)
        if at <= now:
            yield week, at


def _in_the_past(since: datetime | None, now: datetime) -> bool:
    # A `since` in the future is a clock set back or a time given by hand: it cannot tell what was owed.
    return since is not None and since <= now


def _counted_from(at: datetime, changed: datetime | None, now: datetime) -> datetime:
    return at if changed is None or changed > now else max(at, changed)


def _why_skipped(at: datetime, now: datetime, window: timedelta) -> str:
    late, allowed = (int(span / timedelta(hours=1)) for span in (now - at, window))
    return f"It was not posted when it was due, and {late} hours later is past the {allowed} hours it may be late."


def _next(now: datetime, zone: ZoneInfo, weekday: int, hour: time, recorded: Collection[Week]) -> tuple[Week, datetime]:
    """The first week that is not recorded and whose instant is still to come."""
    week = shifted(week_of(now, zone), -1)
    for _ in range(_LOOK_AHEAD):
        at = due_at(week, zone, weekday, hour)
        if at > now and week not in recorded:
            break
        week = shifted(week, 1)
    return week, at


def shifted(week: Week, weeks: int) -> Week:
    """The week that many weeks after (before, where negative) `week`; years have 52 or 53 of them."""
    year, number, _ = (date.fromisocalendar(*week, 1) + timedelta(weeks=weeks)).isocalendar()
    return year, number
