"""Reading disputes and decisions: one whole, a page of them, and what answers need. Changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from knowledge.database.models import DecisionRow, DisputeRow, HistoryRow, ViewRow
from knowledge.database.values import unpack_evidence
from knowledge.errors import NotFound
from knowledge.governance import history
from knowledge.governance.rules import Case
from knowledge.governance.sitting import Sitting
from knowledge.types import Decision, Dispute, DisputeState, OpenDispute, View

FRESH = {"populate_existing": True}


def find_dispute(sitting: Sitting, number: int) -> DisputeRow:
    """The dispute's row as it is now; NotFound in the words of a person who typed `#17`."""
    return _row(sitting.session, sitting.workspace_id, number)


def open_dispute_on(sitting: Sitting, topic_key: str) -> DisputeRow | None:
    """The open dispute on a topic, of which there is at most one."""
    here = select(DisputeRow).where(
        DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.topic_key == topic_key, DisputeRow.state == DisputeState.OPEN
    )
    return sitting.session.execute(here, execution_options=FRESH).scalar_one_or_none()


def standing_ruling(sitting: Sitting, number: int) -> DecisionRow | None:
    """The decision of a dispute that no later one replaced; it stands also while the dispute is open again, but does not answer."""
    mine = select(DecisionRow).where(
        DecisionRow.workspace_id == sitting.workspace_id, DecisionRow.dispute_number == number, DecisionRow.superseded_by.is_(None)
    )
    return sitting.session.execute(mine, execution_options=FRESH).scalar_one_or_none()


def case_of(sitting: Sitting, row: DisputeRow) -> Case:
    """What the rules need to know of a dispute."""
    joined = _objections(sitting.session, sitting.workspace_id, [row.number])
    return _case(sitting, row, standing_ruling(sitting, row.number), joined.get(row.number, []))


def cases_of(sitting: Sitting, numbers: Collection[int]) -> Iterator[Case]:
    """The same of each of these disputes that there is, in the order of their numbers."""
    listed = (DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.number.in_(numbers))
    standing = select(DecisionRow).where(
        DecisionRow.workspace_id == sitting.workspace_id, DecisionRow.dispute_number.in_(numbers), DecisionRow.superseded_by.is_(None)
    )
    rulings = {row.dispute_number: row for row in sitting.session.scalars(standing, execution_options=FRESH)}
    joined = _objections(sitting.session, sitting.workspace_id, numbers)
    for row in sitting.session.scalars(select(DisputeRow).where(*listed).order_by(DisputeRow.number), execution_options=FRESH).all():
        yield _case(sitting, row, rulings.get(row.number), joined.get(row.number, []))


def _objections(session: Session, workspace_id: int, numbers: Collection[int]) -> dict[int, list[ViewRow]]:
    """The objections that joined each of these disputes, oldest first."""
    joined = (ViewRow.workspace_id == workspace_id, ViewRow.dispute_number.in_(numbers), ViewRow.proposed.is_not(None))
    found: dict[int, list[ViewRow]] = {}
    for view in session.scalars(select(ViewRow).where(*joined).order_by(ViewRow.id), execution_options=FRESH):
        found.setdefault(view.dispute_number, []).append(view)
    return found


def _proposed(objections: Iterable[ViewRow]) -> tuple[str, ...]:
    return tuple(owner for one in objections for owner in one.proposed or ())


def _case(sitting: Sitting, row: DisputeRow, ruling: DecisionRow | None, objections: Sequence[ViewRow]) -> Case:
    reopened_by = ""
    if row.state == DisputeState.OPEN and ruling is not None:
        mine = (HistoryRow.workspace_id == sitting.workspace_id, HistoryRow.dispute_number == row.number)
        last = select(HistoryRow.actor).where(*mine, HistoryRow.act == history.REOPENED).order_by(HistoryRow.id.desc()).limit(1)
        reopened_by = sitting.session.execute(last).scalar_one()
    return Case(
        number=row.number,
        state=DisputeState(row.state),
        raised_by=row.raised_by,
        present=tuple(row.present),
        proposed=(*row.proposed, *_proposed(objections)),
        objectors=tuple(one.author for one in objections),
        ruled=tuple(ruling.owners) if ruling else (),
        ruled_by=ruling.decided_by if ruling else "",
        reopened_by=reopened_by,
    )


