"""Layouts of running text that stand for a list: definitions (": Owner" under a thing) and cards (a name in bold over its fields).

Both are paragraphs to the parsers; here they become the bullets and headings that a reader sees in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.documents.markup import passage
from knowledge.documents.model import Block, Bullet, Heading, Paragraph, Passage

_DEFINITION = re.compile(r"^\s*:\s+(?=\S)")
_NAME = re.compile(
    r"^\s*(\*\*|__)(?!\s)[^*_:?!]{2,90}(?<!\s)\1(?:\s*(?:\([^()]{2,90}\)|[,·|–—-]\s*[^:.?!]{2,80}))?\s*\\?$"  # "**TOWN CLERK** (Ann Lee)"
)
_LABELLED = re.compile(r"^\s*(?:\*\*|__)?[A-Z][\w'’ /-]{1,40}(?::(?:\*\*|__)|(?:\*\*|__)?:)\s*\S")
FEWEST = 2  # definitions or cards that make a layout
MAX_TERM = 90  # characters of what a definition defines

Lines = list[tuple[str, int]]


def with_layouts(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with definitions as bullets "Thing : Owner" and cards as sections."""
    return tuple(_with_cards(_with_definitions(blocks)))


def _with_definitions(blocks: Sequence[Block]) -> Sequence[Block]:
    """Each thing with the first words that define it as one bullet; what else is said of things follows the last of them."""
    made: list[Block] = []
    more: list[Block] = []
    count = at = 0
    while at < len(blocks):
        found, stop = _definition(blocks, at)
        if found:
            made.append(Bullet(passage([*found[0], *found[1]]), 0))
            more.extend(Paragraph(passage([(_DEFINITION.sub("", pieces[0][0]), pieces[0][1]), *pieces[1:]])) for pieces in found[2:])
            count += 1
        else:
            made.extend((*more, *blocks[at:stop]))
            more.clear()
        at = stop
    return [*made, *more] if count >= FEWEST else blocks


def _definition(blocks: Sequence[Block], at: int) -> tuple[list[Lines], int]:
    """A term and what defines it, each with its lines, from the block at `at` on, and where they end; nothing where there is none."""
    block = blocks[at]
    lines = block.passage.pieces if isinstance(block, Paragraph | Bullet) or (isinstance(block, Heading) and not block.certain) else []
    stop = at + 1
    while lines and stop < len(blocks) and isinstance(after := blocks[stop], Paragraph) and _DEFINITION.match(after.passage.written):
        lines = [*lines, *after.passage.pieces]
        stop += 1
    if len(lines) < 2 or not _is_term(lines[0][0]) or not _DEFINITION.match(lines[1][0]):
        return [], at + 1
    return list(_parted(lines, _DEFINITION)), stop


def _parted(lines: Lines, begins: re.Pattern[str]) -> Iterator[Lines]:
    """The lines in groups: each line that `begins` something with those that go on with it."""
    starts = [at for at, (text, _) in enumerate(lines) if at == 0 or begins.match(text)]
    yield from (lines[begin:stop] for begin, stop in pairwise((*starts, len(lines))))


def _is_term(text: str) -> bool:
    return len(text) <= MAX_TERM and text.rstrip()[-1:] not in {".", ";", ",", "!", "?", ":"} and not _DEFINITION.match(text)


def _with_cards(blocks: Sequence[Block]) -> Iterator[Block]:
    """A name in bold on the first line of a paragraph begins a section, where several stand over fields of their own."""
    cards = sum(1 for block in blocks if isinstance(block, Paragraph) and _is_card(block.passage))
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            level = block.level
        lines = block.passage.pieces if isinstance(block, Paragraph) and cards >= FEWEST else []
        if len(lines) > 1 and _NAME.match(lines[0][0]):
            yield Heading(passage(lines[:1]), level + 1)
            yield from (Paragraph(passage(piece)) for piece in _parted(lines[1:], _LABELLED))
        else:
            yield block


def _is_card(words: Passage) -> bool:
    lines = words.pieces
    return len(lines) > 1 and bool(_NAME.match(lines[0][0])) and bool(_LABELLED.match(lines[1][0]))
