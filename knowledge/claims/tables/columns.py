"""What the columns of a table are for, told by their headers: topics, owners of several kinds, contacts, remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.claims.owners.names import looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.documents.model import Row, Table
from knowledge.types import Tie

_TOPICS = tuple(  # from the most telling header of a column of things to the least
    re.findall(
        r"\w+",
        """feature features application applications app apps system systems service services product products tool tools
        component components module modules capability capabilities process processes activity activities task tasks
        deliverable deliverables decision decisions item items topic topics asset assets dataset datasets repository repositories
        repo project projects platform subject name function functions responsibility responsibilities area areas domain domains
        what thing things work skill title scope category categories type""",
    )
)
_OWNED_LISTS = re.compile(
    r"^(?:what (?:it|they|we) owns?|owns?|owned|responsibilities|responsible for|accountable for|areas?(?: "
    r"of (?:responsibility|ownership))?|scope|remit|mandate|"
    r"topics|domains|services|systems|products|features|applications|apps|things owned|ownership|duties|covers|portfolio|focus)$"
)
_PARTY = (  # what owners are, in headers such as "accountable department" and "team responsible"
    r"(?:departments?|dept|teams?|units?|office|division|directorate|bureau|agency|branch|section|groups?|squad|tribe|crew|desk|committee|"
    r"function|organi[sz]ation|org|business unit|part(?:y|ies)|bod(?:y|ies)|entity|individual|persons?|people|role|position|post|"
    r"officer|executive|official|manager|director|partner|member|colleague|employee)"
)
_OWNER_PHRASE = re.compile(
    rf"^(?:accountable|owning|responsible|lead|leading|answerable|assigned|designated|maintaining|in-charge) {_PARTY}$"
    rf"|^{_PARTY} (?:accountable|responsible|in charge|assigned)$"
)
_BACKUP = re.compile(
    r"^(?:back[ -]?up|deputy|deputi[sz]ed by|secondary|second|alternate|stand[ -]?in|substitute|understudy|cover(?:ed)? (?:by|when|if)|"
    r"(?:if|when|while) (?:away|absent|out|off|on (?:leave|holiday)|not (?:there|in)|unavailable)|in (?:the |their )?absence)\b.*"
    r"|^cover$|.*\b(?:back[ -]?up|deputy|stand[ -]?in|(?:holiday|sickness|absence|leave) cover)s?$"
)
_IN_FULL = {"tech": "technical", "biz": "business", "bus": "business"}
_SHORTENED = re.compile(rf"^(?:{'|'.join(_IN_FULL)})(?= owner)")
_TURNED = re.compile(r"^(\w+ )?owner (?:[-–,] )?\(?(business|technical|tech|biz|it|data|product)\)?$")
_SAID_TO_OWN = re.compile(
    r"(?:^|[.;(]\s{0,3})\W{0,4}(?P<header>\w[\w -]{0,24}?)[*_\"”'’`]{0,4} (?:column )?(?:is|=|means|says|names|shows) "
    r"(?:(?:the (?:one|team|person|role|party)|those|people|whoever|who)(?: (?:who|that|which))?(?: really| actually)? "
    r"(?:owns?|is accountable|answers)|the (?:real |actual )?owner)\b"
    r"|(?:^|[.;(]\s{0,3})(?:the )?[*_\"”'’`“]{1,4}(?P<named>\w[\w -]{0,24}?)[*_\"”'’`]{1,4} (?:really |actually )?"
    r"owns (?:it|them|the|each|this)\b",
    re.IGNORECASE,
)
_LONGEST_SAID = 400  # letters of a line in which a header is looked for
_KINDS = ("team", "squad", "dri")  # of a second column: "which team" where a person is named as the owner
BACKUP = "backup"  # what is claimed for whoever such a column names: "backup of billing"
_OWNERS: tuple[tuple[re.Pattern[str], int, Tie], ...] = (
    (
        re.compile(r"^(?:support(?:ing)?|delegate)\b.*|^(?:executes|execut(?:or|er)s?|doers?)$|.*\b(?:support team|delegate)$"),
        90,
        Tie.RESPONSIBLE,
    ),
    (re.compile(r"^(?:consulted|contributors?|consult|advisors?|reviewers?|c)$"), 91, Tie.CONSULTED),
    (re.compile(r"^(?:informed|inform|i)$"), 92, Tie.INFORMED),
    (
        re.compile(
            rf"^(?:owning {_PARTY}|owners?|owned by|(?:process|feature|service|current|primary|main|system|app|application|area"
            r"|overall)? ?owners?|dri|owner team|directly responsible "
            r"individual|who owns (?:it|this)|owner ?\(?s\)?)$"
        ),
        0,
        Tie.ACCOUNTABLE,
    ),
    (
        re.compile(
            rf"^(?:accountable(?: \(a\))?|a|decision[ -]maker|decider|decides|(?:accountable|lead|leading|answerable) {_PARTY}"
            rf"|{_PARTY} (?:accountable|in charge))$"
        ),
        1,
        Tie.ACCOUNTABLE,
    ),
    (
        re.compile(r"^(?:business|product|data|executive|functional|commercial) (?:owner|lead|sponsor|steward|team|contact)s?$"),
        2,
        Tie.ACCOUNTABLE,
    ),
    (re.compile(r"^.*\b(?:owner|custodian|steward)s?$"), 3, Tie.ACCOUNTABLE),
    (re.compile(r"^(?:approvers?|approved by|approves)$"), 4, Tie.ACCOUNTABLE),
    (
        re.compile(
            r"^(?:team|teams|squad|tribe|group|department|dept|division|unit|role|office|organi[sz]ation|org|business unit|.*\bteam)$"
        ),
        5,
        Tie.ACCOUNTABLE,
    ),
    (
        re.compile(
            rf"^(?:responsible(?: \(r\))?|(?:responsible|assigned|designated|maintaining) {_PARTY}|{_PARTY} (?:responsible|assigned)"
            r"|r|assignee|assigned to|who|person|people"
            r"|responsibility of|(?:managed|run|led|lead|held|handled|kept|done"
            r"|looked after|cared for|taken care of) by|belongs to|whom? to ask|ask)$"
        ),
        6,
        Tie.RESPONSIBLE,
    ),
    (
        re.compile(
            r"^(?:drivers?|d|.*\b(?:lead|leader|manager|contact person|point of contact|poc|dri|engineer"
            r"|admin|administrator))s?$"
        ),
        7,
        Tie.RESPONSIBLE,
    ),
    (re.compile(r"^(?:maintained by|.*\bmaintainer\(?s?\)?)$"), 8, Tie.RESPONSIBLE),
)
_CONTACT = re.compile(
    r"^(?:slack|slack[ _-]?channel|channel|chat|contact|contacts|e-?mail|mail|pager(?:duty)?|on-?call|phone|slack handle|how to reach)$"
)
_NOTE = re.compile(r"^(?:notes?|comments?|remarks?|caveats?|exceptions?|but)$")
_ALSO = re.compile(
    r"^(?:alias(?:es)?|aka|a\.k\.a\.?|also known as|other names?|synonyms?|keywords?|abbreviation|acronym"
    r"|short name|includes?|examples?|sub-?features?|components included|covers|tags)$"
)
_DESCRIBED = re.compile(
    r"^(?:(?:short )?descriptions?|what (?:it|this) (?:is|does|is (?:used )?for|does for us)|what (?:is )?it(?:['’]s| is) for|"
    r"what (?:we|you|people|they) (?:use|need|have) (?:it|this|them) for|why we have it|"
    r"(?:main |business )?(?:purpose|use)|used for|for|use case|in short|what for)$"
)
_EITHER = re.compile(r"\s*[/|]\s*|\s+(?:or|and|&)\s+")  # between the two names of one column
_NUMBERS = re.compile(r"^(?:no|nr|n°|№|s n|(?:sl|sr|seq|item|row|line) (?:no|nr))$")  # never the name of a thing; "#" is one too
_CODES = re.compile(r"^(?:.+ )?(?:ids?|refs?|references?|codes?|keys?|no|nr|numbers?|num|identifiers?|pos|seq)$")
_NUMBERING = re.compile(r"^(?:[A-Za-z]{1,6}[-_.:]?)?\d{1,6}(?:[.–-]\d{1,4}){0,4}[a-z]?[.)]?$|^(?:[A-Za-z]|[ivxlc]{1,6})[.)]$")
_TEAM = 5  # the rank of a column of teams
_DRI = re.compile(r"^(?:dri|directly responsible individual)s?$")
_DRIVER = re.compile(r"^(?:drivers?|d)$")
DISTINCT = 0.6  # the share of rows that must have a cell of their own in a column that names the things
_GROUPING = re.compile(r"^(?:category|categories|group|section|domain|area|department|type|stage|theme|phase)$")


@dataclass(frozen=True, slots=True)
class OwnerColumn:
    """A column of owners; the one of the lowest rank is *the* owner. `label` is its header ("technical owner")."""

    index: int
    rank: int
    tie: Tie
    label: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table by what they hold; indices count from 0, -1 is none."""

    topic: int
    owners: tuple[OwnerColumn, ...]
    listed: bool = False  # the topic column lists all that one owner has
    contact: int = -1
    note: int = -1
    also: tuple[int, ...] = ()
    described: int = -1  # the column that says in a few words what a thing is
    grouping: int = -1


