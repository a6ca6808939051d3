"""The message shortcut *Find the owner*: a modal with the answer for a message's words, and the choice to share it."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers import ids, mrkdwn, payloads
from handlers.answering import Thread, answer_modal
from handlers.blocks.elements import View, context, notice_modal
from handlers.errors import members_only, told_privately
from handlers.opening import Opener, open_view
from handlers.payloads import Shortcut
from knowledge import Knowledge, Workspaces
from knowledge.types import Place


def register(app: App, workspaces: Workspaces) -> None:
    """The shortcut, and whatever shortcut an old manifest may still offer."""

    @app.shortcut(ids.FIND_OWNER)
    def find(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        used = payloads.shortcut(body)
        with told_privately(ack, client, workspaces, used):
            open_view(client, Opener(used.trigger), members_only() if used.external else found_modal(workspaces.of(used.team), used))
            ack()

    @app.shortcut(re.compile(".*"))
    def unknown(ack: Ack) -> None:
        ack()


def found_modal(knowledge: Knowledge, used: Shortcut) -> View:
    """The answer for a message. Sharing posts it in the message's thread."""
    if not used.message:
        return notice_modal("Find the owner", "This message has no words of its own. Use `/whoowns` with a question instead.")
    found = knowledge.ask(used.message, place=Place(used.channel, used.thread_ts, used.private))
    asked = context(f"For the message: “{mrkdwn.literal(used.message, 300)}”")
    return answer_modal(found, used.message, used.team, Thread(used.channel, used.thread_ts), [asked], knowledge.held_by(used.user))
