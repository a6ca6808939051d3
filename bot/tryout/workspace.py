"""What a Slack workspace holds: people, channels, groups, messages, modals, Home tabs. No network, no rules of the Web API.

Every read and write takes the one lock; every write wakes those who wait in `wait_for`. What is handed out is frozen, so a
test may keep a message as it was and ask for it again as it is.
"""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from bot.tryout.refusals import Json, Refusal

LOOK_SECONDS = 0.05
Kept = TypeVar("Kept")
FIRST_YEAR_ID = 0x2600000  # ids look like Slack's: a letter and capitals or digits


@dataclass(frozen=True, slots=True)
class User:
    """A member: `is_restricted` is a guest, `is_bot` a bot user."""

    id: str
    name: str
    real_name: str
    is_admin: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"
    title: str = ""

    def json(self, team: str) -> Json:
        """The user object of https://docs.slack.dev/reference/objects/user-object."""
        profile = {"real_name": self.real_name, "display_name": self.real_name, "title": self.title}
        return {
            "id": self.id, "team_id": team, "name": self.name, "real_name": self.real_name, "deleted": self.deleted, "tz": self.tz,
            "is_admin": self.is_admin, "is_owner": False, "is_primary_owner": False, "is_restricted": self.is_restricted,
            "is_ultra_restricted": False, "is_bot": self.is_bot, "is_app_user": False, "profile": profile, "locale": "en-US",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation: public, private, or (with `user`) a direct message with the app."""

    id: str
    name: str = ""
    members: frozenset[str] = frozenset()
    is_private: bool = False
    is_archived: bool = False
    user: str = ""  # direct messages: the person at the other end

    @property
    def kind(self) -> str:
        """Slack's `channel_type`: channel, group or im."""
        return "im" if self.user else "group" if self.is_private else "channel"

    def json(self, bot: str) -> Json:
        """The conversation object of https://docs.slack.dev/reference/objects/conversation-object."""
        shared: Json = {"id": self.id, "created": 1, "is_archived": self.is_archived, "is_im": bool(self.user), "is_mpim": False}
        if self.user:
            return shared | {"user": self.user, "is_channel": False, "is_group": False, "is_private": True}
        return shared | {
            "name": self.name, "is_channel": not self.is_private, "is_group": self.is_private, "is_private": self.is_private,
            "is_member": bot in self.members, "num_members": len(self.members), "is_general": self.name == "general",
            "is_ext_shared": False, "is_shared": False,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group: `@handle` stands for `users`."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()

    def json(self, team: str) -> Json:
        """The user group object of https://docs.slack.dev/reference/objects/usergroup-object."""
        return {
            "id": self.id, "team_id": team, "is_usergroup": True, "handle": self.handle, "name": self.name, "date_delete": 0,
            "user_count": len(self.users), "users": list(self.users),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stood when it was read. `to` is set for an ephemeral: the only person who sees it."""

    channel: str
    ts: str
    body: Json
    to: str = ""
    stale: bool = False  # an ephemeral that its response_url deleted

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks", []))

    @property
    def thread_ts(self) -> str:
        return str(self.body.get("thread_ts", ""))

    @property
    def user(self) -> str:
        return str(self.body.get("user", ""))

    @property
    def metadata(self) -> Json:
        return dict(self.body.get("metadata", {}))


@dataclass(frozen=True, slots=True)
class View:
    """One modal or Home tab as it stood when it was read; `body` is Slack's view object."""

    user: str
    body: Json

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def blocks(self) -> list[Json]:
        return list(self.body["blocks"])

    @property
    def callback_id(self) -> str:
        return str(self.body.get("callback_id", ""))

    @property
    def title(self) -> str:
        return str((self.body.get("title") or {}).get("text", ""))


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call or response_url post as it arrived, with the answer it got. `accepted`: it took effect."""

    method: str
    arguments: Json
    response: Json
    at: float
    accepted: bool
    token: str = field(repr=False, default="")


class Workspace:
    """The state of one workspace, safe to use from many threads.

    `clock` gives the seconds since 1970 that message timestamps are made of.
    """

    def __init__(self, team: str = "T0REMIT01", name: str = "Brightwater", *, clock: Callable[[], float] = time.time) -> None:
        self.team, self.name, self.domain, self.app, self.clock = team, name, name.lower(), "A0REMIT01", clock
        self.changed = threading.Condition(threading.RLock())
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, UserGroup] = {}
        self.calls: list[Call] = []
        self.version = 0
        self._messages: dict[tuple[str, str], Message] = {}
        self._stacks: dict[str, list[View]] = {}
        self._views: dict[str, View] = {}
        self._homes: dict[str, View] = {}
        self._last_ts = 0
        self._last_id = FIRST_YEAR_ID
        self.bot = self.add_user("remit", "Remit", is_bot=True)

    # ids and times

    def new_id(self, letter: str) -> str:
        """A fresh id such as U02600001."""
        with self.changed:
            self._last_id += 1
            return f"{letter}{self._last_id:08X}"

    def new_ts(self) -> str:
        """A message timestamp: later than every one before it, even when the clock stands still."""
        with self.changed:
            self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def touch(self) -> None:
        """Say that something changed: every `wait_for` looks again."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()

    def wait_for(self, predicate: Callable[[], Any], timeout: float = 10.0) -> Any:
        """Wait until `predicate()` is true and return what it gave. Raises TimeoutError after `timeout` seconds.

        It is asked at every change and, because it may depend on more than this workspace, every LOOK_SECONDS.
        """
        deadline = time.monotonic() + timeout
        with self.changed:
            while not (found := predicate()) and (left := deadline - time.monotonic()) > 0:
                self.changed.wait(min(left, LOOK_SECONDS))
        if found:
            return found
        raise TimeoutError(f"not seen in {timeout} s; calls so far: {[call.method for call in self.calls]}")

    # people and places

    def add_user(self, name: str, real_name: str = "", *, id: str = "", **more: Any) -> User:
        """Add a member; `more` as in `User`."""
        with self.changed:
            user = User(id or self.new_id("U"), name, real_name or name.title(), **more)
            self.users[user.id] = user
            self.touch()
            return user

    def add_channel(self, name: str, members: Iterable[str] = (), *, id: str = "", is_private: bool = False) -> Channel:
        """Add a channel. Without `members` every person is in it; the app is a member only when named."""
        with self.changed:
            everybody = {user.id for user in self.users.values() if not user.is_bot}
            channel = Channel(id or self.new_id("C"), name, frozenset(members) or frozenset(everybody), is_private)
            self.channels[channel.id] = channel
            self.touch()
            return channel

    def add_group(self, handle: str, users: Iterable[str] = (), *, name: str = "", id: str = "") -> UserGroup:
        """Add a user group."""
        with self.changed:
            group = UserGroup(id or self.new_id("S"), handle, name or handle.title(), tuple(users))
            self.groups[group.id] = group
            self.touch()
            return group

    def change_channel(self, channel: str, **changes: Any) -> Channel:
        """Archive it, add members, make it private: `changes` as in `Channel`."""
        with self.changed:
            self.channels[channel] = replace(self.channels[channel], **changes)
            self.touch()
            return self.channels[channel]

    def direct_channel(self, user: str) -> Channel:
        """The direct message between `user` and the app, opened when it is not yet."""
        with self.changed:
            for channel in self.channels.values():
                if channel.user == user:
                    return channel
            opened = Channel(self.new_id("D"), members=frozenset((user, self.bot.id)), is_private=True, user=user)
            self.channels[opened.id] = opened
            self.touch()
            return opened

    def find_channel(self, name: str) -> Channel:
        """A channel by id, `#name` or name. Raises Refusal channel_not_found."""
        with self.changed:
            if name in self.channels:
                return self.channels[name]
            for channel in self.channels.values():
                if channel.name and channel.name == name.removeprefix("#"):
                    return channel
        raise Refusal("channel_not_found")

    # messages

    def put_message(self, message: Message) -> Message:
        """Store a new message, or a new state of one."""
        with self.changed:
            self._messages[message.channel, message.ts] = copy.deepcopy(message)
            self.touch()
            return message

    def remove_message(self, channel: str, ts: str) -> None:
        """Take a message away; nothing happens when it is gone already."""
        with self.changed:
            self._messages.pop((channel, ts), None)
            self.touch()

    def message(self, channel: str, ts: str) -> Message | None:
        """The message at that timestamp as it stands now."""
        with self.changed:
            return copy.deepcopy(self._messages.get((channel, ts)))

    def messages(self, channel: str = "", *, thread_ts: str = "") -> list[Message]:
        """What everybody in the channel sees, oldest first; with `thread_ts`, that thread: its parent and replies."""
        with self.changed:
            found = [m for m in self._messages.values() if not m.to and channel in ("", m.channel)]
            if thread_ts:
                found = [m for m in found if thread_ts in (m.ts, m.thread_ts)]
            return copy.deepcopy(sorted(found, key=lambda m: m.ts))

    def ephemerals(self, user: str, channel: str = "") -> list[Message]:
        """What only `user` sees, oldest first."""
        with self.changed:
            found = [m for m in self._messages.values() if m.to == user and channel in ("", m.channel)]
            return copy.deepcopy(sorted(found, key=lambda m: m.ts))

    # views

    def stack(self, user: str) -> list[View]:
        """The modals that `user` has open, the top one last."""
        with self.changed:
            return copy.deepcopy(self._stacks.get(user, []))

    def set_stack(self, user: str, stack: list[View]) -> None:
        """Replace the modals that `user` has open."""
        with self.changed:
            self._stacks[user] = copy.deepcopy(stack)
            self._views.update((view.id, copy.deepcopy(view)) for view in stack)
            self.touch()

    def view(self, view_id: str) -> View | None:
        """A view that is or was open, by id, as last seen; Home tabs as well."""
        with self.changed:
            return copy.deepcopy(self._views.get(view_id))

    def home(self, user: str) -> View | None:
        """The Home tab that was published to `user`."""
        with self.changed:
            return copy.deepcopy(self._homes.get(user))

    def set_home(self, view: View) -> None:
        """Publish a Home tab."""
        with self.changed:
            self._homes[view.user] = self._views[view.id] = copy.deepcopy(view)
            self.touch()

    # kept from one run to the next

    def state(self) -> Json:
        """Everything that outlives a run, as JSON: no open modals and no calls, whose handles end with the run."""
        with self.changed:
            channels = [asdict(channel) | {"members": sorted(channel.members)} for channel in self.channels.values()]
            return {
                "last_id": self._last_id, "last_ts": self._last_ts, "channels": channels, **{
                    name: [asdict(each) for each in held.values()]
                    for name, held in (("users", self.users), ("groups", self.groups), ("messages", self._messages), ("homes", self._homes))
                },
            }  # fmt: skip

    def take_up(self, state: Json) -> None:
        """Go on where `state` was given. Raises KeyError or TypeError for one that `state` did not give."""
        users = {user.id: user for user in _each(User, state["users"])}
        channels = {each.id: replace(each, members=frozenset(each.members)) for each in _each(Channel, state["channels"])}
        groups = {each.id: replace(each, users=tuple(each.users)) for each in _each(UserGroup, state["groups"])}
        messages = {(message.channel, message.ts): message for message in _each(Message, state["messages"])}
        homes = {view.user: view for view in _each(View, state["homes"])}
        last_id, last_ts = int(state["last_id"]), int(state["last_ts"])
        strangers = {channel for channel, _ in messages} - set(channels)
        if strangers or self.bot.id not in users:
            raise KeyError(*strangers, self.bot.id)
        with self.changed:
            self.users, self.channels, self.groups, self._messages, self._homes = users, channels, groups, messages, homes
            self._views = {view.id: view for view in homes.values()}
            self._last_id, self._last_ts, self.bot = last_id, last_ts, users[self.bot.id]
            self.touch()

    # records

    def record(self, call: Call) -> None:
        """Keep a call for the tests to see."""
        with self.changed:
            self.calls.append(copy.deepcopy(call))
            self.touch()


def _each(kind: Callable[..., Kept], states: Iterable[Json]) -> list[Kept]:
    """What `asdict` made JSON of. Raises TypeError where a field has another kind of value than it was given with."""
    found = [kind(**state) for state in states]
    for one in found:
        for name, wanted in _PLAIN.items():
            if not isinstance(getattr(one, name, wanted()), wanted):
                raise TypeError(f"{name} is {getattr(one, name)!r}")
    return found


_PLAIN: dict[str, type] = {
    "id": str, "name": str, "real_name": str, "title": str, "channel": str, "ts": str, "user": str, "to": str, "stale": bool, "body": dict,
    "handle": str, "is_bot": bool, "is_private": bool, "is_archived": bool, "deleted": bool,
}  # fmt: skip
