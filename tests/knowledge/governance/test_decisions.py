"""Ruling: who wins, what it replaces, what is owed, and what happens when the charter changes under it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select

from knowledge.database.models import DecisionRow
from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed, NotFound
from knowledge.governance import decisions, disputes, docket
from knowledge.types import Claim, Decision, DisputeState, PostKind

if TYPE_CHECKING:
    from conftest import Court

CLAIM = Claim("cio-cto", "Workday integration", ("CIO",), "The CIO owns Workday integration.", "Applications", 42)


def in_force(court: Court) -> tuple[Decision, ...]:
    found: tuple[Decision, ...] = court.look(lambda sitting: docket.decisions_in_force(sitting.session, sitting.workspace_id))
    return found


def decided(court: Court) -> int:
    with court.database.reading() as session:
        return session.scalar(select(func.count()).select_from(DecisionRow)) or 0


def test_a_ruling_settles_the_dispute_and_is_in_force(court: Court) -> None:
    dispute = court.raise_on()
    court.wait(days=2)
    settled = court.decide(dispute, scope="in Germany", review_on=date(2027, 6, 1), claim=CLAIM)
    assert (settled.state, settled.settled_by, settled.settled_at, settled.version) == (DisputeState.DECIDED, "UDECIDER", court.now, 2)
    ruling = settled.decision
    assert ruling is not None
    assert (ruling.topic, ruling.owners, ruling.scope, ruling.review_on) == (
        "Workday integration",
        ("CTO",),
        "in Germany",
        date(2027, 6, 1),
    )
    assert (ruling.rationale, ruling.decided_by, ruling.decided_at, ruling.dispute) == ("APIs are the CTO's.", "UDECIDER", court.now, 1)
    assert ruling.fingerprint == CLAIM.fingerprint
    assert in_force(court) == (ruling,)


def test_a_ruling_that_none_of_ours_owns_it_names_nobody(court: Court) -> None:
    assert court.decide(court.raise_on(), owners=()).decision.owners == ()  # type: ignore[union-attr]


def test_a_ruling_owes_word_in_the_thread_a_fresh_post_and_word_to_raiser_and_holders(court: Court) -> None:
    dispute = court.raise_on()
    court.deliver()
    settled = court.decide(dispute, owners=("CFO",))
    (ruling,) = court.owed(PostKind.RULING)
    assert (ruling.channel, ruling.thread_ts) == ("CDISPUTES", court.dispute(1).ts)
    assert dict(ruling.subject) == {"number": 1, "decision": settled.decision.id}  # type: ignore[union-attr]
    assert len(court.owed(PostKind.DISPUTE_UPDATE)) == 1
    assert {to for notice, to in court.notices() if notice == "decided"} == {"URAISER", "UCIO", "UCTO", "UDEPUTY"}


def test_a_ruling_needs_its_reason_and_a_review_date_that_lies_ahead(court: Court) -> None:
    dispute = court.raise_on()
    with pytest.raises(InvalidRequest) as refusal:
        court.decide(dispute, rationale="  ")
    assert refusal.value.field == "rationale"
    for day in (court.now.date(), date(2020, 1, 1)):
        with pytest.raises(InvalidRequest) as refusal:
            court.decide(dispute, review_on=day)
        assert refusal.value.field == "review_on"
    assert decided(court) == 0


@pytest.mark.parametrize("scope", ["🤖", "in the", ", ,"])
def test_a_scope_that_no_question_could_match_is_refused_at_its_field(court: Court, scope: str) -> None:
    dispute = court.raise_on()
    with pytest.raises(InvalidRequest) as refusal:
        court.decide(dispute, scope=scope)
    assert refusal.value.field == "scope"
    assert decided(court) == 0


@pytest.mark.parametrize("actor", ["UNOBODY", "UADMIN", "URAISER", "UCIO", ""])
def test_whoever_is_not_entitled_changes_nothing(court: Court, actor: str) -> None:
    dispute = court.raise_on()
    before = len(court.owed())
    with pytest.raises(NotAllowed) as refusal:
        court.decide(dispute, actor=actor, alone=True, request="same")
    assert refusal.value.allowed == ("UDECIDER", "USECOND")
    assert (decided(court), len(court.owed()), court.dispute(1)) == (0, before, dispute)
    assert court.decide(dispute, request="same").state is DisputeState.DECIDED


def test_a_decider_who_lost_the_right_while_writing_is_refused(court: Court) -> None:
    dispute = court.raise_on()
    court.set(deciders=["USECOND"])
    with pytest.raises(NotAllowed):
        court.decide(dispute)


def test_the_only_decider_rules_alone_and_the_record_says_so(court: Court) -> None:
    court.set(deciders=["URAISER"])
    dispute = court.raise_on()
    with pytest.raises(InvalidRequest):
        court.decide(dispute, actor="URAISER")
    settled = court.decide(dispute, actor="URAISER", alone=True)
    assert settled.history[-1].details["alone"] == "yes"
    assert {to for notice, to in court.notices() if notice == "decided"} == {"UCIO", "UCTO", "UDEPUTY"}


def test_the_second_of_two_rulings_is_told_who_decided_what(court: Court) -> None:
    dispute = court.raise_on()
    court.decide(dispute, rationale="Because.")
    with pytest.raises(AlreadySettled) as refusal:
        court.decide(dispute, actor="USECOND", owners=("CIO",))
    assert refusal.value.by == "UDECIDER"
    assert "CTO owns Workday integration" in str(refusal.value)
    assert "Because." in str(refusal.value)
    assert decided(court) == 1


@pytest.mark.parametrize(("owners", "words"), [((), "none of ours owns"), (("CIO", "CTO"), "CIO and CTO own ")])
def test_the_outcome_is_told_in_whole_sentences(court: Court, owners: tuple[str, ...], words: str) -> None:
    dispute = court.raise_on()
    court.decide(dispute, owners=owners)
    with pytest.raises(AlreadySettled, match=words):
        court.decide(dispute)


def test_a_ruling_on_a_withdrawn_dispute_comes_too_late(court: Court) -> None:
    dispute = court.raise_on()
    court.act(disputes.withdraw, 1, actor="URAISER", request="w")
    with pytest.raises(AlreadySettled, match="withdrawn") as refusal:
        court.decide(dispute)
    assert refusal.value.by == "URAISER"


def test_a_ruling_written_on_an_older_state_does_not_overrule_what_came_between(court: Court) -> None:
    dispute = court.raise_on()
    court.reopen(court.decide(dispute))
    with pytest.raises(AlreadySettled, match="moved on"):
        court.decide(dispute)


def test_a_view_that_came_in_while_writing_does_not_spoil_the_ruling(court: Court) -> None:
    dispute = court.raise_on()
    court.act(disputes.add_view, 1, actor="UCIO", text="Ours.", request="v")
    assert court.decide(dispute).state is DisputeState.DECIDED


def test_the_same_request_again_gives_the_same_ruling(court: Court) -> None:
    dispute = court.raise_on()
    assert court.decide(dispute, request="d") == court.decide(dispute, request="d")
    assert decided(court) == 1


def test_a_later_ruling_replaces_the_one_on_the_same_topic_and_scope(court: Court) -> None:
    first = court.decide(court.raise_on("ERP")).decision
    second = court.decide(court.raise_on("the ERP", actor="UVIEWER"), owners=("CIO",)).decision
    assert in_force(court) == (second,)
    assert court.dispute(1).decision.superseded_by == second.id  # type: ignore[union-attr]
    assert first is not None


def test_rulings_of_different_scopes_stand_beside_each_other(court: Court) -> None:
    everywhere = court.decide(court.raise_on("ERP")).decision
    germany = court.decide(court.raise_on("ERP"), scope="Germany", owners=("CIO",)).decision
    assert in_force(court) == (everywhere, germany)
    anew = court.decide(court.raise_on("ERP"), scope="germany ", owners=("CFO",)).decision
    assert in_force(court) == (everywhere, anew)


def test_ruling_again_on_a_reopened_dispute_replaces_its_ruling_whatever_the_scope(court: Court) -> None:
    first = court.decide(court.raise_on("ERP"), scope="Germany")
    second = court.decide(court.reopen(first), owners=("CIO",))
    assert [ruling.id for ruling in in_force(court)] == [second.decision.id]  # type: ignore[union-attr]


def test_rulings_of_another_workspace_are_not_touched(court: Court) -> None:
    other = court.other_workspace()
    theirs = other.decide(other.raise_on("ERP")).decision
    court.decide(court.raise_on("ERP"))
    assert in_force(other) == (theirs,)


def drift(court: Court, *claims: Claim) -> tuple[Decision, ...]:
    touched: tuple[Decision, ...] = court.act(decisions.note_drift, claims)
    return touched


def line(owners: tuple[str, ...], quote: str = "Rewritten.", topic: str = "the Workday integrations") -> Claim:
    return Claim("cio-cto", topic, owners, quote, "Applications", 50)


def test_a_charter_line_that_only_moved_is_no_drift(court: Court) -> None:
    court.decide(court.raise_on(), claim=CLAIM)
    moved = Claim(CLAIM.charter, CLAIM.topic, CLAIM.owners, CLAIM.quote, "Elsewhere", 99)
    assert drift(court, moved, line(("CDO",), topic="Payroll")) == ()


@pytest.mark.parametrize(
    ("claims", "flag"),
    [([line(("CTO",))], "agrees"), ([line(("CDO",))], "differs"), ([line(("CTO",), topic="Payroll")], "gone"), ([], "gone")],
)
def test_a_charter_line_that_changed_flags_the_ruling_once(court: Court, claims: list[Claim], flag: str) -> None:
    court.decide(court.raise_on(), claim=CLAIM)
    version = court.version()
    assert [touched.drift for touched in drift(court, *claims)] == [flag]
    assert court.dispute(1).decision.drift == flag  # type: ignore[union-attr]
    assert [(entry.act, entry.details["drift"]) for entry in court.dispute(1).history[-1:]] == [("drifted", flag)]
    assert court.version() > version
    assert drift(court, *claims) == ()
    assert [ruling.drift for ruling in in_force(court)] == [flag]


def test_a_line_that_comes_back_clears_the_flag(court: Court) -> None:
    court.decide(court.raise_on(), claim=CLAIM)
    drift(court)
    assert [touched.drift for touched in drift(court, CLAIM)] == [""]


def test_a_charter_that_was_silent_and_speaks_up_flags_the_ruling(court: Court) -> None:
    court.decide(court.raise_on())
    assert drift(court) == ()
    assert drift(court, line(())) == (), "a line that names nobody is silent"
    assert [touched.drift for touched in drift(court, line(("CTO",)))] == ["agrees"]


def test_a_ruling_that_was_replaced_does_not_drift(court: Court) -> None:
    court.decide(court.raise_on(), claim=CLAIM)
    court.decide(court.raise_on())
    assert drift(court) == ()


def test_confirming_takes_the_review_date_away_or_sets_another(court: Court) -> None:
    settled = court.decide(court.raise_on(), review_on=date(2026, 12, 1))
    later = court.act(decisions.confirm, 1, actor="UDECIDER", review_on=date(2027, 12, 1), request="c1")
    assert later.decision.review_on == date(2027, 12, 1)
    assert court.act(decisions.confirm, 1, actor="USECOND", request="c2").decision.review_on is None
    assert court.act(decisions.confirm, 1, actor="USECOND", review_on=date(2029, 1, 1), request="c2").decision.review_on is None
    assert settled.version == court.dispute(1).version


def test_only_deciders_confirm_and_only_what_is_in_force(court: Court) -> None:
    dispute = court.raise_on()
    with pytest.raises(AlreadySettled):
        court.act(decisions.confirm, 1, actor="UDECIDER", request="c")
    court.decide(dispute)
    with pytest.raises(NotAllowed):
        court.act(decisions.confirm, 1, actor="UCIO", request="c")


def test_precedents_are_rulings_on_the_topic_then_between_the_owners_newest_first(court: Court) -> None:
    between = court.decide(court.raise_on("Payroll", present=("CTO",), proposed=("CIO",))).decision
    newer = court.decide(court.raise_on("Okta")).decision
    court.decide(court.raise_on("Slack", present=("CDO",), proposed=("CFO",)), owners=("CFO",))
    same = court.decide(court.raise_on("Workday integration", present=("CDO",), proposed=("CFO",)), owners=("CFO",)).decision
    dispute = court.raise_on("Workday integration")
    assert [one.id for one in court.look(decisions.precedents, dispute.number)] == [one.id for one in (same, newer, between) if one]
    with pytest.raises(NotFound):
        court.look(decisions.precedents, 99)


def test_precedents_cost_the_same_number_of_queries_however_many_rulings_there_are(court: Court) -> None:
    statements: list[str] = []
    dispute = court.raise_on("Workday integration")
    court.decide(court.raise_on("Okta"))
    event.listen(court.database.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    court.look(decisions.precedents, dispute.number)
    few = len(statements)
    for topic in ("Slack", "Zoom", "Jira", "Payroll"):
        court.decide(court.raise_on(topic))
    statements.clear()
    court.look(decisions.precedents, dispute.number)
    assert len(statements) == few


def test_nobody_rules_for_a_role_of_their_own_while_another_can(court: Court) -> None:
    court.set(holders={"CIO": "UCIO", "CTO": "SCTO", "CFO": "UDECIDER"})
    dispute = court.raise_on()
    with pytest.raises(NotAllowed, match="You hold CFO") as refusal:
        court.decide(dispute, owners=("CTO", "CFO"), alone=True)
    assert refusal.value.allowed == ("USECOND",)
    assert decided(court) == 0
    assert court.decide(dispute, owners=("CTO",)).state is DisputeState.DECIDED


def test_the_only_decider_who_rules_for_a_role_of_their_own_has_to_say_so(court: Court) -> None:
    court.set(deciders=["UDECIDER"], holders={"CFO": "UDECIDER"})
    dispute = court.raise_on()
    with pytest.raises(InvalidRequest) as refusal:
        court.decide(dispute, owners=("CFO",))
    assert refusal.value.field == "alone"
    assert court.decide(dispute, owners=("CFO",), alone=True).history[-1].details["alone"] == "yes"


def test_the_post_is_brought_up_to_date_when_a_ruling_is_confirmed_and_when_the_charter_changes_under_it(court: Court) -> None:
    court.decide(court.raise_on(), claim=CLAIM, review_on=date(2027, 1, 1))
    court.raise_on("GDPR")
    court.deliver()
    before = len(court.owed(PostKind.DISPUTE_UPDATE))
    court.act(decisions.confirm, 1, actor="UDECIDER", request="c")
    assert [row.subject["number"] for row in court.owed(PostKind.DISPUTE_UPDATE)[before:]] == [1]
    court.deliver()
    court.act(decisions.note_drift, [])
    assert [row.subject["number"] for row in court.owed(PostKind.DISPUTE_UPDATE)[before:]] == [1, 1]
    court.deliver()
    court.act(decisions.note_drift, [])
    assert len(court.owed(PostKind.DISPUTE_UPDATE)) == before + 2, "nothing changed, nothing is said"
