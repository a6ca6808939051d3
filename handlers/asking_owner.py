"""*Ask the owner*: the one click that may ping somebody. Finds who holds the role and where they are asked; sends nothing itself."""

from __future__ import annotations

from handlers import mrkdwn
from handlers.answering import channel_place
from handlers.blocks import sentences
from handlers.blocks.elements import View, notice_modal
from handlers.payloads import Click
from handlers.people import listed
from knowledge import Knowledge
from knowledge.types import Answer, Destination


def ask_owner(knowledge: Knowledge, click: Click) -> View | None:
    """Owe the question to the owner's holder, in the thread or, where they would not see it, to them directly; or say why not."""
    found = knowledge.ask(click.value, record=False)
    held = knowledge.settings().holders
    holders = list(dict.fromkeys(held[owner] for owner in found.owners if owner in held))
    if not holders:
        return _nobody(found)
    owner = " and ".join(found.owners[:3])
    place = None if click.channel.startswith("D") else channel_place(click)
    if place is not None:
        knowledge.ask_owner(click.value, owner, asker=click.user, destination=place, request=click.request)
        return notice_modal("Asked", f"I ask {listed(holders, mrkdwn.person)} in the thread, in your name.") if click.in_modal else None
    people = [holder for holder in holders if not holder.startswith("S")]
    if not people:
        return notice_modal("Ask in a channel", f"{listed(holders, mrkdwn.person)} holds the role together: ask in a channel, please.")
    for holder in people:
        knowledge.ask_owner(click.value, owner, asker=click.user, destination=Destination(holder), request=f"{click.request}:{holder}")
    return notice_modal("Asked", f"I passed your question on to {listed(people, mrkdwn.person)}, in your name.")


def _nobody(found: Answer) -> View:
    if not found.owners:
        return notice_modal("Nobody to ask", "No owner is known for this, so there is nobody to ask. You can propose one.")
    contact = next((piece.note for piece in found.evidence if piece.note), "")
    names = sentences.names(found.owners, mrkdwn.bold)
    words = f"Nobody is set as the holder of {names} yet, so I do not know whom to ask. An admin can set it in my Home tab."
    return notice_modal("Nobody to ask", words, f"The charter adds: {mrkdwn.literal(contact, 500)}" if contact else "")
