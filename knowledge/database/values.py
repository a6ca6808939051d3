"""Rows to the product's values and back, where more than one room needs the same reading. Asks the database nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from knowledge.clock import is_timezone
from knowledge.database.models import WorkspaceRow
from knowledge.types import Directory, Evidence, Settings, Tie

SETTING_NAMES = tuple(field.name for field in fields(Settings))


def settings_of(row: WorkspaceRow) -> Settings:
    """The workspace's settings; a zone that nobody set is Slack's, else UTC. So is one that this machine does not know."""
    stored: dict[str, Any] = {name: row.settings[name] for name in SETTING_NAMES if name in row.settings}
    zones = (str(stored.get("timezone", "")), row.timezone)
    stored["timezone"] = next((zone for zone in zones if zone and is_timezone(zone)), "UTC")
    if "deciders" in stored:
        stored["deciders"] = tuple(stored["deciders"])
    if "neutral" in stored:
        stored["neutral"] = tuple((one, other, who) for one, other, who in stored["neutral"])
    return Settings(**stored)


def directory_of(row: WorkspaceRow) -> Directory:
    """What was last learnt from Slack about people."""
    return Directory(tuple(row.admins), {group: tuple(users) for group, users in row.groups.items()}, dict(row.names))


def pack_involved(involved: Sequence[tuple[str, Tie]]) -> list[list[str]]:
    """For a JSON column."""
    return [[name, tie.value] for name, tie in involved]


def unpack_involved(stored: Sequence[Sequence[str]]) -> tuple[tuple[str, Tie], ...]:
    """From a JSON column."""
    return tuple((name, Tie(tie)) for name, tie in stored)


def pack_evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """For a JSON column."""
    return [
        {
            "charter": one.charter,
            "section": one.section,
            "line": one.line,
            "quote": one.quote,
            "owners": list(one.owners),
            "matched": list(one.matched),
            "involved": pack_involved(one.involved),
            "note": one.note,
        }
        for one in evidence
    ]


def unpack_evidence(stored: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """From a JSON column."""
    return tuple(
        Evidence(
            charter=one["charter"],
            section=one["section"],
            line=one["line"],
            quote=one["quote"],
            owners=tuple(one["owners"]),
            matched=tuple(one["matched"]),
            involved=unpack_involved(one.get("involved", ())),
            note=one.get("note", ""),
        )
        for one in stored
    )
