"""Which owners of a charter the work is really divided between: the ones that own more than a mention.

Used for "who does not own it" and for the pair that "both" means; says nothing of any topic.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from knowledge.index import Index

_MOST_CLAIMS_READ = 5000  # enough to see who the owners are
_SHARE = 0.08  # of the claims, for an owner to be one of those the work is divided between

_MOST = 2 / 3  # of the claims, for the work to be divided between these and nobody else


@lru_cache(maxsize=8)
def principals(index: Index) -> tuple[str, ...]:
    """The owners with a share of the claims worth the name, the busiest first; none where most of the work is with others."""
    counted = Counter(owner for claim in index.claims[:_MOST_CLAIMS_READ] for owner in claim.owners)
    total = sum(counted.values())
    busiest = {owner: count for owner, count in counted.most_common() if count >= total * _SHARE}
    return tuple(busiest) if sum(busiest.values()) >= total * _MOST else ()


def other_principal(index: Index, owners: tuple[str, ...]) -> str | None:
    """The one owner that is not among these, where the charter divides its work between exactly two."""
    pair = principals(index)
    if len(pair) != 2 or len(owners) != 1 or owners[0] not in pair:
        return None
    return pair[1 - pair.index(owners[0])]
