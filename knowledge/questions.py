"""Counts what was asked, off the answering path: a question is noted in memory and written with many others later.

A process that is killed loses the counts of its last moments, never an answer. Words of private questions are kept only as
stems, to count them together; a wording is kept for people to read once somebody asked it in public.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.answers.gaps import group_questions, meaning_of
from knowledge.boundary import boundary
from knowledge.database.models import DigestRow, QuestionRow, QuestionWeekRow, WorkspaceRow
from knowledge.database.session import Database
from knowledge.database.values import settings_of
from knowledge.governance.asked import Understanding
from knowledge.governance.editions import SKIPPED
from knowledge.governance.rules import storable
from knowledge.index.question import read_question
from knowledge.snapshots import Snapshots
from knowledge.types import Standing

MOST_WAITING = 100_000  # questions in memory; at 50 a second more than half an hour of a database that does not answer
LONGEST_DISPLAY = 300  # characters of a wording that are kept
MOST_ENDS = 8  # digests looked at for where an asking belongs; what waits in memory is never older than the last but a few
LONGEST_KEY = 500  # the width of its column


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking, as it is noted."""

    workspace_id: int
    text: str
    topic: str
    standing: str
    named: bool  # somebody was named
    private: bool
    at: datetime


_Part = tuple[int, int, int]
"""An ISO year, an ISO week, and when the digest before the askings ended: what one row counts."""


@dataclass(slots=True)
class _Week:
    public: int = 0
    private: int = 0
    answered: int = 0
    last: datetime | None = None


@dataclass(slots=True)
class _Count:
    display: str = ""
    topic: str = ""
    standing: str = ""
    weeks: dict[_Part, _Week] = field(default_factory=dict)


class Recorder:
    """The questions of one process that are not written yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[Asked] = deque(maxlen=MOST_WAITING)
        self._flushing, self._counting = threading.Lock(), threading.Lock()
        self.answered: Counter[str] = Counter()  # answers of this process by their standing

    def note(self, asked: Asked) -> None:
        """Remember one asking; costs an append."""
        self._waiting.append(asked)
        with self._counting:
            self.answered[asked.standing] += 1

    def flush(self) -> int:
        """Write what was noted, in one transaction for each workspace; how many askings. What fails to be written keeps waiting."""
        with self._flushing:
            taken = [self._waiting.popleft() for _ in range(len(self._waiting))]
            written = 0
            try:
                for workspace_id in dict.fromkeys(asked.workspace_id for asked in taken):
                    mine = [asked for asked in taken if asked.workspace_id == workspace_id]
                    with self._database.writing() as session:
                        _write(session, workspace_id, mine)
                        boundary("questions: before commit")
                    taken = [asked for asked in taken if asked.workspace_id != workspace_id]
                    written += len(mine)
            finally:
                self._waiting.extendleft(reversed(taken))
            return written


def question_key(text: str) -> str:
    """What makes two wordings one question: the stems of its topic in any order, or all words where it has no topic ("hi")."""
    topics = read_question(text, lambda _words: ()).focuses
    stems = sorted({term.text for topic in topics for term in topic.content})
    return " ".join(stems or text.casefold().split())[:LONGEST_KEY]


def by_meaning(wordings: Sequence[str]) -> list[list[int]]:
    """The positions of wordings that ask for the same thing; small talk is in no group."""
    return [list(group.positions) for group in group_questions(wordings)]


def understanding(snapshots: Snapshots, workspace_id: int) -> Understanding:
    """What a digest needs to know of wordings, as the workspace would answer them now."""
    return Understanding(by_meaning, lambda wording: snapshots.current(workspace_id).answer(wording).standing is not Standing.UNKNOWN)


def _asks_for_an_owner(asked: Asked) -> bool:
    """Small talk that found no owner is no question: neither is it a gap, nor does it lower the share that got an owner."""
    return asked.standing != Standing.UNKNOWN or bool(meaning_of(asked.text))


def _write(session: Session, workspace_id: int, asked: Iterable[Asked]) -> None:
    row = session.get(WorkspaceRow, workspace_id)
    if row is None:
        return
    counts = _counted(asked, ZoneInfo(settings_of(row).timezone), _ends(session, workspace_id))
    for key in sorted(counts):  # in one order, so that two processes never wait for each other crosswise
        _write_one(session, workspace_id, key, counts[key])


def _ends(session: Session, workspace_id: int) -> Sequence[datetime]:
    """Where the newest digests ended, the last one first."""
    ends = select(DigestRow.recorded_at).where(DigestRow.workspace_id == workspace_id, DigestRow.state != SKIPPED)
    return session.scalars(ends.order_by(DigestRow.recorded_at.desc()).limit(MOST_ENDS)).all()


def _counted(asked: Iterable[Asked], zone: ZoneInfo, ends: Sequence[datetime]) -> dict[str, _Count]:
    counts: dict[str, _Count] = {}
    for one in filter(_asks_for_an_owner, asked):
        text = storable(one.text)
        count = counts.setdefault(question_key(text), _Count())
        count.topic, count.standing = one.topic, one.standing
        year, number, _ = one.at.astimezone(zone).isocalendar()
        told_until = next((int(end.timestamp()) for end in ends if end < one.at), 0)
        week = count.weeks.setdefault((year, number, told_until), _Week())
        if one.private:
            week.private += 1
        else:
            week.public += 1
            count.display = " ".join(text.split())[:LONGEST_DISPLAY]
        week.answered += one.named
        week.last = one.at
    return counts


def _write_one(session: Session, workspace_id: int, key: str, count: _Count) -> None:
    last = max(week.last for week in count.weeks.values() if week.last)
    insert = _insert(session)
    table: Any = QuestionRow.__table__
    statement = insert(table).values(
        workspace_id=workspace_id,
        text_key=key,
        display=count.display,
        topic=count.topic,
        standing=count.standing,
        count_public=sum(week.public for week in count.weeks.values()),
        count_private=sum(week.private for week in count.weeks.values()),
        last_asked=last,
    )
    new = statement.excluded
    changes = {
        "topic": new.topic,
        "standing": new.standing,
        "count_public": table.c.count_public + new.count_public,
        "count_private": table.c.count_private + new.count_private,
        "last_asked": new.last_asked,
    }
    if count.display:
        changes["display"] = new.display
    session.execute(statement.on_conflict_do_update(index_elements=["workspace_id", "text_key"], set_=changes))
    found = select(table.c.id).where(table.c.workspace_id == workspace_id, table.c.text_key == key)
    question_id = session.execute(found).scalar_one()
    for (year, number, told_until), week in count.weeks.items():
        _write_week(session, (workspace_id, year, number, question_id, told_until), week)


def _write_week(session: Session, key: tuple[int, ...], week: _Week) -> None:
    insert = _insert(session)
    table: Any = QuestionWeekRow.__table__
    names = ("workspace_id", "iso_year", "iso_week", "question_id", "told_until")
    statement = insert(table).values(
        **dict(zip(names, key, strict=True)),
        asked_public=week.public,
        asked_private=week.private,
        answered=week.answered,
        last_asked=week.last,
    )
    changes = {name: table.c[name] + statement.excluded[name] for name in ("asked_public", "asked_private", "answered")}
    changes["last_asked"] = statement.excluded.last_asked
    session.execute(statement.on_conflict_do_update(index_elements=list(names), set_=changes))


def _insert(session: Session) -> Callable[..., Any]:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
