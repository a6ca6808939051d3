"""The short-lived handles that Slack hands out: trigger_id and response_url.

A trigger_id lives three seconds and opens one view (https://docs.slack.dev/interactivity/handling-user-interaction); a
response_url takes five posts within thirty minutes (same page).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.tryout.refusals import Refusal

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_POSTS = 5


@dataclass(slots=True)
class Trigger:
    """Leave to open one view for `user`; `view` is set when the click was inside that view."""

    user: str
    issued: float
    view: str = ""
    spent: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where the answer to one interaction goes; `ts` is the message it was made on, "" for a command."""

    channel: str
    user: str
    ts: str
    thread_ts: str
    issued: float
    posts: int = 0


class Handles:
    """Issues handles and takes them back once; `seconds` is a clock that only runs forward."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._lock, self._ahead = seconds, threading.Lock(), 0.0
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def pass_time(self, seconds: float) -> None:
        """Make every handle that many seconds older."""
        with self._lock:
            self._ahead += seconds

    def _now(self) -> float:
        return self._seconds() + self._ahead

    def trigger(self, user: str, view: str = "") -> str:
        """A fresh trigger_id in Slack's shape: number.number.hex."""
        with self._lock:
            name = f"{len(self._triggers) + 1000}.{secrets.randbelow(10**10):010d}.{secrets.token_hex(16)}"
            self._triggers[name] = Trigger(user, self._now(), view)
            return name

    def spend_trigger(self, name: str) -> Trigger:
        """The trigger behind `name`, which is then used up. Raises Refusal with Slack's code."""
        with self._lock:
            trigger = self._triggers.get(name)
            if trigger is None:
                raise Refusal("invalid_trigger_id")  # https://docs.slack.dev/reference/methods/views.open#errors
            if trigger.spent:
                raise Refusal("exchanged_trigger_id")
            if self._now() - trigger.issued > TRIGGER_SECONDS:
                raise Refusal("expired_trigger_id")
            trigger.spent = True
            return trigger

    def response_url(self, channel: str, user: str, ts: str = "", thread_ts: str = "") -> str:
        """A fresh token for the end of a response_url."""
        with self._lock:
            token = secrets.token_urlsafe(18)
            self._urls[token] = ResponseUrl(channel, user, ts, thread_ts, self._now())
            return token

    def spend_response(self, token: str) -> ResponseUrl:
        """The response_url behind `token`, with one post counted. Raises Refusal used_url or expired_url."""
        with self._lock:
            url = self._urls.get(token)
            if url is None or self._now() - url.issued > RESPONSE_SECONDS:
                raise Refusal("expired_url")
            if url.posts >= RESPONSE_POSTS:
                raise Refusal("used_url")
            url.posts += 1
            return url
