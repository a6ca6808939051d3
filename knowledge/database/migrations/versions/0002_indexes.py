"""Indexes for the digest's figures and for the outbox's order, which grow with the years."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

ADDED = (
    ("dispute", ["workspace_id", "raised_at"]),
    ("view", ["workspace_id", "at"]),
    ("decision", ["workspace_id", "decided_at"]),
    ("decision", ["workspace_id", "review_on"]),
    ("decision", ["workspace_id", "drift"]),
    ("history", ["workspace_id", "act", "at"]),
    ("post", ["workspace_id", "destination_key", "state", "sequence"]),
)
REPLACED = ("post", ["workspace_id", "destination_key", "sequence"])


def upgrade() -> None:
    """Make the new ones, then drop the one that is replaced."""
    for table, columns in ADDED:
        op.create_index(_name(table, columns), table, columns)
    op.drop_index(_name(*REPLACED), REPLACED[0])


def downgrade() -> None:
    """Put the replaced one back, then drop the new ones."""
    op.create_index(_name(*REPLACED), *REPLACED)
    for table, columns in reversed(ADDED):
        op.drop_index(_name(table, columns), table)


def _name(table: str, columns: list[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
