"""The seam: every commit, every call to Slack and every file written passes a named boundary, in the thread that does it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event

from knowledge.boundary import set_hook
from tests.faults.histories import History
from tests.faults.rig import company

CALL, COMMIT, FILE = "call", "commit", "file"
NAMED = {
    "database: before commit", "database: committed", "decide: before commit", "identity: before the call", "modal: before the call",
    "post: at the call", "post: before the call", "post: recorded", "post: sent, not recorded", "questions: before commit",
    "raise: before commit", "reopen: before commit", "tick: before commit", "view: before commit",
}  # fmt: skip

_watching: list[Watch] = []


class Watch:
    """What each thread passed and did, in order. `naked` are deeds with no boundary of their thread just before them."""

    def __init__(self) -> None:
        self._last = threading.local()
        self.passed: set[str] = set()
        self.deeds: list[str] = []
        self.naked: list[str] = []

    def boundary(self, name: str) -> None:
        self.passed.add(name)
        self._last.name = name

    def deed(self, kind: str, what: str) -> None:
        self.deeds.append(kind)
        if not getattr(self._last, "name", ""):
            self.naked.append(f"{kind} {what}")
        self._last.name = ""


def audit(event_name: str, arguments: tuple[Any, ...]) -> None:
    """Python's own word of what is about to happen: https://docs.python.org/3/library/audit_events.html"""
    if _watching and event_name in ("urllib.Request", "tempfile.mkstemp"):
        _watching[0].deed(CALL if event_name == "urllib.Request" else FILE, str(arguments[0]))


sys.addaudithook(audit)  # cannot be taken out again: it does nothing while nobody watches


@contextmanager
def watched() -> Iterator[Watch]:
    watch = Watch()

    def committed(connection: Any) -> None:
        if connection.get_execution_options().get("remit_writes"):
            watch.deed(COMMIT, str(connection.engine.url.database))

    event.listen(Engine, "commit", committed)
    set_hook(watch.boundary)
    _watching.append(watch)
    try:
        yield watch
    finally:
        _watching.clear()
        set_hook(None)
        event.remove(Engine, "commit", committed)


def main_loop(database_url: str) -> Watch:
    """Everything Remit does for a dispute, from the question to the digest, watched."""
    with company(database_url) as there, watched() as watch:
        there.begin_again()
        set_hook(watch.boundary)
        history = History(there, Random(7))
        for act in ("mention", "raise", "view", "decide", "ask", "reopen", "decide", "digest"):
            getattr(history, f"do_{act}")()
            there.settle()
        there.life.workspaces.flush_questions()
        return watch


def test_every_commit_and_every_call_of_the_main_loop_passes_a_named_boundary(database_url: str) -> None:
    watch = main_loop(database_url)
    assert watch.naked == []
    assert watch.passed >= NAMED, NAMED - watch.passed
    assert watch.deeds.count(COMMIT) > 20 and watch.deeds.count(CALL) > 10


@pytest.mark.parametrize("name", ["knowledge.database.session.boundary", "bot.delivery.boundary"])
def test_a_commit_or_call_without_one_would_be_noticed(database_url: str, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(name, lambda _name: None)
    assert main_loop(database_url).naked
