"""What a week's digest says: nothing twice, nothing lost, and no word of private places."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from knowledge.database.models import QuestionRow, QuestionWeekRow
from knowledge.governance import decisions, disputes, schedule
from knowledge.governance.asked import Understanding
from knowledge.governance.calendar import week_of
from knowledge.governance.digest import Span, newest_record, read_digest
from knowledge.governance.discretion import PRIVATE_TOPIC
from knowledge.types import Claim, Contested, Digest, Gap

if TYPE_CHECKING:
    from conftest import Court

CLAIM = Claim("cio-cto", "Workday integration", ("CIO",), "The CIO owns Workday integration.", "Applications", 42)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)  # nine o'clock in Berlin
WEEK = timedelta(days=7)


def digest(court: Court, since: datetime = MONDAY - WEEK, until: datetime = MONDAY, limit: int = 5, **more: Any) -> Digest:
    read_where = {"channel": court.look(schedule.channel_of)}
    found: Digest = court.look(read_digest, Span((2026, 49), since, until), limit, **read_where | more)
    return found


def ask(
    court: Court, text: str, *, public: int = 0, private: int = 0, answered: int = 0, when: datetime = MONDAY - timedelta(days=2)
) -> None:
    """Record askings as the recorder of questions does."""
    year, week = week_of(when, court.look(lambda sitting: sitting.zone))
    question = {
        "workspace_id": court.workspace_id,
        "text_key": text,
        "display": text if public else "",
        "standing": "documented" if answered else "unknown",
        "count_public": public,
        "count_private": private,
        "last_asked": when,
    }
    times = {"asked_public": public, "asked_private": private, "answered": answered, "last_asked": when, "iso_year": year, "iso_week": week}
    with court.database.writing() as session:
        number = session.execute(insert(QuestionRow).values(question).returning(QuestionRow.id)).scalar_one()
        session.execute(insert(QuestionWeekRow).values(workspace_id=court.workspace_id, question_id=number, **times))


def test_a_week_in_which_nothing_happened_is_empty(court: Court) -> None:
    quiet = digest(court)
    assert quiet.empty
    assert (quiet.year, quiet.week, quiet.open_total, quiet.gaps_total, quiet.asked) == (2026, 49, 0, 0, 0)
    assert len(quiet.trend) == 12


def test_what_was_decided_since_the_last_digest_is_told_newest_first_and_not_a_second_time(court: Court) -> None:
    court.now = MONDAY - WEEK - timedelta(hours=1)
    court.decide(court.raise_on("Before"))
    court.now = MONDAY - WEEK + timedelta(hours=1)
    court.decide(court.raise_on("First"))
    court.now = MONDAY
    court.decide(court.raise_on("Last"))
    court.now = MONDAY + timedelta(microseconds=1)
    court.decide(court.raise_on("After"))
    assert [dispute.topic for dispute in digest(court).decided] == ["Last", "First"]
    assert [dispute.topic for dispute in digest(court, MONDAY, MONDAY + WEEK).decided] == ["After"]
    assert digest(court).decided[0].decision.owners == ("CTO",)  # type: ignore[union-attr]


def test_a_decision_that_was_reopened_is_open_and_not_decided(court: Court) -> None:
    court.reopen(court.decide(court.raise_on()))
    found = digest(court)
    assert (found.decided, [dispute.number for dispute in found.open]) == ((), [1])


def test_open_disputes_are_told_oldest_first_with_the_count_of_all(court: Court) -> None:
    for number in range(7):
        court.raise_on(f"Topic {number}")
        court.wait(hours=1)
    court.act(disputes.withdraw, 2, actor="URAISER", request="w")
    found = digest(court, limit=3)
    assert ([dispute.number for dispute in found.open], found.open_total) == ([1, 3, 4], 6)


def test_topics_are_contested_by_disputes_and_views_of_a_quarter(court: Court) -> None:
    court.now = MONDAY - 14 * WEEK
    old = court.raise_on("Forgotten")
    for number in range(3):
        court.act(disputes.add_view, old.number, actor="UVIEWER", text="…", request=f"o{number}")
    court.now = MONDAY - 12 * WEEK
    first = court.raise_on("ERP")
    court.act(disputes.add_view, first.number, actor="UVIEWER", text="…", request="v1")
    court.decide(first)
    court.raise_on("the ERP")
    court.now = MONDAY - timedelta(days=1)
    court.raise_on("GDPR")
    court.raise_on("Okta")
    assert digest(court, limit=2).contested == (Contested("the ERP", 3, 3, "CDISPUTES"), Contested("Okta", 1, 5, "CDISPUTES"))


def test_gaps_are_most_asked_first_and_the_same_words_are_one(court: Court) -> None:
    ask(court, "who owns the lunch room?", public=3)
    ask(court, "who owns lunch rooms", public=4, private=1, when=MONDAY - timedelta(days=1))
    ask(court, "who owns parking", public=2)
    ask(court, "who owns ERP", public=50, answered=50)
    found = digest(court)
    assert found.gaps == (
        Gap("who owns lunch rooms", 8, MONDAY - timedelta(days=1)),
        Gap("who owns parking", 2, MONDAY - timedelta(days=2)),
    )
    assert found.gaps_total == 2
    assert (found.asked, found.answered) == (60, 50)


def test_a_better_grouping_can_be_given(court: Court) -> None:
    ask(court, "who owns parking", public=2)
    ask(court, "who owns the garage", public=1)
    assert digest(court, known=Understanding(lambda wordings: [list(range(len(wordings)))] if wordings else [])).gaps == (
        Gap("who owns parking", 3, MONDAY - timedelta(days=2)),
    )


def test_what_was_asked_in_private_only_counts_without_a_word(court: Court) -> None:
    ask(court, "who fires people", private=9)
    ask(court, "who pays bribes", private=2)
    ask(court, "who owns parking", public=1)
    found = digest(court)
    assert [(gap.question, gap.count) for gap in found.gaps] == [("who owns parking", 1), ("", 11)]
    assert found.gaps_total == 3
    assert "bribes" not in repr(found)
    assert "fires" not in repr(found)
    assert [(gap.question, gap.count) for gap in digest(court, limit=1).gaps] == [("who owns parking", 1)]


def test_a_private_gap_alone_still_makes_a_digest(court: Court) -> None:
    ask(court, "who fires people", private=9)
    assert not digest(court).empty
    assert [gap.question for gap in digest(court).gaps] == [""]


def test_questions_of_the_span_are_counted_against_those_of_the_span_before(court: Court) -> None:
    ask(court, "a", public=2, answered=1, when=MONDAY - timedelta(days=3))
    ask(court, "b", public=5, private=1, answered=2, when=MONDAY - timedelta(days=10))
    ask(court, "c", public=7, when=MONDAY - timedelta(days=20))
    ask(court, "d", public=9, when=MONDAY + timedelta(hours=1))
    found = digest(court)
    assert (found.asked, found.answered, found.asked_before, found.answered_before) == (2, 1, 6, 2)


def test_each_asking_counts_in_one_digest_across_the_turn_of_the_year(court: Court) -> None:
    mondays = [datetime(2026, 12, 14, 8, tzinfo=UTC) + number * WEEK for number in range(6)]
    for number in range(30):
        ask(court, f"q{number}", public=1, when=mondays[0] + timedelta(days=number, hours=5))
    counts = [digest(court, one, other).asked for one, other in zip(mondays, mondays[1:], strict=False)]
    assert counts == [7, 7, 7, 7, 2]


def test_a_decision_whose_line_changed_is_told_in_the_week_it_changed(court: Court) -> None:
    court.now = MONDAY - 2 * WEEK
    court.decide(court.raise_on(), claim=CLAIM)
    court.now = MONDAY - timedelta(days=1)
    court.act(decisions.note_drift, [])
    assert [(decision.topic, decision.drift) for decision in digest(court).drifted] == [("Workday integration", "gone")]
    assert digest(court, MONDAY, MONDAY + WEEK).drifted == ()
    court.act(decisions.note_drift, [CLAIM])
    assert digest(court).drifted == ()


def test_a_decision_whose_review_date_has_come_is_told_until_somebody_confirms_it(court: Court) -> None:
    court.decide(court.raise_on("Later"), review_on=date(2026, 12, 1))
    court.decide(court.raise_on("Today"), review_on=date(2026, 11, 30))
    court.decide(court.raise_on("Before"), review_on=date(2026, 11, 26))
    assert [decision.topic for decision in digest(court).review_due] == ["Before", "Today"]
    court.act(decisions.confirm, 3, actor="UDECIDER", request="c")
    court.reopen(court.dispute(2))
    assert digest(court).review_due == ()


def test_the_last_week_of_the_trend_is_what_the_digest_reports_and_the_others_go_back_from_where_it_begins(court: Court) -> None:
    for weeks, hours in ((0, 0), (1, 0), (1, 1), (12, -1)):
        court.now = MONDAY - weeks * WEEK - timedelta(hours=hours)
        court.raise_on(f"{weeks} weeks and {hours} hours before")
    court.now = MONDAY - timedelta(minutes=1)
    court.decide(court.dispute(2))
    court.reopen(court.decide(court.dispute(3)))
    court.decide(court.dispute(3), request="again")
    found = digest(court)
    assert [count.until for count in found.trend[-2:]] == [MONDAY - WEEK, MONDAY]
    assert [(count.raised, count.decided) for count in found.trend] == [(1, 0), *[(0, 0)] * 9, (2, 0), (1, 2)]
    assert found.trend[-1].decided == found.decided_total


def test_the_trend_s_weeks_keep_their_hour_when_the_clocks_change_and_follow_a_late_digest(court: Court) -> None:
    late = digest(court, MONDAY - WEEK, MONDAY + timedelta(hours=50)).trend
    assert len(late) == 12
    assert (late[-1].until, late[-2].until) == (MONDAY + timedelta(hours=50), MONDAY - WEEK)
    assert late[0].until == datetime(2026, 9, 14, 7, tzinfo=UTC)  # nine o'clock in Berlin, in summer


def test_totals_are_told_however_short_the_lists_are_cut(court: Court) -> None:
    for number in range(4):
        court.decide(court.raise_on(f"Topic {number}"), claim=CLAIM)
    court.act(decisions.note_drift, [])
    for number in range(4):
        court.decide(court.raise_on(f"Canteen {number}"), review_on=date(2026, 11, 25))
    found = digest(court, limit=2)
    assert [len(told) for told in (found.decided, found.drifted, found.review_due)] == [2, 2, 2]
    assert (found.decided_total, found.drifted_total, found.review_total) == (8, 4, 4)


def test_a_decision_that_drifted_and_is_to_be_reviewed_is_told_once(court: Court) -> None:
    court.decide(court.raise_on("ERP"), review_on=date(2026, 11, 25), claim=CLAIM)
    court.decide(court.raise_on("GDPR"), review_on=date(2026, 11, 25))
    court.act(decisions.note_drift, [])
    found = digest(court)
    assert ([one.topic for one in found.drifted], [one.topic for one in found.review_due]) == (["ERP"], ["GDPR"])
    assert (found.drifted_total, found.review_total) == (1, 1)
    assert [one.topic for one in digest(court, MONDAY, MONDAY + WEEK).review_due] == ["ERP", "GDPR"], "the week after it is a review"


def test_a_dispute_that_was_opened_again_waits_from_then_on(court: Court) -> None:
    court.now = MONDAY - 10 * WEEK
    decided = court.decide(court.raise_on("Old"))
    court.now = MONDAY - timedelta(days=5)
    court.raise_on("Newer")
    court.now = MONDAY - timedelta(days=2)
    court.reopen(decided)
    assert [(one.topic, MONDAY - one.open_since) for one in digest(court).open] == [
        ("Newer", timedelta(days=5)),
        ("Old", timedelta(days=2)),
    ]
    court.set(disputes_channel="")
    court.now = MONDAY - timedelta(days=9)
    private = court.decide(court.raise_on(SECRET, origin="D1"))
    court.now = MONDAY - timedelta(days=1)
    court.reopen(private, reason="Nightfall again.")
    last = digest(court).open[-1]
    assert (last.topic, MONDAY - last.open_since, "Nightfall" in repr(last)) == (PRIVATE_TOPIC, timedelta(days=1), False)


SECRET = "Project Nightfall"


def secretive(court: Court, origin: str = "CSECRET") -> None:
    court.set(disputes_channel="")
    dispute = court.raise_on(SECRET, origin=origin, reason="Nightfall is ours.")
    court.act(disputes.add_view, dispute.number, actor="UVIEWER", text="Nightfall!", request="v")


@pytest.mark.parametrize("origin", ["CSECRET", "GSECRET", "D1"])
def test_a_dispute_that_stayed_in_a_private_place_counts_without_its_words(court: Court, origin: str) -> None:
    secretive(court, origin)
    found = digest(court)
    assert (found.open_total, found.open[0].topic, found.open[0].present) == (1, PRIVATE_TOPIC, ("CIO",))
    assert found.contested == ()
    court.decide(court.dispute(1), rationale="Nightfall…", scope="Nightfall", review_on=date(2026, 11, 25), claim=CLAIM)
    court.act(decisions.note_drift, [])
    found = digest(court)
    later = digest(court, MONDAY, MONDAY + WEEK)
    assert [len(told) for told in (found.decided, found.drifted, later.review_due)] == [1, 1, 1]
    assert "Nightfall" not in repr((found, later))


def test_a_dispute_in_a_public_channel_or_in_the_digest_s_own_channel_is_told_with_its_words(court: Court) -> None:
    secretive(court)
    with court.database.writing() as session:
        from knowledge.database.models import WorkspaceRow

        session.get_one(WorkspaceRow, court.workspace_id).names = {"CSECRET": "general"}
    assert digest(court).open[0].topic == SECRET
    with court.database.writing() as session:
        session.get_one(WorkspaceRow, court.workspace_id).names = {}
    assert digest(court).open[0].topic == PRIVATE_TOPIC
    court.set(digest_channel="CSECRET")
    assert digest(court).open[0].topic == SECRET
    assert digest(court).contested == (Contested(SECRET, 2, 1, "CSECRET"),)


def test_a_dispute_posted_in_a_public_disputes_channel_is_on_record_wherever_it_was_raised(court: Court) -> None:
    court.raise_on("ERP", origin="CSECRET")
    court.raise_on("GDPR", origin="D1")
    court.set(disputes_channel="CLATER")
    assert [dispute.topic for dispute in digest(court).open] == ["ERP", "GDPR"]


@pytest.mark.parametrize("disputes_channel", ["CBOARD", "GBOARD"])
@pytest.mark.parametrize("origin", ["", "CDISPUTES", "D1", "CBOARD"])
def test_no_word_of_a_private_disputes_channel_reaches_another_one(court: Court, disputes_channel: str, origin: str) -> None:
    court.set(disputes_channel=disputes_channel)
    dispute = court.raise_on(SECRET, origin=origin, reason="Nightfall is ours.")
    court.act(disputes.add_view, dispute.number, actor="UVIEWER", text="Nightfall!", request="v")
    court.deliver()
    assert "Nightfall" not in repr(digest(court))
    court.decide(court.dispute(1), rationale="Nightfall…", scope="Nightfall", review_on=date(2026, 11, 25), claim=CLAIM)
    court.act(decisions.note_drift, [])
    found = digest(court)
    later = digest(court, MONDAY, MONDAY + WEEK)
    assert [len(told) for told in (found.decided, found.drifted, later.review_due)] == [1, 1, 1]
    assert "Nightfall" not in repr((found, later))
    assert digest(court, channel=disputes_channel).decided[0].topic == SECRET
    court.set(digest_channel="")
    assert digest(court).decided[0].topic == SECRET


def test_a_digest_tells_nothing_of_another_workspace(court: Court) -> None:
    other = court.other_workspace()
    other.decide(other.raise_on("Theirs"), review_on=date(2026, 11, 25), claim=CLAIM)
    other.raise_on("Open")
    other.act(decisions.note_drift, [])
    ask(other, "who owns parking", public=3)
    quiet = digest(court)
    assert quiet.empty
    assert (quiet.contested, quiet.asked, sum(count.raised for count in quiet.trend)) == ((), 0, 0)


def test_what_a_fast_clock_recorded_is_the_newest_record_and_what_a_wrong_one_did_is_not(court: Court) -> None:
    assert court.look(newest_record) == court.now
    court.wait(minutes=50)
    court.raise_on()
    ahead = court.now
    ask(court, "who owns parking", public=1, when=ahead + timedelta(minutes=2))
    court.wait(days=300)
    court.decide(court.raise_on("From the future"))
    ask(court, "who owns the future", public=1, when=court.now)
    court.wait(days=-300, minutes=-50)
    assert court.look(newest_record) == ahead + timedelta(minutes=2)


def test_with_a_time_given_by_hand_before_the_workspace_was_everything_is_reported(court: Court) -> None:
    court.change(created_at=court.now + timedelta(days=200))
    court.wait(days=300)
    court.raise_on()
    ahead = court.now
    court.wait(days=-300)
    assert court.look(newest_record) == ahead
