"""The door to HTTP mode: what is let in, and what is turned away before it is read."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import io
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult

from bot import server
from bot.logs import configure_logs
from bot.server import BLOCKING_THREADS, MAX_BODY_BYTES, Server
from bot.web import SlackDoor

NOW = 1_800_000_000
SECRET = "test-signing-secret"
COMMAND = {"command": "/whoowns", "text": "payload API", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2"}
FORM = "application/x-www-form-urlencoded"


class Door:
    """The application served over a real socket, with the requests that reached a listener."""

    def __init__(self, *, read_seconds: float = 5.0, answer_seconds: float = 2.0) -> None:
        self.reached: list[str] = []
        self.open = threading.Event()  # while it is not set, listeners wait
        self.open.set()
        app = App(
            authorize=lambda team_id, enterprise_id: AuthorizeResult(
                enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-test", bot_user_id="U0"
            ),
            process_before_response=True,
            token_verification_enabled=False,
            request_verification_enabled=False,
        )
        app.command("/whoowns")(self._command)
        slack_door = SlackDoor(app, SECRET, clock=lambda: NOW, answer_seconds=answer_seconds)
        self.server = Server(slack_door, "127.0.0.1", 0, read_seconds=read_seconds).start()
        self.place = ("127.0.0.1", int(self.server.address.rpartition(":")[2]))

    def _command(self, ack: Ack, command: dict[str, Any]) -> None:
        self.reached.append(command["text"])
        self.open.wait(30)
        ack(text=f"You asked: {command['text']}")

    def send(
        self, body: bytes, kind: str = FORM, *, method: str = "POST", path: str = "/slack/events", signed: bool = True, **headers: str
    ) -> tuple[int, str]:
        """One request; `headers` (underscores for hyphens) replace those of a good one, "" leaves one out."""
        stamp = headers.get("x_slack_request_timestamp", str(NOW))
        good = {"content_type": kind, "x_slack_request_timestamp": stamp, "x_slack_signature": sign(body, stamp)}
        wanted = {name.replace("_", "-"): value for name, value in (good | headers if signed else {"content_type": kind}).items() if value}
        connection = http.client.HTTPConnection(self.server.address.removeprefix("http://"), timeout=10)
        try:
            chunked = "transfer-encoding" in wanted
            connection.request(method, path, iter([body]) if chunked else body, wanted, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def sign(body: bytes, stamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def encoded(form: dict[str, str]) -> bytes:
    return urlencode(form).encode()


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    served = Door()
    yield served
    assert served.server.stop()


@pytest.fixture(autouse=True)
def nothing_reached(door: Door) -> None:
    door.reached.clear()


def test_a_signed_command_is_answered_in_its_own_response(door: Door) -> None:
    assert door.send(encoded(COMMAND)) == (200, "You asked: payload API")
    assert door.reached == ["payload API"]


def test_a_body_in_pieces_is_taken(door: Door) -> None:
    assert door.send(encoded(COMMAND), transfer_encoding="chunked")[0] == 200


GOOD_SIGNATURE = sign(encoded(COMMAND), str(NOW))
STAMP, SIGNATURE = "x_slack_request_timestamp", "x_slack_signature"
BAD_SIGNATURES: dict[str, dict[str, Any]] = {
    "unsigned": {"signed": False},
    "no signature": {SIGNATURE: ""},
    "no timestamp": {STAMP: ""},
    "short signature": {SIGNATURE: "v0="},
    "half a signature": {SIGNATURE: GOOD_SIGNATURE[:35]},
    "one digit less": {SIGNATURE: GOOD_SIGNATURE[:-1]},
    "one digit more": {SIGNATURE: GOOD_SIGNATURE + "0"},
    "one digit changed": {SIGNATURE: GOOD_SIGNATURE[:-1] + ("1" if GOOD_SIGNATURE[-1] == "0" else "0")},
    "capital digits": {SIGNATURE: "v0=" + GOOD_SIGNATURE[3:].upper()},
    "capital version": {SIGNATURE: "V0=" + GOOD_SIGNATURE[3:]},
    "other version": {SIGNATURE: "v1=" + GOOD_SIGNATURE[3:]},
    "no version": {SIGNATURE: GOOD_SIGNATURE[3:]},
    "version twice": {SIGNATURE: "v0=" + GOOD_SIGNATURE},
    "two signatures": {SIGNATURE: f"{GOOD_SIGNATURE}, {GOOD_SIGNATURE}"},
    "space inside": {SIGNATURE: GOOD_SIGNATURE.replace("=", "= ")},
    "quoted": {SIGNATURE: f'"{GOOD_SIGNATURE}"'},
    "other secret": {SIGNATURE: sign(encoded(COMMAND), str(NOW), "another")},
    "no secret": {SIGNATURE: sign(encoded(COMMAND), str(NOW), "")},
    "of another body": {SIGNATURE: sign(b"text=other", str(NOW))},
    "of an empty body": {SIGNATURE: sign(b"", str(NOW))},
    "of another time": {SIGNATURE: sign(encoded(COMMAND), str(NOW - 1))},
    "of no time": {SIGNATURE: sign(encoded(COMMAND), "")},
    "all nought": {SIGNATURE: "v0=" + "0" * 64},
    "not hexadecimal": {SIGNATURE: "v0=" + "g" * 64},
    "signature not ascii": {SIGNATURE: "v0=\u00e9"},
    "long signature": {SIGNATURE: "v0=" + "0" * 5000},
    "word": {SIGNATURE: "nonsense"},
    "timestamp not a number": {STAMP: "abc"},
    "timestamp not ascii": {STAMP: "\u00b2"},
    "other digits": {STAMP: "\u00b9\u00b2\u00b3"},
    "negative timestamp": {STAMP: f"-{NOW}"},
    "plus sign": {STAMP: f"+{NOW}"},
    "fraction": {STAMP: f"{NOW}.5"},
    "exponent": {STAMP: "1.8e9"},
    "hexadecimal": {STAMP: hex(NOW)},
    "underscore": {STAMP: "1_800_000_000"},
    "milliseconds": {STAMP: str(NOW * 1000)},
    "nought": {STAMP: "0"},
    "huge timestamp": {STAMP: "9" * 400},
    "not a time": {STAMP: "nan"},
    "old": {STAMP: str(NOW - 301)},
    "a day old": {STAMP: str(NOW - 86_400)},
    "future": {STAMP: str(NOW + 301)},
}


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Everything that is logged, at DEBUG, as the commands that serve log it."""
    root, out = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    configure_logs("DEBUG", (SECRET,), out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_no_request_that_slack_did_not_sign_gets_in_or_into_the_logs(door: Door, said: io.StringIO) -> None:
    assert len(BAD_SIGNATURES) >= 40
    answers = {case: door.send(encoded(COMMAND), **given) for case, given in BAD_SIGNATURES.items()}
    assert answers == dict.fromkeys(BAD_SIGNATURES, (401, "not signed"))
    assert door.reached == []
    assert not any(word in said.getvalue() for word in ("whoowns", "payload", "trigger_id"))


@pytest.mark.parametrize("case", ["old", "future"])
def test_the_oldest_signature_that_is_taken_is_five_minutes_old(door: Door, case: str) -> None:
    edge = str(int(BAD_SIGNATURES[case][STAMP]) + (1 if case == "old" else -1))
    assert door.send(encoded(COMMAND), x_slack_request_timestamp=edge)[0] == 200


def test_an_unsigned_body_is_not_parsed(door: Door) -> None:
    for body, kind in MALFORMED.values():
        assert door.send(body, kind, signed=False) == (401, "not signed")


def test_one_changed_byte_is_401(door: Door) -> None:
    body = encoded(COMMAND)
    assert door.send(body.replace(b"API", b"APJ"), x_slack_signature=sign(body, str(NOW)))[0] == 401


MALFORMED = {
    "empty": (b"", "application/json"),
    "broken JSON": (b'{"type":', "application/json"),
    "not an object": (b'["type"]', "application/json"),
    "a number": (b"1", "application/json"),
    "nested too deep": (b"[" * 100_000, "application/json"),
    "not UTF-8": (b"\xff\xfe{}", "application/json"),
    "half a character": (b'{"type": "event_callback", "event": {"type": "message", "text": "\\ud800"}}', "application/json"),
    "event is text": (b'{"type": "event_callback", "event": "x"}', "application/json"),
    "authorizations are text": (b'{"type": "event_callback", "authorizations": "x", "event": {}}', "application/json"),
    "payload is a list": (b"payload=%5B1%5D", FORM),
    "payload is broken": (b"payload=%7B", FORM),
    "actions are text": (b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%22x%22%7D", FORM),
    "view is a list": (b"payload=%7B%22type%22%3A%22view_submission%22%2C%22view%22%3A%5B%5D%7D", FORM),
    "no fields": (b"", FORM),
    "a thousand fields": ("&".join(f"f{n}=1" for n in range(1000)).encode(), FORM),
    "plain text": (b"hello", "text/plain"),
    "no type": (b"hello", ""),
    "multipart": (b"--x", "multipart/form-data; boundary=x"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_signed_request_that_makes_no_sense_is_400(door: Door, case: str) -> None:
    body, kind = MALFORMED[case]
    assert door.send(body, kind) == (400, "malformed")
    assert door.reached == []


def test_a_large_body_is_413_before_it_is_read(door: Door) -> None:
    connection = http.client.HTTPConnection(door.server.address.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("content-length", str(MAX_BODY_BYTES + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_body_that_grows_too_large_in_pieces_is_413(door: Door) -> None:
    assert door.send(b"x" * (MAX_BODY_BYTES + 1), transfer_encoding="chunked")[0] == 413
    assert door.send(b"x" * MAX_BODY_BYTES)[0] != 413


def test_other_methods_and_paths_are_turned_away(door: Door) -> None:
    assert door.send(b"", method="GET")[0] == 405
    assert door.send(encoded(COMMAND), path="/slack/event")[0] == 404
    assert door.send(encoded(COMMAND), path="/")[0] == 404


def test_health_says_only_ok(door: Door) -> None:
    assert door.send(b"", method="GET", path="/healthz", signed=False) == (200, "ok")


def test_slack_finds_its_challenge_again(door: Door) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c1", "token": "t"}).encode()
    status, text = door.send(body, "application/json")
    assert (status, json.loads(text)) == (200, {"challenge": "c1"})


def test_the_certificate_check_is_answered(door: Door) -> None:
    assert door.send(b"ssl_check=1&token=t")[0] == 200


def test_no_door_opens_without_a_secret() -> None:
    with pytest.raises(ValueError, match="signing secret"):
        SlackDoor(App(authorize=lambda: None, token_verification_enabled=False), "")


HALF_A_REQUEST = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nsome"


def test_bodies_that_never_come_hold_nobody_up(door: Door) -> None:
    with ExitStack() as hanging:
        for _ in range(4 * BLOCKING_THREADS):
            hanging.enter_context(socket.create_connection(door.place)).sendall(HALF_A_REQUEST)
        assert door.send(encoded(COMMAND))[0] == 200


@pytest.mark.parametrize("sent", [b"", b"POST /slack/events HT", HALF_A_REQUEST], ids=["nothing", "half a head", "half a body"])
def test_who_does_not_finish_a_request_is_hung_up_on(sent: bytes) -> None:
    served = Door(read_seconds=0.2)
    with socket.create_connection(served.place, timeout=10) as waiting:
        waiting.sendall(sent)
        assert waiting.recv(100) == b""
    assert served.server.stop()


def test_more_connections_than_there_is_room_for_are_hung_up_on_at_once_and_wait_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 6)
    served = Door(read_seconds=1.0)
    with ExitStack() as staying:
        first = [staying.enter_context(socket.create_connection(served.place, timeout=10)) for _ in range(6)]
        until(lambda: served.server.connections == 6)
        more = [staying.enter_context(socket.create_connection(served.place, timeout=10)) for _ in range(6)]
        assert [one.recv(10) for one in more] == [b""] * 6
        assert served.server.connections == 6
        assert [one.recv(10) for one in first] == [b""] * 6, "those that ask nothing make room"
    assert served.send(encoded(COMMAND))[0] == 200
    assert served.server.stop()


def test_one_slow_listener_does_not_stop_the_others() -> None:
    served = Door()
    served.open.clear()
    with ThreadPoolExecutor() as people:
        slow = people.submit(served.send, encoded(COMMAND | {"text": "slow"}))
        until(lambda: served.reached == ["slow"])
        assert served.send(b"", method="GET", path="/healthz", signed=False) == (200, "ok")
        served.open.set()
        assert slow.result()[0] == 200
    assert served.server.stop()


def test_what_has_waited_too_long_for_a_thread_is_refused_and_never_done() -> None:
    served = Door(answer_seconds=0.5)
    served.open.clear()
    with ThreadPoolExecutor(2 * BLOCKING_THREADS) as people:
        first = [people.submit(served.send, encoded(COMMAND | {"text": f"first {n}"})) for n in range(BLOCKING_THREADS)]
        until(lambda: len(served.reached) == BLOCKING_THREADS)
        late = [people.submit(served.send, encoded(COMMAND | {"text": f"late {n}"})) for n in range(BLOCKING_THREADS)]
        until(lambda: served.server.waiting == BLOCKING_THREADS)
        began = time.monotonic()
        until(lambda: time.monotonic() > began + 0.5)
        served.open.set()
        assert [answer.result()[0] for answer in first] == [200] * BLOCKING_THREADS
        assert [answer.result() for answer in late] == [(503, "too late")] * BLOCKING_THREADS
    assert len(served.reached) == BLOCKING_THREADS
    assert served.server.stop()


def test_what_waits_when_the_server_stops_is_not_done() -> None:
    served = Door(answer_seconds=30)
    served.open.clear()
    with ThreadPoolExecutor(BLOCKING_THREADS + 2) as people:
        first = [people.submit(served.send, encoded(COMMAND)) for _ in range(BLOCKING_THREADS)]
        until(lambda: len(served.reached) == BLOCKING_THREADS)
        late = people.submit(served.send, encoded(COMMAND | {"text": "late"}))
        until(lambda: served.server.waiting == 1)
        stopped = people.submit(served.server.stop)
        until(lambda: not served.server.accepting)
        served.open.set()
        assert stopped.result()
        assert [answer.result()[0] for answer in first] == [200] * BLOCKING_THREADS
        with pytest.raises((http.client.HTTPException, OSError)):
            late.result()
    assert "late" not in served.reached


def test_who_hung_up_while_waiting_is_not_served() -> None:
    served = Door(answer_seconds=30)
    served.open.clear()
    with ThreadPoolExecutor(BLOCKING_THREADS) as people:
        first = [people.submit(served.send, encoded(COMMAND)) for _ in range(BLOCKING_THREADS)]
        until(lambda: len(served.reached) == BLOCKING_THREADS)
        body = encoded(COMMAND | {"text": "gone"})
        head = f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
        signed = f"X-Slack-Request-Timestamp: {NOW}\r\nX-Slack-Signature: {sign(body, str(NOW))}\r\n\r\n"
        with closing(socket.create_connection(served.place)) as leaving:
            leaving.sendall((head + signed).encode() + body)
            until(lambda: served.server.waiting == 1)
        until(lambda: served.server.connections == BLOCKING_THREADS)
        served.open.set()
        assert [answer.result()[0] for answer in first] == [200] * BLOCKING_THREADS
    assert served.server.stop()
    assert "gone" not in served.reached


def until(holds: Callable[[], object]) -> None:
    """Wait for it, ten seconds at most."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        os.sched_yield()
