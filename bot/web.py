"""HTTP mode: a WSGI application in front of the Slack app. Checks the signature before it parses a byte.

Slack's requests come to `/slack/events`, whatever their kind; `/healthz` says only that the process is alive, `/readyz`
that its database answers. Anything
malformed is 400, anything unsigned 401, never 500. Listens on nothing itself: `bot.server` does, and it hands a request over when all
of it is there and of a size that it takes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import parse_qsl

import structlog
from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from structlog.contextvars import bound_contextvars

from bot.server import ARRIVED
from handlers import ids
from knowledge import Workspaces
from knowledge.deadline import seconds_left, within
from knowledge.errors import KnowledgeError

log = structlog.get_logger("remit.web")

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
# Slack's own limit for the age of a signature: docs.slack.dev, "Verifying requests from Slack".
MAX_AGE_SECONDS = 300
# Slack waits 3 s for an answer (docs.slack.dev, "The Events API"): what is not saved so long after it came is refused, and never saved.
# A commit that begins in time may take the database half a second more, and the answer has to travel: all of it within 2.5 s.
ANSWER_SECONDS = 1.8
# What Bolt digs in before any listener runs: objects, in them texts, and the texts without which it raises.
OBJECTS = ("event", "user", "channel", "view", "message", "container", "team", "enterprise")
TEXTS = (
    "type", "subtype", "callback_id", "action_id", "block_id", "team_id", "enterprise_id", "user_id", "trigger_id", "response_url",
    "event_id", "id", "name", "value", "private_metadata", "bot_id", "channel_id", "channel_type", "ts", "thread_ts", "message_ts",
)  # fmt: skip
NEEDED = {"event": ("type",), "view": ("type",), "actions": ("type", "action_id")}
CARRIED = {"event_callback": "event", "block_actions": "actions", "view_submission": "view", "view_closed": "view"}
# Whose a request is: in a form, in an event, in the JSON within a form. Near the beginning of whatever Slack sends.
WORKSPACE = re.compile(rb'\bteam_id(?:=|"\s*:\s*")(\w+)|%22team%22%3A\+?%7B%22id%22%3A\+?%22(\w+)')
NEAR_THE_BEGINNING = 4_000  # bytes
SUSPECT = re.compile(r"(?:\\|%5C)u(?:d|0000)|%00", re.IGNORECASE)
TEXT_TYPES = {"content-type": "text/plain; charset=utf-8"}
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed", 503: "Unavailable"}  # fmt: skip

Reply = tuple[int, Mapping[str, str], str]
"""HTTP status, headers, body."""


class StartResponse(Protocol):
    def __call__(self, status: str, headers: list[tuple[str, str]], /) -> object: ...


class Refused(Exception):
    """A request that does not reach the app: `status` and what to say, nothing of the request itself."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class SlackDoor:
    """The WSGI application. `after` runs when a request has been handled, for whoever delivers posts."""

    def __init__(
        self,
        app: App,
        signing_secret: str,
        *,
        after: Callable[[], None] = lambda: None,
        ready: Callable[[], Reply] = lambda: (200, TEXT_TYPES, "ok"),
        clock: Callable[[], float] = time.time,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        if not signing_secret:
            raise ValueError("HTTP mode needs the signing secret")
        self._app, self._secret, self._after, self._ready, self._clock = app, signing_secret.encode(), after, ready, clock
        self._answer_seconds = answer_seconds

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return answer_with(lambda: self._respond(environ), start_response)

    def _respond(self, environ: Mapping[str, Any]) -> Reply:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path == HEALTH_PATH:
            return 200, TEXT_TYPES, "ok"
        if path == READY_PATH:
            return self._ready()
        if path != EVENTS_PATH:
            raise Refused(404, "not found")
        if method != "POST":
            raise Refused(405, "POST only")
        raw = environ["wsgi.input"].read()
        self._check_signature(environ, raw)
        request = slack_request(raw, environ)
        with handling(environ.get(ARRIVED, time.monotonic()), self._answer_seconds):
            response = self._app.dispatch(request)
        if request.body.get("command") != ids.WHOOWNS:  # asked most, and owes nothing: its answer is the response
            self._after()
        return response.status, _headers(response), response.body or ""

    def _check_signature(self, environ: Mapping[str, Any], raw: bytes) -> None:
        """Refuse a request whose signature is missing, wrong or older than Slack allows. Raises `Refused` with 401."""
        stamp, given = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12 and given.isascii()):
            raise Refused(401, "not signed")
        expected = "v0=" + hmac.new(self._secret, b"v0:%s:%s" % (stamp.encode(), raw), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, given) or abs(self._clock() - int(stamp)) > MAX_AGE_SECONDS:
            raise Refused(401, "not signed")


