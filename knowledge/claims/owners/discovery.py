"""Finds who the owners of a charter are, from the charter alone: definitions, headings, role-like names, subjects of "owns".

Owner columns of tables and owner fields of registries add theirs when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge.claims.english.verbs import MOVES, PASSIVE, TAKES_OVER, wordlist
from knowledge.claims.owners.holders import learn_holders
from knowledge.claims.owners.layouts import learn_layouts
from knowledge.claims.owners.legends import learn_abbreviations
from knowledge.claims.owners.names import A_TEAM, KIND_NAME, KINDS, POST_NAME, ROLE, WORD, kind_of, looks_like_role
from knowledge.claims.owners.owner_lists import learn_lists
from knowledge.claims.owners.people import People
from knowledge.claims.owners.right_sides import learn_right_sides
from knowledge.claims.owners.role_headings import learn_headings
from knowledge.claims.owners.roster import Roster
from knowledge.claims.pages.questions import learn_answers
from knowledge.claims.tables.headers import tells_of_owners
from knowledge.documents.model import Bullet, Document, Heading, Paragraph, Passage, Table

_ONE_TEAM = KINDS.lower().replace("team|teams", "team")
_LOWER_TEAM = re.compile(
    r"(?:(?:^|[.;:,]\s+|\b(?:[Bb]y|[Ww]ith)\s+)(?:[Tt]he|[Oo]ur)\s+(?P<name>[\w&-]+(?:\s+(?:and\s+)?[\w&-]+){0,2}?\s+"
    rf"(?:{_ONE_TEAM}))"
    rf"|\b(?:[Tt]he|[Oo]ur)\s+(?P<cased>[A-Z][\w&-]*(?:\s+(?:and\s+)?[\w&-]+){{0,2}}?\s+(?:{_ONE_TEAM})))\b"
)
_NAME = rf"(?:Team\s+(?:{WORD}\s+){{0,2}}\d{{1,4}}\b(?![%.,]\d)|{WORD}(?:\s+(?:(?:and|&|of)\s+)?{WORD}){{0,4}}(?:\s+(?:{_ONE_TEAM}))?)"
_CLAUSE = r"\d{1,3}(?:\.\d{1,3})+[.)]?"  # the number of a paragraph, "2.1"
_STRONG_SUBJECT = re.compile(
    rf"(?:^(?:{_CLAUSE}\s+)?|[.;?!]\s+|,\s+(?:and|while|but)\s+)(?:The\s+|the\s+|Our\s+)?(?P<name>{_NAME})\s+"
    r"(?:(?:also|now|jointly|fully|solely)\s+){0,2}(?:owns?|(?:is|are|remains?|stays?|becomes?)\s+(?:\w+\s+)?(?:responsible"
    r"|accountable)\s+for|has\s+(?:\w+\s+)?ownership\s+of|continues?\s+to\s+(?:own|run|manage|handle|maintain|look\s+after)"
    r"|looks?\s+after|takes?\s+(?:\w+\s+)?(?:responsibility|ownership|charge)\s+(?:for|of)"
    r"|will\s+(?:(?:also|now|then)\s+)?(?:own|run|manage|handle|maintain|lead|look\s+after|take\s+charge\s+of|be\s+(?:responsible|accountable)\s+for)"
    rf"|(?:(?:becomes?|is\s+now|joins?)\s+(?:[\w&'’-]+\s+){{1,6}}?and\s+(?:(?:also|now)\s+)?|will\s+(?:(?:also|now)\s+)?)?{TAKES_OVER})\b"
)
_AGENT = re.compile(
    r"\b(?:owned|managed|led|run|handled|governed|maintained|overseen|operated|administered|supported|looked after)"
    rf"\s+by\s+(?:the\s+|our\s+)?(?P<name>{_NAME})"
    rf"|\b(?:belongs?|falls?|lies?|rests?|sits?|stays?|remains?)\s+(?:to|under|with)\s+(?:the\s+|our\s+)?(?P<other>{_NAME})"
    rf"|\bgo(?:es)?\s+to\s+(?:the\s+|our\s+)?(?P<taker>{_NAME})"
    rf"|\b(?i:for now|for the moment|for the time being|at present|until further notice),?\s+"
    rf"(?:[^.;,]{{1,40}}\s+)?\w+\s+by\s+(?:the\s+|our\s+)?(?P<meanwhile>{_NAME})"
    rf"|\b(?:is|are)\s+(?:now\s+|still\s+)?with\s+(?:the\s+|our\s+)?(?P<with>{_NAME})(?=\s*[.;,]|\s*$)"
    rf"|\b(?:is|are)\s+(?:an?|the)\s+(?:\w+\s+)?(?:responsibility|accountability|job|remit)\s+of\s+(?:the\s+|our\s+)?(?P<of>{_NAME})"
    rf"|\b(?:is|are)\s+(?:the\s+)?(?P<whose>{_NAME})['’]s?\s+(?:responsibility|job|remit|call|decision|business)\b"
    rf"|^(?:[-*]\s*)?(?:Owner|Owned by|DRI|Owning team|Responsible team)s?\s*[:–—-]\s*(?P<field>{_NAME})",
    re.MULTILINE,
)
_NEXT = re.compile(rf"\b{MOVES}\s+(?:the\s+|our\s+)?(?P<name>{_NAME})")  # in a document of who takes over what
_HANDOVER = re.compile(
    r"\b(?:tak(?:es?|en|ing)\s+(?:over|on)|hand(?:s|ed|ing)?[ -]?over|picks?\s+up|re-?organi[sz]\w+|successors?|retires?|retiring|"
    r"inherits?|(?:moves?|pass(?:es)?|transfers?)\s+from)\b",
    re.IGNORECASE,
)
_ROLE_AGENT = re.compile(  # weaker verbs: only names of roles
    rf"\b(?:{'|'.join(sorted(PASSIVE))})\s+by\s+(?P<the>the\s+|our\s+)?(?P<name>{_NAME})"
)
_AND = re.compile(r"\s+and\s+(?:the\s+)?")
_TOGETHER = re.compile(r"\b(?:jointly|joint|shared?|both|together|co-owned|between)\b", re.IGNORECASE)
_NOBODY = wordlist("""it he she they we you i who this that there everyone everybody nobody someone each every all both one someone
    anyone people users employees customers companies organizations each team squad owner dri whoever what which""")


def discover(document: Document, roster: Roster) -> None:
    """Fill `roster` with the owners that headings and prose of the document name."""
    passages = list(_passages(document))
    learn_abbreviations(document, roster)
    for block in document.blocks:
        if isinstance(block, Table):
            for name in block.header:
                if looks_like_role(name) and not (POST_NAME.search(name) or KIND_NAME.search(name) or tells_of_owners(name)):
                    roster.add(name, kind=kind_of(name))
    learn_holders(document, roster)
    learn_headings(document, roster)
    learn_layouts(document, roster)
    learn_lists(document, roster)
    learn_right_sides(document, roster)
    texts = [passage.text for passage in passages]
    people = _people(document, texts)
    pairs: list[tuple[str, bool]] = []
    for text in texts:
        pairs.extend(_from_prose(text, roster, people))
    for name, together in pairs:  # once every single name is known
        _take_pair(name, together, roster, people)
    if any(map(_HANDOVER.search, texts)):
        for text in texts:
            for match in _NEXT.finditer(text):
                _take(match["name"], roster, people)
    learn_answers(document, roster)


def _people(document: Document, texts: Sequence[str]) -> People:
    """Whom sentences and cells name in full."""
    cells = {cell.text for block in document.blocks if isinstance(block, Table) for row in block.rows for cell in row.cells}
    told = [
        name
        for text in texts
        for pattern in (_STRONG_SUBJECT, _AGENT, _NEXT)
        for match in pattern.finditer(text)
        for each in filter(None, match.groupdict().values())
        for name in _AND.split(each)
    ]
    return People([*told, *cells], texts)


def _passages(document: Document) -> Iterable[Passage]:
    return (block.passage for block in document.blocks if isinstance(block, Heading | Paragraph | Bullet))


def _from_prose(text: str, roster: Roster, people: People) -> list[tuple[str, bool]]:
    """Learn the names in one passage. Names joined by "and" come back, each with whether the words before it say "jointly"."""
    pairs = []
    for match in ROLE.finditer(text):
        name = re.sub(r"^(?:The|Our|Ask|Contact|See|Either|Both|And|But|When|If|While|For|By|Dear)\s+", "", match[0])
        if not POST_NAME.search(name) and looks_like_role(name) and not roster.resolve(name) and not roster.mentions(name):
            roster.add(name, kind=kind_of(name))
    for pattern in (_STRONG_SUBJECT, _AGENT, _LOWER_TEAM):
        for match in pattern.finditer(text):
            for name in filter(None, match.groupdict().values()):
                if _AND.search(name):
                    pairs.append((name, bool(_TOGETHER.search(text, max(0, match.start() - 40), match.end()))))
                else:
                    _take(name, roster, people)
    for match in _ROLE_AGENT.finditer(text):
        names = _AND.split(match["name"])
        beside = len(names) > 1 and any(name in roster for name in names)
        for name in names:
            if beside or (match["the"] and looks_like_role(name)):
                _take(name, roster, people)
    return pairs


def _take_pair(name: str, together: bool, roster: Roster, people: People) -> None:
    """ "Data Platform and Finance Systems" is two owners when they are said to own together, or when one is an owner by itself."""
    halves = _AND.split(name)
    alone = all(len(half.split()) == 1 for half in halves)
    if together or alone or any(half in roster for half in halves) or all(looks_like_role(half) for half in halves):
        for half in halves:
            _take(half, roster, people)
    else:
        _take(name, roster, people)


def _pronoun(word: str) -> bool:
    """ "It", but not "IT"."""
    return word.casefold() in _NOBODY and (not word.isupper() or len(word) == 1)


def _take(name: str, roster: Roster, people: People) -> None:
    """A name that a sentence gives as an owner, unless it is a pronoun or begins with an owner's name."""
    if re.match(r"your\b", name.strip(), re.IGNORECASE):
        return  # named by relation: whose head or department is asked for
    name = people.full(re.sub(r"^(?:The|Our|A|An)\s+", "", name.strip()))
    if any(mention.start == 0 and mention.end < len(name) for mention in roster.mentions(name)):
        return
    if not name or name in roster or name.casefold() in _NOBODY:
        return
    if _pronoun(name.split()[0]) and not (A_TEAM.search(name) or looks_like_role(name)):  # "People Director" is no pronoun
        return
    if re.match(r"(?:each|every|any|no)\s", name, re.IGNORECASE):
        return
    called = people.called(name)
    roster.add(name, called, "person" if called else kind_of(name) if looks_like_role(name) else "team")
