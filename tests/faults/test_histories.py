"""Random histories with crashes, payloads that come three times, jobs that run twice: nothing is lost and nothing is said twice."""

from __future__ import annotations

import itertools
import os
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot.delivery import Delivery
from tests.faults.histories import History
from tests.faults.rig import company

if TYPE_CHECKING:
    from tests.conftest import NewDatabase

# What one delivery passes: the claim, its end, before the call, at the call, sent and not recorded.
UNTIL_SENT = 5
MANY = int(os.environ.get("REMIT_HISTORIES", "60"))


@pytest.mark.parametrize("seed", range(2))
def test_random_crashes_lose_nothing_and_double_nothing(database_url: str, seed: int) -> None:
    with company(database_url) as there:
        history = History(there, Random(seed), crashing=0.7)
        history.run(8)
        history.check()
        assert there.crashes


@pytest.mark.parametrize("seed", (2,))
def test_every_payload_three_times_at_once_and_every_job_too(database_url: str, seed: int) -> None:
    with company(database_url, copies=3) as there:
        history = History(there, Random(seed))
        history.run(8)
        history.check()


def scripted(database_url: str, count: int, copies: int = 1) -> bool:
    """One history in which each kind of act comes once, with a crash at the `count`-th boundary; whether it came to that."""
    with company(database_url, copies=copies) as there:
        history = History(there, Random(7))
        there.fuse.set(count)
        for act in ("mention", "raise", "view", "decide", "ask", "reopen", "decide", "digest"):
            getattr(history, f"do_{act}")()
            there.settle()
        crashed = there.crashes > 0
        there.fuse.set(0)
        history.check()
        return crashed


@pytest.mark.parametrize("count", (3, 17, 31, 58))
def test_a_crash_at_one_boundary_loses_nothing_and_doubles_nothing(database_url: str, count: int) -> None:
    assert scripted(database_url, count)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_crash_at_every_boundary_in_turn(new_database: NewDatabase) -> None:
    step = 9 if os.environ.get("REMIT_CI") else 1

    def crashes(count: int) -> bool:
        with new_database() as url:
            return scripted(url, count)

    counts = itertools.takewhile(crashes, itertools.count(1, step))
    assert sum(1 for _ in counts) * step > 60


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_random_histories(new_database: NewDatabase) -> None:
    crashes = 0
    for seed in range(100, 106 if os.environ.get("REMIT_CI") else 100 + MANY):
        with new_database() as url, company(url, copies=1 + seed % 3) as there:
            history = History(there, Random(seed), crashing=0.6)
            history.run(12)
            history.check()
            crashes += there.crashes
    print(f"figure: {crashes} crashes, 0 lost, 0 twice")
    assert crashes


def test_posts_sent_without_a_look_would_be_seen_twice(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof can fail: with the look-up taken out, the same crash puts a post up twice."""
    monkeypatch.setattr(Delivery, "_absent", lambda _self, _call: True)
    with company(database_url) as there, pytest.raises(AssertionError):
        history = History(there, Random(3))
        history.do_mention()
        there.fuse.set(UNTIL_SENT)
        there.settle()
        assert there.crashes == 1
        history.check()
