"""The methods that only read, open or join: auth, conversations, users, user groups, team.

Each follows its page under https://docs.slack.dev/reference/methods/.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.tryout.desk import Desk
from bot.tryout.refusals import Json, Refusal
from bot.tryout.workspace import Message

PAGE_LIMIT = 1000
LIST_SCOPES = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def truth(value: Any) -> bool:
    """A boolean argument, which clients send as true, "true", 1 or "1"."""
    return str(value).lower() in ("true", "1")


def auth_test(desk: Desk, _arguments: Json) -> Json:
    """Who the token belongs to."""
    bot, workspace = desk.workspace.bot, desk.workspace
    return {
        "ok": True, "url": f"{desk.base_url}/", "team": workspace.name, "user": bot.name, "team_id": workspace.team, "user_id": bot.id,
        "bot_id": desk.bot_id, "is_enterprise_install": False,
    }  # fmt: skip


def open_connection(desk: Desk, _arguments: Json) -> Json:
    """A WebSocket address for Socket Mode, good for one connection."""
    if desk.socket_url is None:
        raise Refusal("internal_error")
    return {"ok": True, "url": desk.socket_url()}


def page(items: Sequence[Any], arguments: Json, otherwise: int = 100) -> tuple[list[Any], Json]:
    """One page of `items` and the cursor of the next, by https://docs.slack.dev/apis/web-api/pagination."""
    limit = min(int(arguments.get("limit") or otherwise), PAGE_LIMIT)
    cursor = str(arguments.get("cursor") or "at:0")
    if not cursor.startswith("at:") or not cursor[3:].isdecimal():
        raise Refusal("invalid_cursor")
    start = int(cursor[3:])
    following = f"at:{start + limit}" if start + limit < len(items) else ""
    return list(items[start : start + limit]), {"next_cursor": following}


def within(messages: list[Message], arguments: Json) -> list[Message]:
    """The messages between `oldest` and `latest`, which count only when `inclusive`."""
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9999999999.999999")
    both = truth(arguments.get("inclusive"))
    early, late = float(oldest), float(latest)
    return [m for m in messages if early < float(m.ts) < late or (both and m.ts in (oldest, latest))]


def as_read(message: Message, arguments: Json, replies: Sequence[Message] = ()) -> Json:
    """A message as history shows it: metadata only on request, a parent with the count of its replies."""
    body = dict(message.body)
    if not truth(arguments.get("include_all_metadata")):
        body.pop("metadata", None)
    if replies:
        body |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    return body


