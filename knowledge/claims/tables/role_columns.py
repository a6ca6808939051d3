"""Tables with a column of things for each role ("Tech Lead | Product Manager"): each cell lists what the role of its column owns."""

from __future__ import annotations

import re

from knowledge.claims.collector import Collector
from knowledge.claims.english.phrases import topics
from knowledge.claims.english.predicates import owned_topics
from knowledge.claims.english.statements import read_sentence
from knowledge.claims.english.subjects import Context
from knowledge.claims.english.verbs import FORMS, wordlist
from knowledge.claims.owners.cells import is_nobody, separated
from knowledge.claims.owners.names import A_TEAM, looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.marks import SEEN
from knowledge.documents.model import Cell, Row, Table

_REPORTING = re.compile(r"^report(?:s|ing)?\s+(?:to|line)\b", re.IGNORECASE)
_TOLD_OF_ROLE = re.compile(  # rows that tell of the people, not of what they own
    r"^(?:salary|pay|grade|level|education|degrees?|qualifications?|certifications?|background|location|based in|headcount|team size|"
    r"years?(?: of experience)?|works? (?:closely )?with|also (?:called|known as)|names?|e-?mail|slack|contact|phone)\b",
    re.IGNORECASE,
)
TITLE = re.compile(  # a post; below it stand people, or what the post owns
    r"^(?:\w[\w&/-]* ){0,3}(?:manager|designer|lead|leader|officer|director|engineer|developer|architect|analyst|scientist|researcher|"
    r"coordinator|administrator|controller|planner|buyer|writer|editor|producer|consultant|specialist|supervisor|assistant|partner|"
    r"president|principal|secretary|treasurer|scrum master|product owner|counsel)$|^(?:head|chief|vp|director|vice president)\b.*"
    r"|^c[a-z]{1,3}o$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]\w")  # a cell without one is a mark for a skill, no thing
_JOINING = wordlist("of and the for & to in on")
_NOUNS = wordlist(
    "design release support test plan review audit market report process research control change code project stock cash demand"
)
_AFTER_VERB = wordlist("and or & the a an our all its their any new")
_IN_ASIDE = re.compile(r"\([^()]*\)")


def role_columns(table: Table, roster: Roster) -> list[int]:
    """The columns behind the first whose headers name roles."""
    return [
        index for index, name in enumerate(table.header) if index and (name in roster or looks_like_role(name) or TITLE.match(name.strip()))
    ]


def hold_things(table: Table, columns: list[int], roster: Roster) -> bool:
    """Whether the cells below titles such as "Tech Lead" list what the post owns, rather than the people who hold it."""
    if not all(TITLE.match(table.header[index].strip()) for index in columns):
        return False
    cells = [row.cells[index].text for row in table.rows[:SEEN] for index in columns if index < len(row.cells)]
    pieces = [piece.strip() for cell in cells if not is_nobody(cell) for piece in separated(_IN_ASIDE.sub("", cell)) if piece.strip()]
    things = sum(1 for piece in pieces if _is_thing(piece, roster))
    return things * 2 > len(pieces)


def _is_thing(piece: str, roster: Roster) -> bool:
    """Words in small letters, as no name has them ("Code review"), unless they are a team's."""
    small = [word for word in piece.split() if word[0].islower() and word not in _JOINING]
    return bool(small) and piece not in roster and not looks_like_role(piece) and not A_TEAM.search(piece)


def read_skills(table: Table, collector: Collector, section: str) -> None:
    """Each cell lists what the role of its column owns; the first column only names the row."""
    roles = {index: collector.roster.add(table.header[index]) for index in role_columns(table, collector.roster)}
    for row in table.rows:
        label = row.cells[0].text if row.cells else ""
        if _TOLD_OF_ROLE.match(label.strip()):
            continue
        for index, owner in roles.items():
            if index >= len(row.cells) or not _WORD.search(row.cells[index].text) or is_nobody(row.cells[index].text):
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
