"""Tables with one column for each role: letters and words of RACI and DACI, ticks, and the things themselves (a skills matrix)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from knowledge.claims.collector import Collector
from knowledge.claims.english.phrases import topics
from knowledge.claims.english.predicates import owned_topics
from knowledge.claims.english.statements import read_sentence
from knowledge.claims.english.subjects import Context
from knowledge.claims.english.verbs import FORMS, wordlist
from knowledge.claims.owners.cells import is_nobody, separated
from knowledge.claims.owners.names import A_TEAM, kind_of, looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.columns import best_topic
from knowledge.claims.tables.headers import header_words
from knowledge.documents.model import Cell, Row, Table
from knowledge.types import Tie

_WORDS = {
    Tie.ACCOUNTABLE: wordlist(
        """a accountable own owns owner owned approve approves approver approval decide decides decider final lead leads primary
        yes x ✓ ✔ ✅ ● ☑"""
    ),
    Tie.RESPONSIBLE: wordlist(
        """r responsible execute executes executor do does doer d drive drives driver perform performs run runs build builds
        implements operates s"""
    ),
    Tie.CONSULTED: wordlist(
        """c consult consulted consults contribute contributes contributor help helps helper assist assists support supports
        advise advises input review reviews"""
    ),
    Tie.INFORMED: wordlist("i inform informed notified notify fyi"),
}
_TIES = {word: tie for tie, words in _WORDS.items() for word in words}
_TOLD = re.compile(r"[^\s\d.]")  # more than the number of a row
_EMPTY = re.compile(r"^[\s–—.·/-]*$|^(?:n/?a|none|no)$", re.IGNORECASE)
_TRANSPOSED = re.compile(r"^(?:role|roles|team|teams|owner|person|who|department|party|stakeholder)s?$")
_REPORTING = re.compile(r"^report(?:s|ing)?\s+(?:to|line)\b", re.IGNORECASE)
_TOLD_OF_ROLE = re.compile(  # rows that tell of the people, not of what they own
    r"^(?:salary|pay|grade|level|education|degrees?|qualifications?|certifications?|background|location|based in|headcount|team size|"
    r"years?(?: of experience)?|works? (?:closely )?with|also (?:called|known as)|names?|e-?mail|slack|contact|phone)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(  # a post; below it stand people, or what the post owns
    r"^(?:\w[\w&/-]* ){0,3}(?:manager|designer|lead|leader|officer|director|engineer|developer|architect|analyst|scientist|researcher|"
    r"coordinator|administrator|controller|planner|buyer|writer|editor|producer|consultant|specialist|supervisor|assistant|partner|"
    r"president|principal|secretary|treasurer|scrum master|product owner|counsel)$|^(?:head|chief|vp|director|vice president)\b.*"
    r"|^c[a-z]{1,3}o$",
    re.IGNORECASE,
)
_JOINING = wordlist("of and the for & to in on")
_NOUNS = wordlist(
    "design release support test plan review audit market report process research control change code project stock cash demand"
)
_AFTER_VERB = wordlist("and or & the a an our all its their any new")
_IN_ASIDE = re.compile(r"\([^()]*\)")
_SEVERAL = 5  # rows; of so many or more, a single one without is such a one, too
_MOSTLY = 0.9  # the share of rows with somebody accountable from which a row without is one that nobody is accountable for
ENOUGH = 0.6  # the share of filled cells that must be letters or words of RACI


def ties_of(text: str) -> tuple[Tie, ...]:
    """What a cell says in letters or words ("A/R", "OWNs", "Executes"); empty when it says something else."""
    words = [word for word in re.split(r"[\s,;/&+|()*]+|\band\b", text.casefold()) if word]
    if not words or len(words) > 4:
        return ()
    if len(words) == 1 and len(words[0]) in (2, 3) and all(letter in "raci" for letter in words[0]) and len(set(words[0])) == len(words[0]):
        words = list(words[0])
    found = [_TIES[word] for word in words if word in _TIES]
    return tuple(dict.fromkeys(found)) if len(found) == len(words) else ()


def is_matrix(table: Table, roster: Roster, has_owner_column: bool) -> bool:
    """Whether the columns (or rows) are roles: by letters in the cells, or by role names in the header."""
    if len(table.header) < 2:
        return False
    if _lettered(table):
        return True
    named = _role_columns(table, roster)
    if len(named) < 2 or len(named) < (len(table.header) - 1) * ENOUGH:
        return False
    return not has_owner_column or _hold_things(table, named, roster)


def _lettered(table: Table) -> list[str]:
    """The filled cells behind the first column where most are letters, else those of its columns that mostly are, if half of them are such;
    none where the table holds no letters."""
    columns = [_filled(table, index) for index in range(1, len(table.header))]
    filled = [text for column in columns for text in column]
    if len(columns) > 1 and _mostly_letters(filled):
        return filled
    told = [column for column in columns if _mostly_letters(column)]
    return [text for column in told for text in column] if len(told) > 1 and len(told) * 2 >= len(columns) else []


def _filled(table: Table, index: int) -> list[str]:
    cells = (row.cells[index].text for row in table.rows[:200] if index < len(row.cells))
    return [text for text in cells if not _EMPTY.match(text)]


def _mostly_letters(filled: Sequence[str]) -> bool:
    return bool(filled) and sum(1 for text in filled if ties_of(text)) >= ENOUGH * len(filled)


def _role_columns(table: Table, roster: Roster) -> list[int]:
    """The columns behind the first whose headers name roles."""
    return [
        index
        for index, name in enumerate(table.header)
        if index and (name in roster or looks_like_role(name) or _TITLE.match(name.strip()))
    ]


_UNDECIDED = re.compile(  # of who is accountable; the letter is a capital
    r"^\W*TB[ACD]\b|\bno A (?:\w+ )?(?:yet|so far)\b|\b(?:A|(?i:owner|accountable)) (?:is |still )?(?:vacant|open|missing|TB[ACD])\b"
)


def _hold_things(table: Table, columns: list[int], roster: Roster) -> bool:
    """Whether the cells below titles such as "Tech Lead" list what the post owns, rather than the people who hold it."""
    if not all(_TITLE.match(table.header[index].strip()) for index in columns):
        return False
    cells = [row.cells[index].text for row in table.rows[:200] for index in columns if index < len(row.cells)]
    pieces = [piece.strip() for cell in cells if not is_nobody(cell) for piece in separated(_IN_ASIDE.sub("", cell)) if piece.strip()]
    things = sum(1 for piece in pieces if _is_thing(piece, roster))
    return things * 2 > len(pieces)


def _is_thing(piece: str, roster: Roster) -> bool:
    """Words in small letters, as no name has them ("Code review"), unless they are a team's."""
    small = [word for word in piece.split() if word[0].islower() and word not in _JOINING]
    return bool(small) and piece not in roster and not looks_like_role(piece) and not A_TEAM.search(piece)


