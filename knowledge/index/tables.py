"""A flat hash table: 64-bit keys to row numbers in two NumPy arrays, so that a million names cost megabytes.

The keys must be well mixed in their upper bits, of which those that the row numbers leave free are compared: the caller checks
what a row really says.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MASK = (1 << 64) - 1
MIX = 0x9E3779B97F4A7C15  # odd, so that multiplying by it loses nothing; its bits are those of the golden ratio


class HashTable:
    """Rows by key, one sorted number each: a key's upper bits, then the row. Made once by `of`, read by many threads."""

    def __init__(self, entries: NDArray[np.uint64], starts: NDArray[np.int32], row_bits: int) -> None:
        self.entries, self.starts, self._row_bits = entries, starts, row_bits
        self._shift = 65 - (len(starts) - 1).bit_length()
        self._row_mask = (1 << row_bits) - 1
        # Reading one number from a memoryview is three times as fast as from an array.
        self._entries, self._starts = entries.data, starts.data

    @classmethod
    def of(cls, keys: NDArray[np.uint64], rows: NDArray[np.int32]) -> HashTable:
        """The table of `rows[i]` under `keys[i]`."""
        row_bits = int(rows.max(initial=1)).bit_length()
        entries = (keys >> np.uint64(row_bits) << np.uint64(row_bits)) | rows.astype(np.uint64)
        entries.sort()
        bits = max(1, len(keys).bit_length())
        counts = np.bincount((entries >> np.uint64(64 - bits)).astype(np.int64), minlength=1 << bits)
        return cls(entries, np.concatenate([[0], np.cumsum(counts)]).astype(np.int32), row_bits)

    def find(self, key: int) -> list[int]:
        """Rows that are probably under this key, ascending: all that are, and seldom another."""
        bucket = key >> self._shift
        first, last = self._starts[bucket], self._starts[bucket + 1]
        if first == last:
            return []
        wanted, bits = key >> self._row_bits, self._row_bits
        return [entry & self._row_mask for entry in self._entries[first:last] if entry >> bits == wanted]
