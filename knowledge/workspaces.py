"""The database as a whole: opening and migrating it, finding a workspace in it, and what is owed to Slack by all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from knowledge import forgetting, library, retention
from knowledge.bound import Shared
from knowledge.boundary import boundary
from knowledge.clock import utc_now
from knowledge.database import schema
from knowledge.database.models import WorkspaceRow
from knowledge.database.session import Database, open_database
from knowledge.disputing import Disputing
from knowledge.errors import KnowledgeError, NotFound
from knowledge.governance import announcements, placing, posts, presence, reminders, schedule
from knowledge.governance.sitting import glance, sit
from knowledge.keeping import Keeping
from knowledge.questions import Recorder, understanding
from knowledge.reporting import Reporting
from knowledge.snapshots import Snapshots
from knowledge.types import Forgotten, Post, Reading, Turns

BUNDLED = "cio-cto"
CREATION_LOCK = 7_364_812_906  # a number of our own: PostgreSQL's advisory lock for making one workspace at a time


Trouble = Callable[[str, Exception], None]
"""Hears of a workspace's team and of what is wrong with it."""

# What one workspace may raise: an error of ours, or what comes of a stored value that makes no sense.
BROKEN = (KnowledgeError, ValueError, TypeError, LookupError, ArithmeticError)


def _raised(_team: str, error: Exception) -> None:
    raise error


def open_knowledge(url: str, *, now: Callable[[], datetime] = utc_now, create: bool = False, ahead: bool = False) -> Workspaces:
    """Open a database that `migrate` has prepared; DatabaseError says what to do about one that is missing or out of date.

    With `create`, a missing SQLite file is made, missing steps are applied, and a first workspace gets the bundled charter. With
    `ahead`, one that a newer Remit has migrated will do.
    """
    database = open_database(url, create=create)
    try:
        if create:
            _create(database)
        with database.connecting() as connection:
            schema.check_schema(connection, ahead=ahead)
        workspaces = Workspaces(database, now)
        if create and not workspaces.all():
            workspaces.only()
        return workspaces
    except KnowledgeError:
        database.close()
        raise


def migrate(url: str) -> list[str]:
    """Bring the database at `url` to this program's schema; the revisions applied, oldest first. Makes a missing SQLite file."""
    database = open_database(url, create=True)
    try:
        return schema.upgrade(database)
    finally:
        database.close()


def _create(database: Database) -> None:
    with database.connecting() as connection:
        behind = (schema.current_revision(connection) or "") < schema.HEAD
    if behind:
        schema.upgrade(database)


class Knowledge(Keeping, Disputing, Reporting):
    """One workspace of one database: everything Remit can do there. Safe to use from several threads."""


