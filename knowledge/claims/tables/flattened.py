"""Tables whose columns were lost in copying: "Skill CIO CTO", then rows that run one cell into the next.

Rows are split where the roles or the capitals show it beyond doubt; what cannot be split is told and left out, never given to one role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.claims.collector import Collector
from knowledge.claims.english.verbs import FORMS, LIGHT
from knowledge.claims.owners.roster import Mention, Roster
from knowledge.claims.tables.role_columns import topics_of_role

_LABEL_WORDS = 4  # words before the role names in the header ("Skill/Attribute CIO CTO")
_WORD = re.compile(r"\S+")
_NAME_LIKE = re.compile(r"^[(\"“]?[A-Z]")
_ACRONYM = re.compile(r"^[(\"“]?[A-Z0-9&/]{2,}[a-z]?[,;:.)]?$")


@dataclass(frozen=True, slots=True)
class Flattened:
    """Where such a table stands: its header's line and the last line of its rows (both from 1), and the roles in order."""

    first: int
    last: int
    roles: tuple[str, ...]


def find_flattened(lines: tuple[str, ...], roster: Roster) -> list[Flattened]:
    """Every such table: a short line that ends in two or more roles and nothing else, with lines under it."""
    found = []
    at = 0
    while at < len(lines):
        roles = _header_roles(lines[at], roster)
        stop = at + 1
        while roles and stop < len(lines) and lines[stop].strip() and not lines[stop].lstrip().startswith(("•", "-", "*", "|", "#")):
            stop += 1
        if roles and stop - at >= 3:
            found.append(Flattened(at + 1, stop, roles))
            at = stop
        else:
            at += 1
    return found


def _header_roles(line: str, roster: Roster) -> tuple[str, ...]:
    line = line.strip()
    if not line or len(line) > 120 or any(mark in line for mark in "|,.:;?•–—") or line[0] in "#-*+>":
        return ()
    mentions = roster.mentions(line)
    if len(mentions) < 2 or mentions[-1].end < len(line) or len(line[: mentions[0].start].split()) > _LABEL_WORDS:
        return ()
    gaps = all(not line[left.end : right.start].strip() for left, right in zip(mentions, mentions[1:], strict=False))
    names = tuple(mention.name for mention in mentions)
    return names if gaps and len(set(names)) == len(names) and line[: mentions[0].start].strip() else ()


def read_flattened(table: Flattened, collector: Collector, section: str) -> None:
    """The claims of the rows that can be split; one finding for the table and one for each row that cannot."""
    lines = collector.document.lines
    rows, unread = 0, []
    for number in range(table.first + 1, table.last + 1):
        line = lines[number - 1].strip()
        cells = _split(line, table.roles, collector.roster)
        if not cells:
            unread.append(number)
            continue
        rows += 1
        label = cells[0]
        for role, cell in zip(table.roles, cells[1:], strict=True):
            quote = cell.strip(" ,;")
            for topic in topics_of_role(quote, role, collector.roster):
                collector.claim(topic, [role], quote, " › ".join(filter(None, (section, label))), number)
    told = f"The columns of this table were lost in copying; {rows} rows were split between {', '.join(table.roles)}: please check them."
    collector.finding("flattened-table", table.first, told)
    for number in unread:
        collector.finding("skipped", number, "This row of a table without columns could not be split between its roles.")


def _split(line: str, roles: tuple[str, ...], roster: Roster) -> list[str]:
    """The label and one cell for each role; empty when that is not certain."""
    mentions = [mention for mention in roster.mentions(line) if mention.name in roles]
    if tuple(mention.name for mention in mentions) == roles:
        return _at_mentions(line, mentions)
    if mentions:
        return []
    words = [(match.start(), match[0]) for match in _WORD.finditer(line)]
    starts = [start for position, (start, _) in enumerate(words) if position and _begins_cell(words, position)]
    body = _body_start(words)
    if len(starts) != len(roles) - 1 or body <= 0 or (starts and starts[0] <= body):
        return []
    bounds = [body, *starts, len(line)]
    return [line[:body].strip(), *(line[begin:end].strip() for begin, end in zip(bounds, bounds[1:], strict=False))]


def _at_mentions(line: str, mentions: list[Mention]) -> list[str]:
    """Every cell names its own role ("A CIO focuses on … A CTO imagines …"): it begins at its role, with the article."""
    begins = []
    for mention in mentions:
        article = re.search(r"(?:\b(?:The|An?|Our)\s+)$", line[: mention.start])
        begins.append(article.start() if article else mention.start)
    if begins[0] == 0:
        return []
    bounds = [*begins, len(line)]
    return [line[: begins[0]].strip(), *(line[begin:end].strip() for begin, end in zip(bounds, bounds[1:], strict=False))]


def _begins_cell(words: list[tuple[int, str]], position: int) -> bool:
    """A capital right after a small word that no comma or small joining word ends: a new cell begins there."""
    before, word = words[position - 1][1], words[position][1]
    if not _NAME_LIKE.match(word) or not before[0].islower() or before[-1] in ",;:/(&-":
        return False
    if before.casefold() in (
        "of",
        "for",
        "in",
        "and",
        "or",
        "the",
        "a",
        "an",
        "with",
        "to",
        "on",
        "by",
        "our",
        "from",
        "like",
        "as",
        "into",
        "over",
        "&",
    ):
        return False
    return not (
        _ACRONYM.match(word)
        and before.casefold() in ("external", "internal", "public", "new", "all", "key", "core", "global", "their", "manage", "leads")
    )


def _body_start(words: list[tuple[int, str]]) -> int:
    """Where the first cell begins: after the label, a run of capitals. The last capital before small words belongs to the cell."""
    small = next((position for position, (_, word) in enumerate(words) if word[0].islower()), -1)
    if small <= 0:
        return -1
    position = small - 1
    while position > 0 and _ACRONYM.match(words[position][1]):
        position -= 1
    word = words[position][1].casefold().strip(",;:")
    follows_acronyms = position < small - 1
    if follows_acronyms and word not in FORMS:
        return words[position + 1][0]
    if position and (word in FORMS or word in LIGHT or words[position][1][0].isupper()):
        return words[position][0]
    return -1
