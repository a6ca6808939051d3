"""`remit posts …`: what could not be brought to Slack, and why; to be sent again when the cause is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.opening import CommandError, open_workspaces, settings_for, table

if TYPE_CHECKING:
    from knowledge.types import Post

posts = typer.Typer(help="Messages owed to Slack: those given up, and sending them again.", no_args_is_help=True)

SHORTEST_ID = 4  # characters of a post's id that are taken for the whole, when only one begins so


@posts.command()
def parked(as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """The posts that were given up, oldest first, each with its reason."""
    with open_workspaces(settings_for()) as workspaces:
        found = [_record(post) for post in workspaces.parked_posts()]
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif not found:
        print("Nothing is parked.")
    else:
        table(found[0], [map(str, record.values()) for record in found])


@posts.command()
def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids as `remit posts parked` shows them; the first few characters do.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every parked post.")] = False,
) -> None:
    """Send parked posts again. One that may stand in Slack is looked for first, and sent only if it is not there."""
    if bool(ids) == everything:
        raise CommandError("posts retry: name the posts by their ids, or give --all; remit posts parked lists them")
    with open_workspaces(settings_for()) as workspaces:
        waiting = [post.id for post in workspaces.parked_posts()]
        chosen = waiting if everything else [_chosen(one, waiting) for one in ids or []]
        again = sum(workspaces.retry_post(post) for post in chosen)
    print(f"{again} post{'' if again == 1 else 's'} will be sent again.")


@posts.command()
def recheck() -> None:
    """After restoring a backup, before anything is started: look for each owed post in Slack, and send only what is not there."""
    with open_workspaces(settings_for()) as workspaces:
        doubted = workspaces.doubt_posts()
    print(f"{doubted} post{'' if doubted == 1 else 's'} will be looked for before being sent.")


def _chosen(given: str, waiting: list[str]) -> str:
    found = [post for post in waiting if post.startswith(given)] if len(given) >= SHORTEST_ID else []
    if len(found) != 1:
        raise CommandError(f"posts retry: {len(found) or 'no'} parked posts begin with {given!r}; remit posts parked lists them")
    return found[0]


def _record(post: Post) -> dict[str, Any]:
    place = post.destination.channel or "a private answer"
    return {
        "id": post.id,
        "kind": str(post.kind),
        "workspace": post.workspace,
        "to": place,
        "owed": f"{post.created_at:%Y-%m-%d %H:%M}Z",
        "attempts": post.attempt,
        "reason": post.error,
    }
