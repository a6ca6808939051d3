"""What people asked in a span: the questions nobody owns, and the share that got an owner. Wordings and counts, from the recorded weeks.

What was asked in private only counts without its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Subquery, func, select, union_all

from knowledge.database.models import QuestionRow, QuestionWeekRow
from knowledge.governance.calendar import Week, shifted, week_of
from knowledge.governance.sitting import Sitting, identity
from knowledge.types import Gap, Standing

MOST_GAPS_READ = 200  # wordings that are grouped by meaning; the ones behind them were asked less often than any of these

Grouping = Callable[[Sequence[str]], Sequence[Sequence[int]]]
"""Wordings to groups of the same meaning, as positions; the most asked wording of a group stands for it, and small talk is in none."""


def by_words(wordings: Sequence[str]) -> list[list[int]]:
    """Wordings with the same words, however they are inflected and ordered among function words, are one gap."""
    groups: dict[str, list[int]] = {}
    for position, wording in enumerate(wordings):
        groups.setdefault(identity(wording), []).append(position)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the answering side knows of wordings: which of them mean the same, and whether somebody owns what one asks for by now."""

    grouping: Grouping = by_words
    owned: Callable[[str], bool] = lambda _wording: False


def read_gaps(sitting: Sitting, since: datetime, until: datetime, limit: int, known: Understanding) -> tuple[tuple[Gap, ...], int]:
    """Gaps most asked first; all that was asked in private only is one gap without words, at the end. And how many gaps there are.

    A question that had no answer when it was asked and has one now is no gap.
    """
    rows, total = _unanswered(sitting, since, until)
    left = [(gap, key) for gap, key in rows if not known.owned(gap.question or key)]
    public = _grouped([(gap, gap.question) for gap, _ in left if gap.question], known.grouping)
    private = _grouped([(gap, key) for gap, key in left if not gap.question], known.grouping)
    named = sorted(public, key=lambda gap: -gap.count)
    unnamed = [_joined(private)] if private else []
    shown = (named[: limit - len(unnamed)] if limit > 1 else named) + unnamed
    return tuple(shown[:limit]), total - len(rows) + len(public) + len(private)


def _unanswered(sitting: Sitting, since: datetime, until: datetime) -> tuple[list[tuple[Gap, str]], int]:
    """The wordings that had no answer, each with the stems that identify it; what was asked in private only comes last. How many in all."""
    asked = _asked(sitting, since, until)
    times = func.sum(asked.c.times)
    named = (QuestionRow.id, QuestionRow.display, QuestionRow.text_key)
    unanswered = (
        select(QuestionRow.display, QuestionRow.text_key, times, func.max(asked.c.last_asked), func.count().over())
        .join(asked, asked.c.question_id == QuestionRow.id)
        .where(QuestionRow.workspace_id == sitting.workspace_id, QuestionRow.standing == Standing.UNKNOWN)
        .group_by(*named)
    )
    top = unanswered.order_by((QuestionRow.display == ""), times.desc(), QuestionRow.id).limit(MOST_GAPS_READ)
    found = sitting.session.execute(top).all()
    return [(Gap(display, int(count), last), key) for display, key, count, last, _ in found], found[0][4] if found else 0


def _grouped(wordings: Sequence[tuple[Gap, str]], grouping: Grouping) -> list[Gap]:
    return [_joined([wordings[position][0] for position in sorted(group)]) for group in grouping([words for _, words in wordings])]


def _joined(group: Sequence[Gap]) -> Gap:
    return Gap(group[0].question, sum(gap.count for gap in group), max(gap.last_asked for gap in group))


def read_asked(sitting: Sitting, since: datetime, until: datetime) -> tuple[int, int]:
    """Questions asked in a span and how many of them got an owner. What one row counts lies within the span of one digest."""
    asked = _asked(sitting, since, until)
    times, answered = sitting.session.execute(select(func.sum(asked.c.times), func.sum(asked.c.answered))).one()
    return int(times or 0), int(answered or 0)


def _asked(sitting: Sitting, since: datetime, until: datetime) -> Subquery:
    """What was recorded of each wording in each week of the span: one range of the table's key for each ISO week it touches."""
    week, last = week_of(since, sitting.zone), week_of(until, sitting.zone)
    parts = [_of_week(sitting, week, since, until)]
    while week < last:
        week = shifted(week, 1)
        parts.append(_of_week(sitting, week, since, until))
    return union_all(*parts).subquery()


def _of_week(sitting: Sitting, week: Week, since: datetime, until: datetime) -> Select[int, int, int, datetime]:
    table = QuestionWeekRow
    times = (table.asked_public + table.asked_private).label("times")
    return select(table.question_id, times, table.answered, table.last_asked).where(
        table.workspace_id == sitting.workspace_id,
        table.iso_year == week[0],
        table.iso_week == week[1],
        table.last_asked > since,
        table.last_asked <= until,
    )
