"""`remit forget-user`, `remit forget-workspace`: a person or a workspace taken out of the database for good."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.opening import CommandError, open_workspaces, settings_for

Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this nothing is done.")]


def forget_user(
    user: Annotated[str, typer.Argument(help="The person's Slack id, such as U024BE7LH.")],
    team: Annotated[str, typer.Option(help="The workspace's Slack id; needed where there are several.")] = "",
    yes: Yes = False,
) -> None:
    """Take a person out: their name and words go, their id becomes a pseudonym, what was decided stays."""
    if not yes:
        raise CommandError(f"forget-user: this cannot be undone; to do it, add --yes: remit forget-user {user} --yes")
    with open_workspaces(settings_for()) as workspaces:
        changed = workspaces.forget_user(team, user)
    print(f"Forgotten: {changed} row{'' if changed == 1 else 's'} named {user}. Backups made before still do; the log may.")


def forget_workspace(
    team: Annotated[str, typer.Argument(help="The workspace's Slack id, such as T024BE7LD.")],
    yes: Yes = False,
) -> None:
    """Delete everything that is kept of a workspace, its record too."""
    if not yes:
        raise CommandError(f"forget-workspace: this cannot be undone; to do it, add --yes: remit forget-workspace {team} --yes")
    with open_workspaces(settings_for()) as workspaces:
        workspaces.forget_workspace(team)
    print(f"Forgotten: nothing of {team} is left in this database. Backups made before still have it.")
