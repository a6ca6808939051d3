"""What an objection that joined a dispute proposes, and the scope of the ruling that a dispute objects to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Views from before are taken as no objections, and disputes as being about the whole of their topics."""
    op.add_column("view", sa.Column("proposed", sa.JSON().with_variant(JSONB(), "postgresql")))
    op.add_column("dispute", sa.Column("scope", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Without them every view is a mere argument again."""
    op.drop_column("dispute", "scope")
    op.drop_column("view", "proposed")
