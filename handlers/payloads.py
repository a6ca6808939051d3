"""Slack's payloads as frozen values: the only place that knows how they are nested. Reads; decides nothing but what a payload is.

Texts come out as a person typed them: entities decoded once, mentions dropped. Request keys are made here, because they come from the
payload: an event's id, a hash of a click's `trigger_id`, a modal's `view.id`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers import mrkdwn

Payload = Mapping[str, Any]

LONGEST_QUESTION = 2000
"""Characters of a question that are kept: what a button's value can carry back."""
LONGEST_METADATA = 2900
_PRIVATE_NAMES = ("privategroup", "directmessage")


class Malformed(ValueError):
    """A signed payload without the parts that Slack sends; answered with 400."""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `request` is its key; `private` is true unless the channel is known to be public."""

    team: str
    user: str
    channel: str
    private: bool
    text: str
    trigger: str
    response_url: str
    request: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message or mention that wants an answer, or does not: `question` is None for what Remit must leave alone.

    `private` is None where the event does not say what kind of channel it comes from.
    """

    team: str
    user: str
    channel: str
    thread_ts: str
    question: str | None
    direct: bool
    private: bool | None
    external: bool
    requests: tuple[str, ...] = ()
    ts: str = ""


@dataclass(frozen=True, slots=True)
class Click:
    """A button or menu used, on a message, an ephemeral, a modal or the Home tab. `value` is untrusted text."""

    team: str
    user: str
    external: bool
    action: str
    value: str
    channel: str
    private: bool
    thread_ts: str
    message_ts: str
    ephemeral: bool
    response_url: str
    trigger: str
    request: str
    in_modal: bool = False
    view: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The message shortcut, with the words of the message it was used on."""

    team: str
    user: str
    external: bool
    channel: str
    private: bool
    message: str
    thread_ts: str
    trigger: str
    response_url: str
    request: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal sent off. `values` are by block id: texts, option values, dates, ids; several of them for a menu of many."""

    team: str
    user: str
    external: bool
    view: str
    metadata: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]

    def text(self, block: str) -> str:
        """What one field holds, "" when it is empty."""
        return next(iter(self.values.get(block, ())), "")

    def date(self, block: str) -> date | None:
        """A picked date."""
        try:
            return date.fromisoformat(self.text(block)) if self.text(block) else None
        except ValueError as error:
            raise Malformed("not a date") from error

    def number(self) -> int:
        """The number of the dispute that the modal is about."""
        return number_in(self.metadata.get("dispute", ""))


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at the Home tab."""

    team: str
    user: str
    home: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Letters typed into a menu whose options we supply."""

    team: str
    external: bool
    typed: str


def command(body: Payload) -> Command:
    """From the form of a slash command."""
    channel = _text(body, "channel_id")
    return Command(
        team=_team(body),
        user=_required(body, "user_id"),
        channel=channel,
        private=_private(channel, _text(body, "channel_name")),
        text=mrkdwn.unmarked(_text(body, "text"))[:LONGEST_QUESTION],
        trigger=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
        request=_trigger_key(body),
    )


def said(body: Payload, own_user: str) -> Said:
    """From a `message` or `app_mention` event; `own_user` is Remit's own user id."""
    event = _mapping(body, "event")
    channel, ts = _text(event, "channel"), _text(event, "ts")
    direct = _text(event, "channel_type") == "im" or (channel.startswith("D") and _text(event, "channel_type") in ("", "im"))
    mention = _text(event, "type") == "app_mention" or (bool(own_user) and f"<@{own_user}" in _text(event, "text"))
    wanted = (direct or mention) and _from_a_person(event, own_user) and bool(channel and ts)
    kind = _text(event, "channel_type")
    return Said(
        team=_team(body),
        user=_text(event, "user"),
        channel=channel,
        thread_ts=_text(event, "thread_ts") or ("" if direct else ts),
        question=mrkdwn.unmarked(_text(event, "text"), own_user)[:LONGEST_QUESTION] if wanted else None,
        direct=direct,
        private=(kind != "channel") if kind else (True if channel[:1] in "DG" else None),
        external=_external_author(body, event),
        requests=(_required(body, "event_id"), f"mention:{channel}:{ts}") if wanted else (),
        ts=ts,
    )


