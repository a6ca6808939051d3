"""What becomes of a digest on its way: one that Slack did not take is told so and sent again while it is worth reading, never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from knowledge.errors import AlreadySettled
from knowledge.governance import announcements, posts, schedule, subscriptions
from knowledge.types import UNDECIDED, PastDigest, Post, PostKind, PostState

if TYPE_CHECKING:
    from conftest import Court

MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)  # nine o'clock in Berlin, week 49
WEEK, HOUR, MINUTE = timedelta(days=7), timedelta(hours=1), timedelta(minutes=1)


def tick(court: Court, now: datetime) -> list[str]:
    court.now = now
    said: list[str] = court.act(schedule.tick)
    return said


def refuse(court: Court, error: str = "is_archived") -> None:
    """Slack refuses the digest, which is the one post that is due, for good."""
    (post,) = [one for one in court.claim() if one.kind is PostKind.DIGEST]
    assert court.courier(announcements.given_up, post, error, court.now)


def refused(court: Court, now: datetime, error: str = "is_archived") -> None:
    assert tick(court, now)
    refuse(court, error)


def newest(court: Court) -> PastDigest:
    past: list[PastDigest] = court.look(schedule.past_digests)
    return past[0]


def digests(gone: list[Post]) -> list[str]:
    return [post.destination.channel for post in gone if post.kind is PostKind.DIGEST]


def test_a_digest_that_slack_refused_is_told_as_undelivered_with_slack_s_reason(busy: Court) -> None:
    tick(busy, MONDAY)
    assert newest(busy).state == "posted"
    refuse(busy)
    assert (newest(busy).state, newest(busy).reason) == ("undelivered", "Slack did not take it: is_archived.")


def test_it_is_sent_again_an_hour_later_and_then_never_more(busy: Court) -> None:
    refused(busy, MONDAY)
    assert tick(busy, MONDAY + 59 * MINUTE) == []
    assert not busy.look(schedule.anything_due)
    assert tick(busy, MONDAY + HOUR) == ["The digest of 2026-W49 is on its way to CDIGEST, late."]
    assert digests(busy.deliver()) == ["CDIGEST"]
    assert (newest(busy).state, newest(busy).reason) == ("posted", "")
    for later in range(1, 100):
        assert tick(busy, MONDAY + (1 + later) * HOUR) == []
    assert digests(busy.deliver()) == []


def test_another_channel_gets_it_at_once_and_the_first_one_not_any_more(busy: Court) -> None:
    refused(busy, MONDAY)
    busy.set(digest_channel="CNEW")
    assert tick(busy, MONDAY + MINUTE) == ["The digest of 2026-W49 is on its way to CNEW."]
    assert digests(busy.deliver()) == ["CNEW"]
    assert (newest(busy).state, newest(busy).channel) == ("posted", "CNEW")
    busy.set(digest_channel="CDIGEST")
    for hours in (1, 2, 3):
        assert tick(busy, MONDAY + hours * HOUR) == []
    assert digests(busy.deliver()) == []


def test_beyond_the_window_it_is_tried_no_more_and_stays_undelivered(busy: Court) -> None:
    refused(busy, MONDAY)
    assert tick(busy, MONDAY + 73 * HOUR) == []
    assert newest(busy).state == "undelivered"
    assert tick(busy, MONDAY + WEEK) == ["The digest of 2026-W50 is on its way to CDIGEST."]


def test_the_next_digest_begins_where_the_last_one_that_arrived_ended(busy: Court) -> None:
    refused(busy, MONDAY)
    tick(busy, MONDAY + WEEK)
    assert busy.look(schedule.span_of, (2026, 50)).since == MONDAY - WEEK


def test_whoever_may_post_it_sends_it_again_without_waiting(busy: Court) -> None:
    refused(busy, MONDAY)
    busy.now = MONDAY + 5 * MINUTE
    assert busy.act(schedule.send_now, actor="UDECIDER", request="now") == (2026, 49)
    assert digests(busy.deliver()) == ["CDIGEST"]
    assert (newest(busy).state, newest(busy).actor) == ("posted", "UDECIDER")
    with pytest.raises(AlreadySettled):
        busy.act(schedule.send_now, actor="UADMIN", request="again")


def test_a_digest_sent_before_its_hour_and_refused_is_posted_by_the_clock(busy: Court) -> None:
    busy.now = MONDAY - 2 * HOUR
    busy.act(schedule.send_now, actor="UDECIDER", request="now")
    refuse(busy)
    assert tick(busy, MONDAY) == ["The digest of 2026-W49 is on its way to CDIGEST."]
    assert digests(busy.deliver()) == ["CDIGEST"]


def test_one_that_may_stand_in_the_channel_is_looked_for_before_it_is_sent_again(busy: Court) -> None:
    refused(busy, MONDAY, f"{UNDECIDED}: the channel's history cannot be read (missing_scope)")
    assert newest(busy).reason.startswith("It may not have arrived: delivery unknown")
    tick(busy, MONDAY + HOUR)
    (post,) = [one for one in busy.claim() if one.kind is PostKind.DIGEST]
    assert post.state is PostState.UNKNOWN


def test_subscribers_get_it_once_however_often_the_channel_refuses(busy: Court) -> None:
    busy.act(subscriptions.subscribe, "U1", wanted=True)
    tick(busy, MONDAY)
    for post in busy.claim():
        if post.destination.channel == "CDIGEST":
            busy.courier(announcements.given_up, post, "is_archived", busy.now)
        else:
            busy.courier(announcements.delivered, post, "1.1", busy.now)
    tick(busy, MONDAY + HOUR)
    assert digests(busy.deliver()) == ["CDIGEST"]


def test_admins_hear_of_it_once_for_each_channel(busy: Court) -> None:
    refused(busy, MONDAY)
    refused(busy, MONDAY + HOUR)
    told = [str(post.subject["message"]) for post in busy.owed(PostKind.TOLD)]
    assert len(told) == 1
    assert "2026-W49" in told[0] and "is_archived" in told[0] and "every hour" in told[0]


def test_one_of_unknown_fate_that_would_be_too_late_is_not_told_as_skipped(busy: Court) -> None:
    tick(busy, MONDAY)
    (post,) = [one for one in busy.claim() if one.kind is PostKind.DIGEST]
    assert busy.courier(posts.unknown, post, "timeout", busy.now)
    busy.now = MONDAY + 80 * HOUR
    (post,) = [one for one in busy.claim() if one.kind is PostKind.DIGEST]
    assert busy.courier(announcements.dropped, post, busy.now)
    assert (newest(busy).state, newest(busy).reason) == ("undelivered", "It may not have arrived: delivery unknown: timeout.")
    assert tick(busy, busy.now + MINUTE) == []
