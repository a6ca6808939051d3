"""Whole names (of topics, of owners) found inside a question: the longest wins, at the same cost for a hundred and a million.

A name is a sequence of term numbers. Knows nothing of spelling, and nothing of what the names stand for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.index.tables import MASK, MIX, HashTable

_MIX = np.uint64(MIX)


class Found(NamedTuple):
    """`terms[first:last]` of the sequence asked about spell the name of these rows."""

    first: int
    last: int
    rows: tuple[int, ...]


class Names:
    """Rows by the term numbers of their names: `flat[offsets[i]:offsets[i + 1]]` is the name of row i."""

    def __init__(self, flat: NDArray[np.int32], offsets: NDArray[np.int64], table: HashTable, longest: NDArray[np.int16]) -> None:
        self.flat, self.offsets, self.table, self.longest = flat, offsets, table, longest
        self._flat, self._offsets, self._longest = flat.data, offsets.data, longest.data

    @classmethod
    def of(cls, flat: NDArray[np.int32], offsets: NDArray[np.int64], vocabulary: int) -> Names:
        """The table of all names; empty names are kept out of it."""
        lengths = np.diff(offsets)
        named = np.flatnonzero(lengths)
        longest = np.zeros(vocabulary, dtype=np.int16)
        np.maximum.at(longest, flat[offsets[named]], np.minimum(lengths[named], np.iinfo(np.int16).max).astype(np.int16))
        return cls(flat, offsets, HashTable.of(_hashes(flat, offsets, named), named.astype(np.int32)), longest)

    def find(self, numbers: Sequence[int]) -> list[Found]:
        """The longest names within the sequence that do not overlap, in order; -1 is a word that no name has."""
        found: list[Found] = []
        for first, number in enumerate(numbers):
            reach = self._longest[number] if number >= 0 else 0
            if not reach:
                continue
            key = 0
            for last in range(first + 1, min(first + reach, len(numbers)) + 1):
                if numbers[last - 1] < 0:
                    break
                key = ((key ^ (numbers[last - 1] + 1)) * MIX) & MASK
                key ^= key >> 29
                rows = tuple(row for row in self.table.find((key * MIX) & MASK) if self._spells(row, numbers, first, last))
                if rows:
                    found.append(Found(first, last, rows))
        return _longest_apart(found) if len(found) > 1 else found

    def name(self, row: int) -> list[int]:
        """The term numbers of one row's name."""
        return list(self._flat[self._offsets[row] : self._offsets[row + 1]])

    def _spells(self, row: int, numbers: Sequence[int], first: int, last: int) -> bool:
        start = self._offsets[row]
        if self._offsets[row + 1] - start != last - first:
            return False
        return all(self._flat[start + place] == numbers[first + place] for place in range(last - first))


def _hashes(flat: NDArray[np.int32], offsets: NDArray[np.int64], named: NDArray[np.intp]) -> NDArray[np.uint64]:
    """The same sum as in `find`, for all names at once, one position after the other."""
    keys = np.zeros(len(named), dtype=np.uint64)
    starts, lengths = offsets[named], np.diff(offsets)[named]
    for place in range(int(lengths.max(initial=0))):
        still = np.flatnonzero(lengths > place)
        mixed = (keys[still] ^ (flat[starts[still] + place].astype(np.uint64) + np.uint64(1))) * _MIX
        keys[still] = mixed ^ (mixed >> np.uint64(29))
    return keys * _MIX


def _longest_apart(found: list[Found]) -> list[Found]:
    chosen: list[Found] = []
    taken: set[int] = set()
    for name in sorted(found, key=lambda each: (each.first - each.last, each.first)):
        places = range(name.first, name.last)
        if taken.isdisjoint(places):
            chosen.append(name)
            taken.update(places)
    return sorted(chosen)
