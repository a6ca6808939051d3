"""The loop through the facade: object, argue, rule, ask again; what each act dies of, and what two at once come to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from knowledge import Knowledge, Workspaces
from knowledge.errors import AlreadySettled, NotAllowed, NotFound
from knowledge.types import Dispute, DisputeState, PostKind, Standing
from tests.knowledge.conftest import CIO, CTO, DECIDER, MEMBER, Clock

SECOND = "USECOND"


@pytest.fixture
def court(knowledge: Knowledge) -> Knowledge:
    """Two deciders, and a holder for each side."""
    knowledge.change_settings({"deciders": f"{DECIDER},{SECOND}", "holders": f"CIO:{CIO},CTO:{CTO}", "disputes_channel": "C1"})
    return knowledge


def raised(court: Knowledge, topic: str = "Workday integration", request: str = "raise") -> Dispute:
    return court.raise_dispute(topic=topic, proposed=("CTO",), reason="It is our code.", actor=MEMBER, origin="C9", request=request).dispute


def ruled(court: Knowledge, dispute: Dispute, owner: str = "CTO", actor: str = DECIDER, request: str = "decide") -> Dispute:
    return court.decide(dispute.number, actor=actor, owners=(owner,), rationale="They wrote it.", version=dispute.version, request=request)


def test_the_loop_ask_object_argue_rule_and_ask_again(court: Knowledge, opened: Callable[[], Workspaces]) -> None:
    other = opened().of("T1")
    before = court.ask("who owns Workday integration?")
    dispute = raised(court)
    assert (dispute.present, dispute.proposed) == (("CIO",), ("CTO",))
    assert dispute.evidence[0].quote == before.evidence[0].quote, "the line objected to is kept with the dispute"
    contested = other.ask("who owns Workday integration?")
    assert contested.standing is Standing.CONTESTED
    assert contested.dispute is not None
    assert contested.dispute.number == dispute.number
    argued = court.add_view(dispute.number, actor=CIO, text="It is our vendor.", request="view")
    assert [view.author for view in argued.views] == [CIO]
    assert court.deciders(dispute.number) == (DECIDER, SECOND)
    settled = ruled(court, court.dispute(dispute.number))
    assert settled.state is DisputeState.DECIDED
    after = other.ask("who owns Workday integration?")
    assert (after.standing, after.owners) == (Standing.DECIDED, ("CTO",))
    assert after.decision == settled.decision
    assert [line.quote for line in after.evidence] == [line.quote for line in before.evidence], "what the document says stays visible"
    assert settled.decision is not None
    assert settled.decision.fingerprint, "the charter's line is remembered, to notice when it changes"
    assert [entry.act for entry in settled.history] == ["raised", "viewed", "decided"]


def test_a_decision_where_the_charter_is_silent_answers_too(court: Knowledge) -> None:
    settled = ruled(court, raised(court, "the coffee machine"))
    assert settled.decision is not None
    assert settled.decision.fingerprint == ""
    assert court.ask("who owns the coffee machine?").owners == ("CTO",)


def test_what_was_ruled_about_a_thing_comes_before_what_is_guessed_of_its_kind(court: Knowledge) -> None:
    kind = court.ask("who owns internal security?")
    assert court.ask("Okta login broken, whom do I ask?").standing is Standing.INFERRED
    dispute = raised(court, "Okta")
    open_now = court.ask("Okta login broken, whom do I ask?")
    assert (open_now.standing, open_now.topic) == (Standing.CONTESTED, "Okta")
    ruled(court, dispute)
    after = court.ask("Okta login broken, whom do I ask?")
    assert (after.standing, after.owners, after.topic) == (Standing.DECIDED, ("CTO",), "Okta")
    assert court.ask("who owns internal security?") == kind, "a ruling on one thing is not a ruling on all of its kind"


def test_the_same_request_again_changes_nothing_and_gives_the_same(court: Knowledge, workspaces: Workspaces) -> None:
    first = court.raise_dispute(topic="ERP", proposed=("CTO",), reason="Ours.", actor=MEMBER, request="r1")
    again = court.raise_dispute(topic="ERP", proposed=("CTO",), reason="Ours.", actor=MEMBER, request="r1")
    assert (again.dispute, again.joined) == (first.dispute, False)
    for _ in range(2):
        seen = court.add_view(1, actor=CIO, text="No.", request="r2")
        assert len(seen.views) == 1
    settled = [court.decide(1, actor=DECIDER, owners=("CTO",), rationale="So.", version=1, request="r3") for _ in range(2)]
    assert settled[0] == settled[1]
    posts = workspaces.claim_posts(100, timedelta(minutes=1))
    assert [post.kind for post in posts].count(PostKind.DISPUTE) == 1


def test_a_second_objection_joins_the_first_as_a_view(court: Knowledge) -> None:
    raised(court, "ERP")
    joined = court.raise_dispute(topic="the ERPs", proposed=(), reason="Not ours either.", actor=CTO, request="r2")
    assert joined.joined
    assert joined.dispute.number == 1
    assert len(joined.dispute.views) == 1
    assert len(court.disputes()) == 1


@pytest.mark.parametrize("words", ["HRIS sync", "who owns Workday integration?", "the Workday integration", "Workday integrations"])
def test_an_objection_in_other_words_joins_the_dispute_on_its_topic(court: Knowledge, words: str) -> None:
    court.add_alias("HRIS sync", "Workday integration", actor=DECIDER)
    first = raised(court)
    second = court.raise_dispute(topic=words, proposed=("CTO",), reason="So say I.", actor=CTO, request="again")
    assert (second.joined, second.dispute.number) == (True, first.number)
    ruled(court, court.dispute(first.number))
    assert court.ask(words).standing is Standing.DECIDED


def test_an_objection_to_a_guess_is_about_the_thing_and_not_its_kind(court: Knowledge) -> None:
    assert raised(court, "Okta").topic == "Okta"


def test_a_ruling_that_a_later_one_replaced_cannot_be_reopened(court: Knowledge) -> None:
    first = ruled(court, raised(court))
    ruled(court, raised(court, request="raise again"), owner="CIO", request="decide again")
    with pytest.raises(AlreadySettled, match="replaced by a later one"):
        court.may_reopen(first.number, MEMBER)


def test_a_person_who_may_not_rule_is_told_who_may(court: Knowledge) -> None:
    raised(court)
    with pytest.raises(NotAllowed) as refusal:
        court.may_decide(1, MEMBER)
    assert refusal.value.allowed == (DECIDER, SECOND)
    with pytest.raises(NotAllowed):
        ruled(court, court.dispute(1), actor=CIO)
    assert not court.may_decide(1, DECIDER)
    assert court.dispute(1).state is DisputeState.OPEN


def test_of_two_rulings_at_once_one_wins_and_the_other_is_told(opened: Callable[[], Workspaces], court: Knowledge) -> None:
    processes = [opened().of("T1") for _ in range(2)]
    for round_ in range(5):
        dispute = raised(court, f"machine {round_} of the lab", f"raise {round_}")
        barrier = Barrier(2)

        def rule(side: int, dispute: Dispute = dispute, barrier: Barrier = barrier) -> str:
            barrier.wait()
            try:
                ruled(processes[side], dispute, ("CIO", "CTO")[side], (DECIDER, SECOND)[side], f"{dispute.number} {side}")
            except AlreadySettled as told:
                return told.by
            return "won"

        with ThreadPoolExecutor(2) as pool:
            ended = list(pool.map(rule, range(2)))
        winner = court.dispute(dispute.number).settled_by
        assert sorted(ended) == sorted(["won", winner])


def test_withdrawing_lets_the_charter_answer_again(court: Knowledge) -> None:
    raised(court)
    assert court.withdraw(1, actor=MEMBER, reason="My mistake.", request="w").state is DisputeState.WITHDRAWN
    assert court.ask("who owns Workday integration?").standing is Standing.DOCUMENTED


def test_a_reopened_decision_answers_nothing_until_it_is_settled(court: Knowledge) -> None:
    ruled(court, raised(court))
    assert court.reopen(1, actor=CIO, reason="Things changed.", request="o").state is DisputeState.OPEN
    assert court.ask("who owns Workday integration?").standing is Standing.CONTESTED
    ruled(court, court.dispute(1), owner="CIO", request="decide again")
    found = court.ask("who owns Workday integration?")
    assert (found.standing, found.owners) == (Standing.DECIDED, ("CIO",))
    assert [decision.owners for decision in court.precedents(raised(court, "Workday integration", "raise again").number)][:1] == [("CIO",)]


def test_a_decision_can_be_confirmed_when_its_review_comes(court: Knowledge, clock: Clock) -> None:
    dispute = raised(court)
    court.decide(
        1,
        actor=DECIDER,
        owners=("CTO",),
        rationale="For now.",
        version=dispute.version,
        review_on=date(2026, 12, 1),
        scope="payroll",
        request="d",
    )
    clock.move(days=8)
    assert [decision.dispute for decision in court.digest().review_due] == [1]
    kept = court.confirm(1, actor=DECIDER, review_on=date(2027, 6, 1), request="c")
    assert kept.decision is not None
    assert kept.decision.review_on == date(2027, 6, 1)
    assert court.digest().review_due == ()


def test_the_digest_can_be_sent_before_its_hour_by_who_may(court: Knowledge) -> None:
    raised(court)
    with pytest.raises(NotAllowed):
        court.send_digest(actor=MEMBER, request="x")
    assert court.send_digest(actor=DECIDER, request="y") == (2026, 48)
    assert court.send_digest(actor=DECIDER, request="y") == (2026, 48)
    assert [past.state for past in court.digest_history()] == ["posted"]
    assert court.digest(year=2026, week=48).open_total == 1


ACTS: dict[str, Callable[[Knowledge], object]] = {
    "raise": lambda court: raised(court, "ERP", "second"),
    "view": lambda court: court.add_view(1, actor=CIO, text="No.", request="v"),
    "decide": lambda court: ruled(court, court.dispute(1)),
    "withdraw": lambda court: court.withdraw(1, actor=MEMBER, request="w"),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_dies_before_its_commit_never_happened(
    court: Knowledge, workspaces: Workspaces, hook: Callable[[Callable[[str], None] | None], None], act: str
) -> None:
    raised(court)
    before = (court.dispute(1), court.disputes(), workspaces.claim_posts(100, timedelta(0)), court.ask("who owns Workday integration?"))

    def die(name: str) -> None:
        if name == f"{act}: before commit":
            raise KeyboardInterrupt

    hook(die)
    with pytest.raises(KeyboardInterrupt):
        ACTS[act](court)
    hook(None)
    assert (court.dispute(1), court.disputes()) == before[:2]
    assert court.ask("who owns Workday integration?") == before[3]
    ACTS[act](court)
    assert (court.dispute(1), court.disputes()) != before[:2], "and the same request does it after all"


def test_an_act_that_dies_after_its_commit_has_happened_with_all_it_owes(
    court: Knowledge, workspaces: Workspaces, hook: Callable[[Callable[[str], None] | None], None]
) -> None:
    def die(name: str) -> None:
        if name == "raise: after commit":
            raise KeyboardInterrupt

    hook(die)
    with pytest.raises(KeyboardInterrupt):
        raised(court)
    hook(None)
    assert PostKind.DISPUTE in [post.kind for post in workspaces.claim_posts(100, timedelta(minutes=1))]
    again = court.raise_dispute(
        topic="Workday integration", proposed=("CTO",), reason="It is our code.", actor=MEMBER, origin="C9", request="raise"
    )
    assert (again.joined, again.dispute.views) == (False, ())
    assert len(court.disputes()) == 1


def test_a_dispute_that_is_not_there_cannot_be_shown(court: Knowledge) -> None:
    for number in (0, 1, -5, 10**12):
        with pytest.raises(NotFound, match="There is no dispute"):
            court.dispute(number)


def test_who_may_rule_on_many_disputes_is_read_together_and_is_what_each_alone_says(court: Knowledge) -> None:
    for topic in ("Workday integration", "ERP", "laptops"):
        raised(court, topic, f"raise {topic}")
    ruled(court, court.dispute(2))
    court.reopen(2, actor=CIO, reason="Things changed.", request="o")
    ruled(court, court.dispute(3), request="decide 3")
    assert court.deciders_of([1, 2, 3, 99]) == {number: court.deciders(number) for number in (1, 2, 3)}
    assert court.deciders_of(()) == {}


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns the Workday integration in Germany?", ("CTO",)),
        ("who owns the Austrian Workday integration?", ("CTO",)),
        ("who owns the Workday integration for German customers?", ("CTO",)),
        ("who owns the Workday integration in Brazil?", ("CIO",)),
        ("who owns the Workday integration?", ("CIO",)),
    ],
)
def test_a_ruling_for_a_list_of_places_answers_for_each_and_for_no_other(court: Knowledge, question: str, owners: tuple[str, ...]) -> None:
    dispute = raised(court)
    court.decide(
        dispute.number, actor=DECIDER, owners=("CTO",), rationale="There.", scope="Germany, Austria", version=dispute.version, request="d"
    )
    assert court.ask(question).owners == owners


def test_an_objection_to_a_ruling_for_a_place_is_about_that_place_and_so_is_its_own_ruling(court: Knowledge) -> None:
    everywhere = ruled(court, raised(court, request="r1"), request="d1")
    assert everywhere.scope == ""
    first = court.raise_dispute(topic="Workday integration", proposed=("CTO",), reason="Here.", actor=MEMBER, request="r2")
    court.decide(
        first.dispute.number,
        actor=DECIDER,
        owners=("CDO",),
        rationale="There.",
        scope="Germany",
        version=first.dispute.version,
        request="d2",
    )
    asked = "who owns the Workday integration for German staff?"
    again = court.raise_dispute(
        topic="Workday integration", proposed=("CIO",), reason="No.", actor=MEMBER, question=asked, request="r3"
    ).dispute
    assert (again.topic, again.scope, again.present) == ("Workday integration", "Germany", ("CDO",))
    court.decide(again.number, actor=DECIDER, owners=("CIO",), rationale="Moved.", scope=again.scope, version=again.version, request="d3")
    assert court.ask(asked).owners == ("CIO",)
    assert court.ask("who owns the Workday integration?").owners == ("CTO",)
    replaced = [one.decision.superseded_by for one in (court.dispute(2), court.dispute(1)) if one.decision]
    assert replaced[0] is not None and replaced[1] is None, "the ruling for Germany is replaced, the one for everything stands"
    assert court.audit() == []


def test_a_ruling_for_everything_replaces_the_one_for_a_place_that_the_dispute_objects_to(court: Knowledge) -> None:
    first = raised(court)
    court.decide(first.number, actor=DECIDER, owners=("CDO",), rationale="There.", scope="Germany", version=first.version, request="d1")
    asked = "who owns the Workday integration in Germany?"
    again = court.raise_dispute(
        topic="Workday integration", proposed=("CTO",), reason="No.", actor=MEMBER, question=asked, request="r2"
    ).dispute
    ruled(court, again, owner="CTO", request="d2")
    assert (court.ask(asked).owners, court.ask("Workday integration").owners) == (("CTO",), ("CTO",))


def test_an_objection_whose_topic_was_rewritten_is_about_what_stands_there(court: Knowledge) -> None:
    first = raised(court)
    court.decide(first.number, actor=DECIDER, owners=("CDO",), rationale="There.", scope="Germany", version=first.version, request="d1")
    asked = "who owns the Workday integration in Germany?"
    other = court.raise_dispute(topic="ERP", proposed=("CTO",), reason="No.", actor=MEMBER, question=asked, request="r2").dispute
    assert (other.topic, other.scope) == ("ERP", "")
