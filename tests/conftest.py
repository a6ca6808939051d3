"""What every test may ask for: a fresh, migrated database, on SQLite or the PostgreSQL server that DATABASE_URL names; a command on it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import URL, Engine, event, make_url

from bot.cli import main
from knowledge import migrate
from tests.statements import compile_once

Run = Callable[..., tuple[int, str, str]]
"""One command: its exit code, what it printed, what it complained of."""
NewDatabase = Callable[[], AbstractContextManager[str]]
"""A migrated database for as long as the block lasts: its address."""

# Compiled modules are kept, as where Remit runs: without, each of the seventy processes that tests start compiles all of it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # in a script's background job, whose commands inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


event.listen(Engine, "engine_connect", compile_once)

settings.register_profile("remit", deadline=None)  # a busy machine is no fault; what must be fast has a figure of its own
settings.load_profile("remit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow and bench too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow") or {"slow", "bench"} & set(config.getoption("-m").split()):
        return
    for item in items:
        if item.get_closest_marker("slow") or item.get_closest_marker("bench"):
            item.add_marker(pytest.mark.skip(reason="takes long: run with --slow"))


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: some tests wait for processes of their own."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.fixture(scope="session")
def server_url() -> URL | None:
    """The PostgreSQL server under test; None when the suite runs on SQLite."""
    url = make_url(os.environ.get("DATABASE_URL") or "sqlite://")
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name().startswith("postgres") else None


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody writes to."""
    file = tmp_path_factory.mktemp("template") / "remit.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migration(server_url: URL) -> str:
    """What migrating an empty PostgreSQL schema changes, as one text: run at once it takes half as long as step by step."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.split()[0] not in ("SELECT", "SET"):
            said.append(statement)

    with empty_schema(server_url) as url:
        event.listen(Engine, "before_cursor_execute", note)
        migrate(url)
        event.remove(Engine, "before_cursor_execute", note)
    return ";\n".join(said)


@pytest.fixture
def empty_database_url(server_url: URL | None, tmp_path: Path) -> Iterator[str]:
    """A database without any table: a file that does not exist yet, or an empty schema of its own."""
    if server_url is None:
        yield f"sqlite:///{tmp_path / 'remit.db'}"
        return
    with empty_schema(server_url) as url:
        yield url


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, server_url: URL | None, tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """As many migrated databases as are asked for: each is there for as long as its block lasts, and without any workspace."""

    @contextmanager
    def another() -> Iterator[str]:
        if server_url is None:
            file = tmp_path_factory.mktemp("database") / "remit.db"
            shutil.copyfile(request.getfixturevalue("migrated_file"), file)
            yield f"sqlite:///{file}"
            return
        with empty_schema(server_url) as url:
            execute(make_url(url), request.getfixturevalue("migration"))
            yield url

    return another


@pytest.fixture
def database_url(new_database: NewDatabase) -> Iterator[str]:
    """A migrated database of this test alone, without any workspace."""
    with new_database() as url:
        yield url


@contextmanager
def empty_schema(server: URL) -> Iterator[str]:
    """The address of a PostgreSQL schema of its own, which is dropped at the end. No test pulls the plug: commits wait for no disk."""
    name = f"remit_{uuid4().hex}"
    execute(server, f"CREATE SCHEMA {name}")
    options = f"-csearch_path={name} -csynchronous_commit=off"
    yield server.update_query_dict({"options": options}).render_as_string(hide_password=False)
    execute(server, f"DROP SCHEMA {name} CASCADE")


def execute(url: URL, statements: str) -> None:
    """Statements on a PostgreSQL server, in one transaction."""
    with psycopg.connect(**url.translate_connect_args(username="user", database="dbname"), **url.query) as connection:
        connection.execute(statements)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """One command in this process, in an empty folder: its exit code, what it printed, what it complained of."""
    for name in list(os.environ):
        if name.startswith(("SLACK_", "REMIT_")):
            monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def run(bare: Run, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """One command on a migrated database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return bare
