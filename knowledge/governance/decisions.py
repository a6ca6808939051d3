"""Ruling on a dispute, and what happens to a ruling when the charter changes under it. Commits nothing; reading is in `docket`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from knowledge.database.models import DecisionRow, DisputeRow
from knowledge.database.writes import rows_changed
from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed
from knowledge.governance import announcements, history, rules
from knowledge.governance.docket import FRESH, case_of, decision_of, find_dispute, read_dispute
from knowledge.governance.sitting import Sitting, identity, record_result, result_of, rulings_changed
from knowledge.index.scopes import alternatives, same_scope
from knowledge.types import Claim, Decision, Dispute, DisputeState

MOST_PRECEDENTS = 3
AGREES, DIFFERS, GONE = "agrees", "differs", "gone"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decider wrote, fit to be kept."""

    actor: str
    owners: tuple[str, ...]
    rationale: str
    scope: str
    review_on: date | None


def decide(
    sitting: Sitting,
    number: int,
    *,
    actor: str,
    owners: Sequence[str],
    rationale: str,
    version: int,
    scope: str = "",
    review_on: date | None = None,
    alone: bool = False,
    claim: Claim | None = None,
    request: str = "",
) -> Dispute:
    """Rule on dispute `number` as it stood at `version`; `owners` empty rules that none of ours owns it.

    Of two rulings at once the second gets AlreadySettled, saying who decided what. `alone` is a party's word that there is no other
    decider. `claim` is the charter's line on the topic today, to notice when it changes. NotAllowed and InvalidRequest change nothing.
    """
    ruling = _ruling(sitting, actor, owners, rationale, scope, review_on)
    if result_of(sitting, request) is None:
        _rule(sitting, number, ruling, version, claim, alone=alone)
        record_result(sitting, request, dispute=number)
    return read_dispute(sitting, number)


def confirm(sitting: Sitting, number: int, *, actor: str, review_on: date | None = None, request: str = "") -> Dispute:
    """Keep a decision whose review date came, with a new date or none. Who ruled, or may rule on it, confirms it."""
    if result_of(sitting, request) is not None:
        return read_dispute(sitting, number)
    row = find_dispute(sitting, number)
    case = case_of(sitting, row)
    entitled = tuple(dict.fromkeys((case.ruled_by, *rules.deciders(case, sitting.people))))
    dispute = read_dispute(sitting, number)
    if dispute.state is not DisputeState.DECIDED or dispute.decision is None or dispute.decision.superseded_by is not None:
        raise AlreadySettled(f"Dispute #{number} has no ruling in force to confirm.")
    if actor not in entitled:
        raise NotAllowed("Only a decider can confirm a ruling.", entitled)
    ruling = dispute.decision.id
    _change(sitting, ruling, review_on=review_on)
    until = review_on.isoformat() if review_on else ""
    history.record(sitting, number, history.CONFIRMED, actor, decision=ruling, review_on=until)
    announcements.restated(sitting, [number])
    rulings_changed(sitting)
    return read_dispute(sitting, number)


def note_drift(sitting: Sitting, claims: Iterable[Claim]) -> tuple[Decision, ...]:
    """Compare every decision in force with the workspace's claims after an import; those whose flag changed, as they are now.

    A decision is left alone while its claim's fingerprint is there; else the charter's words on the topic agree with it, differ from it,
    or are gone.
    """
    on_topic: dict[str, list[Claim]] = {}
    present: set[str] = set()
    for claim in claims:
        if claim.owners:  # a line that names nobody is silent
            present.add(claim.fingerprint)
            on_topic.setdefault(identity(claim.topic), []).append(claim)
    standing = select(DecisionRow).where(DecisionRow.workspace_id == sitting.workspace_id, DecisionRow.superseded_by.is_(None))
    touched: list[Decision] = []
    for row in sitting.session.execute(standing.order_by(DecisionRow.id), execution_options=FRESH).scalars().all():
        drift = "" if row.fingerprint in present else _drift(row, on_topic.get(row.topic_key, []))
        if drift == row.drift:
            continue
        _change(sitting, row.id, drift=drift)
        if row.dispute_number is not None:
            history.record(sitting, row.dispute_number, history.DRIFTED, "", decision=row.id, drift=drift)
        sitting.session.refresh(row)
        touched.append(decision_of(row))
    if touched:
        announcements.restated(sitting, [one.dispute for one in touched if one.dispute is not None])
        rulings_changed(sitting)
    return tuple(touched)


