"""What people decided, dispute and call things: a frozen snapshot that is laid over the charter's answers.

Cheap to build and to ask: thousands of entries, found by the words of their topics. Holds no rule of who may decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from knowledge.index import topic_key
from knowledge.index.scopes import covers
from knowledge.types import Alias, Decision, OpenDispute

Entry = TypeVar("Entry")


class Overlay(NamedTuple, Generic[Entry]):
    """A ruling that bears on a topic, and how many words of its name the topic holds."""

    entry: Entry
    stems: frozenset[str]


@lru_cache(maxsize=1 << 14)
def _stems(topic: str) -> frozenset[str]:
    """The words of a topic; kept, because every ruling builds the overlay of all anew."""
    return frozenset(topic_key(topic).split())


class ByTopic(Generic[Entry]):
    """Entries by the words of a topic, in whatever order the words stand."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._exact: dict[frozenset[str], list[Entry]] = {}
        self._holding: dict[str, list[frozenset[str]]] = {}
        for topic, entry in entries:
            stems = _stems(topic)
            if not stems:
                continue
            if stems not in self._exact:
                for stem in stems:
                    self._holding.setdefault(stem, []).append(stems)
            self._exact.setdefault(stems, []).append(entry)

    def __bool__(self) -> bool:
        return bool(self._exact)

    def exactly(self, topic: str) -> list[Entry]:
        """The entries of just this topic, the latest last."""
        return self._exact.get(_stems(topic), []) if self._exact else []

    def within(self, stems: frozenset[str]) -> list[Overlay[Entry]]:
        """The entries whose whole topic stands among these words, the longest topic first, the latest entry first."""
        if not self._exact:
            return []
        topics = {topic for stem in stems for topic in self._holding.get(stem, ()) if topic <= stems}
        ordered = sorted(topics, key=lambda topic: (-len(topic), sorted(topic)))
        return [Overlay(entry, topic) for topic in ordered for entry in reversed(self._exact[topic])]


@dataclass(frozen=True, slots=True)
class Rulings:
    """Decisions in force, open disputes and aliases of one workspace at one moment."""

    decisions: ByTopic[Decision] = field(default_factory=lambda: ByTopic(()))
    disputes: ByTopic[OpenDispute] = field(default_factory=lambda: ByTopic(()))
    aliases: ByTopic[Alias] = field(default_factory=lambda: ByTopic(()))

    @classmethod
    def of(cls, decisions: Sequence[Decision], disputes: Sequence[OpenDispute], aliases: Sequence[Alias]) -> Rulings:
        """A snapshot; superseded decisions are left out. Of several on one topic those with a scope come first, then the latest."""
        kept = (each for each in decisions if each.superseded_by is None)
        standing = sorted(kept, key=lambda each: (bool(each.scope.strip()), each.decided_at, each.id))
        return cls(
            ByTopic((each.topic, each) for each in standing),
            ByTopic((each.topic, each) for each in disputes),
            ByTopic((each.name, each) for each in aliases),
        )

    def stems_among(self, stems: Iterable[str]) -> frozenset[str]:
        """The words, of these, that a ruling or an alias has in its topic."""
        there = frozenset(stems)
        overlays = (overlay.stems for laid in (self.decisions, self.disputes, self.aliases) for overlay in laid.within(there))
        return frozenset().union(*overlays)


NO_RULINGS = Rulings()


def in_scope(decision: Decision, stems: frozenset[str]) -> bool:
    """Whether a question with these words falls under the decision: always without a scope, else by the scope's words."""
    if not decision.scope.strip():
        return True
    return covers(decision.scope, stems)
