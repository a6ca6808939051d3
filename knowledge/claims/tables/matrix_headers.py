"""The headers of tables with a column for each role: who a column is of, letters as headers, headers in two rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from knowledge.claims.english.verbs import wordlist
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.people import is_person
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.columns import header_words
from knowledge.claims.tables.mark_legends import PARTS, Legend, letters_at
from knowledge.claims.tables.marks import filled, in_letters, mostly_letters
from knowledge.claims.tables.meanings import Part, in_letters_of_raci, part_of_meaning
from knowledge.claims.tables.role_columns import TITLE
from knowledge.documents.model import Table

_TWO = re.compile(r"(?P<one>[^()\n]+?)\s*(?:\n\s*|\((?=[^()]+\)$)|, | [–—-] )(?P<other>[^()\n]+?)\)?")
_INITIALED = re.compile(r"(?:[A-Z]\.\s?){1,3}[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")
_LETTERED = re.compile(r"(?P<letter>[A-Z])(?:\s*(?:\(|[:=–—-]\s)\s*(?P<meaning>[^()]+?)\)?)?")
LONGEST = 120  # letters of a header with a post and a person
_PLAIN = wordlist("owner accountable")  # need no explanation
_HEADERS = {"A": "Accountable", "R": "Executor", "C": "Consulted", "I": "Informed", "backup": "Backup"}
_USUAL = {"A": "A", "R": "R", "C": "C", "I": "I", "S": "C"}


def parties(names: Mapping[int, str], roster: Roster) -> dict[int, str]:
    """Place -> owner, for the names of columns or rows. Of a post and the person who holds it ("Plant Manager (Ulf Brandt)") the post is
    the owner, the person its other name, unless the person holds several."""
    named = {place: (name, "") if name in roster else _post_and_person(name) for place, name in names.items()}
    posts = Counter(post for post, _ in named.values())
    named = {place: pair if posts[pair[0]] == 1 else (names[place], "") for place, pair in named.items()}
    times = Counter(person for _, person in named.values())
    found: dict[int, str] = {}
    for place, (post, person) in named.items():
        others = [person] if person and times[person] == 1 and roster.resolve(person) in ("", roster.resolve(post)) else []
        found[place] = roster.add(post, others, kind=kind_of(post) if post not in roster else "role")
    return found


def names_party(text: str, roster: Roster) -> bool:
    """Whether a header names somebody who may own things."""
    return text in roster or names_post(text)


def names_post(text: str) -> bool:
    """Whether a header, or the first cell of a row, is by its look a post or a person."""
    one, other = _post_and_person(text)
    return bool(other) or _is_post(one) or _is_person(one)


def _post_and_person(header: str) -> tuple[str, str]:
    """The post of a header and the person named with it; the header and "" where it names only one of them."""
    match = _TWO.fullmatch(header.strip()) if len(header) <= LONGEST else None
    if match is None:
        return header, ""
    one, other = match["one"].strip(" *_"), match["other"].strip(" *_")
    aside = header.rstrip().endswith(")") or "\n" in header
    if _is_person(other) and (_is_post(one) or (aside and not _is_person(one))):
        return one, other
    return (other if _is_post(other) else header, one) if _is_person(one) else (header, "")


def _is_person(name: str) -> bool:
    return (is_person(name) or bool(_INITIALED.fullmatch(name))) and not _is_post(name)


def _is_post(name: str) -> bool:
    return looks_like_role(name) or bool(TITLE.match(name))


def with_lower_header(table: Table, legends: Sequence[Legend]) -> Table:
    """The table with its first row as the header, where the header only groups the columns ("Production | | Support") of a matrix."""
    below = [cell.text for cell in table.rows[0].cells] if table.rows else []
    if len(below) < max(3, len(table.header)) or len(set(filter(None, table.header))) >= len(set(filter(None, below))):
        return table
    marked = in_letters(table, legends)
    told = [index for index in range(1, len(table.header)) if mostly_letters(filled(marked, index))]
    marks = [index for index in told if not below[index] or mostly_letters([marked.rows[0].cells[index].text])]
    if len(told) < 2 or len(marks) * 2 > len(told):
        return table
    names = tuple(low or (high if high not in below else "") for high, low in zip(table.header, below, strict=False))
    return Table(names, table.rows[1:], table.rows[0].line)


def with_letters_spelt(table: Table, legends: Sequence[Legend]) -> Table:
    """The table with the names of the parts over columns of names, where a letter or the word of a legend stands ("A (answers for it)",
    "Driver"), unless it is a letter that nothing explains."""
    letters = letters_at(legends, table.line)
    marks = {index: mark for index, name in enumerate(table.header) if (mark := _mark_of(name))}
    own = {str(index): part for index, name in enumerate(table.header) if (part := _own_meaning(name))}
    spelt = {index: letters.get(mark) or _USUAL.get(mark, "") for index, mark in marks.items()}
    spelt |= {int(index): letter for index, letter in in_letters_of_raci(own).items()}
    explained = bool(own) or any(mark in letters for mark in marks.values())
    owner = [index for index, letter in spelt.items() if letter == "A"]
    several = len(list(filter(None, spelt.values()))) > 1
    if not explained or len(owner) != 1 or not (several or marks[owner[0]] in PARTS - _PLAIN):
        return table
    return replace(table, header=tuple(_HEADERS.get(spelt.get(index, ""), name) for index, name in enumerate(table.header)))


def _mark_of(header: str) -> str:
    """The letter that a header is or begins with, or the word for a part that it is."""
    word = header_words(header)
    match = _LETTERED.fullmatch(header.strip(" *_"))
    return word if word in PARTS else match["letter"] if match else ""


def _own_meaning(header: str) -> Part | None:
    """What a header says itself that its letter means."""
    match = _LETTERED.fullmatch(header.strip(" *_"))
    return part_of_meaning(match["meaning"] or "") if match else None
