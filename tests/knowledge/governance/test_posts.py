"""The outbox: order, leases, fences, attempts, and what is owed to people when a post is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from knowledge.database.models import PostRow
from knowledge.governance import announcements, disputes, posts, schedule
from knowledge.types import Destination, DisputeState, Post, PostKind, PostState

if TYPE_CHECKING:
    from conftest import Court

SOON = timedelta(seconds=30)


def owe(court: Court, channel: str = "C1", message: str = "hello", key: str = "", **more: object) -> bool:
    destination = Destination(channel)
    with court.database.writing() as session:
        return posts.owe(session, court.workspace_id, PostKind.TOLD, {"message": message}, destination, now=court.now, key=key, **more)  # type: ignore[arg-type]


def messages(taken: list[Post]) -> list[object]:
    return [post.subject["message"] for post in taken]


def states(court: Court) -> list[str]:
    return [row.state for row in court.owed()]


def error_of(court: Court, place: int = 0) -> str:
    return court.owed()[place].error


def test_a_post_is_taken_sent_and_never_taken_again(court: Court) -> None:
    assert owe(court)
    (post,) = court.claim()
    assert (post.state, post.attempt, post.workspace, post.kind, post.destination) == (
        PostState.SENDING,
        1,
        "T1",
        PostKind.TOLD,
        Destination("C1"),
    )
    assert court.claim() == []
    assert court.courier(announcements.delivered, post, "1.1", court.now)
    assert [(row.state, row.ts) for row in court.owed()] == [("sent", "1.1")]
    court.wait(days=30)
    assert court.claim() == []
    assert court.courier(posts.next_due) is None


def test_what_is_owed_in_a_transaction_that_fails_is_not_owed(court: Court) -> None:
    def fail_after_owing() -> None:
        with court.database.writing() as session:
            posts.owe(session, court.workspace_id, PostKind.TOLD, {"message": "no"}, Destination("C1"), now=court.now)
            raise KeyError("fails")

    with pytest.raises(KeyError):
        fail_after_owing()
    assert court.owed() == []


def test_the_same_business_is_owed_once_in_a_workspace_however_often_it_is_asked_for(court: Court) -> None:
    assert [owe(court, key="digest:1"), owe(court, key="digest:1"), owe(court, key="digest:2")] == [True, False, True]
    assert owe(court.other_workspace(), key="digest:1")
    court.deliver()
    assert not owe(court, key="digest:1")
    assert [owe(court), owe(court)] == [True, True]


def test_posts_to_one_destination_go_one_by_one_in_the_order_they_were_owed(court: Court) -> None:
    for message in ("first", "second", "third"):
        owe(court, "C1", message)
    owe(court, "C2", "elsewhere")
    gone = []
    while taken := court.claim():
        gone.append(messages(taken))
        for post in taken:
            court.courier(announcements.delivered, post, "1", court.now)
    assert gone == [["first", "elsewhere"], ["second"], ["third"]]


def test_the_same_channel_of_another_workspace_is_another_destination(court: Court) -> None:
    owe(court, "C1")
    owe(court.other_workspace(), "C1")
    assert [post.workspace for post in court.claim()] == ["T1", "T2"]


def test_a_response_address_is_a_destination_of_its_own(court: Court) -> None:
    with court.database.writing() as session:
        for address in ("https://a", "https://a", "https://b"):
            destination = Destination(response_url=address)
            posts.owe(session, court.workspace_id, PostKind.TOLD, {"message": address}, destination, now=court.now)
    assert messages(court.claim()) == ["https://a", "https://b"]


def test_a_claim_takes_no_more_than_its_limit(court: Court) -> None:
    for number in range(5):
        owe(court, f"C{number}", str(number))
    assert [messages(court.claim(limit=2)), messages(court.claim(limit=2)), messages(court.claim(limit=2))] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]


def test_a_post_waits_for_its_time_and_holds_back_those_behind_it(court: Court) -> None:
    owe(court, message="later", due_at=court.now + SOON)
    owe(court, message="behind")
    assert court.claim() == []
    assert court.courier(posts.next_due) == court.now + SOON
    court.wait(seconds=30)
    assert messages(court.claim()) == ["later"]


def test_waiting_as_slack_asks_is_kept_on_the_row_and_never_gives_the_post_up(court: Court) -> None:
    owe(court)
    owe(court, message="behind")
    for attempt in range(1, 9):
        (post,) = court.claim()
        assert post.attempt == attempt
        assert court.courier(announcements.failed, post, court.now + SOON, "ratelimited", court.now)
        assert court.claim() == []
        assert court.courier(posts.next_due) == court.now + SOON
        court.wait(seconds=30)
    assert messages(court.deliver()) == ["hello", "behind"]


def test_a_post_that_keeps_failing_is_parked_with_its_reason_and_the_next_one_goes(court: Court) -> None:
    owe(court)
    owe(court, message="behind")
    for _ in range(posts.ATTEMPTS):
        (post,) = court.claim()
        court.courier(announcements.failed, post, court.now, "looked up and not there", court.now)
    assert states(court) == ["parked", "pending"]
    assert error_of(court) == "looked up and not there"
    assert messages(court.claim()) == ["behind"]


def test_a_sender_that_does_not_report_back_leaves_the_post_unknown_to_be_looked_up(court: Court) -> None:
    owe(court)
    owe(court, message="behind")
    (lost,) = court.claim()
    assert court.courier(posts.next_due) == court.now + timedelta(seconds=60)
    court.wait(seconds=59)
    assert court.claim() == []
    court.wait(seconds=1)
    (found,) = court.claim()
    assert (found.id, found.state, found.attempt) == (lost.id, PostState.UNKNOWN, 2)
    assert "did not report" in error_of(court)
    assert court.claim() == []
    assert not court.courier(announcements.delivered, lost, "9.9", court.now), "whose lease passed has nothing to say"
    assert court.courier(announcements.delivered, found, "1.1", court.now)
    assert [row.ts for row in court.owed()] == ["1.1", ""]
    assert messages(court.claim()) == ["behind"]


def test_a_late_report_of_the_last_holder_still_counts_while_nobody_looked(court: Court) -> None:
    owe(court)
    (post,) = court.claim()
    court.wait(hours=1)
    owe(court, "C2")
    court.claim(limit=0)
    assert states(court) == ["unknown", "pending"]
    assert court.courier(announcements.delivered, post, "1.1", court.now)
    assert states(court) == ["sent", "pending"]


def test_a_lost_answer_is_looked_up_when_slack_has_had_time_and_again_by_the_next_if_that_one_dies(court: Court) -> None:
    owe(court)
    (post,) = court.claim()
    assert court.courier(posts.unknown, post, "the connection dropped", court.now)
    assert (states(court), error_of(court)) == (["unknown"], "the connection dropped")
    assert court.claim() == []
    assert court.courier(posts.next_due) == court.now + posts.SETTLING
    court.now += posts.SETTLING
    assert [(one.state, one.attempt) for one in court.claim()] == [(PostState.UNKNOWN, 2)]
    assert court.claim() == []
    court.wait(seconds=60)
    (again,) = court.claim()
    assert (again.state, again.attempt) == (PostState.UNKNOWN, 3)
    assert court.courier(announcements.failed, again, court.now, "not there", court.now)
    assert [(one.state, one.attempt) for one in court.claim()] == [(PostState.SENDING, 4)]


@pytest.mark.parametrize("act", ["sent", "unknown", "resend", "park", "drop"])
def test_only_the_holder_of_the_last_attempt_may_report(court: Court, act: str) -> None:
    owe(court)
    (post,) = court.claim()
    reports = {
        "sent": lambda session, of: posts.sent(session, of, "1", court.now),
        "unknown": lambda session, of: posts.unknown(session, of, "?", court.now),
        "resend": lambda session, of: posts.resend(session, of, court.now),
        "park": lambda session, of: posts.park(session, of, "no", court.now),
        "drop": lambda session, of: posts.drop(session, of, court.now),
    }
    assert not court.courier(reports[act], replace(post, attempt=0))
    assert not court.courier(reports[act], replace(post, attempt=2))
    assert states(court) == ["sending"]
    assert court.courier(reports[act], post)
    assert states(court) != ["sending"]


@pytest.mark.parametrize("act", [posts.park, announcements.given_up])
def test_what_was_sent_stays_sent(court: Court, act: object) -> None:
    dispute = court.raise_on()
    (post, *_) = court.claim()
    assert post.kind is PostKind.DISPUTE
    court.courier(announcements.delivered, post, "1.1", court.now)
    assert not court.courier(act, post, "is_archived", court.now)  # type: ignore[arg-type]
    assert not court.courier(announcements.delivered, post, "2.2", court.now)
    assert court.dispute(dispute.number).ts == "1.1"


def test_an_error_of_any_length_is_kept_in_part(court: Court) -> None:
    owe(court)
    (post,) = court.claim()
    court.courier(posts.park, post, "x" * 100_000, court.now)
    assert len(error_of(court)) == posts.LONGEST_ERROR


def test_a_post_with_nothing_left_to_say_is_through_and_owes_nobody_a_word(court: Court) -> None:
    court.set(holders={})
    court.raise_on()
    (post,) = court.claim()
    assert court.courier(posts.drop, post, court.now)
    assert states(court) == ["sent"]
    assert court.dispute(1).ts == ""


def test_a_dispute_s_post_once_sent_gives_the_dispute_its_thread(court: Court) -> None:
    court.raise_on()
    version = court.version()
    (post, *_) = court.claim()
    court.wait(seconds=3)
    court.courier(announcements.delivered, post, "17.5", court.now)
    dispute = court.dispute(1)
    assert (dispute.channel, dispute.ts) == ("CDISPUTES", "17.5")
    assert [(entry.act, entry.at, entry.details) for entry in dispute.history[1:]] == [
        ("posted", court.now, {"channel": "CDISPUTES", "ts": "17.5"})
    ]
    assert court.version() > version


def test_what_hangs_on_a_dispute_s_post_learns_its_thread_when_it_is_sent(court: Court) -> None:
    dispute = court.raise_on()
    court.act(disputes.add_view, 1, actor="UCIO", text="Ours.", request="v")
    court.decide(dispute)
    by_kind = {post.kind: post.destination for post in court.deliver() if post.kind is not PostKind.NOTICE}
    ts = court.dispute(1).ts
    assert ts
    assert by_kind == {
        PostKind.DISPUTE: Destination("CDISPUTES"),
        PostKind.VIEW: Destination("CDISPUTES", thread_ts=ts),
        PostKind.DISPUTE_UPDATE: Destination("CDISPUTES", update_ts=ts),
        PostKind.RULING: Destination("CDISPUTES", thread_ts=ts),
    }


def test_an_update_that_is_owed_and_not_begun_shows_what_came_since(court: Court) -> None:
    court.raise_on()
    court.deliver()
    for number in range(5):
        court.act(disputes.add_view, 1, actor="UCIO", text=str(number), request=f"v{number}")
    assert len(court.owed(PostKind.DISPUTE_UPDATE)) == 1
    (view,) = court.claim()
    court.courier(announcements.delivered, view, "2", court.now)
    (update_begun,) = court.claim()
    assert update_begun.kind is PostKind.DISPUTE_UPDATE
    court.act(disputes.add_view, 1, actor="UCIO", text="after", request="after")
    assert len(court.owed(PostKind.DISPUTE_UPDATE)) == 2


def lose_dispute_post(court: Court, error: str = "is_archived") -> None:
    post = next(post for post in court.claim() if post.kind is PostKind.DISPUTE)
    assert court.courier(announcements.given_up, post, error, court.now)


def test_a_dispute_s_post_that_cannot_be_delivered_is_told_to_its_raiser_once(court: Court) -> None:
    dispute = court.raise_on()
    court.act(disputes.add_view, 1, actor="UCIO", text="Ours.", request="v")
    lose_dispute_post(court)
    assert ("parked", "URAISER") in court.notices()
    assert {row.state for row in court.owed(PostKind.DISPUTE, PostKind.VIEW, PostKind.DISPUTE_UPDATE)} == {"parked"}
    lost = court.dispute(1)
    assert (lost.state, lost.channel, lost.ts) == (DisputeState.OPEN, "", "")
    assert (lost.history[-1].act, lost.history[-1].why) == ("unposted", "is_archived")
    before = len(court.owed(PostKind.VIEW, PostKind.RULING, PostKind.DISPUTE_UPDATE))
    court.decide(dispute)
    assert len(court.owed(PostKind.VIEW, PostKind.RULING, PostKind.DISPUTE_UPDATE)) == before
    assert ("decided", "URAISER") in court.notices()


def test_a_dispute_s_post_that_fails_five_times_is_given_up_like_one_that_cannot_be_delivered(court: Court) -> None:
    court.set(holders={})
    court.raise_on()
    for _ in range(posts.ATTEMPTS):
        (post,) = court.claim()
        court.courier(announcements.failed, post, court.now, "internal_error", court.now)
    assert court.notices() == {("parked", "URAISER"), ("parked", "UADMIN")}


def test_losing_one_dispute_s_post_leaves_the_others_alone(court: Court) -> None:
    court.raise_on("ERP")
    court.raise_on("GDPR")
    court.act(disputes.add_view, 2, actor="UCIO", text="Ours.", request="v")
    lose_dispute_post(court)
    assert [row.state for row in court.owed(PostKind.VIEW)] == ["pending"]


def test_a_digest_that_cannot_be_delivered_is_told_to_admins_and_kept_in_its_history(court: Court) -> None:
    court.raise_on()
    court.act(schedule.send_now, actor="UADMIN", request="now")
    post = next(post for post in court.claim() if post.kind is PostKind.DIGEST)
    court.courier(announcements.given_up, post, "not_in_channel", court.now)
    (told,) = court.owed(PostKind.TOLD)
    assert told.channel == "UADMIN"
    assert "2026-W48" in str(told.subject["message"])
    assert "not_in_channel" in str(told.subject["message"])
    (past,) = court.look(schedule.past_digests)
    assert (past.state, "not_in_channel" in past.reason) == ("undelivered", True)


def test_any_other_post_that_cannot_be_delivered_is_parked_in_silence(court: Court) -> None:
    owe(court)
    (post,) = court.claim()
    assert court.courier(announcements.given_up, post, "user_disabled", court.now)
    assert (states(court), error_of(court)) == (["parked"], "user_disabled")


def test_ids_are_new_each_time_so_that_a_database_begun_anew_takes_no_old_message_for_its_own(court: Court) -> None:
    owe(court, key="same")
    owe(court.other_workspace(), key="same")
    assert len({post.id for post in court.claim()}) == 2


def test_the_command_line_workspace_without_a_team_has_posts_too(court: Court) -> None:
    court.change(team=None)
    owe(court)
    assert [post.workspace for post in court.claim()] == [""]


def test_a_destination_comes_back_as_it_was_given(court: Court) -> None:
    destination = Destination("C1", "1.1", "", "U1", "2.2")
    with court.database.writing() as session:
        posts.owe(session, court.workspace_id, PostKind.ANSWER, {"question": "q", "asker": "U1", "private": 1}, destination, now=court.now)
    (post,) = court.claim()
    assert (post.destination, dict(post.subject), post.created_at) == (
        destination,
        {"question": "q", "asker": "U1", "private": 1},
        court.now,
    )


def test_six_couriers_at_once_take_each_post_once(court: Court) -> None:
    for number in range(60):
        owe(court, f"C{number}", str(number))
    taken = court.at_once(*[lambda: court.claim(limit=20)] * 6)
    found = [post.id for batch in taken for post in batch]
    assert len(found) == len(set(found))
    rest = [post.id for post in court.claim()]
    assert sorted(found + rest) == sorted(row.id for row in court.owed())
    assert {row.attempt for row in court.owed()} == {1}


def test_couriers_at_once_keep_the_order_of_each_channel(court: Court) -> None:
    for number in range(24):
        owe(court, f"C{number % 2}", str(number))
    gone: list[tuple[str, int]] = []

    def carry() -> None:
        while taken := court.claim(limit=1):
            for post in taken:
                gone.append((post.destination.channel, int(post.subject["message"])))
                assert court.courier(announcements.delivered, post, "1", court.now)

    for result in court.at_once(*[carry] * 4):
        assert result is None
    carry()
    for channel in ("C0", "C1"):
        order = [number for where, number in gone if where == channel]
        assert order == sorted(order)
    assert len(gone) == 24


def test_no_time_is_due_while_everything_is_sent_or_parked(court: Court) -> None:
    assert court.courier(posts.next_due) is None
    owe(court)
    assert court.courier(posts.next_due) == court.now
    with court.database.writing() as session:
        session.execute(update(PostRow).values(state="parked"))
    assert court.courier(posts.next_due) is None
