"""Settings: every problem at once, secrets never shown."""

from __future__ import annotations

import pytest

from bot.settings import SETTINGS, SLACK_API, SettingsError, read_settings

GOOD = {
    "DATABASE_URL": "postgres://remit:hunter2@db.example/remit",
    "SLACK_BOT_TOKEN": "xoxb-test",
    "SLACK_APP_TOKEN": "xapp-test",
    "SLACK_SIGNING_SECRET": "shh",
}


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({"PORT": "http", "LOG_LEVEL": "loud", "SLACK_APP_TOKEN": "xoxb-test"}, ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"))
    assert [problem.split()[0] for problem in error.value.problems] == [
        "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "PORT", "LOG_LEVEL",
    ]  # fmt: skip
    assert "not a bot token" in str(error.value)


def test_an_empty_value_counts_as_not_set() -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is not set"):
        read_settings({"SLACK_BOT_TOKEN": "  "}, ("SLACK_BOT_TOKEN",))


def test_secrets_are_hidden_in_repr() -> None:
    settings = read_settings(GOOD)
    for secret in ("xoxb-test", "xapp-test", "shh", "hunter2"):
        assert secret not in repr(settings)
        assert secret in settings.secrets


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_platform_addresses_of_postgresql_are_taken(scheme: str) -> None:
    settings = read_settings({"DATABASE_URL": f"{scheme}://u@h/d"})
    assert settings.database_url == "postgresql+psycopg://u@h/d"
    assert not settings.on_sqlite


def test_the_default_database_is_a_file_in_the_data_directory() -> None:
    settings = read_settings({})
    assert settings.database_file is not None
    assert settings.database_url == f"sqlite:///{settings.database_file}"
    assert settings.database_file.name == "remit.db"


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite://", "sqlite:///:memory:", "remit.db", "postgresql://[h/d"])
def test_a_database_that_cannot_work_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        read_settings({"DATABASE_URL": url})


def test_sqlite_on_a_throw_away_disk_is_refused_with_the_fix() -> None:
    with pytest.raises(SettingsError, match="REMIT_ALLOW_SQLITE=1"):
        read_settings({"DYNO": "web.1"})
    assert read_settings({"DYNO": "web.1", "REMIT_ALLOW_SQLITE": "1"}).on_sqlite
    assert not read_settings({"DYNO": "web.1", "DATABASE_URL": GOOD["DATABASE_URL"]}).on_sqlite


@pytest.mark.parametrize("url", ["http://slack.example/api", "slack.com", "ftp://slack.com/api", "http://[x/api"])
def test_a_slack_address_that_would_show_the_token_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SLACK_API_URL"):
        read_settings({"SLACK_API_URL": url})


def test_slack_addresses_end_in_a_slash() -> None:
    assert read_settings({}).api_url == SLACK_API
    assert read_settings({"SLACK_API_URL": "https://slack-gov.com/api"}).api_url == "https://slack-gov.com/api/"
    assert read_settings({"SLACK_API_URL": "http://127.0.0.1:1/api/"}).api_url == "http://127.0.0.1:1/api/"


def test_one_process_ticks_on_sqlite_and_the_worker_does_on_postgresql() -> None:
    assert read_settings({}).tick
    assert not read_settings(GOOD).tick
    assert read_settings(GOOD | {"REMIT_TICK": "yes"}).tick


def test_every_setting_that_can_be_wrong_is_described() -> None:
    names = {setting.name for setting in SETTINGS}
    wrong = dict.fromkeys(names, "٣")
    with pytest.raises(SettingsError) as error:
        read_settings(wrong)
    told = {problem.split()[0] for problem in error.value.problems}
    assert told == names - {"SLACK_SIGNING_SECRET"}
