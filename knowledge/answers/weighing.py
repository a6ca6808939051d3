"""Weighs what speaks for each owner: claims that share the question's words, and kinds of things that lead to claims.

For every set of owners it says how far the question's words are accounted for; so it does for nobody, when words name a kind of
thing that no charter owns. Decisions and disputes are not weighed here: they are laid over the result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from knowledge.answers.grounding import Ground, Grounds
from knowledge.index import Index, WeightedTerm, terms
from knowledge.index.lexicon import Audience, Flavour, Kind, Lexicon, Mention
from knowledge.index.question import FocusTerm
from knowledge.index.question_words import PROCESS_WORDS
from knowledge.types import part_of

NOBODY: frozenset[str] = frozenset()
_LIGHT = 0.3  # what "handling" and its like count in a topic beside another word as rare
_UNNAMED = 0.97  # what a line that names nobody counts beside one as good that names somebody

HEAD_BONUS = 1.4  # the first noun phrase says what is asked about, the rest says of which
BESIDE_A_NAME = 0.45  # words that nothing knows, next to a thing that the lexicon or a charter names
NUMBER_SHARE = 0.3
AUDIENCE_SHARE = 0.5  # "for employees" chooses between senses more than it names a topic
_NAMING = 3  # digits of a number that can name a thing by itself ("737"); "2+2" names none
_CUT = 4  # letters of a word cut short
_DEED = 7  # letters that a doer and the deed share ("administrator", "administers")
HALF = 0.5  # of a claim's topic
HEAD_PHRASE = 0.6  # how much of a topic is named by all that stands before its first preposition
_AFTER_HEAD = re.compile(r"\s(?:(?:derived|made|taken|based|held|kept|used) )?(?:with|up to|for|of|in|on|at|by|from|to|about|against)\s")
_HITS = 24
_DEEPER = 0.015  # lost for each step up from the kind named
_STRENGTH = {Flavour.NAME: 0.95, Flavour.EXAMPLE: 0.95, Flavour.THING: 0.95, Flavour.CUE: 0.8}
_HINTED = 0.5  # of a word that only hints at a kind that nobody owns
_TOPIC_FLOOR, _QUOTE_STRENGTH, _QUOTED_AT_MOST, _SECTION_STRENGTH = 0.35, 0.6, 0.95, 0.2


class Word(NamedTuple):
    """A word of the topic, spelling mended, with what it weighs in this charter."""

    stem: str
    word: str
    weight: float
    typed: FocusTerm


class Support(NamedTuple):
    """Something that speaks for owners: the places of the words it accounts for, and how strongly."""

    owners: tuple[str, ...]
    covers: dict[int, float]
    claims: tuple[int, ...]
    kinds: Ground | None = None
    mention: Mention | None = None
    coverage: float = 0.0  # how much of the claim's topic the question holds

    @property
    def in_topic(self) -> frozenset[int]:
        """The places of the words that stand in the claim's topic."""
        return frozenset(place for place, strength in self.covers.items() if strength > _TOPIC_FLOOR)


