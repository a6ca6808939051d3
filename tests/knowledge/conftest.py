"""A database with one workspace and a clock that moves only by hand, for the facade's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from knowledge import Knowledge, Workspaces, open_knowledge
from knowledge.boundary import set_hook
from knowledge.types import Directory

ADMIN, DECIDER, MEMBER, CIO, CTO = "UADMIN", "UDECIDER", "UMEMBER", "UCIO", "UCTO"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    time: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(database_url: str, clock: Clock) -> Iterator[Callable[[], Workspaces]]:
    """Opens the test's database; each call is a process of its own as far as memory goes."""
    opened: list[Workspaces] = []

    def open_again() -> Workspaces:
        opened.append(open_knowledge(database_url, now=clock))
        return opened[-1]

    yield open_again
    for workspaces in opened:
        workspaces.close()


@pytest.fixture
def workspaces(opened: Callable[[], Workspaces]) -> Workspaces:
    return opened()


@pytest.fixture
def knowledge(workspaces: Workspaces) -> Knowledge:
    """Team T1 with the bundled charter and an admin."""
    mine = workspaces.of("T1")
    mine.learn_directory(Directory(admins=(ADMIN,)))
    return mine


@pytest.fixture
def hook() -> Iterator[Callable[[Callable[[str], None]], None]]:
    """Hooks the boundaries for the time of one test."""
    yield set_hook
    set_hook(None)
