"""Events: mentions and direct messages become answers that are owed, everything else is left alone but acknowledged. Calls nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from slack_bolt import App, BoltContext

from handlers import payloads
from handlers.payloads import Said
from handlers.posts import HOW_TO_ASK
from knowledge import Knowledge, Workspaces
from knowledge.asking import JOINED
from knowledge.types import Destination, Place

MEMBERS_ONLY = "Remit answers only members of the workspace it belongs to; please ask a colleague there."
_ASKS_FOR_HELP = re.compile(r"\W*(?:help|how do i ask|what can you do)?\W*$", re.IGNORECASE)


def register(app: App, workspaces: Workspaces) -> None:
    """Every event we are sent. The last one takes what nobody handles: Slack repeats an event that is answered with 404."""

    @app.event("app_mention")
    def mentioned(body: dict[str, Any], context: BoltContext) -> None:
        answer_said(payloads.said(body, context.bot_user_id or ""), workspaces)

    @app.event("message")
    def written(body: dict[str, Any], context: BoltContext) -> None:
        answer_said(payloads.said(body, context.bot_user_id or ""), workspaces)

    @app.event("member_joined_channel")
    def joined(body: dict[str, Any], context: BoltContext) -> None:
        team, user, channel = payloads.joined(body)
        if user and user == context.bot_user_id:
            knowledge = workspaces.of(team)
            knowledge.welcome(JOINED, destination=Destination(channel))
            knowledge.place_disputes(channel)

    @app.event("tokens_revoked")
    @app.event("app_uninstalled")
    def put_out(body: dict[str, Any]) -> None:
        if team := payloads.put_out(body):
            workspaces.of(team).put_out()

    @app.event(re.compile(".*"))
    def anything() -> None:
        """Nothing to do."""


def answer_said(said: Said, workspaces: Workspaces) -> None:
    """Owe one answer to what was said, whichever of its events comes first, however often."""
    if said.question is None:
        return
    knowledge = workspaces.of(said.team)
    place = Destination(said.channel, thread_ts=said.thread_ts)
    if said.external:
        private = Destination(said.channel, thread_ts=said.thread_ts, user=said.user)
        knowledge.tell(MEMBERS_ONLY, destination=private, request=said.requests[-1])
    elif _ASKS_FOR_HELP.match(said.question):
        knowledge.greet(HOW_TO_ASK, destination=place, request=said.requests[-1])
    else:
        knowledge.post_answer(
            said.question,
            asker=said.user,
            destination=place,
            request=said.requests,
            place=Place(said.channel, said.thread_ts, private=_private(said, knowledge)),
            asked_at=_moment(said.ts),
        )


def _moment(ts: str) -> datetime | None:
    """When a message was written: its timestamp is in seconds since 1970, with a fraction that makes it an id."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _private(said: Said, knowledge: Knowledge) -> bool:
    """Whether the words may appear nowhere else. A mention does not tell; then only a channel known to be public is public."""
    return said.private if said.private is not None else said.channel not in knowledge.directory().names