def header_words(text: str) -> str:
    """A header for comparing: small letters, no marks, underscores as spaces, "owner (business)" as "business owner"."""
    words = " ".join(re.sub(r"[_*`:?#/]+", " ", text.casefold()).split()).strip(" .-")
    return _TURNED.sub(r"\2 owner", words)


@lru_cache(maxsize=8)
def owning_headers(lines: tuple[str, ...]) -> frozenset[str]:
    """The headers of which a line of the document says that *the* owner stands below ("**Team** is who owns it")."""
    return frozenset(
        header_words(found["header"] or found["named"]) for line in lines if (found := _SAID_TO_OWN.search(line[:_LONGEST_SAID]))
    )


def columns_of(header: Sequence[str], roster: Roster, owning: frozenset[str] = frozenset()) -> Columns | None:
    """What the columns are; None when none of them holds owners. `owning` are headers that are said to name *the* owner."""
    words = [header_words(name) for name in header]
    said = [(whole, *map(header_words, _EITHER.split(name))) for whole, name in zip(words, header, strict=True)]
    contact = _first(said, _CONTACT)
    note = _first(said, _NOTE)
    also = tuple(index for index, names in enumerate(said) if any(map(_ALSO.match, names)))
    taken = {contact, note, *also}
    owners = _said_first(_owner_columns(header, words, taken, roster), words, owning)
    if not owners:
        return None
    held = {column.index for column in owners}
    listed = next((index for index, name in enumerate(words) if index not in taken | held and _OWNED_LISTS.match(name)), -1)
    if (
        listed >= 0
        and min(held) < listed
        and not any(_rank_of_topic(name) < 22 for index, name in enumerate(words) if index not in taken | held | {listed})
    ):
        return Columns(listed, owners, True, contact, note, also)
    topic = _topic_column(words, taken | held)
    grouping = next((index for index, name in enumerate(words) if index not in taken | held | {topic} and _GROUPING.match(name)), -1)
    free = [index for index in range(len(words)) if index not in taken | held | {topic}]
    described = next((index for index in free if any(map(_DESCRIBED.match, said[index]))), -1)
    return Columns(topic, owners, False, contact, note, also, described if topic >= 0 else -1, grouping)


