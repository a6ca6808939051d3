"""Reminds people of what waits for them: one message to one person about everything. Renders and sends nothing.

A decider hears of a dispute without movement after three days and after seven, at most once a week about all of them, then no more: the
digest keeps telling it. Whoever ruled hears once that a review date has come, on its day whatever else they heard of late. What was told
is read from the posts themselves, so there is nothing that could disagree with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from knowledge.database.models import DecisionRow, DisputeRow, HistoryRow, PostRow
from knowledge.governance import history, posts, rules
from knowledge.governance.calendar import first_instant
from knowledge.governance.digest import review_due
from knowledge.governance.docket import case_of
from knowledge.governance.sitting import Sitting
from knowledge.types import Destination, DisputeState, PostKind

AFTER = (timedelta(days=3), timedelta(days=7))
BETWEEN = timedelta(days=7)  # from one word about open disputes to the next
FORGOTTEN = timedelta(days=28)  # what rests longer has had its reminders
WAKING = (time(8), time(20))  # in the workspace's zone: nobody is woken
MOST_READ = 200  # disputes and rulings of one round; the ones behind them come in the next
MOST_NAMED = 50  # in one message
MOST_PEOPLE = 50  # deciders of one dispute; a group of hundreds is a channel's business

MOVES = (history.RAISED, history.VIEWED, history.REOPENED)


@dataclass(frozen=True, slots=True)
class Told:
    """One earlier reminder: when it was owed, and the disputes it named as open and as to be reviewed."""

    at: datetime
    open: frozenset[int]
    reviews: frozenset[int]


@dataclass(slots=True)
class Waiting:
    """What waits for one person: numbers of disputes, each with the moment from which it waits."""

    open: list[tuple[int, datetime]] = field(default_factory=list)
    reviews: list[tuple[int, datetime]] = field(default_factory=list)


def wanted(since: datetime, now: datetime, told: Sequence[datetime], after: Sequence[timedelta] = AFTER) -> bool:
    """Whether what waits since `since` is to be named again, having been named at each of `told`."""
    times = sum(at > since for at in told)
    return times < len(after) and now - since >= after[times]


def remind(sitting: Sitting) -> list[str]:
    """Owe the reminders that are due now; a sentence for each. Asked again at once, it does nothing."""
    if not WAKING[0] <= sitting.now.astimezone(sitting.zone).time() < WAKING[1]:
        return []
    waiting: defaultdict[str, Waiting] = defaultdict(Waiting)
    _open(sitting, waiting)
    _reviews(sitting, waiting)
    return [said for person in sorted(waiting) if (said := _remind(sitting, person, waiting[person]))]


def _remind(sitting: Sitting, person: str, waiting: Waiting) -> str:
    told = _told(sitting, person)
    heard = any(one.open and one.at > sitting.now - BETWEEN for one in told)
    still = [] if heard else waiting.open
    named = [number for number, since in still if wanted(since, sitting.now, [one.at for one in told if number in one.open])]
    due = [
        number
        for number, since in waiting.reviews
        if wanted(since, sitting.now, [one.at for one in told if number in one.reviews], (timedelta(0),))
    ]
    if not named and not due:
        return ""
    subject: dict[str, str | int] = {"numbers": _listed(named), "reviews": _listed(due)}
    key = f"reminder:{person}:{sitting.now.astimezone(sitting.zone).date().isoformat()}:{'open' if named else 'review'}"
    owed = posts.owe(sitting.session, sitting.workspace_id, PostKind.REMINDER, subject, Destination(person), now=sitting.now, key=key)
    return f"{person} is reminded of {len(named) + len(due)} disputes." if owed else ""


def _listed(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers[:MOST_NAMED]))


def _open(sitting: Sitting, waiting: defaultdict[str, Waiting]) -> None:
    """Open disputes in which nobody did anything for three days, the longest at rest first."""
    moved = func.max(HistoryRow.at)
    acts = select(HistoryRow.dispute_number, moved.label("moved")).where(
        HistoryRow.workspace_id == sitting.workspace_id,
        HistoryRow.act.in_(MOVES),
        HistoryRow.at > sitting.now - FORGOTTEN,
        HistoryRow.dispute_number.is_not(None),
    )
    at_rest = acts.group_by(HistoryRow.dispute_number).having(moved <= sitting.now - AFTER[0]).subquery()
    rows = select(DisputeRow, at_rest.c.moved).join(at_rest, at_rest.c.dispute_number == DisputeRow.number)
    mine = (DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.state == DisputeState.OPEN)
    for row, since in sitting.session.execute(rows.where(*mine).order_by(at_rest.c.moved, DisputeRow.number).limit(MOST_READ)):
        for person in rules.deciders(case_of(sitting, row), sitting.people)[:MOST_PEOPLE]:
            waiting[person].open.append((row.number, since))


def _reviews(sitting: Sitting, waiting: defaultdict[str, Waiting]) -> None:
    """Rulings whose review date came of late, for whoever ruled."""
    recent = (sitting.now - FORGOTTEN).date()
    due = review_due(sitting, sitting.now).where(DecisionRow.review_on > recent, DecisionRow.dispute_number.is_not(None)).limit(MOST_READ)
    for row in sitting.session.scalars(due):
        if row.dispute_number is not None and row.review_on is not None:
            since = first_instant(datetime.combine(row.review_on, time()), sitting.zone)
            waiting[row.decided_by].reviews.append((row.dispute_number, since))


def _told(sitting: Sitting, person: str) -> list[Told]:
    rows = select(PostRow.created_at, PostRow.subject).where(
        PostRow.workspace_id == sitting.workspace_id,
        PostRow.destination_key == person,
        PostRow.kind == PostKind.REMINDER,
        PostRow.created_at > sitting.now - 2 * FORGOTTEN,
    )
    return [Told(at, _read(subject.get("numbers")), _read(subject.get("reviews"))) for at, subject in sitting.session.execute(rows)]


def _read(numbers: object) -> frozenset[int]:
    return frozenset(int(number) for number in str(numbers or "").split(",") if number)
