"""What every Web API method of the local Slack works with, and the rules that many of them share."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.tryout.handles import Handles
from bot.tryout.refusals import Json, Refusal
from bot.tryout.workspace import Channel, Message, Workspace

ALL_SCOPES = frozenset((
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "chat:write.public", "commands",
    "groups:history", "groups:read", "im:history", "im:read", "im:write", "team:read", "usergroups:read", "users:read",
))  # fmt: skip
HISTORY_SCOPES = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
METADATA_BYTES = 8_000  # https://docs.slack.dev/messaging/message-metadata
TEXT_KEPT = 40_000  # https://docs.slack.dev/reference/methods/chat.postMessage#truncating


@dataclass(slots=True)
class Desk:
    """The workspace, its handles, and what the app was granted. `posted` hears of every message that the app adds."""

    workspace: Workspace
    handles: Handles
    scopes: frozenset[str] = ALL_SCOPES
    bot_token: str = "xoxb-local"
    app_token: str = "xapp-local"
    bot_id: str = "B0REMIT01"
    base_url: str = ""
    socket_url: Callable[[], str] | None = None
    posted: list[Callable[[Message], None]] = field(default_factory=list)

    def need(self, *scopes: str) -> None:
        """Raises Refusal missing_scope unless one of `scopes` was granted."""
        if not self.scopes.intersection(scopes):
            raise Refusal("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.scopes)))

    def sees(self, channel: Channel) -> bool:
        """The app is in the conversation."""
        return self.workspace.bot.id in channel.members

    def readable(self, name: Any) -> Channel:
        """A conversation whose history the app may read, named by id. Raises Refusal."""
        channel = self.workspace.channels.get(str(name))
        if channel is None or (channel.is_private and not self.sees(channel)):
            raise Refusal("channel_not_found")
        self.need(HISTORY_SCOPES[channel.kind])
        if not self.sees(channel):
            raise Refusal("not_in_channel")
        return channel

    def writable(self, name: Any) -> Channel:
        """A conversation the app may post to: id, name or a person. Raises Refusal."""
        name = str(name or "")
        if name in self.workspace.users:
            if self.workspace.users[name].is_bot:
                raise Refusal("cannot_dm_bot")
            return self.workspace.direct_channel(name)
        channel = self.workspace.find_channel(name)
        if channel.is_private and not self.sees(channel):
            raise Refusal("channel_not_found")
        if channel.is_archived:
            raise Refusal("is_archived")
        if not self.sees(channel) and "chat:write.public" not in self.scopes:
            raise Refusal("not_in_channel")
        return channel

    def add_block_ids(self, blocks: list[Json]) -> list[Json]:
        """The blocks with a block_id each, and an action_id for each element, as Slack makes them up."""
        return [_with_ids(block) for block in blocks]

    def bot_message(self, content: Json, ts: str) -> Json:
        """The message object that the app's post becomes."""
        body: Json = {
            "type": "message", "user": self.workspace.bot.id, "bot_id": self.bot_id, "app_id": self.workspace.app,
            "team": self.workspace.team, "text": str(content.get("text") or "")[:TEXT_KEPT], "ts": ts,
        }  # fmt: skip
        if content.get("blocks"):
            body["blocks"] = self.add_block_ids(content["blocks"])
        if content.get("metadata"):
            body["metadata"] = checked_metadata(content["metadata"])
        if content.get("thread_ts"):
            body["thread_ts"] = str(content["thread_ts"])
        return body

    def announce(self, message: Message) -> None:
        """Tell those who listen for the app's own messages."""
        for listener in self.posted:
            listener(message)


def _with_ids(block: Json) -> Json:
    """One block with ids."""
    named: Json = {"block_id": secrets.token_hex(3)} | block
    for name in ("element", "accessory"):
        if isinstance(named.get(name), dict):
            named[name] = _with_action_id(named[name])
    if block.get("type") in ("actions", "context_actions"):
        named["elements"] = [_with_action_id(element) for element in block["elements"]]
    return named


def _with_action_id(element: Json) -> Json:
    """An interactive element with an action_id."""
    return element if element.get("type") == "image" else {"action_id": secrets.token_hex(3)} | element


def checked_metadata(metadata: Any) -> Json:
    """Message metadata as Slack takes it: a name and a flat-enough payload. Raises Refusal."""
    named = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not named or not isinstance(metadata.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(str(metadata)) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return dict(metadata)
