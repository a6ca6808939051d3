"""A release migrates while the processes of the one before still serve: they go on, and are ready, until its own have come."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest
from sqlalchemy import create_engine, text

from bot.doctor import Grade, examine
from knowledge.database.schema import HEAD
from tests.bot.test_processes import complaint, first_line, process

if TYPE_CHECKING:
    from tests.bot.conftest import Office
    from tests.conftest import Run

NEWER, OLDER = "9001", "0000"


def move_schema(database_url: str, revision: str) -> None:
    """As a release would: a column more, and the number of its step."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        if revision == NEWER:
            connection.execute(text("ALTER TABLE alias ADD COLUMN colour TEXT"))
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()


def ready(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address.replace("/slack/events", "/readyz"), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_process_that_serves_stays_ready_on_a_newer_schema_and_says_so_in_its_log(office: Office) -> None:
    with process(office, "web", "--port", "0") as running:
        address = first_line(running).split()[-1]
        office.slack.connect(address)
        move_schema(office.settings.database_url, NEWER)
        assert ready(address) == (200, "ok")
        assert office.slack.command(office.person, office.channel, "/whoowns", "ERP").text.startswith("*CIO* owns ERP.")
        move_schema(office.settings.database_url, OLDER)
        assert ready(address) == (503, "not ready")
        running.terminate()
        said = complaint(running)
    assert f"newer than this Remit's {HEAD}" in said and "run: remit migrate" in said


@pytest.mark.parametrize("command", [("web", "--port", "0"), ("worker", "--once")])
def test_one_that_starts_again_meanwhile_serves_too(office: Office, command: tuple[str, ...]) -> None:
    move_schema(office.settings.database_url, NEWER)
    with process(office, *command) as running:
        assert first_line(running)
        running.terminate()
        said = complaint(running)
    assert running.returncode == 0, said
    assert "newer than this Remit" in said or command[0] == "worker"


@pytest.mark.parametrize("command", [("ask", "who owns ERP?"), ("migrate",), ("forget-user", "U1", "--yes")])
def test_a_command_that_does_not_serve_is_to_be_the_newer_one(run: Run, database_url: str, command: tuple[str, ...]) -> None:
    move_schema(database_url, NEWER)
    code, out, complained = run(*command)
    assert (code, out) == (2, "")
    assert complained.endswith(f"newer than this Remit's {HEAD}; run the newer Remit.\n") and complained.count("\n") == 1


def test_the_doctor_tells(office: Office) -> None:
    environment = office.slack.environment | {"DATABASE_URL": office.settings.database_url}
    move_schema(office.settings.database_url, NEWER)
    (problem,) = [check for check in examine(environment) if check.grade is Grade.BAD and check.subject == "database"]
    assert "newer than this Remit" in problem.found and "newer Remit" in problem.remedy
