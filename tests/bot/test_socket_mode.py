"""Socket Mode: a deaf socket is replaced, a dead Slack is given up, what is in hand is finished, and workspaces take turns."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import App
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin.connection import Connection
from structlog.testing import capture_logs

from bot.app import create_app, slack_client
from bot.delivery import SEND_TIMEOUT_SECONDS
from bot.socket_mode import CONCURRENCY, LOOK_SECONDS, SILENCE_SECONDS, SocketRunner, workspace_in_envelope
from bot.tryout import payloads
from tests.tunnel import Tunnel

if TYPE_CHECKING:
    from tests.bot.conftest import Office


HANDSHAKE_SECONDS = 3  # the library's time-out for each word of it


@pytest.fixture
def tunnel(office: Office) -> Iterator[Tunnel]:
    host, port = office.slack.desk.base_url.removeprefix("http://").split(":")
    between = Tunnel((host, int(port)))
    address = office.slack.desk.socket_url
    office.slack.desk.socket_url = lambda: address().replace(f":{port}/", f":{between.port}/")  # type: ignore[misc]
    yield between
    between.close()


@contextmanager
def connected(office: Office, app: App, **pace: Any) -> Iterator[SocketRunner]:
    client = slack_client(office.settings, None, 2)
    runner = SocketRunner(app, office.settings.app_token, client, **pace)
    runner.connect()
    office.slack.wait_for_app()
    try:
        yield runner
    finally:
        runner.close(5.0)


@contextmanager
def watched(runner: SocketRunner) -> Iterator[list[bool]]:
    """The runner watching in a thread; its verdict is in the list afterwards."""
    stop, verdict = threading.Event(), []
    watching = threading.Thread(target=lambda: verdict.append(runner.run(stop)))
    watching.start()
    try:
        yield verdict
    finally:
        stop.set()
        watching.join(20)
        assert not watching.is_alive()


def remit(office: Office) -> App:
    return create_app(office.settings, office.workspaces, office.identity())


class Gate:
    """Stands before an app's listeners: what has `reached` it, by payload, waits there while it is not `open` if the gate `holds` it."""

    def __init__(self, app: App, holds: Callable[[dict[str, Any]], bool] = lambda _body: True) -> None:
        self.reached: list[dict[str, Any]] = []
        self._holds = holds
        self.open = threading.Event()
        self._came = threading.Semaphore(0)
        app.middleware(self._hold)

    def _hold(self, body: dict[str, Any], next_: Any) -> None:
        self.reached.append(body)
        self._came.release()
        if self._holds(body):
            self.open.wait(10)
        next_()

    def wait_for(self, count: int) -> bool:
        """Whether so many more have come, within five seconds for each."""
        return all(self._came.acquire(timeout=5) for _ in range(count))


def asked(office: Office) -> Any:
    return office.slack.command(office.person, office.channel, "/whoowns", "ERP")


def test_a_command_is_answered_over_the_socket(office: Office) -> None:
    with connected(office, remit(office)):
        assert asked(office).text.startswith("*CIO* owns ERP.")


def test_a_socket_that_went_deaf_is_replaced(office: Office, tunnel: Tunnel) -> None:
    office.slack.hub.answer_seconds = 0.5
    with connected(office, remit(office), ping=60.0, silence=0.6, look=0.1) as runner:
        with watched(runner) as verdict:
            tunnel.go_deaf()
            office.slack.wait_for(lambda: office.slack.hub.opened >= 2, timeout=30)
        assert verdict == [True]
        # Slack does not know yet that the first one is dead, and sends to either.
        assert any(asked(office).text.startswith("*CIO* owns ERP.") for _ in range(20))


def test_a_deaf_socket_is_replaced_within_a_minute() -> None:
    assert SILENCE_SECONDS + LOOK_SECONDS + SEND_TIMEOUT_SECONDS + HANDSHAKE_SECONDS <= 60


def test_a_slack_that_refuses_every_connection_is_given_up_after_three_attempts(office: Office) -> None:
    with connected(office, remit(office), ping=60.0, silence=0.3, look=0.05) as runner, watched(runner) as verdict:
        office.slack.faults.always("apps.connections.open", status=503)
        office.slack.wait_for(lambda: verdict, timeout=30)
    assert verdict == [False]
    assert len(office.slack.calls("apps.connections.open")) == 4


