"""The payloads that Slack sends to an app, field for field. Pure but for the fresh ids and handles in them.

Follows https://docs.slack.dev/apis/events-api (the envelope of an event), https://docs.slack.dev/reference/interaction-payloads
and https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from bot.tryout.desk import Desk
from bot.tryout.refusals import Json
from bot.tryout.workspace import Channel, Message, View

VERIFICATION = "local-verification"  # Slack still sends the old verification token; nobody should read it
MARKUP = re.compile(r"<(?:[@#!][A-Za-z0-9^_|. -]+|https?://[^>\s]+|mailto:[^>\s]+)>|&(?:amp|lt|gt);")
NAMED = re.compile(r"(?<![\w<])([@#])([\w.-]*\w)")


def as_typed(desk: Desk, text: str) -> str:
    """What a person typed as Slack passes it on: & < > escaped, @name and #name turned into their ids.

    Markup that is there already (`<@U1>`, `&lt;`) stays. https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    pieces, at = [], 0
    for found in MARKUP.finditer(text):
        pieces += [_named(desk, _escaped(text[at : found.start()])), found.group()]
        at = found.end()
    return "".join((*pieces, _named(desk, _escaped(text[at:]))))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _named(desk: Desk, text: str) -> str:
    """Names of people, groups and channels to their mentions."""
    users = {user.name: f"<@{user.id}>" for user in desk.workspace.users.values()}
    groups = {group.handle: f"<!subteam^{group.id}>" for group in desk.workspace.groups.values()}
    channels = {c.name: f"<#{c.id}|{'' if c.is_private else c.name}>" for c in desk.workspace.channels.values() if c.name}
    known = {"@": groups | users, "#": channels}
    return NAMED.sub(lambda found: known[found[1]].get(found[2], found[0]), text)


def person(desk: Desk, user: str) -> Json:
    """The `user` of an interaction."""
    name = desk.workspace.users[user].name
    return {"id": user, "username": name, "name": name, "team_id": desk.workspace.team}


def _shared(desk: Desk, user: str) -> Json:
    """What every interaction carries."""
    return {
        "user": person(desk, user), "api_app_id": desk.workspace.app, "token": VERIFICATION, "enterprise": None,
        "team": {"id": desk.workspace.team, "domain": desk.workspace.domain}, "is_enterprise_install": False,
    }  # fmt: skip


def channel_name(channel: Channel) -> str:
    """How interactions name a conversation: nothing is given away of a private one."""
    return "directmessage" if channel.user else "privategroup" if channel.is_private else channel.name


def event(desk: Desk, inner: Json, event_id: str = "") -> Json:
    """The envelope of an event."""
    workspace = desk.workspace
    authorization = {
        "enterprise_id": None, "team_id": workspace.team, "user_id": workspace.bot.id, "is_bot": True, "is_enterprise_install": False,
    }  # fmt: skip
    return {
        "token": VERIFICATION, "team_id": workspace.team, "context_team_id": workspace.team, "context_enterprise_id": None,
        "api_app_id": workspace.app, "event": inner, "type": "event_callback", "event_id": event_id or workspace.new_id("Ev"),
        "event_time": int(workspace.clock()), "authorizations": [authorization], "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(8)}",
    }  # fmt: skip


def message_event(desk: Desk, message: Message, **more: Any) -> Json:
    """The `message` event of a message."""
    kind = desk.workspace.channels[message.channel].kind
    return {**message.body, "channel": message.channel, "channel_type": kind, "event_ts": message.ts, **more}


def mention_event(message: Message) -> Json:
    """The `app_mention` event of a message: the same without the channel's type."""
    return {**message.body, "type": "app_mention", "channel": message.channel, "event_ts": message.ts}


def edit_event(desk: Desk, before: Message, after: Message) -> Json:
    """The `message_changed` event."""
    return {
        "type": "message", "subtype": "message_changed", "hidden": True, "channel": after.channel, "ts": desk.workspace.new_ts(),
        "channel_type": desk.workspace.channels[after.channel].kind, "message": after.body, "previous_message": before.body,
        "event_ts": desk.workspace.new_ts(),
    }  # fmt: skip