def without_numbering(table: Table, roster: Roster) -> Table:
    """The table without the columns at its left that only number the rows ("#", "1.1", "REQ-4"), where others name the things."""
    while len(table.header) > 1 and _numbers_rows(table):
        rest = _without_first(table)
        columns = columns_of(rest.header, roster)
        topic = columns.topic if columns else 0
        if topic < 0 or (not _only_numbers(table.header[0]) and distinct_share(rest, topic) < DISTINCT):
            break
        table = rest
    return table


def _without_first(table: Table) -> Table:
    rows = tuple(Row(row.cells[1:], row.line, row.quote) for row in table.rows if len(row.cells) > 1)
    return Table(table.header[1:], rows, table.line)


def _only_numbers(header: str) -> bool:
    return header.strip(" *_`") in ("#", "№") or bool(_NUMBERS.match(header_words(header)))


def _numbers_rows(table: Table) -> bool:
    """Whether the first column numbers the rows. Plain numbers below a header such as "Item" do, names such as "S3" do not."""
    header = table.header[0]
    cells = [text for row in table.rows if row.cells and (text := row.cells[0].text.strip())]
    if _only_numbers(header):
        return True
    numbered = bool(cells) and all(_NUMBERING.match(text) for text in cells)
    if _CODES.match(header_words(header)):
        return numbered or any(names_things(name) for name in table.header[1:])
    if names_things(header):
        return numbered and len(cells) > 1 and all(text[0].isdigit() for text in cells)
    return numbered and len(cells) > 1


def distinct_share(table: Table, index: int) -> float:
    """How many of the rows have a cell of their own in this column: near 1 for the things, little for their groups."""
    cells = {row.cells[index].text.casefold() for row in table.rows if index < len(row.cells) and row.cells[index].text.strip()}
    return len(cells) / max(1, len(table.rows))


