"""An index of the posts that are not through, by which the workspaces take turns however many posts one of them owes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

OWED = sa.text("state IN ('pending', 'sending', 'unknown')")


def upgrade() -> None:
    """What is sent or given up is not in it, so it stays small."""
    op.create_index("ix_post_owed", "post", ["workspace_id", "sequence"], sqlite_where=OWED, postgresql_where=OWED)


def downgrade() -> None:
    """Without it all is found as before, only slower."""
    op.drop_index("ix_post_owed", "post")
