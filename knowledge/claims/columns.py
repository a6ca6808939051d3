"""What the columns of a table are for, told by their headers: topics, owners of several kinds, contacts, remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.claims.names import looks_like_role
from knowledge.claims.roster import Roster
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
_OWNERS: tuple[tuple[re.Pattern[str], int, Tie], ...] = (
    (
        re.compile(
            r"^(?:back-?up|deputy|secondary|second|alternate|support(?:ing)?|delegate)\b.*|.*\b(?:back-?up|deputy|support team|delegate)$"
        ),
        90,
        Tie.RESPONSIBLE,
    ),
    (re.compile(r"^(?:consulted|contributors?|consult|advisors?|reviewers?|c)$"), 91, Tie.CONSULTED),
    (re.compile(r"^(?:informed|inform|i)$"), 92, Tie.INFORMED),
    (
        re.compile(
            r"^(?:owners?|owned by|(?:process|feature|service|current|primary|main|system|app|application|area"
            r"|overall)? ?owners?|owning (?:team|group|role|department)|dri|owner team|directly responsible "
            r"individual|who owns (?:it|this)|owner ?\(?s\)?)$"
        ),
        0,
        Tie.ACCOUNTABLE,
    ),
    (re.compile(r"^(?:accountable(?: \(a\)| party| person| team| role)?|a|decision[ -]maker|decider|decides)$"), 1, Tie.ACCOUNTABLE),
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
            r"^(?:responsible(?: \(r\)| party| person| team| role)?|r|assignee|assigned to|who|person|people"
            r"|responsibility of|managed by|run by|led by|lead by|held by)$"
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
    grouping: int = -1


def header_words(text: str) -> str:
    """A header for comparing: small letters, no marks, underscores as spaces."""
    return " ".join(re.sub(r"[_*`:?#/]+", " ", text.casefold()).split()).strip(" .-")


def columns_of(header: Sequence[str], roster: Roster) -> Columns | None:
    """What the columns are; None when none of them holds owners."""
    words = [header_words(name) for name in header]
    contact = _first(words, _CONTACT)
    note = _first(words, _NOTE)
    also = tuple(index for index, name in enumerate(words) if _ALSO.match(name))
    taken = {contact, note, *also}
    owners = _owner_columns(header, words, taken, roster)
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
    return Columns(topic, owners, False, contact, note, also, grouping)


def _first(words: Sequence[str], pattern: re.Pattern[str]) -> int:
    return next((index for index, name in enumerate(words) if pattern.match(name)), -1)


def _owner_columns(header: Sequence[str], words: Sequence[str], taken: set[int], roster: Roster) -> tuple[OwnerColumn, ...]:
    found = []
    for index, name in enumerate(words):
        if (
            index in taken
            or header[index] in roster
            or looks_like_role(header[index])
            and not re.search(r"\b(?:owner|lead|team|manager|steward|engineer|administrator|department|office|group|squad)s?$", name)
        ):
            continue
        for pattern, rank, tie in _OWNERS:
            if pattern.match(name):
                found.append(OwnerColumn(index, rank, tie, name))
                break
    if found and all(column.rank >= 90 for column in found):
        return ()
    return tuple(sorted(found, key=lambda column: column.rank))


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
