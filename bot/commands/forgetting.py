"""`remit forget-user`, `remit forget-workspace`: a person or a workspace taken out of the database for good."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.opening import CommandError, open_workspaces, settings_for
from bot.settings import Settings

Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this nothing is done.")]


def forget_user(
    user: Annotated[str, typer.Argument(help="The person's Slack id, such as U024BE7LH.")],
    team: Annotated[str, typer.Option(help="The workspace's Slack id; needed where there are several.")] = "",
    yes: Yes = False,
) -> None:
    """Take a person out: their name and words go, their id becomes a pseudonym, what was decided stays."""
    if not yes:
        raise CommandError(f"forget-user: this cannot be undone; to do it, add --yes: remit forget-user {user} --yes")
    settings = settings_for()
    with open_workspaces(settings) as workspaces:
        done = workspaces.forget_user(team, user)
    print(f"Forgotten: {done.rows} row{'' if done.rows == 1 else 's'} named {user}. What was asked stays, without who asked it.")
    print("Backups made before still name them; logs may.")
    _own_up(settings, cleared=done.cleared)


def forget_workspace(
    team: Annotated[str, typer.Argument(help="The workspace's Slack id, such as T024BE7LD.")],
    yes: Yes = False,
) -> None:
    """Delete everything that is kept of a workspace, its record too."""
    if not yes:
        raise CommandError(f"forget-workspace: this cannot be undone; to do it, add --yes: remit forget-workspace {team} --yes")
    settings = settings_for()
    with open_workspaces(settings) as workspaces:
        cleared = workspaces.forget_workspace(team)
    print(f"Forgotten: nothing of {team} is left in this database's tables. Backups made before still have it.")
    _own_up(settings, cleared=cleared)


def _own_up(settings: Settings, *, cleared: bool) -> None:
    """Say where the words still are, when they are; exit code 1."""
    if not cleared:
        log = f"{settings.database_url.removeprefix('sqlite:///')}-wal"
        print(f"The words are still in {log}: another process reads the database. They go when the last that has it open ends.")
        raise typer.Exit(1)
