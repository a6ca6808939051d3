"""A short hash of all that goes into an index: equal claims and owners give the same one, in any process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from knowledge.types import Claim, Owner


def version_of(claims: Sequence[Claim], owners: Sequence[Owner]) -> str:
    """Twelve hex digits that change when any claim or owner does."""
    named = repr([(owner.name, owner.other_names, owner.kind, owner.contact) for owner in owners])
    return blake2b(fingerprint(claims) + named.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def fingerprint(claims: Sequence[Claim]) -> bytes:
    """Sixteen bytes that differ when any claim does. Column by column: a million claims are hashed in a few long runs."""
    digest = blake2b(digest_size=16)
    for column in _columns(claims):
        digest.update("\x1e".join(column).encode("utf-8", "surrogatepass"))
    digest.update(repr([claim.line for claim in claims]).encode())
    return digest.digest()


def _columns(claims: Sequence[Claim]) -> Iterator[list[str]]:
    yield [claim.charter for claim in claims]
    yield [claim.topic for claim in claims]
    yield ["\x1f".join(claim.owners) for claim in claims]
    yield [claim.quote for claim in claims]
    yield [claim.section for claim in claims]
    yield [claim.standing.value for claim in claims]
    yield [json.dumps(claim.involved) if claim.involved else "" for claim in claims]
    yield [claim.note for claim in claims]
