"""A request that takes too long saves nothing, however far it has come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from knowledge import open_knowledge
from knowledge.boundary import set_hook
from knowledge.deadline import seconds_left, within
from knowledge.errors import DatabaseError

if TYPE_CHECKING:
    from knowledge import Knowledge


@pytest.fixture
def knowledge(database_url: str) -> Iterator[Knowledge]:
    workspaces = open_knowledge(database_url, create=True)
    yield workspaces.of("T1")
    set_hook(None)
    workspaces.close()


def wait_for_the_deadline(_place: str) -> None:
    while (left := seconds_left()) is not None and left > 0:
        pass


def object_to(knowledge: Knowledge, request: str = "r1") -> None:
    knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason="It is code.", actor="U1", origin="C1", request=request)


def test_what_is_not_saved_in_time_is_not_saved(knowledge: Knowledge) -> None:
    set_hook(wait_for_the_deadline)
    with pytest.raises(DatabaseError, match="Nothing was saved"), within(0.2):
        object_to(knowledge)
    assert list(knowledge.disputes()) == []
    object_to(knowledge)  # the same request again: it was never seen
    assert len(list(knowledge.disputes())) == 1


def test_a_request_in_time_is_saved_and_the_next_has_its_own_time(knowledge: Knowledge) -> None:
    with within(30):
        object_to(knowledge)
        left = seconds_left()
        assert left is not None and 0 < left < 30
    assert seconds_left() is None
    assert len(list(knowledge.disputes())) == 1
