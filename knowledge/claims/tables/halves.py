"""Tables in two or more halves side by side ("Item | Desk | | Item | Desk"): one list that goes on at the top of the next half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.documents.model import Row, Table

NARROWEST = 2  # columns of a half


def one_below_the_other(table: Table) -> Table:
    """The table with its halves one below the other; any other table as it is."""
    words = [name.strip().casefold() for name in table.header]
    starts = [index for index, name in enumerate(words) if name and name == words[0]]
    width = _width(words, starts)
    if not width:
        return table
    rows = (Row(row.cells[start : start + width], row.line, row.quote) for start in starts for row in table.rows)
    return replace(table, header=table.header[:width], rows=tuple(row for row in rows if any(cell.text for cell in row.cells)))


def _width(words: Sequence[str], starts: Sequence[int]) -> int:
    """How many columns each half has, where all have the same headers and no more than empty columns between them; else 0."""
    if len(starts) < 2:
        return 0
    width = max(index for index in range(starts[1]) if words[index]) + 1
    alike = (words[at : at + width] == words[:width] and not any(words[at + width : stop]) for at, stop in pairwise([*starts, len(words)]))
    return width if width >= NARROWEST and len(set(words[:width])) == width and all(alike) else 0
