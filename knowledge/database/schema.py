"""Brings a database to this program's schema and says whether it is there. Alembic is loaded only to migrate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from knowledge.boundary import boundary
from knowledge.database.session import Database
from knowledge.deadline import within
from knowledge.errors import DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0005"  # the newest step; a test holds it equal to Alembic's own head, so that opening need not load Alembic
# A step that waits for a table makes everybody after it wait too (PostgreSQL's locks queue), so it gives up soon.
LOCK_SECONDS = 2
PATIENCE_SECONDS = 3600  # for all steps together, and for whoever migrates before
MIGRATION_LOCK = 7_364_812_905  # any number of our own: PostgreSQL's advisory lock for one migration at a time


def check_schema(connection: Connection, *, ahead: bool = False) -> str:
    """ "" when the database is at HEAD; DatabaseError with what to run when it is behind or ahead.

    With `ahead`, one that is ahead will do, and what is said is that it is: a step only adds to what the release before it uses, so
    that a release can migrate while the processes of the one before still serve.
    """
    found = current_revision(connection)
    if found == HEAD:
        return ""
    if found is None or found < HEAD:
        raise DatabaseError(f"The database is at schema {found or 'none'} and this Remit needs {HEAD}; run: remit migrate.")
    newer = f"The database is at schema {found}, newer than this Remit's {HEAD}; run the newer Remit."
    if not ahead:
        raise DatabaseError(newer)
    return newer


def current_revision(connection: Connection) -> str | None:
    """The step the database is at; None for a database without our tables."""
    if connection.dialect.name == "sqlite":
        exists = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first() is not None
    else:
        exists = connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is not None
    if not exists:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(database: Database, target: str = "head") -> list[str]:
    """Apply what is missing up to `target`, all or nothing; the revisions applied, oldest first. A second starter waits.

    DatabaseError for a database that a newer Remit has migrated.
    """
    return _run(database, "upgrade", target)


def downgrade(database: Database, target: str = "base") -> list[str]:
    """Take steps back down to `target`, all or nothing; the revisions taken back, newest first."""
    return _run(database, "downgrade", target)


def _run(database: Database, command: str, target: str) -> list[str]:
    from alembic import command as commands
    from alembic.script import ScriptDirectory

    config = alembic_config()
    applied: list[str] = config.attributes.setdefault("applied", [])
    with within(PATIENCE_SECONDS), database.writing() as session:
        connection = session.connection()
        if database.dialect == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
        found = current_revision(connection)
        if found not in (None, *(step.revision for step in ScriptDirectory.from_config(config).walk_revisions())):
            check_schema(connection)
        config.attributes["connection"] = connection
        getattr(commands, command)(config, target)
        boundary("migrate: before commit")
    return applied


def alembic_config() -> Config:
    """Alembic's configuration without an ini file: only where the steps are."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "knowledge.database:migrations")
    return config
