"""Rows to the product's values and back, where more than one room needs the same reading. Asks the database nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from knowledge.database.models import AliasRow, WorkspaceRow
from knowledge.types import Alias, Directory, Evidence, Settings, Tie

SETTING_NAMES = tuple(field.name for field in fields(Settings))


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and with "?" for halves of characters, which neither database can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def settings_of(row: WorkspaceRow) -> Settings:
    """The workspace's settings; a zone that nobody set is Slack's, else UTC."""
    stored: dict[str, Any] = {name: row.settings[name] for name in SETTING_NAMES if name in row.settings}
    stored.setdefault("timezone", row.timezone or "UTC")
    if "deciders" in stored:
        stored["deciders"] = tuple(stored["deciders"])
    if "neutral" in stored:
        stored["neutral"] = tuple((one, other, who) for one, other, who in stored["neutral"])
    return Settings(**stored)


def directory_of(row: WorkspaceRow) -> Directory:
    """What was last learnt from Slack about people."""
    return Directory(tuple(row.admins), {group: tuple(users) for group, users in row.groups.items()}, dict(row.names))


def alias_of(row: AliasRow) -> Alias:
    """One alias."""
    return Alias(row.name, row.topic, row.added_by)


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
