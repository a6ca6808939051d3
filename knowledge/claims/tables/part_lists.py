"""Lists that are rows of a responsibility matrix: under a thing, or behind it, "A: Lab Lead", "R: Night Crew", "Consulted: Legal"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.claims.pages.headings import unnumbered
from knowledge.claims.tables.mark_legends import Legend, letters_at
from knowledge.documents.model import Block, Bullet, Cell, Heading, Paragraph, Passage, Row, Table

_HEAD = re.compile(r"(?:^|(?<=[\s(,;|·]))(?P<mark>[A-Z]|Accountable|Responsible|Consulted|Informed|Support(?:s|ing)?)\s?[:=]\s")
_USUAL = {"A": "A", "R": "R", "C": "C", "I": "I", "accountable": "A", "responsible": "R", "consulted": "C", "informed": "I"}
_WORDS = ("support", "supports", "supporting")
_COLUMNS = ("A", "R", "C", "I", "backup")
_HEADERS = ("Item", "Accountable", "Executor", "Consulted", "Informed", "Backup", "Notes")
_EDGES = " \t,;:|·()–—-*_"
LONGEST = 400  # letters of a line that is looked at
FEWEST = 2  # things with several parts that make a document of such lists


@dataclass(frozen=True, slots=True)
class _Part:
    """Who has one part, by the letter that RACI would write for it, and the line or lines that say so."""

    letter: str
    names: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class _Card:
    """One thing and its parts, made of the blocks from `first` to before `last`."""

    first: int
    last: int
    thing: str
    parts: tuple[_Part, ...]
    notes: str = ""


def parts_as_tables(blocks: Sequence[Block], legends: Sequence[Legend]) -> list[Block]:
    """The blocks, with a table in the place of every list that gives the parts of one thing."""
    cards = list(_cards(blocks, legends))
    if sum(1 for card in cards if _is_whole(card.parts)) < FEWEST:
        return list(blocks)
    made: list[Block] = []
    at = 0
    for card in cards:
        made += [*blocks[at : card.first], _table(card)]
        at = card.last
    return [*made, *blocks[at:]]


def _cards(blocks: Sequence[Block], legends: Sequence[Legend]) -> Iterator[_Card]:
    at = 0
    while at < len(blocks):
        card = _inline(blocks, at, legends) or _listed(blocks, at, legends)
        if card:
            yield card
        at = card.last if card else at + 1


def _inline(blocks: Sequence[Block], at: int, legends: Sequence[Legend]) -> _Card | None:
    """ "Wool – A: Sheep Team, R: Farm Hands": the thing and its parts in one line."""
    block = blocks[at]
    if not isinstance(block, Bullet | Paragraph):
        return None
    thing, parts = _split(block, legends)
    return _Card(at, at + 1, thing, parts) if thing and _is_whole(parts) else None


def _is_whole(parts: Sequence[_Part]) -> bool:
    """Whether several parts are told, the owner's among them."""
    letters = {part.letter for part in parts}
    return len(letters) > 1 and "A" in letters


def _listed(blocks: Sequence[Block], at: int, legends: Sequence[Legend]) -> _Card | None:
    """A thing, as a heading or a point of a list, and its parts in the lines below it. A heading stays where it is."""
    over = blocks[at]
    if not isinstance(over, Bullet | Heading | Paragraph) or _split(over, legends)[1]:
        return None
    parts: list[_Part] = []
    notes: list[str] = []
    stop = at + 1
    while stop < len(blocks) and (below := _below(over, blocks[stop])):
        thing, found = _split(below, legends)
        if thing and (not parts or not isinstance(below, Bullet)):
            break
        parts += found
        notes += [below.passage.text] if thing or not found else []
        stop += 1
    first = at + 1 if isinstance(over, Heading) else at
    return _Card(first, stop, unnumbered(over.passage.text.strip()), tuple(parts), "; ".join(notes)) if parts else None


def _below(over: Bullet | Heading | Paragraph, block: Block) -> Bullet | Paragraph | None:
    """The block, if it may give parts of the thing over it."""
    if isinstance(over, Bullet):
        return block if isinstance(block, Bullet) and block.depth > over.depth and not block.tree else None
    return block if isinstance(block, Bullet | Paragraph) else None


def _split(block: Bullet | Heading | Paragraph, legends: Sequence[Legend]) -> tuple[str, tuple[_Part, ...]]:
    """What stands before the first part of a line, and its parts; all of it and none where a line gives no parts."""
    text = block.passage.text
    heads = list(_HEAD.finditer(text)) if len(text) <= LONGEST else []
    if not heads or any(block.passage.line in legend.lines for legend in legends):
        return text.strip(_EDGES), ()
    letters = letters_at(legends, block.passage.line)
    ends = [*(head.start() for head in heads[1:]), len(text)]
    parts = tuple(
        _Part(_letter(head["mark"], letters), text[head.end() : end].strip(_EDGES), block.passage)
        for head, end in zip(heads, ends, strict=True)
    )
    known = all(part.letter for part in parts)
    return (text[: heads[0].start()].strip(_EDGES), parts) if known else (text.strip(_EDGES), ())


def _letter(mark: str, letters: dict[str, str]) -> str:
    word = mark if len(mark) == 1 else mark.casefold()
    return letters.get(word) or _USUAL.get(word, "") or ("C" if word in _WORDS else "")


def _table(card: _Card) -> Table:
    """The table of one row, quoted by the line that names who is accountable."""
    told = next((part.passage for part in card.parts if part.letter == "A"), card.parts[0].passage)
    who = [", ".join(part.names for part in card.parts if part.letter == column) for column in _COLUMNS]
    line = told.line
    cells = tuple(Cell(text, line) for text in (card.thing, *who, card.notes))
    return Table(_HEADERS, (Row(cells, line, told.place(0, len(told.text), 0)[0]),), line)
