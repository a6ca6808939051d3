"""Whether Slack lets Remit into a workspace: a mark beside its settings, under a name that no setting has. Decides nothing else.

While the mark is there the clock owes the workspace nothing: no digest, no reminder.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.database.models import WorkspaceRow

PUT_OUT = "put_out_at"
_mark = WorkspaceRow.settings[PUT_OUT].as_string()


def put_out(session: Session, workspace_id: int, now: datetime) -> None:
    """Slack has taken the bot's token back. Told again, the first time counts. Only in the workspace's turn for writing."""
    row = session.get_one(WorkspaceRow, workspace_id)
    row.settings = {PUT_OUT: now.isoformat(), **row.settings}


def let_in(session: Session, workspace_id: int) -> None:
    """Slack takes the bot's token again. Only in the workspace's turn for writing."""
    row = session.get_one(WorkspaceRow, workspace_id)
    row.settings = {name: value for name, value in row.settings.items() if name != PUT_OUT}


def absent(session: Session) -> Mapping[int, datetime]:
    """The workspaces that Slack has put Remit out of, by their numbers, and since when."""
    marked = session.execute(select(WorkspaceRow.id, _mark).where(_mark.is_not(None))).all()
    return {workspace_id: datetime.fromisoformat(moment) for workspace_id, moment in marked}
