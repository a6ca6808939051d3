"""From a topic or question to the modal that disputes its answer, and from that modal to owners. Opens and saves nothing."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import ids, payloads
from handlers.blocks.elements import View
from handlers.blocks.objection import LONGEST_TOPIC, dispute_modal
from handlers.subject import subject_of
from knowledge import Knowledge
from knowledge.disputing import disputed_topic
from knowledge.errors import InvalidRequest


def modal_for_topic(knowledge: Knowledge, question: str, *, origin: str, not_ours: bool = False) -> View:
    """The Dispute modal, its topic filled in as the claim that answers `question` names it, else with the question's own words."""
    answer = knowledge.ask(question, record=False) if question.strip() else None
    typed = subject_of(question) or question
    topic = disputed_topic(answer, typed) if answer else typed
    metadata = payloads.metadata(origin=origin, question=question)
    return dispute_modal(topic[:LONGEST_TOPIC], knowledge.owner_names(), metadata, answer, not_ours=not_ours)


def owners_chosen(values: Sequence[str], names: tuple[str, ...], field: str) -> tuple[str, ...]:
    """The owners that option values stand for, empty for "not ours"; InvalidRequest for a choice that makes no sense."""
    if not values:
        raise InvalidRequest("Please choose an owner.", field)
    if ids.NOT_OURS in values:
        if len(values) > 1:
            raise InvalidRequest("Choose either owners or “not ours”.", field)
        return ()
    chosen: dict[str, None] = {}
    for value in values:
        named = ids.both_named_by(value, names) if value.startswith(ids.BOTH) else (ids.named_by(value, names),)
        if not named or None in named:
            raise InvalidRequest("The charters no longer name this owner; please choose again.", field)
        chosen |= dict.fromkeys(name for name in named if name)
    return tuple(chosen)
