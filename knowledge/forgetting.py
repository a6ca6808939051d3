"""Forgetting a person, or a whole workspace, for good. The one place that may change the append-only record, and it says so.

A person's id becomes a pseudonym that is the same everywhere and cannot be worked out from the id, so the record still replays to what the
tables say; their name and their own words go. What they ruled stays with its rationale: it is the company's and answers questions.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Column, String, Table, cast, delete, inspect, or_, select, text, update
from sqlalchemy.orm import Session

from knowledge.boundary import boundary
from knowledge.database.base import Base
from knowledge.database.models import DisputeRow, HistoryRow, PostRow, ViewRow, WorkspaceRow
from knowledge.database.session import Database
from knowledge.database.writes import bump, lock_workspace
from knowledge.errors import InvalidRequest
from knowledge.governance import history
from knowledge.governance.subscriptions import without_subscriber
from knowledge.types import Forgotten

REMOVED = "(removed)"
USER_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
OWN_WORDS = (history.RAISED, history.VIEWED, history.WITHDRAWN, history.REOPENED)  # acts whose reason is the person's own


def forget_user(database: Database, workspace_id: int, user: str) -> Forgotten:
    """Take the person `user` (a Slack id) out of everything kept of the workspace.

    What was asked stays: a question is kept without who asked it. InvalidRequest for what is no person's id, and for one whom the
    settings still name: they must be replaced there first. A subscription to the digest ends.
    """
    if not USER_ID.fullmatch(user):
        raise InvalidRequest(f"“{user}” is no person's id; those look like U024BE7LH.", "user")
    pseudonym = "U0GONE" + secrets.token_hex(8).upper()
    named = re.compile(rf"\b{user}\b")
    with database.writing() as session, _record_open(session):
        lock_workspace(session, workspace_id)
        _leave_the_settings_alone(session, workspace_id, named, user)
        _remove_words(session, workspace_id, user)
        changed = sum(_rename(session, table, workspace_id, named, user, pseudonym) for table in Base.metadata.sorted_tables)
        bump(session, workspace_id, knowledge=1, rulings=1)
        boundary("forget: before commit")
    return Forgotten(changed, _clear_away(database))


def forget_workspace(database: Database, workspace_id: int) -> bool:
    """Delete everything of the workspace, its record too. Others in the same database are not touched.

    False when SQLite's log still has it, because somebody reads the database."""
    with database.writing() as session, _record_open(session):
        lock_workspace(session, workspace_id)
        # A decision may point to the one that replaced it: no order of deleting fits while it does.
        session.execute(text("UPDATE decision SET superseded_by = NULL WHERE workspace_id = :here"), {"here": workspace_id})
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table).where(_belongs(table) == workspace_id))
        boundary("forget: before commit")
    return _clear_away(database)


@contextmanager
def _record_open(session: Session) -> Iterator[None]:
    """Lift the database's guard over the record for this transaction alone; nobody else ever sees it lifted."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE history DISABLE TRIGGER history_append_only"))
        yield
        session.execute(text("ALTER TABLE history ENABLE TRIGGER history_append_only"))
        return
    guards = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history'")).all()
    for name, _ in guards:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, definition in guards:
        session.execute(text(definition))


def _leave_the_settings_alone(session: Session, workspace_id: int, named: re.Pattern[str], user: str) -> None:
    row = session.get_one(WorkspaceRow, workspace_id)
    row.settings = without_subscriber(row.settings, user)
    places = [name for name, value in row.settings.items() if named.search(json.dumps(value))]
    if places:
        raise InvalidRequest(f"{user} still stands in the settings ({', '.join(places)}); put somebody else there first.", "user")
    row.names = {identifier: name for identifier, name in row.names.items() if identifier != user}
    session.flush()


def _remove_words(session: Session, workspace_id: int, user: str) -> None:
    quiet = {"synchronize_session": False}
    here = PostRow.workspace_id == workspace_id
    mine = or_(PostRow.channel == user, PostRow.user == user, PostRow.subject["asker"].as_string() == user)
    session.execute(delete(PostRow).where(here, mine), execution_options=quiet)  # one under way too: what became of it is nobody's concern
    raised = update(DisputeRow).where(DisputeRow.workspace_id == workspace_id, DisputeRow.raised_by == user)
    session.execute(raised.values(reason=REMOVED, question=""), execution_options=quiet)
    argued = update(ViewRow).where(ViewRow.workspace_id == workspace_id, ViewRow.author == user)
    session.execute(argued.values(text=REMOVED), execution_options=quiet)
    acts = update(HistoryRow).where(HistoryRow.workspace_id == workspace_id, HistoryRow.actor == user, HistoryRow.act.in_(OWN_WORDS))
    session.execute(acts.values(why=REMOVED), execution_options=quiet)


def _rename(session: Session, table: Table, workspace_id: int, named: re.Pattern[str], user: str, pseudonym: str) -> int:
    """Put the pseudonym wherever the id stands in this table's texts and objects; how many rows had it."""
    columns = [column for column in table.columns if isinstance(column.type, String | JSON)]
    keys = list(inspect(table).primary_key)
    if not columns:
        return 0
    found = select(table).where(_belongs(table) == workspace_id, or_(*(cast(column, String).contains(user) for column in columns)))
    changed = 0
    for row in session.execute(found).mappings().all():
        values = {column.name: _renamed(row[column.name], named, pseudonym) for column in columns}
        values = {name: value for name, value in values.items() if value != row[name]}
        if values:
            session.execute(update(table).where(*(key == row[key.name] for key in keys)).values(values))
            changed += 1
    return changed


def _renamed(value: Any, named: re.Pattern[str], pseudonym: str) -> Any:
    if isinstance(value, str):
        return named.sub(pseudonym, value)
    return value if value is None else json.loads(named.sub(pseudonym, json.dumps(value)))


def _belongs(table: Table) -> Column[Any]:
    return table.c.id if table.name == WorkspaceRow.__tablename__ else table.c.workspace_id


def _clear_away(database: Database) -> bool:
    """SQLite keeps deleted text in its file and log until it is overwritten; PostgreSQL's autovacuum sees to that by itself.

    The log is emptied when nobody reads what was before; False when somebody still did after SQLite's own time of waiting.
    """
    if database.dialect != "sqlite":
        return True
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        connection.rollback()
        driver.execute("VACUUM")
        busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
