"""Keeps the charters of a workspace: replaces one as a whole, compares, lists, removes.

A charter is read before the transaction begins and written inside one, so that until the commit the old charter answers and
a death at any point leaves it whole. Decisions, disputes and aliases are no part of a charter and survive it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.orm import Session

from knowledge.boundary import boundary
from knowledge.database.base import Base
from knowledge.database.models import CharterRow, ClaimRow, FindingRow, HistoryRow, OwnerRow
from knowledge.database.values import pack_involved
from knowledge.database.writes import bump, rows_changed
from knowledge.errors import DocumentError, InvalidRequest, NotFound
from knowledge.index.analyzer import topic_key
from knowledge.types import CharterSummary, Claim, Finding, Reading

Progress = Callable[[int, int], None]
CHUNK = 2_000  # rows in one statement; ten thousand rows a second on both databases, and the bar moves
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one set of claims has that another has not."""

    added: tuple[Claim, ...]
    changed: tuple[tuple[Claim, Claim], ...]
    gone: tuple[Claim, ...]


def charter_name(text: str) -> str:
    """The name of a charter as it is kept, in small letters; InvalidRequest for one that could not be typed again."""
    name = text.strip().casefold()
    if not _NAME.fullmatch(name):
        raise InvalidRequest(
            f"“{text}” cannot name a charter: use up to 100 small letters, digits, dots, dashes and underscores.",
            "name",
        )
    return name


def read(name: str, source: str, data: bytes, progress: Progress) -> Reading:
    """What a document says; DocumentError when it cannot be read or says of nothing who owns it."""
    from knowledge.claims import read_charter  # here, because the readers are much to load and a bot that only answers needs none

    reading = read_charter(name, source, data, progress)
    if not any(claim.owners for claim in reading.claims):
        raise DocumentError(
            source, "it says of nothing who owns it, so it would answer no question; write lines such as “CIO owns payroll.”"
        )
    return reading


def silent(_done: int, _total: int) -> None:
    """The progress of something nobody watches."""


def difference(before: Iterable[Claim], after: Iterable[Claim]) -> Difference:
    """What changed between two readings, by fingerprint: a line that only moved is no change, one topic reworded is one change."""
    old, new = list(before), list(after)
    gone = _left_over(old, new)
    added = _left_over(new, old)
    waiting: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in gone:
        waiting[topic_key(claim.topic)].append(claim)
    changed = []
    for claim in added:
        same = waiting[topic_key(claim.topic)]
        if same:
            changed.append((same.pop(0), claim))
    moved = {id(claim) for pair in changed for claim in pair}
    return Difference(
        tuple(claim for claim in added if id(claim) not in moved),
        tuple(changed),
        tuple(claim for claim in gone if id(claim) not in moved),
    )


def _left_over(claims: list[Claim], others: list[Claim]) -> list[Claim]:
    there: defaultdict[str, int] = defaultdict(int)
    for claim in others:
        there[claim.fingerprint] += 1
    left = []
    for claim in claims:
        if there[claim.fingerprint]:
            there[claim.fingerprint] -= 1
        else:
            left.append(claim)
    return left


def loaded_sha256(session: Session | Connection, workspace_id: int, name: str) -> str:
    """The digest of the bytes that are loaded under this name, "" for none."""
    statement = select(CharterRow.sha256).where(CharterRow.workspace_id == workspace_id, CharterRow.name == name)
    return session.scalar(statement) or ""


def replace_charter(session: Session, workspace_id: int, reading: Reading, now: datetime, progress: Progress) -> None:
    """Put `reading` in the place of what its charter's name held; readers see it from the caller's commit on."""
    charter = session.scalar(select(CharterRow).where(CharterRow.workspace_id == workspace_id, CharterRow.name == reading.charter))
    if charter is None:
        charter = CharterRow(workspace_id=workspace_id, name=reading.charter)
        session.add(charter)
    charter.source, charter.sha256, charter.lines = reading.source, reading.sha256, reading.lines
    charter.repaired, charter.imported_at = reading.repaired, now
    session.flush()
    for table in (ClaimRow, OwnerRow, FindingRow):
        session.execute(delete(table).where(table.workspace_id == workspace_id, table.charter_id == charter.id))
    boundary("import: old rows deleted")
    _fill(session, {"workspace_id": workspace_id, "charter_id": charter.id}, reading, progress)
    bump(session, workspace_id, knowledge=1)
    boundary("import: rows written")


