"""How Slack reaches the app over HTTP: signed requests, three seconds to answer, and what comes back.

Follows https://docs.slack.dev/authentication/verifying-requests-from-slack and
https://docs.slack.dev/apis/events-api/using-http-request-urls. Retries are decided in `local_slack.py`.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from bot.tryout.refusals import Json

ANSWER_SECONDS = 3.0  # https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
EVENT, COMMAND, INTERACTION = "events_api", "slash_commands", "interactive"  # the envelope types of Socket Mode


@dataclass(frozen=True, slots=True)
class Reply:
    """What the app answered to one delivery. `error` is Slack's x-slack-retry-reason when it was not a 200 in time."""

    status: int = 0
    text: str = ""
    payload: Json = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return not self.error


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to tell the app something, and what it answered."""

    kind: str
    payload: Json
    attempt: int
    reply: Reply


class Link(Protocol):
    """A way to the app: HTTP or Socket Mode."""

    def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Reply:
        """Hand over one payload and wait for the answer, at most three seconds."""
        ...


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The X-Slack-Signature of a request body."""
    signed = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return "v0=" + signed.hexdigest()


def encode(kind: str, payload: Json) -> tuple[bytes, str]:
    """The body and content type that carry a payload of that kind over HTTP."""
    if kind == EVENT:
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == COMMAND else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def parsed(text: str) -> Json:
    """The JSON object in an answer, {} when there is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class HttpLink:
    """The app's one request URL, spoken to as Slack does."""

    def __init__(self, request_url: str, signing_secret: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._url, self._secret, self._seconds = urlsplit(request_url), signing_secret, answer_seconds

    def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Reply:
        """Sign and post one payload."""
        body, content_type = encode(kind, payload)
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        return self.post(body, {"Content-Type": content_type, **retry})

    def post(self, body: bytes, headers: Mapping[str, str], *, timestamp: str = "", sign: str | None = None) -> Reply:
        """Post any body; `sign` replaces the right signature, "" leaves it out."""
        timestamp = timestamp or str(int(time.time()))
        signed = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature(self._secret, timestamp, body)}
        if sign is not None:
            signed["X-Slack-Signature"] = sign
        if sign == "":
            del signed["X-Slack-Signature"]
        started = time.monotonic()
        connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=self._seconds)
        try:
            connection.request("POST", self._url.path or "/", body, {"User-Agent": "Slackbot 1.0", **headers, **signed})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            error = "" if answer.status == 200 else "http_error"
            refuses = answer.getheader("x-slack-no-retry") == "1"
            return Reply(answer.status, text, parsed(text), error, time.monotonic() - started, refuses)
        except TimeoutError:
            return Reply(error="http_timeout", seconds=time.monotonic() - started)
        except (OSError, http.client.HTTPException):
            return Reply(error="connection_failed", seconds=time.monotonic() - started)
        finally:
            connection.close()