def delete_event(desk: Desk, before: Message) -> Json:
    """The `message_deleted` event."""
    return {
        "type": "message", "subtype": "message_deleted", "hidden": True, "channel": before.channel, "ts": desk.workspace.new_ts(),
        "channel_type": desk.workspace.channels[before.channel].kind, "deleted_ts": before.ts, "previous_message": before.body,
        "event_ts": desk.workspace.new_ts(),
    }  # fmt: skip


def response_url(desk: Desk, channel: str, user: str, ts: str = "", thread_ts: str = "") -> str:
    """A fresh response_url."""
    return f"{desk.base_url}/response/{desk.handles.response_url(channel, user, ts, thread_ts)}"


def command(desk: Desk, user: str, channel: Channel, name: str, text: str) -> Json:
    """The form of a slash command."""
    workspace = desk.workspace
    return {
        "token": VERIFICATION, "team_id": workspace.team, "team_domain": workspace.domain, "channel_id": channel.id,
        "channel_name": channel_name(channel), "user_id": user, "user_name": workspace.users[user].name, "command": name, "text": text,
        "api_app_id": workspace.app, "is_enterprise_install": "false", "response_url": response_url(desk, channel.id, user),
        "trigger_id": desk.handles.trigger(user),
    }  # fmt: skip


def message_action(desk: Desk, user: str, message: Message, entry: Json, values: Json) -> Json:
    """`block_actions` on a message; an ephemeral is not sent along."""
    channel = desk.workspace.channels[message.channel]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": bool(message.to)}
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        "type": "block_actions", **_shared(desk, user), "container": container, "trigger_id": desk.handles.trigger(user),
        "channel": {"id": channel.id, "name": channel_name(channel)}, "state": {"values": values}, "actions": [entry],
        "response_url": response_url(desk, message.channel, user, message.ts, message.thread_ts),
    }  # fmt: skip
    return payload if message.to else payload | {"message": message.body}


def view_action(desk: Desk, view: View, entry: Json, values: Json) -> Json:
    """`block_actions` in a modal or Home tab."""
    return {
        "type": "block_actions", **_shared(desk, view.user), "container": {"type": "view", "view_id": view.id},
        "trigger_id": desk.handles.trigger(view.user, view.id), "view": {**view.body, "state": {"values": values}}, "actions": [entry],
    }  # fmt: skip


def submission(desk: Desk, view: View, values: Json) -> Json:
    """`view_submission`."""
    return {
        "type": "view_submission", **_shared(desk, view.user), "trigger_id": desk.handles.trigger(view.user, view.id),
        "view": {**view.body, "state": {"values": values}}, "response_urls": [],
    }  # fmt: skip


def closing(desk: Desk, view: View, *, cleared: bool) -> Json:
    """`view_closed`."""
    return {"type": "view_closed", **_shared(desk, view.user), "view": view.body, "is_cleared": cleared}


def shortcut(desk: Desk, user: str, callback_id: str, message: Message | None = None) -> Json:
    """A global shortcut, or with `message` a message shortcut."""
    payload: Json = {
        "type": "message_action" if message else "shortcut", **_shared(desk, user), "callback_id": callback_id,
        "trigger_id": desk.handles.trigger(user), "action_ts": desk.workspace.new_ts(),
    }  # fmt: skip
    if message:
        channel = desk.workspace.channels[message.channel]
        payload |= {
            "message_ts": message.ts, "message": message.body, "channel": {"id": channel.id, "name": channel_name(channel)},
            "response_url": response_url(desk, message.channel, user, message.ts, message.thread_ts),
        }  # fmt: skip
    return payload


def suggestion(desk: Desk, view: View, block: Json, element: Json, typed: str) -> Json:
    """`block_suggestion`: what to offer in a menu whose options come from the app."""
    return {
        "type": "block_suggestion", **_shared(desk, view.user), "container": {"type": "view", "view_id": view.id}, "view": view.body,
        "action_id": element["action_id"], "block_id": block["block_id"], "value": typed,
    }  # fmt: skip
