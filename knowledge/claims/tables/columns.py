"""What the columns of a table are for, told by their headers: topics, owners of several kinds, contacts, remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.claims.owners.names import looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.headers import (
    ALSO,
    BACKUP,
    CONTACT,
    DESCRIBED,
    GROUPING,
    IN_FULL,
    NOTE,
    OWNED_LISTS,
    OWNERS,
    SHORTENED,
    header_words,
    is_backup,
    names_things,
    rank_of_topic,
    tells_of_owners,
)
from knowledge.documents.model import Row, Table
from knowledge.types import Tie

_KINDS = ("team", "squad", "dri")  # of a second column: "which team" where a person is named as the owner
_EITHER = re.compile(r"\s*[/|]\s*|\s+(?:or|and|&)\s+")  # between the two names of one column
_NUMBERS = re.compile(r"^(?:no|nr|n°|№|s n|(?:sl|sr|seq|item|row|line) (?:no|nr))$")  # never the name of a thing; "#" is one too
_CODES = re.compile(r"^(?:.+ )?(?:ids?|refs?|references?|codes?|keys?|no|nr|numbers?|num|identifiers?|pos|seq)$")
_NUMBERING = re.compile(r"^(?:[A-Za-z]{1,6}[-_.:]?)?\d{1,6}(?:[.–-]\d{1,4}){0,4}[a-z]?[.)]?$|^(?:[A-Za-z]|[ivxlc]{1,6})[.)]$")
_TEAM = 5  # the rank of a column of teams
_DRI = re.compile(r"^(?:dri|directly responsible individual)s?$")
_DRIVER = re.compile(r"^(?:drivers?|d)$")
ALL_BUT_NOTES = 0.9  # likewise, of a finer one: below the things a note or two may stand
DISTINCT = 0.6  # the share of rows that must have a cell of their own in a column that names the things


@dataclass(frozen=True, slots=True)
class OwnerColumn:
    """A column of owners; the one of the lowest rank is *the* owner. `label` is its header ("technical owner")."""

    index: int
    rank: int
    tie: Tie
    label: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table by what they hold; indices count from 0, -1 is none."""

    topic: int
    owners: tuple[OwnerColumn, ...]
    listed: bool = False  # the topic column lists all that one owner has
    contact: int = -1
    note: int = -1
    also: tuple[int, ...] = ()
    described: int = -1  # the column that says in a few words what a thing is
    grouping: int = -1


def columns_of(header: Sequence[str], roster: Roster, owning: frozenset[str] = frozenset()) -> Columns | None:
    """What the columns are; None when none of them holds owners. `owning` are headers that are said to name *the* owner."""
    words = [header_words(name) for name in header]
    said = [(whole, *map(header_words, _EITHER.split(name))) for whole, name in zip(words, header, strict=True)]
    contact = _first(said, CONTACT)
    note = _first(said, NOTE)
    also = tuple(index for index, names in enumerate(said) if any(map(ALSO.match, names)))
    taken = {contact, note, *also}
    owners = _said_first(_owner_columns(header, words, taken, roster), words, owning)
    if not owners:
        return None
    held = {column.index for column in owners}
    listed = next((index for index, name in enumerate(words) if index not in taken | held and OWNED_LISTS.match(name)), -1)
    if (
        listed >= 0
        and min(held) < listed
        and not any(rank_of_topic(name) < 22 for index, name in enumerate(words) if index not in taken | held | {listed})
    ):
        return Columns(listed, owners, True, contact, note, also)
    topic = _topic_column(words, taken | held)
    grouping = next((index for index, name in enumerate(words) if index not in taken | held | {topic} and GROUPING.match(name)), -1)
    free = [index for index in range(len(words)) if index not in taken | held | {topic}]
    described = next((index for index in free if any(map(DESCRIBED.match, said[index]))), -1)
    return Columns(topic, owners, False, contact, note, also, described if topic >= 0 else -1, grouping)


def without_numbering(table: Table, roster: Roster) -> Table:
    """The table without the columns at its left that only number the rows ("#", "1.1", "REQ-4"), where others name the things."""
    while len(table.header) > 1 and _numbers_rows(table):
        rest = _without_first(table)
        columns = columns_of(rest.header, roster)
        topic = columns.topic if columns else 0
        if topic < 0 or (not _only_numbers(table.header[0]) and distinct_share(rest, topic) < DISTINCT):
            break
        table = rest
    return table


def _without_first(table: Table) -> Table:
    rows = tuple(Row(row.cells[1:], row.line, row.quote) for row in table.rows if len(row.cells) > 1)
    return Table(table.header[1:], rows, table.line)


def _only_numbers(header: str) -> bool:
    return header.strip(" *_`") in ("#", "№") or bool(_NUMBERS.match(header_words(header)))


