"""How long a request may take. Past its deadline nothing of it is saved: whoever made it has been told that it failed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def within(seconds: float, *, since: float | None = None) -> Iterator[None]:
    """Everything in the block, in this thread, has to be saved in `seconds` from `since` (by `time.monotonic`), or from now."""
    token = _until.set((time.monotonic() if since is None else since) + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def seconds_left() -> float | None:
    """The time until the deadline, below nought past it; None where there is none, as on the command line."""
    until = _until.get()
    return None if until is None else until - time.monotonic()
