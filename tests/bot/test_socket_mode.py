"""Socket Mode: a deaf socket is replaced, a dead Slack is given up, what is in hand is finished."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.app import create_app, slack_client
from bot.delivery import SEND_TIMEOUT_SECONDS
from bot.socket_mode import LOOK_SECONDS, SILENCE_SECONDS, SocketRunner

if TYPE_CHECKING:
    from tests.bot.conftest import Office


HANDSHAKE_SECONDS = 3  # the library's time-out for each word of it


class Tunnel:
    """A relay between the bot and the local Slack that can go deaf: connections stay open and carry nothing any more."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._deaf: set[socket.socket] = set()
        self.always_deaf = False
        self.accepted = 0
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def go_deaf(self, *, for_good: bool = False) -> None:
        """Carry nothing on the connections there are; `for_good`: nor on any to come."""
        self.always_deaf = for_good
        self._deaf |= set(self._open)

    def close(self) -> None:
        for end in (self._listening, *self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(self._target)
                self.accepted += 1
                self._open += [near, far]
                if self.always_deaf:
                    self._deaf |= {near, far}
                self._threads.append(threading.Thread(target=self._carry, args=(near, far), daemon=True))
                self._threads[-1].start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError, ValueError):
            while True:
                for ready in select.select([near, far], [], [], 0.1)[0]:
                    if ready in self._deaf:
                        threading.Event().wait(0.05)
                        continue
                    if not (data := ready.recv(65_536)):
                        return
                    (far if ready is near else near).sendall(data)


@pytest.fixture
def tunnel(office: Office) -> Iterator[Tunnel]:
    host, port = office.slack.desk.base_url.removeprefix("http://").split(":")
    between = Tunnel((host, int(port)))
    address = office.slack.desk.socket_url
    office.slack.desk.socket_url = lambda: address().replace(f":{port}/", f":{between.port}/")  # type: ignore[misc]
    yield between
    between.close()


@contextmanager
def connected(office: Office, app: App, **pace: float) -> Iterator[SocketRunner]:
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
    app, reached, proceed = remit(office), threading.Event(), threading.Event()

    @app.middleware
    def hold(next_: Any) -> None:
        reached.set()
        proceed.wait(10)
        next_()

    outcome: list[Any] = []
    with connected(office, app) as runner:
        asking = threading.Thread(target=lambda: outcome.append(asked(office)))
        asking.start()
        assert reached.wait(5)
        closing = threading.Thread(target=runner.close, args=(10.0,))
        closing.start()
        closing.join(0.3)
        assert closing.is_alive()
        proceed.set()
        closing.join(15)
        asking.join(15)
    assert outcome[0].text.startswith("*CIO* owns ERP.")


def test_nothing_is_acknowledged_that_was_not_saved(office: Office) -> None:
    app = remit(office)

    @app.middleware
    def broken() -> None:
        raise RuntimeError("the database is away")

    office.slack.hub.answer_seconds = 0.5
    with connected(office, app):
        replies = office.slack.event({"type": "app_mention", "user": office.person, "text": "x", "channel": office.channel, "ts": "1.1"})
    assert {reply.status for reply in replies} == {0}


def test_a_refused_token_is_told_at_once(office: Office) -> None:
    client = slack_client(office.settings, None, 2)
    runner = SocketRunner(remit(office), "xapp-wrong", client)
    with pytest.raises(SlackApiError):
        runner.connect()
    runner.close(1.0)