def _numbers_rows(table: Table) -> bool:
    """Whether the first column numbers the rows. Plain numbers below a header such as "Item" do, names such as "S3" do not."""
    header = table.header[0]
    cells = [text for row in table.rows if row.cells and (text := row.cells[0].text.strip())]
    if _only_numbers(header):
        return True
    numbered = bool(cells) and all(_NUMBERING.match(text) for text in cells)
    if _CODES.match(header_words(header)):
        return numbered or any(names_things(name) for name in table.header[1:])
    if names_things(header):
        return numbered and len(cells) > 1 and all(text[0].isdigit() for text in cells)
    return numbered and len(cells) > 1


def distinct_share(table: Table, index: int) -> float:
    """How many of the rows have a cell of their own in this column: near 1 for the things, little for their groups."""
    cells = {row.cells[index].text.casefold() for row in table.rows if index < len(row.cells) and row.cells[index].text.strip()}
    return len(cells) / max(1, len(table.rows))


def best_topic(table: Table, free: Sequence[int]) -> int:
    """Of these columns the one that names the things: its cells differ from row to row, and its header is the most telling."""
    ranks = {index: rank_of_topic(header_words(table.header[index])) for index in free}
    return min(free, key=lambda index: (distinct_share(table, index) < DISTINCT, ranks[index], index), default=0)


def narrowed(table: Table, columns: Columns) -> Columns:
    """The columns, with the things taken from a finer column where the one that was found groups them ("System | Module | Owner")."""
    taken = {columns.contact, columns.note, *columns.also, *(column.index for column in columns.owners)}
    if columns.listed or columns.topic < 0 or len(table.rows) < 3 or distinct_share(table, columns.topic) >= DISTINCT:
        return columns
    free = [index for index, name in enumerate(table.header) if index not in taken and names_things(name)]
    topic = best_topic(table, free)
    if topic == columns.topic or distinct_share(table, topic) < ALL_BUT_NOTES:
        return columns
    return replace(columns, topic=topic, grouping=columns.topic)


def _first(said: Sequence[Sequence[str]], pattern: re.Pattern[str]) -> int:
    return next((index for index, names in enumerate(said) if any(map(pattern.match, names))), -1)


def _owner_columns(header: Sequence[str], words: Sequence[str], taken: set[int], roster: Roster) -> tuple[OwnerColumn, ...]:
    found = []
    for index, name in enumerate(words):
        if index not in taken and is_backup(name):
            found.append(OwnerColumn(index, 90, Tie.RESPONSIBLE, BACKUP))
            continue
        phrase = tells_of_owners(header[index])
        if index in taken or (
            not phrase
            and header[index] in roster
            or looks_like_role(header[index])
            and not phrase
            and not re.search(r"\b(?:owner|lead|team|manager|steward|engineer|administrator|department|office|group|squad)s?$", name)
        ):
            continue
        for pattern, rank, tie in OWNERS:
            if pattern.match(name):
                found.append(OwnerColumn(index, rank, tie, SHORTENED.sub(lambda short: IN_FULL[short[0]], name)))
                break
    if found and all(column.rank >= 90 for column in found):
        return ()
    if any(column.rank in (0, 1, 4) for column in found):  # who drives a decision never makes it, not even where nobody does
        found = [replace(column, rank=90) if _DRIVER.match(column.label) else column for column in found]
    if any(column.rank == _TEAM for column in found):  # an owner is a role or team; a person that it names speaks for it
        found = [replace(column, rank=_TEAM + 1, tie=Tie.RESPONSIBLE) if _DRI.match(column.label) else column for column in found]
    return tuple(sorted(found, key=lambda column: column.rank))


def _said_first(found: tuple[OwnerColumn, ...], words: Sequence[str], owning: frozenset[str]) -> tuple[OwnerColumn, ...]:
    """The columns of owners, the one that the document says to name the owner before all others."""
    said = [replace(column, rank=-1, tie=Tie.ACCOUNTABLE) if words[column.index] in owning else column for column in found]
    return tuple(sorted(said, key=lambda column: column.rank))


def is_qualified(column: OwnerColumn, columns: Columns) -> bool:
    """Whether a column names owners of a kind that is asked for by its name ("technical owner", "which team", "the DRI")."""
    second = column is not columns.owners[0]
    named = column.rank in (2, 3) or (column.rank == 7 and " " in column.label) or (second and column.label in _KINDS)
    return column.label == BACKUP or named


def _topic_column(words: Sequence[str], taken: set[int]) -> int:
    """The column that names the things: the most telling header, else the first column that is free."""
    free = [index for index, name in enumerate(words) if index not in taken and name]
    known = [index for index in free if rank_of_topic(words[index]) < 99]
    if known:
        return min(known, key=lambda index: (rank_of_topic(words[index]), index))
    unnamed = [index for index in range(len(words)) if index not in taken]
    return unnamed[0] if unnamed and unnamed[0] == 0 else (free[0] if free else -1)