def test_a_runner_that_waits_as_slack_asks_stops_when_told(office: Office) -> None:
    with connected(office, remit(office), ping=60.0, silence=0.3, look=0.05) as runner, watched(runner) as verdict:
        office.slack.faults.always("apps.connections.open", retry_after=600)
        office.slack.wait_for(lambda: len(office.slack.calls("apps.connections.open")) == 2, timeout=30)
    assert verdict == [True]


# The library drops the sockets of failed handshakes without closing them.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_slack_that_stays_deaf_is_given_up_after_three_attempts(office: Office, tunnel: Tunnel) -> None:
    with connected(office, remit(office), ping=60.0, silence=0.3, look=0.1) as runner, watched(runner) as verdict:
        tunnel.go_deaf(for_good=True)
        office.slack.wait_for(lambda: verdict, timeout=60)
    assert verdict == [False]
    assert tunnel.accepted == 4


def test_a_quiet_socket_that_answers_pings_stays(office: Office) -> None:
    office.slack.hub.silent = True
    with connected(office, remit(office), ping=0.2, silence=1.0, look=0.1) as runner, watched(runner):
        threading.Event().wait(1.6)
        assert office.slack.hub.opened == 1


def test_a_request_in_hand_is_finished_and_acknowledged_before_the_socket_closes(office: Office) -> None:
    gate, outcome = Gate(app := remit(office)), list[Any]()
    with connected(office, app) as runner:
        asking = threading.Thread(target=lambda: outcome.append(asked(office)))
        asking.start()
        assert gate.wait_for(1)
        closing = threading.Thread(target=runner.close, args=(10.0,))
        closing.start()
        closing.join(0.3)
        assert closing.is_alive()
        gate.open.set()
        closing.join(15)
        asking.join(15)
    assert outcome[0].text.startswith("*CIO* owns ERP.")


@contextmanager
def patience(office: Office, seconds: float) -> Iterator[None]:
    """Slack waits no longer than this for what it sends meanwhile."""
    usual, office.slack.hub.answer_seconds = office.slack.hub.answer_seconds, seconds
    yield
    office.slack.hub.answer_seconds = usual


def test_nothing_is_acknowledged_that_was_not_saved(office: Office) -> None:
    app = remit(office)

    @app.middleware
    def broken() -> None:
        raise RuntimeError("the database is away")

    office.slack.hub.answer_seconds = 0.5
    with connected(office, app):
        replies = office.slack.event({"type": "app_mention", "user": office.person, "text": "x", "channel": office.channel, "ts": "1.1"})
    assert {reply.status for reply in replies} == {0}


def test_closing_takes_its_time_and_no_more_and_says_that_not_all_was_finished(office: Office) -> None:
    gate = Gate(app := remit(office))
    with connected(office, app) as runner, ThreadPoolExecutor(2) as people:
        people.submit(asked, office)
        assert gate.wait_for(1)
        closing = people.submit(runner.close, 0.2)
        assert closing.result(5) is False, "the request is held for longer"
        assert runner.in_hand == 1
        gate.open.set()
        office.slack.wait_for(lambda: runner.in_hand == 0)
        assert runner.close(5.0)


def test_when_the_socket_closes_nothing_more_is_taken_and_what_waits_for_a_thread_is_never_done(office: Office) -> None:
    gate = Gate(app := remit(office))
    with connected(office, app) as runner, ThreadPoolExecutor(CONCURRENCY + 2) as people, patience(office, 1.0):
        for _ in range(CONCURRENCY + 1):
            people.submit(asked, office)
        assert gate.wait_for(CONCURRENCY)
        office.slack.wait_for(lambda: runner.in_hand == CONCURRENCY + 1)
        closing = people.submit(runner.close, 10.0)
        office.slack.wait_for(lambda: runner.stopping)
        assert asked(office).error
        assert runner.in_hand == CONCURRENCY + 1
        gate.open.set()
        assert closing.result(15)
    assert len(gate.reached) == CONCURRENCY


