"""A person or a workspace that was forgotten is nowhere in the database, and the record still tells what the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from knowledge import Workspaces, open_knowledge
from knowledge.errors import InvalidRequest, NotFound
from knowledge.types import Destination, Directory

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
    assert workspaces.forget_user("T0LEAVES", GOER) > 3
    held = everything(database_url, knowledge.workspace_id)
    assert GOER not in held.replace(STAYER, "")
    assert "Gwendolyn" not in held and WORDS not in held
    assert STAYER in held and "Stan Stayer" in held and "I stay." in held
    assert knowledge.audit() == []
    assert knowledge.ask("ERP").owners == ("CTO",)
    assert WORDS in everything(database_url, workspaces.of("T0STAYS").workspace_id)


def test_nothing_of_a_forgotten_person_is_left_in_sqlite_s_files(workspaces: Workspaces, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL's files are its own")
    for team in ("T0LEAVES", "T0STAYS"):
        workspaces.forget_user(team, GOER)
    file = Path(str(make_url(database_url).database))
    for part in file.parent.glob(file.name + "*"):
        assert WORDS.encode() not in part.read_bytes(), part


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
