"""Owners that stand behind the signs of a list: lines "Thing — Owner", "Thing : Owner (Ann Lee)", where the document speaks of owning.

The names are told by how they come again and again, or by their look; the things differ from line to line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from knowledge.claims.owners.cells import is_nobody, plain_names
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.people import is_person
from knowledge.claims.owners.roster import Roster
from knowledge.claims.pages.bullets import is_property, thing_and_owner
from knowledge.documents.markup import plain
from knowledge.documents.model import Bullet, Document, Heading, Paragraph

_CUE = re.compile(
    r"\b(?:own(?:s|ed|er|ers|ership)?|responsib\w+|accountab\w+|on the hook|in charge|dris?|whose|who (?:does|do|runs|leads|keeps|has"
    r"|handles|minds|is who|to (?:ask|call|talk|contact)|looks after))\b",
    re.IGNORECASE,
)
_PERSON_BESIDE = re.compile(r"^(?P<post>[^(),]{2,60}?)\s*[(,]\s*(?P<person>[^(),]{4,40})\)?")
_DEED = re.compile(
    r"^(?:\w+ly\s+)?(?:owns|runs|manages|decides|approves|handles|looks\s+after|(?:is\s+)?(?:responsible|accountable)\s+for)\s",
    re.IGNORECASE,
)
FEWEST = 4  # such lines that make a list of owners
PLAIN = 0.7  # the share of them whose right side is a name
AGAIN = 0.5  # the share of them that name somebody whom another one names too
ROLES = 0.4  # or the share that name a role or team by its look
FIRST_BLOCKS = 5  # of a document: its title and what it says of itself


def learn_right_sides(document: Document, roster: Roster) -> None:
    """Take in the names on the right of a document's lines "Thing — Owner"."""
    sides = list(_sides(document)) if _speaks_of_owning(document) else []
    for left, right in sides:
        if looks_like_role(left) and _DEED.match(right):  # one entry is the other way round: "Bosun : owns the ropes"
            roster.add(left, kind=kind_of(left))
    if len(sides) < FEWEST or len({left.casefold() for left, _ in sides}) < 0.9 * len(sides):
        return
    named = {right: _names(right) for _, right in sides}
    count = Counter(name for _, right in sides for name in named[right])
    written = sum(1 for _, right in sides if named[right] or is_nobody(right))
    again = sum(1 for _, right in sides if any(count[name] > 1 for name in named[right]))
    roles = sum(1 for _, right in sides if any(map(looks_like_role, named[right])))
    lefts = sum(1 for left, _ in sides if looks_like_role(left) or left in count)
    if written < PLAIN * len(sides) or lefts * 3 > len(sides) or not (again >= AGAIN * len(sides) or roles >= ROLES * len(sides)):
        return
    for right, names in named.items():
        post, person = _post_and_person(right)
        for name in names:
            roster.add(name, [person] if name == post else [], kind_of(name) if looks_like_role(name) else "team")


def _speaks_of_owning(document: Document) -> bool:
    """Its first words or one of its headings do."""
    first = (block.passage.text for block in document.blocks[:FIRST_BLOCKS] if isinstance(block, Heading | Paragraph))
    return any(map(_CUE.search, first)) or any(isinstance(block, Heading) and _CUE.search(block.passage.text) for block in document.blocks)


def _sides(document: Document) -> Iterator[tuple[str, str]]:
    """The two sides of every line that has two, but for fields and sentences."""
    for block in document.blocks:
        if not isinstance(block, Bullet | Paragraph):
            continue
        pieces = block.passage.pieces
        whole = isinstance(block, Bullet) or len(pieces) == 1
        for text in [block.passage.text] if whole else [plain(piece) for piece, _ in pieces]:
            pair = None if text.rstrip().endswith("?") else thing_and_owner(text)
            if pair and not is_property(pair[0]):
                yield pair


def _names(right: str) -> list[str]:
    """The names of a right side, those in parentheses left out; of a post and its person the post."""
    post, _ = _post_and_person(right)
    if post:
        return [post]
    bare = re.sub(r"\([^()]*\)", "", right)
    return plain_names(re.sub(r",?\s+(?:together|jointly|along) with\s+(?:the\s+)?", ", ", bare))


def _post_and_person(right: str) -> tuple[str, str]:
    """ "Grid Engineer, Ann Lee" and "Stores (Ann Lee)" in two; nothing for other text, and for two people."""
    beside = _PERSON_BESIDE.match(right)
    if not beside or not is_person(beside["person"].strip()) or is_person(beside["post"]):
        return "", ""
    return (beside["post"], beside["person"].strip()) if plain_names(beside["post"]) else ("", "")