def read_dispute(sitting: Sitting, number: int) -> Dispute:
    """One dispute whole: evidence, views, its last decision, its record; NotFound where there is none."""
    return whole(sitting.session, sitting.workspace_id, [find_dispute(sitting, number)])[0]


def list_disputes(
    sitting: Sitting, *, state: DisputeState | None = None, owner: str = "", actor: str = "", limit: int = 25, before: int | None = None
) -> list[Dispute]:
    """A page of disputes: the open ones first (oldest first), then the settled ones (newest first).

    `owner` keeps those that name this owner on either side, `actor` those this person raised, argued in or holds a side of.
    `before` is the number of the last dispute of the page before.
    """
    page = select(DisputeRow).where(DisputeRow.workspace_id == sitting.workspace_id)
    if state is not None:
        page = page.where(DisputeRow.state == state)
    if owner:
        page = page.where(_names(sitting, (owner,)))
    if actor:
        page = page.where(_concerns(sitting, actor))
    if before is not None:
        page = page.where(_after(sitting, before))
    settled = DisputeRow.state != DisputeState.OPEN
    page = page.order_by(settled, _rank(), DisputeRow.number).limit(limit)
    rows = list(sitting.session.execute(page, execution_options=FRESH).scalars())
    return whole(sitting.session, sitting.workspace_id, rows)


def open_disputes(session: Session, workspace_id: int) -> tuple[OpenDispute, ...]:
    """Every open dispute, oldest first, as answers need it."""
    rows = select(DisputeRow).where(DisputeRow.workspace_id == workspace_id, DisputeRow.state == DisputeState.OPEN)
    found = session.execute(rows.order_by(DisputeRow.number), execution_options=FRESH).scalars().all()
    joined = _objections(session, workspace_id, [row.number for row in found])
    return tuple(_opened(row, joined.get(row.number, [])) for row in found)


def _opened(row: DisputeRow, objections: Sequence[ViewRow]) -> OpenDispute:
    return OpenDispute(
        number=row.number,
        topic=row.topic,
        raised_by=row.raised_by,
        raised_at=row.raised_at,
        present=tuple(row.present),
        proposed=tuple(row.proposed),
        reason=row.reason,
        channel=row.channel,
        ts=row.ts,
        joined=_proposed(objections),
    )


def decisions_in_force(session: Session, workspace_id: int) -> tuple[Decision, ...]:
    """The decisions that answer today: replaced by none, and their dispute not open again.

    All of them are read anew for the first question after any is made, so they are read as plain columns: a fifth of the cost of rows.
    """
    row = DecisionRow
    settled = and_(DisputeRow.workspace_id == row.workspace_id, DisputeRow.number == row.dispute_number)
    ruling = (row.id, row.topic, row.owners, row.rationale, row.decided_by, row.decided_at, row.dispute_number)
    standing = (row.scope, row.review_on, row.fingerprint, row.drift, row.superseded_by)
    chosen = select(*ruling, *standing, DisputeRow.channel, DisputeRow.ts).outerjoin(DisputeRow, settled)
    found = session.execute(
        chosen.where(
            row.workspace_id == workspace_id,
            row.superseded_by.is_(None),
            or_(DisputeRow.state.is_(None), DisputeRow.state != DisputeState.OPEN),
        ).order_by(row.id)
    )
    return tuple(map(_in_force, found.all()))


def _in_force(row: Sequence[Any]) -> Decision:
    """The value of one row of `decisions_in_force`, whose columns stand as the value's fields do."""
    number, topic, owners, *told, channel, ts = row
    return Decision(*(number, topic, tuple(owners), *told, channel or "", ts or ""))


def whole(session: Session, workspace_id: int, rows: Sequence[DisputeRow]) -> list[Dispute]:
    """Disputes whole, in the order of their rows, with one query for each table however many there are."""
    numbers = [row.number for row in rows]
    views, decisions, records = (by_dispute(session, workspace_id, table, numbers) for table in (ViewRow, DecisionRow, HistoryRow))
    return [_dispute(row, views.get(row.number, []), decisions.get(row.number, []), records.get(row.number, [])) for row in rows]


