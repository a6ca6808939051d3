"""How fast one person may ask: a token bucket for each, so that nobody takes the threads from the others."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import App, BoltResponse

from handlers import payloads

log = structlog.get_logger("remit.pace")

# Nobody reads five answers a second; a letter typed into a menu is a request too, and a page of clicks comes at once.
PER_SECOND, AT_ONCE = 5.0, 50.0
MOST_PEOPLE = 10_000  # remembered at a time; whoever has not asked for longest is forgotten, and starts anew
SLOWER = "That is more than Remit answers one person at a time. Please try again in a few seconds."


class Pace:
    """`AT_ONCE` requests, then `PER_SECOND` more. Safe to share between threads."""

    def __init__(self, per_second: float = PER_SECOND, at_once: float = AT_ONCE, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock, self._lock = per_second, at_once, clock, threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # person -> what was left, when

    def allows(self, person: str) -> bool:
        """Whether this request of `person` is within their pace; it counts if it is."""
        with self._lock:
            now = self._clock()
            left, since = self._left.pop(person, (self._most, now))
            left = min(left + (now - since) * self._rate, self._most)
            allowed = left >= 1.0
            self._left[person] = (left - allowed, now)
            if len(self._left) > MOST_PEOPLE:
                self._left.popitem(last=False)
            return allowed


def register(app: App, pace: Pace) -> None:
    """Ask `pace` before any listener runs."""

    @app.middleware
    def not_too_fast(body: dict[str, Any], next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002  Bolt goes by the name
        person = payloads.person(body)
        if not person or pace.allows(person):
            return next()
        log.warning("one person asks too fast")
        return refusal(body)


def refusal(body: Mapping[str, Any]) -> BoltResponse:
    """What Slack gets: words where there is room for them, a form that keeps what was typed, an event to be sent again."""
    if body.get("command"):
        return _said({"response_type": "ephemeral", "text": SLOWER})
    if body.get("type") == "view_submission":
        fields = list(((body.get("view") or {}).get("state") or {}).get("values") or {})
        return _said({"response_action": "errors", "errors": {fields[0]: SLOWER}} if fields else {})
    if body.get("type") == "block_suggestion":
        return _said({"options": []})
    return BoltResponse(status=503 if body.get("event") else 200, body="")


def _said(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": "application/json"})
