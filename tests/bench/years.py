"""Three years of a very busy workspace, made inside the database by a few statements: disputes, rulings, views, the record, questions.

The shape is what those years would leave behind: rows in the order of time, nine disputes in ten decided, one in fifty open, one
question in three without an owner, one in twenty asked in private only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from knowledge.governance.calendar import shifted, week_start

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # nine o'clock in Berlin: the digest of 2026-W49 falls due
WEEKS = 156
LAST_WEEK = (2026, 48)
SECONDS = WEEKS * 7 * 86_400

DISPUTES = """
INSERT INTO dispute (workspace_id, number, topic, topic_key, present, proposed, evidence, reason, state, raised_by, raised_at,
                     origin, channel, ts, settled_by, settled_at, version)
SELECT :workspace, i, 'Topic ' || key, 'topic ' || key, {cio}, {cto}, {none}, 'It is ours.', state, 'U' || (i % 400), {raised},
       'CGENERAL', 'CDISPUTES', '1.' || i, CASE state WHEN 'open' THEN '' ELSE 'UDECIDER' END,
       CASE state WHEN 'open' THEN NULL ELSE {settled} END, 1
FROM (SELECT i, CASE WHEN i % 50 = 0 THEN 'open' WHEN i % 13 = 0 THEN 'withdrawn' ELSE 'decided' END AS state,
             CASE WHEN i % 50 = 0 THEN 'open ' || i ELSE '' || (i % 5000) END AS key,
             :start + CAST(i AS BIGINT) * :seconds / (:count + 1) AS second FROM series) AS numbered"""
DECISIONS = """
INSERT INTO decision (workspace_id, dispute_number, topic, topic_key, owners, rationale, decided_by, decided_at, review_on, drift)
SELECT workspace_id, number, topic, topic_key, proposed, 'So it is.', 'UDECIDER', settled_at,
       CASE WHEN number % 100 = 1 THEN {later} END, CASE WHEN number % 500 = 1 THEN 'differs' ELSE '' END
FROM dispute WHERE workspace_id = :workspace AND state = 'decided' ORDER BY number"""
VIEWS = """
INSERT INTO view (workspace_id, dispute_number, author, text, at)
SELECT workspace_id, number, 'U7', 'Not so.', raised_at FROM dispute WHERE workspace_id = :workspace ORDER BY number"""
RECORD = """
INSERT INTO history (workspace_id, dispute_number, at, actor, act, why, details)
SELECT workspace_id, number, raised_at, raised_by, 'raised', reason, {empty} FROM dispute WHERE workspace_id = :workspace
UNION ALL SELECT workspace_id, dispute_number, decided_at, decided_by, 'decided', rationale, {empty} FROM decision
WHERE workspace_id = :workspace
UNION ALL SELECT workspace_id, dispute_number, decided_at, '', 'drifted', '', {empty} FROM decision
WHERE workspace_id = :workspace AND drift <> ''"""
QUESTIONS = """
INSERT INTO question (id, workspace_id, text_key, display, topic, standing, count_public, count_private, last_asked)
SELECT i, :workspace, 'who owns ' || i, CASE WHEN i % 20 = 0 THEN '' ELSE 'Who owns thing number ' || i || '?' END, '',
       CASE WHEN i % 3 = 0 THEN 'unknown' ELSE 'documented' END, 1 + 1000 / (1 + i % 1000), 1, {asked}
FROM (SELECT i, :start + CAST(i AS BIGINT) * :seconds / (:count + 1) AS second FROM series) AS numbered"""
QUESTION_WEEKS = """
INSERT INTO question_week (workspace_id, iso_year, iso_week, question_id, asked_public, asked_private, answered, last_asked)
SELECT question.workspace_id, wk.iso_year, wk.iso_week, question.id, CASE display WHEN '' THEN 0 ELSE count_public END, 1,
       CASE standing WHEN 'unknown' THEN 0 ELSE count_public END, last_asked
FROM bench_week AS wk JOIN question ON question.id > wk.place * :count / :weeks AND question.id <= (wk.place + 1) * :count / :weeks
WHERE question.workspace_id = :workspace"""

DIALECTS = {
    "sqlite": {
        "series": "WITH RECURSIVE series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < :count)",
        "moment": "strftime('%Y-%m-%d %H:%M:%f000', {}, 'unixepoch')",
        "json": "'{}'",
        "later": "date(settled_at, '+60 days')",
        "before": ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF"),
    },
    "postgresql": {
        "series": "WITH series AS (SELECT generate_series(1, CAST(:count AS INTEGER)) AS i)",
        "moment": "to_timestamp({})",
        "json": "CAST('{}' AS JSONB)",
        "later": "CAST(settled_at + INTERVAL '60 days' AS DATE)",
        "before": ("SET session_replication_role = replica", "SET statement_timeout = 0"),
    },
}  # the foreign keys hold by construction; checking eleven million of them would only take minutes


def make_years(url: str, workspace: int, *, disputes: int, questions: int) -> None:
    """Fill the workspace up to `MONDAY`: so many disputes, and so many wordings each asked in one week."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        given = DIALECTS[connection.dialect.name]
        for statement in given["before"]:
            connection.exec_driver_sql(statement)
        start = week_start(shifted(LAST_WEEK, 1 - WEEKS), ZONE).timestamp()
        common = {"workspace": workspace, "start": int(start), "seconds": SECONDS, "weeks": WEEKS}
        _fill(connection, DISPUTES, common | {"count": disputes})
        for statement in (DECISIONS, VIEWS, RECORD):
            _fill(connection, statement, common)
        _fill(connection, QUESTIONS, common | {"count": questions})
        _number_the_weeks(connection)
        _fill(connection, QUESTION_WEEKS, common | {"count": questions})
        connection.exec_driver_sql("DROP TABLE bench_week")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")  # as its autovacuum does within minutes; SQLite plans without figures


def _fill(connection: Connection, statement: str, values: dict[str, Any]) -> None:
    given = DIALECTS[connection.dialect.name]
    moment, json = str(given["moment"]), str(given["json"])
    filled = statement.format(
        cio=json.format('["CIO"]'),
        cto=json.format('["CTO"]'),
        none=json.format("[]"),
        empty=json.format("{}"),
        raised=moment.format("second"),
        asked=moment.format("second"),
        settled=moment.format(f"CASE WHEN second + 86400 < {int(MONDAY.timestamp())} THEN second + 86400 ELSE second END"),
        later=given["later"],
    )
    if "FROM series" in filled:
        head, _, body = filled.partition("SELECT")
        filled = f"{head} {given['series']} SELECT{body}"
    used = {name: value for name, value in values.items() if f":{name}" in filled}
    connection.execute(text(filled), used)


def _number_the_weeks(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TEMPORARY TABLE bench_week (place BIGINT PRIMARY KEY, iso_year INTEGER, iso_week INTEGER)")
    for place in range(WEEKS):
        year, week = shifted(LAST_WEEK, place + 1 - WEEKS)
        row = {"place": place, "year": year, "week": week}
        connection.execute(text("INSERT INTO bench_week VALUES (:place, :year, :week)"), row)
