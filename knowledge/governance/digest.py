"""What one week's digest says, from the tables in a few aggregates. Decides neither when it is due nor how it looks.

A digest reports a span that begins where the digest before it ended, so that nothing is reported twice and nothing falls between two.
Words from private places never appear: such questions and disputes count, without their text.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from knowledge.database.models import DecisionRow, DisputeRow, HistoryRow, QuestionWeekRow, ViewRow, WorkspaceRow
from knowledge.governance import history
from knowledge.governance.asked import Understanding, read_asked, read_gaps
from knowledge.governance.calendar import Week
from knowledge.governance.discretion import discreet_decisions, discreet_disputes, readable, with_words
from knowledge.governance.docket import decision_of, whole
from knowledge.governance.sitting import Sitting
from knowledge.governance.trend import read_trend
from knowledge.types import Contested, Decision, Digest, Dispute, DisputeState

QUARTER = timedelta(weeks=13)
CLOCKS_DIFFER = timedelta(hours=1)  # how far the clocks of two machines that serve one workspace may be apart
DRIFTS = ("agrees", "differs", "gone")  # every flag there is; "" is none


@dataclass(frozen=True, slots=True)
class Span:
    """What a digest covers: after `since`, up to and including `until`; `week` is what it counts as."""

    week: Week
    since: datetime
    until: datetime
    late: bool = False


def read_digest(sitting: Sitting, span: Span, limit: int = 5, known: Understanding | None = None, *, channel: str) -> Digest:
    """The digest of a span as it may be read in `channel`: lists are cut to `limit` items, the totals beside them are not."""
    places = readable(sitting.people, channel)
    decided, decided_total = _disputes(sitting, _decided(sitting, span), limit, places)
    opened, open_total = _disputes(sitting, _open(sitting), limit, places)
    drifted, drifted_total = _decisions(sitting, _drifted(sitting, span), limit, places)
    told = _drifted(sitting, span).with_only_columns(DecisionRow.id).order_by(None)
    reviews, review_total = _decisions(sitting, review_due(sitting, span.until).where(DecisionRow.id.not_in(told)), limit, places)
    gaps, gaps_total = read_gaps(sitting, span.since, span.until, limit, known or Understanding())
    asked, answered = read_asked(sitting, span.since, span.until)
    asked_before, answered_before = read_asked(sitting, span.since - (span.until - span.since), span.since)
    return Digest(
        year=span.week[0],
        week=span.week[1],
        decided=decided,
        decided_total=decided_total,
        open=opened,
        open_total=open_total,
        contested=_contested(sitting, span.until, limit, places),
        gaps=gaps,
        gaps_total=gaps_total,
        drifted=drifted,
        drifted_total=drifted_total,
        review_due=reviews,
        review_total=review_total,
        trend=read_trend(sitting, span.since, span.until),
        asked=asked,
        answered=answered,
        asked_before=asked_before,
        answered_before=answered_before,
        now=sitting.now,
        late=span.late,
        since=span.since,
        until=span.until,
        timezone=sitting.people.settings.timezone,
    )


def newest_record(sitting: Sitting) -> datetime:
    """The latest instant at which anything was recorded, or now: what a machine with a fast clock wrote is reported too.

    What lies further ahead than clocks differ is left until its time comes, so that a wrong clock does not swallow the weeks between;
    unless the workspace itself is younger than now, which is then a time given by hand.
    """
    created = sitting.session.execute(select(WorkspaceRow.created_at).where(WorkspaceRow.id == sitting.workspace_id)).scalar_one()
    latest = sitting.now + CLOCKS_DIFFER if created <= sitting.now else datetime.max.replace(tzinfo=UTC)
    moments = [
        _newest(sitting, DisputeRow.raised_at, DisputeRow.workspace_id, latest),
        _newest(sitting, DecisionRow.decided_at, DecisionRow.workspace_id, latest),
        _newest_asking(sitting, latest),
    ]
    return max([sitting.now, *(moment for moment in moments if moment is not None)])


def _newest(
    sitting: Sitting, column: InstrumentedAttribute[datetime], workspace: InstrumentedAttribute[int], latest: datetime
) -> datetime | None:
    return sitting.session.scalar(select(func.max(column)).where(workspace == sitting.workspace_id, column <= latest))


def _newest_asking(sitting: Sitting, latest: datetime) -> datetime | None:
    """Only the newest week is read: no index orders questions by the instant."""
    week, here = QuestionWeekRow, (QuestionWeekRow.workspace_id == sitting.workspace_id,)
    weeks = select(week.iso_year, week.iso_week).where(*here, week.iso_year <= latest.year + 1, week.last_asked <= latest)
    newest = sitting.session.execute(weeks.order_by(week.iso_year.desc(), week.iso_week.desc()).limit(1)).one_or_none()
    if newest is None:
        return None
    there = (week.iso_year == newest[0], week.iso_week == newest[1], week.last_asked <= latest)
    return sitting.session.scalar(select(func.max(week.last_asked)).where(*here, *there))


def review_due(sitting: Sitting, instant: datetime) -> Select[DecisionRow]:
    """The decisions in force whose review date has come by `instant`, the longest due first."""
    today = instant.astimezone(sitting.zone).date()
    due = select(DecisionRow).where(DecisionRow.workspace_id == sitting.workspace_id, DecisionRow.review_on <= today, *_in_force())
    return due.order_by(DecisionRow.review_on, DecisionRow.id)


def _open(sitting: Sitting) -> Select[DisputeRow]:
    """The open disputes, the one that has been open longest first: one that was opened again, from then on."""
    mine = (DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.state == DisputeState.OPEN)
    # All that were ever opened again are few; asked one by one of each open dispute they would be many. Grouped by a sum, lest SQLite
    # read the whole record in the order of an index that has the disputes' numbers, instead of the few lines of this act.
    number = HistoryRow.dispute_number + 0
    reopened = select(number.label("number"), func.max(HistoryRow.at).label("at")).group_by(number)
    again = reopened.where(HistoryRow.workspace_id == sitting.workspace_id, HistoryRow.act == history.REOPENED).subquery()
    with_again = select(DisputeRow).outerjoin(again, again.c.number == DisputeRow.number)
    return with_again.where(*mine).order_by(func.coalesce(again.c.at, DisputeRow.raised_at), DisputeRow.number)


def _decided(sitting: Sitting, span: Span) -> Select[DisputeRow]:
    """The disputes with a ruling of this span that stands, the newest ruling first."""
    with_ruling = select(DisputeRow).join(DecisionRow, _of_the_dispute())
    ruled = (DecisionRow.workspace_id == sitting.workspace_id, DecisionRow.decided_at > span.since, DecisionRow.decided_at <= span.until)
    # As "neither open nor withdrawn": no index answers that, so the range of rulings is what the database begins with.
    standing = (DecisionRow.superseded_by.is_(None), DisputeRow.state.not_in((DisputeState.OPEN, DisputeState.WITHDRAWN)))
    return with_ruling.where(*ruled, *standing).order_by(DecisionRow.decided_at.desc(), DisputeRow.number.desc())


def _drifted(sitting: Sitting, span: Span) -> Select[DecisionRow]:
    """Decisions whose charter line moved in this span and has not moved back since: those without a line first, then those that differ."""
    told = select(HistoryRow.dispute_number).where(
        HistoryRow.workspace_id == sitting.workspace_id,
        HistoryRow.act == history.DRIFTED,
        HistoryRow.at > span.since,
        HistoryRow.at <= span.until,
        HistoryRow.dispute_number.is_not(None),
    )
    flagged = (DecisionRow.workspace_id == sitting.workspace_id, DecisionRow.drift.in_(DRIFTS))
    moved = select(DecisionRow).where(*flagged, DecisionRow.dispute_number.in_(told), *_in_force())
    return moved.order_by(DecisionRow.drift.desc(), DecisionRow.id)


def _in_force() -> tuple[ColumnElement[bool], ...]:
    """Rulings that no other one replaced and whose dispute is not open again."""
    reopened = exists().where(_of_the_dispute(), DisputeRow.state == DisputeState.OPEN)
    return DecisionRow.superseded_by.is_(None), ~reopened


def _of_the_dispute() -> ColumnElement[bool]:
    return and_(DisputeRow.workspace_id == DecisionRow.workspace_id, DisputeRow.number == DecisionRow.dispute_number)


def _disputes(sitting: Sitting, chosen: Select[DisputeRow], limit: int, places: Collection[str]) -> tuple[tuple[Dispute, ...], int]:
    """The first of the chosen disputes, whole and discreet, and how many there are."""
    rows = sitting.session.scalars(chosen.limit(limit)).all()
    total = _total(sitting, chosen.with_only_columns(DisputeRow.number), len(rows), limit)
    return discreet_disputes(whole(sitting.session, sitting.workspace_id, rows), places), total


def _decisions(sitting: Sitting, chosen: Select[DecisionRow], limit: int, places: Collection[str]) -> tuple[tuple[Decision, ...], int]:
    """The first of the chosen decisions, discreet, and how many there are."""
    rows = sitting.session.scalars(chosen.limit(limit)).all()
    total = _total(sitting, chosen.with_only_columns(DecisionRow.id), len(rows), limit)
    return discreet_decisions(sitting, map(decision_of, rows), places), total


def _total(sitting: Sitting, keys: Select[int], read: int, limit: int) -> int:
    """How many keys a query has; counted only where `limit` may have cut the rows that were read."""
    if read < limit:
        return read
    return sitting.session.scalar(select(func.count()).select_from(keys.order_by(None).subquery())) or 0


def _contested(sitting: Sitting, until: datetime, limit: int, places: Collection[str]) -> tuple[Contested, ...]:
    """Topics by the disputes raised and the views given on them in the last quarter, the most contested first, in their newest wording."""
    here, since = sitting.workspace_id, until - QUARTER
    public = with_words(places)
    raised = select(DisputeRow.topic_key, DisputeRow.number, literal(1).label("times")).where(
        DisputeRow.workspace_id == here, DisputeRow.raised_at > since, DisputeRow.raised_at <= until, public
    )
    given = (ViewRow.workspace_id == here, ViewRow.at > since, ViewRow.at <= until)
    argued = select(DisputeRow.topic_key, DisputeRow.number, literal(1)).join(ViewRow, ViewRow.dispute_number == DisputeRow.number)
    both = union_all(raised, argued.where(DisputeRow.workspace_id == here, *given, public)).subquery()
    times, newest = func.sum(both.c.times), func.max(both.c.number)
    top = select(newest, times).group_by(both.c.topic_key).order_by(times.desc(), newest.desc()).limit(limit)
    found = {number: int(count) for number, count in sitting.session.execute(top)}
    newest_ones = select(DisputeRow).where(DisputeRow.workspace_id == here, DisputeRow.number.in_(found))
    rows = {row.number: row for row in sitting.session.scalars(newest_ones)}
    return tuple(Contested(rows[number].topic, times, number, rows[number].channel, rows[number].ts) for number, times in found.items())
