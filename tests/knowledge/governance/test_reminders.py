"""Reminders: after three days and after seven, to whoever may rule, one message about everything, never more than one a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from knowledge.database.models import PostRow
from knowledge.governance import decisions, disputes, reminders
from knowledge.governance.reminders import AFTER, wanted
from knowledge.types import PostKind

if TYPE_CHECKING:
    from conftest import Court

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def remind(court: Court, now: datetime) -> list[tuple[str, str, str]]:
    """What is newly owed at `now`: person, disputes to rule on, rulings to review."""
    before = {row.sequence for row in court.owed(PostKind.REMINDER)}
    court.now = now
    court.act(reminders.remind)
    new = [row for row in court.owed(PostKind.REMINDER) if row.sequence not in before]
    return sorted((row.channel, str(row.subject["numbers"]), str(row.subject["reviews"])) for row in new)


def both(numbers: str) -> list[tuple[str, str, str]]:
    return [("UDECIDER", numbers, ""), ("USECOND", numbers, "")]


def test_deciders_hear_after_three_days_without_movement_and_not_before(court: Court) -> None:
    court.raise_on()
    assert remind(court, TUESDAY + 3 * DAY - timedelta(seconds=1)) == []
    assert remind(court, TUESDAY + 3 * DAY) == both("1")
    assert remind(court, TUESDAY + 3 * DAY + HOUR) == []


def test_they_hear_a_second_time_when_a_week_has_passed_and_never_a_third_time(court: Court) -> None:
    court.raise_on()
    heard = [day for day in range(60) if remind(court, TUESDAY + day * DAY)]
    assert heard == [3, 10]  # the seventh day lies within a week of the first message


def test_everything_that_waits_is_in_one_message_the_longest_at_rest_first(court: Court) -> None:
    for number in range(3):
        court.raise_on(f"Topic {number}")
        court.wait(hours=1)
    assert remind(court, TUESDAY + 4 * DAY) == both("1,2,3")


def test_nobody_gets_more_than_one_message_a_week_and_what_came_meanwhile_is_in_the_next(court: Court) -> None:
    court.raise_on("First")
    remind(court, TUESDAY + 3 * DAY)
    court.raise_on("Second")
    assert [day for day in range(4, 10) if remind(court, TUESDAY + day * DAY)] == []
    assert remind(court, TUESDAY + 10 * DAY) == both("1,2")


def test_a_view_or_a_reopening_is_movement_and_a_settled_dispute_needs_no_reminder(court: Court) -> None:
    first, second = court.raise_on("First"), court.raise_on("Second")
    court.wait(days=2)
    court.act(disputes.add_view, first.number, actor="UVIEWER", text="Hm.", request="v")
    court.decide(second)
    assert remind(court, TUESDAY + 4 * DAY) == []
    assert remind(court, TUESDAY + 5 * DAY) == both("1")
    court.reopen(court.dispute(2))
    assert remind(court, TUESDAY + 12 * DAY) == both("1,2")


def test_only_whoever_may_rule_is_reminded(court: Court) -> None:
    court.raise_on(actor="UDECIDER")
    assert [person for person, _, _ in remind(court, TUESDAY + 3 * DAY)] == ["USECOND"]


def test_nobody_is_woken(court: Court) -> None:
    court.raise_on()
    berlin_night = datetime(2026, 11, 28, 19, tzinfo=UTC)  # eight in the evening
    assert remind(court, berlin_night) == []
    assert remind(court, berlin_night + 11 * HOUR) == []
    assert remind(court, berlin_night + 12 * HOUR) == both("1")


def test_whoever_ruled_hears_once_that_a_review_date_has_come(court: Court) -> None:
    court.decide(court.raise_on(), review_on=date(2026, 11, 30))
    assert remind(court, datetime(2026, 11, 29, 18, tzinfo=UTC)) == []
    assert remind(court, datetime(2026, 11, 30, 7, tzinfo=UTC)) == [("UDECIDER", "", "1")]
    assert [day for day in range(40) if remind(court, datetime(2026, 11, 30, 7, tzinfo=UTC) + day * DAY)] == []


def test_a_ruling_that_was_confirmed_is_reviewed_again_on_its_new_date(court: Court) -> None:
    court.decide(court.raise_on(), review_on=date(2026, 11, 30))
    remind(court, datetime(2026, 11, 30, 8, tzinfo=UTC))
    court.act(decisions.confirm, 1, actor="UDECIDER", review_on=date(2026, 12, 14), request="c")
    assert remind(court, datetime(2026, 12, 13, 8, tzinfo=UTC)) == []
    assert remind(court, datetime(2026, 12, 14, 8, tzinfo=UTC)) == [("UDECIDER", "", "1")]


def test_what_was_forgotten_for_weeks_is_not_dug_out(court: Court) -> None:
    court.decide(court.raise_on("Reviewed"), review_on=date(2026, 11, 25))
    court.raise_on("Open")
    assert remind(court, TUESDAY + 60 * DAY) == []


def test_another_workspace_s_disputes_remind_nobody_here(court: Court) -> None:
    other = court.other_workspace()
    other.raise_on()
    assert remind(court, TUESDAY + 4 * DAY) == []
    assert remind(other, TUESDAY + 4 * DAY) == both("1")


def test_six_workers_at_once_owe_each_person_one_message(court: Court) -> None:
    court.raise_on()
    court.now = TUESDAY + 3 * DAY
    said = court.at_once(*[lambda: court.act(reminders.remind)] * 6)
    assert sorted(len(one) for one in said) == [0, 0, 0, 0, 0, 2]
    with court.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PostRow).where(PostRow.kind == PostKind.REMINDER)) == 2


@given(st.lists(st.integers(0, 40 * 24), max_size=6))
def test_nothing_is_named_early_or_more_often_than_there_are_reminders(hours: list[int]) -> None:
    told: list[datetime] = []
    for hour in sorted(hours):
        now = TUESDAY + hour * HOUR
        if wanted(TUESDAY, now, told):
            assert now - TUESDAY >= AFTER[len(told)]
            told.append(now)
    assert len(told) <= len(AFTER)


@pytest.mark.parametrize("count", [1, 60])
def test_a_message_names_a_bounded_number_of_disputes_and_the_rest_comes_later(court: Court, count: int) -> None:
    for number in range(count):
        court.raise_on(f"Topic {number}")
    named = [numbers.split(",") for _, numbers, _ in remind(court, TUESDAY + 4 * DAY)]
    assert {len(numbers) for numbers in named} == {min(count, reminders.MOST_NAMED)}
    later = [numbers.split(",") for day in (11, 18) for _, numbers, _ in remind(court, TUESDAY + day * DAY)]
    assert len({number for numbers in named + later for number in numbers}) == count


def test_a_review_is_asked_for_on_its_day_also_right_after_another_reminder(court: Court) -> None:
    court.raise_on("Open")
    court.decide(court.raise_on("Reviewed"), review_on=date(2026, 11, 29))
    assert remind(court, TUESDAY + 3 * DAY) == both("1")
    assert remind(court, TUESDAY + 4 * DAY) == []
    assert remind(court, TUESDAY + 5 * DAY) == [("UDECIDER", "", "2")]
    assert remind(court, TUESDAY + 6 * DAY) == []
    assert remind(court, TUESDAY + 10 * DAY) == both("1"), "the word about the review does not put off the one about the open dispute"


def test_two_reviews_on_days_that_follow_are_each_asked_for_on_their_day(court: Court) -> None:
    for number, day in enumerate((25, 26, 26), 1):
        court.decide(court.raise_on(f"Topic {number}"), review_on=date(2026, 11, day))
    asked = {day: remind(court, datetime(2026, 11, day, 8, tzinfo=UTC)) for day in (25, 26, 27)}
    assert asked == {25: [("UDECIDER", "", "1")], 26: [("UDECIDER", "", "2,3")], 27: []}
