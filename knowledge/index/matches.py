"""What the index is asked with and what it gives back, as plain tuples.

Holds no behaviour: `analyzer` makes the terms, `Index` makes the rest.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Term(NamedTuple):
    """One word of a text: what it is matched by, and where it stands."""

    text: str  # the stem; what the index matches
    start: int  # characters into the text, first
    end: int  # one past the last; a possessive 's is left out
    word: str  # the folded word before stemming ("r&d", "email"); what spelling is repaired by
    function: bool = False  # "the", "who", "is": carries no topic of its own


class WeightedTerm(NamedTuple):
    """A term to search for; a repaired or related word weighs less than one that was typed."""

    text: str
    weight: float = 1.0


class Hit(NamedTuple):
    """A claim that shares words with the search, best first in a list."""

    claim: int  # position in `Index.claims`
    score: float  # higher is better; comparable within one search only
    matched: tuple[str, ...]  # the searched terms that the claim holds, in the order they were given


class NameKind(StrEnum):
    """What a name in the question names."""

    TOPIC = "topic"
    OWNER = "owner"


class NameMatch(NamedTuple):
    """A whole topic or owner name found inside the question; `terms[first:last]` spell it."""

    first: int
    last: int
    key: str  # the topic_key of the name
    kind: NameKind
    positions: tuple[int, ...]  # in `Index.claims` for a topic, in `Index.owners` for an owner


class Repair(NamedTuple):
    """A word of the charters that an unknown word was probably meant to be, likeliest first in a list."""

    text: str  # its stem
    word: str  # as the charters spell it, folded
    claims: int  # how many claims hold the stem
