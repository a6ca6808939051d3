"""The digest's figures after three busy years, with the migrations' indexes alone: how long they take, and by which plans.

Sizes: `REMIT_BENCH_DIGEST=1000000,10000000` (disputes, questions; about two minutes and 4 GB on SQLite, four on PostgreSQL); without it a
fiftieth of that. The database is SQLite, or PostgreSQL where `DATABASE_URL` names one.
"""

from __future__ import annotations

import os
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
from knowledge.governance.sitting import glance
from knowledge.questions import by_meaning
from knowledge.types import Digest
from tests.bench.years import MONDAY, make_years

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

SMALL = "20000,200000"
MOST_SECONDS = 1.0
ROUNDS = 3
SETTINGS = {"digest_channel": "CDIGEST", "disputes_channel": "CDISPUTES", "timezone": "Europe/Berlin", "deciders": ["UDECIDER"]}


@dataclass
class Years:
    """A filled database, and the statements of the last digest read from it: seconds, statement, values."""

    database: Database
    workspace: int
    disputes: int
    questions: int
    statements: list[tuple[float, str, Any]] = field(default_factory=list)

    def read(self) -> tuple[float, Digest]:
        """The digest that is due on Monday, and how long its data took."""
        self.statements.clear()
        began = time.perf_counter()
        with self.database.reading() as session:
            found = schedule.preview(glance(session, self.workspace, MONDAY), grouping=by_meaning)
        return time.perf_counter() - began, found

    def plan(self, statement: str, values: Any) -> list[str]:
        """The database's own account of how it runs a statement, one step a line."""
        asking = "EXPLAIN QUERY PLAN " if self.database.dialect == "sqlite" else "EXPLAIN (COSTS OFF) "
        with self.database.engine.connect() as connection:
            rows = connection.exec_driver_sql(asking + statement, values).all()
        return [str(row[-1]) for row in rows]


@pytest.fixture
def years(database_url: str) -> Iterator[Years]:
    disputes, questions = (int(size) for size in os.environ.get("REMIT_BENCH_DIGEST", SMALL).split(","))
    database = open_database(database_url)
    with database.writing() as session:
        row = {"team": "T1", "created_at": MONDAY, "settings": SETTINGS}
        workspace = session.execute(insert(WorkspaceRow).values(row).returning(WorkspaceRow.id)).scalar_one()
    make_years(database_url, workspace, disputes=disputes, questions=questions)
    with database.writing() as session:
        retention.forget(session, MONDAY)  # the worker's first tick does this too
    filled = Years(database, workspace, disputes, questions)
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
    whole = [step for _, _, steps in plans for step in steps if step.startswith(("SCAN question", "SCAN history", "SCAN view"))]
    assert whole == []


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
