"""The schema: migrations up and down on both databases, and what every table must have."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from knowledge import migrate, open_knowledge
from knowledge.boundary import set_hook
from knowledge.database import schema
from knowledge.database.base import Base
from knowledge.database.models import HistoryRow, WorkspaceRow
from knowledge.database.session import Database, open_database
from knowledge.errors import DatabaseError

TABLES = Base.metadata.sorted_tables
STEPS = ["0001", "0002", "0003", "0004", "0005"]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    opened = open_database(empty_database_url, create=True)
    yield opened
    opened.close()


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


def test_the_head_this_program_asks_for_is_alembics_own() -> None:
    assert ScriptDirectory.from_config(schema.alembic_config()).get_heads() == [schema.HEAD]


def test_up_down_and_up_again_ends_where_it_began(empty: Database) -> None:
    assert schema.upgrade(empty) == STEPS
    first = described(empty)
    assert schema.downgrade(empty) == STEPS[::-1]
    assert described(empty).keys() <= {"alembic_version"}
    assert schema.upgrade(empty) == STEPS
    assert described(empty) == first


def test_each_step_can_be_taken_back_by_itself(empty: Database) -> None:
    for step, before in zip(STEPS, ["base", *STEPS], strict=False):
        assert schema.upgrade(empty, step) == [step]
        here = described(empty)
        assert schema.downgrade(empty, before) == [step]
        assert schema.upgrade(empty, step) == [step]
        assert described(empty) == here


ASKINGS = "SELECT iso_week, question_id, asked_public, asked_private, answered FROM question_week ORDER BY iso_week, question_id"


def test_counts_of_questions_survive_the_third_step_and_its_taking_back(empty: Database) -> None:
    schema.upgrade(empty, "0002")
    with empty.writing() as session:
        session.execute(text("INSERT INTO workspace (id, created_at) VALUES (1, '2026-11-24')"))
        session.execute(
            text("INSERT INTO question (id, workspace_id, text_key, standing, last_asked) VALUES (1, 1, 'park', 'unknown', '2026-11-24')")
        )
        session.execute(text("INSERT INTO question_week VALUES (1, 2026, 48, 1, 2, 3, 1, '2026-11-24')"))
    schema.upgrade(empty)
    with empty.writing() as session:
        assert session.execute(text(ASKINGS)).all() == [(48, 1, 2, 3, 1)]
        session.execute(
            text(
                "INSERT INTO question_week (workspace_id, iso_year, iso_week, question_id, told_until, asked_public, last_asked) "
                "VALUES (1, 2026, 48, 1, 1795424400, 5, '2026-11-25')"
            )
        )
    schema.downgrade(empty, "0002")
    with empty.reading() as session:
        assert session.execute(text(ASKINGS)).all() == [(48, 1, 7, 3, 1)]


def described(database: Database) -> dict[str, object]:
    with database.connecting() as connection:
        look = inspect(connection)
        return {
            table: (
                sorted((column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(table)),
                sorted(str(index["name"]) for index in look.get_indexes(table)),
                sorted(str(key["name"]) for key in look.get_foreign_keys(table)),
            )
            for table in look.get_table_names()
        }


def test_migrating_again_does_nothing(empty_database_url: str) -> None:
    assert migrate(empty_database_url) == STEPS
    assert migrate(empty_database_url) == []


def test_the_migrated_tables_are_the_ones_the_program_uses(migrated: Database) -> None:
    with migrated.connecting() as connection:
        # SQLite writes an empty default in another way than the program does, so defaults are compared on PostgreSQL alone.
        options = {"compare_server_default": migrated.dialect == "postgresql"}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_of_many_that_start_at_once_only_one_migrates(empty_database_url: str) -> None:
    open_database(empty_database_url, create=True).close()
    with ThreadPoolExecutor(3) as pool:
        programs = [
            pool.submit(
                subprocess.run,
                [sys.executable, "-c", "import sys; from knowledge import migrate; print(migrate(sys.argv[1]))", empty_database_url],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            for _ in range(3)
        ]
        said = sorted((program.result().stdout.strip(), program.result().stderr) for program in programs)
    assert said == [(str(STEPS), ""), ("[]", ""), ("[]", "")]


def test_a_migration_that_cannot_have_its_tables_gives_up_and_does_not_stop_everybody(empty: Database) -> None:
    if empty.dialect == "sqlite":
        pytest.skip("SQLite has one lock, and a writer waits for it as any other does")
    schema.upgrade(empty, STEPS[0])
    refused: list[str] = []

    def migrate_on() -> None:
        try:
            schema.upgrade(empty)
        except DatabaseError as error:
            refused.append(str(error))

    migrating = threading.Thread(target=migrate_on, daemon=True)
    with empty.reading() as session:
        session.execute(text("SELECT * FROM post"))
        migrating.start()
        migrating.join(4 * schema.LOCK_SECONDS)
    assert refused and "Nothing was saved; try again" in refused[0]
    assert schema.upgrade(empty) == STEPS[1:]


def test_a_migration_that_dies_before_its_end_leaves_nothing_behind(empty: Database) -> None:
    def die(name: str) -> None:
        raise KeyboardInterrupt(name)

    set_hook(die)
    try:
        with pytest.raises(KeyboardInterrupt, match="migrate: before commit"):
            schema.upgrade(empty)
    finally:
        set_hook(None)
    assert described(empty) == {}
    assert schema.upgrade(empty) == STEPS


def test_opening_a_database_without_tables_says_what_to_run(empty: Database, empty_database_url: str) -> None:
    assert empty.dialect
    with pytest.raises(DatabaseError, match="schema none and this Remit needs 0005; run: remit migrate"):
        open_knowledge(empty_database_url)


@pytest.mark.parametrize(("revision", "advice"), [("0000", "run: remit migrate"), ("9999", "run the newer Remit")])
def test_opening_a_database_of_another_schema_says_what_to_run(migrated: Database, database_url: str, revision: str, advice: str) -> None:
    with migrated.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(DatabaseError, match=advice):
        open_knowledge(database_url)


def test_opening_a_migrated_database_loads_no_migration_tool(database_url: str) -> None:
    script = "import sys; from knowledge import open_knowledge; open_knowledge(sys.argv[1]).close(); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, database_url], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("table", [table for table in TABLES if table.name != "workspace"], ids=lambda table: table.name)
def test_every_row_belongs_to_a_workspace(table: object) -> None:
    assert not without_workspace(table)


def without_workspace(table: object) -> list[str]:
    """What lacks the workspace's id: the table itself, or a key of it that points to another table of ours."""
    column = table.c.get("workspace_id")  # type: ignore[attr-defined]
    if column is None or column.nullable or not any(key.column.table.name == "workspace" for key in column.foreign_keys):
        return ["workspace_id"]
    return [
        str(key.name)
        for key in table.foreign_key_constraints  # type: ignore[attr-defined]
        if key.referred_table.name != "workspace" and "workspace_id" not in key.column_keys
    ]


