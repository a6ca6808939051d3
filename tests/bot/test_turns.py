"""One workspace that asks without end leaves a thread to the others."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest

from bot.server import Server
from bot.turns import Dispatcher, Turns
from bot.web import workspace_in

THREADS = 2


class Held:
    """A server whose requests wait for `open`, and the workspaces whose requests have been begun, in order."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.open = threading.Event()
        self._one_more = threading.Condition()
        self.server = Server(self._answer, "127.0.0.1", 0, THREADS, lane=workspace_in).start()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        with self._one_more:
            self.begun.append(workspace_in(body))
            self._one_more.notify_all()
        self.open.wait(30)
        start_response("200 OK", [("content-length", "0")])
        return []

    def ask(self, workspace: str) -> int:
        with closing(http.client.HTTPConnection(self.server.address.removeprefix("http://"), timeout=30)) as connection:
            connection.request("POST", "/", f"token=x&team_id={workspace}&text=y")
            return connection.getresponse().status

    def wait_for(self, begun: int) -> bool:
        with self._one_more:
            return self._one_more.wait_for(lambda: len(self.begun) >= begun, 30)


@pytest.fixture
def held() -> Iterator[Held]:
    made = Held()
    yield made
    made.open.set()
    assert made.server.stop()


def test_a_workspace_that_fills_its_threads_keeps_nobody_else_waiting(held: Held) -> None:
    with ThreadPoolExecutor(8) as people:
        loud = [people.submit(held.ask, "TLOUD") for _ in range(6)]
        assert held.wait_for(THREADS)
        still = people.submit(held.ask, "TSTILL")
        assert held.wait_for(THREADS + 1)
        assert held.begun == ["TLOUD", "TLOUD", "TSTILL"]
        held.open.set()
        assert {one.result() for one in (*loud, still)} == {200}
    assert held.begun.count("TLOUD") == 6


def test_whoever_has_fewest_in_hand_goes_first_and_nobody_has_more_than_the_most() -> None:
    turns = Turns(threading.Lock(), lambda task: task[0], most=2)
    for task in ("A1", "A2", "A3", "B1"):
        turns.append(task)
    begun = [turns.popleft() for _ in range(3)]
    assert [turn.task for turn in begun] == ["A1", "B1", "A2"]
    assert (len(turns), bool(turns)) == (1, False), "A has two in hand"
    turns.over(begun[0].lane)
    turns.append("C1")
    assert [turns.popleft().task for _ in range(2)] == ["C1", "A3"]
    assert (len(turns), bool(turns)) == (0, False)


def test_when_the_server_stops_everything_that_waits_is_told() -> None:
    dispatcher, told = Dispatcher(lambda _task: "T1", THREADS), []
    dispatcher.set_thread_count(0)
    for number in range(4 * THREADS):
        dispatcher.add_task(SimpleNamespace(cancel=lambda number=number: told.append(number)))
    assert dispatcher.shutdown(timeout=10)
    assert told == list(range(4 * THREADS))


@pytest.mark.parametrize(
    "body",
    [
        b"token=t&team_id=T1&text=team_id%3DT2",
        b'{"token": "t", "team_id": "T1", "event": {"team_id": "T2"}}',
        b'{"token":"t","team_id":"T1"}',
        b"payload=%7B%22type%22%3A%22block_actions%22%2C%22team%22%3A%7B%22id%22%3A%22T1%22%7D%7D",
        b"payload=%7B%22team%22%3A+%7B%22id%22%3A+%22T1%22%7D%7D",
    ],
)
def test_whose_a_request_is(body: bytes) -> None:
    assert workspace_in(body) == "T1"


@pytest.mark.parametrize("body", [b"", b"x" * 100_000, b"\xff\x00team_id", b"team_id=", b'{"team_id": 7}'])
def test_a_body_that_does_not_say_is_nobodys(body: bytes) -> None:
    assert workspace_in(body) == ""
