"""Names by the first letters of their words: "Power purchase agreement" for whoever asks about the PPA."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.index.topics import Names

FEWEST, MOST = 3, 5  # letters of an abbreviation; two are too many names' first letters
_LETTERS = 27  # those of English, and 0 for everything else


class Initials:
    """The rows of some names in the order of their first letters, found by halving."""

    def __init__(self, sums: NDArray[np.int64], rows: NDArray[np.intp]) -> None:
        self._sums, self._rows = sums, rows

    @classmethod
    def of(cls, names: Names, texts: Sequence[str]) -> Initials:
        """Of all `names` of three to five words; `texts` has the word of each term number."""
        firsts = np.fromiter((_letter(text) for text in texts), np.int64, len(texts))
        lengths = np.diff(names.offsets)
        rows = np.flatnonzero((lengths >= FEWEST) & (lengths <= MOST))
        sums, spelt = np.zeros(len(rows), np.int64), np.ones(len(rows), np.bool_)
        for place in range(MOST):
            still = np.flatnonzero(lengths[rows] > place)
            letters = firsts[names.flat[names.offsets[rows[still]] + place]]
            sums[still] = sums[still] * _LETTERS + letters
            spelt[still] &= letters > 0
        sums, rows = sums[spelt], rows[spelt]
        order = np.argsort(sums, kind="stable")
        return cls(sums[order], rows[order])

    def find(self, word: str) -> list[int]:
        """The rows of the names that a word abbreviates, in their order."""
        if not (FEWEST <= len(word) <= MOST and all(map(_letter, word))):
            return []
        wanted = 0
        for letter in word:
            wanted = wanted * _LETTERS + _letter(letter)
        first, last = np.searchsorted(self._sums, wanted, "left"), np.searchsorted(self._sums, wanted, "right")
        found: list[int] = self._rows[first:last].tolist()
        return found


def _letter(text: str) -> int:
    """1 to 26 for the letter that a word begins with, 0 for any other sign."""
    return ord(text[0]) - 96 if "a" <= text[:1] <= "z" else 0
