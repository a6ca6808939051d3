"""Slack in, Slack out: reads what Slack sends, asks knowledge, renders what it says. Decides nothing about ownership; knows no database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slack_bolt import App

    from handlers.pace import Pace
    from knowledge import Workspaces


def register_listeners(app: App, workspaces: Workspaces, pace: Pace | None = None) -> None:
    """Every Slack id meets its function here, the most used first: Bolt asks its listeners in order, and only one runs.

    `app` has to be built with `process_before_response=True`: nothing is acknowledged before it is saved. Without `pace` people may
    ask as fast as they like.
    """
    # Loaded here: the command line shows the same blocks and has no use for Bolt, which costs it a fifth of its start.
    from handlers import actions, commands, errors, events, home, searching, setting_up, shortcuts, views
    from handlers import pace as pacing

    if pace is not None:
        pacing.register(app, pace)
    commands.register_whoowns(app, workspaces)
    home.register(app, workspaces)
    setting_up.register(app, workspaces)
    events.register(app, workspaces)
    actions.register(app, workspaces)
    views.register(app, workspaces)
    searching.register(app, workspaces)
    shortcuts.register(app, workspaces)
    commands.register(app, workspaces)
    actions.register_unknown(app)
    views.register_unknown(app)
    errors.register(app)