def history(desk: Desk, arguments: Json) -> Json:
    """Messages of a conversation outside threads, newest first."""
    channel = desk.readable(arguments.get("channel"))
    everything = desk.workspace.messages(channel.id)
    top = [m for m in within(everything, arguments) if m.thread_ts in ("", m.ts)]
    chosen, metadata = page(top[::-1], arguments)
    shown = [as_read(m, arguments, [r for r in everything if r.thread_ts == m.ts and r.ts != m.ts]) for m in chosen]
    return {"ok": True, "messages": shown, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


def replies(desk: Desk, arguments: Json) -> Json:
    """A thread: its parent first, then the replies, oldest first."""
    channel = desk.readable(arguments.get("channel"))
    thread = desk.workspace.messages(channel.id, thread_ts=str(arguments.get("ts")))
    if not thread or thread[0].ts != str(arguments.get("ts")):
        raise Refusal("thread_not_found")
    chosen, metadata = page([thread[0], *within(thread[1:], arguments)], arguments, PAGE_LIMIT)
    shown = [as_read(m, arguments, thread[1:] if m is chosen[0] else ()) for m in chosen]
    return {"ok": True, "messages": shown, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


def conversation_info(desk: Desk, arguments: Json) -> Json:
    """One conversation; a private one only for members."""
    channel = desk.workspace.channels.get(str(arguments.get("channel")))
    if channel is None or (channel.is_private and not desk.sees(channel)):
        raise Refusal("channel_not_found")
    desk.need({"channel": "channels:read", "group": "groups:read", "im": "im:read"}[channel.kind])
    return {"ok": True, "channel": channel.json(desk.workspace.bot.id)}


def list_conversations(desk: Desk, arguments: Json) -> Json:
    """Conversations of the kinds in `types`; private ones only where the app is."""
    kinds = str(arguments.get("types") or "public_channel").split(",")
    desk.need(*(LIST_SCOPES[kind] for kind in kinds if kind in LIST_SCOPES))
    wanted = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    shown = {wanted[kind] for kind in kinds if kind in wanted}
    found = [c for c in desk.workspace.channels.values() if c.kind in shown and (not c.is_private or desk.sees(c))]
    if truth(arguments.get("exclude_archived")):
        found = [c for c in found if not c.is_archived]
    chosen, metadata = page(found, arguments)
    return {"ok": True, "channels": [c.json(desk.workspace.bot.id) for c in chosen], "response_metadata": metadata}


def own_conversations(desk: Desk, arguments: Json) -> Json:
    """The conversations that the app is in."""
    listed = list_conversations(desk, arguments | {"limit": PAGE_LIMIT, "cursor": ""})
    inside = [channel for channel in listed["channels"] if desk.sees(desk.workspace.channels[channel["id"]])]
    chosen, metadata = page(inside, arguments)
    return {"ok": True, "channels": chosen, "response_metadata": metadata}


def conversation_members(desk: Desk, arguments: Json) -> Json:
    """Who is in a conversation."""
    channel = desk.workspace.channels.get(str(arguments.get("channel")))
    if channel is None or (channel.is_private and not desk.sees(channel)):
        raise Refusal("channel_not_found")
    chosen, metadata = page(sorted(channel.members), arguments)
    return {"ok": True, "members": chosen, "response_metadata": metadata}


def open_conversation(desk: Desk, arguments: Json) -> Json:
    """The direct message with one person."""
    desk.need("im:write")
    users = [user for user in str(arguments.get("users") or "").split(",") if user]
    if len(users) != 1 or users[0] not in desk.workspace.users:
        raise Refusal("user_not_found" if users else "users_list_not_supplied")
    return {"ok": True, "channel": {"id": desk.workspace.direct_channel(users[0]).id}}


def join_conversation(desk: Desk, arguments: Json) -> Json:
    """Let the app join a public channel."""
    desk.need("channels:join")
    channel = desk.workspace.channels.get(str(arguments.get("channel")))
    if channel is None or channel.is_private:
        raise Refusal("channel_not_found")
    if channel.is_archived:
        raise Refusal("is_archived")
    joined = desk.workspace.change_channel(channel.id, members=channel.members | {desk.workspace.bot.id})
    return {"ok": True, "channel": joined.json(desk.workspace.bot.id)}


def user_info(desk: Desk, arguments: Json) -> Json:
    """One member."""
    desk.need("users:read")
    user = desk.workspace.users.get(str(arguments.get("user")))
    if user is None:
        raise Refusal("user_not_found")
    return {"ok": True, "user": user.json(desk.workspace.team)}


def list_users(desk: Desk, arguments: Json) -> Json:
    """Every member, the app too."""
    desk.need("users:read")
    chosen, metadata = page(list(desk.workspace.users.values()), arguments)
    return {"ok": True, "members": [user.json(desk.workspace.team) for user in chosen], "response_metadata": metadata}


def list_groups(desk: Desk, arguments: Json) -> Json:
    """Every user group; the members only on request."""
    desk.need("usergroups:read")
    groups = [group.json(desk.workspace.team) for group in desk.workspace.groups.values()]
    if not truth(arguments.get("include_users")):
        groups = [{name: value for name, value in group.items() if name != "users"} for group in groups]
    return {"ok": True, "usergroups": groups}


def list_group_users(desk: Desk, arguments: Json) -> Json:
    """Who is in a user group."""
    desk.need("usergroups:read")
    group = desk.workspace.groups.get(str(arguments.get("usergroup")))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"ok": True, "users": list(group.users)}


def team_info(desk: Desk, _arguments: Json) -> Json:
    """The workspace's name."""
    desk.need("team:read")
    workspace = desk.workspace
    return {"ok": True, "team": {"id": workspace.team, "name": workspace.name, "domain": workspace.domain}}
