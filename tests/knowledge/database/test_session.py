"""Opening a database, and what its transactions promise to threads and processes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, select, text, update
from sqlalchemy.exc import IntegrityError

from knowledge.database.models import AliasRow, WorkspaceRow
from knowledge.database.postgresql import GRACE_SECONDS
from knowledge.database.session import BUSY_SECONDS, Database, open_database
from knowledge.deadline import within
from knowledge.errors import DatabaseError
from tests.tunnel import Tunnel

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


def add_workspace(database: Database, team: str = "T1") -> int:
    with database.writing() as session:
        row = WorkspaceRow(team=team, created_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def test_concurrent_read_modify_write_loses_no_update(database: Database) -> None:
    workspace = add_workspace(database)

    def add_twenty(_worker: int) -> None:
        for _ in range(20):
            with database.writing() as session:
                row = session.execute(select(WorkspaceRow).where(WorkspaceRow.id == workspace).with_for_update()).scalar_one()
                row.knowledge_version += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_twenty, range(8)))
    with database.reading() as session:
        assert session.get_one(WorkspaceRow, workspace).knowledge_version == 1 + 8 * 20


def test_what_raises_is_not_saved(database: Database) -> None:
    with pytest.raises(LookupError), database.writing() as session:
        session.add(WorkspaceRow(team="T1", created_at=NOW))
        session.flush()
        raise LookupError
    with database.reading() as session:
        assert session.scalars(select(WorkspaceRow)).all() == []


def test_a_reader_goes_on_while_a_writer_is_in_the_middle(database: Database) -> None:
    workspace = add_workspace(database)
    with database.writing() as session:
        session.execute(update(WorkspaceRow).values(timezone="Europe/Berlin"))
        with database.reading() as other:
            assert other.get_one(WorkspaceRow, workspace).timezone == ""
    with database.reading() as other:
        assert other.get_one(WorkspaceRow, workspace).timezone == "Europe/Berlin"


def test_a_snapshot_sees_one_state_however_long_it_takes(database: Database) -> None:
    workspace = add_workspace(database)
    zone = text("SELECT timezone FROM workspace WHERE id = :id")
    with database.snapshot() as connection:
        assert connection.execute(zone, {"id": workspace}).scalar() == ""
        with database.writing() as session:
            session.execute(update(WorkspaceRow).values(timezone="Europe/Berlin"))
        assert connection.execute(zone, {"id": workspace}).scalar() == ""
    with database.connecting() as connection:
        assert connection.execute(zone, {"id": workspace}).scalar() == "Europe/Berlin"


@pytest.mark.parametrize("columns", ["id, nosuch", "nosuch"])
def test_a_column_that_is_not_there_means_another_schema(database: Database, columns: str) -> None:
    with pytest.raises(DatabaseError, match="another schema than this Remit"), database.reading() as session:
        session.execute(text(f"SELECT {columns} FROM workspace"))  # noqa: S608
    with pytest.raises(DatabaseError, match="another schema than this Remit"), database.writing() as session:
        session.execute(text(f"INSERT INTO workspace ({columns}) SELECT {columns.replace('nosuch', '1')} FROM workspace"))  # noqa: S608


def test_what_people_wrote_is_in_no_error_of_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError) as refusal, database.writing() as session:
        session.add(AliasRow(workspace_id=77, name_key="zebrawords", name="zebrawords", topic="zebrawords", added_at=NOW))
    assert "zebrawords" not in str(refusal.value)


def test_a_row_cannot_hang_on_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(AliasRow(workspace_id=77, name_key="a", name="a", topic="b", added_at=NOW))


def test_a_time_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    berlin = datetime.fromisoformat("2026-11-23T10:00:00.123456+01:00")
    with database.writing() as session:
        session.add(WorkspaceRow(team="T1", created_at=berlin))
    with database.reading() as session:
        stored = session.scalars(select(WorkspaceRow.created_at)).one()
    assert stored == berlin
    assert stored.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a zone"), database.writing() as session:
        session.add(WorkspaceRow(team="T1", created_at=datetime(2026, 1, 1)))  # noqa: DTZ001


class TestSqlite:
    """What only a file can do to us."""

    @pytest.fixture(autouse=True)
    def _only_sqlite(self, server_url: URL | None) -> None:
        if server_url is not None:
            pytest.skip("about SQLite files")

    def test_every_connection_is_set_up_to_be_safe(self, database: Database) -> None:
        with database.connecting() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
            }
        assert found == {"journal_mode": "wal", "busy_timeout": 5000, "foreign_keys": 1, "synchronous": 2}

    def test_a_second_writer_waits_for_its_turn(self, database: Database) -> None:
        order: list[str] = []
        inside = threading.Event()

        def second() -> None:
            inside.wait()
            with database.writing():
                order.append("second")

        thread = threading.Thread(target=second)
        thread.start()
        with database.writing() as session:
            inside.set()
            session.execute(text("SELECT 1"))
            thread.join(0.2)
            order.append("first")
        thread.join()
        assert order == ["first", "second"]

    def test_a_writer_that_never_gets_its_turn_is_told_to_try_again(self, database: Database, database_url: str) -> None:
        other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with database.connecting() as connection:  # the pool's one connection from now on waits 50 ms only
            connection.exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(DatabaseError, match="is busy.*Nothing was saved"), database.writing():
            pass
        other.close()

    def test_a_full_disk_is_said_to_be_full(self, database: Database) -> None:
        with database.connecting() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(DatabaseError, match="disk .* is full"), database.writing() as session:
            session.add(WorkspaceRow(team="T1", created_at=NOW, settings={"a": "x" * 100_000}))
        with database.connecting() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=100000")
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert add_workspace(database)

    def test_a_missing_directory_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(DatabaseError, match=r"directory .*nowhere for the database does not exist"):
            open_database(f"sqlite:///{tmp_path / 'nowhere' / 'remit.db'}", create=True)

    def test_a_missing_file_is_made_only_when_asked_for(self, tmp_path: Path) -> None:
        file = tmp_path / "remit.db"
        with pytest.raises(DatabaseError, match="no database at .* run: remit migrate"):
            open_database(f"sqlite:///{file}")
        assert not file.exists()
        open_database(f"sqlite:///{file}", create=True).close()
        assert file.exists()

    def test_a_directory_is_no_database(self, tmp_path: Path) -> None:
        with pytest.raises(DatabaseError, match="is a directory"):
            open_database(f"sqlite:///{tmp_path}")

    def test_a_file_of_something_else_is_no_database(self, tmp_path: Path) -> None:
        file = tmp_path / "remit.db"
        file.write_text("Dear diary, " * 100)
        with pytest.raises(DatabaseError, match="is not a database"):
            open_database(f"sqlite:///{file}")

    @pytest.mark.parametrize("where", ["CREATE TABLE claim", "CREATE UNIQUE INDEX"])
    def test_a_damaged_schema_is_said_to_be_damaged(self, database_url: str, where: str) -> None:
        file = Path(database_url.removeprefix("sqlite:///"))
        file.write_bytes(file.read_bytes().replace(where.encode(), where.encode()[:-5] + b"\x89" + where.encode()[-4:]))
        with pytest.raises(DatabaseError, match="is damaged; restore it from a backup"):
            open_database(database_url)

    def test_a_text_that_is_none_is_said_to_be_damage(self, database: Database) -> None:
        workspace = add_workspace(database)
        with database.connecting() as connection:
            connection.exec_driver_sql("UPDATE workspace SET timezone = CAST(x'89' AS TEXT)")
            connection.commit()
        with pytest.raises(DatabaseError, match="is damaged; restore it from a backup"), database.reading() as session:
            session.get_one(WorkspaceRow, workspace)

    def test_a_path_below_a_file_cannot_be_opened(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(DatabaseError, match="does not exist"):
            open_database(f"sqlite:///{tmp_path / 'file' / 'remit.db'}", create=True)

    def test_a_database_that_cannot_be_written_says_so(self, database: Database) -> None:
        with database.connecting() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(DatabaseError, match="read-only for this user"):
            add_workspace(database)

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
    def test_memory_is_refused_because_threads_would_not_share_it(self, url: str) -> None:
        with pytest.raises(DatabaseError, match="needs a file"):
            open_database(url)


@pytest.mark.parametrize("url", ["remit.db", "", "://", "postgresql://host:port/x"])
def test_an_address_that_is_none_is_refused_with_the_form_it_should_have(url: str) -> None:
    with pytest.raises(DatabaseError, match="sqlite:///path/to/remit.db or postgresql://"):
        open_database(url)


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/d", "sqlite+aiosqlite:///x.db", "postgresql+asyncpg://u:hunter2@h/d"])
def test_another_kind_of_database_is_refused_by_its_name(url: str) -> None:
    with pytest.raises(DatabaseError, match="which Remit cannot use") as refusal:
        open_database(url)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_that_is_down_is_named_without_the_password(scheme: str) -> None:
    with pytest.raises(DatabaseError, match=r"remit at 127\.0\.0\.1:1 does not answer") as refusal:
        open_database(f"{scheme}://someone:hunter2@127.0.0.1:1/remit")
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__suppress_context__


class TestPostgresql:
    """What only a server can do to us."""

    @pytest.fixture(autouse=True)
    def _only_postgresql(self, server_url: URL | None) -> None:
        if server_url is None:
            pytest.skip("about a PostgreSQL server; set DATABASE_URL")

    def test_every_connection_gives_up_what_hangs(self, database: Database) -> None:
        with database.connecting() as connection:
            found = [
                connection.exec_driver_sql(f"SHOW {name}").scalar()
                for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_isolation")
            ]
            driver = connection.connection.driver_connection
            told = driver.info.get_parameters()  # type: ignore[union-attr]
        assert found == ["20s", "5s", "1min", "read committed"]
        wanted = {"connect_timeout": "5", "tcp_user_timeout": "20000"}
        wanted |= {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
        assert {name: told.get(name) for name in wanted} == wanted

    def test_a_connection_that_carries_nothing_holds_nobody_longer_than_the_request(self, database_url: str) -> None:
        url = make_url(database_url)
        tunnel = Tunnel((url.host or "127.0.0.1", url.port or 5432))
        database = open_database(url.set(host="127.0.0.1", port=tunnel.port).render_as_string(hide_password=False))
        outcome: list[object] = []

        def use() -> None:
            with within(0.2):
                outcome.append(database.glimpse("SELECT 1"))
            try:
                with within(0.2), database.writing() as session:
                    found = session.scalar(text("SELECT 1"))
                outcome.append(found)
            except DatabaseError as error:
                outcome.append(str(error))

        def done_in_time() -> list[object]:
            outcome.clear()
            using = threading.Thread(target=use, daemon=True)
            using.start()
            using.join(4 * (0.2 + GRACE_SECONDS) + BUSY_SECONDS)
            return list(outcome)

        assert done_in_time() == [(1,), 1]
        tunnel.go_deaf()
        none, refusal = done_in_time()
        assert none is None and "Nothing was saved" in str(refusal)
        assert done_in_time() == [(1,), 1], "the dead ones are told from the living, and replaced"
        tunnel.go_deaf(for_good=True)
        none, refusal = done_in_time()
        assert none is None and "does not answer" in str(refusal)
        database.close()
        tunnel.close()

    def test_a_database_that_does_not_exist_is_named(self, server_url: URL) -> None:
        with pytest.raises(DatabaseError, match="nosuch"):
            open_database(server_url.set(database="nosuch").render_as_string(hide_password=False))

    def test_a_connection_the_server_cut_is_replaced_unnoticed(self, database: Database, database_url: str) -> None:
        with database.connecting() as connection:
            mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        other = open_database(database_url)
        with other.connecting() as connection:
            assert connection.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (mine,)).scalar()
        other.close()
        assert add_workspace(database)

    def test_a_statement_that_takes_too_long_says_nothing_was_saved(self, database: Database) -> None:
        with pytest.raises(DatabaseError, match="is busy"), database.writing() as session:
            session.execute(text("SET LOCAL statement_timeout = 20"))
            session.execute(text("SELECT pg_sleep(5)"))
