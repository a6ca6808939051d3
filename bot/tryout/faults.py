"""Troubles of Slack, scripted per Web API method: what goes wrong with the next calls, and whether they took effect."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from bot.tryout.refusals import Json

RESPONSE_URL = "response_url"  # the method name that posts to a response_url go by


@dataclass(frozen=True, slots=True)
class Fault:
    """One scripted trouble. At most one of `drop_after_accept`, `drop`, `hang`, `retry_after`, `status`, `error` is set.

    `hang` is in seconds; the call takes effect first when `accepted`. `status` is an HTTP status with `body`. A fault with
    `channel` waits for a call to that channel.
    """

    drop_after_accept: bool = False
    drop: bool = False
    hang: float = 0.0
    retry_after: int | None = None
    status: int = 0
    body: str = "<html><body>upstream trouble</body></html>"
    error: str = ""
    accepted: bool = False
    channel: str = ""

    @property
    def takes_effect(self) -> bool:
        """The call is carried out although the app does not hear of it."""
        return self.accepted or self.drop_after_accept


class Faults:
    """What is scripted. `next` for the next calls of a method, `always` until `clear`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[str, list[Fault]] = {}
        self._always: dict[str, Fault] = {}

    def next(self, method: str, *, times: int = 1, **fault: Any) -> None:
        """Let the next `times` calls of `method` ("response_url" for those posts) meet `Fault(**fault)`."""
        with self._lock:
            self._next.setdefault(method, []).extend([Fault(**fault)] * times)

    def always(self, method: str, **fault: Any) -> None:
        """Let every call of `method` meet `Fault(**fault)` until `clear`."""
        with self._lock:
            self._always[method] = Fault(**fault)

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._next.clear()
            self._always.clear()

    def take(self, method: str, arguments: Json) -> Fault | None:
        """The fault that this call meets, which is then used up; None when all is well."""
        with self._lock:
            waiting = self._next.get(method, [])
            for at, fault in enumerate(waiting):
                if fault.channel in ("", arguments.get("channel")):
                    return waiting.pop(at)
            fault_always = self._always.get(method)
            if fault_always and fault_always.channel in ("", arguments.get("channel")):
                return fault_always
            return None
