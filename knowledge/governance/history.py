"""The append-only record of disputes, and what it alone says of their state. Changes nothing but by adding a line.

The tables are a convenience over this record: `replay` rebuilds them from it, and a difference between the two is a fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from knowledge.database.models import HistoryRow
from knowledge.database.values import unpack_evidence
from knowledge.governance.sitting import Sitting, identity
from knowledge.types import Evidence, HistoryEntry

RAISED, VIEWED, DECIDED, WITHDRAWN, REOPENED = "raised", "viewed", "decided", "withdrawn", "reopened"
DRIFTED, PLACED, POSTED, UNPOSTED, CONFIRMED = "drifted", "placed", "posted", "unposted", "confirmed"


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision as the record tells it."""

    id: int
    topic: str
    topic_key: str
    owners: tuple[str, ...]
    rationale: str
    scope: str
    decided_by: str
    decided_at: datetime
    alone: bool
    review_on: str  # ISO date, "" for none
    charter: str | None  # None, here and below, where the line was written before the record told it
    fingerprint: str | None
    drift: str = ""
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class PastView:
    """A view as the record tells it."""

    id: int
    author: str
    text: str
    proposed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PastDispute:
    """A dispute as the record tells it."""

    number: int
    topic: str
    topic_key: str
    state: str
    raised_by: str
    raised_at: datetime
    present: tuple[str, ...]
    proposed: tuple[str, ...]
    reason: str
    scope: str
    evidence: tuple[Evidence, ...] | None
    version: int = 1
    views: tuple[PastView, ...] = ()
    decisions: tuple[PastDecision, ...] = ()
    settled_by: str = ""
    settled_at: datetime | None = None
    channel: str = ""
    ts: str = ""


def record(sitting: Sitting, number: int, act: str, actor: str, why: str = "", **details: Any) -> int:
    """Add one line to the record of dispute `number` and give its id."""
    values = {
        "workspace_id": sitting.workspace_id,
        "dispute_number": number,
        "at": sitting.now,
        "actor": actor,
        "act": act,
        "why": why,
        "details": details,
    }
    return sitting.session.execute(insert(HistoryRow).values(values).returning(HistoryRow.id)).scalar_one()


def lines(session: Session, workspace_id: int) -> list[HistoryRow]:
    """The record of every dispute of the workspace, in the order it was written."""
    rows = select(HistoryRow).where(HistoryRow.workspace_id == workspace_id, HistoryRow.dispute_number.is_not(None))
    return list(session.execute(rows.order_by(HistoryRow.id)).scalars())


def entry(row: HistoryRow) -> HistoryEntry:
    """A line of the record as people read it: every detail as text, but for the evidence, which the dispute itself shows."""
    details = {name: _text(value) for name, value in row.details.items() if name != "evidence"}
    return HistoryEntry(row.at, row.actor, row.act, row.why, details)


def replay(rows: Iterable[HistoryRow]) -> dict[int, PastDispute]:
    """Every dispute as the record alone tells it, by number."""
    disputes: dict[int, PastDispute] = {}
    for row in rows:
        if row.dispute_number is None:
            continue
        if row.act == RAISED:
            disputes[row.dispute_number] = _raised(row)
        else:
            disputes[row.dispute_number] = _ACTS[row.act](disputes[row.dispute_number], row)
        if row.act == DECIDED:
            _supersede(disputes, row)
    return disputes


def _raised(row: HistoryRow) -> PastDispute:
    assert row.dispute_number is not None
    told = row.details
    return PastDispute(
        number=row.dispute_number,
        topic=told["topic"],
        topic_key=identity(told["topic"]),
        state="open",
        raised_by=row.actor,
        raised_at=row.at,
        present=tuple(told["present"]),
        proposed=tuple(told["proposed"]),
        reason=row.why,
        scope=told.get("scope", ""),
        evidence=unpack_evidence(told["evidence"]) if "evidence" in told else None,
        channel=told["channel"],
    )


def _viewed(past: PastDispute, row: HistoryRow) -> PastDispute:
    proposed = row.details.get("proposed")
    view = PastView(row.details["view"], row.actor, row.why, None if proposed is None else tuple(proposed))
    return replace(past, views=(*past.views, view))


def _decided(past: PastDispute, row: HistoryRow) -> PastDispute:
    told = row.details
    decision = PastDecision(
        id=told["decision"],
        topic=past.topic,
        topic_key=past.topic_key,
        owners=tuple(told["owners"]),
        rationale=row.why,
        scope=told["scope"],
        decided_by=row.actor,
        decided_at=row.at,
        alone=told["alone"],
        review_on=told["review_on"],
        charter=told.get("charter"),
        fingerprint=told.get("fingerprint"),
    )
    return replace(
        past, state="decided", version=past.version + 1, decisions=(*past.decisions, decision), settled_by=row.actor, settled_at=row.at
    )


def _withdrawn(past: PastDispute, row: HistoryRow) -> PastDispute:
    standing = [decision for decision in past.decisions if decision.id == row.details.get("standing")]
    moved = replace(past, version=past.version + 1)
    if standing:
        return replace(moved, state="decided", settled_by=standing[0].decided_by, settled_at=standing[0].decided_at)
    return replace(moved, state="withdrawn", settled_by=row.actor, settled_at=row.at)


def _reopened(past: PastDispute, _row: HistoryRow) -> PastDispute:
    return replace(past, state="open", version=past.version + 1, settled_by="", settled_at=None)


def _changed(past: PastDispute, decision_id: int, **changes: Any) -> PastDispute:
    decisions = tuple(replace(decision, **changes) if decision.id == decision_id else decision for decision in past.decisions)
    return replace(past, decisions=decisions)


def _drifted(past: PastDispute, row: HistoryRow) -> PastDispute:
    return _changed(past, row.details["decision"], drift=row.details["drift"])


def _confirmed(past: PastDispute, row: HistoryRow) -> PastDispute:
    return _changed(past, row.details["decision"], review_on=row.details["review_on"])


def _placed(past: PastDispute, row: HistoryRow) -> PastDispute:
    return replace(past, channel=row.details["channel"])


def _posted(past: PastDispute, row: HistoryRow) -> PastDispute:
    return replace(past, channel=row.details["channel"], ts=row.details["ts"])


def _unposted(past: PastDispute, _row: HistoryRow) -> PastDispute:
    return replace(past, channel="", ts="")


def _supersede(disputes: dict[int, PastDispute], row: HistoryRow) -> None:
    for decision_id, number in row.details["supersedes"]:
        disputes[number] = _changed(disputes[number], decision_id, superseded_by=row.details["decision"])


_ACTS = {
    VIEWED: _viewed,
    DECIDED: _decided,
    WITHDRAWN: _withdrawn,
    REOPENED: _reopened,
    DRIFTED: _drifted,
    CONFIRMED: _confirmed,
    PLACED: _placed,
    POSTED: _posted,
    UNPOSTED: _unposted,
}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
