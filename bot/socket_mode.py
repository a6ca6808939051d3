"""Socket Mode: one WebSocket to Slack, watched. A request is acknowledged after its listener has committed, never before.

The library's client reconnects by itself when the socket closes. What it does not notice (a socket that is open and deaf, a
reconnection that hangs) the watchdog here does: it forces a new connection, and gives up after three in a row so that
whatever supervises the process can start a fresh one.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.outcomes import outcome_of_answer
from bot.turns import Dispatcher
from bot.web import ANSWER_SECONDS, Refused, check_payload, handling
from handlers import ids
from knowledge.boundary import boundary

log = structlog.get_logger("remit.socket")

PING_SECONDS = 5.0
SILENCE_SECONDS = 30.0  # six pings without an answer: the socket is deaf; with the look below, reconnected well within 60 s
LOOK_SECONDS = 5.0
MAX_FAILURES = 3
LONGEST_WAIT_SECONDS = 60.0  # however long Slack asks to wait before the next attempt
FINISH_SECONDS = 10.0
CONCURRENCY = 9  # threads for the requests of one workspace; one more is there for the others
MOST_IN_HAND = 500  # requests that run or wait; what has waited too long is dropped, so there are never so many for long
# Whose a request is: "team_id" in an event and a command, "team" in the rest. A person's own may be another workspace's: passed over.
WORKSPACE = re.compile(r'"user"\s*:\s*\{[^{}]*\}|"team(?:_id"|"\s*:\s*\{\s*"id")\s*:\s*"(\w+)"')
NEAR_THE_BEGINNING = 4_000  # characters; in whatever Slack sends it is there


class _Reading(ConnectionState):
    """Ends by itself with the connection that is read: it was replaced, or the client closed."""

    def __init__(self, client: SocketModeClient, session: Connection) -> None:
        self._client, self._session, self._ended = client, session, False

    @property
    def terminated(self) -> bool:
        return self._ended or self._client.closed or self._client.current_session is not self._session

    @terminated.setter
    def terminated(self, ended: bool) -> None:
        self._ended = ended


class _Client(SocketModeClient):
    """The library's client, but requests go to `receive` as they come, with no queue of their own to wait in unseen; and it does not
    sleep where Slack limits its rate: a process told to stop would not stop. What it reads is the connection that it has: the library
    marks one connection's end for another where it is replaced as its reading begins, reads the old one for ever, and cannot close."""

    def __init__(self, *, receive: Callable[[str], None], **named: Any) -> None:
        self._receive = receive
        super().__init__(**named)

    def enqueue_message(self, message: str) -> None:
        if '"envelope_id"' in message:
            self._receive(message)
        else:
            super().enqueue_message(message)

    def disconnect(self) -> None:
        with suppress(AttributeError):  # the thread that reads closed it between the library's look and its closing
            super().disconnect()

    def _run_current_session(self) -> None:
        session = self.current_session
        if session is not None and session.is_active():
            session.run_until_completion(_Reading(self, session))  # which handles every error itself

    def issue_new_wss_url(self) -> str:
        boundary("socket: before an address is asked for")
        return str(self.web_client.apps_connections_open(app_token=self.app_token)["url"])