def click(body: Payload) -> Click:
    """From `block_actions`; the first action, since our blocks send one at a time."""
    actions = body.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], Mapping):
        raise Malformed("no action")
    action, container, view = actions[0], _part(body, "container"), _part(body, "view")
    channel, message = _part(body, "channel"), _part(body, "message")
    channel_id = _text(channel, "id") or _text(container, "channel_id")
    return Click(
        team=_team(body),
        user=_required(_mapping(body, "user"), "id"),
        external=_external(body),
        action=_required(action, "action_id"),
        value=_chosen(action),
        channel=channel_id,
        private=_private(channel_id, _text(channel, "name")),
        thread_ts=_text(container, "thread_ts") or _text(message, "thread_ts"),
        message_ts=_text(container, "message_ts") or _text(message, "ts"),
        ephemeral=bool(container.get("is_ephemeral")),
        response_url=_text(body, "response_url"),
        trigger=_text(body, "trigger_id"),
        request=_trigger_key(body),
        in_modal=_text(view, "type") == "modal",
        view=_text(view, "id"),
        metadata=metadata_in(_text(view, "private_metadata")),
    )


def shortcut(body: Payload) -> Shortcut:
    """From the message shortcut."""
    message, channel = _part(body, "message"), _part(body, "channel")
    ts = _text(message, "ts") or _text(body, "message_ts")
    return Shortcut(
        team=_team(body),
        user=_required(_mapping(body, "user"), "id"),
        external=_external(body),
        channel=_text(channel, "id"),
        private=_private(_text(channel, "id"), _text(channel, "name")),
        message=mrkdwn.unmarked(_text(message, "text"))[:LONGEST_QUESTION],
        thread_ts=_text(message, "thread_ts") or ts,
        trigger=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
        request=_trigger_key(body),
    )


def submission(body: Payload) -> Submission:
    """From `view_submission`."""
    view = _mapping(body, "view")
    blocks = _part(_part(view, "state"), "values")
    return Submission(
        team=_team(body),
        user=_required(_mapping(body, "user"), "id"),
        external=_external(body),
        view=_required(view, "id"),
        metadata=metadata_in(_text(view, "private_metadata")),
        values={str(block): _values(elements) for block, elements in blocks.items()},
    )


def home_opened(body: Payload) -> HomeOpened:
    """From `app_home_opened`, which is sent for the messages tab too."""
    event = _mapping(body, "event")
    return HomeOpened(_team(body), _required(event, "user"), _text(event, "tab") in ("", "home"))


def joined(body: Payload) -> tuple[str, str, str]:
    """From `member_joined_channel`: team, user, channel."""
    event = _mapping(body, "event")
    return _team(body), _text(event, "user"), _text(event, "channel")


def put_out(body: Payload) -> str:
    """From `app_uninstalled`, or from `tokens_revoked` where the bot's is among them: the team; "" where only people's are."""
    event = _mapping(body, "event")
    return _team(body) if _text(event, "type") == "app_uninstalled" or _texts(_part(event, "tokens"), "bot") else ""


def suggestion(body: Payload) -> Suggestion:
    """From `block_suggestion`."""
    return Suggestion(_team(body), _external(body), mrkdwn.inline(_text(body, "value"))[:100])


