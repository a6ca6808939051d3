"""The few statements that are spelt differently by each database, and the lock that orders a workspace's writers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.database.base import Base
from knowledge.database.models import WorkspaceRow


def insert_or_ignore(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that break no unique key and leave out the others; how many went in."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table.__table__).values(list(rows)).on_conflict_do_nothing()  # type: ignore[arg-type]
    return rows_changed(session, statement)


def rows_changed(session: Session, statement: Executable) -> int:
    """How many rows an INSERT, UPDATE or DELETE touched; rows that the session holds already are not brought up to date."""
    # Without `preserve_rowcount` psycopg's count of an insert is gone by the time it is asked for, and -1 reads as success.
    options = {"preserve_rowcount": True, "synchronize_session": False}
    return cast("CursorResult[Any]", session.execute(statement, execution_options=options)).rowcount


def lock_workspace(session: Session, workspace_id: int) -> None:
    """Make other writers of this workspace wait until this transaction ends. On SQLite every writer waits for every other already."""
    session.execute(select(WorkspaceRow.id).where(WorkspaceRow.id == workspace_id).with_for_update())


def bump(session: Session, workspace_id: int, *, knowledge: int = 0, rulings: int = 0) -> None:
    """Move the versions that tell every process's caches to read again, in the transaction of the change itself."""
    session.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id)
        .values(
            knowledge_version=WorkspaceRow.knowledge_version + knowledge,
            rulings_version=WorkspaceRow.rulings_version + rulings,
        ),
        execution_options={"synchronize_session": False},
    )