def decision_of(row: DecisionRow) -> Decision:
    """A decision's row as a value."""
    return Decision(
        id=row.id,
        topic=row.topic,
        owners=tuple(row.owners),
        rationale=row.rationale,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        dispute=row.dispute_number,
        scope=row.scope,
        review_on=row.review_on,
        fingerprint=row.fingerprint,
        drift=row.drift,
        superseded_by=row.superseded_by,
    )


def _row(session: Session, workspace_id: int, number: int) -> DisputeRow:
    here = select(DisputeRow).where(DisputeRow.workspace_id == workspace_id, DisputeRow.number == number)
    row = session.execute(here, execution_options=FRESH).scalar_one_or_none() if 0 < number < 2**31 else None
    if row is None:
        raise NotFound(f"There is no dispute #{number} in this workspace.")
    return row


def by_dispute(session: Session, workspace_id: int, table: Any, numbers: Iterable[int]) -> dict[int, list[Any]]:
    """The rows of a table that hang on these disputes, by dispute, in the order they were written."""
    # One term for each: given a list, SQLite reads all rows of the workspace to find those of a few disputes.
    wanted = or_(false(), *(and_(table.workspace_id == workspace_id, table.dispute_number == number) for number in numbers))
    rows = select(table).where(wanted).order_by(table.id)
    found: dict[int, list[Any]] = {}
    for row in session.execute(rows, execution_options=FRESH).scalars():
        found.setdefault(row.dispute_number, []).append(row)
    return found


def _dispute(row: DisputeRow, views: list[ViewRow], decisions: list[DecisionRow], record: list[HistoryRow]) -> Dispute:
    return Dispute(
        number=row.number,
        topic=row.topic,
        state=DisputeState(row.state),
        raised_by=row.raised_by,
        raised_at=row.raised_at,
        present=tuple(row.present),
        proposed=tuple(row.proposed),
        reason=row.reason,
        version=row.version,
        evidence=unpack_evidence(row.evidence),
        views=tuple(_view(view) for view in views),
        decision=replace(decision_of(decisions[-1]), channel=row.channel, ts=row.ts) if decisions else None,
        history=tuple(history.entry(line) for line in record),
        channel=row.channel,
        ts=row.ts,
        origin=row.origin,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        scope=row.scope,
    )


def _view(row: ViewRow) -> View:
    return View(row.id, row.author, row.text, row.at, None if row.proposed is None else tuple(row.proposed))


def _rank() -> ColumnElement[int]:
    """Open disputes count upwards from the oldest, settled ones downwards from the newest."""
    return case((DisputeRow.state == DisputeState.OPEN, DisputeRow.number), else_=-DisputeRow.number)


def _after(sitting: Sitting, before: int) -> ColumnElement[bool]:
    """What comes after dispute `before` in the order of the list."""
    last = find_dispute(sitting, before)
    settled = DisputeRow.state != DisputeState.OPEN
    if last.state == DisputeState.OPEN:
        return or_(settled, DisputeRow.number > before)
    return and_(settled, DisputeRow.number < before)


def _names(sitting: Sitting, owners: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(_holds(sitting, column, owner) for column in (DisputeRow.present, DisputeRow.proposed) for owner in owners))


def _holds(sitting: Sitting, column: InstrumentedAttribute[list[Any]], owner: str) -> ColumnElement[bool]:
    """Whether a JSON list holds a name, however it is capitalised (SQLite folds A to Z only)."""
    postgresql = sitting.session.get_bind().dialect.name == "postgresql"
    each = func.jsonb_array_elements_text(column) if postgresql else func.json_each(column)
    items = each.table_valued("value")
    return exists().where(func.lower(items.c.value) == func.lower(owner))


def _concerns(sitting: Sitting, actor: str) -> ColumnElement[bool]:
    settings = sitting.people.settings
    held = [owner for owner in settings.holders if actor in sitting.people.holders((owner,))]
    argued = exists().where(
        ViewRow.workspace_id == DisputeRow.workspace_id, ViewRow.dispute_number == DisputeRow.number, ViewRow.author == actor
    )
    return or_(DisputeRow.raised_by == actor, argued, *([_names(sitting, held)] if held else []))
