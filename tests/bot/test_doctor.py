"""The doctor finds the commonest mistakes of a set-up, and says for each what to do."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.cli import main
from bot.doctor import Check, Grade, check_headers, examine
from bot.scopes import SCOPES
from knowledge import open_knowledge
from knowledge.database.session import open_database

if TYPE_CHECKING:
    from tests.bot.conftest import Office


@pytest.fixture
def environment(office: Office) -> dict[str, str]:
    office.slack.desk.scopes = frozenset(scope.name for scope in SCOPES)
    office.knowledge.change_settings({"digest_channel": office.channel, "disputes_channel": office.channel, "deciders": office.person})
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
    "an app token alone": ({"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": ""}, "add SLACK_BOT_TOKEN"),
    "a signing secret alone": ({"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}, "add SLACK_BOT_TOKEN"),
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


def test_slack_in_trouble_is_no_matter_of_tokens(office: Office, environment: dict[str, str]) -> None:
    office.slack.faults.always("auth.test", status=503)
    (problem,) = found(environment)
    assert "in trouble" in problem.found and "token" not in problem.remedy


@pytest.mark.parametrize("path", ["/", "/api/v2/", "/web/"])
def test_a_wrong_path_of_slacks_api_is_no_matter_of_tokens(environment: dict[str, str], path: str) -> None:
    (problem,) = found(environment | {"SLACK_API_URL": environment["SLACK_API_URL"].replace("/api/", path)})
    assert "SLACK_API_URL" in problem.remedy and "/api/" in problem.remedy and "token" not in problem.remedy


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked"])
def test_a_bot_that_was_put_out_is_to_be_installed_again(office: Office, environment: dict[str, str], code: str) -> None:
    office.slack.faults.always("auth.test", error=code)
    (problem,) = found(environment)
    assert "install" in problem.remedy.lower()


def test_a_database_of_another_workspace_is_a_problem(environment: dict[str, str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    workspaces = open_knowledge(url, create=True)
    workspaces.of("T0OTHER")
    workspaces.close()
    assert any("T0OTHER" in problem.found for problem in found(environment | {"DATABASE_URL": url}))


def test_people_whom_slack_does_not_know_are_named(office: Office, environment: dict[str, str]) -> None:
    gone = office.slack.add_user("gone", deleted=True).id
    office.knowledge.change_settings({"deciders": f"{office.person}, U0NOBODY, S0NOGROUP", "holders": f"CIO:{gone}"})
    assert sorted(problem.found.partition(",")[0] for problem in found(environment)) == [
        "Slack knows no S0NOGROUP", "Slack knows no U0NOBODY", f"{gone} has left Slack",
    ]  # fmt: skip
    assert all("deciders" in problem.found or "holds CIO" in problem.found for problem in found(environment))


def test_one_decider_who_holds_both_sides_is_noted(office: Office, environment: dict[str, str]) -> None:
    office.knowledge.change_settings({"holders": f"CIO:{office.person}"})
    assert not any("second decider" in note.remedy for note in found(environment, Grade.NOTE))
    office.knowledge.change_settings({"holders": f"CIO:{office.person}, CTO:{office.person}"})
    (note,) = [note for note in found(environment, Grade.NOTE) if "second decider" in note.remedy]
    assert "CIO and CTO" in note.found


@pytest.mark.parametrize(
    ("secret", "noted"), [("8f742231b10e8888abcd99yyyzzz85a5", 1), ("8f742231b10e8888abcd99baac1285a5", 0), ("8f74", 1)]
)
def test_a_signing_secret_that_looks_like_none_is_noted(environment: dict[str, str], secret: str, noted: int) -> None:
    notes = [note for note in found(environment | {"SLACK_SIGNING_SECRET": secret}, Grade.NOTE) if "32 hexadecimal digits" in note.remedy]
    assert len(notes) == noted


@pytest.mark.parametrize(("seconds", "problems"), [(0, 0), (100, 0), (-100, 0), (140, 1), (-140, 1)])
def test_a_clock_that_is_off_is_a_problem(seconds: int, problems: int) -> None:
    checks = list(check_headers({"date": formatdate(time.time() + seconds, usegmt=True)}))
    assert [check.subject for check in checks] == ["clock"] * problems


@pytest.mark.parametrize(
    ("version", "noted"),
    [((3, 40, 1), 1), ((3, 44, 5), 1), ((3, 44, 6), 0), ((3, 50, 6), 1), ((3, 50, 7), 0), ((3, 51, 2), 1), ((3, 51, 3), 0)],
)
def test_a_sqlite_with_the_fault_in_its_log_is_noted(
    office: Office, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], noted: int
) -> None:
    if not office.settings.on_sqlite:
        pytest.skip("about SQLite")
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    assert sum("rare fault" in note.found for note in found(environment, Grade.NOTE)) == noted


def test_a_file_with_a_damaged_page_is_a_problem(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    open_knowledge(f"sqlite:///{file}", create=True).close()
    whole = file.read_bytes()
    file.write_bytes(whole[:-4096] + b"\xff" * 4096)
    (problem,) = [one for one in found(environment | {"DATABASE_URL": f"sqlite:///{file}"}) if one.subject == "database"]
    assert "the file is damaged" in problem.found


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
    (note,) = [note for note in found(environment, Grade.NOTE) if "remit posts parked" in note.remedy]
    assert "is_archived" in note.found


def test_it_is_told_that_slack_put_the_bot_out(office: Office, environment: dict[str, str]) -> None:
    office.owe()
    office.knowledge.put_out()
    office.slack.faults.always("auth.test", error="account_inactive")
    told = [f"{check.found} {check.remedy}" for check in (*found(environment), *found(environment, Grade.NOTE))]
    assert any("taken Remit's token back" in words for words in told) and any("install the app again" in words for words in told)
    assert any(f"put Remit out of {office.knowledge.team}" in words for words in told)


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
