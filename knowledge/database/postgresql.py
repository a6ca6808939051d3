"""How Remit connects to PostgreSQL: with a limit on everything it may wait for, the server's own word or its silence."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout
from sqlalchemy import URL, Engine, create_engine, event

from knowledge.deadline import seconds_left

STATEMENT_SECONDS = 20  # an import's largest single statement took under 2 s; a stuck one must not hold a thread for ever
IDLE_SECONDS = 60  # a transaction of ours never idles; one that does belongs to a lost process
# A server that says nothing, not even that the statement took too long, is not there: a connection may look well for hours
# behind a proxy. Within a request, half a second after it is over: then nobody waits for the answer.
SILENCE_SECONDS = STATEMENT_SECONDS + 5.0
GRACE_SECONDS = 0.5


class Connection(psycopg.Connection[Any]):
    """psycopg's, but it waits for no answer longer than `_patience` says. Closed then: what the server did is not known."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, _patience() if timeout is None else timeout)
        except _WaitTimeout:
            self.close()
            raise psycopg.OperationalError("the server does not answer") from None


def engine_for(url: URL, busy_seconds: int) -> Engine:
    """An engine for a server; `busy_seconds` is how long to wait for a lock, for a connection and for one of the pool."""
    given = url.query.get("options", "")
    options = " ".join((_options(busy_seconds), given if isinstance(given, str) else " ".join(given))).strip()
    engine = create_engine(
        url.difference_update_query(["options"]),
        isolation_level="READ COMMITTED",
        hide_parameters=True,  # people's words
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=24,
        pool_timeout=busy_seconds,
        connect_args={
            "options": options,
            "connect_timeout": busy_seconds,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 20_000,
            "application_name": "remit",
        },
    )
    event.listen(engine, "do_connect", lambda _dialect, _record, given, named: Connection.connect(*given, **named))
    return engine


def _options(busy_seconds: int) -> str:
    limits = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": busy_seconds,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    return " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())


def _patience() -> float:
    left = seconds_left()
    return SILENCE_SECONDS if left is None else max(left, 0.0) + GRACE_SECONDS
