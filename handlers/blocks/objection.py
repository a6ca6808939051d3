"""The modals of disputing: raise, add a view, reopen. Pure; a submission is read by `handlers.payloads`."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import ids, mrkdwn
from handlers.blocks import dispute as shown
from handlers.blocks import sentences
from handlers.blocks.answer import evidence_blocks
from handlers.blocks.elements import Block, View, field, modal, option, section, select, text_input
from handlers.people import People
from knowledge.types import Answer, Dispute, Standing

LONGEST_TOPIC = 300
NOT_OURS_LABEL = "Not ours, owner unknown"
BOTH_LABEL = "Shared by both"
FEW_OWNERS = 6


def owner_options(owners: Sequence[str], *, both: Sequence[str] = (), not_ours: str = NOT_OURS_LABEL) -> list[Block]:
    """The owners, then the two of `both` together, then "not ours"."""
    options = [option(owner, ids.option_value(owner)) for owner in dict.fromkeys(owners)]
    if len(both) == 2:
        label = BOTH_LABEL if len(options) == 2 else f"{BOTH_LABEL}: {both[0]} and {both[1]}"
        options.append(option(label, ids.both_value(*both)))
    return [*options, option(not_ours, ids.NOT_OURS)]


def owner_field(owners: Sequence[str], present: Sequence[str] = (), *, not_ours: bool = False) -> Block:
    """Who should own it: one choice between two owners, several choices where there are more.

    "Both" are today's owner and the first other of a charter that names few; among many teams the word would mean nothing.
    """
    everybody = tuple(dict.fromkeys(owners))
    several = len(everybody) != 2
    pair = tuple(dict.fromkeys((*(owner for owner in present if owner in everybody), *everybody)))[:2]
    options = owner_options(everybody, both=pair if len(everybody) <= FEW_OWNERS else ())
    hint = "Choose several if they should share it." if several else ""
    initial = [ids.NOT_OURS] if not_ours else []
    return field(ids.OWNER, "Who should own it?", select("Choose an owner", options, initial, several=several), hint=hint)


def dispute_modal(topic: str, owners: Sequence[str], metadata: str, answer: Answer | None = None, *, not_ours: bool = False) -> View:
    """ "Dispute": topic, who should own it, why. Shows today's answer with its line where there is one."""
    blocks = []
    if answer is not None and answer.owners:
        blocks.append(section(f"The answer so far: {sentences.headline(answer, mrkdwn.bold)}"))
        blocks += evidence_blocks(answer.evidence[0], name_owners=False) if answer.evidence else []
    if answer is not None and answer.decision is not None and answer.decision.scope:
        scope = mrkdwn.literal(answer.decision.scope, 300)
        blocks.append(section(f"It was decided for {scope}: your objection is about that, and no other answer on the topic."))
    if answer is not None and answer.dispute is not None:
        number = answer.dispute.number
        blocks.append(section(f"Dispute #{number} on this topic is open already: what you write becomes a view on it."))
    blocks += [
        field(ids.TOPIC, "Topic", text_input(topic, placeholder="Workday integration", longest=LONGEST_TOPIC)),
        owner_field(owners, answer.owners if answer else (), not_ours=not_ours),
        field(ids.REASON, "Why?", text_input(lines=True, placeholder="What should the deciders know?")),
    ]
    unknown = answer is not None and answer.standing is Standing.UNKNOWN
    title, submit = ("Propose an owner", "Propose") if unknown else ("Dispute", "Raise dispute")
    return modal(title, blocks, callback=ids.DISPUTE_MODAL, submit=submit, close="Cancel", metadata=metadata)


def view_modal(dispute: Dispute, metadata: str, people: People) -> View:
    """ "Add your view" on an open dispute."""
    blocks = [
        section(f"{mrkdwn.bold(f'#{dispute.number} {dispute.topic}', 250)}\n{shown.claim(dispute, people.mention, mrkdwn.bold)}"),
        section(mrkdwn.quoted(dispute.reason, 1500)),
        field(ids.VIEW_TEXT, "Your view", text_input(lines=True), hint="It stands under your name in the dispute's post and on record."),
    ]
    return modal("Add your view", blocks, callback=ids.VIEW_MODAL, submit="Add view", close="Cancel", metadata=metadata)


def reopen_modal(dispute: Dispute, metadata: str, people: People) -> View:
    """ "Reopen" a decided dispute, with a reason."""
    blocks = [
        section(shown.outcome(dispute, people.mention, mrkdwn.bold)),
        field(ids.REASON, "Why should it be decided again?", text_input(lines=True)),
    ]
    return modal("Reopen", blocks, callback=ids.REOPEN_MODAL, submit="Reopen", close="Cancel", metadata=metadata)
