"""A step of the schema only adds, so that the processes of the release before go on serving on it until the new ones have come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SAWarning

from knowledge.database import schema
from knowledge.database.session import Database, open_database
from tests.knowledge.database.breaking import Table, breaks, tables_of

SaidOf = Callable[[str, str], list[str]]
# What landed all the same, and why: with whom it broke, and for how long.
EXCEPTIONS = {
    (
        "0003",
        "question_week: key (iso_week, iso_year, question_id, workspace_id) is gone, which an upsert may name",
    ): "It landed before any release promised to serve on a newer schema. A process at 0002 answers on, but its upsert of the counts names "
    "the old key and is refused: what it was asked after the migration waits in its memory, and is in no digest once it ends.",
}


def described(database: Database) -> dict[str, Table]:
    with database.connecting() as connection:
        return tables_of(connection)


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    opened = open_database(empty_database_url, create=True)
    yield opened
    opened.close()


def test_every_step_after_the_first_only_adds(empty: Database) -> None:
    steps = [step.revision for step in ScriptDirectory.from_config(schema.alembic_config()).walk_revisions()][::-1]
    schema.upgrade(empty, steps[0])
    found, before = set(), described(empty)
    for step in steps[1:]:
        assert schema.upgrade(empty, step) == [step]
        after = described(empty)
        found |= {(step, said) for said in breaks(before, after)}
        before = after
    assert found - EXCEPTIONS.keys() == set()
    assert EXCEPTIONS.keys() - found == set(), "excepted, but nothing of the kind is done"


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9001", "{head}"


def upgrade():
    with op.batch_alter_table("{table}") as table:
        {change}


def downgrade():
    pass
"""


@pytest.fixture
def said_of(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SaidOf]:
    """What is said of a next step that does a change to a table."""
    config, database = schema.alembic_config, open_database(database_url)
    ours, theirs = Path(schema.__file__).parent / "migrations" / "versions", tmp_path / "next"
    theirs.mkdir()

    def with_the_next() -> Config:
        made = config()
        made.set_main_option("path_separator", "os")
        made.set_main_option("version_locations", os.pathsep.join(map(str, (ours, theirs))))
        return made

    def run(table: str, change: str) -> list[str]:
        (theirs / "9001_next.py").write_text(NEXT.format(head=schema.HEAD, table=table, change=change))
        monkeypatch.setattr(schema, "alembic_config", with_the_next)
        before = described(database)
        assert schema.upgrade(database) == ["9001"]
        return breaks(before, described(database))

    yield run
    database.close()


KEY = "(name_key, workspace_id)"
BAD = [
    ("alias", 'op.drop_table("finding")', ["finding: is gone"]),
    ("alias", 'op.rename_table("finding", "remark")', ["finding: is gone"]),
    ("alias", 'table.drop_column("added_by")', ["alias.added_by: is gone"]),
    ("alias", 'table.alter_column("name", new_column_name="label")', ["alias.name: is gone", "alias.label: old inserts leave it out"]),
    ("alias", 'table.alter_column("name_key", type_=sa.String(100))', ["alias.name_key: was VARCHAR(500), is VARCHAR(100)"]),
    ("alias", 'table.alter_column("topic", type_=sa.String(500))', ["alias.topic: was TEXT, is VARCHAR(500)"]),
    ("claim", 'table.alter_column("line", type_=sa.SmallInteger())', ["claim.line: was INTEGER, is SMALLINT"]),
    ("alias", 'table.alter_column("added_at", type_=sa.Date())', ["alias.added_at: was "]),
    ("alias", 'table.alter_column("added_by", server_default=None)', ["alias.added_by: is not filled any more"]),
    ("alias", 'table.add_column(sa.Column("hue", sa.Text(), nullable=False))', ["alias.hue: old inserts leave it out"]),
    ("decision", 'table.alter_column("review_on", nullable=False)', ["decision.review_on: may not be NULL any more"]),
    ("alias", 'table.create_unique_constraint("uq_alias_name", ["name"])', ["alias: key (name) is new"]),
    ("alias", 'op.create_index("uq_alias_name", "alias", ["name"], unique=True)', ["alias: key (name) is new"]),
    ("alias", 'table.drop_constraint("uq_alias_workspace_id_name_key", type_="unique")', [f"alias: key {KEY} is gone"]),
    ("dispute", 'op.drop_index("uq_dispute_open_topic", "dispute")', ["dispute: key (topic_key, workspace_id) where "]),
    ("dispute", 'op.create_index("uq_topic", "dispute", ["workspace_id", "topic_key"], unique=True)', ["dispute: key (topic_key, wor"]),
    ("alias", """table.create_check_constraint("ck_alias_name", "name <> ''")""", ["alias: check "]),
    ("alias", 'table.create_foreign_key("fk_alias_added_by", "post", ["added_by"], ["id"])', ["alias: ['added_by'] must be in post now"]),
]
HARMLESS = [
    ("alias", 'table.add_column(sa.Column("hue", sa.Text()))'),
    ("alias", 'table.add_column(sa.Column("hue", sa.Text(), nullable=False, server_default=""))'),
    ("alias", 'table.alter_column("name_key", type_=sa.String(600))'),
    ("alias", 'table.alter_column("name_key", type_=sa.Text())'),
    ("claim", 'table.alter_column("line", type_=sa.BigInteger())'),
    ("alias", 'table.alter_column("topic", nullable=True)'),
    ("alias", 'op.create_index("ix_alias_name", "alias", ["name"])'),
    ("alias", 'table.create_unique_constraint("uq_alias_id_name", ["id", "name"])'),
    ("alias", 'table.add_column(sa.Column("hue", sa.Text(), unique=True))'),
    ("alias", 'op.create_table("hue", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text(), nullable=False))'),
    ("dispute", """table.drop_constraint("ck_dispute_state", type_="check")"""),
]


@pytest.mark.parametrize(("table", "change", "expected"), BAD, ids=[change for _, change, _ in BAD])
def test_a_step_that_takes_something_away_is_noticed(said_of: SaidOf, table: str, change: str, expected: list[str]) -> None:
    said = said_of(table, change)
    assert len(said) == len(expected), said
    assert all(line.startswith(beginning) for line, beginning in zip(said, expected, strict=True)), said


@pytest.mark.parametrize(("table", "change"), HARMLESS, ids=[change for _, change in HARMLESS])
def test_a_step_that_only_adds_is_let_through(said_of: SaidOf, table: str, change: str) -> None:
    assert said_of(table, change) == []


def test_what_the_two_databases_take_differently(said_of: SaidOf, database_url: str) -> None:
    """SQLite numbers the rows of an INTEGER key by itself, and of no other; PostgreSQL goes on with its sequence."""
    said = said_of("alias", 'table.alter_column("id", type_=sa.BigInteger())')
    assert said == (["alias.id: is not filled any more"] if database_url.startswith("sqlite") else [])


def test_a_key_on_an_expression_is_read_or_not_passed_over_in_silence(said_of: SaidOf, database_url: str) -> None:
    change = 'op.create_index("uq_alias_lower", "alias", [sa.text("lower(name)")], unique=True)'
    if database_url.startswith("sqlite"):
        with pytest.raises(SAWarning, match="expression-based index uq_alias_lower"):
            said_of("alias", change)
        return
    assert said_of("alias", change) == ["alias: key (lower(name)) is new"]