def precedents(sitting: Sitting, number: int) -> tuple[Decision, ...]:
    """The nearest earlier rulings for the person about to rule: on the same topic first, then between the same owners; newest first."""
    row = find_dispute(sitting, number)
    settled = (DisputeRow.workspace_id == DecisionRow.workspace_id) & (DisputeRow.number == DecisionRow.dispute_number)
    earlier = select(DecisionRow, DisputeRow).join(DisputeRow, settled, isouter=True).order_by(DecisionRow.id.desc()).limit(500)
    rows = sitting.session.execute(earlier.where(DecisionRow.workspace_id == sitting.workspace_id), execution_options=FRESH).all()
    sides = {owner.casefold() for owner in case_of(sitting, row).owners}
    same = [ruling for ruling, _ in rows if ruling.topic_key == row.topic_key]
    between = [one for one, dispute in rows if one.topic_key != row.topic_key and len(sides & _sides(one, dispute)) >= 2]
    return tuple(decision_of(one) for one in (same + between)[:MOST_PRECEDENTS])


def settled_first(dispute: Dispute) -> AlreadySettled:
    """What the loser of two simultaneous acts is told: what became of the dispute and, in `by`, through whom."""
    if dispute.state is DisputeState.DECIDED and dispute.decision is not None:
        owners = " and ".join(dispute.decision.owners) or "none of ours"
        verb = "own" if len(dispute.decision.owners) > 1 else "owns"
        return AlreadySettled(
            f"Dispute #{dispute.number} has been decided already: {owners} {verb} {dispute.topic}. {dispute.decision.rationale}",
            dispute.settled_by,
        )
    if dispute.state is DisputeState.WITHDRAWN:
        return AlreadySettled(f"Dispute #{dispute.number} on {dispute.topic} has been withdrawn already.", dispute.settled_by)
    return AlreadySettled(f"Dispute #{dispute.number} moved on while you were writing. Please look at it again before you rule.")


def _ruling(sitting: Sitting, actor: str, owners: Sequence[str], rationale: str, scope: str, review_on: date | None) -> Ruling:
    if review_on is not None and review_on <= sitting.now.astimezone(sitting.zone).date():
        raise InvalidRequest("A review date has to lie ahead.", "review_on")
    narrowed = rules.worded(scope, "scope", rules.LONGEST_TOPIC, required=False)
    if narrowed and not alternatives(narrowed):
        raise InvalidRequest("No question has these words. Write such as “Germany” or “Germany, Austria”, or leave it empty.", "scope")
    return Ruling(actor, rules.owners_named(owners), rules.worded(rationale, "rationale"), narrowed, review_on)


def _rule(sitting: Sitting, number: int, ruling: Ruling, version: int, claim: Claim | None, *, alone: bool) -> None:
    row = find_dispute(sitting, number)
    if row.state != DisputeState.OPEN or row.version != version:
        raise settled_first(read_dispute(sitting, number))
    case = case_of(sitting, row)
    by_party = rules.may_decide(case, sitting.people, ruling.actor, alone=alone, owners=ruling.owners)
    decision = _insert(sitting, row, ruling, claim, alone=by_party)
    replaced = _supersede(sitting, row, decision, ruling.scope)
    announcements.restated(sitting, {other for _, other in replaced} - {number})
    _settle(sitting, row, ruling.actor)
    history.record(
        sitting,
        number,
        history.DECIDED,
        ruling.actor,
        ruling.rationale,
        decision=decision,
        owners=list(ruling.owners),
        scope=ruling.scope,
        review_on=ruling.review_on.isoformat() if ruling.review_on else "",
        alone=by_party,
        charter=claim.charter if claim else "",
        fingerprint=claim.fingerprint if claim else "",
        supersedes=replaced,
    )
    rulings_changed(sitting)
    told = (*rules.parties(case, sitting.people), *sitting.people.holders(ruling.owners))
    announcements.decided(sitting, row, decision, told, ruling.actor)


