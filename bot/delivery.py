"""One post on its way to Slack: settled if its fate is unknown, rendered, sent once, recorded. The loop around it is `bot.courier`.

Nothing here sends a message twice. A post whose fate is not known is looked for by its id in the metadata of the channel's
messages; where that cannot be read (no scope, an ephemeral, a `response_url`) it is parked as unknown.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.outcomes import Fate, Outcome, outcome_of_answer, outcome_of_failure, outcome_of_response_url
from handlers.posts import SlackCall, call_for
from knowledge import Workspaces
from knowledge.boundary import boundary
from knowledge.types import ATTEMPTS, SENDER_LOST, UNDECIDED, Post, PostState

log = structlog.get_logger("remit.courier")

SEND_TIMEOUT_SECONDS = 10
SLACKS_TROUBLE = 500  # this HTTP status and those above
HISTORY_PAGE = 200
# Slack's clock and ours may differ, and the row is written before the message: look this much further back.
LOOK_BACK = timedelta(minutes=1)
# Methods whose repetition changes nothing: sent again without a look.
REPEATABLE = ("chat.update", "views.publish")
# What a call that brought no answer may raise.
FAILURES = (OSError, HTTPException, SlackClientError, ValueError)


class Delivery:
    """`post` as it was claimed. After `run`, `called` says whether anything may have gone out to Slack, and `unanswered` whether
    Slack gave no answer to the last call, or only that it is in trouble (None: it was not called)."""

    def __init__(self, post: Post, workspaces: Workspaces, client: WebClient, now: Callable[[], datetime]) -> None:
        self.post, self.called = post, False
        self.unanswered: bool | None = None
        self._workspaces, self._client, self._now = workspaces, client, now

    def run(self) -> None:
        """Send the post and record its fate. Raises `KnowledgeError` when the database is in trouble."""
        if self.post.poisonous:
            self._workspaces.park(self.post, SENDER_LOST)
            return
        call = call_for(self.post, self._workspaces.of(self.post.workspace))
        if call is None:
            self._workspaces.drop(self.post)
        elif self.post.state is not PostState.UNKNOWN or self._absent(call):
            self.called = True
            boundary("post: before the call")
            outcome = self._send(call)
            boundary("post: sent, not recorded")
            self._record(call, outcome)
            boundary("post: recorded")

    def _send(self, call: SlackCall) -> Outcome:
        """One call; where Slack refuses the blocks, another with simpler ones, and in the end the words alone."""
        outcome = self._attempt(call)
        for arguments in (call.plain, {name: value for name, value in call.arguments.items() if name != "blocks"}):
            if outcome.fate is Fate.PLAIN and arguments is not None:
                log.warning("blocks refused, sending plainer ones", id=self.post.id, error=outcome.error)
                outcome = self._attempt(SlackCall(method=call.method, arguments=arguments, url=call.url))
        return outcome

    def _attempt(self, call: SlackCall) -> Outcome:
        try:
            boundary("post: at the call")
            self.unanswered = False
            if call.method == "response_url":
                return _post_to_url(call.url, call.arguments)
            answer = self._client.api_call(call.method, json=dict(call.arguments))
        except SlackApiError as error:
            response = error.response
            self.unanswered = response.status_code >= SLACKS_TROUBLE
            return outcome_of_answer(response.status_code, response.headers, response.data)
        except FAILURES as error:
            self.unanswered = True
            return outcome_of_failure(error)
        return outcome_of_answer(answer.status_code, answer.headers, answer.data)

    def _record(self, call: SlackCall, outcome: Outcome) -> None:
        post, fate = self.post, outcome.fate
        log.info("post", id=post.id, kind=str(post.kind), method=call.method, fate=str(fate), error=outcome.error, attempt=post.attempt)
        tired = post.attempt >= ATTEMPTS
        if fate is Fate.SENT:
            self._workspaces.sent(post, outcome.ts)
        elif fate is Fate.LATER and (not tired or outcome.error == "ratelimited"):
            self._again(outcome.wait * (1 if outcome.error == "ratelimited" else post.attempt), outcome.error)
        elif fate is Fate.UNKNOWN and call.method in REPEATABLE and not tired:
            self._again(2.0**post.attempt, outcome.error)
        elif fate is Fate.UNKNOWN and call.method == "chat.postMessage":
            self._workspaces.unknown(post, outcome.error)
        elif fate is Fate.UNKNOWN:
            self._workspaces.park(post, f"{UNDECIDED}: {outcome.error}")
        else:
            self._workspaces.park(post, outcome.error)

    def _again(self, seconds: float, error: str) -> None:
        self._workspaces.resend(self.post, self._now() + timedelta(seconds=max(seconds, 1.0)), error)

    def _absent(self, call: SlackCall) -> bool:
        """Whether a post of unknown fate may be sent: it is certainly not there, or sending it again changes nothing."""
        if call.method in REPEATABLE:
            return True
        if call.method != "chat.postMessage":
            self._workspaces.park(self.post, f"{UNDECIDED}: it leaves no trace that could be looked up")
            return False
        try:
            self.unanswered = False
            ts = self._find(call.arguments)
        except SlackApiError as error:
            self.unanswered = error.response.status_code >= SLACKS_TROUBLE
            self._not_looked_up(error)
            return False
        except FAILURES as error:
            self.unanswered = True
            self._workspaces.unknown(self.post, f"look-up: {type(error).__name__}")
            return False
        if ts:
            log.info("post found in the channel", id=self.post.id, ts=ts)
            self._workspaces.sent(self.post, ts)
        return not ts

    def _not_looked_up(self, error: SlackApiError) -> None:
        outcome = outcome_of_answer(error.response.status_code, error.response.headers, error.response.data)
        if outcome.fate in (Fate.LATER, Fate.UNKNOWN):
            self._workspaces.unknown(self.post, f"look-up: {outcome.error}")
        else:
            self._workspaces.park(self.post, f"{UNDECIDED}: the channel's history cannot be read ({outcome.error})")

    def _find(self, arguments: Mapping[str, Any]) -> str:
        """The `ts` of the message that carries the post's id, "" when none since the post was written does."""
        channel, thread = str(arguments["channel"]), str(arguments.get("thread_ts") or "")
        if channel.startswith(("U", "W")):
            boundary("post: before the conversation is opened")
            channel = str(self._client.conversations_open(users=channel)["channel"]["id"])
        question: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": HISTORY_PAGE}
        question["oldest"] = f"{(self.post.created_at - LOOK_BACK).timestamp():.6f}"
        method = "conversations.replies" if thread else "conversations.history"
        if thread:
            question["ts"] = thread
        while True:
            boundary("post: before the look")
            page = self._client.api_call(method, params=question)
            for message in page.get("messages") or []:
                if _post_id(message) == self.post.id:
                    return str(message["ts"])
            question["cursor"] = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not question["cursor"]:
                return ""


def _post_id(message: Mapping[str, Any]) -> str:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("post") or "")


def _post_to_url(url: str, arguments: Mapping[str, Any]) -> Outcome:
    request = urllib.request.Request(url, json.dumps(dict(arguments)).encode(), {"content-type": "application/json"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SEND_TIMEOUT_SECONDS) as answer:
            return outcome_of_response_url(answer.status, dict(answer.headers))
    except HTTPError as error:
        with error:
            return outcome_of_response_url(error.code, dict(error.headers))
