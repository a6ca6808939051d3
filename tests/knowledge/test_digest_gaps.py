"""What the digest says of questions, as people ask them: what nobody owns today is a gap, small talk is none, an asking counts once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from knowledge import Knowledge, Workspaces
from knowledge.types import Digest, Place
from tests.knowledge.conftest import DECIDER, MEMBER, Clock

PUBLIC, PRIVATE = Place("CGENERAL", private=False), Place("D1")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
SMALL_TALK = ("hi", "Thanks!", "good morning everybody", "how are you?", "lol", "ok")


@pytest.fixture
def office(knowledge: Knowledge) -> Knowledge:
    knowledge.change_settings({"deciders": DECIDER, "disputes_channel": "C1", "digest_channel": "CLEADERS"})
    return knowledge


def asked(office: Knowledge, workspaces: Workspaces, *questions: str, place: Place = PUBLIC) -> Digest:
    """The coming digest after these questions."""
    for question in questions:
        office.ask(question, place=place)
    workspaces.flush_questions()
    return office.digest()


def rule_on(office: Knowledge, topic: str) -> None:
    raised = office.raise_dispute(topic=topic, proposed=("CIO",), reason="Somebody has to.", actor=MEMBER, request=f"r {topic}").dispute
    office.decide(raised.number, actor=DECIDER, owners=("CIO",), rationale="So be it.", version=raised.version, request=f"d {topic}")


@pytest.mark.parametrize("place", [PUBLIC, PRIVATE])
def test_a_gap_that_was_decided_since_is_none_any_more(office: Knowledge, workspaces: Workspaces, place: Place) -> None:
    before = asked(office, workspaces, "who owns the lunch menu?", "who owns parking?", place=place)
    assert before.gaps_total == 2
    rule_on(office, "lunch menu")
    after = office.digest()
    assert after.gaps_total == 1
    assert "lunch" not in repr(after.gaps)
    assert after.decided_total == 1


def test_a_gap_that_the_charters_or_another_name_answer_by_now_is_none_any_more(office: Knowledge, workspaces: Workspaces) -> None:
    assert asked(office, workspaces, "who owns the lunch menu?", "who owns Frobnicator?").gaps_total == 2
    office.add_alias("Frobnicator", "ERP", actor="")
    office.import_charter("canteen", "canteen.md", b"# Facilities\n\n- The CFO owns the lunch menu.\n")
    assert (office.digest().gaps, office.digest().gaps_total) == ((), 0)


def test_a_week_of_nothing_but_decided_gaps_and_small_talk_posts_nothing(office: Knowledge, workspaces: Workspaces, clock: Clock) -> None:
    rule_on(office, "lunch menu")
    clock.time = MONDAY
    workspaces.tick(clock())
    clock.move(hours=1)
    for place in (PUBLIC, PRIVATE):
        asked(office, workspaces, *SMALL_TALK, place=place)
    clock.time = MONDAY + WEEK
    assert workspaces.tick(clock()) == ["The digest of 2026-W50 would be empty, so nothing was posted."]


@pytest.mark.parametrize("place", [PUBLIC, PRIVATE])
def test_small_talk_is_neither_a_gap_nor_a_question(office: Knowledge, workspaces: Workspaces, place: Place) -> None:
    found = asked(office, workspaces, *SMALL_TALK, place=place)
    assert (found.empty, found.gaps, found.gaps_total, found.asked) == (True, (), 0, 0)
    found = asked(office, workspaces, *SMALL_TALK, "who owns GDPR?", "who owns parking?", place=place)
    assert (found.gaps_total, found.asked, found.answered) == (1, 2, 1)


def test_gaps_of_one_meaning_are_one_gap(office: Knowledge, workspaces: Workspaces) -> None:
    wordings = ("who owns the lunch menu?", "who is responsible for our lunch menu?", "who runs the cafeteria?", "who owns parking?")
    found = asked(office, workspaces, *wordings)
    assert [gap.count for gap in found.gaps] == [3, 1]
    assert found.gaps_total == 2


def test_an_asking_counts_in_the_one_digest_of_its_span(office: Knowledge, workspaces: Workspaces, clock: Clock) -> None:
    """The digest falls in the middle of an ISO week, on whose other side the same thing is asked again."""
    clock.time = MONDAY - timedelta(hours=1)
    asked(office, workspaces, "who owns parking?", "who owns parking?", "who owns GDPR?")
    clock.time = MONDAY
    workspaces.tick(clock())
    clock.move(days=1)
    asked(office, workspaces, "who owns parking?", "who owns GDPR?")
    clock.time = MONDAY + WEEK - timedelta(hours=1)
    asked(office, workspaces, "who owns parking?", place=PRIVATE)
    clock.time = MONDAY + WEEK
    workspaces.tick(clock())
    told = [office.digest(year=2026, week=week) for week in (49, 50)]
    assert [(digest.asked, digest.answered) for digest in told] == [(3, 1), (3, 1)]
    assert [[(gap.question, gap.count) for gap in digest.gaps] for digest in told] == [[("who owns parking?", 2)]] * 2
    assert (told[1].asked_before, told[1].answered_before) == (3, 1)


def test_a_wording_is_one_row_for_each_span_however_often_it_is_written(office: Knowledge, workspaces: Workspaces, clock: Clock) -> None:
    clock.time = MONDAY
    workspaces.tick(clock())
    for _ in range(3):
        clock.move(hours=5)
        asked(office, workspaces, "who owns parking?")
    assert [(gap.question, gap.count) for gap in office.digest().gaps] == [("who owns parking?", 3)]
