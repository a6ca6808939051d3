"""Tables with a row for each role and a column for each part ("Role | R | A | C | I") whose cells list the things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from knowledge.claims.owners.cells import separated
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.headers import header_words
from knowledge.claims.tables.marks import EMPTY, SEEN
from knowledge.claims.tables.parties import names_party
from knowledge.documents.model import Cell, Row, Table

_SIDE = re.compile(r"^(?:role|name|person|people|position|post|job title|title|member|team member|employee|colleague|who|team)s?$")
_PARTS = {"a": 1, "accountable": 1, "r": 2, "responsible": 2, "executor": 2, "c": 3, "consulted": 3, "i": 4, "informed": 4}
_HEADER = ("Item", "Accountable", "Executor", "Consulted", "Informed")
FEWEST = 3  # columns of parts


def by_thing(table: Table, roster: Roster) -> Table:
    """Such a table turned into one with a row for each thing; any other table as it is."""
    if not table.header or not _SIDE.match(header_words(table.header[0])):
        return table
    parts = {index: part for index, name in enumerate(table.header) if index and (part := _PARTS.get(header_words(name)))}
    if len(parts) < FEWEST or 1 not in parts.values() or not _hold_things(table, list(parts), roster):
        return table
    held: defaultdict[str, defaultdict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in table.rows:
        for index, part in parts.items():
            for thing in _pieces(row, index):
                held[thing][part].append(row)
    rows = [_row(thing, named) for thing, named in held.items()]
    return Table(_HEADER, tuple(sorted(rows, key=lambda row: row.line)), table.line)


def _row(thing: str, named: dict[int, list[Row]]) -> Row:
    """The row of a thing, quoted by the line of the role that has it."""
    told = named[min(named)][0]
    who = (", ".join(dict.fromkeys(row.cells[0].text for row in named.get(part, ()))) for part in range(1, len(_HEADER)))
    return Row(tuple(Cell(text, told.line) for text in (thing, *who)), told.line, told.quote)


def _hold_things(table: Table, columns: Sequence[int], roster: Roster) -> bool:
    """Whether the cells below list other things than names of parties."""
    pieces = [piece for row in table.rows[:SEEN] for index in columns for piece in _pieces(row, index)]
    return sum(1 for piece in pieces if names_party(piece, roster)) * 2 < len(pieces)


def _pieces(row: Row, index: int) -> list[str]:
    text = row.cells[index].text if index < len(row.cells) else ""
    return [] if EMPTY.match(text) else [bare for piece in separated(text) if (bare := piece.strip(" .*_"))]
