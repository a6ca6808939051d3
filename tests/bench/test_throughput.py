"""What a second `web` process adds, and what one workspace costs another: `web` as the Procfile starts it, on one PostgreSQL, over HTTP.

Held fixed is how far the database is: a relay hands each word to it `DISTANCE` later. So a process is bound by its threads, which wait for
the database, and not by the processors; these the two processes share here with PostgreSQL and with whoever fires, so what is bound by
them could not double whatever Remit did. What is left to be seen is what Remit does: whether one process makes the other wait (a lock, a
row, a pool), and whether one workspace takes the threads from another. How many requests a processor carries is in `test_dispatch`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import statistics
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from sqlalchemy import URL, make_url

from bot.tryout.local_slack import LocalSlack
from tests.bench.conftest import Figure
from tests.bench.firing import Request, commands, mentions, open_loop, throughput
from tests.scenarios.test_trouble import end, start_web
from tests.tunnel import Tunnel

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.timeout(600)]

DISTANCE = 0.02  # seconds
SECONDS, ROUNDS = (3.0, 3) if os.environ.get("REMIT_CI") else (10.0, 5)
AT_ONCE = 16  # four times the threads of one process
PEOPLE = 2_000  # so many that none of them asks too fast
QUIET_RATE, NOISY_RATE = 10.0, 100.0  # requests a second
NOISY_AT_MOST = 250  # under way at once: more than wait for an answer that takes two seconds


@dataclass(frozen=True)
class Far:
    """A database far away, and a Slack; `web` starts one process more and gives its address."""

    web: Callable[[], str]
    secret: str


@pytest.fixture
def far(server_url: URL | None, database_url: str) -> Iterator[Far]:
    if server_url is None:
        pytest.skip("about a PostgreSQL server; set DATABASE_URL")
    with LocalSlack() as slack, ExitStack() as running:
        tunnel = Tunnel((server_url.host or "127.0.0.1", server_url.port or 5432), DISTANCE)
        running.callback(tunnel.close)
        url = make_url(database_url).set(host="127.0.0.1", port=tunnel.port).render_as_string(hide_password=False)

        def web() -> str:
            process, address = start_web(slack, url)
            running.callback(end, process, signal.SIGTERM)
            return address

        yield Far(web, slack.signing_secret)


def test_two_web_processes_answer_1_7_times_what_one_does(far: Far, figure: Figure) -> None:
    one, other = far.web(), far.web()
    asked = commands("T1", PEOPLE, far.secret)
    for address in (one, other):  # connects, and reads the charter
        throughput([address], asked, 1.0, AT_ONCE)
    alone, both = [], []
    for _ in range(ROUNDS):
        alone.append(throughput([one], asked, SECONDS, AT_ONCE))
        both.append(throughput([one, other], asked, SECONDS, AT_ONCE))
    each = f"{statistics.median(alone):.0f} and {statistics.median(both):.0f} a second, the database {DISTANCE * 1e3:.0f} ms away"
    figure("two web processes to one", statistics.median(map(lambda two, one: two / one, both, alone)), least=1.7, of=each)


@pytest.mark.parametrize("noise", [commands, mentions])
def test_a_workspace_at_100_requests_a_second_slows_another_by_at_most_1_5(
    far: Far, figure: Figure, noise: Callable[..., list[Request]]
) -> None:
    address, quiet = far.web(), commands("TQUIET", PEOPLE, far.secret)
    throughput([address], quiet, 1.0, 2)
    throughput([address], commands("TNOISY", PEOPLE, far.secret), 1.0, 2)
    alone, beside = [], []
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as workspaces:  # whoever fires must not be slowed by the other
        for _ in range(ROUNDS):
            alone.append(late(workspaces.submit(open_loop, address, quiet, QUIET_RATE, SECONDS, AT_ONCE).result()))
            noisy = noise("TNOISY", PEOPLE, far.secret)
            fired = workspaces.submit(open_loop, address, noisy, NOISY_RATE, SECONDS, NOISY_AT_MOST)
            beside.append(late(workspaces.submit(open_loop, address, quiet, QUIET_RATE, SECONDS, AT_ONCE).result()))
            assert {status for status, _ in fired.result()} <= {200, 503}
    each = f"{statistics.median(alone) * 1e3:.0f} and {statistics.median(beside) * 1e3:.0f} ms"
    ratio = statistics.median(map(lambda loud, still: loud / still, beside, alone))
    figure(f"p95 beside a workspace with 100 {noise.__name__} a second, to p95 alone", ratio, most=1.5, of=each)


def late(given: list[tuple[int, float]]) -> float:
    """The 95th percentile of the answers' times, in seconds; every one must be an answer."""
    assert {status for status, _ in given} == {200}
    return statistics.quantiles((seconds for _, seconds in given), n=20)[-1]
