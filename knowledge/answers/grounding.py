"""From a kind of thing to the claims of the loaded charter that own it: climbs to broader kinds until one is a topic.

Finds only whole topics, never shared words, so that an unrelated charter cannot lend an owner.
"""

from __future__ import annotations

from typing import NamedTuple

from knowledge.index import Index, NameKind, terms
from knowledge.index.lexicon import Audience, Kind, Lexicon

MAX_STEPS = 6  # the longest chain a reader will follow


class Ground(NamedTuple):
    """Where a climb ended: claims that own the last kind, and the names of the kinds on the way."""

    claims: tuple[int, ...]
    steps: tuple[str, ...]
    wording: str  # the wording of the last kind that is a topic
    example: str = ""  # the thing of the last kind that is a topic, where the kind itself is none


class Made(NamedTuple):
    """The climbs of a lexicon made so far, and the wordings looked up."""

    lexicon: Lexicon
    climbs: dict[tuple[str, Audience, bool], tuple[Ground, ...]]
    whole: dict[str, tuple[int, ...]]


class Grounds:
    """The climbs of one lexicon in one index, each made once."""

    def __init__(self, index: Index, made: Made) -> None:
        self._index = index
        self._lexicon, self._climbs, self._whole = made

    def of(self, kind: str, audience: Audience, named: bool = True) -> tuple[Ground, ...]:
        """The nearest grounds of a kind: several where it may be either of two kinds, none where the charter knows none.

        `named`: the kind itself was asked for, so that a thing of it answers; not where another thing of it was.
        """
        key = (kind, audience, named)
        if key not in self._climbs:
            whole = self._lexicon.kinds[kind]
            own = self._ground(whole, (kind,)) if named else None
            things = self._examples(whole) if named and own is None else ()
            self._climbs[key] = things or self._climb(kind, audience, (), frozenset())
        return self._climbs[key]

    def _climb(self, name: str, audience: Audience, steps: tuple[str, ...], seen: frozenset[str]) -> tuple[Ground, ...]:
        kind = self._lexicon.kinds[name]
        steps = (*steps, name)
        if name in seen or len(steps) > MAX_STEPS:
            return ()
        told_apart = bool(audience) and bool(kind.broader(audience)) and kind.broader(audience) != (kind.either or kind.is_a)
        if not told_apart and (own := self._ground(kind, steps)):
            return (own,)
        broader = [self._climb(each, audience, steps, seen | {name}) for each in kind.broader(audience) if each != name]
        if kind.either and not told_apart:
            return tuple(ground for grounds in broader for ground in grounds)
        nearest = next((grounds for grounds in broader if grounds), ())
        if not nearest and told_apart and (own := self._ground(kind, steps)):
            return (own,)
        return nearest

    def _ground(self, kind: Kind, steps: tuple[str, ...]) -> Ground | None:
        for wording in kind.wordings:
            claims = self.whole(wording)
            if claims:
                return Ground(claims, steps, wording)
        return None

    def _examples(self, kind: Kind) -> tuple[Ground, ...]:
        """The things of the very kind asked about that are topics: "our CRM" where the charter names only Salesforce."""
        found = ((spelling, self.whole(spelling)) for spellings in kind.examples for spelling in spellings)
        return tuple(Ground(claims, (kind.name,), spelling, spelling) for spelling, claims in found if claims)

    def whole(self, wording: str) -> tuple[int, ...]:
        """The claims whose topic is exactly this wording."""
        if wording not in self._whole:
            words = terms(wording)
            content = [place for place, word in enumerate(words) if not word.function]
            self._whole[wording] = next(
                (
                    name.positions
                    for name in self._index.names(words)
                    if name.kind is NameKind.TOPIC and content and name.first <= content[0] and name.last > content[-1]
                ),
                (),
            )
        return self._whole[wording]


def grounds_of(index: Index, lexicon: Lexicon) -> Grounds:
    """The climbs in this index, each made once for as long as there is the index."""
    made: Made = index.kept.setdefault(id(lexicon), Made(lexicon, {}, {}))
    return Grounds(index, made)
