"""Finds claims by the words of a question: whole names first, then shared words by weight, with slips of the pen repaired.

An index is built from claims once and never changes; any number of threads may read it. Where claims of several charters are in it,
there is one of each charter by itself, too: what a word weighs in one charter is nothing to another. Decisions, disputes and aliases
are not in it: they are laid over what it finds, so that they count from the moment they are made. What a question *means* is not
decided here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

from knowledge.index.analyzer import terms, topic_key
from knowledge.index.initials import Initials
from knowledge.index.matches import Hit, NameKind, NameMatch, Repair, Term, WeightedTerm
from knowledge.index.postings import Field, Postings
from knowledge.index.topics import Names
from knowledge.index.typos import Spellings, undoubled
from knowledge.index.version import version_of
from knowledge.index.vocabulary import Flattener, Vocabulary
from knowledge.index.words import PRONOUN_OR_NAME
from knowledge.types import Claim, Owner

__all__ = ["Hit", "Index", "NameKind", "NameMatch", "Repair", "Term", "WeightedTerm", "build_index", "terms", "topic_key"]

# What one occurrence of a word counts in each part of a claim; the topic is what the claim is about, the rest says so.
TOPIC_WEIGHT, QUOTE_WEIGHT, SECTION_WEIGHT = 2.0, 1.0, 0.5
_CHIEF = re.compile(r"chief (\w+(?: \w+)? officer)$", re.I)
_MADE = ("_vocabulary", "_topics", "_owner_names", "_postings", "_spellings", "_numbers")
_REPAIRS = 8  # candidates kept for one unknown word


def build_index(claims: Sequence[Claim], owners: Sequence[Owner]) -> Index:
    """The index of these claims and of the names of these owners, one of each charter within."""
    version = version_of(claims, owners)
    by_charter: dict[str, list[Claim]] = {}
    for claim in claims:
        by_charter.setdefault(claim.charter, []).append(claim)
    if len(by_charter) < 2:
        return Index(claims, owners, version)
    named = {charter: {name for claim in own for name in _named_in(claim)} for charter, own in by_charter.items()}
    somewhere = set().union(*named.values())
    charters = [
        Index(own, [owner for owner in owners if owner.name in named[charter] or owner.name not in somewhere], version)
        for charter, own in by_charter.items()
    ]
    return Index(claims, owners, version, charters)


def _named_in(claim: Claim) -> Iterable[str]:
    return (*claim.owners, *(name for name, _ in claim.involved))


class _Held(NamedTuple):
    """The words of claims and owners, and where they stand."""

    vocabulary: Vocabulary
    topics: Names
    owner_names: Names
    postings: Postings
    spellings: Spellings

    @classmethod
    def of(cls, claims: Sequence[Claim], owners: Sequence[Owner]) -> _Held:
        vocabulary = Vocabulary()
        flatten = Flattener(vocabulary).flatten
        topics = flatten([claim.topic for claim in claims])
        fields = [
            Field(*topics, TOPIC_WEIGHT),
            Field(*flatten([claim.quote for claim in claims]), QUOTE_WEIGHT),
            Field(*flatten([claim.section for claim in claims]), SECTION_WEIGHT),
        ]
        owner_names = flatten([name for owner in owners for name in _names_of(owner)])
        size = len(vocabulary.numbers)
        postings = Postings.of(fields, size, len(claims))
        spellings = Spellings.of([*vocabulary.numbers, *vocabulary.spelt])
        return cls(vocabulary, Names.of(*topics, size), Names.of(*owner_names, size), postings, spellings)


class Index:
    """Claims and owners by the words that name them. `version` is a short hash of all that went in.

    Of several charters the words are looked up in each; what all of them hold together is only made when somebody asks for it.
    """

    def __init__(self, claims: Sequence[Claim], owners: Sequence[Owner], version: str, charters: Sequence[Index] = ()) -> None:
        self.claims, self.owners, self.version = claims, tuple(owners), version
        self._charters = tuple(charters)
        self.kept: dict[object, Any] = {}  # what whoever reads this index worked out of it, for as long as there is the index
        self._initials: Initials | None = None  # of the topics, made when first asked for
        self._named = [place for place, owner in enumerate(owners) for _ in _names_of(owner)]
        if not charters:
            self._hold()

    def _hold(self) -> None:
        self._vocabulary, self._topics, self._owner_names, self._postings, self._spellings = _Held.of(self.claims, self.owners)
        self._numbers = self._vocabulary.numbers

    def __getattr__(self, name: str) -> Any:
        if name not in _MADE:
            raise AttributeError(name)
        self._hold()
        return getattr(self, name)

    @property
    def charters(self) -> tuple[Index, ...]:
        """The index of each charter by itself, in their order; this one where all claims are of one charter."""
        return self._charters or (self,)

    def names(self, words: Sequence[Term]) -> list[NameMatch]:
        """The longest topic names, and the longest owner names, found whole among the words; those of one kind do not overlap."""
        places = [place for place, word in enumerate(words) if not word.function or word.word in PRONOUN_OR_NAME]
        numbers = [self._numbers.get(words[place].text, -1) for place in places]
        matches = []
        for kind, names in ((NameKind.TOPIC, self._topics), (NameKind.OWNER, self._owner_names)):
            for first, last, rows in names.find(numbers):
                key = " ".join(words[place].text for place in places[first:last])
                positions = rows if kind is NameKind.TOPIC else tuple(dict.fromkeys(self._named[row] for row in rows))
                matches.append(NameMatch(places[first], places[last - 1] + 1, key, kind, positions))
        return sorted(matches, key=lambda match: (match.first, match.last))

    def search(self, wanted: Sequence[WeightedTerm], limit: int) -> list[Hit]:
        """The claims that share the most telling words with these, best first; equal ones in the order of the charters."""
        known = [(self._numbers[term.text], term) for term in wanted if term.weight > 0 and term.text in self._numbers]
        docs, scores = self._postings.search([(number, term.weight) for number, term in known], limit)
        if not len(docs):
            return []
        held = [(term.text, self._postings.holds(number, docs).tolist()) for number, term in known if self._postings.count(number)]
        return [
            Hit(claim, score, tuple(dict.fromkeys(text for text, holds in held if holds[place])))
            for place, (claim, score) in enumerate(zip(docs.tolist(), scores.tolist(), strict=True))
        ]

    def repair(self, word: Term) -> list[Repair]:
        """Known words one slip away from an unknown one, the most used first; nothing for a known, short or function word."""
        if word.function or word.text in self._numbers:
            return []
        found: dict[int, str] = {}
        for near in self._near(word):
            found.setdefault(self._vocabulary.number(near), near)
        repairs = [Repair(self._vocabulary.text(number), near, self._postings.count(number)) for number, near in found.items()]
        return sorted(repairs, key=lambda each: (-each.claims, each.word))[:_REPAIRS]

    def _near(self, word: Term) -> list[str]:
        """The known spellings that a word may be a slip for: one slip from it or its stem, else a wrong double letter, else more slips.

        Its stem is shorter, so a slip more in the whole word may be the likelier reading ("counceling": counselling, not council).
        """
        near = self._spellings.near
        if slips := sorted(near(word.word)):
            return slips
        stems, alike = sorted(near(word.text)), self._spellings.alike(word.word)
        if stems and not (alike and _likeness(word.word, alike) > _likeness(word.word, stems)):
            return stems
        doubled = (single for each in dict.fromkeys((word.word, word.text)) for single in undoubled(each))
        return sorted(dict.fromkeys(known for single in doubled for known in near(single))) or sorted(alike)

    def spelt_out(self, word: str) -> tuple[str, ...]:
        """The stems of the one topic whose words begin with the letters of `word` ("ppa"); none where there is no such, or several."""
        if self._initials is None:
            self._initials = Initials.of(self._topics, tuple(self._numbers))
        found = {self.topic_terms(row) for row in self._initials.find(word)}
        return found.pop() if len(found) == 1 else ()

    def knows(self, text: str) -> bool:
        """Whether some claim or owner's name holds this stem."""
        return text in self._numbers

    def count(self, text: str) -> int:
        """How many claims hold this stem."""
        number = self._numbers.get(text)
        return 0 if number is None else self._postings.count(number)

    def rarity(self, text: str) -> float:
        """How telling a stem is: more the fewer claims hold it (BM25's idf), 0 where none does."""
        count = self.count(text)
        return math.log1p((len(self.claims) - count + 0.5) / (count + 0.5)) if count else 0.0

    def topic_terms(self, claim: int) -> tuple[str, ...]:
        """The stems of one claim's topic, function words left out; joined by spaces, its topic_key."""
        return tuple(self._vocabulary.text(number) for number in self._topics.name(claim))


def _likeness(word: str, others: Iterable[str]) -> float:
    return max(OSA.normalized_similarity(word, other) for other in others)


def _names_of(owner: Owner) -> tuple[str, ...]:
    """All its names; a chief officer is called by the rest of the title, too ("technology officer")."""
    named = (owner.name, *owner.other_names)
    return (*named, *(rest.group(1) for name in named if (rest := _CHIEF.match(name))))
