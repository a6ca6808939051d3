"""The digest as it is shown: what its headline, lists and chart say, and that it stays within bounds whatever happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.tryout.block_kit import check_message
from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.chart import chart_block, chart_text
from handlers.blocks.digest import digest_message, headline
from handlers.blocks.elements import room_beside
from handlers.people import People
from knowledge.types import Contested, Digest, DisputeState, Gap, HistoryEntry, WeekCount
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
    found = week(open=(dispute("GDPR"),) * 5, open_total=4000)
    assert (ids.DISPUTES_LIST, "open") in buttons(found)
    assert "See all 4,000" in shown(found)
    assert (ids.DISPUTES_LIST, "open") not in buttons(week(open=(dispute("GDPR"),) * 3, open_total=3))


def test_the_share_of_answered_questions_stands_beside_the_week_before() -> None:
    found = week(open=(dispute("GDPR"),), open_total=1, asked=120, answered=90, asked_before=80, answered_before=40)
    assert "75 % of 120 questions got an owner, 50 % of 80 the week before." in shown(found)


@pytest.mark.parametrize(
    ("answered", "asked", "share"),
    [(4, 6, "67 %"), (1, 3, "33 %"), (1, 8, "13 %"), (0, 3, "0 %"), (3, 3, "100 %"), (1, 999, "1 %"), (998, 999, "99 %")],
)
def test_a_share_is_rounded_to_the_nearest_but_never_to_all_or_none(answered: int, asked: int, share: str) -> None:
    found = week(open=(dispute("GDPR"),), open_total=1, asked=asked, answered=answered)
    assert f"{share} of {asked} questions got an owner." in shown(found)


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("items", [0, 1, 5, 500])
@pytest.mark.parametrize("words", ["ERP", "W" * 3000, "&" * 3000, "😀" * 1500, "<!channel> & *x*", "مالك النظام " * 300])
@pytest.mark.parametrize("owners", [1, 8])
def test_it_stays_within_slack_s_bounds_whatever_the_number(native: bool, items: int, words: str, owners: int) -> None:
    named = tuple(f"{number} {words}" for number in range(owners))
    ruled = decision(words, named)
    lists: dict[str, Any] = {
        "decided": (dispute(words, DisputeState.DECIDED, decision=ruled, channel="C" + "0" * 20),) * items,
        "open": (dispute(words, present=named, proposed=named, channel="C" + "0" * 20),) * items,
        "contested": (Contested(words, 10**6, 17, "C" + "0" * 20, "1795410000.000100"),) * items,
        "drifted": (ruled,) * items,
        "review_due": (ruled,) * items,
    }
    totals = dict.fromkeys(("decided_total", "open_total", "gaps_total", "drifted_total", "review_total"), 10**6)
    people = People("T0" + "A" * 10, {f"U{number}": words for number in range(400)})
    deciders = tuple(f"U{number}" for number in range(400))
    found = digest(words, items, **lists, **totals)
    text, blocks = digest_message(found, people, {17: deciders}, native_chart=native)
    assert len(blocks) <= 50
    assert mrkdwn.size(text) <= 4000
    assert room_beside(blocks) >= 0
    check_message(blocks)


def test_a_line_begins_with_a_capital_letter_also_where_nobody_is_named() -> None:
    assert "Nobody so far, CTO proposed" in shown(week(open=(dispute("GDPR", present=(), proposed=("CTO",)),), open_total=1))
    assert "CIO so far, none of the known owners proposed" in shown(
        week(open=(dispute("GDPR", present=("CIO",), proposed=()),), open_total=1)
    )


def test_decided_names_who_ruled_and_stands_in_the_notification_too() -> None:
    ruled = dispute("ERP", DisputeState.DECIDED, decision=decision("ERP", ("CTO",)))
    text, blocks = digest_message(week(decided=(ruled,), decided_total=1), PEOPLE, {})
    (section,) = [block["text"]["text"] for block in blocks if "*Decided*" in str(block)]
    assert "*CTO* owns ERP, ruled by Dana Decider" in section and "message_ts" in section
    assert "Decided: " in text and "*CTO* owns ERP, ruled by Dana Decider." in text


def test_a_decision_of_no_owner_of_ours_says_so() -> None:
    ruled = dispute("ERP", DisputeState.DECIDED, decision=decision("ERP", ()))
    assert "None of the known owners owns ERP, ruled by" in shown(week(decided=(ruled,), decided_total=1))


def test_what_is_most_contested_is_told_with_its_link_and_how_often() -> None:
    twice, once = Contested("ERP", 3, 17, "C0D", "1.5"), Contested("GDPR", 1, 18, "C0D", "1.6")
    found = week(open=(dispute("x"),), open_total=1, contested=(twice, once))
    (section,) = [block["text"]["text"] for block in digest_message(found, PEOPLE, {})[1] if "Most contested" in str(block)]
    assert "channel=C0D&message_ts=1.5|#17> ERP (3 times)" in section
    assert "GDPR" not in section, "a single objection stands in another list already"
    assert "Most contested" in digest_message(found, PEOPLE, {})[0]


def test_decisions_to_look_at_again_say_why_and_carry_their_buttons() -> None:
    drifted, reviewed = decision("ERP", ("CTO",)), decision("GDPR", ("CIO",), drift="")
    drifted = replace(drifted, dispute=3, review_on=NOW.date() + timedelta(days=1))
    reviewed = replace(reviewed, dispute=4, review_on=NOW.date())
    found = week(drifted=(drifted,), drifted_total=1, review_due=(reviewed,), review_total=1)
    assert buttons(found) == [(ids.DISPUTE_CONFIRM, "4"), (ids.DISPUTE_REOPEN, "4")]
    said = shown(found)
    assert "ERP, decided for *CTO*" in said and sentences.DRIFTS["differs"] in said
    assert f"To be reviewed since {NOW:%Y-%m-%d}." in said
    both = week(drifted=(replace(drifted, review_on=NOW.date()),), drifted_total=1)
    assert buttons(both) == [(ids.DISPUTE_CONFIRM, "3"), (ids.DISPUTE_REOPEN, "3")]
    assert f"To be reviewed since {NOW:%Y-%m-%d}." in shown(both)
    assert "1 decision to look at again" in headline(both)


def test_the_age_of_a_reopened_dispute_counts_from_its_reopening() -> None:
    record = (HistoryEntry(NOW - timedelta(days=90), DECIDER, "raised"), HistoryEntry(NOW - timedelta(days=2), DECIDER, "reopened"))
    again = dispute("GDPR", raised_at=NOW - timedelta(days=90), history=record)
    found = week(open=(again,), open_total=1)
    assert headline(found) == "0 decided, 1 open for 2 days."
    assert "open again for 2 days" in shown(found)


@pytest.mark.parametrize(("days", "words"), [(7, "the week before"), (14, "in the 14 days before"), (2, "in the 2 days before")])
def test_the_span_before_is_called_what_it_is(days: int, words: str) -> None:
    counts: dict[str, Any] = {"asked": 4, "answered": 2, "asked_before": 2, "answered_before": 1}
    assert f"50 % of 2 {words}." in shown(week(open=(dispute("x"),), open_total=1, since=NOW - timedelta(days=days), **counts))


def test_a_late_digest_claims_no_reason_that_nobody_knows() -> None:
    assert "not running" not in shown(week(open=(dispute("GDPR"),), open_total=1, late=True))


def test_see_all_is_of_the_digest_s_own_week_and_of_every_list_that_is_cut() -> None:
    gaps = (Gap("who owns parking", 2, NOW),) * 5
    flagged = (decision("ERP"),) * 5
    found = week(
        decided=(dispute("ERP", DisputeState.DECIDED),) * 5, decided_total=60, gaps=gaps, gaps_total=70, drifted=flagged, drifted_total=9
    )
    lists = [value for action, value in buttons(found) if action in ids.DIGEST_PARTS.values()]
    assert lists == ["decided|2026|48|0", "gaps|2026|48|0", "again|2026|48|0"]


def weeks(*counts: tuple[int, int]) -> tuple[WeekCount, ...]:
    return tuple(WeekCount(NOW - timedelta(weeks=len(counts) - 1 - place), *each) for place, each in enumerate(counts))


def test_the_chart_begins_with_the_first_week_in_which_anything_happened() -> None:
    found = week(open=(dispute("GDPR"),), open_total=1, trend=weeks(*[(0, 0)] * 9, (1, 0), (0, 0), (2, 1)))
    (chart,) = [block for block in digest_message(found, PEOPLE, {})[1] if block["type"] == "data_visualization"]
    assert chart["title"] == "Disputes raised and decided, 3 weeks"
    assert [series["data"][0]["value"] for series in chart["chart"]["series"]] == [1, 0]
    assert "In 3 weeks 3 raised, 1 decided." in digest_message(found, PEOPLE, {})[0]


def test_a_first_week_has_no_chart_of_itself_alone() -> None:
    found = week(open=(dispute("GDPR"),), open_total=1, trend=weeks(*[(0, 0)] * 11, (1, 0)))
    assert "data_visualization" not in shown(found)
    assert "In 12 weeks" not in shown(found) and "In 1 week" not in shown(found)


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
