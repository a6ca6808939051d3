"""The digest as it is shown: what its headline, lists and chart say, and that it stays within bounds whatever happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.tryout.block_kit import check_message
from handlers import ids
from handlers.blocks.chart import chart_block, chart_text
from handlers.blocks.digest import digest_message, headline
from handlers.people import People
from knowledge.types import Digest, DisputeState, Gap, WeekCount
from tests.handlers.surfaces import DECIDER, NOW, decision, digest, dispute

BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = People("T0TEAM", {DECIDER: "Dana Decider"})
NOTHING: dict[str, Any] = {
    "decided": (), "open": (), "open_total": 0, "contested": (), "gaps": (), "gaps_total": 0, "drifted": (), "review_due": (),
    "asked": 0, "asked_before": 0, "late": False, "timezone": "Europe/Berlin", "since": NOW - timedelta(days=7), "until": NOW,
}  # fmt: skip


def week(**more: Any) -> Digest:
    """A quiet week with what a test adds to it."""
    return digest("ERP", 1, **NOTHING | more)


def shown(found: Digest, **more: Any) -> str:
    text, blocks = digest_message(found, PEOPLE, {17: (DECIDER,)}, **more)
    return text + "\n" + str(blocks)


def buttons(found: Digest) -> list[tuple[str, str]]:
    rows = [block["elements"] for block in digest_message(found, PEOPLE, {17: (DECIDER,)})[1] if block["type"] == "actions"]
    return [(element["action_id"], element["value"]) for row in rows for element in row]


def test_the_headline_is_the_week_in_one_sentence() -> None:
    decided = (dispute("ERP", DisputeState.DECIDED),) * 3
    busy = week(decided=decided, decided_total=3, open=(dispute("GDPR", raised_at=NOW - timedelta(days=12)),), open_total=2)
    assert headline(busy) == "3 decided, 2 open, the oldest 12 days."
    asked = week(gaps=(Gap("who owns parking", 4, NOW),), gaps_total=1, review_due=(decision("ERP"),), review_total=7)
    assert headline(asked) == "0 decided, 0 open, 1 question without an owner, 7 decisions to look at again."


def test_the_notification_begins_with_the_days_and_the_headline() -> None:
    text, blocks = digest_message(week(open=(dispute("GDPR"),), open_total=1), PEOPLE, {})
    assert text.splitlines()[0] == f"Who owns what, the week to {NOW.day} November 2026"
    assert text.splitlines()[1] == headline(week(open=(dispute("GDPR"),), open_total=1))
    assert blocks[0]["text"]["text"] == text.splitlines()[0]


def test_an_empty_week_is_one_line_without_a_block_more() -> None:
    text, blocks = digest_message(week(asked=4, answered=4), PEOPLE, {})
    assert len(blocks) == 1
    assert text.endswith("nothing was decided, nothing is open, and every question got its owner.")
    assert "question" not in shown(week())


def test_a_late_digest_says_so_in_words_too() -> None:
    late = week(open=(dispute("GDPR"),), open_total=1, late=True)
    text, blocks = digest_message(late, PEOPLE, {})
    assert "late" in text and "late" in str(blocks[2])
    assert "late" not in shown(week(open=(dispute("GDPR"),), open_total=1))


def test_an_open_dispute_says_whose_move_it_is() -> None:
    opened = week(open=(dispute("GDPR"),), open_total=1)
    assert "Next: Dana Decider to decide (2 views)" in shown(opened)
    assert "an admin has to name a decider" in digest_message(opened, PEOPLE, {})[0]


def test_disputes_and_gaps_have_their_buttons_and_private_gaps_none() -> None:
    found = week(open=(dispute("GDPR"),), open_total=1, gaps=(Gap("who owns parking", 2, NOW), Gap("", 9, NOW)), gaps_total=2)
    assert buttons(found) == [
        (ids.DISPUTE_DECIDE, "17"),
        (ids.DISPUTE_VIEW, "17"),
        (ids.ANSWER_DISPUTE, "who owns parking"),
        (ids.ANSWER_NOT_OURS, "who owns parking"),
    ]
    assert "Asked in private only · 9 times" in shown(found)


def test_what_is_not_shown_can_be_seen_whole() -> None:
    found = week(open=(dispute("GDPR"),) * 5, open_total=4000, decided=(dispute("ERP", DisputeState.DECIDED),) * 5, decided_total=60)
    assert (ids.DISPUTES_LIST, "open") in buttons(found)
    assert (ids.DISPUTES_LIST, "decided") in buttons(found)
    assert "See all 4,000" in shown(found)
    assert (ids.DISPUTES_LIST, "open") not in buttons(week(open=(dispute("GDPR"),) * 3, open_total=3))


def test_the_share_of_answered_questions_stands_beside_the_week_before() -> None:
    found = week(open=(dispute("GDPR"),), open_total=1, asked=120, answered=90, asked_before=80, answered_before=40)
    assert "75 % of 120 questions got an owner, 50 % of 80 the week before." in shown(found)


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("items", [0, 1, 5, 500])
@pytest.mark.parametrize("words", ["ERP", "W" * 3000, "<!channel> & *x*"])
def test_it_stays_within_slack_s_bounds_whatever_the_number(native: bool, items: int, words: str) -> None:
    found = digest(words, items, decided_total=10**6, open_total=10**6, gaps_total=10**7, drifted_total=10**6, review_total=10**6)
    text, blocks = digest_message(found, PEOPLE, {17: (DECIDER,) * 400}, native_chart=native)
    assert len(blocks) <= 50
    assert len(text) <= 4000
    check_message(blocks)


def weeks(*counts: tuple[int, int]) -> tuple[WeekCount, ...]:
    return tuple(WeekCount(NOW - timedelta(weeks=len(counts) - 1 - place), *each) for place, each in enumerate(counts))


def test_the_chart_ends_with_what_the_digest_tells_and_its_labels_differ() -> None:
    trend = weeks((0, 0), (4, 1), *[(1, 1)] * 9, (2, 3))
    chart = chart_block(trend, BERLIN)["chart"]
    labels = chart["axis_config"]["categories"]
    assert (len(labels), len(set(labels)), labels[-1]) == (12, 12, "now")
    assert [series["data"][-1]["value"] for series in chart["series"]] == [2, 3]


def test_the_chart_in_characters_has_a_column_for_each_week_and_the_sums() -> None:
    raised, decided = chart_text(weeks((0, 0), (8, 1), (4, 8))).split("```")[1].splitlines()
    assert raised == "Raised  ·█▄  12"
    assert decided == "Decided ·▁█  9"


def test_a_chart_of_nothing_is_left_out() -> None:
    found = week(open=(dispute("GDPR"),), open_total=1, trend=weeks(*[(0, 0)] * 12))
    assert "data_visualization" not in shown(found)
    assert "weeks 0" not in shown(found)
