"""Raising a dispute, arguing in it, withdrawing and reopening it. Each act changes tables, record and posts owed together; none commits.

Every act takes a `Sitting` (the caller's transaction) and a request key: the same key again changes nothing and gives the same result.
Rulings are in `decisions`, reading is in `docket`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update

from knowledge.database.models import DisputeRow, ViewRow
from knowledge.database.values import pack_evidence
from knowledge.database.writes import rows_changed
from knowledge.errors import AlreadySettled
from knowledge.governance import announcements, history, rules
from knowledge.governance.docket import case_of, find_dispute, open_dispute_on, read_dispute, standing_ruling
from knowledge.governance.sitting import Sitting, identity, record_result, result_of, rulings_changed
from knowledge.types import Dispute, DisputeState, Evidence, Raised


def raise_dispute(
    sitting: Sitting,
    *,
    topic: str,
    present: Sequence[str],
    proposed: Sequence[str],
    reason: str,
    actor: str,
    origin: str = "",
    question: str = "",
    evidence: Sequence[Evidence] = (),
    scope: str = "",
    request: str = "",
) -> Raised:
    """Open a dispute on `topic`, or add the objection as a view to the one that is open on it (`joined`).

    `present`, `evidence` and `scope` are the owners, the lines and the ruling's limits of the answer objected to; an empty `proposed` says
    "not ours, owner unknown".
    InvalidRequest names the field (topic, owners, reason) that cannot be taken; NotAllowed where nobody is known to act.
    """
    rules.may_raise(actor)
    topic = rules.worded(topic, "topic", rules.LONGEST_TOPIC)
    reason = rules.worded(reason, "reason")
    named = rules.owners_named(proposed)
    done = result_of(sitting, request)
    if done is not None:
        return Raised(read_dispute(sitting, done["dispute"]), joined=done["joined"])
    there = open_dispute_on(sitting, identity(topic))
    if there is None:
        number = _open(
            sitting, topic=topic, present=list(present), proposed=list(named), evidence=pack_evidence(evidence), reason=reason,
            question=question[: rules.LONGEST_TEXT], scope=scope, raised_by=actor, origin=origin,
        )  # fmt: skip
    else:
        number = there.number
        _argue(sitting, there, actor, f"{_wish(named)} {reason}", proposed=named)
    record_result(sitting, request, dispute=number, joined=there is not None)
    return Raised(read_dispute(sitting, number), joined=there is not None)


def add_view(sitting: Sitting, number: int, *, actor: str, text: str, request: str = "") -> Dispute:
    """Add one person's argument to an open dispute; AlreadySettled once it is settled."""
    text = rules.worded(text, "text")
    if result_of(sitting, request) is None:
        row = find_dispute(sitting, number)
        rules.may_view(case_of(sitting, row), actor)
        _argue(sitting, row, actor, text)
    return read_dispute(sitting, number)


def withdraw(sitting: Sitting, number: int, *, actor: str, reason: str = "", request: str = "") -> Dispute:
    """Take the objection back. A reopened dispute is withdrawn by whoever reopened it, and its ruling stands again."""
    why = rules.worded(reason, "reason", required=False)
    if result_of(sitting, request) is not None:
        return read_dispute(sitting, number)
    row = find_dispute(sitting, number)
    case = case_of(sitting, row)
    rules.may_withdraw(case, actor)
    ruling = standing_ruling(sitting, number)
    if ruling is None:
        _move(sitting, row, state=DisputeState.WITHDRAWN.value, settled_by=actor, settled_at=sitting.now)
    else:
        _move(sitting, row, state=DisputeState.DECIDED.value, settled_by=ruling.decided_by, settled_at=ruling.decided_at)
    line = history.record(sitting, number, history.WITHDRAWN, actor, why, standing=ruling.id if ruling else None)
    announcements.withdrawn(sitting, row, rules.parties(case, sitting.people), actor, line)
    return read_dispute(sitting, number)


