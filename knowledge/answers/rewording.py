"""Puts words of a question that a charter does not have as the charter has them: its abbreviations, everyday words for one thing.

Decides nothing about owners. What people ruled on, or gave a name to, is left in their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from knowledge.answers.grounding import Grounds, grounds_of
from knowledge.answers.rulings import Rulings
from knowledge.index import Index, Term, WeightedTerm, initials, terms
from knowledge.index.lexicon import Lexicon
from knowledge.index.question import FocusTerm, weigh
from knowledge.index.question_plain import listed
from knowledge.index.question_words import PROCESS_WORDS
from knowledge.index.thesaurus import Thesaurus, Wording, bundled_thesaurus
from knowledge.index.words import is_compound

_ASIDE = re.compile(r"\s*[(,;:–—/&]|\s-\s|\s(?:and|for|of|in|at|with|by|on|from|to)\s", re.I)  # behind what a topic is about
_WORD = re.compile(r"[^\W_]+")
_NEAR = 24  # claims whose topics are looked at for a word
_OF_A_THING = PROCESS_WORDS | listed(  # what is kept or done of a thing, and says nothing of what it is
    """standard standards requirement requirements contract contracts agreement agreements enquiry enquiries query queries request requests
    register registers record records log logs document documents documentation report reports reporting dashboard dashboards plan plans
    database databases tracker trackers casebook portal portals subscription subscriptions programme programmes team staff desk budget
    budgets bookings booking integration integrations scheme schemes calendar rota rotas schedule schedules form forms alert alerts"""
)
_REPUT = 0.9  # what a word in other words weighs beside one that was typed
_MOST_KEPT = 4096  # phrases whose wider things an index remembers
_NEAR_BY = 3  # words that say something, within which two words may be apart
_FARTHEST, _WIDEST = 3, 2  # steps from a phrase to the wider thing it belongs to, and how many of them to a wider thing


class Reworded(NamedTuple):
    """The words as the charter has them, and what was said in other words ("work clothes is another word for uniforms")."""

    terms: Sequence[FocusTerm]
    said: tuple[str, ...] = ()


def abbreviated(typed: Sequence[FocusTerm], index: Index, lexicon: Lexicon) -> Sequence[FocusTerm]:
    """The words typed, some that the charter does not have put as what it abbreviates them to ("search engine optimisation", SEO)."""
    new = [not (index.knows(term.text) or lexicon.knows(term.word) or index.repair(_plain(term))) for term in typed]
    for count in range(min(len(typed), initials.MOST) if any(new) else 0, initials.FEWEST - 1, -1):
        for place in range(len(typed) - count + 1):
            spelt = typed[place : place + count]
            meant = any(new[place : place + count]) and all(term.weight > 0 for term in spelt)  # "owns Energy Monitor" is no OEM
            short = terms("".join(term.word[0] for term in spelt))[0] if meant else None
            if short and index.knows(short.text) and _abbreviates_topic(short, index):
                whole = FocusTerm(short.text, short.word, 1.0, any(term.head for term in spelt))
                return (*typed[:place], whole, *typed[place + count :])
    return typed


def _plain(term: FocusTerm) -> Term:
    return Term(term.text, 0, len(term.word), term.word)


def _abbreviates_topic(short: Term, index: Index) -> bool:
    """Whether a topic has these capitals and no owner is called by them ("which chief has IT ops" does not name the CIO)."""
    called = (name for owner in index.owners for name in (owner.name, *owner.other_names))
    return written(short.word.upper(), short, index) and short.word not in map(str.casefold, called)


def written(name: str, term: Term, index: Index) -> bool:
    """Whether a topic writes a term just so."""
    return any(name in index.claims[hit.claim].topic for hit in index.search([WeightedTerm(term.text, 1.0)], _NEAR))


def reworded(typed: Sequence[FocusTerm], index: Index, lexicon: Lexicon, rulings: Rulings) -> Reworded:
    """The words typed, phrases that the charter does not have put as another wording, or a wider thing, that one of its topics has."""
    reading = _Reading(typed, rulings.stems_among(term.text for term in typed), index, bundled_thesaurus(), grounds_of(index, lexicon))
    kept: list[FocusTerm] = []
    said: list[str] = []
    used: set[int] = set()
    for place, term in enumerate(typed):
        found = None if place in used else reading.elsewhere(place, used)
        if found is not None:
            kept.extend(_put(found.way.wording, [typed[each] for each in found.places], lexicon))
            said.extend(found.way.said)
            used.update(found.places)
        elif place not in used:
            kept.append(term)
    return Reworded(kept, tuple(said))


def _put(wording: Wording, phrase: Sequence[FocusTerm], lexicon: Lexicon) -> Iterator[FocusTerm]:
    """The words of a wording in place of those of a phrase; one that only says for whom something is stands for no more than itself."""
    head, turned = any(term.head for term in phrase), any(term.turned for term in phrase)
    weight = _REPUT * max(term.weight for term in phrase)
    count = 0 if len(phrase) == 1 and lexicon.audience_places(wording.stems) else len(phrase)
    for stem, word in zip(wording.stems, wording.words, strict=True):
        yield FocusTerm(stem, word, weight, head, turned, count)


class _Way(NamedTuple):
    """A wording that was come to, the steps to it in words, and how many of them led to a wider thing."""

    wording: Wording
    said: tuple[str, ...]
    wider: int = 0


class _Found(NamedTuple):
    """The places of a phrase that a charter has otherwise, and the way to how it has it."""

    places: tuple[int, ...]
    way: _Way


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read, the words of it that were ruled on, and what its phrases are looked for in."""

    typed: Sequence[FocusTerm]
    ruled: frozenset[str]
    index: Index
    thesaurus: Thesaurus
    grounds: Grounds

    def elsewhere(self, first: int, used: Set[int]) -> _Found | None:
        """What the charter has otherwise of the phrases that begin at a place: the longest first, then two words near each other."""
        for places in self._phrases(first):
            if used.isdisjoint(places) and (phrase := self._phrase(places)) and (way := self._same(phrase) or self._wider(phrase)):
                return _Found(tuple(sorted(places)), way)
        return None

    def _phrases(self, first: int) -> Iterator[tuple[int, ...]]:
        longest = min(self.thesaurus.longest(self.typed[first].word), len(self.typed) - first)
        for count in range(longest, 1, -1):
            yield tuple(range(first, first + count))
        after = (place for place in range(first, len(self.typed)) if self.typed[place].weight > 0)
        telling = list(islice(after, _NEAR_BY + 1))
        for other in telling[1:] if telling[:1] == [first] else ():  # "the grass has not been cut" for "cutting grass"
            yield from ((first, other), (other, first))
        if longest:
            yield (first,)

    def _phrase(self, places: Sequence[int]) -> Wording | None:
        """The words at these places, None where they say nothing, were ruled on, or are the charter's or nobody's."""
        phrase = [self.typed[place] for place in places]
        stems, words = tuple(term.text for term in phrase), tuple(term.word for term in phrase)
        telling = [term for term in phrase if term.weight > 0]
        if not telling or not self.ruled.isdisjoint(stems) or _in_a_topic(stems, self.index):
            return None
        if not all(self.thesaurus.knows_form(term.word) or is_compound(term.text) for term in telling):
            return None
        return Wording(stems, words, " ".join(words))

    def _same(self, typed: Wording) -> _Way | None:
        """Another wording of the same thing that stands in a topic."""
        others = self.thesaurus.others(typed.stems, typed.words[0])
        found = next((other for other in others if _in_a_topic(other.stems, self.index)), None)
        return None if found is None else _Way(found, (_is_another_word(typed, found),))

    def _wider(self, typed: Wording) -> _Way | None:
        """The nearest wider thing that is a topic."""
        known: dict[tuple[str, ...], _Way | None] = self.index.kept.setdefault("wider", {})
        if typed.words not in known:
            if len(known) >= _MOST_KEPT:
                known.clear()
            known[typed.words] = self._climbed(typed)
        return known[typed.words]

    def _climbed(self, typed: Wording) -> _Way | None:
        ways, seen = [_Way(typed, ())], {typed.stems}
        for way in ways:
            if way.wider and self._is_topic(way.wording):
                return way
            ways.extend(step for step in self._steps(way) if step.wording.stems not in seen)
            seen.update(step.wording.stems for step in ways)
        return None

    def _is_topic(self, wider: Wording) -> bool:
        """Whether a topic is this whole or holds all of its several words; one word in a topic would lend anybody's owner."""
        return is_topic(wider, self.index, self.grounds)

    def _steps(self, way: _Way) -> Iterator[_Way]:
        here = way.wording
        if len(way.said) >= _FARTHEST:
            return
        for other in self.thesaurus.others(here.stems, here.words[0]):
            yield _Way(other, (*way.said, _is_another_word(here, other)), way.wider)
        for wider in self.thesaurus.wider(here.stems, here.words[0]) if way.wider < _WIDEST else ():
            if wider.leads == "points to" and way.said:
                continue  # what people say of a trouble is said in their own words
            said = f"{here.text} {wider.leads} {wider.wording.text}"
            yield _Way(wider.wording, (*way.said, said), way.wider + 1)


