"""The composition root: settings and workspaces in, a Slack app with its listeners out. Nothing happens at import.

Opens no socket and starts no thread; the first request (or `Identity.learn`) asks Slack who the bot is.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.settings import Settings
from handlers import register_listeners
from handlers.pace import Pace
from knowledge import Workspaces
from knowledge.boundary import boundary

# A trigger_id lives 3 s (reference: Slack, "Handling user interaction"): a call inside a request must fail before that.
REQUEST_TIMEOUT_SECONDS = 2
ASK_AGAIN_SECONDS = 30.0
# Bolt reads these behind our back: the client id and secret switch it to OAuth and drop the token, and a verification token
# makes it refuse Slack's certificate check when the token is right.
READ_BY_BOLT = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_VERIFICATION_TOKEN")


@dataclass(frozen=True, slots=True)
class Self:
    """What `auth.test` says of the bot."""

    team: str
    bot_user: str
    bot: str


class Identity:
    """Who the bot is in Slack: asked once, then kept. Safe to share between threads."""

    def __init__(self, client: WebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock, self._lock = client, clock, threading.Lock()
        self._known: Self | None = None
        self._asked_at = float("-inf")

    def learn(self) -> Self:
        """Ask Slack now. Raises what slack_sdk raises: `SlackApiError` (refused), `OSError` (not reached)."""
        boundary("identity: before the call")
        found = self._client.auth_test()
        self._known = Self(
            team=found.get("team_id") or "",
            bot_user=found.get("user_id") or "",
            bot=found.get("bot_id") or "",
        )
        return self._known

    def known(self) -> Self | None:
        """What is known; asks when nothing is, but not more than once in thirty seconds, and never raises for Slack's trouble."""
        if self._known is None:
            with self._lock:
                if self._known is None and self._clock() - self._asked_at >= ASK_AGAIN_SECONDS:
                    self._asked_at = self._clock()
                    try:
                        self.learn()
                    except (SlackApiError, SlackClientError, OSError):
                        return None
        return self._known


def slack_client(settings: Settings, token: str | None, timeout: int) -> WebClient:
    """A client that sends once: the library's own retry posts a message twice when the connection drops after it was taken."""
    return WebClient(token=token, base_url=settings.api_url, timeout=timeout, retry_handlers=[])


def create_app(settings: Settings, workspaces: Workspaces, identity: Identity | None = None, pace: Pace | None = None) -> App:
    """The app with every listener, each person held to `pace`. The caller has checked the signature before a request reaches it
    (`bot.web`)."""
    who = identity or Identity(slack_client(settings, settings.bot_token, REQUEST_TIMEOUT_SECONDS))

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        known = who.known()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=settings.bot_token,
            bot_user_id=known.bot_user if known else None,
            bot_id=known.bot if known else None,
        )

    with _without(READ_BY_BOLT):
        app = App(
            name="slack_bolt.remit",
            logger=_bolts_logger(),
            client=slack_client(settings, None, REQUEST_TIMEOUT_SECONDS),
            authorize=authorize,
            signing_secret=settings.signing_secret or None,
            process_before_response=True,
            token_verification_enabled=False,
            request_verification_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
    register_listeners(app, workspaces, pace)
    return app


def _bolts_logger() -> logging.Logger:
    """Where Bolt's own records go. It gives this level to every logger it makes, also to the one of the app's name, and would
    take the root's: below a warning it writes request bodies."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.WARNING)
    return logger


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
