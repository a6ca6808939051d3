"""The words of a topic made ready to be weighed: spelling mended against the charter and the lexicon, aliases put in, rarity counted.

Decides nothing about owners.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.answers.rewording import Reworded, abbreviated, reworded, written
from knowledge.answers.rulings import Overlay, Rulings
from knowledge.answers.weighing import Word
from knowledge.index import Index, Term, WeightedTerm, terms
from knowledge.index.concepts import bundled_concepts
from knowledge.index.lexicon import Lexicon
from knowledge.index.question import Focus, FocusTerm, weigh
from knowledge.index.question_plain import is_plain
from knowledge.index.question_spelling import near_words
from knowledge.index.thesaurus import bundled_thesaurus
from knowledge.index.typos import within_one_slip
from knowledge.index.words import is_compound
from knowledge.types import Alias

_COMMON = 0.6  # what the most common word of a charter weighs beside the rarest
_RARE, _RARE_VERB = 2, 0.6  # claims that hold a verb of owning ("translates"), and what it then weighs
_MENDED = 0.95
_FIRST_LETTER_LOST = 6  # letters of a word that is still recognizable when the slip is in its first one
_SHORTEST_SLIP = 5  # letters of a word that is held against the lexicon's many; a shorter one is near too much
_SHORTEST_BESIDE = 3  # letters of a word that its neighbours can explain
_BESIDE = 24  # claims whose topics may explain it
_SHORTEST_HALF = 4  # letters of a word that is part of another; shorter ones are found in too many
_LONGEST_JOINED = 40  # letters of two words written as one; whatever is longer is no word, and each place in it would be tried


class Ready(NamedTuple):
    """The words of a topic, the aliases that were put in place of theirs, and what was said in other words."""

    words: list[Word]
    aliases: tuple[Alias, ...]
    said: tuple[str, ...] = ()


def ready_words(focus: Focus, index: Index, lexicon: Lexicon, rulings: Rulings) -> Ready:
    """The words of the topic as they were typed, with the aliases for some of them."""
    return _made_ready(Reworded(focus.terms), index, lexicon, rulings)


def in_other_words(focus: Focus, index: Index, lexicon: Lexicon, rulings: Rulings) -> Ready | None:
    """The same with everyday words that the charter does not have put as it has them; None where there are none to put."""
    reput = reworded(focus.terms, index, lexicon, rulings)
    return _made_ready(reput, index, lexicon, rulings) if reput.said else None


def _made_ready(reput: Reworded, index: Index, lexicon: Lexicon, rulings: Rulings) -> Ready:
    typed = _together(abbreviated(reput.terms, index, lexicon), index, lexicon)
    words = [word for term in typed for word in _ready(term, index, lexicon)]
    words = _beside(words, index, lexicon)
    used = _widest(rulings.aliases.within(frozenset(word.stem for word in words)))
    for overlay in used:
        words = _aliased(words, overlay, index)
    return Ready(words, tuple(overlay.entry for overlay in used), reput.said)


def _beside(words: list[Word], index: Index, lexicon: Lexicon) -> list[Word]:
    """The words, an unknown short one read as what stands beside the others in a topic ("data lke"): alone it is near too much."""
    short = [
        place for place, word in enumerate(words) if _SHORTEST_BESIDE <= len(word.word) < _SHORTEST_SLIP and _unknown(word, index, lexicon)
    ]
    others = [WeightedTerm(word.stem, word.weight) for word in words if word.weight > 0 and index.knows(word.stem)]
    if not short or not others:
        return words
    topics = [dict.fromkeys(index.topic_terms(hit.claim)) for hit in index.search(others, _BESIDE)]
    for place in short:
        typed = words[place]
        near = (stem for topic in topics for stem in topic if stem[0] == typed.stem[0] and within_one_slip(typed.stem, stem))
        if stem := next(near, ""):
            words[place] = typed._replace(stem=stem, word=stem, weight=typed.weight * _MENDED)
    return words


def _unknown(word: Word, index: Index, lexicon: Lexicon) -> bool:
    return word.typed.weight >= 1.0 and not (index.knows(word.stem) or lexicon.knows(word.word) or is_plain(word.word))


def _together(typed: Sequence[FocusTerm], index: Index, lexicon: Lexicon) -> list[FocusTerm]:
    """The words typed, two neighbours as one where a charter writes them so ("pager duty", PagerDuty)."""
    joined: list[FocusTerm] = []
    for term in typed:
        before = joined[-1] if joined else None
        if before is not None:
            spelt = (terms(first + term.word) for first in dict.fromkeys((before.word, before.text)))  # "paying out" is a payout
            known = (whole[0] for whole in spelt if len(whole) == 1 and index.knows(whole[0].text))
            whole = next((whole for whole in known if _written_as_one(before, term, whole, index, lexicon)), None)
            if whole is not None:
                joined[-1] = FocusTerm(whole.text, whole.word, 1.0, before.head or term.head)
                continue
        joined.append(term)
    return joined


def _written_as_one(first: FocusTerm, second: FocusTerm, whole: Term, index: Index, lexicon: Lexicon) -> bool:
    """Whether one of the two says nothing by itself, or a topic shows where the one word parts ("ClaimsDesk")."""
    if not (_means_something(first, index, lexicon) and _means_something(second, index, lexicon)):
        return True
    name = first.word.capitalize() + second.word.capitalize()
    return written(name, whole, index)


def _means_something(term: FocusTerm, index: Index, lexicon: Lexicon) -> bool:
    return index.knows(term.text) or lexicon.knows(term.word) or is_plain(term.word)


def _ready(term: FocusTerm, index: Index, lexicon: Lexicon) -> list[Word]:
    if term.weight == 0 or index.knows(term.text):
        weight = max(term.weight, _RARE_VERB) if 0 < term.weight < _RARE_VERB and 0 < index.count(term.text) <= _RARE else term.weight
        return [Word(term.text, term.word, weight * _telling(term.text, index), term)]
    if lexicon.knows(term.word) or is_plain(term.word) or is_compound(term.text) or weigh(term.word) < 1.0:
        return [Word(term.text, term.word, term.weight, term)]
    if apart := _apart(term, index):
        return apart
    if spelt := index.spelt_out(term.word):
        return [Word(stem, stem, term.weight * _telling(stem, index), term) for stem in spelt]
    mended = _mended(term, index, lexicon)
    if not mended or (_spelt_right(term.word) and not (mended[1].startswith(term.word) or term.word.startswith(mended[1]))):
        return [Word(term.text, term.word, term.weight, term)]
    stem, word = mended
    return [Word(stem, word, min(term.weight, weigh(word)) * _MENDED, term)]


def _spelt_right(word: str) -> bool:
    """Whether a word that no line has is spelt right nevertheless; it may still be short for one that a line has ("waive", waiver)."""
    return bundled_thesaurus().knows(word) or bundled_concepts().knows(word)


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
    near = _near(term.word, lexicon.words()) if len(term.word) >= _SHORTEST_SLIP else ()
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
