"""What the proofs under faults share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine
from sqlalchemy.pool import NullPool

from knowledge import migrate

pytest.register_assert_rewrite("tests.faults.histories", "tests.faults.rig")


@pytest.fixture
def new_database(request: pytest.FixtureRequest, server_url: URL | None, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """As many migrated databases as a test asks for, one after another."""
    made: list[str] = []

    def another() -> str:
        name = f"remit_{uuid4().hex}"
        if server_url is None:
            file = tmp_path / f"{name}.db"
            shutil.copyfile(request.getfixturevalue("migrated_file"), file)
            return f"sqlite:///{file}"
        statement(server_url, f"CREATE SCHEMA {name}")
        made.append(name)
        url = server_url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
        migrate(url)
        return url

    yield another
    for name in made:
        assert server_url is not None
        statement(server_url, f"DROP SCHEMA {name} CASCADE")


def statement(url: URL, words: str) -> None:
    """One statement on the server under test."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(words)
