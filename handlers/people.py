"""How people are named in what we post: by a mention in private, by their name where others read along. Asks Slack nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers import mrkdwn

if TYPE_CHECKING:
    from knowledge import Knowledge

Namer = Callable[[str], str]
"""From a user or user group id to mrkdwn."""


@dataclass(frozen=True, slots=True)
class People:
    """The people of one workspace. `names` may lack some: those are linked, never mentioned, because a mention notifies."""

    team: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def mention(self, identifier: str) -> str:
        """Names and notifies; for private messages, modals, and whoever clicked."""
        return mrkdwn.person(identifier)

    def name(self, identifier: str) -> str:
        """Names without notifying; for everything that others read along."""
        if known := self.names.get(identifier):
            return mrkdwn.literal(known, 80)
        if not identifier:
            return "someone"
        if identifier.startswith("S"):
            return "a user group"
        return mrkdwn.link(mrkdwn.message_url(self.team, identifier), "a colleague")


def people_of(knowledge: Knowledge) -> People:
    """Who is who in this workspace, as last learnt from Slack."""
    return People(knowledge.team, knowledge.directory().names)


def listed(people: Iterable[str], who: Namer, most: int = 8) -> str:
    """People as an English list, at most `most` by name."""
    everybody = list(dict.fromkeys(people))
    shown = [who(identifier) for identifier in everybody[:most]]
    if len(everybody) > most:
        shown.append(f"{len(everybody) - most} more")
    return mrkdwn.joined(shown)
