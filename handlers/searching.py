"""Supplies the options of menus that hold more owners than Slack shows in a list: what is typed is looked for in their names."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from handlers import ids, payloads
from handlers.blocks.elements import MAX_OPTIONS
from handlers.blocks.objection import owner_options
from knowledge import Knowledge, Workspaces


def register(app: App, workspaces: Workspaces) -> None:
    """One listener for every such menu."""

    @app.options(ids.VALUE)
    def search(ack: Ack, body: dict[str, Any]) -> None:
        wanted = payloads.suggestion(body)
        ack(options=[] if wanted.external else found(workspaces.of(wanted.team), wanted.typed))


def found(knowledge: Knowledge, typed: str) -> list[dict[str, Any]]:
    """The owners whose name holds what was typed, those that begin with it first; and "not ours", which is no owner's name."""
    folded = typed.casefold()
    names = [name for name in knowledge.owner_names() if folded in name.casefold()]
    names.sort(key=lambda name: not name.casefold().startswith(folded))
    options = owner_options(names[: MAX_OPTIONS - 1])
    return options if folded in "not ours, owner unknown, none of the known owners" else options[:-1]
