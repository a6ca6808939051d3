"""What anybody could send to the app: each act as a payload of one person, and what that person then sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.tryout import payloads as slack_payloads
from bot.tryout.delivery import EVENT, INTERACTION
from bot.tryout.workspace import Call, Message
from handlers import ids
from tests.handlers.conftest import Office

INSIDE = ("guest", "member", "raiser", "holder", "decider", "admin")
OUTSIDE = ("elsewhere", "external")  # a member of another workspace that Remit serves; somebody behind a Slack Connect channel
ROLES = (*INSIDE, *OUTSIDE)
EVERYBODY = INSIDE


@dataclass
class Act:
    """One person's act on an office with dispute #1 open, and what they then see. `reply` is the answer in the request.

    What others did in this office before, or this person did, is not seen: whatever modal they had open is closed.
    """

    office: Office
    role: str
    replies: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office.slack.workspace.set_stack(person(self), [])
        self._told = {one.ts for one in self._messages()}
        self._called = len(self.office.slack.calls())

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
    def calls(self) -> list[Call]:
        """What the app has asked of Slack since."""
        return self.office.slack.calls()[self._called :]

    @property
    def sees(self) -> str:
        told = [one.text for one in self._messages() if one.ts not in self._told]
        return f"{self.replies} {told} {self._modal() if self.role in INSIDE else self._refusals()}"

    def _messages(self) -> list[Message]:
        """Everything that only this person sees; a stranger has no direct messages."""
        slack = self.office.slack
        return [*slack.ephemerals(self.user), *(slack.messages(self.user, by_app=True) if self.role in INSIDE else ())]

    def _modal(self) -> str:
        shown = self.office.slack.open_modal(self.user)
        return json.dumps(shown.blocks, ensure_ascii=False) if shown else ""

    def _refusals(self) -> str:
        asked = [str(call.arguments) for call in self.calls if call.method in ("views.open", "views.push", "chat.postEphemeral")]
        return str([words for words in asked if "Only members" in words or "no dispute" in words])


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
        post = act.office.posts()[0]
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
        state = {block: {ids.VALUE: _for(act, value)} for block, value in inputs.items()}
        told = metadata.replace("GENERAL", act.office.general)
        view = {"id": desk.workspace.new_id("V"), "type": "modal", "callback_id": callback, "private_metadata": told, "blocks": []}
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


def _for(act: Act, value: dict[str, Any]) -> dict[str, Any]:
    """An input's value, in which a text may name the role."""
    return {name: part.replace("ROLE", act.role) if isinstance(part, str) else part for name, part in value.items()}


def closing(act: Act) -> None:
    """Close a form, of which Slack tells where it was asked to."""
    desk = act.office.slack.desk
    view = act.office.slack.open_home(person(act))
    assert view is not None
    act.send(INTERACTION, slack_payloads.closing(desk, view, cleared=False))


def old_shortcut(act: Act) -> None:
    act.send(INTERACTION, slack_payloads.shortcut(act.office.slack.desk, person(act), "shortcut_of_an_old_version"))


def nothing(act: Act) -> None:
    """Nobody reaches the listener of errors."""


TEXT = {"type": "plain_text_input"}
OWNER_CTO = {"type": "static_select", "selected_option": {"value": "CTO"}}
TOPIC_ERP = {"type": "static_select", "selected_option": {"value": "ERP"}}
OWNERS_CTO = {"type": "multi_static_select", "selected_options": [{"value": "CTO"}]}
RULING = {ids.OWNERS: OWNERS_CTO, ids.RATIONALE: TEXT | {"value": "The code moved."}}
PAIR = {"type": "multi_static_select", "selected_options": [{"value": "CIO"}, {"value": "CTO"}]}
SOMEBODY = {"type": "users_select", "selected_user": "U0NEWONE"}
