"""Owners that only a list names: lines "Team: thing, thing, thing" under words that speak of teams or of owning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.claims.owners.cells import is_nobody, plain_names
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.claims.pages.bullets import is_note, label_and_rest
from knowledge.claims.pages.headings import WE, heading_meaning
from knowledge.documents.markup import passage
from knowledge.documents.model import Block, Bullet, Document, Heading, Paragraph, Passage

_CUE = re.compile(
    r"\b(?:own(?:s|ed|er|ers|ership)?|responsib\w+|accountab\w+|in charge|remits?|teams?|departments?|units?|squads?|roles?|"
    r"who (?:does|runs|leads|handles|is|looks after))\b",
    re.IGNORECASE,
)
_NO_OWNER = re.compile(  # labels of what is told about a thing or a team, and of days
    r"^(?:notes?|n\.?b\.?|tips?|hints?|warning|important|examples?|see(?: also)?|mission|vision|purpose|goals?|tools?|links?|members?"
    r"|people|channels?|slack|meetings?|hours|phone|e-?mail|address|locations?|dates?|versions?|tags|labels|scope|skills?|languages?|topics?"
    r"|things?|areas?|owners?|teams?|roles?|responsibilities|tasks|duties|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|yes|no|pros|cons"
    r"|first|second|third|last|step \d+)$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s+(?:and|&)\s+")
_SEPARATE = re.compile(r"\s*[,/+]\s*")
FEWEST = 3  # lines that make a list
SHOWN = 300  # characters of the words before a list that are looked at


@dataclass(slots=True)
class _Line:
    """One line "label: rest", and whether it follows the line before without a gap."""

    label: str
    things: list[str]
    close: bool


@dataclass(slots=True)
class _List:
    """Lines one after the other, with the words before them."""

    before: str
    lines: list[_Line] = field(default_factory=list)


def learn_lists(document: Document, roster: Roster) -> None:
    """Take in the names before the colons of every list that gives things to them."""
    for found in _lists(document, roster):
        if not _gives_things(found, roster):
            continue
        owning = [line for line in found.lines if _is_name(line.label)]
        listing = [line for place, line in enumerate(owning) if len(line.things) > 1 or (place and line.close)]
        alone = {line.label.casefold() for line in listing}
        for line in listing:
            for name in _names(line.label, alone):
                if not is_nobody(name) and not roster.mentions(name):
                    roster.add(name, kind=kind_of(name) if looks_like_role(name) else "team")


def _lists(document: Document, roster: Roster) -> Iterator[_List]:
    """The lists that stand under no owner: what is listed there are parts of its remit."""
    title = heading = words = ""
    owned = False
    current = _List("")
    last = 0
    for block in document.blocks:
        for text, line, end in _texts(block):
            pair = None if isinstance(block, Heading) and block.certain else _pair(text)
            if pair and not owned:
                if not current.lines:
                    current.before = " ".join((title, heading, words))
                current.lines.append(_Line(*pair, close=line <= last + 1))
            else:
                yield current
                current = _List("")
                words = text[-SHOWN:]
            last = end
        if isinstance(block, Heading) and not current.lines:
            title, heading, words = title or block.passage.text, block.passage.text, ""
            owned = block.certain and bool(heading_meaning(heading, roster).owners or WE.match(heading.strip()))
    yield current


def _texts(block: Block) -> Iterator[tuple[str, int, int]]:
    """The lines of a block, each with the numbers of its first and last line in the file; a line without a label goes on the one before."""
    if isinstance(block, Bullet) and (block.depth or block.tree):
        return
    if isinstance(block, Heading | Bullet | Paragraph):
        made: list[tuple[str, int, int]] = []
        for text, line in block.passage.pieces:
            if made and not label_and_rest(text):
                made[-1] = (f"{made[-1][0]} {text}", made[-1][1], line)
            else:
                made.append((text, line, line))
        yield from made


def lines_of(words: Passage) -> list[Passage]:
    """A passage line by line, as its writer broke it."""
    return [passage([piece]) for piece in words.pieces] if len(words.starts) > 1 else [words]


def entries_of(words: Passage) -> list[Passage]:
    """The lines of a passage, each with those that only go on with it ("Team A: mail, logs," and "pages")."""
    made: list[list[tuple[str, int]]] = []
    for text, line in words.pieces:
        if made and not label_and_rest(text) and (made[-1][-1][0].rstrip().endswith((",", ";", " and")) or text[:1].islower()):
            made[-1].append((text, line))
        else:
            made.append([(text, line)])
    return [passage(pieces) for pieces in made] if len(made) > 1 else [words]


def _pair(text: str) -> tuple[str, list[str]] | None:
    split = None if is_note(text) or text.rstrip().endswith("?") else label_and_rest(text)
    if not split or len(split[0].split()) > 8:
        return None
    things = [piece.strip() for piece in re.split(r"[,;]|\s+and\s+", re.sub(r"\([^()]*\)", "", split[1])) if piece.strip(" .")]
    return (split[0], things) if things else None


def _gives_things(found: _List, roster: Roster) -> bool:
    """Most lines list several things in small letters, few have a label that no owner has, and something speaks of owning."""
    lines = found.lines
    if len(lines) < FEWEST:
        return False
    several = sum(1 for line in lines if len(line.things) > 1)
    things = [thing for line in lines for thing in line.things]
    small = sum(1 for thing in things if thing[0].islower())
    odd = sum(1 for line in lines if _NO_OWNER.match(line.label))
    if several * 2 < len(lines) or small * 2 < len(things) or odd * 3 > len(lines):
        return False
    if sum(1 for line in lines if any(roster.mentions(thing) for thing in line.things)) * 2 >= len(lines):
        return False  # it is what stands behind the colons that names owners
    named = sum(1 for line in lines if looks_like_role(line.label) or line.label in roster)
    return bool(_CUE.search(found.before)) or any(_says_nobody(line.label) for line in lines) or named * 2 >= len(lines)


def _says_nobody(label: str) -> bool:
    return is_nobody(label) and label[0].isalpha()


def _is_name(label: str) -> bool:
    parts = _SEPARATE.split(label)
    return not _NO_OWNER.match(label) and all(part and (plain_names(part) or _JOINED.search(part)) for part in parts)


def _names(label: str, alone: set[str]) -> Iterator[str]:
    """The names of a label: at "and" only between those that have lines of their own."""
    for part in _SEPARATE.split(label):
        halves = _JOINED.split(part)
        yield from halves if len(halves) > 1 and all(half.casefold() in alone for half in halves) else [part]
