"""Who gets the weekly digest as a direct message too, by their own wish. Kept with the workspace's settings, though no admin sets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.database.models import WorkspaceRow
from knowledge.errors import InvalidRequest, NotAllowed
from knowledge.governance.sitting import Sitting

MOST = 500  # direct messages a week; beyond that a channel is the place
_KEPT = "digest_subscribers"


def subscribers(sitting: Sitting) -> tuple[str, ...]:
    """User ids in the order they subscribed."""
    return tuple(sitting.session.get_one(WorkspaceRow, sitting.workspace_id).settings.get(_KEPT, ()))


def subscribe(sitting: Sitting, person: str, *, wanted: bool) -> bool:
    """Begin or end one's own subscription; whether that changed anything. InvalidRequest when there are too many already."""
    if not person:
        raise NotAllowed("Remit has to know who you are to do this. Please do it from your Slack workspace.")
    there = subscribers(sitting)
    if (person in there) is wanted:
        return False
    if wanted and len(there) >= MOST:
        raise InvalidRequest(f"{MOST} people get the digest as a direct message already; please follow its channel instead.")
    row = sitting.session.get_one(WorkspaceRow, sitting.workspace_id)
    row.settings = {**row.settings, _KEPT: [*there, person]} if wanted else without_subscriber(row.settings, person)
    return True


def without_subscriber(settings: Mapping[str, Any], person: str) -> dict[str, Any]:
    """A workspace's settings as kept, less the person's subscription."""
    return {name: [one for one in value if one != person] if name == _KEPT else value for name, value in settings.items()}
