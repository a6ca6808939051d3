"""The digest's figures after three busy years, with the migrations' indexes alone: how long they take, and by which plans.

Sizes: `REMIT_BENCH_DIGEST=1000000,10000000` (disputes, questions; about two minutes and 4 GB on SQLite, four on PostgreSQL); without it a
fiftieth of that. The database is SQLite, or PostgreSQL where `DATABASE_URL` names one.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event, insert

from knowledge import retention
from knowledge.database.models import WorkspaceRow
from knowledge.database.session import Database, open_database
from knowledge.governance import schedule
from knowledge.governance.asked import Understanding
from knowledge.governance.sitting import glance
from knowledge.questions import understanding
from knowledge.snapshots import Snapshots
from knowledge.types import Digest
from tests.bench.years import MONDAY, make_years

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

SMALL = "20000,200000"
GROWING = {"dispute", "view", "decision", "history", "question", "question_week"}
MOST_SECONDS = 1.0
ROUNDS = 3
SETTINGS = {"digest_channel": "CDIGEST", "disputes_channel": "CDISPUTES", "timezone": "Europe/Berlin", "deciders": ["UDECIDER"]}
PUBLIC = {"CDISPUTES": "disputes"}


@dataclass
class Years:
    """A filled database, and the statements of the last digest read from it: seconds, statement, values."""

    database: Database
    workspace: int
    disputes: int
    questions: int
    known: Understanding
    statements: list[tuple[float, str, Any]] = field(default_factory=list)

    def read(self) -> tuple[float, Digest]:
        """The digest that is due on Monday, and how long its data took."""
        self.statements.clear()
        began = time.perf_counter()
        with self.database.reading() as session:
            found = schedule.preview(glance(session, self.workspace, MONDAY), known=self.known, channel="CDIGEST")
        return time.perf_counter() - began, found

    def plan(self, statement: str, values: Any, *, sparing: bool = False) -> list[str]:
        """The database's own account of how it runs a statement, one step a line. `sparing`: PostgreSQL reads no table whole if it can."""
        sqlite = self.database.dialect == "sqlite"
        with self.database.engine.connect() as connection:
            for way in ("seqscan", "hashjoin", "mergejoin") if sparing and not sqlite else ():  # small tables it likes to read whole
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            asking = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN (COSTS OFF) "
            rows = connection.exec_driver_sql(asking + statement, values).all()
        return [str(row[-1]) for row in rows]

    def read_whole(self) -> set[str]:
        """The tables that grow with the years and of which the last digest read all of the workspace, because no index leads further."""
        plans = [self.plan(statement, values, sparing=True) for _, statement, values in list(self.statements)]
        return {table for steps in plans for table in whole_tables(steps)}


SQLITE_WHOLE = re.compile(r"^SCAN (\w+)|^SEARCH (\w+) USING .*\(workspace_id=\?\)$")
POSTGRESQL_WHOLE = re.compile(r"Seq Scan on (\w+)")
POSTGRESQL_INDEX = re.compile(r"Index (?:Only )?Scan (?:Backward )?using \w+ on (\w+)|Bitmap Index Scan on [a-z]+_(\w+?)(?:_workspace|$)")


def whole_tables(steps: list[str]) -> set[str]:
    """The growing tables that a plan reads whole, or by nothing more than the workspace."""
    found: set[str] = set()
    table = ""
    for step in steps:
        if match := SQLITE_WHOLE.search(step) or POSTGRESQL_WHOLE.search(step):
            found.update(filter(None, match.groups()))
        elif match := POSTGRESQL_INDEX.search(step):
            table = match[1] or match[2]
        elif re.search(r"Index Cond: \(workspace_id = \S+\)$", step):
            found.add(table)
    return found & GROWING


@pytest.fixture
def years(database_url: str) -> Iterator[Years]:
    disputes, questions = (int(size) for size in os.environ.get("REMIT_BENCH_DIGEST", SMALL).split(","))
    database = open_database(database_url)
    with database.writing() as session:
        row = {"team": "T1", "created_at": MONDAY, "settings": SETTINGS, "names": PUBLIC}
        workspace = session.execute(insert(WorkspaceRow).values(row).returning(WorkspaceRow.id)).scalar_one()
    make_years(database_url, workspace, disputes=disputes, questions=questions)
    with database.writing() as session:
        retention.forget(session, MONDAY)  # the worker's first tick does this too
    snapshots = Snapshots(database)
    snapshots.current(workspace)  # as every process reads it in the background
    filled = Years(database, workspace, disputes, questions, understanding(snapshots, workspace))
    event.listen(database.engine, "before_cursor_execute", lambda *given: setattr(given[4], "began", time.perf_counter()))
    event.listen(
        database.engine,
        "after_cursor_execute",
        lambda *given: filled.statements.append((time.perf_counter() - given[4].began, given[2], given[3])),
    )
    yield filled
    database.close()


def test_the_digest_s_figures_take_less_than_a_second_after_three_busy_years(years: Years, pytestconfig: pytest.Config) -> None:
    rounds = [years.read() for _ in range(ROUNDS)]
    found = rounds[-1][1]
    slowest = sorted(years.statements, key=lambda one: -one[0])[:6]
    plans = [(seconds, statement, years.plan(statement, values)) for seconds, statement, values in slowest]
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(told(years, [seconds for seconds, _ in rounds], found, plans))
    assert found.open_total == years.disputes // 50
    assert found.trend[-1].decided == found.decided_total > years.disputes // 200
    assert found.gaps_total > years.questions // 1000
    assert len(found.open) == len(found.decided) == len(found.gaps) == len(found.contested) == 5
    assert min(seconds for seconds, _ in rounds) <= MOST_SECONDS
    years.read()
    assert years.read_whole() == set()


@pytest.mark.parametrize(("index", "table"), [("ix_view_workspace_id_at", "view"), ("ix_decision_workspace_id_decided_at", "decision")])
def test_a_missing_index_would_be_seen(years: Years, index: str, table: str) -> None:
    with years.database.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP INDEX {index}")
    years.read()
    assert table in years.read_whole()


def told(years: Years, rounds: list[float], found: Digest, plans: list[tuple[float, str, list[str]]]) -> str:
    lines = [
        f"\n{years.database.dialect}: {years.disputes:,} disputes, {years.questions:,} questions: "
        f"{', '.join(f'{seconds:.2f} s' for seconds in rounds)} for the digest's data",
        f"{found.decided_total:,} decided, {found.open_total:,} open, {found.gaps_total:,} gaps, {found.review_total:,} to review, "
        f"{found.asked:,} asked",
    ]
    for seconds, statement, steps in plans:
        lines += [f"{1000 * seconds:6.0f} ms  {' '.join(statement.split())[:110]}", *(f"           {step}" for step in steps)]
    return "\n".join(lines)
