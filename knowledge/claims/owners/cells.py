"""An owner as people write it in a cell or a field: links, several names, caveats in and out of parentheses, "TBD"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.claims.owners.names import looks_like_role
from knowledge.claims.owners.people import is_person, with_posts
from knowledge.claims.owners.roster import Roster
from knowledge.types import Tie

_NONE = re.compile(
    r"^(?:(?:no[ -]?(?:one|body)|none) (?:yet|currently|at present|(?:for|right) now|today|assigned|named|at all|in particular|really)|"
    r"tb[dcaesn]|"
    r"to be (?:determined|decided|defined|confirmed|announced|assigned|allocated|appointed|agreed|filled|found|named|settled)|n/?a|not "
    r"(?:applicable|assigned|allocated|decided|yet|owned|known|taken|claimed)|none|nil|nobody|no[ -]one|"
    r"no (?:owner|team|desk|squad|department|lead)(?: yet| at (?:the moment|present|all)| currently| (?:for|right) now| assigned| named)?|"
    r"nobody at (?:the moment|present)|everyone|everybody|anyone|all(?: teams| of us)?|various|multiple|unknown|vacant|vacancy|open"
    r"|(?:still |currently )?(?:homeless|up for grabs|(?:looking|waiting) for an? (?:owner|home)|without an? (?:owner|home))"
    r"|no home(?: yet)?"
    r"|unassigned|unowned|unclaimed|ownerless|undecided|unclear|on hold|reserved|parked|orphan(?:ed)?|pending|missing"
    r"|to ?do(?: owner)?|(?-i:hiring)|null|~|x+|[?\s.…–—_-]*)(?:\s*[(,;].*|\s+[–—-]\s.*)?$",
    re.IGNORECASE,
)
_CROWD = re.compile(  # those who are told or asked in general, and are no party that could own anything
    r"^(?:(?:all|every|any|most|other|many)\b.*|everyone|everybody|(?:the |general )?(?:public|company|press|media)|"
    r"(?:[\w-]+ ){0,2}(?:staff|employees|personnel|colleagues|customers|clients|users|managers|members|patients|students|pupils|"
    r"parents|guests|citizens|residents|visitors|suppliers|vendors|stakeholders|shareholders|investors|volunteers|contractors|"
    r"applicants|candidates|regulators|teams|departments))$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*[(\[](?P<text>[^()\[\]]*)[)\]]")
_CAVEAT = re.compile(
    r"\s*(?:[,;]\s*|\s[–—-]+\s+|\.\s+)(?=(?:though|but|although|however|until|except|unless|if|when|while"
    r"|as of|since|for now|temporarily|interim|pending|with\b|see\b|ask\b|"
    r"in practice|it is|it['’]s|not\b|only\b|to be\b|from\b))(?P<text>.+)$|\s+(?P<tail>(?:for now|until"
    r"|pending|with (?:help|support|input)|if|unless|except|when|while)\b.+)$",
    re.IGNORECASE,
)
_HARD = re.compile(r"\s*(?:[,;\n•·|]|\s/\s|(?<=\w{3})/(?=\w{3})|\s\+\s)\s*(?:(?:and|or)\s+)?")
_HANDLE = re.compile(r"@[\w.-]+/[\w./-]+|\b(?:team|group|user):[\w./-]+", re.IGNORECASE)
_SOFT = re.compile(r"\s+(?:and|&|with)\s+")
_OF_AREAS = re.compile(
    r"(?:\w+ )?(?:head|director|manager|dean|lead|vice[ -]president|vp|chief|secretary|warden|keeper) (?:of|for) ", re.IGNORECASE
)
_AND = re.compile(r"(?!.*\s(?:and|with)\s).*&.*")  # nothing but "&" parts it
JOINTLY = re.compile(r"(?:^|[(,–—-])\s*(?:both|together|shared|(?:held |owned )?joint(?:ly)?|co-own\w*)\b", re.IGNORECASE)
_BOTH = re.compile(r",\s{0,3}(jointly|together|both|shared)$", re.IGNORECASE)  # behind several names
_EITHER = re.compile(r"\s+or\s+|\s*\?\s*$")
_HELPING = (
    (
        re.compile(r"\b(?:back-?up|deputy|secondary|second|support\w*|assist\w*|help\w*|executes?|responsible|delegate)\b", re.IGNORECASE),
        Tie.RESPONSIBLE,
    ),
    (re.compile(r"\b(?:consult\w*|input|advis\w*|advice|contribut\w*|review\w*)\b", re.IGNORECASE), Tie.CONSULTED),
    (re.compile(r"\binform\w*\b", re.IGNORECASE), Tie.INFORMED),
)
_LABEL = re.compile(r"^(?:owner|team|dri|lead|primary|accountable)\s*:\s*", re.IGNORECASE)
_FOR_IT = re.compile(  # whom an owner has: "lead: Ann", behind the owner's name
    r"^\W*(?:(?:team |tech )?lead(?:er)?|head|manager|contact|ask|ping|via|c/o|attn|em|pm|spokes\w+|chair)\b\s*(?::|\s[–—-])", re.IGNORECASE
)
_TOGETHER = re.compile(r"[\s,;–—-]+\(?(?:jointly|together|in common|equally)\)?[.!]?$", re.IGNORECASE)
_KIND = re.compile(r"^(?P<kind>[a-z-]{4,20})\s*:\s*(?=\S)", re.IGNORECASE)  # "secondary: Mobility Lab"
_RANK = re.compile(  # "Partner, Land Survey", "VP, Sales": the rank before what it is of; not before another rank or a title in capitals
    r"(?<![\w&'’-] )\b((?:(?:Managing|Deputy|Associate|Assistant|Senior|Executive|General|Regional)\s+)?"
    r"(?:Partner|Director|[SE]?VP|Vice[ -]President|Head|Manager|Principal|Lead)),"
    r"(?=\s+(?!\w+,)[A-Z][a-z&])(?!\s+(?:[\w&-]+\s+){0,3}(?:Partner|Director|VP|President|Head|Manager|Principal|Lead|Officer|Team)\b)"
)
_ADDRESS = re.compile(r"\s*<?\b[\w.+-]+@[\w-]+\.[\w.-]+>?")  # an e-mail address behind a name
_SLUG = re.compile(r"^(?:[a-z0-9]+[-_])*(?:team|squad|crew|guild|tribe|group|dept|office|ops)(?:[-_][a-z0-9]+)*$")
_EDGES = " \t\n.,;:!\"'“”‘’*_`~→➜➔⇒"
_FRAME = _EDGES + "()[]–—-"  # around words that say that there is no owner
MAX_NAME = 60  # characters; a longer cell is a remark, not a name


@dataclass(frozen=True, slots=True)
class OwnerCell:
    """What a cell says: its owners in order, others and how they are tied, a caveat. No owners: nobody yet."""

    owners: tuple[str, ...] = ()
    involved: tuple[tuple[str, Tie], ...] = ()
    note: str = ""
    either: bool = False
    nobody: bool = False  # it says that there is no owner, as TBD does
    odd: bool = False  # there are words, but they are no name


def parse_owners(text: str, roster: Roster) -> OwnerCell:
    """The owners that a cell names. Names are given as the roster writes them; new ones as the cell does."""
    text = _BOTH.sub(r" (\1)", _LABEL.sub("", text.strip(_EDGES)))
    if _NONE.match(text.lstrip("? ")) or _NONE.match(text.strip(_FRAME)):
        return OwnerCell(nobody=True, note=text if any(character.isalpha() for character in text) else "")
    if text in roster:
        return OwnerCell((roster.resolve(text),))
    notes: list[str] = []
    involved: list[tuple[str, Tie]] = []
    owners: list[str] = []
    caveat = _CAVEAT.search(_ASIDE.sub(lambda match: "_" * len(match[0]), text))
    if caveat:
        notes.append(text[caveat.start("text" if caveat["text"] else "tail") :].strip(_EDGES))
        text = text[: caveat.start()]
    together = _TOGETHER.search(text)
    text = with_posts(text[: together.start()] if together else text, roster)
    either = bool(_EITHER.search(text))
    for part in _parts(text, roster, bool(together)):
        if owners and _FOR_IT.match(part):
            notes.append(part.strip(_EDGES))
            continue
        name, tie, note = _one(part)
        if note and (not name or roster.resolve(note) != (roster.resolve(name) or name)):
            notes.append(note)
        if not name or _NONE.match(name):
            continue
        name = roster.resolve(name) or name
        if tie:
            involved.append((name, tie))
        else:
            owners.append(name)
    odd = any(len(owner) > MAX_NAME or len(owner.split()) > 7 for owner in owners)
    if odd:
        return OwnerCell(note=text, odd=True)
    if not owners and involved:
        owners, involved = [name for name, _ in involved[:1]], involved[1:]
    return OwnerCell(tuple(dict.fromkeys(owners)), tuple(involved), "; ".join(notes), either and len(owners) != 1, nobody=not owners)


def _parts(text: str, roster: Roster, together: bool = False) -> list[str]:
    """Split at commas and strokes; at "and" only between names of which one at least is an owner by itself, at "&" both."""
    parts: list[str] = []
    for piece in separated(text):
        for choice in _EITHER.split(piece):
            halves = _halves(choice, roster)
            named = [_named(half, roster) for half in halves]
            whole = not any(named[1:]) and _OF_AREAS.match(choice)
            jointly = (
                (together or JOINTLY.search(choice))
                and all(map(_plausible, halves))
                and not roster.resolve(_ASIDE.sub("", choice).strip(_EDGES))
            )
            apart = (
                jointly
                or all(named)
                or all(_with_post(half) for half in halves)
                or (any(named) and all(map(_plausible, halves)) and not (roster.resolve(choice) or _AND.fullmatch(choice) or whole))
            )
            parts.extend(halves if len(halves) > 1 and apart else [choice])
    return [part for part in parts if part.strip(_EDGES)]


def _halves(choice: str, roster: Roster) -> list[str]:
    """The text parted at its "and"s and "&"s: not inside a known name, and where both stand there, only at "and"."""
    known = [(mention.start, mention.end) for mention in roster.mentions(choice)] if _SOFT.search(choice) else []
    links = [link for link in _SOFT.finditer(choice) if not any(start < link.start() and link.end() < end for start, end in known)]
    words = [link for link in links if "&" not in link[0]]
    if words and len(words) < len(links):
        links = words
    bounds = [(0, 0), *(link.span() for link in links), (len(choice), len(choice))]
    return [choice[before[1] : after[0]] for before, after in pairwise(bounds)]


def is_nobody(text: str) -> bool:
    """Whether a cell says that there is no owner ("TBD", "nobody yet, volunteers welcome")."""
    return bool(_NONE.match(text.strip(_EDGES)) or _NONE.match(text.strip(_FRAME)))


def is_crowd(name: str) -> bool:
    """Whether a name means people at large ("All sales staff", "Customers"), who hear of things and own none."""
    return bool(_CROWD.match(name.strip(_EDGES)))


def separated(text: str) -> list[str]:
    """The pieces of a cell between commas, strokes and line ends; those in parentheses or in a handle such as @org/web part nothing."""
    hidden = text
    for pattern in (_ASIDE, _HANDLE):
        hidden = pattern.sub(lambda match: match[0].replace(",", "\x00").replace("/", "\x01").replace(";", "\x02"), hidden)
    hidden = _RANK.sub("\\1\x00", hidden)
    return [piece.replace("\x00", ",").replace("\x01", "/").replace("\x02", ";") for piece in _HARD.split(hidden)]


def names_owners(text: str, roster: Roster) -> bool:
    """Whether all that a field says is names: known ones, those written as names, and handles such as "team-pay"."""
    cell = parse_owners(text, roster)
    return bool(cell.owners) and all(_plausible(name) or is_party(name, roster) for name in cell.owners)


def is_party(text: str, roster: Roster) -> bool:
    """Whether a name is one of an owner by itself: known, of the kind that roles and teams have, or a handle such as "team-pay"."""
    return text in roster or looks_like_role(text) or bool(_SLUG.search(text))


def plain_names(text: str) -> list[str]:
    """The names in a cell that are beyond doubt: pieces of a few capitalised words without "and", asides and remarks."""
    text = text.strip(_EDGES)
    if len(text) > 2 * MAX_NAME or _NONE.match(text) or _CAVEAT.search(text):
        return []
    pieces = [" ".join(piece.split()).strip(_EDGES) for piece in separated(_LABEL.sub("", text))]
    return [piece for piece in pieces if _plausible(piece) and not (_SOFT.search(piece) or _EITHER.search(piece) or _ASIDE.search(piece))]


def _named(text: str, roster: Roster) -> bool:
    bare = _ASIDE.sub("", text).strip(_EDGES)
    return bare in roster or looks_like_role(bare)


def _with_post(text: str) -> bool:
    """ "Ann Lee (Head of Ales)", a person and no more."""
    aside = _ASIDE.search(text)
    return bool(aside) and is_person(_ASIDE.sub("", text).strip(_EDGES))


def _plausible(text: str) -> bool:
    """A short name with a capital or a sign before it, as owners are written."""
    bare = _ASIDE.sub("", text).strip(_EDGES)
    return (
        any(map(str.isalnum, bare))
        and (bare[0].isupper() or bare[0] in "@#")
        and len(bare.split()) <= 4
        and ":" not in bare
        and not _NONE.match(bare)
    )


def _one(part: str) -> tuple[str, Tie | None, str]:
    """One name, how it is tied when that is said, and what else its parentheses say."""
    note = ""
    tie: Tie | None = None
    for aside in _ASIDE.finditer(part):
        said = aside["text"].strip()
        if not _KIND.match(said):  # "(deputy: Team B)" tells of somebody else
            tie = tie or next((kind for pattern, kind in _HELPING if pattern.search(said)), None)
        if not re.match(r"^(?:primary|owner|lead|main|accountable|[AR])$", said, re.IGNORECASE):
            note = said
    name = " ".join(_ASIDE.sub("", part).split()).strip(_EDGES).lstrip("→➜➔>=- ")
    kind = _KIND.match(name)
    if kind and name.casefold().split(":")[0] not in ("team", "group", "user"):
        tie = tie or next((helping for pattern, helping in _HELPING if pattern.search(kind["kind"])), None)
        name = name[kind.end() :]
    address = _ADDRESS.search(name)
    if address and address.start():
        note = note or address[0].strip(" <>")
        name = name[: address.start()].strip(_EDGES)
    name = re.sub(r"^(?:(?:together|jointly|along) with\s+)?(?:(?:the|our)\s+)?(?=\w)", "", name, flags=re.IGNORECASE)
    return name.lstrip("@") if re.match(r"^@[A-Z]", name) else name, tie, note