def test_a_bug_is_logged_without_the_request_and_its_thread_serves_the_next(office: Office) -> None:
    def broken() -> None:
        raise RuntimeError("a bug")

    with capture_logs() as said, connected(office, remit(office), after=broken):
        for _ in range(CONCURRENCY + 2):
            assert office.slack.command(office.person, office.channel, "/remit", "help").error == ""
    told = [one for one in said if one["log_level"] == "error"]
    assert told == [{"event": "a request failed", "log_level": "error", "exc_info": True}] * (CONCURRENCY + 2)


def test_a_connection_that_slack_wants_replaced_is_replaced(office: Office) -> None:
    with connected(office, remit(office)):
        office.slack.hub.disconnect()
        office.slack.wait_for(lambda: office.slack.hub.opened == 2 and len(office.slack.hub.connections) == 1)
        assert asked(office).text.startswith("*CIO* owns ERP.")


def test_a_connection_replaced_as_its_reading_begins_is_read_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, closed = threading.Semaphore(0), threading.Event()
    close, read = Connection.close, Connection.run_until_completion

    def close_late(session: Connection) -> None:
        if session in replaced:
            begun.acquire(timeout=1)  # the library's own thread has been told to end by now, and begins with the same connection again
        close(session)
        if session in replaced:
            closed.set()

    def read_late(session: Connection, state: Any) -> None:
        begun.release()
        if session in replaced:
            assert closed.wait(10)
        read(session, state)

    replaced: list[Connection] = []
    monkeypatch.setattr(Connection, "close", close_late)
    monkeypatch.setattr(Connection, "run_until_completion", read_late)
    with connected(office, remit(office)) as runner:
        assert begun.acquire(timeout=10)
        session = runner._socket.current_session
        session.sock.settimeout(0.05)  # for how long it reads, from the next word on, before it looks whether it is to end
        assert not asked(office).error
        replaced.append(session)
        runner._socket.connect_to_new_endpoint(force=True)
        office.slack.wait_for(lambda: len(office.slack.hub.connections) == 1)
        assert asked(office).text.startswith("*CIO* owns ERP.")


