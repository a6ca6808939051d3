"""A person or a workspace that was forgotten is nowhere in the database, and the record still tells what the tables say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import MetaData, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from knowledge import Workspaces, open_knowledge
from knowledge.errors import InvalidRequest, NotFound
from knowledge.types import Destination, Directory

if TYPE_CHECKING:
    from tests.conftest import Run

GOER, STAYER, DECIDER = "U0GOER001", "U0GOER0011", "U0DECIDER"  # the second's id begins with the first's
WORDS = "zebrawords of the goer"


@pytest.fixture
def workspaces(database_url: str) -> Iterator[Workspaces]:
    there = open_knowledge(database_url, create=True)
    for team in ("T0LEAVES", "T0STAYS"):
        knowledge = there.of(team)
        knowledge.change_settings({"deciders": DECIDER, "disputes_channel": "C0DISPUTES"})
        names = {GOER: "Gwendolyn Goer", STAYER: "Stan Stayer"}
        knowledge.learn_directory(Directory(admins=(DECIDER,), groups={}, names=names))
        raised = knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason=WORDS, actor=GOER, question=WORDS, request="r1")
        knowledge.add_view(1, actor=GOER, text=WORDS, request="r2")
        knowledge.add_view(1, actor=STAYER, text="I stay.", request="r3")
        knowledge.decide(1, actor=DECIDER, owners=("CTO",), rationale="So be it.", version=raised.dispute.version, request="r4")
        knowledge.post_answer(f"who owns {WORDS}?", asker=GOER, destination=Destination("C0GENERAL"), request=("r5",))
    yield there
    there.close()


def everything(database_url: str, workspace_id: int | None = None) -> str:
    """All that the database's tables hold, as text, of one workspace or of all."""
    engine = create_engine(database_url, poolclass=NullPool)
    tables = MetaData()
    tables.reflect(engine)
    found: list[Any] = []
    with engine.connect() as connection:
        for _, table in sorted(tables.tables.items()):
            column = table.c.id if table.name == "workspace" else table.c.get("workspace_id")
            rows = table.select() if workspace_id is None or column is None else table.select().where(column == workspace_id)
            found += sorted(map(repr, connection.execute(rows)))
    return repr(found)


def test_a_person_who_was_forgotten_is_nowhere_and_the_record_still_replays(workspaces: Workspaces, database_url: str) -> None:
    knowledge = workspaces.of("T0LEAVES")
    forgotten = workspaces.forget_user("T0LEAVES", GOER)
    assert forgotten.rows > 3 and forgotten.cleared
    held = everything(database_url, knowledge.workspace_id)
    assert GOER not in held.replace(STAYER, "")
    assert "Gwendolyn" not in held and WORDS not in held
    assert STAYER in held and "Stan Stayer" in held and "I stay." in held
    assert knowledge.audit() == []
    assert knowledge.ask("ERP").owners == ("CTO",)
    assert WORDS in everything(database_url, workspaces.of("T0STAYS").workspace_id)


def test_a_post_under_way_leaves_no_words_behind(workspaces: Workspaces, database_url: str) -> None:
    under_way = workspaces.claim_posts(20, timedelta(minutes=1))
    assert any(WORDS in str(post.subject) for post in under_way)
    workspaces.forget_user("T0LEAVES", GOER)
    assert WORDS not in everything(database_url, workspaces.of("T0LEAVES").workspace_id)
    for post in under_way:
        workspaces.sent(post, "1.1")
    assert WORDS not in everything(database_url, workspaces.of("T0LEAVES").workspace_id)


def test_nothing_of_a_forgotten_person_is_left_in_sqlite_s_files(workspaces: Workspaces, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL's files are its own")
    for team in ("T0LEAVES", "T0STAYS"):
        workspaces.forget_user(team, GOER)
    assert holding(WORDS, database_url) == []


def test_words_deleted_long_before_are_in_no_gap_of_sqlite_s_file_either(workspaces: Workspaces, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL's files are its own")
    with closing(sqlite3.connect(str(make_url(database_url).database))) as other:
        other.execute("PRAGMA secure_delete=OFF")  # as SQLite comes; some systems build it otherwise
        other.execute("CREATE TABLE gone AS SELECT ? AS words", ("gapwords " * 2000,))
        other.execute("DROP TABLE gone")
        other.commit()
    assert holding("gapwords", database_url)
    workspaces.forget_user("T0LEAVES", GOER)
    assert holding("gapwords", database_url) == []


def test_while_somebody_reads_it_is_said_that_the_log_still_has_the_words(workspaces: Workspaces, database_url: str, run: Run) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL's files are its own")
    with closing(sqlite3.connect(str(make_url(database_url).database), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM history").fetchone()
        code, said, _ = run("forget-user", GOER, "--team", "T0LEAVES", "--yes")
        assert holding(WORDS, database_url)
    assert code == 1 and "remit.db-wal" in said
    workspaces.forget_user("T0STAYS", GOER)
    code, said, _ = run("forget-user", GOER, "--team", "T0LEAVES", "--yes")
    assert code == 0 and "wal" not in said
    assert holding(WORDS, database_url) == []


def test_a_subscriber_of_the_digest_is_forgotten_and_gets_it_no_more(workspaces: Workspaces, database_url: str) -> None:
    knowledge = workspaces.of("T0LEAVES")
    for person in (GOER, STAYER):
        knowledge.subscribe_digest(actor=person, wanted=True)
    workspaces.forget_user("T0LEAVES", GOER)
    assert GOER not in everything(database_url, knowledge.workspace_id).replace(STAYER, "")
    assert knowledge.subscribes_digest(STAYER) and not knowledge.subscribes_digest(GOER)
    assert "U0GONE" not in str(raw_settings(database_url, knowledge.workspace_id)), "a direct message to nobody would be owed each week"


def raw_settings(database_url: str, workspace_id: int) -> object:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        return connection.execute(text("SELECT settings FROM workspace WHERE id = :id"), {"id": workspace_id}).scalar_one()


def holding(words: str, database_url: str) -> list[str]:
    """SQLite's files that have the words in them."""
    file = Path(str(make_url(database_url).database))
    return [part.name for part in file.parent.glob(file.name + "*") if words.encode() in part.read_bytes()]


def test_the_record_is_guarded_again_afterwards(workspaces: Workspaces, database_url: str) -> None:
    workspaces.forget_user("T0LEAVES", GOER)
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("DELETE FROM history"))


def test_whom_the_settings_name_is_not_forgotten(workspaces: Workspaces, database_url: str) -> None:
    before = everything(database_url)
    with pytest.raises(InvalidRequest, match="deciders"):
        workspaces.forget_user("T0LEAVES", DECIDER)
    with pytest.raises(InvalidRequest, match="no person"):
        workspaces.forget_user("T0LEAVES", "%")
    assert everything(database_url) == before


def test_a_workspace_that_was_forgotten_is_gone_and_the_other_untouched(workspaces: Workspaces, database_url: str) -> None:
    leaving, staying = workspaces.of("T0LEAVES"), workspaces.of("T0STAYS")
    workspaces.flush_questions()
    kept = everything(database_url, staying.workspace_id)
    workspaces.forget_workspace("T0LEAVES")
    assert everything(database_url, staying.workspace_id) == kept
    assert "T0LEAVES" not in everything(database_url)
    assert leaving.workspace_id not in {one.workspace_id for one in workspaces.all()}
    assert staying.audit() == [] and staying.ask("ERP").owners == ("CTO",)
    with pytest.raises(NotFound, match="T0STAYS"):
        workspaces.forget_workspace("T0LEAVES")
