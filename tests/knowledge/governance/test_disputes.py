"""Raising, arguing, withdrawing and reopening, on a real database: what is kept, what is owed, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from knowledge.database.models import DisputeRow, HistoryRow, RequestRow, ViewRow
from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed, NotFound
from knowledge.governance import disputes, docket
from knowledge.types import DisputeState, Evidence, PostKind

if TYPE_CHECKING:
    from conftest import Court

LINE = Evidence("cio-cto", "Applications", 42, "The CIO owns Workday.", ("CIO",), ("Workday",))


def rows(court: Court, table: type) -> int:
    with court.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_dispute_keeps_what_was_said_and_what_it_objects_to(court: Court) -> None:
    dispute = court.raise_on(evidence=(LINE,), origin="CFINANCE", question="who owns workday?")
    assert (dispute.number, dispute.version, dispute.state) == (1, 1, DisputeState.OPEN)
    assert (dispute.topic, dispute.present, dispute.proposed, dispute.reason) == (
        "Workday integration",
        ("CIO",),
        ("CTO",),
        "It is an API.",
    )
    assert (dispute.raised_by, dispute.raised_at, dispute.origin) == ("URAISER", court.now, "CFINANCE")
    assert dispute.evidence == (LINE,)
    assert [(entry.act, entry.actor, entry.why) for entry in dispute.history] == [("raised", "URAISER", "It is an API.")]
    assert dispute.history[0].details["present"] == "CIO"
    assert court.dispute(1) == dispute


def test_disputes_are_numbered_from_one_in_each_workspace(court: Court) -> None:
    other = court.other_workspace()
    assert [court.raise_on("ERP").number, court.raise_on("GDPR").number, other.raise_on("ERP").number] == [1, 2, 1]
    assert other.dispute(1).topic == "ERP"
    with pytest.raises(NotFound):
        other.dispute(2)


def test_a_dispute_owes_its_post_to_the_disputes_channel_and_word_to_the_holders_of_both_sides(court: Court) -> None:
    court.raise_on(origin="CFINANCE")
    (post,) = court.owed(PostKind.DISPUTE)
    assert (post.channel, dict(post.subject)) == ("CDISPUTES", {"number": 1})
    assert court.notices() == {("raised", "UCIO"), ("raised", "UCTO"), ("raised", "UDEPUTY")}
    assert len(court.owed()) == 4


def test_without_a_disputes_channel_it_goes_where_it_came_from(court: Court) -> None:
    court.set(disputes_channel="")
    court.raise_on(origin="GPRIVATE")
    assert [post.channel for post in court.owed(PostKind.DISPUTE)] == ["GPRIVATE"]


@pytest.mark.parametrize("origin", ["", "D123"])
def test_without_any_channel_its_raiser_is_told_and_nothing_hangs_in_the_air(court: Court, origin: str) -> None:
    court.set(disputes_channel="", holders={})
    dispute = court.raise_on(origin=origin)
    assert court.notices() == {("unposted", "URAISER")}
    court.act(disputes.add_view, dispute.number, actor="UVIEWER", text="I agree.", request="v")
    decided = court.decide(dispute)
    assert decided.channel == ""
    assert {post.kind for post in court.owed()} == {PostKind.NOTICE}


def test_a_holder_who_raises_is_not_told_what_they_did(court: Court) -> None:
    court.raise_on(actor="UCTO")
    assert court.notices() == {("raised", "UCIO"), ("raised", "UDEPUTY")}


def test_the_same_request_again_gives_the_same_dispute_and_changes_nothing(court: Court) -> None:
    first = court.act(
        disputes.raise_dispute, topic="ERP", present=("CIO",), proposed=(), reason="Not ours.", actor="UCIO", origin="C1", request="V1"
    )
    before = (len(court.owed()), rows(court, HistoryRow), court.version())
    court.wait(minutes=5)
    again = court.act(
        disputes.raise_dispute, topic="ERP", present=("CIO",), proposed=(), reason="Not ours.", actor="UCIO", origin="C1", request="V1"
    )
    assert (again.dispute, again.joined) == (first.dispute, False)
    assert (len(court.owed()), rows(court, HistoryRow), court.version()) == before
    assert rows(court, ViewRow) == 0


def test_a_second_objection_to_an_open_topic_becomes_a_view_and_says_so(court: Court) -> None:
    first = court.raise_on("Workday integration")
    told = court.notices()
    second = court.act(
        disputes.raise_dispute,
        topic="the Workday integrations",
        present=("CIO",),
        proposed=("CTO", "CDO"),
        reason="Data.",
        actor="UVIEWER",
        request="V2",
    )
    assert (second.joined, second.dispute.number) == (True, first.number)
    assert [(view.author, view.text) for view in second.dispute.views] == [("UVIEWER", "CTO and CDO should own it. Data.")]
    assert second.dispute.version == first.version
    assert court.notices() == told
    repeated = court.act(
        disputes.raise_dispute,
        topic="Workday integration",
        present=("CIO",),
        proposed=("CTO",),
        reason="Data.",
        actor="UVIEWER",
        request="V2",
    )
    assert (repeated.joined, len(repeated.dispute.views)) == (True, 1)


def test_an_objection_that_names_no_owner_says_so_in_its_view(court: Court) -> None:
    court.raise_on("ERP")
    joined = court.raise_on("ERP", proposed=(), reason="We never had it.", actor="UCIO")
    assert joined.views[0].text == "Not ours, owner unknown. We never had it."


def test_a_topic_whose_dispute_is_settled_can_be_disputed_again(court: Court) -> None:
    court.decide(court.raise_on("ERP"))
    assert court.raise_on("ERP", actor="UCIO").number == 2


@pytest.mark.parametrize(
    ("named", "field"),
    [({"topic": " "}, "topic"), ({"topic": "x" * 301}, "topic"), ({"reason": ""}, "reason"), ({"reason": "x" * 3001}, "reason")],
)
def test_what_cannot_be_taken_names_its_field_and_does_not_burn_the_request(court: Court, named: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        court.raise_on(**{"topic": "ERP", "request": "V1", **named})
    assert refusal.value.field == field
    assert (rows(court, DisputeRow), rows(court, RequestRow), len(court.owed())) == (0, 0, 0)
    assert court.raise_on("ERP", request="V1").number == 1


def test_a_topic_without_a_single_letter_is_still_a_topic(court: Court) -> None:
    assert court.raise_on("🤖🤖").topic == "🤖🤖"
    assert court.raise_on("🤖🤖", actor="UVIEWER").number == 1
    assert court.raise_on("🦊").number == 2


def test_text_in_any_script_and_length_comes_back_as_it_was_given(court: Court) -> None:
    reason = "مرحبا “quotes” <@U1> *bold* 🦊" + "é" * 2900
    assert court.raise_on("العقود", reason=reason).reason == reason
    assert court.dispute(1).topic == "العقود"


def test_a_view_is_kept_in_order_and_owes_a_line_in_the_thread_and_a_fresh_post(court: Court) -> None:
    dispute = court.raise_on()
    court.deliver()
    court.wait(hours=1)
    court.act(disputes.add_view, 1, actor="UCIO", text="It runs on our servers.", request="v1")
    seen = court.act(disputes.add_view, 1, actor="UVIEWER", text="It speaks to customers.", request="v2")
    assert [(view.author, view.text, view.at) for view in seen.views] == [
        ("UCIO", "It runs on our servers.", court.now),
        ("UVIEWER", "It speaks to customers.", court.now),
    ]
    assert seen.version == dispute.version
    views = court.owed(PostKind.VIEW)
    assert [(post.channel, post.thread_ts, post.subject["view"]) for post in views] == [
        ("CDISPUTES", seen.ts, seen.views[0].id),
        ("CDISPUTES", seen.ts, seen.views[1].id),
    ]
    assert len(court.owed(PostKind.DISPUTE_UPDATE)) == 1  # one update shows both


def test_the_same_view_sent_again_is_there_once(court: Court) -> None:
    court.raise_on()
    for _ in range(3):
        seen = court.act(disputes.add_view, 1, actor="UCIO", text="Ours.", request="same")
    assert len(seen.views) == 1
    assert len(court.owed(PostKind.VIEW)) == 1


def test_a_view_on_a_settled_dispute_comes_too_late(court: Court) -> None:
    court.decide(court.raise_on())
    with pytest.raises(AlreadySettled):
        court.act(disputes.add_view, 1, actor="UCIO", text="But…", request="late")
    assert rows(court, ViewRow) == 0


def test_the_raiser_withdraws_and_those_who_were_told_are_told(court: Court) -> None:
    court.raise_on()
    court.wait(days=1)
    gone = court.act(disputes.withdraw, 1, actor="URAISER", reason="I was wrong.", request="w")
    assert (gone.state, gone.settled_by, gone.settled_at, gone.version) == (DisputeState.WITHDRAWN, "URAISER", court.now, 2)
    assert gone.history[-1].why == "I was wrong."
    assert {to for notice, to in court.notices() if notice == "withdrawn"} == {"UCIO", "UCTO", "UDEPUTY"}
    assert len(court.owed(PostKind.DISPUTE_UPDATE)) == 1
    with pytest.raises(AlreadySettled):
        court.act(disputes.withdraw, 1, actor="URAISER", request="again")
    assert court.act(disputes.withdraw, 1, actor="URAISER", request="w") == gone


def test_nobody_else_withdraws(court: Court) -> None:
    court.raise_on()
    with pytest.raises(NotAllowed):
        court.act(disputes.withdraw, 1, actor="UDECIDER", request="w")
    assert court.dispute(1).state is DisputeState.OPEN


def test_reopening_contests_the_ruling_and_keeps_it_on_record(court: Court) -> None:
    court.decide(court.raise_on())
    court.deliver()
    decided = court.dispute(1)
    reopened = court.reopen(decided, actor="UCIO", reason="We moved it.")
    assert (reopened.state, reopened.version, reopened.settled_by, reopened.settled_at) == (DisputeState.OPEN, 3, "", None)
    assert reopened.decision == decided.decision
    assert court.look(lambda sitting: docket.decisions_in_force(sitting.session, sitting.workspace_id)) == ()
    assert [entry.act for entry in reopened.history if entry.act != "posted"] == ["raised", "decided", "reopened"]
    assert {to for notice, to in court.notices() if notice == "reopened"} == {"URAISER", "UCTO", "UDEPUTY", "UDECIDER"}
    assert [post.update_ts for post in court.owed(PostKind.DISPUTE_UPDATE)][-1] == reopened.ts


def test_a_reopened_dispute_that_is_withdrawn_leaves_the_ruling_standing(court: Court) -> None:
    decided = court.decide(court.raise_on())
    court.wait(days=1)
    court.reopen(decided, actor="UCIO")
    with pytest.raises(NotAllowed):
        court.act(disputes.withdraw, 1, actor="URAISER", request="not yours")
    settled = court.act(disputes.withdraw, 1, actor="UCIO", request="mine")
    assert (settled.state, settled.settled_by, settled.settled_at) == (DisputeState.DECIDED, "UDECIDER", decided.settled_at)
    assert court.look(lambda sitting: docket.decisions_in_force(sitting.session, sitting.workspace_id)) == (decided.decision,)


def test_reopening_takes_a_party_a_reason_and_a_ruling_in_force(court: Court) -> None:
    decided = court.decide(court.raise_on())
    with pytest.raises(InvalidRequest):
        court.reopen(decided, reason=" ")
    with pytest.raises(NotAllowed):
        court.reopen(decided, actor="UVIEWER")
    second = court.raise_on(actor="UCIO", present=("CTO",), proposed=("CIO",))
    with pytest.raises(AlreadySettled, match="#2"):
        court.reopen(decided)
    court.decide(second, owners=("CIO",))
    with pytest.raises(AlreadySettled, match="replaced"):
        court.reopen(decided)
    assert court.dispute(1).version == decided.version


def test_reopening_by_the_same_request_happens_once(court: Court) -> None:
    decided = court.decide(court.raise_on())
    assert court.reopen(decided, request="r") == court.reopen(decided, request="r")
    assert court.dispute(1).version == 3


def test_every_act_makes_caches_read_again(court: Court) -> None:
    versions = [court.version()]
    dispute = court.raise_on()
    versions.append(court.version())
    decided = court.decide(dispute)
    versions.append(court.version())
    court.reopen(decided)
    versions.append(court.version())
    court.act(disputes.withdraw, 1, actor="URAISER", request="w")
    versions.append(court.version())
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("number", [0, -1, 5, 2**31, 10**30])
def test_a_number_that_is_no_dispute_is_not_found(court: Court, number: int) -> None:
    court.raise_on()
    with pytest.raises(NotFound, match="no dispute"):
        court.dispute(number)


def test_nobody_without_a_name_objects(court: Court) -> None:
    with pytest.raises(NotAllowed):
        court.raise_on(actor="")


def test_a_decider_whose_objection_joined_has_taken_a_side_and_does_not_rule(court: Court) -> None:
    court.raise_on()
    joined = court.raise_on(actor="UDECIDER", proposed=("CFO",), reason="Finance pays for it.")
    assert joined.number == 1
    with pytest.raises(NotAllowed, match="You objected in this dispute too") as refusal:
        court.decide(joined)
    assert refusal.value.allowed == ("USECOND",)
    assert court.decide(joined, actor="USECOND").state is DisputeState.DECIDED


def test_a_view_alone_does_not_make_its_author_a_party(court: Court) -> None:
    court.raise_on()
    argued = court.act(disputes.add_view, 1, actor="UDECIDER", text="I wonder.", request="v")
    assert court.decide(argued).state is DisputeState.DECIDED


def test_whoever_holds_an_owner_that_a_joined_objection_proposes_is_told_and_does_not_rule(court: Court) -> None:
    court.set(holders={"CIO": "UCIO", "CTO": "SCTO", "CFO": "UDECIDER"})
    court.raise_on()
    joined = court.raise_on(actor="UVIEWER", proposed=("CFO",), reason="Finance pays for it.")
    assert joined.views[0].proposed == ("CFO",)
    assert joined.owners == ("CIO", "CTO", "CFO")
    assert ("raised", "UDECIDER") in court.notices()
    assert len([post for post in court.owed(PostKind.NOTICE) if post.subject["to"] == "UCIO"]) == 1, "who was told is not told again"
    with pytest.raises(NotAllowed, match="You hold CFO"):
        court.decide(joined)
    court.decide(joined, actor="USECOND")
    told = {to for notice, to in court.notices() if notice == "decided"}
    assert told == {"URAISER", "UVIEWER", "UCIO", "UCTO", "UDEPUTY", "UDECIDER"}


def test_whoever_holds_an_owner_of_the_ruling_before_does_not_rule_on_the_reopened_dispute(court: Court) -> None:
    court.set(holders={"CIO": "UCIO", "CTO": "SCTO", "CFO": "UDECIDER"})
    reopened = court.reopen(court.decide(court.raise_on(), actor="USECOND", owners=("CFO",)))
    with pytest.raises(NotAllowed, match="You hold CFO") as refusal:
        court.decide(reopened)
    assert refusal.value.allowed == ("USECOND",)