def is_topic(thing: Wording, index: Index, grounds: Grounds) -> bool:
    """Whether a topic is a thing whole or holds all of its several words."""
    return bool(grounds.whole(thing.text)) or (len(thing.stems) > 1 and _in_a_topic(thing.stems, index))


def heads_topic(thing: Wording, index: Index, grounds: Grounds) -> bool:
    """Whether a topic is a thing whole, or ends with it, asides and words of process left out: a "new starter laptop" is no new starter."""
    if grounds.whole(thing.text):
        return True
    wanted = _told_whole(thing)
    for position in _holding(wanted, index):
        topic = index.topic_terms(position)
        head = tuple(term.text for term in terms(_ASIDE.split(index.claims[position].topic)[0]) if not term.function)
        if wanted == head or (len(wanted) > 1 and wanted in (topic[-len(wanted) :], head[-len(wanted) :])):
            return True
        if all(term.text in wanted or term.function or _says_little(term.word) for term in terms(index.claims[position].topic)):
            return True
    return False


def _says_little(word: str) -> bool:
    """Whether a word behind or before a thing only says what is kept or done of it ("PPE standards", "grounds maintenance contract")."""
    return weigh(word) < 1.0 or word in _OF_A_THING


def is_within_topic(thing: Wording, index: Index) -> bool:
    """Whether a topic holds all words of a thing, whatever else it says ("cold chain temperature alerts" holds the cold chain)."""
    return any(True for _ in _holding(_told_whole(thing), index))


def _told_whole(thing: Wording) -> tuple[str, ...]:
    """The stems of a thing, none where small words are left out and one is left: "check-in" is no check."""
    return tuple(thing.stems) if len(thing.stems) > 1 or len(_WORD.findall(thing.text)) == 1 else ()


def _holding(wanted: tuple[str, ...], index: Index) -> Iterator[int]:
    """The claims nearest to some words whose topics hold all of them."""
    if wanted and all(map(index.knows, wanted)):
        for hit in index.search([WeightedTerm(stem, 1.0) for stem in wanted], _NEAR):
            if set(wanted).issubset(index.topic_terms(hit.claim)):
                yield hit.claim


def _is_another_word(here: Wording, other: Wording) -> str:
    return f"{here.text} is another word for {other.text}"


def _in_a_topic(stems: Sequence[str], index: Index) -> bool:
    """Whether one topic holds all of these; that a line holds one of them somewhere would change with any other charter."""
    return any(True for _ in _holding(tuple(stems), index))
