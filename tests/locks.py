"""A database that somebody else is writing to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool, create_engine


@contextmanager
def busy(database_url: str) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SELECT id FROM workspace FOR UPDATE")
        yield
        connection.exec_driver_sql("ROLLBACK")
