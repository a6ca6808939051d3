"""Opens a database and hands out transactions: one kind for reading, one for writing. No global state, no schema changes.

SQLite's own defaults lose updates without an error (no BEGIN before the first read), so the transactions are begun here:
a writer takes the write lock at once and waits its turn, a reader sees one snapshot.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from knowledge.boundary import boundary
from knowledge.deadline import seconds_left
from knowledge.errors import DatabaseError

BUSY_SECONDS = 5  # how long a writer waits for another, on both databases
DAMAGED = "{place} is damaged; restore it from a backup."
BUSY = "is busy and did not answer in time. Nothing was saved; try again."
_read_json = json.JSONDecoder().raw_decode
POSTGRESQL_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")


class Database:
    """One open database. `reading()` and `writing()` give a session inside a transaction; use no others."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._writer = engine.execution_options(remit_writes=True)
        self._glances: deque[Any] = deque()

    @contextmanager
    def connecting(self) -> Iterator[Connection]:
        """A connection for plain Core reads on the asking path, in a transaction that is rolled back at the end."""
        with _translated(self.engine.url), self.engine.connect() as connection:
            yield connection

    def glimpse(self, statement: str, *values: int) -> tuple[Any, ...] | None:
        """The first row of one plain statement ("?" stands for a value), outside a transaction; None for none, and for any trouble.

        For the one read that every question begins with, on connections of its own: a pooled one in a transaction costs ten times that.
        """
        marked = statement if self.dialect == "sqlite" else statement.replace("?", "%s")
        broken = (DBAPIError, PoolTimeout, self.engine.dialect.loaded_dbapi.Error)
        try:
            connection = self._glances.pop() if self._glances else self._glance()
        except IndexError:  # another thread took the last one
            return None
        except broken:
            return None
        try:
            row = connection.execute(marked, values).fetchone()
        except broken:  # the way round by the pool says what is wrong, and what broke this one will have broken the others
            connection.close()
            self._close_glances()
            return None
        self._glances.append(connection)
        return None if row is None else tuple(row)

    def _glance(self) -> Any:
        """A connection beside the pool on which every statement stands alone."""
        pooled = self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()
        if self.dialect != "sqlite":
            driver.autocommit = True
        return driver

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection whose every read sees the same state, however long it takes and whoever writes meanwhile."""
        isolated = {} if self.dialect == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with _translated(self.engine.url), self.engine.connect().execution_options(**isolated) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and writes nothing."""
        with _translated(self.engine.url), Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls everything back when it raises, or when the request's time is over."""
        with _translated(self.engine.url):
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                session.connection()  # takes SQLite's write lock now; at the first statement would be after the caller's first decision
                left = seconds_left()
                if left is not None and self.dialect == "postgresql":
                    wait = f"{max(round(left * 1000), 1)}ms"
                    session.execute(select(func.set_config("lock_timeout", wait, True), func.set_config("statement_timeout", wait, True)))
                yield session
                left = seconds_left()
                if left is not None and left <= 0:
                    raise DatabaseError(f"{_place(self.engine.url)} {BUSY}")
                boundary("database: before commit")
            boundary("database: committed")

    def look_over(self) -> None:
        """DatabaseError for a SQLite file whose pages are damaged; a second or so for a gigabyte. PostgreSQL looks after its own."""
        if self.dialect == "sqlite":
            with self.connecting() as connection:
                if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                    raise DatabaseError(DAMAGED.format(place=_place(self.engine.url)))

    def close(self) -> None:
        """Close every connection."""
        self._close_glances()
        self.engine.dispose()

    def _close_glances(self) -> None:
        with suppress(IndexError):  # another thread took the last one
            while True:
                self._glances.pop().close()


def open_database(url: str, *, create: bool = False) -> Database:
    """Open `url` (sqlite:///path or postgresql://…) and prove that it answers; DatabaseError in one sentence if it does not.

    With `create`, a SQLite file that does not exist yet is made; its directory never is.
    """
    parsed = _parse(url)
    engine = _open_sqlite(parsed, create) if parsed.get_backend_name() == "sqlite" else _open_postgresql(parsed)
    database = Database(engine)
    try:
        with database.connecting() as connection:
            connection.exec_driver_sql("SELECT 1")
    except DatabaseError:
        database.close()
        raise
    return database


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseError(
            "DATABASE_URL is not a database address; write sqlite:///path/to/remit.db or postgresql://user@host/name."
        ) from None
    if parsed.drivername in POSTGRESQL_SCHEMES:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite":
        return parsed
    raise DatabaseError(
        f'DATABASE_URL begins with "{parsed.drivername}", which Remit cannot use; it takes sqlite:///path/to/remit.db or postgresql://…'
    )


