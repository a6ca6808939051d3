"""What every test may ask for: a fresh, migrated database, on SQLite or on the PostgreSQL server that DATABASE_URL names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.pool import NullPool

from knowledge import migrate


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow and bench too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow") or {"slow", "bench"} & set(config.getoption("-m").split()):
        return
    for item in items:
        if item.get_closest_marker("slow") or item.get_closest_marker("bench"):
            item.add_marker(pytest.mark.skip(reason="takes long: run with --slow"))


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


@pytest.fixture
def empty_database_url(server_url: URL | None, tmp_path: Path) -> Iterator[str]:
    """A database without any table: a file that does not exist yet, or an empty schema of its own."""
    if server_url is None:
        yield f"sqlite:///{tmp_path / 'remit.db'}"
        return
    name = f"remit_{uuid4().hex}"
    engine = create_engine(server_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        yield server_url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, server_url: URL | None, tmp_path: Path) -> str:
    """A migrated database of this test alone, without any workspace."""
    if server_url is None:
        file = tmp_path / "remit.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("empty_database_url")
    migrate(url)
    return url