@contextmanager
def handling(arrived: float, seconds: float = ANSWER_SECONDS) -> Iterator[None]:
    """Around one request that came at `arrived` (by `time.monotonic`): its deadline, `seconds` later, and the number by which its
    records are found, told to the person whom a bug meets. Raises `Refused` with 503 when it has waited too long already."""
    with within(seconds, since=arrived), bound_contextvars(reference=secrets.token_hex(4)):
        if (seconds_left() or 0.0) <= 0.0:
            log.warning("a request waited too long for a thread")
            raise Refused(503, "too late")
        yield


def answer_with(respond: Callable[[], Reply], start_response: StartResponse) -> Iterable[bytes]:
    """What `respond` says, or why it refuses, as WSGI takes it."""
    try:
        status, headers, body = respond()
    except Refused as refusal:
        status, headers, body = refusal.status, TEXT_TYPES, str(refusal)
    content = body.encode()
    listed = [(name, str(value)) for name, value in headers.items()]
    start_response(f"{status} {REASONS.get(status, 'Error')}", [*listed, ("content-length", str(len(content)))])
    return [content]


def workspace_in(raw: bytes) -> str:
    """The workspace that a body says it comes from, "" where none is found: not verified yet, and good for taking turns only."""
    found = WORKSPACE.search(raw, 0, NEAR_THE_BEGINNING)
    return (found[1] or found[2]).decode() if found else ""


def readiness(workspaces: Workspaces) -> Reply:
    """Whether requests can be served now: the database answers and is at this program's schema, or ahead of it. Why not is in the log."""
    try:
        if ahead := workspaces.ready():
            log.info("ready", although=ahead)
    except KnowledgeError as error:
        log.warning("not ready", error=str(error))
        return 503, TEXT_TYPES, "not ready"
    return 200, TEXT_TYPES, "ok"


def slack_request(raw: bytes, environ: Mapping[str, Any]) -> BoltRequest:
    """The signed bytes as Bolt takes them. Raises `Refused` with 400 when they are not what Slack sends.

    Parsed here, once: Bolt's own parser loses a command whose text holds the word "payload".
    """
    content_type = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    headers: dict[str, str | Sequence[str]] = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_X_SLACK_RETRY") and isinstance(value, str)
    }
    try:
        text = raw.decode()
        body = _parse(text, content_type)
        check_payload(body, text)
        return BoltRequest(body=body, headers=headers, mode="socket_mode")
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise Refused(400, "malformed") from error


def check_payload(body: dict[str, Any], text: str) -> None:
    """Refuse what Slack would not send, before Bolt digs in it. `text` is what `body` was read from. Raises `Refused` with 400."""
    try:
        if SUSPECT.search(text):
            _check_text(body)
        _check_shape(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "malformed") from error


def _parse(text: str, content_type: str) -> dict[str, Any]:
    if content_type == "application/json":
        body = json.loads(text)
    elif content_type == "application/x-www-form-urlencoded":
        form: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=200))
        body = json.loads(form["payload"]) if "payload" in form and "command" not in form else form
    else:
        raise ValueError("neither JSON nor a form")
    if not isinstance(body, dict) or not body:
        raise ValueError("not an object")
    return body


def _check_text(value: Any) -> None:
    """Half a surrogate pair and the NUL character are no text: no database takes them. Raises ValueError."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("NUL")
        value.encode()
    elif isinstance(value, dict):
        for name, inside in value.items():
            _check_text(name)
            _check_text(inside)
    elif isinstance(value, list):
        for inside in value:
            _check_text(inside)


def _check_shape(body: Mapping[str, Any]) -> None:
    """What Bolt's own middleware and matchers dig in must be what they take it for, or they answer 500. Raises ValueError."""
    if "command" in body or "ssl_check" in body:
        return
    parts: list[tuple[str, Any]] = [("", body), *((name, body[name]) for name in OBJECTS if body.get(name) is not None)]
    actions = body.get("actions", [])
    authorizations = body.get("authorizations") or []
    if not isinstance(actions, list) or not isinstance(authorizations, list) or not isinstance(body.get("type"), str):
        raise ValueError("not what Slack sends")
    parts += [("actions", action) for action in actions] + [("authorizations", one) for one in authorizations]
    for name, part in parts:
        if not isinstance(part, dict):
            raise ValueError(f"{name} is not an object")
        for key in TEXTS:
            if not isinstance(part.get(key, ""), str | None):
                raise ValueError(f"{name} {key} is not text")
        if not all(isinstance(part.get(key), str) for key in NEEDED.get(name, ())):
            raise ValueError(f"{name} lacks what it needs")
    if not body.get(CARRIED.get(body["type"], "type")):
        raise ValueError("nothing in it")


def _headers(response: BoltResponse) -> dict[str, str]:
    return {name: str(value) for name, value in response.first_headers().items() if name.lower() != "content-length"}
