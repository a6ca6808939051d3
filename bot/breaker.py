"""A circuit breaker: after so many failures in a row nothing is tried for a while, then one call to see whether it is over.

Trying on would use up a post's attempts while Slack is away, and add to whatever Slack is struggling with.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 10
REST_SECONDS = 30.0


class Breaker:
    """Closed while all goes well. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures, self._rest_until = 0, float("-inf")

    def note(self, *, failed: bool) -> bool:
        """One call ended; whether this one opened the breaker."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            opens = self._failures >= FAILURES
            if opens:
                self._rest_until = self._clock() + REST_SECONDS
            return opens

    def seconds_left(self) -> float:
        """How long nothing is to be tried; 0 when it may be."""
        return max(self._rest_until - self._clock(), 0.0) if self._failures >= FAILURES else 0.0

    def trying(self) -> bool:
        """Whether one call is to show first that it is over."""
        return self._failures >= FAILURES