@dataclass(slots=True)
class Side:
    """All that speaks for one set of owners; NOBODY for kinds of things without an owner."""

    owners: tuple[str, ...]
    supports: list[Support] = field(default_factory=list)
    direct: float = 0.0  # weight of words accounted for by claims that hold them
    explained: float = 0.0  # by claims and kinds together
    shown: float = 0.0  # `explained` as a share of all the question's words, 0 to 1


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sides, strongest first."""

    words: tuple[Word, ...]
    total: float
    sides: tuple[Side, ...]
    nobody: Side
    audience: Audience
    mentions: tuple[Mention, ...]


def weigh_focus(words: Sequence[Word], around: frozenset[str], shared: bool, index: Index, lexicon: Lexicon, grounds: Grounds) -> Weighed:
    """What speaks for whom in one topic. `around` are stems of the rest of the message; `shared`: it speaks of both sides."""
    stems = [word.stem for word in words]
    later = lexicon.audience([word.stem for word in words if word.typed.turned])
    audience = Audience.BOTH if shared else later or lexicon.audience(stems, around)
    spans = lexicon.audience_places(stems)
    mentions = [
        mention
        for mention in lexicon.mentions(stems, around, [word.word for word in words])
        if not (mention.kind.function and spans.issuperset(range(mention.first, mention.last)))  # "the sales reps" is not about sales
    ]
    weighted = _reweigh(words, mentions, spans, index)
    total = sum(word.weight for word in weighted) or 1.0
    direct = _direct(weighted, index)
    supports = [*direct, *_unclaimed(_named(mentions, audience, index, lexicon, grounds), direct)]
    sides = _sides(supports, weighted, total)
    nobody = sides.pop(NOBODY, Side(()))
    ordered = sorted(sides.values(), key=lambda side: (-side.explained, -side.direct, side.owners))
    return Weighed(tuple(weighted), total, tuple(ordered), nobody, audience, tuple(mentions))


def _reweigh(words: Sequence[Word], mentions: Sequence[Mention], audience: frozenset[int], index: Index) -> list[Word]:
    """Words that belong to a name weigh more than they would alone; words that only say for whom weigh less."""
    weights = [word.weight * (AUDIENCE_SHARE if place in audience else 1.0) for place, word in enumerate(words)]
    named = any(mention.flavour != Flavour.CUE and not mention.kind.artifact for mention in mentions)
    told = {place for mention in mentions for place in range(mention.first, mention.last)} | audience
    for place, word in enumerate(words):
        if word.stem.isdigit():
            weights[place] *= NUMBER_SHARE
        elif named and place not in told and not index.knows(word.stem):
            weights[place] *= BESIDE_A_NAME
    for mention in mentions:
        floor = 0.5 if mention.last - mention.first > 1 and mention.flavour != Flavour.CUE else 0.0
        for place in range(mention.first, mention.last):
            weights[place] = max(weights[place], floor)
    return [word._replace(weight=weight * (HEAD_BONUS if word.typed.head else 1.0)) for word, weight in zip(words, weights, strict=True)]


def _direct(words: Sequence[Word], index: Index) -> list[Support]:
    """The claims that share words with the topic."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word.stem, []).append(place)
    wanted = [WeightedTerm(stem, max(0.15, max(words[place].weight for place in held))) for stem, held in places.items()]
    supports = []
    numbers = frozenset(filter(str.isdigit, places))
    telling: dict[str, float] = {}
    for hit in index.search(wanted, _HITS):
        claim = index.claims[hit.claim]
        parts = claim_parts(claim.topic, claim.quote, claim.section)
        deeds = _deeds(parts.doers, places) if parts.doers else ()
        if parts.numbers and numbers and parts.numbers.isdisjoint(numbers):
            continue  # "docks 9-12" are not "docks 1-8"
        if parts.whole and (parts.whole.isdisjoint(places) or not (deeds or calls_for(parts.label, places))):
            continue  # it says what somebody is of another thing, or something else than was asked
        cut = _spelt_out(parts.label, places) if parts.label else {}
        coverage = 1.0 if deeds else _coverage(parts.topic, places | cut, index, telling)
        if coverage < HEAD_PHRASE and parts.head and parts.head <= places.keys():
            coverage = HEAD_PHRASE
        covers = {
            place: strength
            for stem in (*hit.matched, *cut)
            for place in (places.get(stem) or cut[stem])
            if (strength := _strength(stem, parts, coverage)) and words[place].weight > 0
        }
        covers |= dict.fromkeys(deeds, 1.0)
        if any(not words[place].stem.isdigit() or len(words[place].stem) >= _NAMING for place in covers):
            supports.append(Support(claim.owners, covers, (hit.claim,), coverage=coverage))
    return supports


def calls_for(label: frozenset[str], asked: Iterable[str]) -> bool:
    """Whether all words of a label are asked for, cut short perhaps ("tech owner")."""
    stems = frozenset(asked)
    return all(each in stems or any(len(stem) >= _CUT and each.startswith(stem) for stem in stems) for each in label)


