"""The first tables, and the triggers that keep the history append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TABLES = (
    "workspace",
    "charter",
    "owner",
    "claim",
    "finding",
    "alias",
    "dispute",
    "view",
    "decision",
    "history",
    "question",
    "question_week",
    "request",
    "post",
    "digest",
)


def upgrade() -> None:
    """Create every table, then the triggers."""
    _create_workspace()
    _create_charter()
    _create_owner()
    _create_claim()
    _create_finding()
    _create_alias()
    _create_dispute()
    _create_view()
    _create_decision()
    _create_history()
    _create_question()
    _create_question_week()
    _create_request()
    _create_post()
    _create_digest()
    _append_only()


def downgrade() -> None:
    """Drop every table, those that point to others first."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_is_append_only()")


def _charter_key(table: str) -> sa.ForeignKeyConstraint:
    ours, theirs, name = ["workspace_id", "charter_id"], ["charter.workspace_id", "charter.id"], f"fk_{table}_workspace_id_charter_id"
    return sa.ForeignKeyConstraint(ours, theirs, name=name, ondelete="CASCADE")


def _create_workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=True),
        sa.Column("settings", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("timezone", sa.String(length=64), server_default="", nullable=False),
        sa.Column("admins", JSON, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("groups", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("names", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("knowledge_version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("rulings_version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("team", name="uq_workspace_team"),
    )


def _create_charter() -> None:
    op.create_table(
        "charter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), server_default="0", nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_charter_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_charter"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_charter_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_charter_workspace_id_name"),
    )


def _create_owner() -> None:
    op.create_table(
        "owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_names", JSON, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        _charter_key("owner"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_owner_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_owner"),
    )
    op.create_index("ix_owner_workspace_id_charter_id", "owner", ["workspace_id", "charter_id"])


def _create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("owners", JSON, nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("involved", JSON, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        _charter_key("claim"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_claim_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
    )
    op.create_index("ix_claim_workspace_id_charter_id", "claim", ["workspace_id", "charter_id"])


def _create_finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        _charter_key("finding"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_finding_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
    )
    op.create_index("ix_finding_workspace_id_charter_id", "finding", ["workspace_id", "charter_id"])


def _create_alias() -> None:
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(length=500), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_alias_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_alias"),
        sa.UniqueConstraint("workspace_id", "name_key", name="uq_alias_workspace_id_name_key"),
    )


def _create_dispute() -> None:
    op.create_table(
        "dispute",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("topic_key", sa.String(length=500), nullable=False),
        sa.Column("present", JSON, nullable=False),
        sa.Column("proposed", JSON, nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("raised_by", sa.String(length=64), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(length=64), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=64), server_default="", nullable=False),
        sa.Column("ts", sa.String(length=32), server_default="", nullable=False),
        sa.Column("settled_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'decided', 'withdrawn')", name="ck_dispute_state"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_dispute_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "number", name="pk_dispute"),
    )
    op.create_index("ix_dispute_workspace_id_state", "dispute", ["workspace_id", "state"])
    op.create_index(
        "uq_dispute_open_topic",
        "dispute",
        ["workspace_id", "topic_key"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _create_view() -> None:
    op.create_table(
        "view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("dispute_number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "dispute_number"], ["dispute.workspace_id", "dispute.number"], name="fk_view_workspace_id_dispute_number"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_view_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_view"),
    )
    op.create_index("ix_view_workspace_id_dispute_number", "view", ["workspace_id", "dispute_number"])


def _create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("dispute_number", sa.Integer(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("topic_key", sa.String(length=500), nullable=False),
        sa.Column("owners", JSON, nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("alone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("charter", sa.String(length=100), server_default="", nullable=False),
        sa.Column("fingerprint", sa.String(length=16), server_default="", nullable=False),
        sa.Column("drift", sa.String(length=10), server_default="", nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("drift IN ('', 'agrees', 'differs', 'gone')", name="ck_decision_drift"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "dispute_number"], ["dispute.workspace_id", "dispute.number"], name="fk_decision_workspace_id_dispute_number"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "superseded_by"], ["decision.workspace_id", "decision.id"], name="fk_decision_workspace_id_superseded_by"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_decision_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_decision_workspace_id_id"),
    )
    op.create_index("ix_decision_workspace_id_dispute_number", "decision", ["workspace_id", "dispute_number"])
    op.create_index("ix_decision_workspace_id_topic_key", "decision", ["workspace_id", "topic_key"])


def _create_history() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("dispute_number", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=64), server_default="", nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("details", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_history_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_workspace_id_dispute_number_id", "history", ["workspace_id", "dispute_number", "id"])


def _create_question() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.String(length=500), nullable=False),
        sa.Column("display", sa.Text(), server_default="", nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("count_public", sa.Integer(), server_default="0", nullable=False),
        sa.Column("count_private", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_asked", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_question_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_question_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "text_key", name="uq_question_workspace_id_text_key"),
    )


def _create_question_week() -> None:
    op.create_table(
        "question_week",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("iso_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("iso_week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_public", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_private", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answered", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_asked", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "question_id"],
            ["question.workspace_id", "question.id"],
            name="fk_question_week_workspace_id_question_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_question_week_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "iso_year", "iso_week", "question_id", name="pk_question_week"),
    )
    op.create_index("ix_question_week_workspace_id_question_id", "question_week", ["workspace_id", "question_id"])


def _create_request() -> None:
    op.create_table(
        "request",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("result", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_request_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_request"),
    )
    op.create_index("ix_request_received_at", "request", ["received_at"])


def _create_post() -> None:
    op.create_table(
        "post",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", JSON, nullable=False),
        sa.Column("channel", sa.String(length=64), server_default="", nullable=False),
        sa.Column("thread_ts", sa.String(length=32), server_default="", nullable=False),
        sa.Column("response_url", sa.Text(), server_default="", nullable=False),
        sa.Column("user", sa.String(length=64), server_default="", nullable=False),
        sa.Column("update_ts", sa.String(length=32), server_default="", nullable=False),
        sa.Column("destination_key", sa.Text(), nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ts", sa.String(length=32), server_default="", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("state IN ('pending', 'sending', 'sent', 'unknown', 'parked')", name="ck_post_state"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_post_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sequence", name="pk_post"),
        sa.UniqueConstraint("id", name="uq_post_id"),
        sa.UniqueConstraint("workspace_id", "business_key", name="uq_post_workspace_id_business_key"),
    )
    op.create_index("ix_post_state_due_at", "post", ["state", "due_at"])
    op.create_index("ix_post_workspace_id_destination_key_sequence", "post", ["workspace_id", "destination_key", "sequence"])


def _create_digest() -> None:
    op.create_table(
        "digest",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("iso_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("iso_week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=64), server_default="", nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("actor", sa.String(length=64), server_default="", nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('posted', 'empty', 'skipped')", name="ck_digest_state"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_digest_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "iso_year", "iso_week", name="pk_digest"),
    )


def _append_only() -> None:
    refusal = "the history is append-only"
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"CREATE TRIGGER history_no_{act} BEFORE {act} ON history BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
        return
    op.execute(f"CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{refusal}'; END $$")
    op.execute(
        "CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()"
    )
