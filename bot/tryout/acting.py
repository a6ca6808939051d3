"""What people do in the workspace, told to the app as Slack tells it, with what they then see.

The Python face of it is `LocalSlack` in `local_slack.py`; the page uses the same functions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from bot.tryout import payloads, values
from bot.tryout.chat_methods import show_response
from bot.tryout.delivery import COMMAND, EVENT, INTERACTION, Delivery, Link, Reply
from bot.tryout.desk import Desk
from bot.tryout.handles import ResponseUrl
from bot.tryout.refusals import Json, Refusal
from bot.tryout.view_methods import settle_submission
from bot.tryout.workspace import Message, View

RETRY_WAITS = (0.0, 60.0, 300.0)  # seconds; https://docs.slack.dev/apis/events-api#retries
SUBSCRIBED = frozenset({"app_mention", "message.im", "app_home_opened"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one act. `error` is what the person is told when the app did not answer well, "" when it did."""

    kind: str
    payload: Json
    reply: Reply
    error: str = ""
    message: Message | None = None  # what the answer put up
    errors: dict[str, str] = field(default_factory=dict)  # shown at the inputs of a modal, by block_id
    view: View | None = None  # the modal that the person sees afterwards

    @property
    def text(self) -> str:
        return self.message.text if self.message else ""

    @property
    def blocks(self) -> list[Json]:
        return self.message.blocks if self.message else []


