"""Request keys, locks and versions: the small statements every act leans on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from knowledge.database.models import RequestRow, WorkspaceRow
from knowledge.database.requests import forget_old, remember, seen
from knowledge.database.session import Database, open_database
from knowledge.database.writes import bump, insert_or_ignore

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TWO_WEEKS = timedelta(days=14)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    with opened.writing() as session:
        session.add_all([WorkspaceRow(id=1, team="T1", created_at=NOW), WorkspaceRow(id=2, team="T2", created_at=NOW)])
    yield opened
    opened.close()


def test_a_request_is_new_once_and_then_gives_what_was_remembered(database: Database) -> None:
    with database.writing() as session:
        assert seen(session, 1, "key", NOW) is None
        remember(session, 1, "key", {"dispute": 17})
    with database.writing() as session:
        assert seen(session, 1, "key", NOW) == {"dispute": 17}
        assert seen(session, 2, "key", NOW) is None, "another workspace's keys are its own"


def test_a_request_that_left_no_result_is_seen_all_the_same(database: Database) -> None:
    with database.writing() as session:
        seen(session, 1, "key", NOW)
    with database.writing() as session:
        assert seen(session, 1, "key", NOW) == {}


def test_the_key_of_an_act_that_failed_is_free_again(database: Database) -> None:
    with pytest.raises(LookupError), database.writing() as session:
        seen(session, 1, "key", NOW)
        raise LookupError
    with database.writing() as session:
        assert seen(session, 1, "key", NOW) is None


def test_no_key_is_never_seen(database: Database) -> None:
    for _ in range(2):
        with database.writing() as session:
            assert seen(session, 1, "", NOW) is None
            remember(session, 1, "", {"dispute": 17})
    with database.reading() as session:
        assert session.scalars(select(RequestRow)).all() == []


def test_of_copies_that_arrive_together_exactly_one_is_new(database: Database) -> None:
    barrier = threading.Barrier(6)
    found: list[object] = []

    def arrive() -> None:
        barrier.wait()
        with database.writing() as session:
            before = seen(session, 1, "key", NOW)
            if before is None:
                remember(session, 1, "key", {"by": threading.get_ident()})
            found.append(before)

    threads = [threading.Thread(target=arrive) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    assert len({str(one) for one in found if one is not None}) == 1, "the others are told the same result"


def test_keys_are_forgotten_when_no_copy_can_come_any_more(database: Database) -> None:
    with database.writing() as session:
        seen(session, 1, "old", NOW - TWO_WEEKS - timedelta(seconds=1))
        seen(session, 1, "young", NOW - TWO_WEEKS + timedelta(seconds=1))
    with database.writing() as session:
        assert forget_old(session, NOW) == 1
        assert session.scalars(select(RequestRow.key)).all() == ["young"]


def test_inserting_counts_only_what_went_in(database: Database) -> None:
    rows = [{"workspace_id": 1, "key": key, "result": {}, "received_at": NOW} for key in ("a", "b")]
    with database.writing() as session:
        assert insert_or_ignore(session, RequestRow, rows) == 2
        assert insert_or_ignore(session, RequestRow, [*rows, {**rows[0], "key": "c"}]) == 1
        assert insert_or_ignore(session, RequestRow, rows) == 0


def test_a_bump_moves_only_its_own_workspace_and_version(database: Database) -> None:
    with database.writing() as session:
        bump(session, 1, knowledge=1)
        bump(session, 1, rulings=1)
        bump(session, 1, rulings=1)
    with database.reading() as session:
        rows = session.execute(select(WorkspaceRow.knowledge_version, WorkspaceRow.rulings_version).order_by(WorkspaceRow.id)).all()
    assert [tuple(row) for row in rows] == [(2, 3), (1, 1)]
