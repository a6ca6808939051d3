"""Who may do what with a dispute. The rules are pure, so each is one call."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed
from knowledge.governance.rules import (
    Case,
    People,
    bench,
    deciders,
    may_be_alone,
    may_decide,
    may_raise,
    may_reopen,
    may_view,
    may_withdraw,
    owners_named,
    parties,
    worded,
)
from knowledge.types import Directory, DisputeState, Settings

DIRECTORY = Directory(admins=("UADMIN",), groups={"SCTO": ("UCTO", "UDEPUTY"), "SBOARD": ("UONE", "UTWO")})
SETTINGS = Settings(deciders=("UONE", "UTWO"), holders={"CIO": "UCIO", "CTO": "SCTO"})
PEOPLE = People(SETTINGS, DIRECTORY)
CASE = Case(number=17, state=DisputeState.OPEN, raised_by="URAISER", present=("CIO",), proposed=("CTO",))


def people(**settings: object) -> People:
    return People(replace(SETTINGS, **settings), DIRECTORY)  # type: ignore[arg-type]


def test_deciders_of_the_settings_may_rule_and_groups_among_them_are_their_members() -> None:
    assert deciders(CASE, PEOPLE) == ("UONE", "UTWO")
    assert deciders(CASE, people(deciders=("SBOARD", "UONE"))) == ("UONE", "UTWO")
    assert may_decide(CASE, PEOPLE, "UONE", alone=False) is False


def test_admins_rule_where_no_decider_is_set_or_those_set_lead_to_nobody() -> None:
    assert deciders(CASE, people(deciders=())) == ("UADMIN",)
    assert deciders(CASE, people(deciders=("SUNKNOWN",))) == ("UADMIN",)
    with pytest.raises(NotAllowed):
        may_decide(CASE, PEOPLE, "UADMIN", alone=False)


def test_whoever_is_no_decider_is_refused_and_told_who_may() -> None:
    with pytest.raises(NotAllowed) as refusal:
        may_decide(CASE, PEOPLE, "URAISER", alone=True)
    assert refusal.value.allowed == ("UONE", "UTWO")
    assert "decider" in str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "actor", "why"),
    [
        ({"deciders": ("URAISER", "UONE")}, "URAISER", "You raised"),
        ({"deciders": ("UCIO", "UONE")}, "UCIO", "party"),
        ({"deciders": ("UDEPUTY", "UONE")}, "UDEPUTY", "party"),
        ({"deciders": ("SCTO", "UONE")}, "UCTO", "party"),
    ],
)
def test_a_party_cannot_rule_while_another_decider_can(settings: dict[str, object], actor: str, why: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        may_decide(CASE, people(**settings), actor, alone=True)
    assert refusal.value.allowed == ("UONE",)
    assert why in str(refusal.value)


def test_the_only_decider_may_rule_as_a_party_but_only_by_saying_so() -> None:
    only = people(deciders=("UCIO",))
    with pytest.raises(InvalidRequest) as refusal:
        may_decide(CASE, only, "UCIO", alone=False)
    assert refusal.value.field == "alone"
    assert may_decide(CASE, only, "UCIO", alone=True) is True
    assert deciders(CASE, only) == ("UCIO",)


def test_saying_alone_changes_nothing_for_a_decider_who_is_no_party() -> None:
    assert may_decide(CASE, people(deciders=("UONE",)), "UONE", alone=True) is False


def test_when_every_decider_is_a_party_nobody_rules_and_the_way_out_is_named() -> None:
    both = people(deciders=("UCIO", "SCTO"))
    assert deciders(CASE, both) == ()
    for actor in ("UCIO", "UCTO", "UBYSTANDER"):
        with pytest.raises(NotAllowed) as refusal:
            may_decide(CASE, both, actor, alone=True)
        assert (refusal.value.allowed, refusal.value.admins) == ((), ("UADMIN",))
        assert "an admin can name one" in str(refusal.value)


def test_where_nobody_at_all_is_known_the_refusal_says_what_to_do() -> None:
    with pytest.raises(NotAllowed, match="an admin can name one in Remit's settings"):
        may_decide(CASE, People(), "UONE", alone=True)


def test_a_pair_of_owners_with_a_neutral_decider_is_ruled_on_by_that_one_alone() -> None:
    neutral = people(neutral=(("cto", "cio", "UNEUTRAL"),))
    assert deciders(CASE, neutral) == ("UNEUTRAL",)
    assert may_decide(CASE, neutral, "UNEUTRAL", alone=False) is False
    with pytest.raises(NotAllowed, match="A neutral decider is named for disputes between these owners") as refusal:
        may_decide(CASE, neutral, "UONE", alone=False)
    assert refusal.value.allowed == ("UNEUTRAL",)
    assert deciders(replace(CASE, proposed=("CFO",)), neutral) == ("UONE", "UTWO")


def test_ruling_for_a_third_owner_is_no_dispute_with_that_owner() -> None:
    neutral = people(neutral=(("CIO", "CFO", "UNEUTRAL"),))
    assert may_decide(CASE, neutral, "UONE", alone=False, owners=("CFO",)) is False


def test_a_neutral_decider_who_is_a_party_leaves_the_ruling_to_the_deciders() -> None:
    assert bench(CASE, people(neutral=(("CIO", "CTO", "URAISER"),))) == ("UONE", "UTWO")
    assert bench(CASE, people(neutral=(("CIO", "CTO", "SCTO"),))) == ("UONE", "UTWO")


def test_a_neutral_decider_who_would_rule_for_a_role_of_their_own_is_told_why_not() -> None:
    neutral = people(neutral=(("CIO", "CTO", "UNEUTRAL"),), holders={**SETTINGS.holders, "CFO": "UNEUTRAL"})
    with pytest.raises(NotAllowed, match="You hold CFO") as refusal:
        may_decide(CASE, neutral, "UNEUTRAL", alone=True, owners=("CFO",))
    assert refusal.value.allowed == ("UONE", "UTWO")
    assert may_decide(CASE, neutral, "UNEUTRAL", alone=False, owners=("CTO",)) is False


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (replace(CASE, raised_by="UONE"), "You raised this dispute"),
        (replace(CASE, objectors=("UVIEWER", "UONE")), "You objected in this dispute too"),
        (replace(CASE, ruled=("CFO",), ruled_by="UTWO"), "You hold CFO"),
        (replace(CASE, ruled=("CIO",), ruled_by="UTWO", reopened_by="UONE"), "You reopened this dispute"),
    ],
)
def test_a_party_is_told_by_what_they_are_one(case: Case, why: str) -> None:
    with pytest.raises(NotAllowed, match=why) as refusal:
        may_decide(case, people(holders={**SETTINGS.holders, "CFO": "UONE"}), "UONE", alone=True)
    assert refusal.value.allowed == ("UTWO",)


def test_the_form_offers_to_decide_alone_to_whom_it_could_come_to_that() -> None:
    only = people(deciders=("UONE",))
    assert not may_be_alone(CASE, only, "UONE"), "no party, and no role to rule for"
    assert may_be_alone(replace(CASE, objectors=("UONE",)), only, "UONE")
    assert may_be_alone(CASE, people(deciders=("UONE",), holders={"CFO": "UONE"}), "UONE")
    assert not may_be_alone(CASE, people(holders={"CFO": "UONE"}), "UONE"), "somebody else can rule"


def test_parties_are_the_raiser_the_holders_of_both_sides_and_whoever_reopened() -> None:
    assert parties(CASE, PEOPLE) == ("URAISER", "UCIO", "UCTO", "UDEPUTY")
    assert "UREOPENER" in parties(replace(CASE, reopened_by="UREOPENER", ruled_by="UONE"), PEOPLE)


def test_a_decider_who_reopens_the_own_ruling_does_not_become_a_party_by_it() -> None:
    again = replace(CASE, reopened_by="UONE", ruled_by="UONE")
    assert may_decide(again, PEOPLE, "UONE", alone=False) is False


def test_a_settled_dispute_takes_neither_ruling_nor_view_nor_withdrawal() -> None:
    for state in (DisputeState.DECIDED, DisputeState.WITHDRAWN):
        settled = replace(CASE, state=state)
        with pytest.raises(AlreadySettled):
            may_decide(settled, PEOPLE, "UONE", alone=False)
        with pytest.raises(AlreadySettled):
            may_view(settled, "UANYBODY")
        with pytest.raises(AlreadySettled):
            may_withdraw(settled, "URAISER")


def test_anybody_with_a_name_may_object_and_argue() -> None:
    may_raise("UANYBODY")
    may_view(CASE, "UANYBODY")
    with pytest.raises(NotAllowed):
        may_raise("")
    with pytest.raises(NotAllowed):
        may_view(CASE, "")


def test_only_the_raiser_withdraws() -> None:
    may_withdraw(CASE, "URAISER")
    with pytest.raises(NotAllowed) as refusal:
        may_withdraw(CASE, "UONE")
    assert refusal.value.allowed == ("URAISER",)


def test_a_reopened_dispute_is_withdrawn_by_whoever_reopened_it_and_not_by_the_raiser() -> None:
    again = replace(CASE, reopened_by="UCTO", ruled=("CIO",), ruled_by="UONE")
    may_withdraw(again, "UCTO")
    with pytest.raises(NotAllowed) as refusal:
        may_withdraw(again, "URAISER")
    assert refusal.value.allowed == ("UCTO",)


@pytest.mark.parametrize("actor", ["URAISER", "UCIO", "UCTO", "UDEPUTY", "UONE", "UCFO"])
def test_a_party_or_whoever_ruled_may_reopen(actor: str) -> None:
    decided = replace(CASE, state=DisputeState.DECIDED, ruled=("CFO",), ruled_by="UONE")
    may_reopen(decided, people(holders={**SETTINGS.holders, "CFO": "UCFO"}), actor)


def test_nobody_else_may_reopen() -> None:
    decided = replace(CASE, state=DisputeState.DECIDED, ruled=("CIO",), ruled_by="UONE")
    for actor in ("UTWO", "UADMIN", "UANYBODY", ""):
        with pytest.raises(NotAllowed) as refusal:
            may_reopen(decided, PEOPLE, actor)
        assert refusal.value.allowed == ("URAISER", "UCIO", "UCTO", "UDEPUTY", "UONE")


def test_what_is_not_decided_cannot_be_reopened() -> None:
    for state in (DisputeState.OPEN, DisputeState.WITHDRAWN):
        with pytest.raises(AlreadySettled):
            may_reopen(replace(CASE, state=state), PEOPLE, "URAISER")


def test_words_lose_what_a_database_cannot_keep_and_nothing_else() -> None:
    assert worded("  It\x00 is \ud800 ours. ", "reason") == "It is ? ours."
    assert worded("", "reason", required=False) == ""


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\n\t"])
def test_a_required_text_without_words_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        worded(text, "reason")
    assert refusal.value.field == "reason"


def test_too_long_a_text_is_refused_with_its_length() -> None:
    assert len(worded("x" * 3000, "reason")) == 3000
    with pytest.raises(InvalidRequest, match="3001"):
        worded("x" * 3001, "reason")


def test_owners_are_named_once_and_not_by_the_dozen() -> None:
    assert owners_named(["CIO", " CIO ", "", "CTO"]) == ("CIO", "CTO")
    with pytest.raises(InvalidRequest) as refusal:
        owners_named([f"O{number}" for number in range(11)])
    assert refusal.value.field == "owners"


USERS = st.sampled_from(["URAISER", "UCIO", "UCTO", "UDEPUTY", "UONE", "UTWO", "UADMIN", "UNEUTRAL", "UANYBODY"])
NAMED = st.one_of(USERS, st.sampled_from(["SCTO", "SBOARD", "SUNKNOWN"]))


@given(
    named=st.lists(NAMED, max_size=4),
    neutral=st.lists(NAMED, max_size=2),
    holders=st.dictionaries(st.sampled_from(["CIO", "CTO", "CFO"]), NAMED, max_size=3),
    actor=USERS,
    alone=st.booleans(),
)
def test_a_ruling_comes_from_a_neutral_decider_or_from_the_only_one_who_says_so(
    named: list[str], neutral: list[str], holders: dict[str, str], actor: str, alone: bool
) -> None:
    among = people(deciders=tuple(named), neutral=tuple(("CIO", "CTO", who) for who in neutral), holders=holders)
    everybody, against = set(bench(CASE, among)), set(parties(CASE, among))
    try:
        by_party = may_decide(CASE, among, actor, alone=alone)
    except InvalidRequest as refusal:
        assert (refusal.field, alone, everybody) == ("alone", False, {actor})
        assert actor in against
        return
    except NotAllowed as refusal:
        assert set(refusal.allowed) == set(deciders(CASE, among))
        assert actor not in everybody - against
        return
    assert actor in everybody
    assert by_party == (actor in against)
    if by_party:
        assert everybody == {actor}
        assert alone
