"""What became of one call to Slack: taken, refused, to be sent again, or not known. Pure: reads an answer, decides nothing else.

The table of error codes follows Slack's method pages (docs.slack.dev, chat.postMessage, chat.update, chat.postEphemeral,
views.publish). Any other code parks the post: sending again what Slack refuses for good, or for a reason nobody knows, does harm.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.error import URLError


class Fate(StrEnum):
    """What to do with the post now."""

    SENT = "sent"
    LATER = "later"  # certainly not taken: send again, not before `wait` seconds
    UNKNOWN = "unknown"  # may have been taken: look before sending again
    PLAIN = "plain"  # the blocks were refused: send the words alone, once
    PARK = "park"  # refused for good, or nothing left to say it to: a person must see it


@dataclass(frozen=True, slots=True)
class Outcome:
    """`wait` in seconds, for LATER; `error` is Slack's code or what happened on the way, without any text of the message."""

    fate: Fate
    ts: str = ""
    error: str = ""
    wait: float = 0.0


NOT_TAKEN = ("ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "team_added_to_org", "accesslimited")
PERHAPS_TAKEN = ("internal_error", "fatal_error", "request_timeout")
BLOCKS_REFUSED = (
    "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "block_mismatch", "invalid_attachments", "view_too_large",
)  # fmt: skip
DEFAULT_RETRY_AFTER_SECONDS = 30.0
NOT_REACHED_WAIT_SECONDS = 5.0
# Errors of a connection that was never made: nothing can have arrived.
_NEVER_CONNECTED = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL)


def outcome_of_answer(status: int, headers: Mapping[str, str], body: Any) -> Outcome:
    """The outcome of an answer Slack gave: its HTTP status, headers and decoded body (anything else than an object: unreadable)."""
    if status == 429:
        return Outcome(Fate.LATER, error="ratelimited", wait=_retry_after(headers))
    if status >= 500:
        return Outcome(Fate.UNKNOWN, error=f"http {status}")
    if not isinstance(body, Mapping) or not isinstance(body.get("ok"), bool):
        return Outcome(Fate.UNKNOWN, error="unreadable answer")
    if body["ok"]:
        return Outcome(Fate.SENT, ts=str(body.get("ts") or ""))
    return outcome_of_code(str(body.get("error") or "unknown"), headers)


def outcome_of_code(code: str, headers: Mapping[str, str] | None = None) -> Outcome:
    """The outcome of one of Slack's error codes."""
    if code in NOT_TAKEN:
        return Outcome(Fate.LATER, error=code, wait=_retry_after(headers or {}))
    if code in PERHAPS_TAKEN:
        return Outcome(Fate.UNKNOWN, error=code)
    if code in BLOCKS_REFUSED:
        return Outcome(Fate.PLAIN, error=code)
    return Outcome(Fate.PARK, error=code if code.replace("_", "").isalnum() and len(code) < 80 else "unreadable error")


def outcome_of_response_url(status: int, headers: Mapping[str, str]) -> Outcome:
    """The outcome of a `response_url`: at most one try, for it has no history to look in. Slack's limits: 5 posts, 30 minutes."""
    if status == 429:
        return Outcome(Fate.LATER, error="ratelimited", wait=_retry_after(headers))
    if 200 <= status < 300:
        return Outcome(Fate.SENT)
    return Outcome(Fate.PARK, error=f"response_url http {status}")


def outcome_of_failure(error: BaseException) -> Outcome:
    """The outcome of a call that brought no answer: refused connections were never taken, everything else may have been."""
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, BaseException) else error
    if isinstance(cause, socket.gaierror) or (isinstance(cause, OSError) and cause.errno in _NEVER_CONNECTED):
        return Outcome(Fate.LATER, error=type(cause).__name__, wait=NOT_REACHED_WAIT_SECONDS)
    return Outcome(Fate.UNKNOWN, error=type(cause).__name__)


def _retry_after(headers: Mapping[str, str]) -> float:
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    value = given[0] if isinstance(given, list) and given else given
    try:
        return min(max(float(value), 1.0), 3600.0)
    except (TypeError, ValueError):
        return DEFAULT_RETRY_AFTER_SECONDS
