"""The reverse question: what an owner owns, with decisions applied.

Lists what charters and decisions say in so many words; kinds of things are not expanded.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.answers.evidence import evidence_of, receipt_of
from knowledge.answers.principals import principals
from knowledge.answers.rulings import Rulings
from knowledge.index import Index
from knowledge.index.question import Question
from knowledge.types import Answer, Claim, Listing, Standing

MAX_LISTED = 200  # topics; more would not be read, and Slack would not show them


def list_owned(asked: Question, index: Index, rulings: Rulings) -> Answer:
    """What the owners named in the question own; of two or more together, what they share."""
    names = tuple(dict.fromkeys(index.owners[position].name for position in asked.owners))
    if asked.negated and len(names) == 1:
        pair = principals(index)
        names = tuple(owner for owner in pair if owner != names[0]) if len(pair) == 2 and names[0] in pair else names
    together = len(names) > 1
    owned = list(_owned(names, index, rulings))
    listing = Listing(
        owner=" and ".join(names),
        owned=tuple(evidence_of(claim, ()) for _, claim in owned[:MAX_LISTED]),
        topics=tuple(claim.topic for _, claim in owned[:MAX_LISTED]),
        shared=tuple(claim.topic for _, claim in owned[:MAX_LISTED] if len(claim.owners) > 1),
    )
    note = "" if owned else f"No line names a topic of {listing.owner}."
    if len(owned) > MAX_LISTED:
        note = f"The first {MAX_LISTED} of {len(owned)} topics."
    return Answer(
        question=asked.text,
        standing=(Standing.SHARED if together else Standing.DOCUMENTED) if owned else Standing.UNKNOWN,
        owners=names if owned else (),
        topic=listing.owner,
        confidence=1.0 if owned else 0.0,
        evidence=listing.owned[:3],
        listing=listing,
        note=note,
        receipt=receipt_of(index, (position for position, _ in owned[:3])),
    )


def _owned(names: tuple[str, ...], index: Index, rulings: Rulings) -> Iterator[tuple[int, Claim]]:
    """The claims of all these owners together, in the order of the charters, each topic once; what a decision took away is left out."""
    seen: set[str] = set()
    for position, claim in enumerate(index.claims):
        decided = [each for each in rulings.decisions.exactly(claim.topic) if not each.scope]
        owners = decided[-1].owners if decided else claim.owners
        if set(names) <= set(owners) and claim.topic.casefold() not in seen:
            seen.add(claim.topic.casefold())
            yield position, claim
