"""Cells that stand for the one above them: marks such as "ditto", and blanks where the page or the look of the table says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from knowledge.claims.tables.columns import Columns
from knowledge.claims.tables.headers import header_words
from knowledge.documents.model import Cell, Row, Table

_DITTO = re.compile(r"\W*(?:[\"”“„″〃]|''|[-–—]?\s*[\"”]\s*[-–—]?|ditto|idem|do\.|as above|same(?: as)? above)\W*", re.IGNORECASE)
_BLANKS = re.compile(
    r"\b(?:blanks?|empty|gaps?)\b[^.]{0,90}\b(?:above|ditto|previous|preceding|row before|line before|last one)\b"
    r"|\b(?:written|given|named|shown|listed) (?:only )?(?:once|in the first row)\b|\b(?:not|never) repeated\b",
    re.IGNORECASE,
)

_LETTERS = re.compile(r"\bcolumns? ((?:[a-z](?:, | and | & |/|\b)){1,12})")  # "columns A and E", as sheets call them


def without_dittos(table: Table) -> Table:
    """The table with what stands above in place of each mark for "the same again"."""
    if not any(_DITTO.fullmatch(cell.text) for row in table.rows for cell in row.cells):
        return table
    rows: list[Row] = []
    for row in table.rows:
        above = rows[-1].cells if rows else ()
        cells = (above[place] if place < len(above) and _DITTO.fullmatch(cell.text) else cell for place, cell in enumerate(row.cells))
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


def filled_down(table: Table, columns: Columns, lines: tuple[str, ...]) -> Table:
    """The table with blanks of its columns of owners filled from above: where a line of the page says that they mean this, or where
    the owners stand before their things and each is written once."""
    owner = columns.owners[0].index
    if all(owner < len(row.cells) and row.cells[owner].text for row in table.rows):
        return table
    said = _said_of_blanks(lines)
    named = [index for index, name in enumerate(table.header) if (words := header_words(name)) and any(words in line for line in said)]
    named += [ord(letter) - ord("a") for line in said for found in _LETTERS.findall(line) for letter in re.findall(r"\b[a-z]\b", found)]
    told = [index for index in (named or [owner]) if index != columns.topic] if said else []
    if not told and owner < columns.topic and _written_once(table.rows, owner, columns.topic):
        told = [owner]
    return _filled(table, told, columns.topic) if told else table


@lru_cache(maxsize=8)
def _said_of_blanks(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that say that a blank cell means what stands above it, in small letters."""
    return tuple(line.casefold() for line in lines if _BLANKS.search(line))


def _written_once(rows: Sequence[Row], owner: int, topic: int) -> bool:
    """Whether there are blanks below owners, of whom none is written in two rows that follow each other.

    A blank behind another person's name is no "as above".
    """
    above, blanks = "", False
    for row in rows:
        text = row.cells[owner].text if owner < len(row.cells) else ""
        if text and text == above:
            return False
        if not text and (not above or any(cell.text for cell in row.cells[:owner])):
            return False
        blanks = blanks or not text and bool(topic < len(row.cells) and row.cells[topic].text)
        above = text or above
    return blanks


def _filled(table: Table, columns: Sequence[int], topic: int) -> Table:
    """The table with the blanks of these columns filled in the rows that name a thing."""
    above: dict[int, Cell] = {}
    rows: list[Row] = []
    for row in table.rows:
        cells = list(row.cells)
        if topic < len(cells) and cells[topic].text and not _heads(row, topic):
            for index in (index for index in columns if index < len(cells)):
                if not cells[index].text and index in above:
                    cells[index] = above[index]
                above[index] = cells[index]
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


def _heads(row: Row, topic: int) -> bool:
    """Whether a row is a heading over those below it: words alone, in bold or in capitals."""
    text = row.cells[topic].text
    alone = not any(cell.text for index, cell in enumerate(row.cells) if index != topic)
    return alone and (text.isupper() or row.quote.startswith(("**", "__", "<b", "<strong")))
