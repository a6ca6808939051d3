"""Tables whose headers do not say who owns: the column of owners is known by its cells and by what the page says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.claims.owners.cells import is_nobody, is_party, plain_names
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.columns import distinct_share
from knowledge.claims.tables.explained import announces_owners, told_headers, told_places
from knowledge.claims.tables.headers import header_words, names_things, tells_something_else
from knowledge.documents.model import Table

_OWNER = "Owner"
_PARTIES = re.compile(  # headers that are a kind of owner, and seldom anything else where names stand below
    r"^(?:.* )?(?:crew|pod|guild|desk|wg|working group|chapter|directorate|bureau|cell|committee|panel|studio|station|board|council|"
    r"faculty|institute|lab|branch|agency|captain|champion|keeper|holder|caretaker|minder|warden|guardian|officer|person)s?$"
    r"|.*\b(?:responsible|accountable|in charge)\b.*"
)
_LEVELS = re.compile(  # words that tell how a thing is, not whose
    r"^(?:live|beta|alpha|pilot|active|inactive|high|medium|low|critical|yes|no|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?|"
    r"internal|external|gold|silver|bronze|production|prod|staging|deprecated|planned|done|open|closed|green|amber|yellow|red|in-?house|"
    r"cloud|saas|on-?prem\w*|rolling|always|core|new|old|public|private|confidential|restricted|draft|final|stable|legacy|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?(?: \d{1,4})?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"spring|summer|autumn|winter|.* (?:hall|room|floor|building|street|road|wing|zone|site))$",
    re.IGNORECASE,
)
FEWEST = 4  # rows from which names that come again are told from things that differ
ENOUGH = 0.7  # the share of filled cells that must be names
RECURRING = 0.75  # the most different names that come again and again have, of all that are filled in
_VAGUE = re.compile(r"\b(?:names?|titles?|categor(?:y|ies)|types?|functions?|skills?|scope)$")  # may be the header of people, too
_LOOKED_AT = 200  # rows


def with_owner_header(table: Table, roster: Roster, lines: tuple[str, ...]) -> Table:
    """The table with the header "Owner" over the one column that can only be that of the owners; as it is where none or several can."""
    named = [index for index in range(len(table.header)) if _may_own(table, index, roster)]
    if not named or len(table.header) < 2:
        return table
    found = _told(table, named, lines)
    speaks = announces_owners(lines, table.line)
    if not found and (speaks or any(map(_tells_of_things, table.header))):
        found = [index for index in named if _PARTIES.match(header_words(table.header[index]))]
        found = found or [index for index in named if _of_parties(table, index, roster)]
    if not found and speaks:
        found = _recurring(table, named)
    if len(found) != 1:
        return table
    header = tuple(_OWNER if index == found[0] else name for index, name in enumerate(table.header))
    return replace(table, header=header)


def _told(table: Table, named: Sequence[int], lines: tuple[str, ...]) -> list[int]:
    """The columns of which a line says that owners stand in them, by their headers or by their places."""
    told, places = told_headers(lines), told_places(lines)
    width = len(table.header)
    return [index for index in named if header_words(table.header[index]) in told or {index, index - width} & places]


def _tells_of_things(header: str) -> bool:
    return names_things(header) and not _VAGUE.search(header_words(header))


def _cells(table: Table, index: int) -> list[str]:
    return [text for row in table.rows[:_LOOKED_AT] if index < len(row.cells) and (text := row.cells[index].text)]


def _held(table: Table, index: int) -> list[str]:
    """The filled cells of a column that do not say nobody."""
    return [text for text in _cells(table, index) if not is_nobody(text)]


def _may_own(table: Table, index: int, roster: Roster) -> bool:
    """Whether a column holds names, and its header does not say that it holds something else."""
    header = table.header[index]
    if tells_something_else(header) or names_things(header) or header in roster:
        return False
    cells, held = _cells(table, index), _held(table, index)
    names = sum(1 for text in held if text in roster or (plain_names(text) and not _LEVELS.match(text)))
    return bool(held) and names >= ENOUGH * len(held) and len(cells) * 2 > len(table.rows[:_LOOKED_AT])


def _of_parties(table: Table, index: int, roster: Roster) -> bool:
    """Whether most cells name known owners, roles or teams."""
    held = _held(table, index)
    return sum(1 for text in held if is_party(text.split("\n")[0], roster)) >= ENOUGH * len(held)


def _recurring(table: Table, named: Sequence[int]) -> list[int]:
    """The columns whose names come again and again while the things beside them differ."""
    if len(table.rows) < FEWEST or all(distinct_share(table, index) < 1 for index in range(len(table.header))):
        return []
    return [index for index in named if len(set(held := _held(table, index))) <= RECURRING * len(held)]
