"""Owners that only the layout of a page tells: names in bold over lists, a page that says "we", names behind arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.claims.owners.cells import is_nobody
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.claims.pages.bullets import pointed
from knowledge.claims.pages.headings import WE, unnumbered
from knowledge.documents.model import Block, Bullet, Document, Heading, Paragraph, Passage

FEWEST_LISTS = 3  # names over lists of their own that make a page of people
FEWEST_ARROWS = 2
MOST_WORDS = 5  # of a name
_PERSON = re.compile(
    r"^(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3})(?: \((?P<real>[^()]{3,40})\))?(?:, | [–—-] )(?P<post>[A-Z].{2,60})$"
)
_DIVIDED = re.compile(r"^(?:how|what) ([A-Z][\w'’-]+) and ([A-Z][\w'’-]+) (?:divide|split|share|own|do|decide)\b", re.IGNORECASE)
_IS_POST = re.compile(r"(?:^|[.;]\s+)([A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?) is (?:the |our )?(C[A-Z]{1,3}O)(?=[.,;]|\s+and\b|\s*$)")
_ORNAMENT = re.compile(r"[^\w\s&/'’().,-]+")
_NO_TITLE = re.compile(r"\b(?:page|handbook|guide|overview|wiki|readme|documentation|who|what|how)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    real: str
    post: str


def learn_layouts(document: Document, roster: Roster) -> None:
    """Take in the owners that only the layout names."""
    _learn_named(document.blocks, roster)
    _learn_people(document.blocks, roster)
    _learn_page(document.blocks, roster)
    _learn_pointed(document.blocks, roster)


def _learn_named(blocks: Sequence[Block], roster: Roster) -> None:
    """Two people whom a title names ("How Ann and Bo divide the work"), and whoever "is CEO"."""
    for block in blocks:
        if isinstance(block, Heading) and (pair := _DIVIDED.match(block.passage.text.strip())):
            for name in pair.groups():
                roster.add(name, kind="person")
        elif isinstance(block, Paragraph):
            for name, post in _IS_POST.findall(block.passage.text):
                roster.add(name, [post], "person")


def _learn_people(blocks: Sequence[Block], roster: Roster) -> None:
    """ "Ann Lee, Head Brewer" in bold or as a heading, again and again, each time over a list."""
    people = [found for text in _over_lists(blocks) if (found := _person(text))]
    if len(people) < FEWEST_LISTS:
        return
    firsts = [person.name.split()[0].casefold() for person in people]
    for person in people:
        others = [name for name in (person.real, person.post) if name]
        first = person.name.split()[0]
        if firsts.count(first.casefold()) == 1:
            others.append(first)
        if not roster.mentions(person.name):
            roster.add(person.name, others, "person")


def _person(text: str) -> _Person | None:
    found = _PERSON.match(text)
    return _Person(found["name"], found["real"] or "", found["post"].strip()) if found else None


def _over_lists(blocks: Sequence[Block]) -> Iterator[str]:
    """The headings and the lines in bold that a list follows right away."""
    for block, after in zip(blocks, blocks[1:], strict=False):
        if isinstance(after, Bullet) and not isinstance(block, Bullet) and isinstance(block, Heading | Paragraph):
            text = block.passage.text.strip().rstrip(":")
            if isinstance(block, Heading) or _is_bold(block.passage):
                yield unnumbered(text)


def _is_bold(words: Passage) -> bool:
    marked = words.written.strip().rstrip(":")
    return marked[:2] in ("**", "__") and marked.endswith(marked[:2]) and len(words.starts) == 1


def _learn_page(blocks: Sequence[Block], roster: Roster) -> None:
    """A page that has a section "What we own" is of the team that its title names."""
    headings = [block for block in blocks if isinstance(block, Heading) and block.certain]
    if not headings or headings[0].level != 1 or not any(WE.match(unnumbered(heading.passage.text.strip())) for heading in headings[1:]):
        return
    title = " ".join(_ORNAMENT.sub(" ", headings[0].passage.text).split())
    if 0 < len(title.split()) <= MOST_WORDS and not _NO_TITLE.search(title) and not roster.mentions(title):
        roster.add(title, kind=kind_of(title) if looks_like_role(title) else "team")


def _learn_pointed(blocks: Sequence[Block], roster: Roster) -> None:
    """ "Fraud rules → **Trust & Safety**, #trust": several such lines name owners."""
    names = []
    for block in blocks:
        if isinstance(block, Bullet | Paragraph):
            for line in block.passage.written.split("\n"):
                if (found := pointed(line)) and len(found[1].split()) <= MOST_WORDS and not is_nobody(found[1]):
                    names.append(found[1])
    if len(names) >= FEWEST_ARROWS:
        for name in names:
            if not roster.mentions(name):
                roster.add(name, kind=kind_of(name) if looks_like_role(name) else "team")