class SocketRunner:
    """Feeds what comes over the socket to `app` until told to stop. `after` runs when a request has been handled."""

    def __init__(
        self,
        app: App,
        app_token: str,
        client: WebClient,
        *,
        after: Callable[[], None] = lambda: None,
        ping: float = PING_SECONDS,
        silence: float = SILENCE_SECONDS,
        look: float = LOOK_SECONDS,
        answer: float = ANSWER_SECONDS,
        most: int = MOST_IN_HAND,
    ) -> None:
        self._app, self._after, self._silence, self._look, self._answer, self._most = app, after, silence, look, answer, most
        # The library's own thread is for what is no request, which nobody here listens to.
        self._socket = _Client(receive=self._receive, app_token=app_token, web_client=client, ping_interval=ping, concurrency=1)
        self._work = Dispatcher(lambda request: workspace_in_envelope(request.message), CONCURRENCY)
        self._socket.on_message_listeners.append(self._heard)
        self._last_word = self._opened_at = time.monotonic()
        self._last_pong: float | None = None
        self.in_hand = 0
        """Requests that run or wait for a thread."""
        self._idle = threading.Condition()
        self.stopping = False
        """Whether it takes nothing more."""

    def connect(self) -> None:
        """Open the socket. Raises what slack_sdk raises: `SlackApiError` (the token is refused), `OSError`."""
        self._socket.connect()
        self._opened_at = time.monotonic()

    def connected(self) -> bool:
        return bool(self._socket.is_connected())

    def silent_seconds(self) -> float:
        """How long Slack has said nothing, not even that it hears us."""
        self._note_pong()
        return time.monotonic() - max(self._last_word, self._opened_at)

    def run(self, stop: threading.Event) -> bool:
        """Watch the socket until `stop`; False when three reconnections in a row brought no word from Slack."""
        failures = 0
        while not stop.wait(self._look):
            silent = self.silent_seconds()
            if self._last_word > self._opened_at:
                failures = 0
            if self.connected() and silent <= self._silence:
                continue
            failures += 1
            if failures > MAX_FAILURES:
                log.error("Slack is silent", failures=MAX_FAILURES)
                return False
            log.warning("reconnecting", attempt=failures)
            self._reconnect(stop)
        return True

    def close(self, timeout: float = FINISH_SECONDS) -> bool:
        """Take nothing more, finish what is in hand (at most `timeout` seconds), close. True when all was finished."""
        with self._idle:
            self.stopping = True
            finished = self._idle.wait_for(lambda: self.in_hand == 0, timeout)
        self._work.shutdown(timeout=FINISH_SECONDS if finished else 0)  # idle threads end at once
        self._socket.auto_reconnect_enabled = False
        self._hang_up()
        self._socket.close()
        return finished

    def _hang_up(self) -> None:
        """Close the socket, and first end the library's read, which it leaves only every three seconds and which closing waits for."""
        session = self._socket.current_session
        open_socket = session.sock if session is not None else None
        if open_socket is not None:
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
            self._socket.disconnect()

    def _reconnect(self, stop: threading.Event) -> None:
        """A new connection, and time for Slack's first word on it."""
        self._opened_at = time.monotonic()
        self._hang_up()
        try:
            self._socket.connect_to_new_endpoint(force=True)
        except SlackApiError as error:
            wait = outcome_of_answer(error.response.status_code, error.response.headers, error.response.data).wait
            log.warning("not reconnected", error=error.response.get("error"), wait=wait)
            stop.wait(min(max(wait, self._look), LONGEST_WAIT_SECONDS))
        except (SlackClientError, OSError) as error:
            log.warning("not reconnected", error=type(error).__name__)
            stop.wait(self._look)

    def _note_pong(self) -> None:
        """The library keeps the time of the last pong by the wall clock; that it changed is what counts."""
        session = self._socket.current_session
        pong = session.last_ping_pong_time if session is not None else None
        if pong is not None and pong != self._last_pong:
            self._last_pong, self._last_word = pong, time.monotonic()

    def _heard(self, _message: str) -> None:
        self._last_word = time.monotonic()

    def _receive(self, message: str) -> None:
        """A request as it came: a thread's in its turn, or left unacknowledged for Slack to send again, to whoever runs then."""
        request = _Request(self, message, time.monotonic())
        with self._idle:
            if self.stopping or self.in_hand >= self._most:
                return
            self.in_hand += 1
        self._work.add_task(request)  # not within: whoever cancels has the dispatcher's lock, and asks for this one

    def answer_to(self, message: str, arrived: float) -> None:
        """Handle a request that came at `arrived`, in the thread whose turn it has. What it raises is a bug, for the dispatcher to tell."""
        try:
            if not self.stopping:
                self._handle(message, arrived)
        except Refused as refusal:
            log.warning("a request refused", reason=str(refusal))
        except SlackClientError as error:  # the socket closed meanwhile: what was saved is found by its key when it comes again
            log.warning("not acknowledged", error=type(error).__name__)
        finally:
            self.let_go()

    def let_go(self) -> None:
        """One request less is in hand."""
        with self._idle:
            self.in_hand -= 1
            self._idle.notify_all()

    def _handle(self, message: str, arrived: float) -> None:
        request = _request_in(message)
        with handling(arrived, self._answer):
            response = run_bolt_app(self._app, request)
        send_response(self._socket, request, response, time.time())
        if request.payload.get("command") != ids.WHOOWNS:  # asked most, and owes nothing
            self._after()


@dataclass(frozen=True, slots=True)
class _Request:
    """A request as the dispatcher takes it: unread, so that it costs the thread that reads the socket nothing."""

    runner: SocketRunner
    message: str
    arrived: float

    def service(self) -> None:
        self.runner.answer_to(self.message, self.arrived)

    def cancel(self) -> None:
        self.runner.let_go()


def workspace_in_envelope(message: str) -> str:
    """The workspace that an envelope says it comes from, "" where none is found: good for taking turns only."""
    found = WORKSPACE.finditer(message, 0, NEAR_THE_BEGINNING)
    return next((one[1] for one in found if one[1]), "")


def _request_in(message: str) -> SocketModeRequest:
    """The envelope, its payload looked through as HTTP's is. Raises `Refused`."""
    try:
        request = SocketModeRequest.from_dict(json.loads(message))
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused(400, "malformed") from error
    if request is None or not isinstance(request.payload, dict):
        raise Refused(400, "malformed")
    check_payload(request.payload, message)
    return request
