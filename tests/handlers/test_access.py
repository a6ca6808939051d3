"""Who may do what: every listener, for everybody who could reach it. A listener that is missing here fails the first test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.tryout import payloads as slack_payloads
from bot.tryout.delivery import EVENT, INTERACTION
from bot.tryout.workspace import Message
from handlers import ids
from knowledge.types import DisputeState
from tests.handlers.conftest import Office, listeners

ANYTHING = ".*"
INSIDE = ("guest", "member", "raiser", "holder", "decider", "admin")
OUTSIDE = ("elsewhere", "external")  # a member of another workspace that Remit serves; somebody behind a Slack Connect channel
ROLES = (*INSIDE, *OUTSIDE)
REFUSED = "Only members of the workspace"
CANARY = "Our team runs it."  # stands in the dispute; nobody outside may see it


@dataclass
class Act:
    """One person's act on an office with dispute #1 open, and what they then see. `reply` is the answer in the request."""

    office: Office
    role: str
    replies: list[Any] = field(default_factory=list)

    @property
    def user(self) -> str:
        return self.office.people.get(self.role, "U0STRANGER")

    def send(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Send a payload as this person: of their own workspace, or from another organisation."""
        if self.role in OUTSIDE:
            self._from_outside(kind, payload)
        reply = self.office.slack.way.deliver(kind, payload)
        assert reply.status == 200, reply
        self.replies.append(reply.payload or reply.text)
        self.office.deliver()
        return reply.payload

    def _from_outside(self, kind: str, payload: dict[str, Any]) -> None:
        other = "T0OTHER"
        if kind == EVENT:
            payload["is_ext_shared_channel"] = self.role == "external"
            payload["event"]["user_team"] = other
        elif "user" in payload:
            payload["user"] = payload["user"] | {"team_id": other}
        if self.role == "elsewhere":
            if "team" in payload:
                payload["team"] = {"id": other, "domain": "other"}
            else:
                payload["team_id"] = other

    @property
    def sees(self) -> str:
        return f"{self.replies} {self.office.seen_by(self.role) if self.role in INSIDE else self._outside()}"

    def _outside(self) -> str:
        calls = (
            self.office.slack.calls("views.open") + self.office.slack.calls("views.push") + self.office.slack.calls("chat.postEphemeral")
        )
        told = [one.text for one in self.office.slack.ephemerals(self.user)]
        return (
            f"{[call.arguments for call in calls if 'Only members' in str(call.arguments) or 'no dispute' in str(call.arguments)]} {told}"
        )


def person(act: Act) -> str:
    """A user id the local Slack knows; strangers borrow a body and are renamed in the payload."""
    return act.office.people.get(act.role, act.office.people["member"])


def command(name: str, text: str) -> Callable[[Act], None]:
    def run(act: Act) -> None:
        desk, general = act.office.slack.desk, act.office.general
        payload = slack_payloads.command(desk, person(act), desk.workspace.channels[general], name, text)
        act.send("slash_commands", payload)

    return run


def click(action: str, value: str = "1", kind: str = "button") -> Callable[[Act], None]:
    def run(act: Act) -> None:
        post = act.office.posts()[-1]
        element: dict[str, Any] = {"type": kind, "action_id": action, "value": value}
        if kind == "static_select":
            element = {"type": kind, "action_id": action, "selected_option": {"value": value}}
        if kind == "plain_text_input":
            act.send(INTERACTION, home_click(act, element))
        else:
            act.send(INTERACTION, slack_payloads.message_action(act.office.slack.desk, person(act), post, element, {}))

    return run


def home_click(act: Act, element: dict[str, Any]) -> dict[str, Any]:
    desk = act.office.slack.desk
    view = act.office.slack.open_home(person(act))
    assert view is not None
    return slack_payloads.view_action(desk, view, element, {})


def at_home(action: str, value: str = "x", kind: str = "button") -> Callable[[Act], None]:
    def run(act: Act) -> None:
        act.send(INTERACTION, home_click(act, {"type": kind, "action_id": action, "value": value}))

    return run


def submit(callback: str, inputs: dict[str, Any], metadata: str = '{"dispute": "1", "version": "1"}') -> Callable[[Act], None]:
    def run(act: Act) -> None:
        desk = act.office.slack.desk
        state = {block: {ids.VALUE: value} for block, value in inputs.items()}
        view = {"id": desk.workspace.new_id("V"), "type": "modal", "callback_id": callback, "private_metadata": metadata, "blocks": []}
        payload = {
            "type": "view_submission",
            "user": {"id": person(act), "team_id": desk.workspace.team},
            "team": {"id": desk.workspace.team, "domain": "x"},
            "view": {**view, "state": {"values": state}},
            "trigger_id": "1.2.3",
        }
        act.send(INTERACTION, payload)

    return run


def mention(act: Act) -> None:
    message = act.office.slack.acting.say(person(act), act.office.general, f"<@{act.office.slack.bot.id}> who owns ERP?")
    act.send(EVENT, slack_payloads.event(act.office.slack.desk, slack_payloads.mention_event(message)))


def direct(act: Act) -> None:
    channel = act.office.slack.workspace.direct_channel(person(act))
    message = act.office.slack.acting.say(person(act), channel.id, "who owns ERP?")
    act.send(EVENT, slack_payloads.event(act.office.slack.desk, slack_payloads.message_event(act.office.slack.desk, message)))


def event(inner: dict[str, Any]) -> Callable[[Act], None]:
    def run(act: Act) -> None:
        act.send(EVENT, slack_payloads.event(act.office.slack.desk, {"user": person(act), "channel": act.office.general, **inner}))

    return run


def shortcut(act: Act) -> None:
    message: Message = act.office.slack.acting.say(act.office.people["member"], act.office.general, "who is responsible for GDPR?")
    act.send(INTERACTION, slack_payloads.shortcut(act.office.slack.desk, person(act), ids.FIND_OWNER, message))


def suggestion(act: Act) -> None:
    desk = act.office.slack.desk
    payload = {
        "type": "block_suggestion", "user": {"id": person(act), "team_id": desk.workspace.team}, "team": {"id": desk.workspace.team},
        "action_id": ids.VALUE, "block_id": ids.OWNER, "value": "c", "container": {"type": "view", "view_id": "V1"},
    }  # fmt: skip
    act.send(INTERACTION, payload)


def nothing(act: Act) -> None:
    """Catch-alls do nothing for anybody."""


TEXT = {"type": "plain_text_input"}
OWNER_CTO = {"type": "static_select", "selected_option": {"value": "CTO"}}
OWNERS_CTO = {"type": "multi_static_select", "selected_options": [{"value": "CTO"}]}
RULING = {ids.OWNERS: OWNERS_CTO, ids.RATIONALE: TEXT | {"value": "The code moved."}}
PAIR = {"type": "multi_static_select", "selected_options": [{"value": "CIO"}, {"value": "CTO"}]}
SOMEBODY = {"type": "users_select", "selected_user": "U0NEWONE"}

# What each listener does, who of the workspace may do it, and what whoever may not is told. Of those outside nobody may.
EVERYBODY = INSIDE
MATRIX: dict[tuple[str, str], tuple[Callable[[Act], None], tuple[str, ...], str]] = {
    ("command", ids.WHOOWNS): (command(ids.WHOOWNS, "Workday"), EVERYBODY, ""),
    ("command", ids.DISPUTE): (command(ids.DISPUTE, "ERP"), EVERYBODY, ""),
    ("command", ids.REMIT): (command(ids.REMIT, "digest now"), ("decider", "admin"), "Only deciders and admins"),
    ("command", ANYTHING): (command("/old", ""), EVERYBODY, ""),
    ("event", "app_home_opened"): (event({"type": "app_home_opened", "tab": "home"}), EVERYBODY, ""),
    ("event", "app_mention"): (mention, EVERYBODY, ""),
    ("event", "message"): (direct, EVERYBODY, ""),
    ("event", "member_joined_channel"): (event({"type": "member_joined_channel"}), EVERYBODY, ""),
    ("event", ANYTHING): (event({"type": "reaction_added"}), EVERYBODY, ""),
    ("action", ids.ANSWER_SHARE): (click(ids.ANSWER_SHARE, "ERP"), EVERYBODY, ""),
    ("action", ids.ANSWER_DISPUTE): (click(ids.ANSWER_DISPUTE, "ERP"), EVERYBODY, ""),
    ("action", ids.ANSWER_NOT_OURS): (click(ids.ANSWER_NOT_OURS, "ERP"), EVERYBODY, ""),
    ("action", ids.ANSWER_ASK_OWNER): (click(ids.ANSWER_ASK_OWNER, "ERP"), EVERYBODY, ""),
    ("action", ids.ANSWER_NEAREST): (click(ids.ANSWER_NEAREST, "ERP", "static_select"), EVERYBODY, ""),
    ("action", ids.DISPUTE_VIEW): (click(ids.DISPUTE_VIEW), EVERYBODY, ""),
    ("action", ids.DISPUTE_DECIDE): (click(ids.DISPUTE_DECIDE), ("decider",), "Who may: <@decider>"),
    ("action", ids.DISPUTE_WITHDRAW): (click(ids.DISPUTE_WITHDRAW), ("raiser",), "Who may: <@raiser>"),
    ("action", ids.DISPUTE_REOPEN): (click(ids.DISPUTE_REOPEN), (), "open already"),
    ("action", ids.DISPUTE_CONFIRM): (click(ids.DISPUTE_CONFIRM), (), "no ruling in force"),
    ("action", ids.DISPUTE_SHOW): (click(ids.DISPUTE_SHOW), EVERYBODY, ""),
    ("action", ids.DISPUTE_RECORD): (click(ids.DISPUTE_RECORD, "1|0"), EVERYBODY, ""),
    ("action", ids.DISPUTES_LIST): (click(ids.DISPUTES_LIST, "open|||"), EVERYBODY, ""),
    ("action", ids.HOME_ASK): (at_home(ids.HOME_ASK, "ERP"), EVERYBODY, ""),
    ("action", ids.HOME_EXAMPLE.pattern): (at_home(ids.home_example(0), "ERP"), EVERYBODY, ""),
    ("action", ids.HOME_DIGEST): (at_home(ids.HOME_DIGEST, ids.YES), EVERYBODY, ""),
    ("action", ids.HOME_SETTINGS): (at_home(ids.HOME_SETTINGS), ("admin",), "Only an admin"),
    ("action", ids.HOME_HOLDERS): (at_home(ids.HOME_HOLDERS), ("admin",), "Only an admin"),
    ("action", ids.HOME_NEUTRAL): (at_home(ids.HOME_NEUTRAL), ("admin",), "Only an admin"),
    ("action", ids.HOME_CHARTERS): (at_home(ids.HOME_CHARTERS), ("admin",), "Only an admin"),
    ("action", ids.HOME_ALIASES): (at_home(ids.HOME_ALIASES), ("admin",), "Only an admin"),
    ("action", ANYTHING): (click("button_of_an_old_version"), EVERYBODY, ""),
    ("view_submission", ids.DISPUTE_MODAL): (
        submit(ids.DISPUTE_MODAL, {ids.TOPIC: TEXT | {"value": "ERP"}, ids.OWNER: OWNER_CTO, ids.REASON: TEXT | {"value": "Ours."}}),
        EVERYBODY,
        "",
    ),
    ("view_submission", ids.VIEW_MODAL): (submit(ids.VIEW_MODAL, {ids.VIEW_TEXT: TEXT | {"value": "Mine."}}), EVERYBODY, ""),
    ("view_submission", ids.DECIDE_MODAL): (submit(ids.DECIDE_MODAL, RULING), ("decider",), "Who may: <@decider>"),
    ("view_submission", ids.REOPEN_MODAL): (submit(ids.REOPEN_MODAL, {ids.REASON: TEXT | {"value": "New facts."}}), (), "open already"),
    ("view_submission", ids.FOUND_MODAL): (
        submit(ids.FOUND_MODAL, {}, '{"origin": "", "thread_ts": "", "question": "ERP"}'),
        EVERYBODY,
        "",
    ),
    ("view_submission", ids.OTHER_NAME_MODAL): (
        submit(ids.OTHER_NAME_MODAL, {ids.ALIAS_NAME: TEXT | {"value": "the big one"}, ids.TOPIC: OWNER_CTO}),
        EVERYBODY,
        "",
    ),
    ("view_submission", ids.SETTINGS_MODAL): (
        submit(ids.SETTINGS_MODAL, {ids.TIMEZONE: TEXT | {"value": "Asia/Tokyo"}}),
        ("admin",),
        "Only an admin",
    ),
    ("view_submission", ids.HOLDERS_MODAL): (
        submit(ids.HOLDERS_MODAL, {ids.OWNER: OWNER_CTO, ids.HOLDER: SOMEBODY}),
        ("admin",),
        "Only an admin",
    ),
    ("view_submission", ids.NEUTRAL_MODAL): (
        submit(ids.NEUTRAL_MODAL, {ids.OWNERS: PAIR, ids.HOLDER: SOMEBODY}),
        ("admin",),
        "Only an admin",
    ),
    ("view_submission", ids.ALIASES_MODAL): (submit(ids.ALIASES_MODAL, {}), ("admin",), "Only an admin"),
    ("view", ANYTHING): (submit("form_of_an_old_version", {}), EVERYBODY, ""),
    ("view_closed", ANYTHING): (nothing, EVERYBODY, ""),
    ("shortcut", ids.FIND_OWNER): (shortcut, EVERYBODY, ""),
    ("shortcut", ANYTHING): (nothing, EVERYBODY, ""),
    ("options", ids.VALUE): (suggestion, EVERYBODY, ""),
    ("error", ""): (nothing, EVERYBODY, ""),
}


def test_every_listener_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(listeners())


def record(office: Office) -> tuple[object, ...]:
    """Everything that an act of this workspace may change."""
    knowledge = office.knowledge
    disputes = [(one.number, one.state, one.version, len(one.views)) for one in knowledge.disputes()]
    settings = knowledge.settings()
    return (disputes, settings.timezone, dict(settings.holders), settings.neutral, knowledge.aliases(), knowledge.digest_history())


@pytest.mark.parametrize("listener", MATRIX, ids="-".join)
def test_who_may(office: Office, listener: tuple[str, str]) -> None:
    """Those who may not come first, one after the other: nothing has changed when they are through."""
    perform, allowed, refusal = MATRIX[listener]
    office.raise_dispute("raiser")
    before = record(office)
    for role in (role for role in ROLES if role not in allowed):
        act = Act(office, role)
        perform(act)
        assert record(office) == before, role
        assert (named(refusal, office) in act.sees) if role in INSIDE else (CANARY not in act.sees), (role, act.sees)
    office.slack.workspace.set_stack(office.people["member"], [])  # whose body the strangers borrowed
    for role in allowed:
        act = Act(office, role)
        perform(act)
        assert REFUSED not in act.sees and "Only" not in " ".join(str(reply) for reply in act.replies), (role, act.sees)


def named(text: str, office: Office) -> str:
    """`<@decider>` as the id of who plays that part."""
    for name, user in office.people.items():
        text = text.replace(f"<@{name}>", f"<@{user}>")
    return text


# What people in a Slack Connect channel can do to us, and are told that they may not; Slack sends us nothing else of theirs.
WITHIN_REACH = [one for one in MATRIX if one[0] in ("action", "view_submission") and one[1] != ANYTHING]
WITHIN_REACH += [("shortcut", ids.FIND_OWNER), ("event", "app_mention"), ("event", "message")]


@pytest.mark.parametrize("listener", WITHIN_REACH, ids="-".join)
def test_somebody_from_another_organisation_is_told_that_only_members_may(office: Office, listener: tuple[str, str]) -> None:
    office.raise_dispute("raiser")
    before = record(office)
    act = Act(office, "external")
    MATRIX[listener][0](act)
    calls = [call for call in office.slack.calls() if "Only members of" in str(call.arguments) or "only members of" in str(call.arguments)]
    assert REFUSED in act.sees or calls, act.sees
    assert record(office) == before
    assert not any(CANARY in str(call.arguments) for call in office.slack.calls("views.open"))


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
