"""What one person sees of the local Slack, as the JSON that the page draws. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.tryout.company import COMMANDS, SHORTCUTS, TIMEZONE, guide
from bot.tryout.tryout import Tryout
from bot.tryout.workspace import Channel, Message

Json = dict[str, Any]
ZONE = ZoneInfo(TIMEZONE)


class Seen:
    """How far each person has read each channel, for the marks of what is new."""

    def __init__(self) -> None:
        self._up_to: dict[tuple[str, str], str] = {}

    def read(self, person: str, channel: str, ts: str) -> None:
        self._up_to[person, channel] = max(ts, self._up_to.get((person, channel), ""))

    def new(self, person: str, channel: str, ts: str) -> bool:
        return ts > self._up_to.get((person, channel), "")


def screen(tryout: Tryout, seen: Seen, person: str, channel: str, thread: str) -> Json:
    """Everything on the screen of `person`, who looks at `channel` and perhaps at a thread of it."""
    slack = tryout.slack
    person = person if person in slack.workspace.users else tryout.company.employee
    channels = _channels(tryout, person)
    here = channel if channel in {place.id for place in channels} else ""
    messages = _visible(tryout, person, here) if here else []
    if messages:
        seen.read(person, here, messages[-1].ts)
    stack, home = slack.workspace.stack(person), slack.home(person)
    return {
        "now": f"{tryout.clock.now().astimezone(ZONE):%a %-d %b %Y, %H:%M}",
        "people": [_person(user) for user in slack.workspace.users.values()],
        "groups": [{"id": group.id, "name": group.handle} for group in slack.workspace.groups.values()],
        "channels": [_channel(tryout, seen, person, place) for place in channels],
        "commands": COMMANDS,
        "shortcuts": SHORTCUTS,
        "messages": [_message(message, messages) for message in messages if _on_top(message)],
        "thread": [_message(message, messages) for message in messages if thread in (message.ts, message.thread_ts)] if thread else None,
        "home": {"id": home.id, "blocks": home.blocks} if home else None,
        "modal": stack[-1].body if stack else None,
        "guide": guide(slack, tryout.knowledge, tryout.company),
    }  # fmt: skip


def _person(user: Any) -> Json:
    words = user.real_name.split()
    return {
        "id": user.id, "name": user.real_name, "title": user.title, "bot": user.is_bot,
        "initials": "".join(word[0] for word in (words[0], words[-1])) if len(words) > 1 else user.real_name[0],
    }  # fmt: skip


def _channels(tryout: Tryout, person: str) -> list[Channel]:
    """The channels a person is in, and the direct message with the app."""
    there = tryout.slack.workspace.channels.values()
    return [c for c in there if not c.user and person in c.members] + [c for c in there if c.user == person]


def _channel(tryout: Tryout, seen: Seen, person: str, place: Channel) -> Json:
    visible = [message for message in _visible(tryout, person, place.id) if message.user != person]
    return {
        "id": place.id, "name": tryout.slack.bot.real_name if place.user else place.name, "kind": "dm" if place.user else "channel",
        "unread": bool(visible) and seen.new(person, place.id, visible[-1].ts),
    }  # fmt: skip


def _visible(tryout: Tryout, person: str, channel: str) -> list[Message]:
    """What a person sees in a channel, threads and words only for them included, oldest first."""
    shown = tryout.slack.messages(channel) + [m for m in tryout.slack.ephemerals(person, channel) if not m.stale]
    return sorted(shown, key=lambda message: message.ts)


def _on_top(message: Message) -> bool:
    return not message.thread_ts or message.thread_ts == message.ts


def _message(message: Message, around: list[Message]) -> Json:
    at = datetime.fromtimestamp(float(message.ts), ZONE)
    return {
        "ts": message.ts, "user": message.user, "text": message.text, "blocks": message.blocks, "time": f"{at:%a %H:%M}",
        "ephemeral": bool(message.to), "edited": bool(message.body.get("edited")),
        "reply_count": sum(each.thread_ts == message.ts and each.ts != message.ts for each in around),
    }  # fmt: skip
