"""A table of hashes gives every row that lies under a key."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index.tables import HashTable


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50), st.integers(0, 2**64 - 1))
def test_a_table_gives_every_row_under_its_key(keys: list[int], other: int) -> None:
    mixed = [(key * 0x9E3779B97F4A7C15) % 2**64 for key in keys]
    table = HashTable.of(np.array(mixed, np.uint64), np.arange(len(keys), dtype=np.int32))
    for row, key in enumerate(mixed):
        assert row in table.find(key)
    assert other in mixed or len(table.find(other)) <= len(keys)
