"""Tables with one column (or row) for each role: letters and words of RACI and DACI, ticks and other marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.claims.collector import Collector
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.columns import best_topic
from knowledge.claims.tables.headers import BACKUP, header_words, names_things
from knowledge.claims.tables.mark_legends import shared_by_rule
from knowledge.claims.tables.marks import ENOUGH, SEEN, filled, is_tick, lettered, mostly_letters, steps_in, ties_of
from knowledge.claims.tables.parties import names_party, names_post, parties
from knowledge.claims.tables.role_columns import hold_things, read_skills, role_columns
from knowledge.documents.model import Row, Table
from knowledge.types import Tie

TopicsOf = Callable[[str], tuple[str, ...]]

_TOLD = re.compile(r"[^\s\d.]")  # more than the number of a row
_SIDE = re.compile(r"^(?:role|roles|team|teams|owner|person|who|department|party|stakeholder)s?$")
_SEVERAL = 5  # rows; of so many or more, a single one without is such a one, too
_MOSTLY = 0.9  # the share of rows with somebody accountable from which a row without is one that nobody is accountable for
_SHARED_BY_MOST = 0.5  # the share of rows with several ticks from which ticks tell of use rather than of owning
_OWNING = re.compile(r"\b(?:own(?:s|ed|ers?|ership)?|responsib\w+|accountab\w+|in charge|who does what)\b", re.IGNORECASE)
_ABOVE = 6  # lines that tell what a table is of
_UNDECIDED = re.compile(  # of who is accountable; the letter is a capital
    r"^\W*TB[ACD]\b|\bno A (?:\w+ )?(?:yet|so far)\b|\b(?:A|(?i:owner|accountable)) (?:is |still )?(?:vacant|open|missing|TB[ACD])\b"
)


@dataclass(frozen=True, slots=True)
class _Held:
    """What one cell says of the role of its column (or row)."""

    owner: str
    ties: tuple[Tie, ...]
    stands_in: bool = False


_Thing = tuple[str, list[_Held], Row]  # a thing, what is said of each role, and the row that it is quoted by


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the claims of a table go, and what holds for all of its rows."""

    collector: Collector
    section: str
    topics_of: TopicsOf
    daci: bool = False
    shared: bool = False  # the document says that several in a row own it together


def is_matrix(table: Table, roster: Roster, owner_columns: Sequence[int]) -> bool:
    """Whether the columns (or rows) are roles: by letters in the cells, or by role names in the header. `owner_columns` are those that
    look to be of owners."""
    if len(table.header) < 2:
        return False
    if letters := lettered(table):
        owning = any(Tie.ACCOUNTABLE in ties_of(text) and not is_tick(text) for text in letters)
        return owning or not any(_names_owners(table, index) for index in owner_columns)
    named = role_columns(table, roster)
    if len(named) < 2 or len(named) < (len(table.header) - 1) * ENOUGH:
        return False
    return not owner_columns or hold_things(table, named, roster)


def _names_owners(table: Table, index: int) -> bool:
    """Whether a column of owners is filled with other things than marks: what is ticked beside it is no matter of owning."""
    cells = filled(table, index)
    return bool(cells) and not mostly_letters(cells)


def read_matrix(table: Table, collector: Collector, section: str, topics_of: TopicsOf) -> None:
    """The claims of such a table, row by row."""
    letters = lettered(table)
    if not letters:
        read_skills(table, collector, section)
        return
    daci = any(re.fullmatch(r"\s*D\s*", text) for text in letters) and not any(re.fullmatch(r"\s*R\s*", text) for text in letters)
    place = _Place(collector, section, topics_of, daci, shared_by_rule(collector.document.lines))
    if _tells_of_use(table, letters) and not (place.shared or _is_of_owning(table, collector.document.lines)):
        collector.finding("no-owner", table.line, "Most rows are ticked for several, and nothing says that a tick is an owner's.")
        return
    read = _columns_of_things if _is_transposed(table, collector.roster) else _rows_of_things
    things = read(table, collector.roster)
    answered = sum(any(Tie.ACCOUNTABLE in each.ties for each in held) for _, held, _ in things)
    strict = daci or answered >= _MOSTLY * len(things)
    single = len(things) >= _SEVERAL and answered == len(things) - 1
    for thing, held, row in things:
        alone = single and sum(Tie.RESPONSIBLE in each.ties for each in held) < 2  # two who do it together may well own it
        _claim(thing, held, row, place, strict or alone)


def _tells_of_use(table: Table, letters: Sequence[str]) -> bool:
    """Whether a table holds nothing but ticks, and most of its rows several."""
    if not all(map(is_tick, letters)) or len({text.casefold() for text in letters}) > 1:
        return False
    ticked = [sum(is_tick(cell.text) for cell in row.cells[1:]) for row in table.rows]
    return sum(count > 1 for count in ticked) > _SHARED_BY_MOST * len(ticked)


