"""What every command begins with: the settings it needs, the workspace it works on, and somewhere to print."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, read_settings
from knowledge.clock import utc_now

if TYPE_CHECKING:
    from rich.console import Console

    from knowledge import Knowledge, Workspaces


LAST_PORT = 65_535


class CommandError(Exception):
    """A command cannot do what it was asked: what, where, what to do, in one sentence."""


def port_number(text: str) -> int:
    """What was given to `--port`. Raises `CommandError` for what is no port."""
    given = str(text)
    if not (given.isascii() and given.isdecimal() and int(given) <= LAST_PORT):
        raise CommandError(f"--port {given}: ports go from 1 to {LAST_PORT}; name one of them, or 0 to take a free one")
    return int(given)


def environment() -> dict[str, str]:
    """`.env` of the working directory, overridden by the process's own environment."""
    given = dict(os.environ)
    if not Path(".env").is_file():
        return given
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(".env").items() if value is not None} | given


def settings_for(*needs: str) -> Settings:
    """The settings, when everything in `needs` is there. Raises `SettingsError` with all problems at once."""
    return read_settings(environment(), needs)


@contextmanager
def open_workspaces(settings: Settings, *, now: Callable[[], datetime] = utc_now, ahead: bool = False) -> Iterator[Workspaces]:
    """The database, made with the bundled charter when it is empty; where a new default file lies is said once. `ahead`: a database
    that a newer Remit has migrated will do."""
    from knowledge import open_knowledge

    if settings.database_file and not settings.database_file.exists():
        settings.database_file.parent.mkdir(parents=True, exist_ok=True)
        say(f"New database: {settings.database_file} (set DATABASE_URL to use another).")
    workspaces = open_knowledge(settings.database_url, create=True, now=now, ahead=ahead)
    try:
        yield workspaces
    finally:
        workspaces.close()


@contextmanager
def open_workspace(team: str = "") -> Iterator[Knowledge]:
    """The one workspace of the database that the settings name, or that of `team`."""
    with open_workspaces(settings_for()) as workspaces:
        yield workspaces.only(team)


def ignore_signals() -> None:
    """A further SIGTERM or SIGINT changes nothing, once a command has put everything away.

    Python's own ending gives signals that have a handler back to the system, for which SIGTERM is the end by force: an exit
    that reads as a failure. A signal that is ignored stays ignored.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def say(message: str) -> None:
    """A word to the person at the terminal, on standard error, so that output can be piped."""
    print(message, file=sys.stderr)


def console() -> Console:
    """Rich output: colour and tables on a terminal, plain text elsewhere."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty(), markup=False, emoji=False)


def read_file(path: Path) -> bytes:
    """The bytes of `path`. Raises `CommandError` when it is not a readable file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {(error.strerror or 'cannot be read').lower()}; name a file that this user may read") from error


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Rows under headings: a table on a terminal, tab-separated lines elsewhere."""
    lines = [[shown(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in [list(columns), *lines]:
            print("\t".join(line))
        return
    from rich.box import SIMPLE
    from rich.table import Table

    drawn = Table(*columns, box=SIMPLE, pad_edge=False)
    for line in lines:
        drawn.add_row(*line)
    console().print(drawn)


def shown(text: object) -> str:
    """Text from a document or a person, safe for a terminal: on one line, without control characters."""
    from handlers.mrkdwn import inline

    return inline(str(text))
