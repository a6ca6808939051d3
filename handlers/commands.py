"""The slash commands: `/whoowns`, `/dispute`, `/remit`. Each answer travels in the command's own response, without a call to Slack."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebClient

from handlers import ids, mrkdwn, payloads
from handlers.blocks import help as how_to
from handlers.blocks.answer import Shown, answer_message
from handlers.blocks.digest import digest_message
from handlers.blocks.dispute import Message, whole_message
from handlers.blocks.elements import Block, section
from handlers.errors import told_in_answer
from handlers.listing import Listed, list_page
from handlers.opening import Opener, open_view
from handlers.payloads import Command
from handlers.people import people_of
from handlers.raising import modal_for_topic
from knowledge import Knowledge, Workspaces
from knowledge.types import Answer, Place

AS_JSON: dict[str, str | Sequence[str]] = {"content-type": "application/json;charset=utf-8"}
_NUMBER = re.compile(r"#?(\d{1,9})$")


def register_whoowns(app: App, workspaces: Workspaces) -> None:
    """`/whoowns`, apart from the others: Bolt looks at listeners in order, and this one is asked most."""

    @app.command(ids.WHOOWNS)
    def whoowns(ack: Ack, body: dict[str, Any]) -> BoltResponse | None:
        with told_in_answer(ack):
            command = payloads.command(body)
            return BoltResponse(status=200, body=answered(workspaces.of(command.team), command), headers=AS_JSON)
        return None


def register(app: App, workspaces: Workspaces) -> None:
    """The other commands."""

    @app.command(ids.DISPUTE)
    def dispute(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with told_in_answer(ack):
            command = payloads.command(body)
            modal = modal_for_topic(workspaces.of(command.team), command.text, origin=command.channel)
            if open_view(client, Opener(command.trigger), modal):
                ack()
            else:
                ack(response_type="ephemeral", text="Slack did not open the form in time. Please send the command again.")

    @app.command(ids.REMIT)
    def remit(ack: Ack, body: dict[str, Any]) -> None:
        with told_in_answer(ack):
            command = payloads.command(body)
            text, blocks = told(workspaces.of(command.team), command)
            ack(response_type="ephemeral", text=text, blocks=blocks)

    @app.command(re.compile(".*"))
    def unknown(ack: Ack) -> None:
        text, blocks = how_to.commands()
        ack(response_type="ephemeral", text=text, blocks=blocks)


def answered(knowledge: Knowledge, command: Command) -> str:
    """The answer to `/whoowns …`, or how to ask, as the JSON that Slack shows to the one who asked."""
    if command.text.casefold() in ("", "help", "?"):
        return _private(*how_to.asking(knowledge.examples()))
    place = Place(command.channel, private=command.private)
    found = knowledge.ask(command.text, place=place)
    return private_answer(found, command.team, knowledge.held_by(command.user))


@lru_cache(maxsize=1024)
def private_answer(found: Answer, team: str, held: frozenset[str]) -> str:
    """An answer for the one who asked, who holds these roles. Kept, because the same is asked again and looks the same."""
    return _private(*answer_message(found, Shown(mrkdwn.person, team, share=True, held=held)))


def _private(text: str, blocks: list[Block]) -> str:
    return json.dumps({"response_type": "ephemeral", "text": text, "blocks": blocks})


def told(knowledge: Knowledge, command: Command) -> Message:
    """The answer to `/remit …`: a list, one dispute, the digest, or help."""
    words = command.text.split()
    verb = words[0].casefold() if words else "help"
    if verb == "disputes":
        return list_page(knowledge, Listed.read(words[1:], command.user))
    if number := _NUMBER.match(command.text.strip()):
        return whole_message(knowledge.dispute(int(number.group(1))), people_of(knowledge))
    if [word.casefold() for word in words] == ["digest", "now"]:
        return _digest_now(knowledge, command)
    if verb == "digest" and len(words) == 1:
        return preview(knowledge)
    return how_to.commands("" if verb in ("help", "?") else command.text)


def preview(knowledge: Knowledge) -> Message:
    """The digest as it would be posted now, for one reader; its chart in characters, since a command's answer cannot be tried again."""
    digest = knowledge.digest()
    deciders = knowledge.deciders_of(dispute.number for dispute in digest.open)
    return digest_message(digest, people_of(knowledge), deciders, native_chart=False, preview=True)


def _digest_now(knowledge: Knowledge, command: Command) -> Message:
    year, week = knowledge.send_digest(actor=command.user, request=command.request)
    settings = knowledge.settings()
    where = mrkdwn.channel(settings.digest_channel or settings.disputes_channel)
    text = f"The digest of {year}-W{week:02} goes to {where} now; it counts as this week's."
    return text, [section(text)]
