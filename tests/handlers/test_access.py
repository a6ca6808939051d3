"""Who may do what: every listener, for everybody who could reach it. A listener that is missing here fails the first test.

A cell says what the act does, who may do it, what whoever may not is told, and what it brings about for whoever may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers import ids
from knowledge.types import DisputeState
from tests.handlers import acts
from tests.handlers.acts import (
    EVERYBODY,
    INSIDE,
    OWNER_CTO,
    PAIR,
    ROLES,
    RULING,
    SOMEBODY,
    TEXT,
    TOPIC_ERP,
    Act,
    at_home,
    click,
    command,
    event,
    submit,
)
from tests.handlers.conftest import Office, listeners, opened
from tests.handlers.effects import Effect, Keeps, answers, named, opens, posts, publishes, quiet, record, tells

if TYPE_CHECKING:
    from tests.conftest import NewDatabase

ANYTHING = ".*"
REFUSED = "Only members of the workspace"
CANARY = "Our team runs it."  # stands in the dispute; nobody outside may see it


@dataclass(frozen=True)
class Cell:
    """One listener. `once` for what can be done only once, so that each of those who may has an office to themselves."""

    perform: Callable[[Act], None]
    effect: Effect
    allowed: tuple[str, ...] = EVERYBODY
    refusal: str = ""
    decided: bool = False  # dispute #1 is decided, with a review date
    once: bool = False


def prepare(office: Office, *, decided: bool) -> None:
    """Dispute #1 is open, or decided with a review date."""
    post = office.raise_dispute("raiser")
    if decided:
        review = (office.knowledge.now() + timedelta(days=30)).date().isoformat()
        office.decide(post, **{"Review on": review})


def argued(act: Act) -> bool:
    return any(view.author == act.user for view in act.office.knowledge.dispute(1).views)


def objected(act: Act) -> bool:
    found = [one for one in act.office.knowledge.disputes() if one.topic == "ERP"]
    return any(act.user in (one.raised_by, *(view.author for view in one.views)) for one in found)


def acted(what: str) -> Callable[[Act], bool]:
    return lambda act: (what, act.user) in [(entry.act, entry.actor) for entry in act.office.knowledge.dispute(1).history]


def named_so(name: str) -> Callable[[Act], bool]:
    return lambda act: name.replace("ROLE", act.role) in [alias.name for alias in act.office.knowledge.aliases()]


OBJECTION = {ids.TOPIC: TEXT | {"value": "ERP"}, ids.OWNER: OWNER_CTO, ids.REASON: TEXT | {"value": "Ours."}}
NEW_FACTS = {ids.REASON: TEXT | {"value": "New facts."}}
ANOTHER_NAME = {ids.ALIAS_NAME: TEXT | {"value": "the big one of ROLE"}, ids.TOPIC: TOPIC_ERP}
NAMED_AT_HOME = {ids.ALIAS_NAME: TEXT | {"value": "the big one"}, ids.TOPIC: TEXT | {"value": "ERP"}}
PARTIES = ("raiser", "holder", "decider")
ADMINS = {"allowed": ("admin",), "refusal": "Only an admin"}
DECIDER = {"allowed": ("decider",), "refusal": "Who may: <@decider>"}
REOPENING = {"allowed": PARTIES, "refusal": "Only a party", "decided": True}
PUT_OUT = Keeps(lambda act: act.office.knowledge.team in act.office.workspaces.absent())
SLACK_ITSELF = (*INSIDE, "external")  # it says so of the workspace; nobody does it

