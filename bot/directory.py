"""Asks Slack who the admins are, who is in which user group and which channels are public, and tells the workspace.

Names are kept of those who rule or hold, of user groups and of public channels; of nobody else. Every question is optional:
where a scope is missing or the plan has no user groups, that part stays as it was last learnt.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app import Identity
from knowledge import Workspaces
from knowledge.boundary import boundary
from knowledge.errors import KnowledgeError
from knowledge.types import Directory, Settings

log = structlog.get_logger("remit.directory")

REFRESH_SECONDS = 3600.0
AFTER_TROUBLE_SECONDS = 60.0
PAGE = 200  # Slack's advice for users.list
MAX_WAIT_SECONDS = 300.0
# A scope was not granted, or the plan has no such thing: the feature is missing, nothing is broken.
NOT_FOR_US = ("missing_scope", "plan_upgrade_required", "not_allowed_token_type", "unknown_method", "paid_teams_only")


class DirectoryReader:
    """Reads the directory of the workspace that `client`'s token belongs to. `stop` ends a wait early."""

    def __init__(self, workspaces: Workspaces, client: WebClient, identity: Identity, stop: threading.Event) -> None:
        self._workspaces, self._client, self._identity, self._stop = workspaces, client, identity, stop

    def refresh(self) -> bool:
        """Learn what can be learnt now; False when Slack or the database could not be reached."""
        try:
            knowledge = self._workspaces.of(self._identity.learn().team)
            if knowledge.let_in():
                log.info("Slack lets Remit in again", team=knowledge.team)
            directory, timezone = self._read(knowledge.directory(), _named_in(knowledge.settings()))
            knowledge.learn_directory(directory, timezone)
        except SlackApiError as error:
            log.warning("directory not learnt", error=_code(error))
            return False
        except (OSError, SlackClientError) as error:
            log.warning("directory not learnt", error=type(error).__name__)
            return False
        except KnowledgeError as error:
            log.error("directory not kept", error=str(error))
            return False
        return True

    def run(self) -> None:
        """Refresh at once and then hourly, until `stop`."""
        while not self._stop.is_set():
            self._stop.wait(REFRESH_SECONDS if self.refresh() else AFTER_TROUBLE_SECONDS)

    def _read(self, known: Directory, people: frozenset[str]) -> tuple[Directory, str]:
        """The directory as Slack tells it now, and the time zone of most admins ("" when not told); what is not told stays `known`."""
        members = self._asked(
            "users.list", lambda: [one for one in self._pages("users.list", "members", limit=PAGE) if _admin(one) or one["id"] in people]
        )
        groups = self._asked("usergroups.list", lambda: self._call("usergroups.list", include_users=True).get("usergroups") or [])
        options = {"types": "public_channel", "exclude_archived": True, "limit": PAGE}
        channels = self._asked("users.conversations", lambda: list(self._pages("users.conversations", "channels", **options)))
        admins = [one for one in members or () if _admin(one)]
        names = {key: name for key, name in known.names.items() if _kept(key, members, groups, channels)}
        names |= {str(one["id"]): _name(one) for one in members or ()}
        names |= {str(group["id"]): str(group.get("name") or "") for group in groups or ()}
        names |= {str(channel["id"]): str(channel.get("name") or "") for channel in channels or ()}
        zones = Counter(str(one["tz"]) for one in admins if one.get("tz"))
        return Directory(
            admins=tuple(sorted(str(one["id"]) for one in admins)) if members is not None else known.admins,
            groups=known.groups if groups is None else {str(group["id"]): tuple(group.get("users") or ()) for group in groups},
            names={key: name for key, name in names.items() if name},
        ), zones.most_common(1)[0][0] if zones else ""

    def _asked(self, method: str, ask: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]] | None:
        """What `ask` gives; None when this workspace does not let us ask."""
        try:
            return ask()
        except SlackApiError as error:
            if _code(error) not in NOT_FOR_US:
                raise
            log.info("not learnt", method=method, error=_code(error))
            return None

    def _pages(self, method: str, field: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        while True:
            page = self._call(method, **arguments)
            yield from page.get(field) or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            arguments["cursor"] = cursor

    def _call(self, method: str, **arguments: Any) -> Any:
        """One read; a rate limit is waited out as Slack asks, in this thread, which does nothing else."""
        while True:
            try:
                boundary("directory: before the call")
                return self._client.api_call(method, params=arguments)
            except SlackApiError as error:
                wait = float(error.response.headers.get("Retry-After") or 0)
                if error.response.status_code != 429 or not 0 < wait <= MAX_WAIT_SECONDS or self._stop.wait(wait):
                    raise


def _code(error: SlackApiError) -> str:
    return str(error.response.get("error") or error.response.status_code)


def _named_in(settings: Settings) -> frozenset[str]:
    """Who rules or holds by these settings."""
    return frozenset(settings.deciders) | set(settings.holders.values()) | {who for _, _, who in settings.neutral}


def _admin(member: dict[str, Any]) -> bool:
    return bool(member.get("is_admin") or member.get("is_owner")) and not member.get("deleted")


def _kept(key: str, members: object, groups: object, channels: object) -> bool:
    """Whether an old name stays: Slack did not tell us about its kind this time."""
    return {"U": members, "W": members, "S": groups}.get(key[:1], channels) is None


def _name(member: dict[str, Any]) -> str:
    profile = member.get("profile") or {}
    return str(profile.get("display_name") or member.get("real_name") or profile.get("real_name") or member.get("name") or "")
