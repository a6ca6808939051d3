"""`remit settings`: show and change what App Home shows admins. Values are read and checked by the workspace itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import CommandError, open_workspace, table

if TYPE_CHECKING:
    from knowledge.types import Settings


def settings(
    changes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=VALUE]…", help="For example digest_channel=C1 digest_time=09:00.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Show the workspace's settings, or change some: remit settings digest_channel=C1 deciders=U1,U2."""
    wanted = dict(_pair(change) for change in changes or [])
    with open_workspace() as knowledge:
        present = knowledge.change_settings(wanted) if wanted else knowledge.settings()
    if as_json:
        print(json.dumps(asdict(present), ensure_ascii=False, indent=2, default=dict))
    else:
        table(("setting", "value"), written(present))


def written(present: Settings) -> list[tuple[str, str]]:
    """Each setting as the command would take it."""
    from knowledge.types import WEEKDAYS

    return [
        ("disputes_channel", present.disputes_channel),
        ("digest_channel", present.digest_channel),
        ("digest_weekday", WEEKDAYS[present.digest_weekday - 1].lower()),
        ("digest_time", present.digest_time),
        ("timezone", present.timezone),
        ("digest_when_empty", "yes" if present.digest_when_empty else "no"),
        ("deciders", ",".join(present.deciders)),
        ("neutral", ", ".join(f"{one}/{other}:{who}" for one, other, who in present.neutral)),
        ("holders", ", ".join(f"{owner}:{who}" for owner, who in present.holders.items())),
    ]


def _pair(change: str) -> tuple[str, str]:
    name, equals, value = change.partition("=")
    if not equals or not name.strip():
        raise CommandError(f"settings: {change!r} is no setting; write NAME=VALUE, for example digest_time=09:00")
    return name.strip(), value
