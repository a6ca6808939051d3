"""Finds who the owners of a charter are, from the charter alone: definitions, headings, role-like names, subjects of "owns".

Owner columns of tables and owner fields of registries add theirs when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.claims.names import A_TEAM, KIND_NAME, KINDS, POST_NAME, ROLE, WORD, kind_of, looks_like_role
from knowledge.claims.role_headings import learn_headings
from knowledge.claims.roster import Roster
from knowledge.claims.verbs import wordlist
from knowledge.documents.model import Bullet, Document, Heading, Paragraph, Passage, Table

_TITLE = r"(?:[A-Z][\w&'/-]*)(?:[ ](?:of|and|for|the|&|[A-Z][\w&'/-]*)){0,6}"
_LONG_SHORT = re.compile(rf"(?P<long>{_TITLE})\s+\((?:the\s+)?[\"“]?(?P<short>[A-Z][A-Za-z&]{{1,9}})[\"”]?\)")
_SHORT_LONG = re.compile(
    rf"(?<![\w-])(?P<short>[A-Z][A-Z&]{{1,9}})s?\s+(?:\((?P<long>{_TITLE})\)|[–—:=-]\s+(?P<dashed>{_TITLE})(?=\s*[.;,]?\s*$))"
)
_ONE_TEAM = KINDS.lower().replace("team|teams", "team")
_LOWER_TEAM = re.compile(
    r"(?:(?:^|[.;:,]\s+|\b(?:[Bb]y|[Ww]ith)\s+)(?:[Tt]he|[Oo]ur)\s+(?P<name>[\w&-]+(?:\s+(?:and\s+)?[\w&-]+){0,2}?\s+"
    rf"(?:{_ONE_TEAM}))"
    rf"|\b(?:[Tt]he|[Oo]ur)\s+(?P<cased>[A-Z][\w&-]*(?:\s+(?:and\s+)?[\w&-]+){{0,2}}?\s+(?:{_ONE_TEAM})))\b"
)
_NAME = rf"(?:Team\s+(?:{WORD}\s+){{0,2}}\d{{1,4}}\b(?![%.,]\d)|{WORD}(?:\s+(?:(?:and|&|of)\s+)?{WORD}){{0,4}}(?:\s+(?:{_ONE_TEAM}))?)"
_STRONG_SUBJECT = re.compile(
    rf"(?:^|[.;?!]\s+|,\s+(?:and|while|but)\s+)(?:The\s+|the\s+|Our\s+)?(?P<name>{_NAME})\s+"
    r"(?:(?:also|jointly|fully|solely)\s+)?(?:owns?|(?:is|are)\s+(?:\w+\s+)?(?:responsible"
    r"|accountable)\s+for|has\s+(?:\w+\s+)?ownership\s+of)\b"
)
_AGENT = re.compile(
    r"\b(?:owned|managed|led|run|handled|governed|maintained|overseen|operated|administered|supported|looked after)"
    rf"\s+by\s+(?:the\s+|our\s+)?(?P<name>{_NAME})"
    rf"|\b(?:belongs?|falls?|lies?|rests?|sits?)\s+(?:to|under|with)\s+(?:the\s+|our\s+)?(?P<other>{_NAME})"
    rf"|\b(?:is|are)\s+(?:the\s+)?(?P<whose>{_NAME})['’]s?\s+(?:responsibility|job|remit|call|decision|business)\b"
    rf"|^(?:[-*]\s*)?(?:Owner|Owned by|DRI|Owning team|Responsible team)s?\s*[:–—-]\s*(?P<field>{_NAME})",
    re.MULTILINE,
)
_AND = re.compile(r"\s+and\s+(?:the\s+)?")
_TOGETHER = re.compile(r"\b(?:jointly|joint|shared?|both|together|co-owned|between)\b", re.IGNORECASE)
_NOBODY = wordlist("""it he she they we you i who this that there everyone everybody nobody someone each every all both one someone
    anyone people users employees customers companies organizations each team whoever what which""")


def discover(document: Document, roster: Roster) -> None:
    """Fill `roster` with the owners that headings and prose of the document name."""
    passages = list(_passages(document))
    for passage in passages:
        _define(passage.text, roster)
    for block in document.blocks:
        if isinstance(block, Table):
            for name in block.header:
                if looks_like_role(name) and not POST_NAME.search(name) and not KIND_NAME.search(name):
                    roster.add(name, kind=kind_of(name))
    learn_headings(document, roster)
    pairs: list[tuple[str, bool]] = []
    for passage in passages:
        pairs.extend(_from_prose(passage.text, roster))
    for name, together in pairs:  # once every single name is known
        _take_pair(name, together, roster)


def _passages(document: Document) -> Iterable[Passage]:
    return (block.passage for block in document.blocks if isinstance(block, Heading | Paragraph | Bullet))


def _define(text: str, roster: Roster) -> None:
    """ "Chief Information Officer (CIO)" and "CIO (Chief Information Officer)" name one owner; the short name is its name."""
    for pattern in (_LONG_SHORT, _SHORT_LONG):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            long = _without_lead(groups["long"] or groups.get("dashed") or "", match["short"])
            if long and _abbreviates(match["short"], long) and looks_like_role(long):
                roster.add(match["short"], [long], kind_of(long))


def _without_lead(long: str, short: str) -> str:
    """The last words of a title that the abbreviation stands for ("The Chief Data Officer", "CDO": without "The")."""
    words = long.split()
    for begin in range(len(words)):
        if words[begin][0].casefold() == short[0].casefold() and words[begin].casefold() not in ("the", "a", "of"):
            return " ".join(words[begin:])
    return ""


def _abbreviates(short: str, long: str) -> bool:
    """The letters of the abbreviation are the first letters of the words, in order, but for small words."""
    initials = [word[0].upper() for word in re.split(r"[\s/-]+", long) if word and word.casefold() not in ("of", "and", "the", "for", "&")]
    letters = [letter for letter in short.upper() if letter.isalpha()]
    return len(letters) >= 2 and initials[: len(letters)] == letters or _in_order(letters, "".join(initials))


def _in_order(letters: list[str], initials: str) -> bool:
    rest = iter(initials)
    return len(letters) >= 2 and abs(len(letters) - len(initials)) <= 1 and all(letter in rest for letter in letters)


def _from_prose(text: str, roster: Roster) -> list[tuple[str, bool]]:
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
                    _take(name, roster)
    return pairs


def _take_pair(name: str, together: bool, roster: Roster) -> None:
    """ "Data Platform and Finance Systems" is two owners when they are said to own together, or when one is an owner by itself."""
    halves = _AND.split(name)
    alone = all(len(half.split()) == 1 for half in halves)
    if together or alone or any(half in roster for half in halves) or all(looks_like_role(half) for half in halves):
        for half in halves:
            _take(half, roster)
    else:
        _take(name, roster)


def _pronoun(word: str) -> bool:
    """ "It", but not "IT"."""
    return word.casefold() in _NOBODY and (not word.isupper() or len(word) == 1)


def _take(name: str, roster: Roster) -> None:
    """A name that a sentence gives as an owner, unless it is a pronoun or begins with an owner's name."""
    name = re.sub(r"^(?:The|Our|A|An)\s+", "", name.strip())
    if any(mention.start == 0 and mention.end < len(name) for mention in roster.mentions(name)):
        return
    if not name or name in roster or name.casefold() in _NOBODY or (_pronoun(name.split()[0]) and not A_TEAM.search(name)):
        return
    roster.add(name, kind=kind_of(name) if looks_like_role(name) or "team" in name.casefold() else "team")
