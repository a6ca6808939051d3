"""Keeps the words of private places out of what everybody reads. Knows of a dispute only where it was raised and where it was posted.

A dispute that was posted in the disputes channel is on public record, wherever it was raised. One that stayed in the place it came from
is private unless that place is a public channel that Remit knows, or the very channel the digest goes to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select

from knowledge.database.models import DisputeRow
from knowledge.governance.rules import People
from knowledge.governance.sitting import Sitting
from knowledge.types import Decision, Dispute

PRIVATE_TOPIC = "a topic raised in private"


def read_in(sitting: Sitting, channel: str) -> Sitting:
    """The sitting for whoever reads in `channel`: elsewhere the digest's own channel is a private place like any other."""
    settings = sitting.people.settings
    if channel == settings.digest_channel:
        return sitting
    return replace(sitting, people=replace(sitting.people, settings=replace(settings, digest_channel="")))


def on_public_record(people: People) -> ColumnElement[bool]:
    """Which disputes may be told with their words, as a condition on their rows."""
    return or_(
        DisputeRow.origin == "",
        DisputeRow.origin.in_(_public(people)),
        DisputeRow.channel.in_(_public(people)),
        and_(DisputeRow.channel != "", DisputeRow.channel != DisputeRow.origin),
    )


def discreet_disputes(sitting: Sitting, disputes: Iterable[Dispute]) -> tuple[Dispute, ...]:
    """The disputes, those from private places without anybody's words: numbers, owners, people and times remain."""
    public = _public(sitting.people)
    return tuple(one if _public_record(one, public) else _without_words(one) for one in disputes)


def discreet_decisions(sitting: Sitting, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions, those on disputes from private places without anybody's words."""
    told = list(decisions)
    asked = [one.dispute for one in told if one.dispute is not None]
    rows = select(DisputeRow.number).where(
        DisputeRow.workspace_id == sitting.workspace_id, DisputeRow.number.in_(asked), on_public_record(sitting.people)
    )
    public = {None, *sitting.session.execute(rows).scalars()} if asked else {None}
    return tuple(one if one.dispute in public else _ruling_without_words(one) for one in told)


def _public(people: People) -> set[str]:
    named = {name for name in people.directory.names if name.startswith("C")}
    return named | ({people.settings.disputes_channel, people.settings.digest_channel} - {""})


def _public_record(dispute: Dispute, public: set[str]) -> bool:
    if not dispute.origin or dispute.origin in public or dispute.channel in public:
        return True
    return dispute.channel not in ("", dispute.origin)


def _without_words(dispute: Dispute) -> Dispute:
    views = tuple(replace(view, text="") for view in dispute.views)
    ruling = _ruling_without_words(dispute.decision) if dispute.decision else None
    return replace(dispute, topic=PRIVATE_TOPIC, reason="", evidence=(), views=views, decision=ruling, history=())


def _ruling_without_words(decision: Decision) -> Decision:
    return replace(decision, topic=PRIVATE_TOPIC, rationale="", scope="")