MATRIX: dict[tuple[str, str], Cell] = {
    ("command", ids.WHOOWNS): Cell(command(ids.WHOOWNS, "ERP"), answers("*CIO* owns")),
    ("command", ids.DISPUTE): Cell(command(ids.DISPUTE, "ERP"), opens(ids.DISPUTE_MODAL, "ERP")),
    ("command", ids.REMIT): Cell(
        command(ids.REMIT, "digest now"),
        Keeps(lambda act: [one.actor for one in act.office.knowledge.digest_history()] == [act.user]),
        ("decider", "admin"),
        "Only deciders and admins",
        once=True,
    ),
    ("command", ANYTHING): Cell(command("/old", ""), answers("/whoowns")),
    ("event", "app_home_opened"): Cell(event({"type": "app_home_opened", "tab": "home"}), publishes),
    ("event", "app_mention"): Cell(acts.mention, posts("general", "*CIO* owns")),
    ("event", "message"): Cell(acts.direct, tells("*CIO* owns")),
    ("event", "member_joined_channel"): Cell(event({"type": "member_joined_channel"}), quiet),  # it greets when it joins itself
    ("event", "tokens_revoked"): Cell(event({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}), PUT_OUT, SLACK_ITSELF, once=True),
    ("event", "app_uninstalled"): Cell(event({"type": "app_uninstalled"}), PUT_OUT, SLACK_ITSELF, once=True),
    ("event", ANYTHING): Cell(event({"type": "reaction_added"}), quiet),
    ("action", ids.ANSWER_SHARE): Cell(click(ids.ANSWER_SHARE, "ERP"), posts("disputes", "*CIO* owns", "Shared by")),
    ("action", ids.ANSWER_DISPUTE): Cell(click(ids.ANSWER_DISPUTE, "ERP"), opens(ids.DISPUTE_MODAL, "ERP")),
    ("action", ids.ANSWER_NOT_OURS): Cell(click(ids.ANSWER_NOT_OURS, "ERP"), opens(ids.DISPUTE_MODAL, '"initial_option')),
    ("action", ids.ANSWER_ASK_OWNER): Cell(click(ids.ANSWER_ASK_OWNER, "ERP"), posts("disputes", "<@holder>")),
    ("action", ids.ANSWER_NEAREST): Cell(click(ids.ANSWER_NEAREST, "ERP", "static_select"), tells("*CIO* owns")),
    ("action", ids.DISPUTE_VIEW): Cell(click(ids.DISPUTE_VIEW), opens(ids.VIEW_MODAL, CANARY)),
    ("action", ids.DISPUTE_DECIDE): Cell(click(ids.DISPUTE_DECIDE), opens(ids.DECIDE_MODAL, CANARY), **DECIDER),
    ("action", ids.DISPUTE_WITHDRAW): Cell(click(ids.DISPUTE_WITHDRAW), Keeps(acted("withdrawn")), ("raiser",), "Who may: <@raiser>"),
    ("action", ids.DISPUTE_REOPEN): Cell(click(ids.DISPUTE_REOPEN), opens(ids.REOPEN_MODAL, "The code moved."), **REOPENING),
    ("action", ids.DISPUTE_CONFIRM): Cell(click(ids.DISPUTE_CONFIRM), Keeps(acted("confirmed")), decided=True, **DECIDER),
    ("action", ids.DISPUTE_SHOW): Cell(click(ids.DISPUTE_SHOW), opens("Dispute #1", CANARY)),
    ("action", ids.DISPUTE_RECORD): Cell(click(ids.DISPUTE_RECORD, "1|0"), opens("Record of #1", CANARY)),
    ("action", ids.DISPUTES_LIST): Cell(click(ids.DISPUTES_LIST, "open|||"), opens("Disputes", "Workday integration")),
    ("action", "digest_decided"): Cell(click("digest_decided", ids.digest_part(ids.DECIDED, 0, 0, 0)), opens("Decided")),
    ("action", "digest_gaps"): Cell(click("digest_gaps", ids.digest_part(ids.GAPS, 0, 0, 0)), opens("Nobody owns")),
    ("action", "digest_again"): Cell(click("digest_again", ids.digest_part(ids.AGAIN, 0, 0, 0)), opens("To look at again")),
    ("action", ids.HOME_ASK): Cell(at_home(ids.HOME_ASK, "ERP"), opens("Who owns it?", "*CIO* owns")),
    ("action", ids.HOME_EXAMPLE.pattern): Cell(at_home(ids.home_example(0), "ERP"), opens("Who owns it?", "*CIO* owns")),
    ("action", ids.HOME_DIGEST): Cell(
        at_home(ids.HOME_DIGEST, ids.YES), Keeps(lambda act: act.office.knowledge.subscribes_digest(act.user))
    ),
    ("action", ids.HOME_SETTINGS): Cell(at_home(ids.HOME_SETTINGS), opens(ids.SETTINGS_MODAL), **ADMINS),
    ("action", ids.HOME_HOLDERS): Cell(at_home(ids.HOME_HOLDERS), opens(ids.HOLDERS_MODAL), **ADMINS),
    ("action", ids.HOME_NEUTRAL): Cell(at_home(ids.HOME_NEUTRAL), opens(ids.NEUTRAL_MODAL), **ADMINS),
    ("action", ids.HOME_CHARTERS): Cell(at_home(ids.HOME_CHARTERS), opens("Charters", "cio-cto"), **ADMINS),
    ("action", ids.HOME_ALIASES): Cell(at_home(ids.HOME_ALIASES), opens(ids.ALIASES_MODAL), **ADMINS),
    ("action", ANYTHING): Cell(click("button_of_an_old_version"), quiet),
    ("view_submission", ids.DISPUTE_MODAL): Cell(submit(ids.DISPUTE_MODAL, OBJECTION), Keeps(objected)),
    ("view_submission", ids.VIEW_MODAL): Cell(submit(ids.VIEW_MODAL, {ids.VIEW_TEXT: TEXT | {"value": "Mine."}}), Keeps(argued)),
    ("view_submission", ids.DECIDE_MODAL): Cell(submit(ids.DECIDE_MODAL, RULING), Keeps(acted("decided")), **DECIDER),
    ("view_submission", ids.REOPEN_MODAL): Cell(submit(ids.REOPEN_MODAL, NEW_FACTS), Keeps(acted("reopened")), once=True, **REOPENING),
    ("view_submission", ids.FOUND_MODAL): Cell(
        submit(ids.FOUND_MODAL, {}, '{"origin": "GENERAL", "thread_ts": "", "question": "ERP"}'),
        posts("general", "*CIO* owns", "Shared by"),
    ),
    ("view_submission", ids.OTHER_NAME_MODAL): Cell(submit(ids.OTHER_NAME_MODAL, ANOTHER_NAME), Keeps(named_so("the big one of ROLE"))),
    ("view_submission", ids.SETTINGS_MODAL): Cell(
        submit(ids.SETTINGS_MODAL, {ids.TIMEZONE: TEXT | {"value": "Asia/Tokyo"}}),
        Keeps(lambda act: act.office.knowledge.settings().timezone == "Asia/Tokyo"),
        **ADMINS,
    ),
    ("view_submission", ids.HOLDERS_MODAL): Cell(
        submit(ids.HOLDERS_MODAL, {ids.OWNER: OWNER_CTO, ids.HOLDER: SOMEBODY}),
        Keeps(lambda act: act.office.knowledge.settings().holders["CTO"] == "U0NEWONE"),
        **ADMINS,
    ),
    ("view_submission", ids.NEUTRAL_MODAL): Cell(
        submit(ids.NEUTRAL_MODAL, {ids.OWNERS: PAIR, ids.HOLDER: SOMEBODY}),
        Keeps(lambda act: act.office.knowledge.settings().neutral == (("CIO", "CTO", "U0NEWONE"),)),
        **ADMINS,
    ),
    ("view_submission", ids.ALIASES_MODAL): Cell(submit(ids.ALIASES_MODAL, NAMED_AT_HOME), Keeps(named_so("the big one")), **ADMINS),
    ("view", ANYTHING): Cell(submit("form_of_an_old_version", {}), quiet),
    ("view_closed", ANYTHING): Cell(acts.closing, quiet),
    ("shortcut", ids.FIND_OWNER): Cell(acts.shortcut, opens(ids.FOUND_MODAL, "GDPR")),
    ("shortcut", ANYTHING): Cell(acts.old_shortcut, quiet),
    ("options", ids.VALUE): Cell(acts.suggestion, answers("CIO")),
    ("error", ""): Cell(acts.nothing, quiet),
}