class Acting:
    """Everything that people do. `link` gives the way to the app at that moment; deliveries are kept in `deliveries`."""

    def __init__(self, desk: Desk, link: Callable[[], Link], *, retry_waits: tuple[float, ...] = RETRY_WAITS) -> None:
        self.desk, self._link, self.retry_waits = desk, link, retry_waits
        self.subscribed = set(SUBSCRIBED)
        self.deliveries: list[Delivery] = []
        self.stopping = threading.Event()
        self._background = ThreadPoolExecutor(8, "local-slack-events")
        desk.posted.append(self._echo)

    def close(self) -> None:
        """Give up on retries and wait for what is under way."""
        self.stopping.set()
        self._background.shutdown(wait=True, cancel_futures=True)

    def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Reply:
        """Hand one payload to the app and keep the record."""
        reply = self._link().deliver(kind, payload, attempt, reason)
        with self.desk.workspace.changed:
            self.deliveries.append(Delivery(kind, payload, attempt, reply))
            self.desk.workspace.touch()
        return reply

    # events

    def event(self, inner: Json, *, times: int = 1, event_id: str = "") -> list[Reply]:
        """Send an event, `times` copies of it at once; what is not answered with 200 is retried in the background."""
        envelope = payloads.event(self.desk, inner, event_id)
        if times == 1:
            return [self._first(envelope, 0)]
        return self._at_once([lambda attempt=attempt: self._first(envelope, attempt) for attempt in range(times)])  # type: ignore[misc]

    def _at_once(self, acts: list[Callable[[], Reply]]) -> list[Reply]:
        """Do everything at the same moment, one thread each."""
        start = threading.Barrier(len(acts))

        def run(act: Callable[[], Reply]) -> Reply:
            start.wait()
            return act()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))

    def _first(self, envelope: Json, attempt: int) -> Reply:
        """Deliver once; see to the retries when that went wrong."""
        reply = self.deliver(EVENT, envelope, attempt, "http_timeout" if attempt else "")
        if not reply.ok and not reply.no_retry and not self.stopping.is_set():
            self._background.submit(self._retry, envelope, reply)
        return reply

    def _retry(self, envelope: Json, reply: Reply) -> None:
        """Up to three more attempts."""
        for attempt, wait in enumerate(self.retry_waits, 1):
            if self.stopping.wait(wait):
                return
            reply = self.deliver(EVENT, envelope, attempt, reply.error)
            if reply.ok or reply.no_retry:
                return

    def _echo(self, message: Message) -> None:
        """The app hears of its own messages too, where it listens to messages."""
        kind = self.desk.workspace.channels[message.channel].kind
        if f"message.{kind}" in self.subscribed and not self.stopping.is_set():
            self._background.submit(self._first, payloads.event(self.desk, payloads.message_event(self.desk, message)), 0)

    def say(self, user: str, channel: str, text: str, *, thread_ts: str = "", **more: Any) -> Message:
        """Write a message as `user`; the app hears of it only through the events sent for it."""
        ts = self.desk.workspace.new_ts()
        body: Json = {
            "type": "message", "user": user, "text": payloads.as_typed(self.desk, text), "ts": ts, "team": self.desk.workspace.team,
            "client_msg_id": self.desk.workspace.new_id("m"),
        }  # fmt: skip
        if thread_ts:
            body["thread_ts"] = thread_ts
        return self.desk.workspace.put_message(Message(channel, ts, body | more))

    def events_of(self, message: Message) -> list[Json]:
        """The events that the app gets for a message somebody wrote, by what it subscribed to."""
        channel = self.desk.workspace.channels[message.channel]
        found = []
        mentioned = f"<@{self.desk.workspace.bot.id}>" in message.text
        if mentioned and not channel.user and self.desk.sees(channel) and "app_mention" in self.subscribed:
            found.append(payloads.mention_event(message))
        if f"message.{channel.kind}" in self.subscribed and self.desk.sees(channel):
            found.append(payloads.message_event(self.desk, message))
        return found

    # commands and interactions

    def command(self, user: str, channel: str, name: str, text: str = "") -> Outcome:
        """Type a slash command; the answer's message is put up for the one who typed it."""
        place = self.desk.workspace.channels[channel]
        payload = payloads.command(self.desk, user, place, name, payloads.as_typed(self.desk, text))
        reply = self.deliver(COMMAND, payload)
        if not reply.ok:
            error = "operation_timeout" if reply.error == "http_timeout" else "dispatch_failed"
            return Outcome(COMMAND, payload, reply, error)
        content = reply.payload or ({"text": reply.text} if reply.text else {})
        message = None
        if content:
            message = show_response(self.desk, ResponseUrl(channel, user, "", "", 0.0), content)
        return Outcome(COMMAND, payload, reply, message=message, view=self._top(user))

    def _top(self, user: str) -> View | None:
        stack = self.desk.workspace.stack(user)
        return stack[-1] if stack else None

    def click(self, user: str, on: Message | View, name: str, value: Any = None, typed: Mapping[str, Any] | None = None) -> Outcome:
        """Use an element, named by action_id, block_id or the words on it; `value` is what is chosen in a menu.

        `typed` is what stands in the other inputs by then. Raises LookupError when there is no such element.
        """
        block, element = values.find(on.blocks, name)
        entry = values.action(element, block, value, self.desk.workspace.new_ts())
        held = dict(typed or {}) | ({} if element["type"] in ("button", "overflow", "feedback_buttons") else {element["action_id"]: value})
        state = values.state(on.blocks, held)
        if isinstance(on, View):
            payload = payloads.view_action(self.desk, on, entry, state)
        else:
            payload = payloads.message_action(self.desk, user, on, entry, state)
        return self._interact(user, payload)

    def use(self, user: str, on: Message | View, entry: Json, state: Json) -> Outcome:
        """Use the element that `entry` (one of Slack's `actions`) tells of, with `state` as what stands in the inputs by then."""
        entry = entry | {"action_ts": self.desk.workspace.new_ts()}
        if isinstance(on, View):
            return self._interact(user, payloads.view_action(self.desk, on, entry, state))
        return self._interact(user, payloads.message_action(self.desk, user, on, entry, state))

    def _interact(self, user: str, payload: Json) -> Outcome:
        """Send an interaction whose answer is only an acknowledgement."""
        reply = self.deliver(INTERACTION, payload)
        return Outcome(INTERACTION, payload, reply, "" if reply.ok else "not_acknowledged", view=self._top(user))

    def submit(self, view: View, typed: Mapping[str, Any] | None = None) -> Outcome:
        """Press a modal's submit button with `typed` in its inputs, by action_id, block_id or label.

        Required inputs left empty are complained about by the client: nothing is sent then.
        """
        return self.submit_state(view, values.state(view.blocks, typed or {}))

    def submit_state(self, view: View, state: Json) -> Outcome:
        """Press a modal's submit button with `state` as Slack's `state.values`, as a client that filled in the form sends it."""
        errors = values.missing(view.blocks, state)
        if errors:
            return Outcome(INTERACTION, {}, Reply(), errors=errors, view=view)
        payload = payloads.submission(self.desk, view, state)
        reply = self.deliver(INTERACTION, payload)
        if not reply.ok:
            return Outcome(INTERACTION, payload, reply, "trouble_connecting", view=view)
        try:
            errors = settle_submission(self.desk, view, reply.payload)
        except Refusal as refusal:
            why = " ".join((refusal.code, *refusal.messages))
            return Outcome(INTERACTION, payload, replace(reply, text=why), "trouble_connecting", view=view)
        return Outcome(INTERACTION, payload, reply, errors=errors, view=self._top(view.user))

    def close_view(self, view: View, *, everything: bool = False) -> Outcome | None:
        """Close a modal, or with `everything` all that are open; the app hears of it when it asked to."""
        stack = self.desk.workspace.stack(view.user)
        self.desk.workspace.set_stack(view.user, [] if everything else [v for v in stack if v.id != view.id])
        if not view.body["notify_on_close"]:
            return None
        return self._interact(view.user, payloads.closing(self.desk, view, cleared=everything))

    def shortcut(self, user: str, callback_id: str, message: Message | None = None) -> Outcome:
        """Use a global shortcut, or a message shortcut on `message`."""
        return self._interact(user, payloads.shortcut(self.desk, user, callback_id, message))

    def suggest(self, view: View, block: Json, element: Json, typed: str) -> list[Json]:
        """What the app offers in that menu when `typed` stands in its search box."""
        reply = self.deliver(INTERACTION, payloads.suggestion(self.desk, view, block, element, typed))
        options: list[Json] = reply.payload.get("options") or [o for g in reply.payload.get("option_groups", ()) for o in g["options"]]
        return options

    def again(self, outcome: Outcome, times: int = 1) -> list[Reply]:
        """Send the very same act again, `times` copies at once: a double click, a submission repeated."""
        return self._at_once([lambda: self.deliver(outcome.kind, outcome.payload)] * times)