def reopen(sitting: Sitting, number: int, *, actor: str, reason: str, request: str = "") -> Dispute:
    """Contest the ruling of a decided dispute: it answers no question until the dispute is settled again, and stays on record."""
    why = rules.worded(reason, "reason")
    if result_of(sitting, request) is not None:
        return read_dispute(sitting, number)
    row = find_dispute(sitting, number)
    case = case_of(sitting, row)
    rules.may_reopen(case, sitting.people, actor)
    check_in_force(sitting, number)
    other = open_dispute_on(sitting, row.topic_key)
    if other is not None:
        raise AlreadySettled(f"Dispute #{other.number} on {other.topic} is open already. Please add your view there.")
    _move(sitting, row, state=DisputeState.OPEN.value, settled_by="", settled_at=None)
    line = history.record(sitting, number, history.REOPENED, actor, why)
    announcements.reopened(sitting, row, rules.reopeners(case, sitting.people), actor, line)
    return read_dispute(sitting, number)


def check_in_force(sitting: Sitting, number: int) -> None:
    """Nothing where the dispute's ruling is in force; AlreadySettled where a later one replaced it."""
    if standing_ruling(sitting, number) is None:
        topic = find_dispute(sitting, number).topic
        raise AlreadySettled(f"The ruling of dispute #{number} was replaced by a later one on {topic}; that one can be reopened.")


def _open(sitting: Sitting, **objection: Any) -> int:
    number = (sitting.session.scalar(select(func.max(DisputeRow.number)).where(DisputeRow.workspace_id == sitting.workspace_id)) or 0) + 1
    channel = announcements.place_for(sitting, objection["origin"])
    values: dict[str, Any] = {
        **objection,
        "workspace_id": sitting.workspace_id,
        "number": number,
        "topic_key": identity(objection["topic"]),
        "state": DisputeState.OPEN.value,
        "raised_at": sitting.now,
        "channel": channel,
        "version": 1,
    }
    sitting.session.execute(insert(DisputeRow).values(values))
    told = {name: objection[name] for name in ("topic", "present", "proposed", "scope", "evidence")}
    history.record(sitting, number, history.RAISED, objection["raised_by"], objection["reason"], channel=channel, **told)
    rulings_changed(sitting)
    announcements.raised(sitting, number, objection["raised_by"], channel, (*objection["present"], *objection["proposed"]))
    return number


def _argue(sitting: Sitting, row: DisputeRow, actor: str, text: str, proposed: tuple[str, ...] | None = None) -> None:
    """Add a view; with `proposed` it is an objection, whose author and whose owners' holders become parties."""
    named = None if proposed is None else list(proposed)
    values = {"workspace_id": sitting.workspace_id, "dispute_number": row.number, "author": actor, "text": text, "at": sitting.now}
    view = sitting.session.execute(insert(ViewRow).values(proposed=named, **values).returning(ViewRow.id)).scalar_one()
    history.record(sitting, row.number, history.VIEWED, actor, text, view=view, **({} if named is None else {"proposed": named}))
    announcements.viewed(sitting, row, view)
    if proposed is not None:
        announcements.tell_named(sitting, row.number, actor, proposed)
        rulings_changed(sitting)  # answers name everybody who is claimed to own it


def _move(sitting: Sitting, row: DisputeRow, **values: Any) -> None:
    """Change the dispute's state under its version, so that of two moves at once one is told that it came second."""
    here = (DisputeRow.workspace_id == row.workspace_id, DisputeRow.number == row.number, DisputeRow.version == row.version)
    if rows_changed(sitting.session, update(DisputeRow).where(*here).values(version=row.version + 1, **values)) != 1:
        raise AlreadySettled(f"Dispute #{row.number} moved on in the meantime. Please look at it again.")
    rulings_changed(sitting)


def _wish(owners: tuple[str, ...]) -> str:
    if not owners:
        return "Not ours, owner unknown."
    return f"{' and '.join(owners)} should own it."