def read_matrix(table: Table, collector: Collector, section: str, topics_of: Callable[[str], tuple[str, ...]]) -> None:
    """The claims of such a table, row by row."""
    filled = _lettered(table)
    if not filled:
        _read_skills(table, collector, section)
        return
    daci = any(re.fullmatch(r"\s*D\s*", text) for text in filled) and not any(re.fullmatch(r"\s*R\s*", text) for text in filled)
    if _TRANSPOSED.match(header_words(table.header[0])) and not any(
        looks_like_role(name) or name in collector.roster for name in table.header[1:]
    ):
        _read_transposed(table, collector, section, topics_of)
        return
    roles = _roles(table, collector.roster)
    topic_column = best_topic(table, [index for index in range(len(table.header)) if index not in roles])
    lettered_rows = [[ties_of(cell.text) for index, cell in enumerate(row.cells) if index in roles] for row in table.rows]
    answered = sum(any(Tie.ACCOUNTABLE in kinds for kinds in row) for row in lettered_rows)
    strict = daci or answered >= _MOSTLY * len(table.rows)
    single = len(table.rows) >= _SEVERAL and answered == len(table.rows) - 1
    for row in table.rows:
        thing = row.cells[topic_column].text if topic_column < len(row.cells) else ""
        ties = [(roles[index], ties_of(cell.text)) for index, cell in enumerate(row.cells) if index in roles]
        alone = single and sum(Tie.RESPONSIBLE in kinds for _, kinds in ties) < 2  # two who do it together may well own it
        _claim(thing, ties, row, collector, section, topics_of, daci, strict or alone)


def _roles(table: Table, roster: Roster) -> dict[int, str]:
    """Column -> owner, for the columns that hold letters."""
    found: dict[int, str] = {}
    for index, name in enumerate(table.header):
        cells = [row.cells[index].text for row in table.rows if index < len(row.cells) and not _EMPTY.match(row.cells[index].text)]
        lettered = sum(1 for text in cells if ties_of(text))
        if index and name and cells and lettered >= ENOUGH * len(cells):
            found[index] = roster.add(name, kind=kind_of(name) if name not in roster else "role")
    return found


