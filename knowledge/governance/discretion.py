"""Keeps the words of private places out of what others read. Knows of a dispute only where it was raised and where it was posted.

A dispute's words belong to the place where it stands: the channel of its post or, while it has none, the place where it was raised. They
may be read in that very place, and everywhere when it is a public channel. Remit knows a channel as public once Slack has said so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select

from knowledge.database.models import DisputeRow
from knowledge.governance.rules import People
from knowledge.governance.sitting import Sitting
from knowledge.types import Decision, Dispute

PRIVATE_TOPIC = "a topic raised in private"


def readable(people: People, channel: str) -> frozenset[str]:
    """The places whose words may be read in `channel`: itself and the public channels. "" is where a dispute from no place stands."""
    return frozenset({name for name in people.directory.names if name.startswith("C")} | {channel, ""})


def with_words(places: Collection[str]) -> ColumnElement[bool]:
    """Which disputes may be told with their words to whoever may read these places, as a condition on their rows."""
    return or_(DisputeRow.channel.in_(set(places) - {""}), and_(DisputeRow.channel == "", DisputeRow.origin.in_(places)))


def discreet_disputes(disputes: Iterable[Dispute], places: Collection[str]) -> tuple[Dispute, ...]:
    """The disputes, those from other places without anybody's words: numbers, owners, people and times remain."""
    return tuple(one if (one.channel or one.origin) in places else _without_words(one) for one in disputes)


def discreet_decisions(sitting: Sitting, decisions: Iterable[Decision], places: Collection[str]) -> tuple[Decision, ...]:
    """The decisions, those on disputes from other places without anybody's words."""
    told = list(decisions)
    asked = [one.dispute for one in told if one.dispute is not None]
    rows = select(DisputeRow.number).where(
        DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.number.in_(asked), with_words(places)
    )
    public = {None, *sitting.session.execute(rows).scalars()} if asked else {None}
    return tuple(one if one.dispute in public else _ruling_without_words(one) for one in told)


def _without_words(dispute: Dispute) -> Dispute:
    views = tuple(replace(view, text="") for view in dispute.views)
    ruling = _ruling_without_words(dispute.decision) if dispute.decision else None
    record = tuple(replace(entry, why="", details={}) for entry in dispute.history)
    return replace(dispute, topic=PRIVATE_TOPIC, reason="", evidence=(), scope="", views=views, decision=ruling, history=record)


def _ruling_without_words(decision: Decision) -> Decision:
    return replace(decision, topic=PRIVATE_TOPIC, rationale="", scope="")
