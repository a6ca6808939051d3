"""The doctor finds the commonest mistakes of a set-up, and says for each what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.cli import main
from bot.doctor import Check, Grade, examine
from bot.scopes import SCOPES
from knowledge import open_knowledge
from knowledge.database.session import open_database

if TYPE_CHECKING:
    from tests.bot.conftest import Office


@pytest.fixture
def environment(office: Office) -> dict[str, str]:
    office.slack.desk.scopes = frozenset(scope.name for scope in SCOPES)
    office.knowledge.change_settings({"digest_channel": office.channel, "disputes_channel": office.channel, "deciders": "U1"})
    return {**office.slack.environment, "DATABASE_URL": office.settings.database_url}


def found(environment: dict[str, str], grade: Grade = Grade.BAD) -> list[Check]:
    return [check for check in examine(environment) if check.grade is grade]


def test_a_good_set_up_has_no_problem(environment: dict[str, str]) -> None:
    assert found(environment) == []
    good = {check.subject for check in found(environment, Grade.GOOD)}
    assert {"settings", "database", "slack", "scopes"} <= good


MISTAKES = {
    "tokens swapped": ({"SLACK_BOT_TOKEN": "xapp-test"}, "SLACK_BOT_TOKEN"),
    "signing secret is a token": ({"SLACK_SIGNING_SECRET": "xoxb-test"}, "SLACK_SIGNING_SECRET"),
    "a bot token alone": ({"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": ""}, "SLACK_APP_TOKEN"),
    "a wrong bot token": ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "auth.test says invalid_auth"),
    "a wrong app token": ({"SLACK_APP_TOKEN": "xapp-wrong"}, "connections:write"),
    "no such database": ({"DATABASE_URL": "sqlite:///nowhere/remit.db"}, "DATABASE_URL"),
    "a throw-away disk": ({"DATABASE_URL": "sqlite:///remit.db", "DYNO": "web.1"}, "throws away"),
    "a wrong address of Slack": ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "not reached"),
    "an address in clear text": ({"SLACK_API_URL": "http://slack.example/api/"}, "https://"),
    "a port that is none": ({"PORT": "http"}, "PORT"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_with_its_remedy(environment: dict[str, str], mistake: str) -> None:
    changes, words = MISTAKES[mistake]
    problems = found(environment | changes)
    assert any(words in f"{problem.found} {problem.remedy}" for problem in problems), problems
    assert all(problem.remedy for problem in problems)


def test_a_missing_scope_is_named_with_what_it_is_for(office: Office, environment: dict[str, str]) -> None:
    office.slack.desk.scopes = office.slack.desk.scopes - {"commands", "channels:read"}
    assert [check.found.split()[0] for check in found(environment)] == ["commands"]
    assert any(check.found.startswith("channels:read") for check in found(environment, Grade.NOTE))


def test_a_channel_that_takes_no_posts_is_a_problem(office: Office, environment: dict[str, str]) -> None:
    for channel, words in (
        ("C404", "no channel C404"),
        (office.slack.add_channel("quiet", app=False).id, "/invite @Remit"),
        (office.slack.add_channel("old").id, "archived"),
    ):
        if words == "archived":
            office.slack.archive(channel)
        office.knowledge.change_settings({"disputes_channel": channel})
        (problem,) = found(environment)
        assert words in f"{problem.found} {problem.remedy}" and "disputes" in problem.found


def test_posts_that_were_given_up_are_noted(office: Office, environment: dict[str, str]) -> None:
    office.owe()
    (post,) = office.workspaces.claim_posts(1, timedelta(minutes=1))
    office.workspaces.park(post, "is_archived")
    assert any("remit posts parked" in note.remedy for note in found(environment, Grade.NOTE))


def test_a_digest_that_nobody_posts_is_a_problem(office: Office, environment: dict[str, str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    workspaces = open_knowledge(url, create=True, now=lambda: datetime.now(UTC) - timedelta(days=14))
    workspaces.of("T1").change_settings({"digest_channel": office.channel})
    workspaces.close()
    assert any("remit worker" in problem.remedy for problem in found(environment | {"DATABASE_URL": url}))


def test_no_charter_is_a_problem(office: Office, environment: dict[str, str]) -> None:
    office.knowledge.remove_charter("cio-cto")
    assert any("remit import" in problem.remedy for problem in found(environment))


def test_a_damaged_database_is_a_problem(environment: dict[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    assert any(problem.subject == "database" for problem in found(environment | {"DATABASE_URL": f"sqlite:///{broken}"}))


def test_variables_that_mislead_bolt_are_noted(environment: dict[str, str]) -> None:
    notes = found(environment | {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2", "SLACK_VERIFICATION_TOKEN": "3"}, Grade.NOTE)
    assert sum("Remit ignores" in note.found for note in notes) == 2


def test_it_tells_no_secret(environment: dict[str, str]) -> None:
    told = " ".join(f"{check.found} {check.remedy}" for check in examine(environment))
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        assert environment[name] not in told


def test_the_command_exits_with_1_when_something_is_wrong(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["doctor"]) == 0
    assert "Nothing stands in the way" in capsys.readouterr().err
    monkeypatch.setenv("PORT", "http")
    assert main(["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["grade"] == "problem"


def test_the_audit_finds_a_dispute_that_was_changed_behind_its_record(office: Office, environment: dict[str, str]) -> None:
    office.knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason="Ours.", actor="U2", request="raise")
    audited = {check.grade: check.found for check in examine(environment, audit=True) if check.subject == "audit"}
    assert list(audited) == [Grade.GOOD]
    database = open_database(office.settings.database_url)
    with database.writing() as session:
        session.execute(text("UPDATE dispute SET reason = 'Nobody said this.'"))
    database.close()
    (problem,) = [check for check in examine(environment, audit=True) if check.subject == "audit"]
    assert problem.grade is Grade.BAD
    assert "dispute #1: reason is 'Nobody said this.', and the record says 'Ours.'" in problem.found
    assert found(environment) == [], "without the option nothing is replayed"
