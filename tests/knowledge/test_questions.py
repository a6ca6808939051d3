"""Counting what was asked, off the answering path."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text

from knowledge import Knowledge, Workspaces
from knowledge.database.session import open_database
from knowledge.errors import DatabaseError
from knowledge.questions import MOST_WAITING, Asked, Recorder, question_key
from knowledge.types import Place
from tests.knowledge.conftest import Clock

PUBLIC, PRIVATE = Place("C1", private=False), Place("D1", private=True)


@pytest.fixture
def rows(database_url: str) -> Callable[[str], list[tuple[object, ...]]]:
    def read(statement: str) -> list[tuple[object, ...]]:
        database = open_database(database_url)
        with database.connecting() as connection:
            found = _read(connection, statement)
        database.close()
        return found

    return read


def _read(connection: Connection, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(statement))]


COUNTS = "SELECT display, count_public, count_private, standing FROM question ORDER BY display"


def test_wordings_that_mean_the_same_are_counted_together(
    knowledge: Knowledge, workspaces: Workspaces, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    for wording in ("Who owns the lunch menu?", "who owns the Lunch Menu!", "LUNCH MENU"):
        knowledge.ask(wording, place=PUBLIC)
    assert workspaces.flush_questions() == 3
    knowledge.ask("the lunch menu?", place=PUBLIC)
    assert workspaces.flush_questions() == 1
    assert workspaces.flush_questions() == 0
    assert rows(COUNTS) == [("the lunch menu?", 4, 0, "unknown")]


def test_private_words_are_not_kept_to_be_read(
    knowledge: Knowledge, workspaces: Workspaces, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    knowledge.ask("who owns the secret merger", place=PRIVATE)
    knowledge.ask("who owns the secret merger")
    workspaces.flush_questions()
    assert rows(COUNTS) == [("", 0, 2, "unknown")]
    knowledge.ask("Who owns  the secret merger?", place=PUBLIC)
    knowledge.ask("who owns THE secret merger", place=PRIVATE)
    workspaces.flush_questions()
    assert rows(COUNTS) == [("Who owns the secret merger?", 1, 3, "unknown")]


def test_a_week_is_the_workspaces_own(
    knowledge: Knowledge, workspaces: Workspaces, clock: Clock, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    knowledge.change_settings({"timezone": "Pacific/Auckland"})
    clock.time = datetime(2026, 11, 29, 12, tzinfo=UTC)  # Sunday in Greenwich, Monday one o'clock in Auckland
    knowledge.ask("lunch menu", place=PUBLIC)
    knowledge.ask("ERP", place=PRIVATE)
    clock.move(hours=-24)
    knowledge.ask("lunch menu", place=PUBLIC)
    workspaces.flush_questions()
    weeks = "SELECT iso_year, iso_week, asked_public, asked_private, answered FROM question_week ORDER BY iso_week, asked_public"
    assert rows(weeks) == [(2026, 48, 1, 0, 0), (2026, 49, 0, 1, 1), (2026, 49, 1, 0, 0)]
    clock.move(hours=24)
    knowledge.ask("lunch menu", place=PRIVATE)
    workspaces.flush_questions()
    assert rows(weeks)[-1] == (2026, 49, 1, 1, 0)


def test_asking_without_a_trace_leaves_none(knowledge: Knowledge, workspaces: Workspaces) -> None:
    knowledge.ask("lunch menu", record=False)
    assert workspaces.flush_questions() == 0


def test_closing_writes_what_was_noted(opened: Callable[[], Workspaces], rows: Callable[[str], list[tuple[object, ...]]]) -> None:
    workspaces = opened()
    workspaces.of("T1").ask("lunch menu", place=PUBLIC)
    workspaces.close()
    assert rows(COUNTS) == [("lunch menu", 1, 0, "unknown")]


def test_what_could_not_be_written_waits_in_its_order(
    knowledge: Knowledge,
    workspaces: Workspaces,
    hook: Callable[[Callable[[str], None] | None], None],
    rows: Callable[[str], list[tuple[object, ...]]],
) -> None:
    def fail(name: str) -> None:
        raise DatabaseError(name)

    knowledge.ask("lunch menu", place=PUBLIC)
    hook(fail)
    with pytest.raises(DatabaseError):
        workspaces.flush_questions()
    hook(None)
    knowledge.ask("Lunch menu!", place=PUBLIC)
    assert workspaces.flush_questions() == 2
    assert rows(COUNTS) == [("Lunch menu!", 2, 0, "unknown")]


def test_processes_that_write_at_once_lose_no_count(
    opened: Callable[[], Workspaces], rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    processes = [opened() for _ in range(4)]
    processes[0].of("T1")

    def ask_and_flush(process: Workspaces) -> None:
        knowledge = process.of("T1")
        for round_ in range(10):
            for wording in ("lunch menu", "parking lot", "coffee beans"):
                knowledge.ask(f"{wording}{'!' * round_}", place=PUBLIC)
            process.flush_questions()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask_and_flush, processes))
    assert sorted(row[1] for row in rows(COUNTS)) == [40, 40, 40]


def test_memory_is_bounded_when_the_database_never_answers(database_url: str, clock: Clock) -> None:
    database = open_database(database_url)
    recorder = Recorder(database)
    for number in range(MOST_WAITING + 5):
        recorder.note(Asked(1, f"q{number}", "", "unknown", False, False, clock()))
    assert recorder.flush() == MOST_WAITING, "the oldest went; a workspace that is gone is no reason to fail"
    database.close()


def test_questions_without_a_topic_are_told_apart_by_their_words() -> None:
    assert question_key("who?") == question_key(" WHO? ") != question_key("what?")
    assert question_key("Who owns the ERP systems?") == question_key("erp system owns")
