"""`remit digest`: the weekly report on the terminal, and which weeks were posted. Posting it is the worker's."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.opening import CommandError, console, open_workspace, table
from bot.commands.terminal import print_blocks

if TYPE_CHECKING:
    from knowledge import Knowledge
    from knowledge.types import Digest


def digest(
    context: typer.Context,
    preview: Annotated[bool, typer.Option("--preview", help="Show the digest as it stands now; nothing is posted.")] = False,
    week: Annotated[str, typer.Option(help="That of an ISO week, like 2026-W48.  [default: the present one]", show_default=False)] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    history: Annotated[bool, typer.Option("--history", help="List the weeks with what became of them.")] = False,
    team: Annotated[str, typer.Option(help="The workspace's Slack id; needed where there are several.")] = "",
) -> None:
    """Show the weekly digest, or what became of each week's. The worker posts it; this command never does."""
    if history:
        if preview or week:
            raise CommandError("--history lists all weeks; give it without --preview and --week")
        _print_history(team, as_json)
    elif preview or week or as_json:
        _show(team, week, as_json)
    else:  # a bare `digest` could be taken for "post it"
        print(context.get_help())


def _show(team: str, week: str, as_json: bool) -> None:
    year, number = _iso_week(week) if week else (None, None)
    with open_workspace(team) as knowledge:
        found = knowledge.digest(year=year, week=number)
        if as_json:
            print(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=_plain))
        else:
            _print(found, knowledge)


def _iso_week(text: str) -> tuple[int, int]:
    matched = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text.strip(), re.IGNORECASE | re.ASCII)
    if matched:
        year, week = int(matched[1]), int(matched[2])
        try:
            date.fromisocalendar(year, week, 1)
        except ValueError:
            raise CommandError(f"--week: there is no week {week} in {year}; weeks are ISO weeks, 1 to 52 or 53") from None
        return year, week
    raise CommandError(f"--week: {text!r} is no ISO week; write it like 2026-W48")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return dict(value)


def _print_history(team: str, as_json: bool) -> None:
    with open_workspace(team) as knowledge:
        weeks = knowledge.digest_history()
    if as_json:
        print(json.dumps([asdict(week) for week in weeks], ensure_ascii=False, indent=2, default=_plain))
        return
    rows = [(f"{week.year}-W{week.week:02}", week.state, week.reason, f"{week.recorded_at:%Y-%m-%d %H:%M}") for week in weeks]
    table(("week", "state", "reason", "recorded (UTC)"), rows)


def _print(found: Digest, knowledge: Knowledge) -> None:
    """The digest as Slack shows it, without its buttons."""
    from handlers.blocks.digest import digest_message
    from handlers.people import People

    deciders = knowledge.deciders_of(dispute.number for dispute in found.open)
    people = People(knowledge.team, knowledge.directory().names)
    _, blocks = digest_message(found, people, deciders, native_chart=False, preview=True)
    print_blocks(blocks, console())
