"""Runs the steps on the connection it is given; it knows no address and no password."""

from __future__ import annotations

from alembic import context

from knowledge.database import models

connection = context.config.attributes["connection"]
applied = context.config.attributes["applied"]
context.configure(
    connection=connection,
    target_metadata=models.WorkspaceRow.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,  # the caller's one transaction holds every step, on SQLite too
    on_version_apply=lambda *, step, **_: applied.append(step.up_revision_id),
)
with context.begin_transaction():
    context.run_migrations()
