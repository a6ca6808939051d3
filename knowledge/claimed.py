"""What a charter holds, as values: owners, claims, how an answer is known, and what a reader of the charter should know.

A part of `knowledge.types`, where they are imported from.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

NOT_NAMED = "none named"  # what a remark says of a kind of owner whose cell is empty


class Standing(StrEnum):
    """How an answer is known, from surest to not at all."""

    DECIDED = "decided"
    DOCUMENTED = "documented"
    SHARED = "shared"
    CONTESTED = "contested"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Tie(StrEnum):
    """What binds a party to a topic; RACI and DACI letters are read into these."""

    ACCOUNTABLE = "accountable"
    RESPONSIBLE = "responsible"
    CONSULTED = "consulted"
    INFORMED = "informed"
    NONE = "none"  # asked for who does not own it


_PART = re.compile(
    r"((?:[\w-]+ ){0,3}(?:owner|custodian|steward|sponsor|contact|lead|deputy|back-?up|administrator|admin|maintainer|team|squad|dri)s?)"
    r" of (.+)",
    re.I,
)


def part_of(topic: str) -> tuple[str, str]:
    """What somebody is to a thing, and the thing: ("technical owner", "Zuora"); two empty texts for any other topic."""
    found = _PART.fullmatch(topic)
    return (found.group(1), found.group(2)) if found else ("", "")


@dataclass(frozen=True, slots=True)
class Owner:
    """A role or team named by a charter: its short name, its other names, and what is known of it."""

    name: str
    other_names: tuple[str, ...] = ()
    kind: str = "role"  # role | team | person | group
    contact: str = ""  # a channel or address that the charter gives


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a charter: `owners` own `topic`, as `quote` says at `line` of the source; no owners where it says nobody does."""

    charter: str
    topic: str
    owners: tuple[str, ...]
    quote: str
    section: str
    line: int
    standing: Standing = Standing.DOCUMENTED  # documented | shared | contested (the charter itself is torn) | unknown (nobody yet)
    involved: tuple[tuple[str, Tie], ...] = ()  # others the line names: responsible, consulted, informed
    note: str = ""  # a caveat the charter adds, a contact

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when the owners, the topic or the quoted words do, not when lines move."""
        parts = "\x1f".join((self.topic.casefold(), "|".join(sorted(self.owners)), " ".join(self.quote.split())))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader of the charter should know: two owners, no owner, a line skipped and why."""

    code: str  # two-owners | unknown-owner | no-owner | doubtful-section | skipped | repaired | flattened-table
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one document gave; `sha256` is of the bytes as they came."""

    charter: str
    source: str
    sha256: str
    lines: int
    claims: tuple[Claim, ...]
    owners: tuple[Owner, ...]
    findings: tuple[Finding, ...]
    repaired: int = 0  # runs of damaged characters mended
