"""A Slack workspace on this machine: the app talks to it as to Slack, tests and the page act in it as people do.

Each behaviour follows a page of Slack's documentation, below under docs.slack.dev:

| behaviour | page |
|---|---|
| Web API arguments, `ok`/`error`, `response_metadata.messages`, pagination | apis/web-api, apis/web-api/pagination |
| 429 with Retry-After | apis/web-api/rate-limits |
| posting, 40,000 characters kept, `no_text`, `is_archived`, `not_in_channel` | reference/methods/chat.postMessage |
| updates: `msg_too_long` over 4,000, text alone removes blocks, metadata stays | reference/methods/chat.update |
| ephemerals: both in the channel, not to be updated | reference/methods/chat.postEphemeral |
| deleting | reference/methods/chat.delete |
| metadata kept, shown on request | messaging/message-metadata, reference/methods/conversations.history |
| threads: parent first; history without replies | reference/methods/conversations.replies |
| missing_scope with needed and provided | authentication/installing-with-oauth |
| limits of blocks, elements, options, views | reference/block-kit/blocks, .../block-elements, .../composition-objects, reference/views |
| at most two charts, one table; data tables | reference/block-kit/blocks/data-visualization-block, .../table-block, .../data-table-block |
| modals: stack of three, hash, errors, update, push, clear, view_closed | surfaces/modals, reference/methods/views.open |
| Home tabs | surfaces/app-home, reference/methods/views.publish |
| trigger_id: three seconds, one use | interactivity/handling-user-interaction |
| response_url: five posts, thirty minutes; replace, delete, in_channel | interactivity/handling-user-interaction |
| commands: form fields, answer in the response, operation_timeout | interactivity/implementing-slash-commands |
| shortcuts | interactivity/implementing-shortcuts |
| block_actions, block_suggestion, view_submission, view_closed | reference/interaction-payloads |
| events: envelope, three seconds, three retries with their headers, x-slack-no-retry | apis/events-api |
| signatures | authentication/verifying-requests-from-slack |
| Socket Mode: hello, envelopes, acknowledgements, disconnect, ten connections | apis/events-api/using-socket-mode |
| the app hears its own messages where it listens to messages | reference/events/message |
| & < > escaped, names turned into mentions | messaging/formatting-message-text |

Two things are stricter than the documentation: a reply to a message that is not there is refused
(`cannot_reply_to_message`), and the fields of blocks that Slack does not know are refused as it does in views.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from bot.tryout import payloads
from bot.tryout.acting import RETRY_WAITS, Acting, Outcome
from bot.tryout.delivery import ANSWER_SECONDS, COMMAND, Delivery, HttpLink, Link, Reply
from bot.tryout.desk import Desk
from bot.tryout.faults import Faults
from bot.tryout.handles import Handles
from bot.tryout.refusals import Json
from bot.tryout.serving import LOOPBACK, Serving
from bot.tryout.sockets import SocketHub
from bot.tryout.web_api import WebApi
from bot.tryout.workspace import Call, Channel, Message, User, UserGroup, View, Workspace

SIGNING_SECRET = "local-signing-secret"


class LocalSlack:
    """A context manager: the server runs inside. What it accepted stays with it, whatever happens to the app.

    `clock` gives the time in message timestamps (seconds since 1970); `retry_waits` the seconds before each retry of an event;
    `answer_seconds` how long the app has to answer, Slack's three unless a test is about lateness.
    """

    def __init__(
        self,
        *,
        team: str = "T0REMIT01",
        clock: Callable[[], float] = time.time,
        retry_waits: tuple[float, ...] = RETRY_WAITS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self.workspace = Workspace(team, clock=clock)
        self.desk = Desk(self.workspace, Handles())
        self.faults = Faults()
        self.answer_seconds = answer_seconds
        self.hub = SocketHub(self.workspace.touch, self.workspace.app, answer_seconds=answer_seconds)
        self.api = WebApi(self.desk, self.faults, self.hub)
        self.acting = Acting(self.desk, self._link, retry_waits=retry_waits)
        self.signing_secret = SIGNING_SECRET
        self.commands: frozenset[str] | None = None
        self._way: Link | None = None
        self._serving: Serving | None = None
        self.desk.socket_url = lambda: f"{self.desk.base_url.replace('http', 'ws', 1)}/link?ticket={self.hub.ticket()}"

    def __enter__(self) -> Self:
        if self._serving is None:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, port: int = 0) -> int:
        """Serve the Web API on a loopback port, any free one for 0; returns it."""
        self._serving = Serving(self.api.application())
        port = self._serving.start(port)
        self.serve_at(f"http://{LOOPBACK}:{port}")
        return port

    def serve_at(self, base_url: str) -> None:
        """Tell where the Web API is reached, when something else serves its routes."""
        self.desk.base_url = base_url

    def stop(self) -> None:
        """Stop retries and close every connection."""
        self.acting.close()
        if self._serving:
            self._serving.stop()

    # the app

    @property
    def api_url(self) -> str:
        """What the app needs as SLACK_API_URL."""
        return f"{self.desk.base_url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that make the app talk to this workspace."""
        return {
            "SLACK_API_URL": self.api_url, "SLACK_BOT_TOKEN": self.desk.bot_token, "SLACK_APP_TOKEN": self.desk.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }  # fmt: skip

    def connect(self, request_url: str, signing_secret: str = SIGNING_SECRET) -> HttpLink:
        """Reach the app over HTTP from now on. Returns the link, which can also send forged requests."""
        link = HttpLink(request_url, signing_secret, self.answer_seconds)
        self.reach(link)
        return link

    def reach(self, link: Link) -> None:
        """Reach the app over `link` from now on, such as one that needs no socket."""
        self._way = link

    def disconnect(self) -> None:
        """Reach the app over Socket Mode (again)."""
        self._way = None

    def cut_sockets(self) -> None:
        """Break every Socket Mode connection without warning."""
        if self._serving:
            self._serving.cut_sockets()

    def _link(self) -> Link:
        return self._way or self.hub

    # people and places

    @property
    def bot(self) -> User:
        return self.workspace.bot

    def add_user(self, name: str, real_name: str = "", **more: Any) -> User:
        """Add a member; `is_admin=True`, `is_restricted=True` (a guest), `is_bot=True`, …"""
        return self.workspace.add_user(name, real_name, **more)

    def add_channel(self, name: str, members: Iterable[str] = (), *, app: bool = True, is_private: bool = False) -> Channel:
        """Add a channel with `members` (everybody there is by now when none is named), the app among them unless told not to."""
        channel = self.workspace.add_channel(name, members, is_private=is_private)
        return self.workspace.change_channel(channel.id, members=channel.members | {self.bot.id}) if app else channel

    def add_group(self, handle: str, users: Iterable[str] = ()) -> UserGroup:
        """Add a user group."""
        return self.workspace.add_group(handle, users)

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self.workspace.change_channel(channel, is_archived=True)

    # acts

    def command(self, user: str, channel: str, name: str, text: str = "") -> Outcome:
        """Type a slash command; the client itself refuses one that no app has, where `commands` says which there are."""
        if self.commands is not None and name not in self.commands:
            return Outcome(COMMAND, {}, Reply(), f"{name} is not a valid command.")
        return self.acting.command(user, channel, name, text)

    def mention(self, user: str, channel: str, text: str, *, thread_ts: str = "", times: int = 1, twin: str = "") -> Message:
        """Mention the app. `times` copies of the event arrive at once; `twin` is "before" or "after": the `message` event too.

        Returns the message that the person wrote.
        """
        message = self.acting.say(user, channel, f"<@{self.bot.id}> {text}", thread_ts=thread_ts)
        events = [payloads.mention_event(message)]
        if twin:
            events.insert(0 if twin == "before" else 1, payloads.message_event(self.desk, message))
        for inner in events:
            self.acting.event(inner, times=times)
        return message

    def direct_message(self, user: str, text: str, *, thread_ts: str = "", times: int = 1, **more: Any) -> Message:
        """Write to the app; `more` are fields of the message, such as `subtype` or `bot_id`."""
        channel = self.workspace.direct_channel(user)
        message = self.acting.say(user, channel.id, text, thread_ts=thread_ts, **more)
        self.acting.event(payloads.message_event(self.desk, message), times=times)
        return message

    def say(self, user: str, channel: str, text: str, *, thread_ts: str = "", **more: Any) -> Message:
        """Write in a channel; the app gets the events that it subscribed to."""
        message = self.acting.say(user, channel, text, thread_ts=thread_ts, **more)
        for inner in self.acting.events_of(message):
            self.acting.event(inner)
        return message

    def edit(self, message: Message, text: str) -> Message:
        """Change what somebody wrote; the app gets `message_changed`."""
        edited = {"text": text, "edited": {"user": message.user, "ts": self.workspace.new_ts()}}
        changed = Message(message.channel, message.ts, message.body | edited)
        self.workspace.put_message(changed)
        self.acting.event(payloads.edit_event(self.desk, message, changed))
        return changed

    def delete(self, message: Message) -> None:
        """Delete what somebody wrote; the app gets `message_deleted`."""
        self.workspace.remove_message(message.channel, message.ts)
        self.acting.event(payloads.delete_event(self.desk, message))

    def event(self, inner: Json, *, times: int = 1, event_id: str = "") -> list[Reply]:
        """Send any event, `times` copies at once."""
        return self.acting.event(inner, times=times, event_id=event_id)

    def open_home(self, user: str, tab: str = "home") -> View | None:
        """Open the app's Home (or "messages") tab; returns what is published there afterwards."""
        inner: Json = {"type": "app_home_opened", "user": user, "channel": self.workspace.direct_channel(user).id, "tab": tab,
                       "event_ts": self.workspace.new_ts()}  # fmt: skip
        if tab == "home" and (view := self.home(user)):
            inner["view"] = view.body
        self.acting.event(inner)
        return self.home(user)

    def click(self, user: str, on: Message | View, name: str, value: Any = None, typed: Mapping[str, Any] | None = None) -> Outcome:
        """Use a button or menu, named by action_id, block_id or the words on it."""
        return self.acting.click(user, on, name, value, typed)

    def submit(self, user: str, view: View | None, values: Mapping[str, Any] | None = None) -> Outcome:
        """Submit a modal (None: the one on top) with `values` by action_id, block_id or label."""
        shown = view or self.open_modal(user)
        if shown is None:
            raise LookupError(f"{user} has no modal open")
        return self.acting.submit(shown, values)

    def shortcut(self, user: str, callback_id: str, message: Message | None = None) -> Outcome:
        """Use a shortcut, on `message` when it is a message shortcut."""
        return self.acting.shortcut(user, callback_id, message)

    def again(self, outcome: Outcome, times: int = 1) -> list[Reply]:
        """Repeat an act with the same payload, `times` copies at once."""
        return self.acting.again(outcome, times)

    # what is to be seen

    def open_modal(self, user: str) -> View | None:
        """The modal on top."""
        stack = self.workspace.stack(user)
        return stack[-1] if stack else None

    def messages(self, channel: str, *, thread_ts: str = "", by_app: bool = False) -> list[Message]:
        """Messages of a channel (or person: their direct message), oldest first."""
        place = self.workspace.direct_channel(channel).id if channel in self.workspace.users else channel
        found = self.workspace.messages(place, thread_ts=thread_ts)
        return [m for m in found if m.user == self.bot.id] if by_app else found

    def replies(self, message: Message) -> list[Message]:
        """The app's replies in the thread of a message."""
        return [m for m in self.messages(message.channel, thread_ts=message.ts, by_app=True) if m.ts != message.ts]

    def ephemerals(self, user: str, channel: str = "") -> list[Message]:
        """What only that person sees."""
        return self.workspace.ephemerals(user, channel)

    def home(self, user: str) -> View | None:
        """The published Home tab."""
        return self.workspace.home(user)

    def now(self, message: Message) -> Message | None:
        """A message as it stands by now."""
        return self.workspace.message(message.channel, message.ts)

    def calls(self, method: str = "") -> list[Call]:
        """The Web API calls that arrived, oldest first."""
        with self.workspace.changed:
            return [call for call in self.workspace.calls if method in ("", call.method)]

    @property
    def deliveries(self) -> list[Delivery]:
        """What was sent to the app, oldest first."""
        with self.workspace.changed:
            return list(self.acting.deliveries)

    def wait_for(self, predicate: Callable[[], Any], timeout: float = 10.0) -> Any:
        """Wait until `predicate()` is true, looking again at every change; returns what it gave. Raises TimeoutError."""
        return self.workspace.wait_for(predicate, timeout)

    def wait_for_app(self, timeout: float = 10.0) -> None:
        """Wait until the app opened a Socket Mode connection."""
        self.wait_for(lambda: self.hub.connections, timeout)
