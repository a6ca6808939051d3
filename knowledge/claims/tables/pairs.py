"""Lists that are tables in disguise: "Website – Marketing", "Printers: nobody yet", one thing and its owner a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.claims.owners.cells import is_nobody, plain_names, separated
from knowledge.claims.owners.names import looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.claims.pages.bullets import field_line, is_property, thing_and_owner
from knowledge.documents.model import Block, Bullet, Cell, Heading, Paragraph, Row, Table

_CUE = re.compile(
    r"\b(?:own(?:s|ed|er|ers|ership)?|responsib\w+|accountab\w+|on the hook|in charge|dris?|who (?:does|runs|leads|handles|looks after))\b",
    re.IGNORECASE,
)
FEWEST = 3  # lines that make a list of pairs
ENOUGH = 0.7  # the share of them that must be pairs
HEADER = ("thing", "owner")


def pairs_as_tables(blocks: Sequence[Block], roster: Roster) -> list[Block]:
    """The blocks, with a table in the place of every flat list whose lines each give one thing and its owner."""
    made: list[Block] = []
    at = 0
    while at < len(blocks):
        stop = at
        while stop < len(blocks) and _is_line(blocks[stop]):
            stop += 1
        rows = _rows(blocks[at:stop]) if stop - at >= FEWEST else []
        if rows and len(rows) >= ENOUGH * (stop - at) and _give_owners(rows, _announced(blocks, at), roster):
            rows = [row for row in rows if not _is_turned(row, roster)]
            told = {row.cells[0].line for row in rows}
            made.append(Table(HEADER, tuple(rows), rows[0].line))
            made.extend(block for block in blocks[at:stop] if isinstance(block, Bullet | Paragraph) and block.passage.line not in told)
        else:
            made.extend(blocks[at : max(stop, at + 1)])
        at = max(stop, at + 1)
    return made


def _is_line(block: Block) -> bool:
    """An item, a definition (": Owner" on the line after the thing), or a line without marks that gives two sides."""
    if isinstance(block, Paragraph):
        text = block.passage.text
        pair = thing_and_owner(text) if len(block.passage.starts) == 1 and not field_line(text) else None
        return bool(pair) and not is_property(pair[0] if pair else "")
    if not isinstance(block, Bullet) or block.depth or block.tree:
        return False
    pieces = block.passage.pieces
    return len(pieces) == 1 or (len(pieces) == 2 and pieces[1][0].startswith(":"))


def _rows(lines: Sequence[Block]) -> list[Row]:
    found = []
    for block in lines:
        assert isinstance(block, Bullet | Paragraph)
        words = block.passage
        quote, line = words.pieces[-1]
        pair = thing_and_owner(words.text)
        if pair and not words.text.rstrip().endswith("?"):
            found.append(Row((Cell(pair[0], words.line), Cell(pair[1], line)), line, quote.strip()))
    return found


def _announced(blocks: Sequence[Block], at: int) -> bool:
    """The words right before the list speak of owning."""
    before = blocks[at - 1] if at else None
    return isinstance(before, Heading | Paragraph) and bool(_CUE.search(before.passage.text[-300:]))


def _give_owners(rows: Sequence[Row], announced: bool, roster: Roster) -> bool:
    """The right sides are names: known ones, or plain ones where the list is said to be of owners; the left sides are not."""
    left = sum(1 for row in rows if _is_owner(row.cells[0].text, roster))
    right = sum(1 for row in rows if _is_owner(row.cells[1].text, roster))
    if left * 2 > len(rows) or right < left:
        return False
    plain = sum(1 for row in rows if _plain(row.cells[1].text))
    return right >= ENOUGH * len(rows) or (announced and plain >= ENOUGH * len(rows) and not _lists(rows))


def _is_turned(row: Row, roster: Roster) -> bool:
    """One line among the others gives an owner and its things."""
    return _is_owner(row.cells[0].text, roster) and not _plain(row.cells[1].text)


def _is_owner(text: str, roster: Roster) -> bool:
    return any(piece.strip() in roster or looks_like_role(piece.strip()) for piece in separated(text.split(" (")[0]))


def _plain(text: str) -> bool:
    return is_nobody(text) or bool(plain_names(re.split(r"[,(]", text)[0]))


def _lists(rows: Sequence[Row]) -> bool:
    """Most right sides list several things in small letters: then it is the left sides that own."""
    return sum(1 for row in rows if re.search(r",\s+[a-z]+(?:,|$|\s+and\s)", row.cells[1].text)) * 2 > len(rows)
