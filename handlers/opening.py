"""Opens modals inside the request that asked for them: the only Slack call a listener makes. A trigger lives three seconds."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.blocks.elements import View
from knowledge.boundary import boundary

log = logging.getLogger("remit.handlers")


@dataclass(frozen=True, slots=True)
class Opener:
    """What a click allows us to open: a modal, or one more on top of the modal that was clicked in."""

    trigger: str
    in_modal: bool = False


def open_view(client: WebClient, opener: Opener, view: View) -> bool:
    """Open `view`; False when Slack did not, so that the person has to click again. Never raises for Slack's trouble."""
    boundary("modal: before the call")
    try:
        if opener.in_modal:
            client.views_push(trigger_id=opener.trigger, view=view)
        else:
            client.views_open(trigger_id=opener.trigger, view=view)
    except SlackApiError as error:
        log.warning("A modal was not opened: %s", error.response.get("error"))
        return False
    except (SlackClientError, OSError) as error:
        log.warning("A modal was not opened: %s", type(error).__name__)
        return False
    return True


def replace_view(client: WebClient, view_id: str, view: View) -> bool:
    """Put `view` in the place of an open modal; False when Slack did not."""
    boundary("modal: before the update")
    try:
        client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        log.warning("A modal was not updated: %s", error.response.get("error"))
        return False
    except (SlackClientError, OSError) as error:
        log.warning("A modal was not updated: %s", type(error).__name__)
        return False
    return True


def publish_home(client: WebClient, user: str, view: View) -> bool:
    """Show `view` on somebody's Home tab; False when Slack did not."""
    boundary("home: before the call")
    try:
        client.views_publish(user_id=user, view=view)
    except SlackApiError as error:
        log.warning("A Home tab was not published: %s", error.response.get("error"))
        return False
    except (SlackClientError, OSError) as error:
        log.warning("A Home tab was not published: %s", type(error).__name__)
        return False
    return True