def _is_of_owning(table: Table, lines: Sequence[str]) -> bool:
    """Whether the title of the document, or the words above the table, speak of owning."""
    return any(map(_OWNING.search, (*lines[:_ABOVE], *lines[max(0, table.line - _ABOVE) : table.line])))


def _rows_of_things(table: Table, roster: Roster) -> list[_Thing]:
    """Things down the side, roles along the top."""
    roles = _roles(table, roster)
    topic_column = best_topic(table, [index for index in range(len(table.header)) if index not in roles])
    return [
        (
            row.cells[topic_column].text if topic_column < len(row.cells) else "",
            [_Held(roles[index], ties_of(cell.text), steps_in(cell.text)) for index, cell in enumerate(row.cells) if index in roles],
            row,
        )
        for row in table.rows
    ]


def _is_transposed(table: Table, roster: Roster) -> bool:
    """Whether roles stand down the side: the first header says so, or what stands below it, while no header names a role."""
    if any(names_party(name, roster) for name in table.header[1:]):
        return False
    if _SIDE.match(header_words(table.header[0])):
        return True
    side = [row.cells[0].text for row in table.rows[:SEEN] if row.cells and row.cells[0].text]
    return not names_things(table.header[0]) and sum(map(names_post, side)) >= ENOUGH * max(1, len(side))


def _columns_of_things(table: Table, roster: Roster) -> list[_Thing]:
    """Roles down the side, things along the top: each column is a thing, quoted by the line of its owner."""
    names = parties({at: row.cells[0].text for at, row in enumerate(table.rows) if row.cells and row.cells[0].text}, roster)
    found: list[_Thing] = []
    for index, thing in enumerate(table.header):
        if not index or not thing:
            continue
        cells = {at: table.rows[at].cells[index].text for at in names if index < len(table.rows[at].cells)}
        held = {at: _Held(names[at], ties_of(text), steps_in(text)) for at, text in cells.items()}
        telling = (at for tie in (Tie.ACCOUNTABLE, Tie.RESPONSIBLE) for at, each in held.items() if tie in each.ties)
        found.append((thing, list(held.values()), table.rows[next(telling, 0)]))
    return found


def _roles(table: Table, roster: Roster) -> dict[int, str]:
    """Column -> owner, for the columns that hold letters. A column that is only ticked beside them, or that asks something, is none."""
    columns = {index: cells for index, name in enumerate(table.header) if index and name and mostly_letters(cells := filled(table, index))}
    ticked = {index for index, cells in columns.items() if all(map(is_tick, cells))}
    asking = {index for index in columns if table.header[index].rstrip().endswith("?")}
    no_roles = asking | (ticked if len(ticked) < len(columns) - 1 else set())
    return parties({index: table.header[index] for index in columns if index not in no_roles}, roster)


def _claim(thing: str, held: Sequence[_Held], row: Row, place: _Place, strict: bool = False) -> None:
    """Accountable is *the* owner; without one, who is responsible, unless `strict`. In DACI only who approves: who drives a decision
    does not make it."""
    collector = place.collector
    if not thing.strip():
        collector.finding("skipped", row.line, "The row names no topic.")
        return
    accountable = [each.owner for each in held if Tie.ACCOUNTABLE in each.ties]
    working = [each.owner for each in held if Tie.RESPONSIBLE in each.ties and not each.stands_in]
    undecided = any(_UNDECIDED.search(cell.text) for cell in row.cells)
    owners = accountable or ([] if place.daci or strict or undecided else working)
    if not owners:
        _nobodys(thing, working, row, place)
        return
    if len(accountable) > 1 and not place.shared:
        word = "approvers" if place.daci else "accountable"
        collector.finding("two-owners", row.line, f'"{thing[:80]}" has several {word}: {", ".join(owners)}.')
    involved = [(each.owner, kind) for each in held if each.owner not in owners for kind in each.ties]
    stand_ins = [each.owner for each in held if each.stands_in and each.owner not in owners]
    topics = place.topics_of(thing)
    for topic in topics:
        collector.claim(topic, owners, row.quote, place.section, row.line, involved=involved)
    for topic in topics[:1]:
        collector.claim(f"{BACKUP} of {topic}", stand_ins, row.quote, place.section, row.line)


def _nobodys(thing: str, working: Sequence[str], row: Row, place: _Place) -> None:
    """A row that names no owner; one with nothing beside its thing heads the rows below it."""
    only = ("no approver, only {} to drive it" if place.daci else "nobody accountable yet, only {} to do it") if working else ""
    lacking = only.format(", ".join(working)) or "nobody accountable or responsible"
    heads = not any(_TOLD.search(cell.text) for cell in row.cells if cell.text != thing)  # "2 | People" over the rows of People
    told = f'"{thing[:80]}" has {lacking}.'
    place.collector.nobodys(() if heads else place.topics_of(thing), row.quote, place.section, row.line, told)