def test_a_table_without_a_workspace_would_be_noticed() -> None:
    from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

    metadata = MetaData()
    Table("workspace", metadata, Column("id", Integer, primary_key=True))
    loose = Table("loose", metadata, Column("id", Integer, primary_key=True))
    pointing = Table(
        "pointing",
        metadata,
        Column("workspace_id", ForeignKey("workspace.id"), nullable=False),
        Column("loose_id", ForeignKey("loose.id", name="fk_loose")),
    )
    assert without_workspace(loose) == ["workspace_id"]
    assert without_workspace(pointing) == ["fk_loose"]


def test_every_constraint_has_a_name_that_stays(migrated: Database) -> None:
    for table in TABLES:
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name
    assert migrated.dialect


COLUMNS = "id, workspace_id, at, actor, act, why, details"
REWRITTEN = "SELECT id, workspace_id, at, actor, act, 'better', details FROM history"
CHANGES = {
    "update": "UPDATE history SET why = 'better'",
    "delete": "DELETE FROM history",
    "upsert": f"INSERT INTO history ({COLUMNS}) {REWRITTEN} WHERE true ON CONFLICT (id) DO UPDATE SET why = excluded.why",
    "replace": f"INSERT OR REPLACE INTO history ({COLUMNS}) {REWRITTEN}",
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_history_can_only_grow(migrated: Database, change: str) -> None:
    if change == "replace" and migrated.dialect != "sqlite":
        pytest.skip("a word of SQLite's alone")
    statement = CHANGES[change]
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with migrated.writing() as session:
        workspace = WorkspaceRow(created_at=now)
        session.add(workspace)
        session.flush()
        session.add(HistoryRow(workspace_id=workspace.id, at=now, act="raised", why="as it was"))
    with pytest.raises(DBAPIError, match="append-only"), migrated.writing() as session:
        session.execute(text(statement))
    with migrated.connecting() as connection:
        assert connection.execute(text("SELECT why FROM history")).scalars().all() == ["as it was"]
