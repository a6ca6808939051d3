"""Compares the tables of disputes with the append-only record of them. Changes nothing and mends nothing.

The database refuses to change the record, so where the two tell different stories somebody changed a table behind Remit's back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from sqlalchemy import select

from knowledge.database.models import DecisionRow, DisputeRow, ViewRow
from knowledge.database.values import unpack_evidence
from knowledge.governance import history
from knowledge.governance.docket import FRESH, by_dispute
from knowledge.governance.history import PastDecision, PastDispute, PastView
from knowledge.governance.sitting import Sitting

TOLD_SINCE_0004 = ("evidence", "charter", "fingerprint")  # lines of the record from before that step of the schema do not tell these
LONGEST_SHOWN = 80  # characters of a value in a finding; enough to recognise it


def differences(sitting: Sitting) -> list[str]:
    """A sentence for each thing of a dispute that the tables and the record tell differently; empty where they agree."""
    record = history.lines(sitting.session, sitting.workspace_id)
    try:
        told = history.replay(record)
    except KeyError as missing:
        return [f"the record itself has been changed: it cannot be followed, {missing} is not where it should be"]
    kept = as_kept(sitting)
    return [sentence for number in sorted(told.keys() | kept.keys()) for sentence in _compared(number, told.get(number), kept.get(number))]


def as_kept(sitting: Sitting) -> dict[int, PastDispute]:
    """Every dispute of the workspace as the tables have it, in the form in which the record tells it."""
    rows = select(DisputeRow).where(DisputeRow.workspace_id == sitting.workspace_id)
    disputes = list(sitting.session.execute(rows, execution_options=FRESH).scalars())
    numbers = [row.number for row in disputes]
    views, decisions = (by_dispute(sitting.session, sitting.workspace_id, table, numbers) for table in (ViewRow, DecisionRow))
    return {row.number: _dispute(row, views.get(row.number, []), decisions.get(row.number, [])) for row in disputes}


def _dispute(row: DisputeRow, views: Iterable[ViewRow], decisions: Iterable[DecisionRow]) -> PastDispute:
    return PastDispute(
        number=row.number,
        topic=row.topic,
        topic_key=row.topic_key,
        state=row.state,
        raised_by=row.raised_by,
        raised_at=row.raised_at,
        present=tuple(row.present),
        proposed=tuple(row.proposed),
        reason=row.reason,
        scope=row.scope,
        evidence=unpack_evidence(row.evidence),
        version=row.version,
        views=tuple(PastView(view.id, view.author, view.text, None if view.proposed is None else tuple(view.proposed)) for view in views),
        decisions=tuple(_decision(decision) for decision in decisions),
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        channel=row.channel,
        ts=row.ts,
    )


def _decision(row: DecisionRow) -> PastDecision:
    return PastDecision(
        id=row.id,
        topic=row.topic,
        topic_key=row.topic_key,
        owners=tuple(row.owners),
        rationale=row.rationale,
        scope=row.scope,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        alone=row.alone,
        review_on=row.review_on.isoformat() if row.review_on else "",
        charter=row.charter,
        fingerprint=row.fingerprint,
        drift=row.drift,
        superseded_by=row.superseded_by,
    )


def _compared(number: int, told: PastDispute | None, kept: PastDispute | None) -> Iterator[str]:
    if told is None:
        yield f"dispute #{number} is in the tables, and the record knows nothing of it"
        return
    if kept is None:
        yield f"dispute #{number} is in the record, and gone from the tables"
        return
    yield from _fields(f"dispute #{number}", told, kept)
    by_id = {decision.id: decision for decision in kept.decisions}
    for decision in told.decisions:
        there = by_id.pop(decision.id, None)
        if there is None:
            yield f"decision {decision.id} of dispute #{number} is in the record, and gone from the tables"
        else:
            yield from _fields(f"decision {decision.id} of dispute #{number}", decision, there)
    for stray in by_id:
        yield f"decision {stray} of dispute #{number} is in the tables, and the record knows nothing of it"


def _fields(what: str, told: PastDispute | PastDecision, kept: PastDispute | PastDecision) -> Iterator[str]:
    for name in (field.name for field in fields(told) if field.name != "decisions"):
        said, is_now = getattr(told, name), getattr(kept, name)
        if said != is_now and not (said is None and name in TOLD_SINCE_0004):
            yield f"{what}: {name} is {_shown(is_now)}, and the record says {_shown(said)}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
