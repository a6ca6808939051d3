"""Lays decisions and open disputes over what the charter says.

A ruling bears on a question when its whole topic stands in the question and accounts for as much of it as the charter does, or
when it rules on the very topic that the charter answers with. Against a charter that only knows the kind of thing, the name alone
is enough: what people ruled about a thing comes before what is guessed of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from knowledge.answers.evidence import receipt_of
from knowledge.answers.judging import ENOUGH
from knowledge.answers.rulings import ByTopic
from knowledge.answers.weighing import Weighed
from knowledge.index import Index
from knowledge.types import Answer, Decision, OpenDispute, Standing

Entry = TypeVar("Entry")

_AS_MUCH = 0.9
_TELLING = 1.0  # the weight of one word that says something


def bearing(rulings: ByTopic[Entry], found: Answer, weighed: Weighed, stems: frozenset[str]) -> list[Entry]:
    """The rulings that bear on a weighed topic, the most specific first; `found` is what the charter answers."""
    if not rulings:
        return []
    guessed = found.standing is Standing.INFERRED
    charter = weighed.sides[0].explained if weighed.sides else 0.0
    enough = _TELLING if guessed else max(charter * _AS_MUCH, weighed.total * ENOUGH)
    ruled: list[Entry] = []
    for overlay in rulings.within(stems):
        covered = sum(word.weight for word in weighed.words if word.stem in overlay.stems)
        if covered >= enough:
            ruled.append(overlay.entry)
    if found.topic:
        ruled.extend(entry for entry in reversed(rulings.exactly(found.topic)) if entry not in ruled)
    return ruled


def decided_by(found: Answer, decision: Decision, index: Index) -> Answer:
    """The answer as the decision has it, the charter's lines beside it."""
    note = found.note if decision.owners else "It was decided that none of the owners in the charter owns it."
    inferred = found.standing is Standing.INFERRED
    return replace(
        found,
        standing=Standing.DECIDED,
        owners=decision.owners,
        topic=decision.topic,
        confidence=max(found.confidence, 0.0 if inferred else 1.0),
        decision=decision,
        suggestions=(),
        note=note,
        receipt=f"{found.receipt or receipt_of(index, ())}/d{decision.id}",
    )


def contested_by(found: Answer, dispute: OpenDispute, index: Index) -> Answer:
    """The answer while a dispute is open: who claims it, no winner."""
    owners = tuple(dict.fromkeys((*(found.owners or dispute.present), *dispute.owners)))
    return replace(
        found,
        standing=Standing.CONTESTED,
        owners=owners,
        topic=dispute.topic if found.standing is Standing.INFERRED else found.topic or dispute.topic,
        confidence=found.confidence or 1.0,
        dispute=dispute,
        suggestions=(),
        note=f"Dispute #{dispute.number} is open.",
        receipt=f"{found.receipt or receipt_of(index, ())}/#{dispute.number}",
    )
