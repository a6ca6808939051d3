"""The calendar of the digest: one week, one instant, whatever clocks, zones, restarts and settings do."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import InvalidRequest
from knowledge.governance.calendar import LATE_WINDOW, Week, due, due_at, first_instant, parse_time, shifted, week_of, week_start

BERLIN = ZoneInfo("Europe/Berlin")
NINE = time(9)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEKS = 157
FIRST = (2025, 45)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def monday_nine(now: str, recorded: set[Week] | None = None, **more: datetime) -> Week | None:
    return due(at(now), BERLIN, 1, NINE, recorded or set(), **more).owed


def weeks_from(first: Week, count: int) -> list[Week]:
    return [shifted(first, number) for number in range(count)]


def test_nothing_is_owed_before_the_hour_and_the_week_from_the_hour_on() -> None:
    recorded = {(2026, 48)}
    assert monday_nine("2026-11-30T08:59:59+01:00", recorded) is None
    assert monday_nine("2026-11-30T09:00+01:00", recorded) == (2026, 49)
    assert monday_nine("2026-11-30T09:01+01:00", recorded | {(2026, 49)}) is None


def test_the_first_of_january_belongs_to_the_week_it_lies_in() -> None:
    assert week_of(at("2027-01-01T12:00+01:00"), BERLIN) == (2026, 53)
    assert shifted((2026, 53), 1) == (2027, 1)
    assert due(at("2027-01-01T10:00+01:00"), BERLIN, 5, NINE, {(2026, 52)}).owed == (2026, 53)
    assert due(at("2027-01-04T10:00+01:00"), BERLIN, 1, NINE, {(2026, 53)}).owed == (2027, 1)


def test_a_day_belongs_to_the_week_of_its_own_zone() -> None:
    sunday_evening = at("2026-11-29T23:30+00:00")
    assert week_of(sunday_evening, ZoneInfo("UTC")) == (2026, 48)
    assert week_of(sunday_evening, ZoneInfo("Asia/Tokyo")) == (2026, 49)
    assert week_start((2026, 49), ZoneInfo("Asia/Tokyo")) == at("2026-11-29T15:00+00:00")


def test_a_digest_is_late_within_the_window_and_skipped_beyond_it() -> None:
    recorded = {(2026, 48)}
    late = due(at("2026-12-03T09:00+01:00"), BERLIN, 1, NINE, recorded)
    assert (late.owed, late.late_by, late.late) == ((2026, 49), LATE_WINDOW, True)
    beyond = due(at("2026-12-03T09:00:01+01:00"), BERLIN, 1, NINE, recorded)
    assert beyond.owed is None
    assert [skipped.week for skipped in beyond.skipped] == [(2026, 49)]
    assert "72 hours" in beyond.skipped[0].reason
    assert (beyond.next_week, beyond.next_at) == ((2026, 50), at("2026-12-07T08:00+00:00"))


def test_a_minute_after_the_hour_is_not_late() -> None:
    assert not due(at("2026-11-30T09:14+01:00"), BERLIN, 1, NINE, {(2026, 48)}).late
    assert due(at("2026-11-30T09:15+01:00"), BERLIN, 1, NINE, {(2026, 48)}).late


def test_after_weeks_of_silence_only_the_newest_week_is_owed_and_the_others_are_skipped_in_order() -> None:
    back = due(at("2026-12-22T10:00+01:00"), BERLIN, 1, NINE, {(2026, 48)})
    assert back.owed == (2026, 52)
    assert [skipped.week for skipped in back.skipped] == [(2026, 49), (2026, 50), (2026, 51)]


def test_however_wide_the_window_two_weeks_are_never_owed_at_once() -> None:
    back = due(at("2026-12-08T10:00+01:00"), BERLIN, 1, NINE, {(2026, 48)}, timedelta(days=30))
    assert back.owed == (2026, 50)
    assert [skipped.week for skipped in back.skipped] == [(2026, 49)]


def test_what_fell_due_before_the_workspace_was_there_is_not_owed() -> None:
    tuesday = at("2026-12-01T10:00+01:00")
    assert due(tuesday + HOUR, BERLIN, 1, NINE, set(), since=tuesday).owed is None
    assert not due(tuesday + HOUR, BERLIN, 1, NINE, set(), since=tuesday).skipped
    assert due(tuesday + 6 * DAY, BERLIN, 1, NINE, set(), since=tuesday).owed == (2026, 50)


def test_where_nothing_says_since_when_digests_are_wanted_no_week_is_skipped() -> None:
    unknown = due(at("2026-11-30T09:01+01:00"), BERLIN, 1, NINE, set(), since=at("2027-05-05T00:00+00:00"))
    assert (unknown.owed, unknown.skipped) == ((2026, 49), ())
    too_late = due(at("2026-12-04T09:01+01:00"), BERLIN, 1, NINE, set())
    assert (too_late.owed, too_late.skipped) == (None, ())


def test_a_workspace_from_the_future_proves_nothing() -> None:
    assert monday_nine("2026-11-30T09:01+01:00", since=at("2027-05-05T00:00+00:00")) == (2026, 49)


def test_an_hour_moved_back_over_now_owes_the_week_at_once_instead_of_losing_it() -> None:
    friday = at("2026-12-04T16:00+01:00")
    moved = due(friday + HOUR, BERLIN, 1, time(0), {(2026, 48)}, changed=friday)
    assert (moved.owed, moved.late_by) == ((2026, 49), HOUR)
    assert due(friday + HOUR, BERLIN, 1, time(0), {(2026, 48)}).owed is None


def test_a_change_of_settings_that_lies_ahead_counts_for_nothing() -> None:
    beyond = at("2026-12-04T16:00+01:00")
    assert due(beyond, BERLIN, 1, NINE, {(2026, 48)}, changed=beyond + DAY).owed is None


def test_a_week_that_was_posted_is_not_owed_again_when_its_hour_moves_ahead() -> None:
    posted = {(2026, 48), (2026, 49)}
    moved = due(at("2026-11-30T10:00+01:00"), BERLIN, 5, time(17), posted, changed=at("2026-11-30T09:30+01:00"))
    assert moved.owed is None
    assert moved.next_week == (2026, 50)
    assert due(at("2026-12-04T17:00+01:00"), BERLIN, 5, time(17), posted).owed is None


def test_a_week_recorded_ahead_of_its_hour_is_passed_over_by_the_next_instant() -> None:
    ahead = due(at("2026-12-02T10:00+01:00"), BERLIN, 5, NINE, {(2026, 48), (2026, 49)})
    assert (ahead.owed, ahead.next_week) == (None, (2026, 50))


def test_an_hour_that_the_clocks_skip_falls_due_at_the_first_instant_after_the_gap() -> None:
    assert first_instant(datetime(2027, 3, 28, 2, 30), BERLIN) == at("2027-03-28T01:00+00:00")
    assert due_at((2027, 12), BERLIN, 7, time(2, 30)) == at("2027-03-28T01:00+00:00")


def test_an_hour_that_comes_twice_falls_due_when_it_comes_first() -> None:
    assert due_at((2026, 43), BERLIN, 7, time(2, 30)) == at("2026-10-25T00:30+00:00")


def test_a_day_that_a_zone_skipped_altogether_falls_due_when_the_next_one_begins() -> None:
    assert due_at((2011, 52), ZoneInfo("Pacific/Apia"), 5, NINE) == at("2011-12-30T10:00+00:00")


@pytest.mark.parametrize(("text", "hour"), [("09:00", NINE), ("9:00", NINE), (" 17:30 ", time(17, 30)), ("00:00", time(0))])
def test_an_hour_is_read_as_people_write_it(text: str, hour: time) -> None:
    assert parse_time(text) == hour


@pytest.mark.parametrize("text", ["", "9", "25:00", "09:60", "09:0", "9am", "09:00:00", "-1:00", "٠٩:٠٠", "0x9:00", ":30"])
def test_what_is_no_hour_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parse_time(text)
    assert refusal.value.field == "digest_time"


def changes_of(zone: ZoneInfo) -> list[datetime]:
    """The local readings, with the clock before the change, at which the zone's offset changes in the weeks of the test."""
    changes = []
    start = week_start(FIRST, zone)
    days = [start + number * DAY for number in range(WEEKS * 7)]
    for one, other in pairwise(days):
        if one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset():
            instant = next(
                one + minute * timedelta(minutes=15) for minute in range(97) if _offset(one, minute, zone) != _offset(one, 0, zone)
            )
            changes.append((instant - timedelta(minutes=15)).astimezone(zone).replace(tzinfo=None) + timedelta(minutes=15))
    return changes