class ClosedMeanwhile:
    """The lock that the library takes when it has seen that a connection is open; by then the thread that reads has closed it."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def __enter__(self) -> None:
        self._session.sock.close()
        self._session.sock = None

    def __exit__(self, *_: object) -> None:
        pass


def test_a_socket_that_two_threads_close_at_once_is_closed(office: Office) -> None:
    with connected(office, remit(office), ping=60.0) as runner:
        session: Any = runner._socket.current_session
        session.sock_send_lock = ClosedMeanwhile(session)
        assert runner.close(5.0)
        assert runner._socket.closed and not runner.connected()


def test_a_socket_that_two_threads_close_at_once_is_replaced(office: Office) -> None:
    office.slack.hub.silent = True
    with connected(office, remit(office), ping=60.0, silence=0.3, look=0.05) as runner:
        session: Any = runner._socket.current_session
        session.sock_send_lock = ClosedMeanwhile(session)
        with watched(runner) as verdict:
            office.slack.wait_for(lambda: office.slack.hub.opened >= 2 and runner.connected(), timeout=30)
    assert verdict == [True]


def test_a_refused_token_is_told_at_once(office: Office) -> None:
    client = slack_client(office.settings, None, 2)
    runner = SocketRunner(remit(office), "xapp-wrong", client)
    with pytest.raises(SlackApiError):
        runner.connect()
    runner.close(1.0)


def test_what_has_waited_too_long_for_a_thread_is_dropped_and_never_done(office: Office) -> None:
    gate = Gate(app := remit(office))
    office.slack.hub.answer_seconds = 1.5  # long enough for an answer to what was not dropped

    def ask(text: str) -> Any:
        return office.slack.command(office.person, office.channel, "/whoowns", text)

    with connected(office, app, answer=0.5) as runner, ThreadPoolExecutor(CONCURRENCY + 1) as people:
        first = [people.submit(ask, f"first {n}") for n in range(CONCURRENCY)]
        assert gate.wait_for(len(first))
        late = people.submit(ask, "late")
        office.slack.wait_for(lambda: runner.in_hand == CONCURRENCY + 1)
        began = time.monotonic()
        office.slack.wait_for(lambda: time.monotonic() > began + 0.5)
        gate.open.set()
        assert late.result().error
        office.slack.wait_for(lambda: runner.in_hand == 0)
    assert len(gate.reached) == CONCURRENCY


def test_no_more_are_taken_than_can_wait(office: Office) -> None:
    gate = Gate(app := remit(office))
    with connected(office, app, most=1) as runner, ThreadPoolExecutor(1) as people:
        first = people.submit(asked, office)
        assert gate.wait_for(1)
        with patience(office, 0.5):
            assert asked(office).error
        assert len(gate.reached) == 1
        gate.open.set()
        first.result()
        office.slack.wait_for(lambda: runner.in_hand == 0)
        assert asked(office).text.startswith("*CIO* owns ERP.")


FOREIGN = {
    "actions are text": {"type": "block_actions", "actions": "x"},
    "NUL": {"type": "event_callback", "event": {"type": "message", "text": "a\0"}},
    "nothing": {},
}


@pytest.mark.parametrize("payload", FOREIGN.values(), ids=FOREIGN)
def test_what_http_would_refuse_reaches_no_listener(office: Office, payload: dict[str, Any]) -> None:
    gate = Gate(app := remit(office))
    gate.open.set()
    with connected(office, app):
        with patience(office, 0.5):
            assert office.slack.hub.deliver("interactive", payload).error
        assert asked(office).text.startswith("*CIO* owns ERP.")
    assert [body.get("command") for body in gate.reached] == ["/whoowns"]


LOUD = "TLOUD"


def test_a_workspace_that_fills_its_threads_keeps_nobody_else_waiting(office: Office) -> None:
    gate = Gate(app := remit(office), lambda body: body["team_id"] == LOUD)
    place = office.slack.workspace.channels[office.channel]
    command = payloads.command(office.slack.desk, office.person, place, "/whoowns", "ERP") | {"team_id": LOUD}
    with connected(office, app) as runner, ThreadPoolExecutor(CONCURRENCY + 4) as people:
        for _ in range(CONCURRENCY + 4):
            people.submit(office.slack.hub.deliver, "slash_commands", command)
        assert gate.wait_for(CONCURRENCY)
        office.slack.wait_for(lambda: runner.in_hand == CONCURRENCY + 4)
        assert asked(office).text.startswith("*CIO* owns ERP.")
        assert [body["team_id"] for body in gate.reached] == [*[LOUD] * CONCURRENCY, office.slack.workspace.team]
        gate.open.set()
        office.slack.wait_for(lambda: runner.in_hand == 0)


GUEST = {"id": "U1", "name": "team_id", "team_id": "T2"}
ENVELOPES: dict[str, dict[str, Any]] = {
    "command": {"token": "t", "team_id": "T1", "text": '"team_id": "T2"'},
    "event": {"team_id": "T1", "context_team_id": "T2", "event": {"user_team": "T2", "team": "T2", "metadata": {"team": {"id": "T2"}}}},
    "a guest's click": {"type": "block_actions", "user": GUEST, "team": {"id": "T1", "domain": "d"}, "message": {"team": "T2"}},
    "a guest's submission": {"type": "view_submission", "team": {"id": "T1"}, "user": GUEST, "view": {"team_id": "T2"}},
}


@pytest.mark.parametrize("payload", ENVELOPES.values(), ids=ENVELOPES)
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")], ids=["dense", "spaced"])
def test_whose_an_envelope_is(payload: dict[str, Any], separators: tuple[str, str]) -> None:
    message = {"envelope_id": "e", "payload": payload, "type": "any", "accepts_response_payload": True}
    assert workspace_in_envelope(json.dumps(message, separators=separators)) == "T1"


@pytest.mark.parametrize("message", ["", '"team_id"', '{"team_id": 7}', '{"user": {"team_id": "T2"}}', '{"user": {' * 100_000])
def test_an_envelope_that_does_not_say_is_nobodys(message: str) -> None:
    assert workspace_in_envelope(message) == ""