def test_every_listener_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(listeners())


@pytest.fixture(scope="module")
def untouched(new_database: NewDatabase) -> Iterator[dict[bool, Office]]:
    """An office with dispute #1 open, and one with it decided: for acts that leave nothing behind, and say so if they did."""
    with ExitStack() as offices:
        made = {decided: offices.enter_context(opened(offices.enter_context(new_database()))) for decided in (False, True)}
        for decided, office in made.items():
            prepare(office, decided=decided)
        yield made


@pytest.mark.parametrize("listener", [listener for listener, cell in MATRIX.items() if not isinstance(cell.effect, Keeps)], ids="-".join)
def test_who_may(untouched: dict[bool, Office], listener: tuple[str, str]) -> None:
    cell = MATRIX[listener]
    office = untouched[cell.decided]
    before = record(office)
    may_or_may_not(office, cell)
    assert record(office) == before


@pytest.mark.parametrize("listener", [listener for listener, cell in MATRIX.items() if isinstance(cell.effect, Keeps)], ids="-".join)
def test_who_may_change_what(office: Office, listener: tuple[str, str]) -> None:
    cell = MATRIX[listener]
    prepare(office, decided=cell.decided)
    may_or_may_not(office, cell)


def may_or_may_not(office: Office, cell: Cell) -> None:
    """Those who may not come first, one after the other: nothing has changed when they are through. Then all for whom it works."""
    before = record(office)
    for role in (role for role in ROLES if role not in cell.allowed):
        act = Act(office, role)
        cell.perform(act)
        assert record(office) == before, role
        assert (named(cell.refusal, office) in act.sees) if role in INSIDE else (CANARY not in act.sees), (role, act.sees)
    for role in cell.allowed[:1] if cell.once else cell.allowed:
        act = Act(office, role)
        with cell.effect(act):
            cell.perform(act)


