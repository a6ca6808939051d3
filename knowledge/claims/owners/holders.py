"""Posts and teams that are named with the person who has them: "Project Director (Ann Lee)", "Bo Finn, Registrar", over their things.

Which side is the person is told by all such lines together: most of them have a person's full name on that side.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from knowledge.claims.owners.cells import is_nobody
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.people import is_person
from knowledge.claims.owners.roster import Roster
from knowledge.claims.pages.headings import unnumbered
from knowledge.documents.model import Block, Bullet, Document, Heading, Paragraph

_PAIR = re.compile(
    r"^(?P<first>[^(),:|·–—]{2,60}?)\s*(?P<sign>\(|,|:|\||·|\s[–—-])\s*(?P<second>[^()|·]{2,80})\)?(?:\s*[(·|,–—-]\s*[^()]{0,60}\)?)?\W*$"
)
_ASIDE = re.compile(
    r"[,;/]|\s[–—-]\s|\s+(?:and|&|with|\+)\s+(?:(?:his|her|their|the)\s+)?(?:team|staff|crew|colleagues|others?|deputies)\b"
)
_BEFORE = re.compile(
    r"^(?:(?:acting|currently|interim|now|lead|led by|head|held by|owner|at present|manager|boss)\s*:?\s+)+", re.IGNORECASE
)
_RANK = re.compile(r"^(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Sir|Dame|Rev|Capt|Captain|Sgt)\.?\s+(?=[A-Z])")
_NO_POST = re.compile(
    r"^(?:who|what|how|where|when|why|the|our|my|see|ask|note|from|to|cc|date|subject|page|part|step|week|day)\b", re.IGNORECASE
)
_ITSELF = re.compile(r"^(?:me|myself|that['’]s me)\b", re.IGNORECASE)
FEWEST = 2  # such lines over things that make a page of posts and people
FEWEST_PEOPLE = 3  # where the people stand first
SHARE = 0.6  # of them that have a person on one side
MAX_WORDS = 7  # of a post


@dataclass(frozen=True, slots=True)
class _Line:
    """The two names of a line, and the sign that parts them."""

    first: str
    second: str
    sign: str


def learn_holders(document: Document, roster: Roster) -> None:
    """Take in the posts and teams that stand over things beside their holders, with the holder's name as another one."""
    kinds: defaultdict[str, list[_Line]] = defaultdict(list)
    for text in _over_things(document.blocks):
        if found := _line(text):
            kinds[found.sign].append(found)
    named = (_person(line.first) or _person(line.second) for lines in kinds.values() for line in lines)
    firsts = Counter(person.split()[0] for person in named if person)
    for lines in kinds.values():
        before = sum(1 for line in lines if _person(line.first))
        behind = sum(1 for line in lines if _person(line.second))
        fewest = FEWEST_PEOPLE if before > behind else FEWEST
        if max(before, behind) < max(fewest, SHARE * len(lines)) or not _name_posts(lines, before > behind):
            continue
        for line in lines:
            if before > behind:
                _take(_person(line.first), line.second, line.first, firsts, roster)
            else:
                _take(_person(line.second), line.first, line.second, firsts, roster, post_first=True)


def _name_posts(lines: Sequence[_Line], people_first: bool) -> bool:
    """People before a sign name themselves; behind one they may be whom a *thing* belongs to, unless the other side has posts."""
    return people_first or any(looks_like_role(line.first) or "team" in line.second.casefold().split() for line in lines)


def _take(person: str, post: str, beside: str, firsts: Counter[str], roster: Roster, post_first: bool = False) -> None:
    """One owner, called by what stands first, with the other as another name; the post alone where nobody is named beside it."""
    if not post[:1].isupper() or len(post.split()) > MAX_WORDS or is_nobody(post) or _NO_POST.match(post):
        return
    if person and (known := roster.resolve(person)) and known != roster.resolve(post):
        return  # who has two posts cannot be told by the name
    kind = kind_of(post) if looks_like_role(post) else "team"
    if person:
        first = person.split()[0]
        names = [post, person] if post_first else [person, post]
        roster.add(names[0], [names[1], *([first] if firsts[first] == 1 else [])], kind if post_first else "person")
    elif is_nobody(beside) or _ITSELF.match(beside):
        roster.add(post, kind=kind)


def _line(text: str) -> _Line | None:
    match = _PAIR.match(text)
    return _Line(match["first"].strip(" *_`"), match["second"].strip(" *_`"), match["sign"].strip()) if match else None


def _person(text: str) -> str:
    """The person that a side of the line begins with ("acting: Lou Vance", "Theo Marchbanks and team"); "" for none."""
    name = _BEFORE.sub("", _ASIDE.split(text.strip())[0].strip())
    bare = _RANK.sub("", name)
    ranked = bare != name and bare.istitle() and len(bare.split()) == 1
    return name if is_person(bare) or ranked else ""


def _over_things(blocks: Sequence[Block]) -> Iterator[str]:
    """The headings with words under them, the lines in bold over lists, and the bullets over bullets of their own."""
    for block, after in zip(blocks, blocks[1:], strict=False):
        if _stands_over(block, after):
            yield unnumbered(block.passage.text.strip()).rstrip(":")


def _stands_over(block: Block, after: Block) -> TypeGuard[Heading | Paragraph | Bullet]:
    if isinstance(block, Heading):
        return isinstance(after, Bullet | Paragraph)
    if isinstance(block, Bullet):
        return isinstance(after, Bullet) and after.depth > block.depth and not block.tree
    return isinstance(block, Paragraph) and isinstance(after, Bullet) and len(block.passage.starts) == 1
