"""The bot scopes Remit asks for and the feature that needs each; the manifest, the README and `doctor` agree with this list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """`optional`: without it the feature is missing, and all else works."""

    name: str
    feature: str
    optional: bool = False


SCOPES = (
    Scope("commands", "slash commands and the message shortcut"),
    Scope("app_mentions:read", "answering @Remit in channels"),
    Scope("chat:write", "answers in threads, disputes, decisions, the digest"),
    Scope("im:history", "answering direct messages"),
    Scope("users:read", "who the workspace's admins are, their time zone, the names of deciders and holders", optional=True),
    Scope("usergroups:read", "deciders and holders that are user groups", optional=True),
    Scope("channels:read", "a hello in a channel it joins; knowing which are public: the digest quotes no others", optional=True),
    Scope("channels:history", "finding a post again whose delivery is unknown, in public channels", optional=True),
    Scope("groups:history", "the same in private channels", optional=True),
    Scope("im:write", "the same in direct messages: a private word that may not have arrived is looked up, not lost", optional=True),
)


def scope_problems(granted: frozenset[str]) -> tuple[list[Scope], list[Scope]]:
    """The scopes missing from `granted`: those without which Remit does not work, and the others."""
    missing = [scope for scope in SCOPES if scope.name not in granted]
    return [scope for scope in missing if not scope.optional], [scope for scope in missing if scope.optional]