class Workspaces:
    """Every workspace of one database, and the outbox they share. Safe to use from several threads."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._shared = Shared(database, Snapshots(database), Recorder(database), now)
        self._known: dict[int, Knowledge] = {}
        self._teams: dict[str, Knowledge] = {}
        self._lock = threading.Lock()
        self._kept_up: datetime | None = None

    def of(self, team: str) -> Knowledge:
        """The workspace of a Slack team. A team met for the first time takes the command line's workspace, else a new one."""
        known = self._teams.get(team) if team else self.only()
        if known is None:
            known = self._teams[team] = self._find(team) or self._settle(team)
        return known

    def only(self, team: str = "") -> Knowledge:
        """The database's one workspace, made with the bundled charter where there is none; KnowledgeError when there are several.

        With a `team`, that one; NotFound where there is none of that name.
        """
        if team:
            return self._named(team)
        there = self.all()
        if len(there) > 1:
            teams = ", ".join(one.team or "(unnamed)" for one in there)
            raise KnowledgeError(f"This database serves several workspaces ({teams}); name the one you mean.")
        return there[0] if there else self._settle("")

    def all(self) -> list[Knowledge]:
        """Every workspace, oldest first."""
        with self._database.reading() as session:
            rows = session.execute(select(WorkspaceRow.id, WorkspaceRow.team).order_by(WorkspaceRow.id)).all()
        return [self._bind(workspace_id, team or "") for workspace_id, team in rows]

    def _find(self, team: str) -> Knowledge | None:
        with self._database.reading() as session:
            found = session.scalar(select(WorkspaceRow.id).where(WorkspaceRow.team == team))
        return None if found is None else self._bind(found, team)

    def _settle(self, team: str) -> Knowledge:
        """Adopt the unnamed workspace for `team`, or make one; whoever comes second finds what the first has made."""
        with self._database.writing() as session:
            if self._database.dialect == "postgresql":
                session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CREATION_LOCK})
            same = select(WorkspaceRow).where(WorkspaceRow.team == team)
            unnamed = select(WorkspaceRow).where(WorkspaceRow.team.is_(None)).order_by(WorkspaceRow.id).limit(1)
            row = (session.scalar(same) if team else None) or session.scalar(unnamed) or self._new(session)
            row.team = team or row.team
            session.flush()
            boundary("workspace: before commit")
        return self._bind(row.id, row.team or "")

    def _new(self, session: Session) -> WorkspaceRow:
        now = self._now()
        row = WorkspaceRow(created_at=now)
        session.add(row)
        session.flush()
        library.replace_charter(session, row.id, bundled_charter(), now, library.silent)
        return row

    def _bind(self, workspace_id: int, team: str) -> Knowledge:
        with self._lock:
            known = self._known.setdefault(workspace_id, Knowledge(self._shared, workspace_id, team))
            known.team = team or known.team
            return known

    def claim_posts(self, limit: int, lease: timedelta, turns: Turns = posts.NO_TURNS) -> list[Post]:
        """Take up to `limit` due posts for as long as `lease`, of the workspaces by turns; one of each destination at a time, in order."""
        with self._database.writing() as session:
            return posts.claim(session, self._now(), limit, lease, turns)

    def sent(self, post: Post, ts: str) -> bool:
        """Slack took the post as message `ts`. False, here and below, when the post is not this process's to report on any more."""
        with self._database.writing() as session:
            return announcements.delivered(session, post, ts, self._now())

    def drop(self, post: Post) -> bool:
        """There is nothing left to say."""
        with self._database.writing() as session:
            return announcements.dropped(session, post, self._now())

    def unknown(self, post: Post, error: str) -> bool:
        """Nobody can say whether Slack took it: to be looked up, never to be sent blindly."""
        with self._database.writing() as session:
            return posts.unknown(session, post, error, self._now())

    def resend(self, post: Post, due_at: datetime, error: str = "") -> bool:
        """Slack said wait, or it was looked up and is not there: to be sent from `due_at` on."""
        with self._database.writing() as session:
            return announcements.failed(session, post, due_at, error, self._now())

    def park(self, post: Post, error: str) -> bool:
        """Give the post up for good; whoever waits for it is told once."""
        with self._database.writing() as session:
            return announcements.given_up(session, post, error, self._now())

    def parked_posts(self) -> list[Post]:
        """What was given up and never told to Slack, or perhaps told: the oldest first, each with its reason."""
        with self._database.reading() as session:
            return posts.parked(session)

    def retry_post(self, post_id: str) -> bool:
        """Owe a parked post again; what may stand in Slack is looked for first. False when there is no such parked post."""
        with self._database.writing() as session:
            return placing.retry(session, post_id, self._now())

    def doubt_posts(self) -> int:
        """After a backup was restored: whatever is owed is looked for in Slack before it is sent; how many posts."""
        with self._database.writing() as session:
            return posts.doubt(session, self._now())

    def posts_by_state(self) -> tuple[Mapping[str, int], datetime | None]:
        """How many posts there are in each state, and since when the oldest that is not through has been due."""
        with self._database.reading() as session:
            return posts.census(session)

    def answers_by_standing(self) -> Mapping[str, int]:
        """How many questions this process has answered, by the standing of the answer."""
        return dict(self._shared.recorder.answered)

    def digest_lateness(self) -> timedelta:
        """How long the digest that is owed longest is past its hour; nothing where none is owed, or nobody takes it."""
        latest = timedelta()
        for knowledge in self._present():
            with self._database.reading() as session:
                sitting = glance(session, knowledge.workspace_id, self._now())
                latest = max(latest, schedule.lateness(sitting))
        return latest

    def ready(self) -> str:
        """ "" when the database answers and is at this program's schema; a sentence where it is ahead of it; KnowledgeError otherwise."""
        with self._database.connecting() as connection:
            return schema.check_schema(connection, ahead=True)

    def look_over(self) -> None:
        """Nothing when a quick look through SQLite's file finds it whole; DatabaseError otherwise. For starting, not for every request."""
        self._database.look_over()

    def next_due(self) -> datetime | None:
        """When there is next something to claim; None when nothing is owed."""
        with self._database.reading() as session:
            return posts.next_due(session)

    def tick(self, now: datetime, trouble: Trouble = _raised) -> list[str]:
        """Record what is due at `now` and not recorded, with its posts; a sentence for each. Asked again at once, it does nothing.

        A workspace that cannot be served is handed to `trouble` with its error, and the others are served; one that Slack has put
        Remit out of waits until it is in again.
        """
        said: list[str] = []
        hourly = self._upkeep_due(now)
        for knowledge in self._present():
            try:
                said += self._tick(knowledge.workspace_id, now)
                said += self._remind(knowledge.workspace_id, now) if hourly else []
            except BROKEN as error:
                trouble(knowledge.team, error)
        if hourly:
            with self._database.writing() as session:
                retention.forget(session, now)
            self._kept_up = now
        return said

    def absent(self) -> Mapping[str, datetime]:
        """The teams that Slack has put Remit out of, and since when."""
        gone = self._absent()
        return {knowledge.team: gone[knowledge.workspace_id] for knowledge in self.all() if knowledge.workspace_id in gone}

    def _present(self) -> list[Knowledge]:
        gone = self._absent()
        return [knowledge for knowledge in self.all() if knowledge.workspace_id not in gone]

    def _absent(self) -> Mapping[int, datetime]:
        with self._database.reading() as session:
            return presence.absent(session)

    def _tick(self, workspace_id: int, now: datetime) -> list[str]:
        with self._database.reading() as session:
            if not schedule.anything_due(glance(session, workspace_id, now)):
                return []
        with self._database.writing() as session:
            said = schedule.tick(sit(session, workspace_id, now), understanding(self._shared.snapshots, workspace_id))
            boundary("tick: before commit")
        return said

    def _remind(self, workspace_id: int, now: datetime) -> list[str]:
        with self._database.writing() as session:
            said = reminders.remind(sit(session, workspace_id, now))
            boundary("reminders: before commit")
        return said

    def _upkeep_due(self, now: datetime) -> bool:
        """Whether reminders and retention were not looked at for an hour, or the clock was set back."""
        return self._kept_up is None or not self._kept_up <= now < self._kept_up + retention.EVERY

    def refresh(self) -> None:
        """Read what moved, so that a question after a large import need not; whoever asks meanwhile waits for it and gets no old answer."""
        for knowledge in self.all():
            self._shared.snapshots.current(knowledge.workspace_id)

    def forget_user(self, team: str, user: str) -> Forgotten:
        """Take a person out of a workspace ("": the only one) for good. Errors as `forgetting` says."""
        return forgetting.forget_user(self._database, self._named(team).workspace_id, user)

    def forget_workspace(self, team: str) -> bool:
        """Delete everything of a workspace; False when SQLite's log still has it. NotFound where there is none of that name."""
        gone = self._named(team).workspace_id
        self.flush_questions()
        cleared = forgetting.forget_workspace(self._database, gone)
        with self._lock:
            self._known.pop(gone, None)
            self._teams.pop(team, None)
        return cleared

    def _named(self, team: str) -> Knowledge:
        """A workspace that is there; none is made for the asking."""
        there = {one.team: one for one in self.all()}
        if not team and len(there) == 1:
            return next(iter(there.values()))
        if team not in there:
            raise NotFound(f"This database has no workspace “{team}”; there is: {', '.join(sorted(filter(None, there))) or 'none'}.")
        return there[team]

    def flush_questions(self) -> int:
        """Write the questions noted since the last time; how many askings."""
        return self._shared.recorder.flush()

    def close(self) -> None:
        """Write what was noted and close every connection."""
        try:
            self.flush_questions()
        finally:
            self._database.close()


@lru_cache(maxsize=1)
def bundled_charter() -> Reading:
    """The charter that comes with Remit, read from its file: there is no second copy of what it says."""
    file = resources.files("knowledge") / "charters" / f"{BUNDLED}.md"
    return library.read(BUNDLED, f"{BUNDLED}.md", file.read_bytes(), library.silent)
