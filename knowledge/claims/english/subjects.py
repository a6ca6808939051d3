"""Who a clause speaks of: owners named side by side, and words that stand for them ("they", "both roles")."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from knowledge.claims.owners.roster import Mention, Roster

_LINK = re.compile(
    r"^\s*(?:,?\s*(?:and|&|or|as well as|together with|along with|plus)|[,/+])\s*(?:the|an?|our|your|both)?\s*$", re.IGNORECASE
)
_TOLD = re.compile(r"^\s+(?:is|are)\s+(?:also\s+|being\s+)?(?:consulted|informed)\b")
_LONGEST_LEAD = 60  # characters before a name in which its "both the" is looked for; searching from the start of a line is quadratic
_BEFORE = re.compile(r"(?:\b(?:both|the|an?|our|your|each|only|either)\s+)+$", re.IGNORECASE)
_STANDS_FOR = re.compile(
    r"(?:(?<=^)|(?<=[,;:–—] )|(?<=\bwhile )|(?<=\band )|(?<=\bbut )|(?=both roles (?:is|are) ))"
    r"(?P<many>they both|both of them|both of these \w+|both (?:roles|teams|executives|leaders|functions"
    r"|departments|groups|positions|sides|officers)|"
    r"the (?:two|pair)(?: roles| teams| executives| leaders)?|together,? they|the roles|the teams|both)\b(?!\s+(?:of|the|an?)\b)"
    r"|(?:(?<=^)|(?<=[,;:–—] )|(?<=\bwhile )|(?<=\band )|(?<=\bbut ))"
    r"(?P<one>they|it|he|she|we|i|(?:this|the|that|our) (?:role|team|executive|department|office|squad|group|function|position|officer))\b",
    re.IGNORECASE,
)
_BY_THEM = re.compile(r"\b(?:by|to|with)\s+(?P<them>them|him|her)\b", re.IGNORECASE)
_ME = re.compile(
    r"\b(?:(?:by|to|with|between|and|is|are|both)\s+)(?P<me>me|us|myself)\b|\b(?:is|are)\s+(?:all\s+|both\s+)?(?P<mine>mine|ours)\b",
    re.IGNORECASE,
)
_OWNING = re.compile(
    r"(?:(?<=^)|(?<=[.,;:–—] )|(?<=\bwhile )|(?<=\band ))(?P<whose>their|its|his|her|our|my)\s+(?=[a-z])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Context:
    """What the text around a sentence says about who is spoken of."""

    heading: tuple[str, ...] = ()  # the owners of the section
    last: tuple[str, ...] = ()  # the owners that the sentence before spoke of
    pair: tuple[str, ...] = ()  # the last owners named together
    known: bool = True  # False: the sentence before spoke of somebody else, so "they" is nobody we know
    topics: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Owners named together at text[start:end]; `begin` takes in "both the" before them."""

    start: int
    end: int
    begin: int
    owners: tuple[str, ...]
    owned: bool = False  # a possessive: "the CIO's"
    stands_for: bool = False
    either: bool = False  # "A or B": the charter does not say which
    whose: bool = False  # "their": what follows is a noun


def groups(text: str, roster: Roster, context: Context) -> list[Group]:
    """Every owner or group of owners named in a sentence, and the pronouns that mean one, left to right."""
    found = _named(text, _with_the_speaker(text, roster.mentions(text), context))
    taken = [(group.begin, group.end) for group in found]
    for match in _STANDS_FOR.finditer(text):
        if (
            any(begin <= match.start() < end for begin, end in taken)
            or re.match(r"\s+(?:the\s+)?(?=[A-Z])", text[match.end() :])
            and match["many"]
        ):
            continue
        named = [group for group in found if group.end < match.start() and not group.stands_for]
        again = bool(named) and text[named[-1].end : match.start()].strip() == ";" and not match["many"]
        owners = named[-1].owners if again else _meant(match, context)
        if owners:
            found.append(Group(match.start(), match.end(), match.start(), owners, stands_for=True))
    for match in _BY_THEM.finditer(text):
        before = [group for group in found if group.end < match.start()]
        owners = before[-1].owners if before else (context.last or context.heading if context.known else ())
        if owners:
            found.append(Group(match.start("them"), match.end(), match.start("them"), owners, stands_for=True))
    for match in _OWNING.finditer(text):
        owners = context.heading if match["whose"].casefold() in ("our", "my") else context.last or context.heading
        if owners and context.known:
            found.append(Group(match.start(), match.end("whose"), match.start(), owners, owned=True, stands_for=True, whose=True))
    return sorted(found, key=lambda group: group.start)


def _with_the_speaker(text: str, mentions: list[Mention], context: Context) -> list[Mention]:
    """The owners named, and whoever says "me" or "mine" on a page of its own."""
    if len(context.heading) != 1:
        return mentions
    speaker = [
        Mention(*match.span(match.lastgroup or 0), context.heading[0], owned=match.lastgroup == "mine") for match in _ME.finditer(text)
    ]
    return sorted([*mentions, *speaker], key=lambda mention: mention.start) if speaker else mentions


def _named(text: str, mentions: list[Mention]) -> list[Group]:
    found: list[Group] = []
    run: list[Mention] = []
    for mention in mentions:
        between = text[run[-1].end : mention.start] if run else ""
        if run and between.strip() in ("(", "(the") and mention.name == run[-1].name:
            closed = text[mention.end : mention.end + 1] == ")"
            run[-1] = replace(run[-1], end=mention.end + closed)
            continue
        if run and (not _LINK.match(between) or run[-1].owned or _TOLD.match(text[mention.end :])):
            found.append(_group(text, run))
            run = []
        run.append(mention)
    if run:
        found.append(_group(text, run))
    return found


def _group(text: str, run: list[Mention]) -> Group:
    lead = _BEFORE.search(text, max(0, run[0].start - _LONGEST_LEAD), run[0].start)
    between = text[run[0].end : run[-1].start]
    owners = tuple(dict.fromkeys(mention.name for mention in run))
    either = len(owners) > 1 and bool(re.search(r"\bor\b", between)) and not re.search(r"\b(?:and|&)\b", between)
    return Group(run[0].start, run[-1].end, lead.start() if lead else run[0].start, owners, run[-1].owned, either=either)


def _meant(match: re.Match[str], context: Context) -> tuple[str, ...]:
    if match["many"]:
        together = context.last if len(context.last) > 1 else context.pair
        return together if len(together) > 1 else ()
    if match[0].casefold() in ("we", "i"):
        return context.heading
    if not context.known:
        return ()
    return context.last or context.heading