def _offset(start: datetime, quarter: int, zone: ZoneInfo) -> timedelta | None:
    return (start + quarter * timedelta(minutes=15)).astimezone(zone).utcoffset()


def tricky_hours(zone: ZoneInfo) -> list[tuple[int, time]]:
    """Monday nine, and each weekday and hour that some clock change of the zone skips or repeats."""
    hours = {(1, NINE)}
    for change in changes_of(zone):
        for moment in (change + timedelta(minutes=30), change - timedelta(minutes=30)):
            hours.add((moment.isoweekday(), moment.time()))
    return sorted(hours)


def assert_one_digest_a_week(name: str) -> None:
    zone = ZoneInfo(name)
    weeks = weeks_from(FIRST, WEEKS)
    for weekday, hour in tricky_hours(zone):
        recorded = {shifted(FIRST, -1)}
        for week in weeks:
            instant = due_at(week, zone, weekday, hour)
            wall = instant.astimezone(zone)
            assert wall.replace(tzinfo=None) >= datetime.combine(date.fromisocalendar(*week, weekday), hour), (name, week)
            assert due(instant - timedelta(seconds=1), zone, weekday, hour, recorded).owed is None, (name, week, hour)
            found = due(instant, zone, weekday, hour, recorded)
            assert (found.owed, found.skipped) == (week, ()), (name, week, hour)
            recorded.add(week)
        assert len(recorded) == WEEKS + 1


