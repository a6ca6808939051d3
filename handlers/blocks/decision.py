"""The modal in which a decider rules. Pure; who may rule is decided by knowledge, again, when it is submitted."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import ids, mrkdwn
from handlers.blocks import dispute as shown
from handlers.blocks import sentences
from handlers.blocks.elements import Block, View, divider, field, modal, section, select, text_input
from handlers.blocks.objection import owner_options
from handlers.people import People
from knowledge.types import Decision, Dispute

NOBODY_LABEL = "None of the known owners"
MOST_PRECEDENTS = 3
MOST_VIEWS = 4
VIEWS_BUDGET = 2400


def decide_modal(
    dispute: Dispute, owners: Sequence[str], metadata: str, people: People, *, precedents: Sequence[Decision] = (), alone: bool = False
) -> View:
    """Owner, rationale, scope, review date; `alone` adds the tick without which a party, as the only decider, may not rule."""
    named = list(dict.fromkeys([*dispute.owners, *owners]))
    initial = [ids.option_value(owner) for owner in dispute.proposed] or [ids.NOT_OURS]
    menu = select("Choose one or more", owner_options(named, not_ours=NOBODY_LABEL), initial, several=True)
    scope = dispute.scope or (dispute.decision.scope if dispute.decision else "")  # of what is objected to, or was reopened
    scope_hint = "Such as “Germany” or “Germany, Austria”: only questions about one of them get this answer, others the charter's."
    blocks = [
        section(f"{mrkdwn.bold(f'#{dispute.number} {dispute.topic}', 250)}\n{shown.claim(dispute, people.mention, mrkdwn.bold)}"),
        section(mrkdwn.quoted(dispute.reason, 1200)),
        *shown.present_blocks(dispute),
        *shown.views_shown(dispute, people.mention, MOST_VIEWS, VIEWS_BUDGET),
        field(ids.OWNERS, "Owner", menu, hint="Several own it together."),
        field(ids.RATIONALE, "Rationale", text_input(lines=True), hint="It is shown with every answer that this decision gives."),
        field(ids.SCOPE, "Applies to", text_input(scope, longest=300), hint=scope_hint, optional=True),
        field(ids.REVIEW_ON, "Review on", {"type": "datepicker", "action_id": ids.VALUE}, optional=True),
        *(_alone() if alone else []),
        *_precedents(precedents),
    ]
    return modal("Decide", blocks, callback=ids.DECIDE_MODAL, submit="Decide", close="Cancel", metadata=metadata)


def _alone() -> list[Block]:
    choice: Block = {
        "text": {"type": "plain_text", "text": "I am the only decider, and I rule although I am a party.", "emoji": False},
        "value": ids.YES,
    }
    ticks: Block = {"type": "checkboxes", "action_id": ids.VALUE, "options": [choice]}
    hint = "Needed where you objected, or hold a role in the dispute or the one you rule for. It will stand in the history."
    return [field(ids.ALONE, "Deciding alone", ticks, hint=hint, optional=True)]


def _precedents(precedents: Sequence[Decision]) -> list[Block]:
    if not precedents:
        return []
    lines = []
    for earlier in precedents[:MOST_PRECEDENTS]:
        owners = sentences.names(earlier.owners, mrkdwn.bold) or "none of the known owners"
        number = f"#{earlier.dispute} " if earlier.dispute is not None else ""
        scope = f" Applies to: {mrkdwn.literal(earlier.scope, 100)}." if earlier.scope else ""
        why = mrkdwn.literal(earlier.rationale, 250)
        lines.append(f"• {number}{mrkdwn.literal(earlier.topic, 120)}: {owners}, {mrkdwn.day(earlier.decided_at)}.{scope} {why}")
    return [divider(), section("*Earlier decisions*\n" + "\n".join(lines))]