def _fill(session: Session, key: dict[str, int], reading: Reading, progress: Progress) -> None:
    owners = [
        {**key, "name": one.name, "other_names": list(one.other_names), "kind": one.kind, "contact": one.contact} for one in reading.owners
    ]
    findings = [{**key, "code": one.code, "line": one.line, "message": one.message} for one in reading.findings]
    _insert(session, OwnerRow, owners)
    _insert(session, FindingRow, findings)
    total = len(reading.claims)
    for start in range(0, total, CHUNK):
        _insert(session, ClaimRow, [_claim_values(key, claim) for claim in reading.claims[start : start + CHUNK]])
        progress(min(start + CHUNK, total), total)
        boundary("import: chunk written")


def _insert(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table), rows)


def _claim_values(key: dict[str, int], claim: Claim) -> dict[str, Any]:
    return {
        **key,
        "topic": claim.topic,
        "owners": list(claim.owners),
        "quote": claim.quote,
        "section": claim.section,
        "line": claim.line,
        "standing": claim.standing.value,
        "involved": pack_involved(claim.involved),
        "note": claim.note,
        "fingerprint": claim.fingerprint,
    }


def remove_charter(session: Session, workspace_id: int, name: str) -> None:
    """Take a charter and its claims away; NotFound when there is none of that name."""
    if not rows_changed(session, delete(CharterRow).where(CharterRow.workspace_id == workspace_id, CharterRow.name == name)):
        raise NotFound(f"There is no charter “{name}”; remit charters lists the ones there are.")
    bump(session, workspace_id, knowledge=1)
    boundary("remove: rows deleted")


def record(session: Session, workspace_id: int, act: str, actor: str, now: datetime, details: dict[str, Any]) -> None:
    """One line of the workspace's own record: what was imported, removed or set."""
    session.add(HistoryRow(workspace_id=workspace_id, at=now, actor=actor, act=act, details=details))


def summaries(session: Session, workspace_id: int) -> list[CharterSummary]:
    """The loaded charters in the order they came."""
    claims, owners, doubts = (_counts(session, workspace_id, table) for table in (ClaimRow, OwnerRow, FindingRow))
    rows = session.scalars(select(CharterRow).where(CharterRow.workspace_id == workspace_id).order_by(CharterRow.id))
    return [
        CharterSummary(
            row.name,
            row.source,
            row.sha256,
            row.lines,
            claims=claims.get(row.id, 0),
            owners=owners.get(row.id, 0),
            findings=doubts.get(row.id, 0),
            repaired=row.repaired,
            imported_at=row.imported_at,
        )
        for row in rows
    ]


def _counts(session: Session, workspace_id: int, table: type[ClaimRow] | type[OwnerRow] | type[FindingRow]) -> dict[int, int]:
    rows = select(table.charter_id, func.count()).where(table.workspace_id == workspace_id).group_by(table.charter_id)
    return dict(session.execute(rows).all())


def findings(session: Session, workspace_id: int, name: str) -> Sequence[Finding]:
    """What a reader of this charter should know, in the order of its lines; NotFound when there is no such charter."""
    if not loaded_sha256(session, workspace_id, name):
        raise NotFound(f"There is no charter “{name}”; remit charters lists the ones there are.")
    statement = (
        select(FindingRow.code, FindingRow.line, FindingRow.message)
        .join(CharterRow, CharterRow.id == FindingRow.charter_id)
        .where(FindingRow.workspace_id == workspace_id, CharterRow.name == name)
        .order_by(FindingRow.line, FindingRow.id)
    )
    return [Finding(code, line, message) for code, line, message in session.execute(statement)]
