"""Puts words of a question that a charter does not have as the charter has them: its abbreviations, everyday words for one thing.

Decides nothing about owners. What people ruled on, or gave a name to, is left in their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.answers.rulings import Rulings
from knowledge.index import Index, Term, WeightedTerm, initials, terms
from knowledge.index.lexicon import Lexicon
from knowledge.index.question import FocusTerm
from knowledge.index.thesaurus import Thesaurus, Wording

_NEAR = 24  # claims whose topics are looked at for a word
_REPUT = 0.9  # what a word in other words weighs beside one that was typed


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


def reworded(typed: Sequence[FocusTerm], index: Index, thesaurus: Thesaurus, rulings: Rulings) -> Reworded:
    """The words typed, phrases that the charter does not have put as another wording that stands in one of its topics."""
    ruled = _ruled(typed, rulings)
    kept: list[FocusTerm] = []
    said: list[str] = []
    place = 0
    while place < len(typed):
        count, wording = _elsewhere(typed, place, ruled, index, thesaurus)
        if wording is None:
            kept.append(typed[place])
            place += 1
            continue
        phrase = typed[place : place + count]
        head, turned = any(term.head for term in phrase), any(term.turned for term in phrase)
        weight = _REPUT * max(term.weight for term in phrase)
        kept.extend(FocusTerm(*each, weight, head, turned, reput=count > 1) for each in zip(wording.stems, wording.words, strict=True))
        said.append(f"{' '.join(term.word for term in phrase)} is another word for {wording.text}")
        place += count
    return Reworded(kept, tuple(said))


def _elsewhere(
    typed: Sequence[FocusTerm], place: int, ruled: frozenset[str], index: Index, thesaurus: Thesaurus
) -> tuple[int, Wording | None]:
    """How many words from `place` on the charter has in another wording, the longest phrase first, and that wording."""
    for count in range(min(thesaurus.longest(typed[place].word), len(typed) - place), 0, -1):
        phrase = tuple(term.text for term in typed[place : place + count])
        others = thesaurus.others(phrase, typed[place].word) if ruled.isdisjoint(phrase) else ()
        if others and any(term.weight > 0 for term in typed[place : place + count]) and not _in_a_topic(phrase, index):
            for wording in others:
                if _in_a_topic(wording.stems, index):
                    return count, wording
    return 0, None


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