def zones_that_differ() -> list[str]:
    """One zone for each way in which clocks behave in the first year of the test."""
    start = week_start(FIRST, ZoneInfo("UTC"))
    by_offsets: dict[tuple[timedelta | None, ...], str] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        by_offsets.setdefault(tuple((start + number * 7 * DAY).astimezone(zone).utcoffset() for number in range(WEEKS)), name)
    return list(by_offsets.values())


def test_in_zones_that_differ_each_week_has_one_digest_at_the_tricky_hours() -> None:
    zones = zones_that_differ()
    assert len(zones) > 40
    for name in random.Random(7).sample(zones, 20):
        assert_one_digest_a_week(name)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_in_every_zone_each_week_has_one_digest_at_the_tricky_hours() -> None:
    for name in sorted(available_timezones()):
        assert_one_digest_a_week(name)


NAMES = sorted(available_timezones())
MINUTE = timedelta(minutes=1)


@dataclass
class History:
    """What a worker with stops and restarts did in some weeks in which the settings changed too."""

    chance: random.Random
    start: datetime
    end: datetime
    ups: list[tuple[datetime, datetime]] = field(default_factory=list)
    changes: list[tuple[datetime, tuple[ZoneInfo, int, time]]] = field(default_factory=list)
    posted: dict[Week, tuple[datetime, datetime]] = field(default_factory=dict)  # when, and from when it counted as late
    skipped: dict[Week, tuple[datetime, datetime]] = field(default_factory=dict)

    def arrange(self, schedules: int, stops: int) -> None:
        """Choose the stops, some of them longer than the window, and the changes."""
        span = self.end - self.start
        moments = sorted(self.start + self.chance.random() * span for _ in range(2 * stops))
        self.ups = list(zip([self.start, *moments[1::2]], [*moments[::2], self.end], strict=True))
        days = sorted([self.start, *(self.start + self.chance.random() * span for _ in range(schedules - 1))])
        self.changes = [(day, self.schedule()) for day in days]

    def schedule(self) -> tuple[ZoneInfo, int, time]:
        return (
            ZoneInfo(self.chance.choice(NAMES)),
            self.chance.randint(1, 7),
            time(self.chance.randint(0, 23), self.chance.choice((0, 15, 30, 59))),
        )

    def live(self) -> None:
        """Tick once a minute while up; ticks at which nothing can be due are left out."""
        for up, down in self.ups:
            now = up
            while now < down:
                changed, (zone, weekday, hour) = [one for one in self.changes if one[0] <= now][-1]
                set_at = changed if changed > self.start else None
                found = due(now, zone, weekday, hour, {*self.posted, *self.skipped}, since=self.start, changed=set_at)
                for missed in found.skipped:
                    assert missed.week not in self.posted and missed.week not in self.skipped
                    self.skipped[missed.week] = (now, max(due_at(missed.week, zone, weekday, hour), changed))
                if found.owed is not None:
                    assert found.owed not in self.posted and found.owed not in self.skipped
                    self.posted[found.owed] = (now, max(due_at(found.owed, zone, weekday, hour), changed))
                ahead = [found.next_at, *(at for at, _ in self.changes if at > now)]
                now += max(1, -(-(min(ahead) - now) // MINUTE)) * MINUTE

    def down(self, since: datetime, until: datetime) -> timedelta:
        """How long no worker ran between two instants."""
        up = sum((max(min(end, until) - max(begin, since), timedelta(0)) for begin, end in self.ups), timedelta(0))
        return until - since - up


def assert_well_lived(seed: int) -> None:
    chance = random.Random(seed)
    start = week_start(FIRST, BERLIN) + timedelta(minutes=chance.randint(0, 14 * 24 * 60))
    lived = History(chance, start, start + timedelta(weeks=10))
    lived.arrange(schedules=chance.randint(1, 6), stops=chance.randint(0, 8))
    lived.live()
    for week, (at, counted) in lived.posted.items():
        assert at - counted <= lived.down(counted, at) + MINUTE, (week, "later than its downtime")
        assert at - counted <= LATE_WINDOW
    for week, (at, counted) in lived.skipped.items():
        newer = max((one for one, (when, _) in lived.posted.items() if when == at), default=week)
        assert newer > week or lived.down(counted, at) + MINUTE > LATE_WINDOW, (week, "lost inside the window")
    zone = lived.changes[0][1][0]
    whole = weeks_from(shifted(week_of(start, zone), 2), 12)
    last = max(up for _, up in lived.ups) if lived.ups[-1][0] < lived.ups[-1][1] else lived.ups[-1][0]
    over = [week for week in whole if week < shifted(week_of(last, zone), -2)]
    assert set(over) <= {*lived.posted, *lived.skipped}


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_stops_restarts_and_moved_hours_never_double_a_week_and_never_lose_one_inside_the_window(seed: int) -> None:
    assert_well_lived(seed)


@pytest.mark.slow
@settings(max_examples=1000)
@given(seed=st.integers(0, 2**32))
def test_a_thousand_schedules_never_double_a_week_and_never_lose_one_inside_the_window(seed: int) -> None:
    assert_well_lived(seed)


def test_lateness_is_the_downtime_and_the_pace_of_the_worker() -> None:
    instant = due_at((2026, 49), BERLIN, 1, NINE)
    for hours in range(72):
        back = instant - timedelta(seconds=30) + timedelta(hours=hours)
        ticks = [back + timedelta(minutes=number) for number in range(3)]
        owed = next(found for found in (due(tick, BERLIN, 1, NINE, {(2026, 48)}) for tick in ticks) if found.owed)
        assert owed.late_by <= timedelta(hours=hours, seconds=60)


def test_an_instant_is_utc() -> None:
    assert due_at((2026, 49), BERLIN, 1, NINE).tzinfo is UTC
