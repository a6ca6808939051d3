"""What is forgotten in time: posts that are done, each when nothing needs it any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from knowledge import retention
from knowledge.database.models import PostRow
from knowledge.governance import posts
from knowledge.types import Destination, PostKind

if TYPE_CHECKING:
    from conftest import Court


@pytest.mark.parametrize(
    ("key", "state", "days", "stays"),
    [
        ("", "sent", 29, True), ("", "sent", 31, False), ("", "parked", 31, False), ("", "pending", 500, True), ("", "unknown", 500, True),
        ("digest:2026-W49:C1", "sent", 31, True), ("digest:2026-W49:C1", "parked", 419, True), ("digest:2026-W49:C1", "sent", 431, False),
        ("dispute:1", "parked", 431, False), ("dispute:1", "pending", 500, True),
    ],
)  # fmt: skip
def test_a_post_that_is_done_goes_in_time_and_its_key_once_nobody_can_owe_it_again(
    court: Court, key: str, state: str, days: int, stays: bool
) -> None:
    with court.database.writing() as session:
        posts.owe(session, court.workspace_id, PostKind.TOLD, {}, Destination("C1"), now=court.now, key=key)
        session.execute(update(PostRow).values(state=state))
    court.wait(days=days)
    court.courier(retention.forget, court.now)
    assert bool(court.owed()) is stays