def best_topic(table: Table, free: Sequence[int]) -> int:
    """Of these columns the one that names the things: its cells differ from row to row, and its header is the most telling."""
    ranks = {index: _rank_of_topic(header_words(table.header[index])) for index in free}
    return min(free, key=lambda index: (distinct_share(table, index) < DISTINCT, ranks[index], index), default=0)


def narrowed(table: Table, columns: Columns) -> Columns:
    """The columns, with the things taken from a finer column where the one that was found groups them ("System | Module | Owner")."""
    taken = {columns.contact, columns.note, *columns.also, *(column.index for column in columns.owners)}
    if columns.listed or columns.topic < 0 or len(table.rows) < 3 or distinct_share(table, columns.topic) >= DISTINCT:
        return columns
    free = [index for index, name in enumerate(table.header) if index not in taken and names_things(name)]
    topic = best_topic(table, free)
    if topic == columns.topic or distinct_share(table, topic) < 1:
        return columns
    return replace(columns, topic=topic, grouping=columns.topic)


def _first(said: Sequence[Sequence[str]], pattern: re.Pattern[str]) -> int:
    return next((index for index, names in enumerate(said) if any(map(pattern.match, names))), -1)


def _owner_columns(header: Sequence[str], words: Sequence[str], taken: set[int], roster: Roster) -> tuple[OwnerColumn, ...]:
    found = []
    for index, name in enumerate(words):
        if index not in taken and is_backup(name):
            found.append(OwnerColumn(index, 90, Tie.RESPONSIBLE, BACKUP))
            continue
        phrase = tells_of_owners(header[index])
        if index in taken or (
            not phrase
            and header[index] in roster
            or looks_like_role(header[index])
            and not phrase
            and not re.search(r"\b(?:owner|lead|team|manager|steward|engineer|administrator|department|office|group|squad)s?$", name)
        ):
            continue
        for pattern, rank, tie in _OWNERS:
            if pattern.match(name):
                found.append(OwnerColumn(index, rank, tie, _SHORTENED.sub(lambda short: _IN_FULL[short[0]], name)))
                break
    if found and all(column.rank >= 90 for column in found):
        return ()
    if any(column.rank in (0, 1, 4) for column in found):  # who drives a decision never makes it, not even where nobody does
        found = [replace(column, rank=90) if _DRIVER.match(column.label) else column for column in found]
    if any(column.rank == _TEAM for column in found):  # an owner is a role or team; a person that it names speaks for it
        found = [replace(column, rank=_TEAM + 1, tie=Tie.RESPONSIBLE) if _DRI.match(column.label) else column for column in found]
    return tuple(sorted(found, key=lambda column: column.rank))


def _said_first(found: tuple[OwnerColumn, ...], words: Sequence[str], owning: frozenset[str]) -> tuple[OwnerColumn, ...]:
    """The columns of owners, the one that the document says to name the owner before all others."""
    said = [replace(column, rank=-1, tie=Tie.ACCOUNTABLE) if words[column.index] in owning else column for column in found]
    return tuple(sorted(said, key=lambda column: column.rank))


def is_qualified(column: OwnerColumn, columns: Columns) -> bool:
    """Whether a column names owners of a kind that is asked for by its name ("technical owner", "which team", "the DRI")."""
    second = column is not columns.owners[0]
    named = column.rank in (2, 3) or (column.rank == 7 and " " in column.label) or (second and column.label in _KINDS)
    return column.label == BACKUP or named


def is_backup(words: str) -> bool:
    """Whether a header is that of a column of those who step in for the owners ("Deputy", "If away")."""
    return bool(_BACKUP.match(words))


def tells_of_owners(header: str) -> bool:
    """Whether a header says that owners stand below ("Accountable department", "Unit in charge"), however much it looks like a role."""
    return bool(_OWNER_PHRASE.match(header_words(header)))


def names_things(header: str) -> bool:
    """Whether a header is one of a column of things ("Feature", "Business process")."""
    return _rank_of_topic(header_words(header)) < 99


def _rank_of_topic(name: str) -> int:
    last = name.split()[-1] if name.split() else ""
    return _TOPICS.index(last) if last in _TOPICS else 99


def _topic_column(words: Sequence[str], taken: set[int]) -> int:
    """The column that names the things: the most telling header, else the first column that is free."""
    free = [index for index, name in enumerate(words) if index not in taken and name]
    known = [index for index in free if _rank_of_topic(words[index]) < 99]
    if known:
        return min(known, key=lambda index: (_rank_of_topic(words[index]), index))
    unnamed = [index for index in range(len(words)) if index not in taken]
    return unnamed[0] if unnamed and unnamed[0] == 0 else (free[0] if free else -1)