ONCE = [(listener, role) for listener, cell in MATRIX.items() if cell.once for role in cell.allowed[1:]]


@pytest.mark.parametrize(("listener", "role"), ONCE, ids=lambda one: one if isinstance(one, str) else "-".join(one))
def test_who_may_do_what_is_done_once(office: Office, listener: tuple[str, str], role: str) -> None:
    cell = MATRIX[listener]
    prepare(office, decided=cell.decided)
    act = Act(office, role)
    with cell.effect(act):
        cell.perform(act)


def test_a_cell_notices_that_its_act_brought_nothing_about(office: Office) -> None:
    """As it would be if whoever may were refused; and a quiet one notices that something happened."""
    office.raise_dispute("raiser")
    for cell in MATRIX.values():
        act = Act(office, cell.allowed[-1])
        with pytest.raises(AssertionError), cell.effect(act):
            (acts.mention if cell.effect is quiet else acts.nothing)(act)


# What people in a Slack Connect channel can do to us, and are told that they may not; Slack sends us nothing else of theirs.
WITHIN_REACH = [one for one in MATRIX if one[0] in ("action", "view_submission") and one[1] != ANYTHING]
WITHIN_REACH += [("shortcut", ids.FIND_OWNER), ("event", "app_mention"), ("event", "message")]


@pytest.mark.parametrize("listener", WITHIN_REACH, ids="-".join)
def test_somebody_from_another_organisation_is_told_that_only_members_may(untouched: dict[bool, Office], listener: tuple[str, str]) -> None:
    office = untouched[False]
    before = record(office)
    act = Act(office, "external")
    MATRIX[listener].perform(act)
    calls = [call for call in act.calls if "Only members of" in str(call.arguments) or "only members of" in str(call.arguments)]
    assert REFUSED in act.sees or calls, act.sees
    assert record(office) == before
    assert not any(CANARY in str(call.arguments) for call in act.calls if call.method == "views.open")


def test_somebody_of_another_workspace_finds_that_workspace_s_own_disputes_only(office: Office) -> None:
    office.raise_dispute("raiser")
    act = Act(office, "elsewhere")
    command(ids.REMIT, "#1")(act)
    command(ids.REMIT, "disputes all")(act)
    command(ids.WHOOWNS, "Workday integration")(act)
    assert "There is no dispute #1 in this workspace." in act.sees and "No disputes." in act.sees
    assert CANARY not in act.sees and "contested" not in act.sees


def test_a_decided_dispute_is_reopened_by_its_parties_and_confirmed_by_whoever_ruled(office: Office) -> None:
    post = office.raise_dispute("raiser")
    office.decide(post)
    confirmed = Act(office, "decider")
    click(ids.DISPUTE_CONFIRM)(confirmed)
    assert [entry.act for entry in office.knowledge.dispute(1).history][-1] == "confirmed"
    stranger = Act(office, "member")
    submit(ids.REOPEN_MODAL, {ids.REASON: TEXT | {"value": "I do not like it."}})(stranger)
    assert office.knowledge.dispute(1).state is DisputeState.DECIDED
    assert "Only a party" in stranger.sees
    submit(ids.REOPEN_MODAL, {ids.REASON: TEXT | {"value": "New facts."}})(Act(office, "holder"))
    assert office.knowledge.dispute(1).state is DisputeState.OPEN
