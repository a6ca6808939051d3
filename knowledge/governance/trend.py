"""Disputes raised and decided, week by week, for the digest's chart. Reads two indexes, never the disputes themselves.

The chart's weeks are the digest's own, not the calendar's: the last one is exactly what the digest reports, so that its bars and its
headline say the same, and the eleven before it are the weeks that end where it begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from knowledge.database.models import DecisionRow, DisputeRow
from knowledge.governance.calendar import weeks_back
from knowledge.governance.sitting import Sitting
from knowledge.types import WeekCount

TREND_WEEKS = 12


def read_trend(sitting: Sitting, since: datetime, until: datetime) -> tuple[WeekCount, ...]:
    """Twelve weeks, oldest first; a dispute decided twice in one week counts once in it."""
    edges = [weeks_back(since, sitting.zone, back) for back in range(TREND_WEEKS - 1, -1, -1)] + [until]
    raised = _counts(sitting, DisputeRow.raised_at, DisputeRow.workspace_id, func.count(), edges)
    ruled_on = func.count(DecisionRow.dispute_number.distinct())
    decided = _counts(sitting, DecisionRow.decided_at, DecisionRow.workspace_id, ruled_on, edges)
    return tuple(WeekCount(end, raised[place], decided[place]) for place, end in enumerate(edges[1:]))


def _counts(
    sitting: Sitting,
    column: InstrumentedAttribute[datetime],
    workspace: InstrumentedAttribute[int],
    count: ColumnElement[int],
    edges: Sequence[datetime],
) -> list[int]:
    place = case(*((column <= end, position) for position, end in enumerate(edges[1:])))
    rows = select(place, count).where(workspace == sitting.workspace_id, column > edges[0], column <= edges[-1]).group_by(place)
    found: dict[int, int] = dict(sitting.session.execute(rows).all())
    return [found.get(position, 0) for position in range(len(edges) - 1)]
