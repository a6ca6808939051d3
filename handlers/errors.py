"""From an error to what the person sees. Expected errors become a private message where they happen; bugs get a reference number here.

Nothing is decided about the error's words, which are `knowledge`'s; nothing is ever raised after an acknowledgement.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebClient
from structlog.contextvars import get_contextvars

from handlers import ids, mrkdwn, telling
from handlers.blocks.elements import View, notice_modal
from handlers.opening import Opener, open_view
from handlers.payloads import Click, Malformed, Shortcut
from knowledge import Workspaces
from knowledge.errors import AlreadySettled, DatabaseError, InvalidRequest, KnowledgeError, NotAllowed
from knowledge.types import Destination

OUT_OF_REACH = (
    "Remit cannot get at its records now. Nothing was saved; please try again in a moment. "
    "If it goes on, tell an admin this number: {reference}."
)
MEMBERS_ONLY = "Only members of the workspace that Remit belongs to can do this."

log = logging.getLogger("remit.handlers")

# The names knowledge gives to inputs, and the blocks that show them where those have another id.
_BLOCKS = {"proposed": ids.OWNER, "text": ids.VIEW_TEXT, "name": ids.ALIAS_NAME, "owner": ids.OWNER}


def coded(error: KnowledgeError) -> str:
    """The error for the one person concerned, as a private word can carry it; it names who may, who can help or who was first."""
    if isinstance(error, NotAllowed) and error.allowed:
        return telling.coded(str(error), "Who may:", error.allowed)
    if isinstance(error, NotAllowed) and error.admins:
        return telling.coded(str(error), "Admins here:", error.admins)
    if isinstance(error, AlreadySettled) and error.by:
        return telling.coded(str(error), "First was", (error.by,))
    if isinstance(error, DatabaseError):
        return telling.coded(OUT_OF_REACH.format(reference=_noted(error)))
    return telling.coded(str(error))


def words_of(error: KnowledgeError) -> str:
    """The error as mrkdwn."""
    return telling.decoded(coded(error))


def members_only() -> View:
    """What somebody from another organisation is told who clicks in a shared channel."""
    return notice_modal("Members only", MEMBERS_ONLY)


def title_of(error: KnowledgeError) -> str:
    """A heading for a modal that shows the error."""
    if isinstance(error, NotAllowed):
        return "Not yours to decide" if error.allowed else "Not allowed"
    return "Settled already" if isinstance(error, AlreadySettled) else "That did not work"


@contextmanager
def told_in_answer(ack: Ack) -> Iterator[None]:
    """Around a slash command: an expected error becomes the command's own private answer."""
    try:
        yield
    except KnowledgeError as error:
        ack(response_type="ephemeral", text=words_of(error))


@contextmanager
def told_privately(ack: Ack, client: WebClient, workspaces: Workspaces, click: Click | Shortcut) -> Iterator[None]:
    """Around a click: an expected error becomes a message only that person sees; in a modal or at Home, and without a database, a modal."""
    try:
        yield
    except KnowledgeError as error:
        if click.response_url and not isinstance(error, DatabaseError):
            place = Destination(response_url=click.response_url)
            workspaces.of(click.team).tell(coded(error), destination=place, request=f"told:{click.request}")
        else:
            opener = Opener(click.trigger, isinstance(click, Click) and click.in_modal)
            open_view(client, opener, notice_modal(title_of(error), words_of(error)))
        ack()


@contextmanager
def told_in_form(ack: Ack, blocks: Mapping[str, Any]) -> Iterator[None]:
    """Around a modal sent off: an error of one field is shown at that field, any other in the modal's place."""
    try:
        yield
    except InvalidRequest as error:
        block = _BLOCKS.get(error.field, error.field)
        block = ids.OWNERS if block == ids.OWNER and ids.OWNERS in blocks else block
        if block in blocks:
            ack(response_action="errors", errors={block: mrkdwn.plain(str(error), 300)})
        else:
            ack(response_action="update", view=notice_modal(title_of(error), words_of(error)))
    except KnowledgeError as error:
        ack(response_action="update", view=notice_modal(title_of(error), words_of(error)))


def register(app: App) -> None:
    """The last resort for what no listener expected."""

    @app.error
    def failed(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
        if isinstance(error, Malformed):
            log.warning("A payload lacks a part that Slack sends: %s", error)
            return BoltResponse(status=400, body="")
        return apology(body, client, _noted(error))


def _noted(error: Exception) -> str:
    """The number by which the log has what a person is not told: where the database is, or which line of ours failed."""
    reference = str(get_contextvars().get("reference") or secrets.token_hex(4))  # every record of this request carries it
    if isinstance(error, DatabaseError):
        log.error("The database failed, reference %s: %s", reference, error)
    else:
        log.error("A listener failed, reference %s", reference, exc_info=error)
    return reference


def apology(body: dict[str, Any], client: WebClient, reference: str) -> BoltResponse:
    """What Slack gets after a bug: words for a person, or for an event a refusal, so that Slack sends it again."""
    said = f"Something went wrong on Remit's side, and nothing was changed. If it happens again, tell an admin this number: {reference}."
    if body.get("command"):
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said})
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body={"response_action": "update", "view": _sorry(said)})
    if body.get("type") in ("block_actions", "message_action", "shortcut"):
        in_modal = (body.get("view") or {}).get("type") == "modal"
        open_view(client, Opener(str(body.get("trigger_id") or ""), in_modal), _sorry(said))
        return BoltResponse(status=200, body="")
    return BoltResponse(status=503 if body.get("event") else 200, body="")


def _sorry(said: str) -> View:
    return notice_modal("Something went wrong", said)