def _claim(
    thing: str,
    ties: list[tuple[str, tuple[Tie, ...]]],
    row: Row,
    collector: Collector,
    section: str,
    topics_of: Callable[[str], tuple[str, ...]],
    daci: bool = False,
    strict: bool = False,
) -> None:
    """Accountable is *the* owner; without one, who is responsible, unless `strict`. In DACI only who approves: who drives a decision
    does not make it."""
    if not thing.strip():
        collector.finding("skipped", row.line, "The row names no topic.")
        return
    working = [name for name, kinds in ties if Tie.RESPONSIBLE in kinds]
    undecided = any(_UNDECIDED.search(cell.text) for cell in row.cells)
    owners = [name for name, kinds in ties if Tie.ACCOUNTABLE in kinds] or ([] if daci or strict or undecided else working)
    if not owners:
        only = ("no approver, only {} to drive it" if daci else "nobody accountable yet, only {} to do it") if working else ""
        lacking = only.format(", ".join(working)) or "nobody accountable or responsible"
        heads = not any(_TOLD.search(cell.text) for cell in row.cells if cell.text != thing)  # "2 | People" over the rows of People
        told = f'"{thing[:80]}" has {lacking}.'
        collector.nobodys(() if heads else topics_of(thing), row.quote, section, row.line, told)
        return
    if len([name for name, kinds in ties if Tie.ACCOUNTABLE in kinds]) > 1:
        word = "approvers" if daci else "accountable"
        collector.finding("two-owners", row.line, f'"{thing[:80]}" has several {word}: {", ".join(owners)}.')
    involved = [(name, kind) for name, kinds in ties if name not in owners for kind in kinds]
    for topic in topics_of(thing):
        collector.claim(topic, owners, row.quote, section, row.line, involved=involved)


def _read_transposed(table: Table, collector: Collector, section: str, topics_of: Callable[[str], tuple[str, ...]]) -> None:
    """Roles down the side, things along the top: each column is a thing, quoted by the line of its owner."""
    names = [collector.roster.add(row.cells[0].text, kind=kind_of(row.cells[0].text)) if row.cells[0].text else "" for row in table.rows]
    for index, thing in enumerate(table.header):
        if not index or not thing:
            continue
        ties = [
            (name, ties_of(row.cells[index].text)) for name, row in zip(names, table.rows, strict=True) if name and index < len(row.cells)
        ]
        accountable = next(
            (name for name, kinds in ties if Tie.ACCOUNTABLE in kinds), next((name for name, kinds in ties if Tie.RESPONSIBLE in kinds), "")
        )
        row = next((row for name, row in zip(names, table.rows, strict=True) if name == accountable and name), table.rows[0])
        _claim(thing, ties, row, collector, section, topics_of)


def _read_skills(table: Table, collector: Collector, section: str) -> None:
    """Each cell lists what the role of its column owns; the first column only names the row."""
    roles = {index: collector.roster.add(table.header[index]) for index in _role_columns(table, collector.roster)}
    for row in table.rows:
        label = row.cells[0].text if row.cells else ""
        if _TOLD_OF_ROLE.match(label.strip()):
            continue
        for index, owner in roles.items():
            if index >= len(row.cells) or _EMPTY.match(row.cells[index].text) or is_nobody(row.cells[index].text):
                continue
            if _REPORTING.match(label.strip()):
                _reporting(row, row.cells[index].text, owner, collector, section)
            else:
                _skill(row.cells[index], owner, row, " › ".join(filter(None, (section, label))), collector)


def _reporting(row: Row, text: str, owner: str, collector: Collector, section: str) -> None:
    """ "Reports to | CEO": who stands over a role holds its reporting line, as in prose."""
    above = collector.roster.resolve(text) or (text.strip() if looks_like_role(text) else "")
    if above:
        collector.claim(f"{owner} reporting line", [collector.roster.add(above)], row.quote, section, row.line)


def _skill(cell: Cell, owner: str, row: Row, section: str, collector: Collector) -> None:
    line = collector.document.lines[cell.line - 1]
    quote, number = (cell.text, cell.line) if cell.text in line else (row.quote, row.line)
    for topic in topics_of_role(cell.text, owner, collector.roster):
        collector.claim(topic, [owner], quote, section, number)


def topics_of_role(text: str, owner: str, roster: Roster) -> list[str]:
    """What the words under a role's name list: a sentence about the role, "Leads IT teams", or plain things."""
    sentence = read_sentence(text, roster, Context(heading=(owner,)))
    said = [topic for statement in sentence.statements if statement.owners == (owner,) for topic in statement.topics]
    if said or sentence.statements:
        return said
    first, _, rest = text.strip().partition(" ")
    noun = first.casefold() in _NOUNS and rest.split()[0] not in _AFTER_VERB if rest else False  # "Release notes" are not released
    if rest and first.casefold() in FORMS and not noun:
        found = owned_topics(f"{first.lower()} {rest}")
        if found:
            return found
    return topics(text)
