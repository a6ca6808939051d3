"""What the process is told by its environment and `.env`: read once, checked whole, frozen. Opens nothing.

`read_settings` reports every problem in one `SettingsError`, so that nobody mends them one start at a time. Secrets never
appear in `repr`, nor in any message from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

SLACK_API = "https://slack.com/api/"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """The environment does not allow what was asked; `problems` holds one sentence for each thing to mend."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment, as the README's table and `.env.example` tell it."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("DATABASE_URL", "a SQLite file in your data directory", "SQLite or PostgreSQL; `postgres://` is taken too"),
    Setting("SLACK_BOT_TOKEN", "", "bot token (`xoxb-…`), from *OAuth & Permissions*", secret=True),
    Setting("SLACK_APP_TOKEN", "", "app-level token (`xapp-…`) with `connections:write`, for Socket Mode", secret=True),
    Setting("SLACK_SIGNING_SECRET", "", "from *Basic Information*, for HTTP mode", secret=True),
    Setting("SLACK_API_URL", SLACK_API, "Slack's Web API; GovSlack and tests set it"),
    Setting("PORT", "3000", "port of `remit web`"),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Setting("REMIT_TICK", "yes with SQLite, no with PostgreSQL", "whether `run` and `web` also do the worker's work (digests, reminders)"),
    Setting("REMIT_METRICS", "", "where `run`, `web` and `worker` show Prometheus their figures, as `127.0.0.1:9464`; nowhere when empty"),
    Setting("REMIT_ALLOW_SQLITE", "no", "start on SQLite although the platform throws its disk away"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment, checked. `database_file` is set when DATABASE_URL was not, and names the file used instead."""

    database_url: str = field(repr=False)
    database_file: Path | None = None
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK_API
    port: int = 3000
    log_level: str = "INFO"
    tick: bool = True
    metrics: tuple[str, int] | None = None  # host and port

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written anywhere: tokens, signing secret, the database's password."""
        password = urlsplit(self.database_url).password or ""
        return tuple(secret for secret in (self.bot_token, self.app_token, self.signing_secret, password) if secret)

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def read_settings(environment: Mapping[str, str], needs: Iterable[str] = ()) -> Settings:
    """Settings from `environment`; `needs` names the variables this command cannot do without.

    Raises `SettingsError` with every problem at once. An empty value counts as not set.
    """
    given = {name: value.strip() for name, value in environment.items() if value and value.strip()}
    problems = [f"{name} is not set ({_meaning(name)})" for name in needs if name not in given]
    for name, check in _CHECKS.items():
        if name in given and (problem := check(given[name])):
            problems.append(f"{name} {problem}")
    database_url = _driver(given.get("DATABASE_URL", ""))
    database_file = None if database_url else _default_file()
    if database_file:
        database_url = f"sqlite:///{database_file}"
    if given.get("DYNO") and database_url.startswith("sqlite") and not _yes(given.get("REMIT_ALLOW_SQLITE", "")):
        problems.append(
            "DATABASE_URL is a SQLite file on a disk that this platform throws away: add a PostgreSQL database"
            " (it sets DATABASE_URL), or set REMIT_ALLOW_SQLITE=1 if losing everything is fine"
        )
    if problems:
        raise SettingsError(problems)
    return Settings(
        database_url=database_url,
        database_file=database_file,
        bot_token=given.get("SLACK_BOT_TOKEN", ""),
        app_token=given.get("SLACK_APP_TOKEN", ""),
        signing_secret=given.get("SLACK_SIGNING_SECRET", ""),
        api_url=given.get("SLACK_API_URL", SLACK_API).rstrip("/") + "/",
        port=int(given.get("PORT", "3000")),
        log_level=given.get("LOG_LEVEL", "INFO").upper(),
        metrics=_place(given["REMIT_METRICS"]) if "REMIT_METRICS" in given else None,
        tick=_yes(given["REMIT_TICK"]) if "REMIT_TICK" in given else database_url.startswith("sqlite"),
    )


def _meaning(name: str) -> str:
    return next(setting.meaning for setting in SETTINGS if setting.name == name)


def _yes(value: str) -> bool:
    return value.casefold() in ("1", "yes", "true", "on")


def _default_file() -> Path:
    from platformdirs import user_data_path

    return user_data_path("remit", appauthor=False) / "remit.db"


def _driver(url: str) -> str:
    """The address with the driver we ship: platforms hand out `postgres://`, which SQLAlchemy does not take."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return f"postgresql+psycopg://{url.removeprefix(scheme)}"
    return url


def _check_database(url: str) -> str:
    scheme = url.split("://", 1)[0].split("+", 1)[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        return "must start with sqlite:/// or postgresql://"
    try:
        urlsplit(url)
    except ValueError:
        return "is not an address"
    if scheme == "sqlite" and (url.rstrip("/").endswith("sqlite:") or ":memory:" in url):
        return "must name a file: a database in memory is lost between commands (sqlite:///remit.db)"
    return ""


def _check_bot_token(token: str) -> str:
    if token.startswith(("xoxb-", "xoxe.xoxb-")):
        return ""
    return f"must be a bot token (xoxb-…){_mistaken(token)}"


def _check_app_token(token: str) -> str:
    return "" if token.startswith("xapp-") else f"must be an app-level token (xapp-…){_mistaken(token)}"


def _check_secret(secret: str) -> str:
    return f"must be the signing secret{_mistaken(secret)}" if secret.startswith(("xox", "xapp-")) else ""


def _mistaken(value: str) -> str:
    kinds = {"xoxb-": "a bot token", "xapp-": "an app-level token", "xoxp-": "a user token", "xoxe": "a rotating token"}
    found = next((kind for prefix, kind in kinds.items() if value.startswith(prefix)), "")
    return f", not {found}" if found else ""


def _check_api_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is not an address"
    if parts.scheme == "https" and parts.hostname:
        return ""
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return ""
    return "must start with https:// (the token would travel in clear text)"


def _check_port(port: str) -> str:
    return "" if port.isascii() and port.isdecimal() and int(port) <= 65_535 else "must be a number from 0 to 65535"


def _place(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def _check_place(text: str) -> str:
    host, _, port = text.rpartition(":")
    return "must be an address and a port, as 127.0.0.1:9464" if not host or _check_port(port) else ""


def _check_log_level(level: str) -> str:
    return "" if level.upper() in LOG_LEVELS else f"must be one of {', '.join(LOG_LEVELS)}"


def _check_yes_no(value: str) -> str:
    return "" if value.casefold() in ("1", "yes", "true", "on", "0", "no", "false", "off") else "must be yes or no"


_CHECKS: dict[str, Callable[[str], str]] = {
    "DATABASE_URL": _check_database,
    "SLACK_BOT_TOKEN": _check_bot_token,
    "SLACK_APP_TOKEN": _check_app_token,
    "SLACK_SIGNING_SECRET": _check_secret,
    "SLACK_API_URL": _check_api_url,
    "PORT": _check_port,
    "LOG_LEVEL": _check_log_level,
    "REMIT_TICK": _check_yes_no,
    "REMIT_METRICS": _check_place,
    "REMIT_ALLOW_SQLITE": _check_yes_no,
}
