"""Tables that lie on their side: a small card for each thing ("Helpline | ", "Owner | Volunteers"), or a column for each thing."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.claims.owners.cells import is_nobody, names_owners
from knowledge.claims.owners.names import looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.columns import columns_of
from knowledge.claims.tables.headers import header_words, names_things
from knowledge.documents.model import Cell, Row, Table

_MOST = 40  # rows that tell of things; a longer table is a list
_THING = "Feature"  # the header of what the cards are of: the most telling one
_NAMING = ("name", "title", "system", "service", "application", "app", "product", "process", "tool", "project", "item", "thing", "topic")


def upright(table: Table, roster: Roster) -> Table:
    """The table with a row for each thing where its rows are what is told of one thing or of several; any other as it is."""
    if not 0 < len(table.rows) <= _MOST or columns_of(table.header, roster):
        return table
    labels = [row.cells[0].text if row.cells else "" for row in table.rows]
    told = columns_of(labels, roster)
    things = _things(table, labels, roster) if told and len(set(labels)) == len(labels) else {}
    if not told or not things or not _names(table.rows[told.owners[0].index], things, roster):
        return table
    owner = table.rows[told.owners[0].index]
    rows = (
        Row((thing, *(row.cells[at] if at < len(row.cells) else Cell("", row.line) for row in table.rows)), owner.line, owner.quote)
        for at, thing in things.items()
    )
    return Table((_THING, *labels), tuple(rows), table.line)


def _things(table: Table, labels: Sequence[str], roster: Roster) -> dict[int, Cell]:
    """The column of each thing, with its name: from the header, or from the row of a card that says it."""
    first, *names = table.header
    if len(names) > 1:
        roles = sum(1 for name in names if name in roster or looks_like_role(name))
        named = all(names) and len(set(names)) == len(names) and roles < len(names) / 2
        return {at: Cell(name, table.line) for at, name in enumerate(names, 1)} if named else {}
    if first and names == [""]:
        return {1: Cell(first, table.line)}
    if names and header_words(first) in _NAMING and not names_things(names[0]):
        return {1: Cell(names[0], table.line)}
    row = next((row for row, label in zip(table.rows, labels, strict=True) if header_words(label) in _NAMING), None)
    return {1: row.cells[1]} if names and row and len(row.cells) > 1 and row.cells[1].text else {}


def _names(row: Row, things: dict[int, Cell], roster: Roster) -> bool:
    """Whether owners stand in the row of owners, or words for nobody."""
    texts = [row.cells[at].text for at in things if at < len(row.cells)]
    return bool(texts) and all(is_nobody(text) or names_owners(text, roster) for text in texts)
