"""`remit migrate`, `remit doctor`: the database brought up to date, the set-up looked over."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from bot.commands.opening import console, environment, open_workspaces, settings_for, shown


def migrate() -> None:
    """Bring the database up to date; makes it when there is none."""
    from knowledge import migrate as bring_up_to_date

    settings = settings_for()
    if settings.database_file:
        settings.database_file.parent.mkdir(parents=True, exist_ok=True)
    applied = bring_up_to_date(settings.database_url)
    for revision in applied:
        print(f"applied {revision}")
    print("The database is up to date.")
    with open_workspaces(settings) as workspaces:
        workspaces.all()


def doctor(
    audit: Annotated[bool, typer.Option("--audit", help="Compare every dispute with its append-only record too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Look over settings, database, charter, token and scopes; each finding says what to do."""
    from bot.doctor import Grade, examine

    found = list(examine(environment(), audit=audit))
    bad = sum(check.grade is Grade.BAD for check in found)
    if as_json:
        print(json.dumps([asdict(check) for check in found], ensure_ascii=False, indent=2))
    else:
        from rich.text import Text

        marks = {Grade.GOOD: ("ok     ", "green"), Grade.NOTE: ("note   ", "yellow"), Grade.BAD: ("problem", "red")}
        out = console()
        for check in found:
            mark, colour = marks[check.grade]
            out.print(Text.assemble((mark, colour), f"  {check.subject:<9} {shown(check.found)}"))
            if check.remedy:
                out.print(Text(f"                   → {shown(check.remedy)}"))
        print(f"{bad} problem{'' if bad == 1 else 's'}." if bad else "Nothing stands in the way.", file=sys.stderr)
    if bad:
        raise typer.Exit(1)