def _spelt_out(label: frozenset[str], places: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """The words of a label that are asked for cut short ("tech owner"), and where."""
    asked = [stem for stem in places if len(stem) >= _CUT]
    found = ((each, next((stem for stem in asked if each.startswith(stem)), "")) for each in label if each not in places)
    return {each: places[stem] for each, stem in found if stem}


def _deeds(doers: tuple[str, ...], places: Mapping[str, Sequence[int]]) -> list[int]:
    """The places of what an administrator does where the label says that somebody is one ("who administers …")."""
    return [place for stem, held in places.items() if stem.startswith(doers) for place in held]


def _coverage(topic: frozenset[str], asked: Mapping[str, Sequence[int]], index: Index, telling: dict[str, float]) -> float:
    """How much of a topic's telling words the question holds, 0 to 1; `telling` keeps what was counted already."""
    whole = held = 0.0
    for stem in topic:
        weight = telling.get(stem)
        if weight is None:
            weight = telling[stem] = (index.rarity(stem) + 0.5) * (_LIGHT if stem in _saying_little() else 1.0)
        whole += weight
        if stem in asked:
            held += weight
    return held / whole if whole else 0.0


@cache
def _saying_little() -> frozenset[str]:
    """The stems of words that a question need not hold where a topic does ("complaints handling")."""
    return frozenset(terms(word)[0].text for word in PROCESS_WORDS)


def _strength(stem: str, parts: ClaimParts, coverage: float) -> float:
    if stem in parts.topic:
        return _TOPIC_FLOOR + (1 - _TOPIC_FLOOR) * coverage
    if stem in parts.quote:
        return min(_QUOTED_AT_MOST, _QUOTE_STRENGTH + 0.4 * coverage)
    return _SECTION_STRENGTH if stem in parts.section else 0.0


def _named(mentions: Sequence[Mention], audience: Audience, index: Index, lexicon: Lexicon, grounds: Grounds) -> list[Support]:
    """The kinds of things that the topic names, as far as the charter owns them."""
    others = _Others.of(mentions, lexicon)
    supports: list[Support] = []
    for mention in mentions:
        kind, chosen = _kind_meant(mention, others, audience, lexicon)
        if kind is None:
            continue
        reached = grounds.of(kind.name, chosen, named=mention.flavour is Flavour.NAME)
        strength = _STRENGTH[mention.flavour]
        if not reached and not kind.artifact:
            hinted = _HINTED if mention.flavour is Flavour.CUE else strength
            supports.append(Support((), dict.fromkeys(range(mention.first, mention.last), hinted), (), None, mention))
        for ground in reached:
            supports.extend(_grounded(mention, ground, strength, index))
    return supports


def _unclaimed(named: Iterable[Support], direct: Sequence[Support]) -> Iterable[Support]:
    """The named kinds without those that the charter speaks of in the very words that name them.

    Of a kind that nobody owns, half or more of a claim's topic must be in those words; of one that is named by several words, most of a
    topic that holds them all; of a brand, or of a kind that is owned only as another thing of it is, any share of a topic says more.
    """
    words = [(each.coverage, each.in_topic) for each in direct]
    half = {place for coverage, places in words if coverage >= HALF for place in places}
    most = [places for coverage, places in words if coverage >= HEAD_PHRASE and len(places) > 1]
    for support in named:
        brand = support.mention is not None and support.mention.flavour is Flavour.EXAMPLE and not support.owners
        if brand or (support.kinds is not None and support.kinds.example):
            spoken_of = any(places.issuperset(support.covers) for _, places in words)
        elif support.owners:
            spoken_of = len(support.covers) > 1 and any(places.issuperset(support.covers) for places in most)
        else:
            spoken_of = bool(half) and half.issuperset(support.covers)
        if not spoken_of:
            yield support


class _Others(NamedTuple):
    """What all kinds named in a topic say together, seen once: each would otherwise be held against each."""

    artifact: bool  # a thing of no kind in particular is among them
    function: bool  # a line of business is
    leanings: Counter[Audience]

    @classmethod
    def of(cls, mentions: Sequence[Mention], lexicon: Lexicon) -> _Others:
        leanings = Counter(lexicon.leaning(mention.kind.name) for mention in mentions)
        return cls(any(each.kind.artifact for each in mentions), any(each.kind.function for each in mentions), leanings)

    def leaning(self, own: Audience) -> Audience:
        """Whom the kinds but the one that leans to `own` are for, if they agree."""
        sides = [side for side, count in self.leanings.items() if side and count > (side == own)]
        return sides[0] if len(sides) == 1 else Audience.UNSAID


def _kind_meant(mention: Mention, others: _Others, audience: Audience, lexicon: Lexicon) -> tuple[Kind | None, Audience]:
    """The kind whose owner is looked for: the software of a line of business is a business application."""
    if mention.kind.artifact:
        if others.function:
            return lexicon.kinds["business application"], Audience.STAFF
        return (mention.kind, audience) if audience else (None, audience)
    if mention.kind.function and others.artifact:
        return lexicon.kinds["business application"], Audience.STAFF
    if not audience:
        audience = others.leaning(lexicon.leaning(mention.kind.name))
    return mention.kind, audience


def _grounded(mention: Mention, ground: Ground, strength: float, index: Index) -> list[Support]:
    by_owners: dict[tuple[str, ...], list[int]] = {}
    for position in ground.claims:
        by_owners.setdefault(index.claims[position].owners, []).append(position)
    strength -= _DEEPER * (len(ground.steps) - 1)
    covers = dict.fromkeys(range(mention.first, mention.last), strength)
    return [Support(owners, covers, tuple(positions), ground, mention, 1.0) for owners, positions in by_owners.items()]


def _sides(supports: Iterable[Support], words: Sequence[Word], total: float) -> dict[frozenset[str], Side]:
    sides: dict[frozenset[str], Side] = {}
    for support in supports:
        side = sides.setdefault(frozenset(support.owners), Side(support.owners))
        side.supports.append(support)
    for side in sides.values():
        counted = [(_covered(each, words), each) for each in side.supports]
        direct = [pair for pair in counted if pair[1].kinds is None and pair[1].claims]
        side.direct = _explained(direct, words)
        if side.owners:
            side.explained = side.direct if len(direct) == len(counted) else max(_explained(counted, words), side.direct)
        else:  # that lines name nobody for a thing, and that it is of a kind which nobody owns, do not add up
            side.explained = max(_explained([pair for pair in counted if pair not in direct], words), side.direct * _UNNAMED)
        side.shown = min(1.0, side.explained / total)
        counted.sort(key=lambda pair: (-pair[0], pair[1].kinds is not None, -pair[1].coverage, pair[1].claims))
        side.supports = [each for _, each in counted]
    return sides


def _explained(counted: Sequence[tuple[float, Support]], words: Sequence[Word]) -> float:
    """The weight of the words that these account for: the best single support in full, then each word as its best by half."""
    if not counted:
        return 0.0
    best, first = max(counted, key=lambda pair: pair[0])
    union: dict[int, float] = {}
    for _, support in counted:
        share = 1.0 if support.mention else 0.7
        for place, strength in support.covers.items():
            if strength * share > union.get(place, 0.0):
                union[place] = strength * share
    return best + sum(words[place].weight * max(0.0, strength - first.covers.get(place, 0.0)) for place, strength in union.items())


def _covered(support: Support, words: Sequence[Word]) -> float:
    return sum([words[place].weight * strength for place, strength in support.covers.items()])


class ClaimParts(NamedTuple):
    """The stems of the three places where a claim can hold a word, and of what its topic begins with."""

    topic: frozenset[str]
    head: frozenset[str]
    label: frozenset[str]  # of "technical owner of Zuora" what somebody is, and the thing
    doers: tuple[str, ...]  # the beginnings that a label shares with what such a one does
    whole: frozenset[str]
    numbers: frozenset[str]  # of the topic
    quote: frozenset[str]
    section: frozenset[str]


@lru_cache(maxsize=1 << 13)
def claim_parts(topic: str, quote: str, section: str) -> ClaimParts:
    """The stems of a claim's parts."""
    head, (label, whole) = stems_of(_AFTER_HEAD.split(topic)[0]), part_of(topic)
    doers = tuple(stem[:_DEED] for stem in stems_of(label.rpartition(" ")[2]) if len(stem) > _DEED)
    words = stems_of(topic)
    numbers = frozenset(filter(str.isdigit, words))
    return ClaimParts(words, head, stems_of(label), doers, stems_of(whole), numbers, stems_of(quote), stems_of(section))


@lru_cache(maxsize=1 << 15)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words that carry a topic."""
    return frozenset(term.text for term in terms(text) if not term.function)