def _open_sqlite(url: URL, create: bool) -> Engine:
    name = url.database or ""
    if name in ("", ":memory:"):
        raise DatabaseError("SQLite needs a file that every thread and process can share; write sqlite:///path/to/remit.db.")
    path = Path(name)
    if not path.parent.is_dir():
        raise DatabaseError(f"The directory {path.parent} for the database does not exist; create it or set DATABASE_URL to another file.")
    if path.is_dir():
        raise DatabaseError(f"{path} is a directory, not a database file; set DATABASE_URL to a file.")
    if not create and not path.exists():
        raise DatabaseError(f"There is no database at {path}; run: remit migrate.")
    engine = create_engine(
        url,
        hide_parameters=True,  # people's words
        json_deserializer=_decode_json,
        pool_size=8,
        max_overflow=24,
        pool_timeout=BUSY_SECONDS,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _decode_json(text: str) -> Any:
    """The value of a JSON column, at a quarter of the cost: `json.loads` also looks for blanks around each of 200,000 short texts."""
    return [] if text == "[]" else _read_json(text)[0]


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # the driver begins nothing; `_begin_sqlite` does
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "foreign_keys=ON",
        "synchronous=FULL",
        "recursive_triggers=ON",  # or INSERT OR REPLACE would take a row of the record away without its guard noticing
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("remit_writes", False)
    if writes:
        left = seconds_left()
        wait = BUSY_SECONDS if left is None else min(max(left, 0.0), BUSY_SECONDS)
        connection.exec_driver_sql(f"PRAGMA busy_timeout={round(wait * 1000)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_postgresql(url: URL) -> Engine:
    from knowledge.database.postgresql import engine_for  # with its driver, which SQLite does without

    return engine_for(url, BUSY_SECONDS)


@contextmanager
def _translated(url: URL) -> Iterator[None]:
    """What the driver says, as one sentence that names the database and never its password."""
    try:
        yield
    except UnicodeDecodeError:
        if url.get_backend_name() != "sqlite":
            raise
        raise DatabaseError(DAMAGED.format(place=_place(url))) from None  # its driver cannot read what SQLite says of a damaged schema
    except (DBAPIError, PoolTimeout, NoSuchModuleError) as error:
        sentence = _sentence(url, error)
        if sentence is None:
            raise
        raise DatabaseError(sentence) from None


def _sentence(url: URL, error: Exception) -> str | None:
    """None for an error that is a mistake of ours and no state of the database."""
    text = str(getattr(error, "orig", None) or error)
    place = _place(url)
    if isinstance(error, PoolTimeout) or "database is locked" in text or "lock timeout" in text or "statement timeout" in text:
        return f"{place} {BUSY}"
    if re.search("no such column|has no column named|column .*does not exist", text):
        return f"{place} has another schema than this Remit: run the newer Remit, or run: remit migrate."
    known = {
        "unable to open database file": f"{place} cannot be opened; check that this user may read and write the file and its directory.",
        "attempt to write a readonly database": f"{place} is read-only for this user; give write permission to the file and its directory.",
        "file is not a database": f"{place} is not a database; set DATABASE_URL to another file.",
        "malformed": DAMAGED.format(place=place),
        "Could not decode to UTF-8": DAMAGED.format(place=place),
        "disk is full": f"The disk of {place} is full; nothing was saved. Free some space and try again.",
        "password authentication failed": f"{place} refused the user name or password; check DATABASE_URL.",
        "does not exist": f"{place} has no such database, user or table; check DATABASE_URL, then run: remit migrate.",
        "no such table": f"{place} has no Remit tables yet; run: remit migrate.",
    }
    for symptom, sentence in known.items():
        if symptom in text:
            return sentence
    if (
        url.get_backend_name() == "postgresql"
        and isinstance(error, DBAPIError)
        and type(error).__name__ in ("OperationalError", "InterfaceError")
    ):
        return f"{place} does not answer; check that the server runs and that DATABASE_URL names its host and port."
    return None


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return f"The database {url.database}"
    return f"The PostgreSQL database {url.database or ''} at {url.host or 'localhost'}:{url.port or 5432}".replace("  ", " ")
