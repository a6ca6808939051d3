"""Words one slip away from an unknown word: a letter too many, too few, another, or two swapped.

Symmetric deletes: two words one slip apart share a form once a letter is dropped from either, so a look-up costs one probe a letter,
however many words there are. Knows spellings only, not what a word means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.index.tables import MASK, MIX, HashTable

SHORTEST = 4  # letters; of three-letter words, nearly all are one slip from another
LONG = 8  # letters; two slips in a shorter word leave too little of it
_THREE = 11  # letters from which three do not
LONGEST = 40  # letters; longer "words" are identifiers, and nobody mistypes one by hand
_BASE = 0x2545F4914F6CDD1D | 1  # odd: has an inverse modulo 2**64, which dropping a letter needs
_INVERSE = pow(_BASE, -1, 1 << 64)


class Spellings:
    """The known words, found by what they look like with one slip. Made once by `of`, read by many threads."""

    def __init__(self, words: Sequence[str], table: HashTable) -> None:
        self.words, self.table = words, table
        self._begun: dict[tuple[str, int], list[str]] = {}  # by first letter and length, made when first asked for

    @classmethod
    def of(cls, words: Iterable[str]) -> Spellings:
        """Of these words, those that are long enough to be repaired to."""
        kept = sorted({word for word in words if SHORTEST <= len(word) <= LONGEST})
        keys, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int32)]
        lengths = np.array([len(word) for word in kept], dtype=np.int32)
        for length in range(SHORTEST, LONGEST + 1):
            here = np.flatnonzero(lengths == length).astype(np.int32)
            if len(here):
                forms = _all_forms(np.array([kept[row] for row in here], dtype=f"U{length}"), length)
                keys.append(forms.ravel())
                rows.append(np.repeat(here, length + 1))
        return cls(tuple(kept), HashTable.of(np.concatenate(keys), np.concatenate(rows)))

    def near(self, word: str) -> list[str]:
        """The known words exactly one slip away, or the word itself where it is known; in no particular order."""
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        rows = {row for form in _forms(word) for row in self.table.find(form)}
        return [known for row in rows if within_one_slip(word, known := self.words[row])]

    def alike(self, word: str) -> list[str]:
        """The known words that begin as a long word does and are two slips away at most, three of a very long one; the nearest."""
        if not LONG <= len(word) <= LONGEST:
            return []
        if not self._begun:
            begun: dict[tuple[str, int], list[str]] = {}
            for known in self.words:
                begun.setdefault((known[0], len(known)), []).append(known)
            self._begun = begun  # as a whole, for whatever thread reads it meanwhile
        slips = 3 if len(word) >= _THREE else 2
        there = [known for size in range(len(word) - slips, len(word) + slips + 1) for known in self._begun.get((word[0], size), ())]
        found = process.extract(word, there, scorer=OSA.distance, score_cutoff=slips, limit=None)
        least = min((distance for _, distance, _ in found), default=0)
        return [known for known, distance, _ in found if distance == least]


def undoubled(word: str) -> list[str]:
    """A long word with one of its double letters single: many double the wrong one ("reccomend"), which is two slips."""
    if not LONG <= len(word) <= LONGEST:
        return []
    return [word[:place] + word[place + 1 :] for place in range(1, len(word)) if word[place] == word[place - 1]]


def within_one_slip(one: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours at most lies between two words."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    return one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]


def _forms(word: str) -> list[int]:
    """Hashes of the word and of it without each of its letters; the same sums as `_all_forms`."""
    total, power, powers, sums = 0, 1, [], [0]
    for letter in word:
        powers.append(ord(letter) * power)
        total = (total + powers[-1]) & MASK
        sums.append(total)
        power = (power * _BASE) & MASK
    forms = [total] + [(sums[place] + (total - sums[place + 1]) * _INVERSE) & MASK for place in range(len(word))]
    return [_mixed(form) for form in forms]


def _mixed(form: int) -> int:
    form = (form * MIX) & MASK
    return ((form ^ (form >> 31)) * MIX) & MASK


def _all_forms(words: NDArray[np.str_], length: int) -> NDArray[np.uint64]:
    """One row a word: the hash of it whole, then without each letter."""
    letters = words.view(np.uint32).reshape(len(words), length).astype(np.uint64)
    powers = np.array([pow(_BASE, place, 1 << 64) for place in range(length)], dtype=np.uint64)
    sums = np.cumsum(letters * powers, axis=1, dtype=np.uint64)
    total = sums[:, -1:]
    before = np.concatenate([np.zeros_like(total), sums[:, :-1]], axis=1)
    forms = np.concatenate([total, before + (total - sums) * np.uint64(_INVERSE)], axis=1)
    forms *= np.uint64(MIX)
    forms ^= forms >> np.uint64(31)
    forms *= np.uint64(MIX)
    return forms
