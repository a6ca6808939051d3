"""The words of a topic made ready to be weighed: spelling mended against the charter and the lexicon, aliases put in, rarity counted.

Decides nothing about owners.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from knowledge.answers.rulings import Overlay, Rulings
from knowledge.answers.weighing import Word
from knowledge.index import Index, Term, terms
from knowledge.index.lexicon import Lexicon
from knowledge.index.question import Focus, FocusTerm, weigh
from knowledge.index.question_plain import is_plain
from knowledge.index.question_spelling import near_words
from knowledge.types import Alias

_COMMON = 0.6  # what the most common word of a charter weighs beside the rarest
_MENDED = 0.95
_FIRST_LETTER_LOST = 6  # letters of a word that is still recognizable when the slip is in its first one
_SHORTEST_HALF = 4  # letters of a word that is part of another; shorter ones are found in too many
_LONGEST_JOINED = 40  # letters of two words written as one; whatever is longer is no word, and each place in it would be tried


def ready_words(focus: Focus, index: Index, lexicon: Lexicon, rulings: Rulings) -> tuple[list[Word], tuple[Alias, ...]]:
    """The words of the topic, and the aliases that were put in place of theirs."""
    words = [word for term in _together(focus.terms, index, lexicon) for word in _ready(term, index, lexicon)]
    used = _widest(rulings.aliases.within(frozenset(word.stem for word in words)))
    for overlay in used:
        words = _aliased(words, overlay, index)
    return words, tuple(overlay.entry for overlay in used)


def _together(typed: Sequence[FocusTerm], index: Index, lexicon: Lexicon) -> list[FocusTerm]:
    """The words typed, two neighbours as one where a charter writes them so ("pager duty", PagerDuty) and one says nothing by itself."""
    joined: list[FocusTerm] = []
    for term in typed:
        before = joined[-1] if joined else None
        if before is not None and not (_means_something(before, index, lexicon) and _means_something(term, index, lexicon)):
            whole = terms(before.word + term.word)
            if len(whole) == 1 and index.knows(whole[0].text):
                joined[-1] = FocusTerm(whole[0].text, whole[0].word, 1.0, before.head or term.head)
                continue
        joined.append(term)
    return joined


def _means_something(term: FocusTerm, index: Index, lexicon: Lexicon) -> bool:
    return index.knows(term.text) or lexicon.knows(term.word) or is_plain(term.word)


def _ready(term: FocusTerm, index: Index, lexicon: Lexicon) -> list[Word]:
    if term.weight == 0 or index.knows(term.text):
        return [Word(term.text, term.word, term.weight * _telling(term.text, index), term)]
    if lexicon.knows(term.word) or is_plain(term.word) or term.weight < 1.0:
        return [Word(term.text, term.word, term.weight, term)]
    if apart := _apart(term, index):
        return apart
    mended = _mended(term, index, lexicon)
    if not mended:
        return [Word(term.text, term.word, term.weight, term)]
    stem, word = mended
    return [Word(stem, word, min(term.weight, weigh(word)) * _MENDED, term)]


def _apart(term: FocusTerm, index: Index) -> list[Word]:
    """The two words of a charter that an unknown one is written together from ("wishlist"), none where there are no such."""
    if len(term.word) > _LONGEST_JOINED:
        return []
    for place in range(_SHORTEST_HALF, len(term.word) - _SHORTEST_HALF + 1):
        halves = [terms(half)[0] for half in (term.word[:place], term.word[place:])]
        if all(index.knows(half.text) and not half.function for half in halves):
            return [Word(half.text, half.word, term.weight * _telling(half.text, index), term) for half in halves]
    return []


def _mended(term: FocusTerm, index: Index, lexicon: Lexicon) -> tuple[str, str] | None:
    """The stem and spelling that an unknown word was probably meant to be."""
    repairs = index.repair(Term(term.text, 0, len(term.word), term.word))
    near = _near(term.word, lexicon.words())
    close = [each for each in repairs if each.word[0] == term.word[0]] or [each for each in repairs if len(each.word) >= _FIRST_LETTER_LOST]
    if close:
        return close[0].text, close[0].word
    if near:
        return terms(near[0])[0].text, near[0]
    return None


@lru_cache(maxsize=1 << 12)
def _near(word: str, known: frozenset[str]) -> tuple[str, ...]:
    return tuple(near_words(word, known))


def _telling(stem: str, index: Index) -> float:
    """Between _COMMON and 1: how telling a known stem is among the charter's claims."""
    count = index.count(stem)
    if not count:
        return 1.0
    rarest = math.log1p((len(index.claims) - 0.5) / 1.5)  # of a word that one claim holds
    return _COMMON + (1 - _COMMON) * min(1.0, index.rarity(stem) / rarest) if rarest > 0 else 1.0


def _widest(overlays: Sequence[Overlay[Alias]]) -> list[Overlay[Alias]]:
    chosen: list[Overlay[Alias]] = []
    for overlay in overlays:
        if all(overlay.stems.isdisjoint(other.stems) for other in chosen):
            chosen.append(overlay)
    return chosen


def _aliased(words: Sequence[Word], overlay: Overlay[Alias], index: Index) -> list[Word]:
    """The words with those of the alias replaced by its topic's."""
    place = next(place for place, word in enumerate(words) if word.stem in overlay.stems)
    head = any(word.typed.head for word in words if word.stem in overlay.stems)
    meant = [
        Word(term.text, term.word, weigh(term.word) * _telling(term.text, index), FocusTerm(term.text, term.word, 1.0, head))
        for term in terms(overlay.entry.topic)
        if not term.function
    ]
    kept = [word for word in words if word.stem not in overlay.stems]
    return [*kept[:place], *meant, *kept[place:]]
