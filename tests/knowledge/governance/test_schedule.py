"""When a digest is recorded: once a week, late or skipped with a reason, empty in silence, now when somebody entitled says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select

from knowledge.database.models import DigestRow, HistoryRow
from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed
from knowledge.governance import schedule, subscriptions
from knowledge.governance.digest import Span
from knowledge.types import PastDigest, PostKind

if TYPE_CHECKING:
    from conftest import Court

MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)  # nine o'clock in Berlin, week 49
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


def tick(court: Court, now: datetime) -> list[str]:
    court.now = now
    said: list[str] = court.act(schedule.tick)
    return said


def past(court: Court) -> list[PastDigest]:
    found: list[PastDigest] = court.look(schedule.past_digests)
    return found


def states(court: Court) -> list[tuple[int, str]]:
    return [(one.week, one.state) for one in past(court)]


def posted(court: Court) -> list[tuple[str, dict[str, object]]]:
    return [(post.channel, dict(post.subject)) for post in court.owed(PostKind.DIGEST)]


def test_a_due_week_is_recorded_and_posted_once_however_often_the_clock_ticks(busy: Court) -> None:
    assert tick(busy, MONDAY - MINUTE) == []
    assert not busy.look(schedule.anything_due)
    busy.now = MONDAY
    assert busy.look(schedule.anything_due)
    assert tick(busy, MONDAY + MINUTE) == ["The digest of 2026-W49 is on its way to CDIGEST."]
    for later in range(5):
        assert tick(busy, MONDAY + MINUTE * (2 + later)) == []
        assert not busy.look(schedule.anything_due)
    assert posted(busy) == [("CDIGEST", {"year": 2026, "week": 49, "due": int(MONDAY.timestamp())})]
    assert states(busy) == [(49, "posted"), (48, "posted")]
    assert tick(busy, MONDAY + WEEK)
    assert [subject["week"] for _, subject in posted(busy)] == [49, 50]


@pytest.fixture
def new(court: Court) -> Court:
    """A workspace that came to be in the week before the first digest."""
    court.change(created_at=court.now)
    return court


def test_an_empty_week_is_recorded_and_posts_nothing(new: Court) -> None:
    assert tick(new, MONDAY) == ["The digest of 2026-W49 would be empty, so nothing was posted."]
    assert posted(new) == []
    assert states(new) == [(49, "empty")]
    assert tick(new, MONDAY + MINUTE) == []


def test_an_empty_week_is_posted_where_the_setting_wants_one_line(new: Court) -> None:
    new.set(digest_when_empty=True)
    tick(new, MONDAY)
    assert len(posted(new)) == 1


def test_a_late_digest_says_so(busy: Court) -> None:
    assert tick(busy, MONDAY + timedelta(hours=71)) == ["The digest of 2026-W49 is on its way to CDIGEST, late."]
    assert posted(busy)[0][1]["due"] == int(MONDAY.timestamp())
    assert past(busy)[0].late


def test_beyond_the_window_a_week_is_skipped_with_its_reason(busy: Court) -> None:
    (said,) = tick(busy, MONDAY + timedelta(hours=73))
    assert said.startswith("Skipped the digest of 2026-W49. It was not posted when it was due, and 73 hours later")
    assert posted(busy) == []
    assert (past(busy)[0].state, "72 hours" in past(busy)[0].reason) == ("skipped", True)
    assert tick(busy, MONDAY + timedelta(hours=74)) == []


def test_after_a_long_silence_the_weeks_between_are_skipped_and_the_present_one_is_posted(busy: Court) -> None:
    tick(busy, MONDAY + 3 * WEEK)
    assert states(busy) == [(52, "posted"), (51, "skipped"), (50, "skipped"), (49, "skipped"), (48, "posted")]


def test_without_a_channel_of_its_own_the_digest_goes_to_the_disputes_channel(busy: Court) -> None:
    busy.set(digest_channel="")
    tick(busy, MONDAY)
    assert [channel for channel, _ in posted(busy)] == ["CDISPUTES"]


def test_without_any_channel_the_week_waits_for_one_until_it_is_too_late(busy: Court) -> None:
    busy.set(digest_channel="", disputes_channel="")
    assert tick(busy, MONDAY) == []
    assert not busy.look(schedule.anything_due)
    busy.set(digest_channel="CNEW")
    assert tick(busy, MONDAY + timedelta(days=1)) == ["The digest of 2026-W49 is on its way to CNEW, late."]
    busy.set(digest_channel="")
    (said,) = tick(busy, MONDAY + WEEK + timedelta(days=4))
    assert said == "Skipped the digest of 2026-W50. No channel was set for it."


def test_a_workspace_that_came_after_the_hour_waits_for_the_next_week(court: Court) -> None:
    court.change(created_at=MONDAY + timedelta(hours=1))
    court.raise_on()
    assert tick(court, MONDAY + timedelta(hours=2)) == []
    assert tick(court, MONDAY + WEEK)


def moved(court: Court, **settings: object) -> None:
    court.set(**settings)
    with court.database.writing() as session:
        line = {"at": court.now, "actor": "UADMIN", "act": "settings", "details": {"changed": list(settings)}}
        session.execute(insert(HistoryRow).values(workspace_id=court.workspace_id, **line))


def test_an_hour_moved_into_the_past_of_this_week_loses_no_week(busy: Court) -> None:
    busy.set(digest_weekday=5, digest_time="17:00")
    busy.now = MONDAY + timedelta(days=4)
    moved(busy, digest_weekday=1, digest_time="00:00")
    assert tick(busy, busy.now + MINUTE) == ["The digest of 2026-W49 is on its way to CDIGEST."]


def test_any_other_change_of_settings_does_not_revive_a_week(busy: Court) -> None:
    busy.now = MONDAY + timedelta(days=4)
    moved(busy, deciders=["USECOND"])
    assert "Skipped" in tick(busy, busy.now + MINUTE)[0]


def test_an_hour_moved_ahead_after_the_post_does_not_post_again(busy: Court) -> None:
    tick(busy, MONDAY)
    moved(busy, digest_weekday=3)
    assert tick(busy, MONDAY + timedelta(days=3)) == []
    assert len(posted(busy)) == 1


def send(court: Court, actor: str = "UDECIDER", request: str = "now") -> tuple[int, int]:
    week: tuple[int, int] = court.act(schedule.send_now, actor=actor, request=request)
    return week


@pytest.mark.parametrize("actor", ["UDECIDER", "USECOND", "UADMIN"])
def test_deciders_and_admins_post_now_and_it_counts_as_this_week_s(busy: Court, actor: str) -> None:
    busy.now = MONDAY - timedelta(hours=1)
    assert send(busy, actor) == (2026, 49)
    assert tick(busy, MONDAY + MINUTE) == []
    assert len(posted(busy)) == 1
    assert (past(busy)[0].actor, past(busy)[0].late) == (actor, False)


@pytest.mark.parametrize("actor", ["URAISER", "UCIO", "", "UNOBODY"])
def test_nobody_else_posts_now(busy: Court, actor: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        send(busy, actor)
    assert refusal.value.allowed == ("UDECIDER", "USECOND", "UADMIN")
    assert posted(busy) == []


def test_posting_now_twice_is_refused_and_the_same_request_is_the_same(busy: Court) -> None:
    busy.now = MONDAY
    assert send(busy) == send(busy) == (2026, 49)
    with pytest.raises(AlreadySettled, match="2026-W49") as refusal:
        send(busy, "UADMIN", "another")
    assert refusal.value.by == "UDECIDER"
    assert len(posted(busy)) == 1


def test_posting_now_needs_a_channel(busy: Court) -> None:
    busy.set(digest_channel="", disputes_channel="")
    with pytest.raises(InvalidRequest) as refusal:
        send(busy)
    assert refusal.value.field == "digest_channel"


def test_an_empty_week_can_still_be_posted_by_hand(court: Court) -> None:
    tick(court, MONDAY)
    court.raise_on()
    assert send(court) == (2026, 49)
    assert states(court)[0] == (49, "posted")
    assert len(posted(court)) == 1


def span(court: Court, week: tuple[int, int] | None = None) -> Span:
    found: Span = court.look(schedule.span_of, week)
    return found


def test_each_digest_begins_where_the_last_one_ended_even_when_that_was_late(busy: Court) -> None:
    tick(busy, MONDAY + timedelta(hours=50))
    tick(busy, MONDAY + WEEK)
    tick(busy, MONDAY + 2 * WEEK)
    spans = [span(busy, (2026, week)) for week in (49, 50, 51)]
    assert [(one.since, one.until) for one in spans] == [
        (MONDAY - WEEK, MONDAY + timedelta(hours=50)),
        (MONDAY + timedelta(hours=50), MONDAY + WEEK),
        (MONDAY + WEEK, MONDAY + 2 * WEEK),
    ]
    assert [one.late for one in spans] == [True, False, False]


def test_a_digest_after_a_long_silence_tells_at_most_two_weeks(busy: Court) -> None:
    tick(busy, MONDAY + 5 * WEEK)
    assert span(busy, (2027, 1)).since == MONDAY + 3 * WEEK


def test_the_coming_digest_covers_what_happened_since_the_last_one(busy: Court) -> None:
    busy.now = MONDAY - timedelta(days=2)
    assert span(busy) == Span((2026, 49), MONDAY - WEEK, busy.now)
    tick(busy, MONDAY)
    busy.now = MONDAY + timedelta(days=1)
    assert span(busy) == Span((2026, 50), MONDAY, busy.now)


def test_the_first_digest_covers_a_week(court: Court) -> None:
    assert span(court) == Span((2026, 48), court.now - WEEK, court.now)


def test_a_week_that_is_over_and_has_no_digest_is_told_by_its_days(court: Court) -> None:
    court.now = MONDAY + timedelta(days=10)
    days = span(court, (2026, 48))
    inside = (datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 29, 22, 59, 59, tzinfo=UTC))  # Monday 00:00, Sunday 23:59:59
    assert all(days.since < moment <= days.until for moment in inside)
    assert days.until - days.since == WEEK
    assert not days.since < inside[0] - timedelta(seconds=1)


def test_a_preview_tells_what_would_be_posted(busy: Court) -> None:
    busy.now = MONDAY - timedelta(hours=1)
    preview = busy.look(schedule.preview)
    assert ((preview.year, preview.week), preview.open_total, preview.since) == ((2026, 49), 1, MONDAY - WEEK)
    assert posted(busy) == []
    assert states(busy) == [(48, "posted")]


def test_what_was_decided_by_a_clock_ahead_of_the_worker_s_is_reported_once(busy: Court) -> None:
    busy.now = MONDAY + timedelta(minutes=5)
    busy.decide(busy.dispute(1))
    tick(busy, MONDAY)
    tick(busy, MONDAY + WEEK)
    told = [busy.look(schedule.preview, (2026, week)).decided for week in (49, 50)]
    assert [len(decided) for decided in told] == [1, 0]


def test_a_record_of_a_clock_far_ahead_swallows_no_week(busy: Court) -> None:
    busy.now = MONDAY + 40 * WEEK
    busy.raise_on("From the future")
    for week in range(3):
        busy.now = MONDAY + week * WEEK - timedelta(hours=1)
        busy.decide(busy.raise_on(f"Thing of week {week}"))
        tick(busy, MONDAY + week * WEEK)
        assert past(busy)[0].recorded_at == MONDAY + week * WEEK
    told = [busy.look(schedule.preview, (2026, 49 + week)) for week in range(3)]
    assert [[one.topic for one in digest.decided] for digest in told] == [[f"Thing of week {week}"] for week in range(3)]


def test_a_digest_time_in_the_past_of_every_record_still_posts(court: Court) -> None:
    """A worker run for a given time reports what the database holds, also when that was recorded later."""
    court.now = MONDAY + 20 * WEEK
    court.change(created_at=court.now)
    court.decide(court.raise_on())
    assert tick(court, MONDAY) == ["The digest of 2026-W49 is on its way to CDIGEST."]
    assert len(court.look(schedule.preview, (2026, 49)).decided) == 1


@pytest.mark.parametrize("weeks", [5, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_six_workers_at_a_barrier_record_each_week_once(busy: Court, weeks: int) -> None:
    for number in range(weeks):
        busy.now = MONDAY + number * WEEK
        results = busy.at_once(*[lambda: busy.act(schedule.tick)] * 6)
        assert sorted(len(said) for said in results) == [0, 0, 0, 0, 0, 1]
    assert len(posted(busy)) == weeks
    with busy.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DigestRow)) == weeks + 1


def subscribe(court: Court, person: str, *, wanted: bool = True) -> bool:
    changed: bool = court.act(subscriptions.subscribe, person, wanted=wanted)
    return changed


def test_subscribers_get_the_digest_too_once_each_and_no_longer_than_they_want(busy: Court) -> None:
    assert [subscribe(busy, person) for person in ("U1", "U2", "U1")] == [True, True, False]
    tick(busy, MONDAY)
    tick(busy, MONDAY + MINUTE)
    assert [channel for channel, _ in posted(busy)] == ["CDIGEST", "U1", "U2"]
    assert [subscribe(busy, "U1", wanted=False), subscribe(busy, "U1", wanted=False)] == [True, False]
    tick(busy, MONDAY + WEEK)
    assert [channel for channel, subject in posted(busy) if subject["week"] == 50] == ["CDIGEST", "U2"]


def test_a_subscription_outlives_a_change_of_settings_and_is_nobody_else_s(busy: Court) -> None:
    subscribe(busy, "U1")
    assert busy.other_workspace().look(subscriptions.subscribers) == ()
    with pytest.raises(NotAllowed):
        subscribe(busy, "")


def test_there_is_a_bound_to_direct_messages(busy: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "MOST", 1)
    subscribe(busy, "U1")
    with pytest.raises(InvalidRequest):
        subscribe(busy, "U2")


def test_six_people_who_subscribe_at_once_are_all_subscribed(busy: Court) -> None:
    busy.at_once(*[lambda person=person: subscribe(busy, person) for person in "ABCDEF"])
    assert sorted(busy.look(subscriptions.subscribers)) == list("ABCDEF")


def test_words_of_the_digest_s_own_private_channel_are_read_there_alone(busy: Court) -> None:
    busy.set(disputes_channel="", digest_channel="CSECRET")
    busy.raise_on("Project Nightfall", origin="CSECRET")
    topics = {channel: [one.topic for one in busy.look(schedule.preview, channel=channel).open] for channel in ("CSECRET", "U1", "")}
    assert "Project Nightfall" in topics["CSECRET"]
    assert "Project Nightfall" not in repr(topics["U1"] + topics[""])
