"""Counts of questions are kept apart where a digest ended within their week, so that one asking counts in one digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = ["workspace_id", "iso_year", "iso_week", "question_id"]
WHOLE_WEEKS = """
CREATE TEMPORARY TABLE whole_week AS
SELECT workspace_id, iso_year, iso_week, question_id, SUM(asked_public) AS asked_public, SUM(asked_private) AS asked_private,
       SUM(answered) AS answered, MAX(last_asked) AS last_asked
FROM question_week GROUP BY workspace_id, iso_year, iso_week, question_id"""
BACK = """
INSERT INTO question_week (workspace_id, iso_year, iso_week, question_id, asked_public, asked_private, answered, last_asked)
SELECT workspace_id, iso_year, iso_week, question_id, asked_public, asked_private, answered, last_asked FROM whole_week"""


def upgrade() -> None:
    """What was counted before stays as it is: with the askings before any digest of its week."""
    with op.batch_alter_table("question_week") as table:
        table.add_column(sa.Column("told_until", sa.BigInteger(), server_default="0", nullable=False))
        table.drop_constraint("pk_question_week", type_="primary")
        table.create_primary_key("pk_question_week", [*KEY, "told_until"])


def downgrade() -> None:
    """The parts of a week are one row again."""
    op.execute(WHOLE_WEEKS)
    op.execute("DELETE FROM question_week")
    with op.batch_alter_table("question_week") as table:
        table.drop_constraint("pk_question_week", type_="primary")
        table.drop_column("told_until")
        table.create_primary_key("pk_question_week", KEY)
    op.execute(BACK)
    op.execute("DROP TABLE whole_week")