def metadata(**values: str) -> str:
    """What a modal has to remember, as `private_metadata` (3,000 characters at most): ids, and the question cut to fit."""
    whole = json.dumps(values, ensure_ascii=False)
    while mrkdwn.size(whole) > LONGEST_METADATA:
        longest = max(values, key=lambda name: len(values[name]))
        values[longest] = values[longest][: len(values[longest]) * 3 // 4]
        whole = json.dumps(values, ensure_ascii=False)
    return whole


def metadata_in(text: str) -> Mapping[str, str]:
    """What `metadata` wrote. It has been through a client, so it proves nothing: everything in it is checked again."""
    try:
        values = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {}


def person(body: Payload) -> str:
    """Who did this, in which workspace, for any payload; "" where nobody did, as for a word from Slack itself."""
    event, team = _part(body, "event"), _text(body, "team_id") or _text(_part(body, "team"), "id")
    user = _text(_part(body, "user"), "id") or _text(body, "user_id") or _text(event, "user")
    return f"{team} {user}" if user else ""


def number_in(text: str) -> int:
    """A dispute's number, from a value that has been through a client."""
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise Malformed("not a dispute's number")
    return int(digits)


def key_of(*parts: str) -> str:
    """A request key from parts that name one act of one person."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def _from_a_person(event: Payload, own_user: str) -> bool:
    """Whether a person wrote this just now: no edit, delete, join, bot or word of our own. Slack marks replies shown in the channel too."""
    ordinary = _text(event, "subtype") in ("", "thread_broadcast", "file_share")
    machine = event.get("bot_id") or event.get("bot_profile") or event.get("hidden") or event.get("edited")
    user = _text(event, "user")
    return ordinary and not machine and bool(user) and user not in (own_user, "USLACKBOT")


def _external_author(body: Payload, event: Payload) -> bool:
    """Whether a Slack Connect channel brought the words of somebody from another organisation."""
    home = {_text(body, "team_id"), _text(body, "enterprise_id")} - {""}
    author = _text(event, "user_team") or _text(event, "source_team") or _text(event, "team")
    return bool(body.get("is_ext_shared_channel")) and bool(author) and author not in home


def _external(body: Payload) -> bool:
    """Whether whoever clicked belongs to another organisation than the workspace."""
    user, team = _part(body, "user"), _part(body, "team")
    home = {_text(team, "id"), _text(team, "enterprise_id"), _text(_part(body, "enterprise"), "id")} - {""}
    theirs = {_text(user, "team_id"), _text(user, "enterprise_id")} - {""}
    return bool(home) and bool(theirs) and not home & theirs and not body.get("is_enterprise_install")


def _team(body: Payload) -> str:
    """The workspace: of an event, a command (flat) or an interaction; the organisation where there is no workspace."""
    team = _text(body, "team_id") or _text(_part(body, "team"), "id")
    team = team or _text(_part(body, "user"), "team_id") or _text(body, "enterprise_id") or _text(_part(body, "enterprise"), "id")
    if not (team.isascii() and team.isalnum()):
        raise Malformed("no workspace")
    return team


def _private(channel: str, name: str) -> bool:
    return not channel.startswith("C") or not name or name in _PRIVATE_NAMES or name.startswith("mpdm-")


def _trigger_key(body: Payload) -> str:
    return key_of("trigger", _required(body, "trigger_id"))


def _chosen(action: Payload) -> str:
    option = _part(action, "selected_option")
    return _text(option, "value") or _text(action, "value") or _text(action, "selected_conversation") or _text(action, "selected_user")


def _values(elements: object) -> tuple[str, ...]:
    """The values of one input block, whatever kind of element is in it."""
    if not isinstance(elements, Mapping):
        return ()
    found: list[str] = []
    for element in elements.values():
        if isinstance(element, Mapping):
            found += [_text(option, "value") for option in _list(element, "selected_options")]
            found += [one for name in _LISTED for one in _texts(element, name)]
            found += [value for value in (_text(element, name) for name in _SINGLE) if value]
            if option := _text(_part(element, "selected_option"), "value"):
                found.append(option)
    return tuple(found)


_LISTED = ("selected_users", "selected_conversations", "selected_channels")
_SINGLE = ("value", "selected_date", "selected_time", "selected_user", "selected_conversation", "selected_channel")


def _text(mapping: Payload, name: str) -> str:
    value = mapping.get(name)
    return value if isinstance(value, str) else ""


def _part(mapping: Payload, name: str) -> Payload:
    value = mapping.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(mapping: Payload, name: str) -> list[Payload]:
    value = mapping.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(mapping: Payload, name: str) -> list[str]:
    value = mapping.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _mapping(mapping: Payload, name: str) -> Payload:
    value = mapping.get(name)
    if not isinstance(value, Mapping):
        raise Malformed(f"no {name}")
    return value


def _required(mapping: Payload, name: str) -> str:
    value = _text(mapping, name)
    if not value:
        raise Malformed(f"no {name}")
    return value
