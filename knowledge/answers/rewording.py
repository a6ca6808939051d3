"""Puts words of a question that a charter does not have as the charter has them: its abbreviations, everyday words for one thing.

Decides nothing about owners. What people ruled on, or gave a name to, is left in their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.answers.grounding import Grounds, grounds_of
from knowledge.answers.rulings import Rulings
from knowledge.index import Index, Term, WeightedTerm, initials, terms
from knowledge.index.lexicon import Lexicon
from knowledge.index.question import FocusTerm
from knowledge.index.thesaurus import Thesaurus, Wording, bundled_thesaurus
from knowledge.index.words import is_compound

_NEAR = 24  # claims whose topics are looked at for a word
_REPUT = 0.9  # what a word in other words weighs beside one that was typed
_FARTHEST, _WIDEST = 3, 2  # steps from a phrase to the wider thing it belongs to, and how many of them to a wider thing


class Reworded(NamedTuple):
    """The words as the charter has them, and what was said in other words ("work clothes is another word for uniforms")."""

    terms: Sequence[FocusTerm]
    said: tuple[str, ...] = ()


def abbreviated(typed: Sequence[FocusTerm], index: Index, lexicon: Lexicon) -> Sequence[FocusTerm]:
    """The words typed, some that the charter does not have put as what it abbreviates them to ("search engine optimisation", SEO)."""
    new = [not (index.knows(term.text) or lexicon.knows(term.word)) for term in typed]
    for count in range(min(len(typed), initials.MOST) if any(new) else 0, initials.FEWEST - 1, -1):
        for place in range(len(typed) - count + 1):
            spelt = typed[place : place + count]
            short = terms("".join(term.word[0] for term in spelt))[0] if any(new[place : place + count]) else None
            if short and index.knows(short.text) and _abbreviates_topic(short, index):
                whole = FocusTerm(short.text, short.word, 1.0, any(term.head for term in spelt))
                return (*typed[:place], whole, *typed[place + count :])
    return typed


def _abbreviates_topic(short: Term, index: Index) -> bool:
    """Whether a topic has these capitals and no owner is called by them ("which chief has IT ops" does not name the CIO)."""
    called = (name for owner in index.owners for name in (owner.name, *owner.other_names))
    return written(short.word.upper(), short, index) and short.word not in map(str.casefold, called)


def written(name: str, term: Term, index: Index) -> bool:
    """Whether a topic writes a term just so."""
    return any(name in index.claims[hit.claim].topic for hit in index.search([WeightedTerm(term.text, 1.0)], _NEAR))


def reworded(typed: Sequence[FocusTerm], index: Index, lexicon: Lexicon, rulings: Rulings) -> Reworded:
    """The words typed, phrases that the charter does not have put as another wording, or a wider thing, that one of its topics has."""
    ruled = _ruled(typed, rulings)
    reading = _Reading(index, bundled_thesaurus(), grounds_of(index, lexicon))
    kept: list[FocusTerm] = []
    said: list[str] = []
    place = 0
    while place < len(typed):
        count, found = reading.elsewhere(typed, place, ruled)
        if found is None:
            kept.append(typed[place])
            place += 1
            continue
        phrase = typed[place : place + count]
        head, turned = any(term.head for term in phrase), any(term.turned for term in phrase)
        weight = _REPUT * max(term.weight for term in phrase)
        into = zip(found.wording.stems, found.wording.words, strict=True)
        kept.extend(
            FocusTerm(*each, weight, head, turned, reput=0 if count == 1 and lexicon.audience_places(found.wording.stems) else count)
            for each in into
        )
        said.extend(found.said)
        place += count
    return Reworded(kept, tuple(said))


class _Way(NamedTuple):
    """A wording that was come to, the steps to it in words, and how many of them led to a wider thing."""

    wording: Wording
    said: tuple[str, ...]
    wider: int = 0


@dataclass(frozen=True, slots=True)
class _Reading:
    """What phrases are looked for in."""

    index: Index
    thesaurus: Thesaurus
    grounds: Grounds

    def elsewhere(self, typed: Sequence[FocusTerm], place: int, ruled: frozenset[str]) -> tuple[int, _Way | None]:
        """How many words from `place` on the charter has otherwise, the longest phrase first, and the way to how it has them."""
        for count in range(min(self.thesaurus.longest(typed[place].word), len(typed) - place), 0, -1):
            phrase = typed[place : place + count]
            stems = tuple(term.text for term in phrase)
            words = tuple(term.word for term in phrase)
            telling = [term for term in phrase if term.weight > 0]
            if not telling or not ruled.isdisjoint(stems) or _in_a_topic(stems, self.index):
                continue
            if not all(self.thesaurus.knows_form(term.word) or is_compound(term.text) for term in telling):
                continue
            if found := self._same(Wording(stems, words, " ".join(words))) or self._wider(Wording(stems, words, " ".join(words))):
                return count, found
        return 0, None

    def _same(self, typed: Wording) -> _Way | None:
        """Another wording of the same thing that stands in a topic."""
        others = self.thesaurus.others(typed.stems, typed.words[0])
        found = next((other for other in others if _in_a_topic(other.stems, self.index)), None)
        return None if found is None else _Way(found, (_is_another_word(typed, found),))

    def _wider(self, typed: Wording) -> _Way | None:
        """The nearest wider thing that is a topic whole; what only shares a word with one would lend anybody's owner."""
        ways, seen = [_Way(typed, ())], {typed.stems}
        for way in ways:
            if way.wider and self.grounds.whole(way.wording.text):
                return way
            ways.extend(step for step in self._steps(way) if step.wording.stems not in seen)
            seen.update(step.wording.stems for step in ways)
        return None

    def _steps(self, way: _Way) -> Iterator[_Way]:
        here = way.wording
        if len(way.said) >= _FARTHEST:
            return
        for other in self.thesaurus.others(here.stems, here.words[0]):
            yield _Way(other, (*way.said, _is_another_word(here, other)), way.wider)
        for wider in self.thesaurus.wider(here.stems, here.words[0]) if way.wider < _WIDEST else ():
            yield _Way(wider, (*way.said, f"{here.text} belongs to {wider.text}"), way.wider + 1)


def _is_another_word(here: Wording, other: Wording) -> str:
    return f"{here.text} is another word for {other.text}"


def _in_a_topic(stems: Sequence[str], index: Index) -> bool:
    """Whether one topic holds all of these; that a line holds one of them somewhere would change with any other charter."""
    if not all(map(index.knows, stems)):
        return False
    hits = index.search([WeightedTerm(stem, 1.0) for stem in stems], _NEAR)
    return any(set(stems).issubset(index.topic_terms(hit.claim)) for hit in hits)


def _ruled(typed: Sequence[FocusTerm], rulings: Rulings) -> frozenset[str]:
    """The words that a ruling or an alias has in its topic."""
    stems = frozenset(term.text for term in typed)
    overlays = (overlay.stems for laid in (rulings.decisions, rulings.disputes, rulings.aliases) for overlay in laid.within(stems))
    return frozenset().union(*overlays)