def _insert(sitting: Sitting, row: DisputeRow, ruling: Ruling, claim: Claim | None, *, alone: bool) -> int:
    values: dict[str, Any] = {
        "workspace_id": sitting.workspace_id,
        "dispute_number": row.number,
        "topic": row.topic,
        "topic_key": row.topic_key,
        "owners": list(ruling.owners),
        "rationale": ruling.rationale,
        "scope": ruling.scope,
        "alone": alone,
        "decided_by": ruling.actor,
        "decided_at": sitting.now,
        "review_on": ruling.review_on,
        "charter": claim.charter if claim else "",
        "fingerprint": claim.fingerprint if claim else "",
    }
    return sitting.session.execute(insert(DecisionRow).values(values).returning(DecisionRow.id)).scalar_one()


def _supersede(sitting: Sitting, row: DisputeRow, ruling: int, scope: str) -> list[list[int]]:
    """Replace the earlier rulings of this dispute, and those on the same topic in the same scope: [decision, its dispute] of each.

    A ruling for everything also replaces the one for a scope to which the dispute objects.
    """
    scopes = (scope,) if scope else ("", row.scope)
    same: ColumnElement[bool] = or_(DecisionRow.dispute_number == row.number, DecisionRow.topic_key == row.topic_key)
    standing = select(DecisionRow).where(
        DecisionRow.workspace_id == row.workspace_id, DecisionRow.superseded_by.is_(None), DecisionRow.id != ruling, same
    )
    earlier = [
        one
        for one in sitting.session.execute(standing.order_by(DecisionRow.id), execution_options=FRESH).scalars()
        if one.dispute_number == row.number or any(same_scope(one.scope, replaced) for replaced in scopes)
    ]
    for one in earlier:
        _change(sitting, one.id, superseded_by=ruling)
    return [[one.id, one.dispute_number] for one in earlier if one.dispute_number is not None]


def _settle(sitting: Sitting, row: DisputeRow, actor: str) -> None:
    here = and_(DisputeRow.workspace_id == row.workspace_id, DisputeRow.number == row.number, DisputeRow.version == row.version)
    values = {"state": DisputeState.DECIDED.value, "version": row.version + 1, "settled_by": actor, "settled_at": sitting.now}
    if rows_changed(sitting.session, update(DisputeRow).where(here).values(values)) != 1:
        raise settled_first(read_dispute(sitting, row.number))


def _change(sitting: Sitting, decision: int, **values: Any) -> None:
    here = (DecisionRow.workspace_id == sitting.workspace_id, DecisionRow.id == decision)
    rows_changed(sitting.session, update(DecisionRow).where(*here).values(values))


def _drift(row: DecisionRow, claims: list[Claim]) -> str:
    if not row.fingerprint and not claims:
        return ""  # the charter was silent and still is
    if not claims:
        return GONE if row.owners else AGREES  # nobody of ours was to own it, and the charter says so by its silence
    owned = {owner.casefold() for claim in claims for owner in claim.owners}
    return AGREES if owned == {owner.casefold() for owner in row.owners} else DIFFERS


def _sides(row: DecisionRow, dispute: DisputeRow | None) -> set[str]:
    """The owners a ruling named, and those of the dispute it settled."""
    before = (*dispute.present, *dispute.proposed) if dispute is not None else ()
    return {str(owner).casefold() for owner in (*row.owners, *before)}
