"""Headings that are owners: by their shape, by what they say, and by what stands under them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.claims.english.verbs import FORMS, NOUN_VERBS, SPOKEN_LABEL, wordlist
from knowledge.claims.owners.cells import is_nobody
from knowledge.claims.owners.names import A_TEAM, RANKED, kind_of, looks_like_role
from knowledge.claims.owners.owner_lists import lines_of
from knowledge.claims.owners.roster import Roster, without_initials
from knowledge.claims.pages.headings import LEFT_OUT, unnumbered
from knowledge.documents.model import Bullet, Document, Heading, Paragraph

_ARTICLE = re.compile(r"^(?:the|our)\s+", re.IGNORECASE)
_HEADING_LABEL = re.compile(r"^(?:role|team|owner|owned by|department|group|squad)\s*[:–—-]\s*(?P<name>.+)$", re.IGNORECASE)
_HEADING_SPLIT = re.compile(r"\s+[–—-]\s+|:\s+|\s*\|\s*|\s+[(\[]")
_HEADING_OF_TEAMS = re.compile(
    r"^(?:our |the )?(?:teams?|squads|roles|owners|departments|groups|units|(?:teams?|roles?) (?:and|&) "
    r"(?:their )?(?:responsibilities|remits?|scopes?|areas)|"
    r"(?:teams?|roles?) (?:and|&) what (?:they|each(?: one| team| role)?) (?:owns?|do|does)|"
    r"(?:responsibilities|ownership|areas) (?:by|per) (?:team|role|department)|team (?:responsibilities"
    r"|charters|pages|directory|overview))(?:\s*(?:[:–—|-]\s|\().*|\W*)$",
    re.IGNORECASE,
)
_NO_TEAM = re.compile(
    r"\b(?:overview|introduction|purpose|general(?! (?:counsel|manager|secretary|practice))|notes?|glossary|definitions?|process|"
    r"escalation|how|what|why|whose?|shared|joint|both|raci|"
    r"no|nobody|without|unowned|unclaimed|ownerless|undecided|orphan\w*|unassigned|vacant|open|everybody|everyone|"
    r"contacts?|agreements?|principles?|values?|norms?|rituals?|meetings?|summary|scope|history|links?|changes?|responsibilities|not)\b",
    re.IGNORECASE,
)
_ABOUT_ALL = re.compile(  # what lists are headed by that is of no one of the owners beside
    r"^(?:.*\b(?:skills?|challenges|trends|practices|conclusions?|examples?|tips|benefits|risks|goals|priorities|questions|dates|deadlines|"
    r"rules|terms|abbreviations|ones|leftovers?|odds and ends|bits and pieces|strays?|rest|everything(?: else)?|stuff|gr[ae]y areas?|"
    r"faqs?|sources|resources|reminders?|exceptions|next steps|to-?dos?|miscellaneous|misc|other|others|systems|"
    r"tools|projects|services we .*|todo|points|items)|.*[?])$",
    re.IGNORECASE,
)
_REMIT_OF = re.compile(
    r"^(?:responsibilities|remit|scope|duties|mandate|ownership|areas?|topics|things)\s+(?:of|owned by|held "
    r"by|for)\s+(?:the\s+)?(?P<name>.+)$"
    r"|^what\s+(?:does\s+)?(?:the\s+)?(?P<owner>.+?)\s+(?:owns?|does|is responsible for|runs?)\b.*$"
    r"|^(?P<whose>.+?)(?:['’]s?)?\s+(?:responsibilities|remit|duties|mandate|owns|ownership|scope|areas)$",
    re.IGNORECASE,
)
_NO_NAME = wordlist(
    "meet join contact about ask which what who whose how your every each one whole entire new building growing managing leading all"
)
_CHARGED = (
    r"(?:(?:(?:is|are|am|(?:shall|will|must)\s+be)\s+)?(?:\w+ly\s+)?(?:responsible|accountable)\s+for|(?:is\s+|are\s+)?in\s+charge\s+of)"
)
_OPENING = re.compile(
    rf"^(?:(?:they|she|he|we)\s+)?(?:{_CHARGED}|owns?)\b|^(?:(?:overall|full|ultimate)\s+)?(?:responsibility|accountability)\s+for\b"
    r"|^(?:we|they)\s+(?:look\s+after|run|maintain|manage|build|operate|handle)\b",
    re.IGNORECASE,
)
_REMIT_LINE = re.compile(
    r"^(?:(?:key|main|core)\s+)?(?:owns|responsible for|accountable for|responsibilities|remit|duties|accountabilities|"
    rf"in charge of|tasks|looks after|what (?:we|they|it|she|he) (?:owns?|do|does)|{SPOKEN_LABEL})\s*(?::|$)",
    re.IGNORECASE,
)
_REMIT_FIELD = re.compile(
    rf"^(?:(?:(?:key|main|core)\s+)?(?:responsibilities|remit|duties|accountabilities|owns|responsible for)|{SPOKEN_LABEL})\s*:", re.I
)
_PLACED = re.compile(
    r"^(?:reports?\s+(?:directly\s+)?to\b|reporting (?:line|to)\b|held by\b|(?:current |present )?holder\s*:"
    r"|(?:team )?(?:lead|manager)\s*:)",
    re.IGNORECASE,
)
_DEED = re.compile(  # what roles do and things do not
    rf"^(?:\w+ly\s+|also\s+)?(?:owns|decides|approves|leads|oversees|signs\s+off|hires|{_CHARGED}|has\s+(?:\w+\s+)?(?:ownership|final say)"
    r"|looks\s+after)\b",
    re.IGNORECASE,
)
_OWNERSHIP = re.compile(
    r"\b(?:owner(?:s|ship)?|who (?:owns|does|runs|has|builds|keeps|handles|looks after) what|responsibilit(?:y|ies)|teams?|roles?"
    r"|remits?)\b",
    re.IGNORECASE,
)
_WHO_DOES_WHAT = re.compile(  # a title that promises an owner over each list
    r"\bwho\s+(?:owns|does|runs|has|keeps|handles|looks\s+after|is\s+responsible\s+for)\s+what\b|\broles?\s+(?:and|&)\s+responsibilit|\brole\s+pages?\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:^|[.;]\s+)(?:the|our)\s+(?P<words>[\w&/'’-]+(?:\s+[\w&/'’-]+){1,7})", re.IGNORECASE)
FEWEST_PLACED = 3  # headings with a lead or a holder that make a page of teams or roles
FEWEST_SHAPED = 3  # owners over lists of their own that make owners of the other headings over lists beside them
# One of so many headings over lists; fewer do where the page says that it is one of roles or teams, yet fewer where its title does.
_SHARE, _SHARE_SAID, _SHARE_TITLED = 2, 3, 6
_FIRST_BLOCKS = 4  # of a document: its title and what it says of itself
MAX_WORDS = 5  # of a heading that is a name


@dataclass(slots=True)
class _Part:
    """A heading with the first words of every paragraph and bullet right under it."""

    heading: Heading
    name: str
    above: _Part | None
    whole: str  # the name with its initials, "Data Team (DT)"
    lines: list[str] = field(default_factory=list)
    things: list[str] = field(default_factory=list)  # the bullets among them
    parts: list[_Part] = field(default_factory=list)
    family: tuple[int, int] = (0, 0)  # what headings side by side share: the line of the one above, and their level


def learn_headings(document: Document, roster: Roster) -> None:
    """Take in the owners that headings name; those of a plain shape first, as the others are judged by them."""
    parts = [part for part in _parts(document) if not is_nobody(part.name)]
    firsts = Counter(_HEADING_SPLIT.split(part.name)[0].strip() for part in parts)
    for part in parts:
        _by_shape(part, roster, firsts)
    _under_heading_of_teams(parts, roster)
    _by_subject(parts, document, roster)
    remits = Counter(_has_remit(part) for part in parts)[True]
    placed = Counter(_is_placed(part) for part in parts)[True]
    _under_bullets(document, roster)
    named = [part for part in parts if _could_be_name(part, roster)]
    for part in named:
        if _says_so(part) or (remits > 1 and _has_remit(part)) or (placed >= FEWEST_PLACED and _is_placed(part)):
            roster.add(_written(part, firsts), [part.whole], kind_of(part.name))
    families, share = _families(parts, roster), _share(document)
    for part in named:
        if part.name not in roster and _could_be_name(part, roster) and _like_siblings(part, families[part.family], share):
            roster.add(_written(part, firsts), [part.whole], kind_of(part.name))
    for part in parts:
        if part.whole != part.name and part.name in roster:
            roster.add(part.whole)


def _parts(document: Document) -> Iterator[_Part]:
    open_parts: list[_Part] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            while open_parts and open_parts[-1].heading.level >= block.level:
                open_parts.pop()
            above = open_parts[-1] if open_parts else None
            whole = _ARTICLE.sub("", unnumbered(block.passage.text.strip()).rstrip(":"))
            part = _Part(block, without_initials(whole)[0], above, whole)
            part.family = (above.heading.passage.line if above else 0, block.level)
            if above:
                above.parts.append(part)
            open_parts.append(part)
            yield part
        elif isinstance(block, Paragraph | Bullet) and open_parts and len(open_parts[-1].lines) < 20:
            lines = [line.text[:80].strip() for line in lines_of(block.passage)] if isinstance(block, Paragraph) else []
            fields = lines if sum(1 for line in lines if _REMIT_FIELD.match(line) or _PLACED.match(line)) else []
            open_parts[-1].lines.extend(fields or [block.passage.text[:80].strip()])
            if isinstance(block, Bullet):
                open_parts[-1].things.append(open_parts[-1].lines[-1])


def _by_shape(part: _Part, roster: Roster, firsts: Counter[str]) -> None:
    """ "Team: Payments", "Responsibilities of the CIO", "Head of Data – remit", "Platform team", "Dean (Research)" beside "Dean (Arts)"."""
    label = _HEADING_LABEL.match(part.name)
    if label:
        roster.add(label["name"], kind=kind_of(part.name))
        return
    remit = _REMIT_OF.match(part.name)
    if remit and looks_like_role(name := _ARTICLE.sub("", next(filter(None, remit.groups())))):
        roster.add(name, kind=kind_of(name))
        return
    first = _HEADING_SPLIT.split(part.name)[0].strip()
    if any(mention.start == 0 and mention.end < len(first) for mention in roster.mentions(first)):
        return
    if RANKED.fullmatch(part.name):  # "Deputy Chief, Operations"
        roster.add(part.name, kind="role")
    elif looks_like_role(first) or _is_team(first):
        aside = part.name.endswith(")")
        name = part.name if firsts[first] > 1 and aside else first
        roster.add(name, [part.name] if aside else (), kind_of(first))


def _written(part: _Part, firsts: Counter[str]) -> str:
    """The owner's name in a heading: without what a parenthesis adds ("Stores (Leeds + York)"), unless that tells two owners apart."""
    first = _HEADING_SPLIT.split(part.name)[0].strip()
    aside = part.whole == part.name and part.name.endswith(")") and firsts[first] == 1
    return first if aside else part.whole


def _is_team(name: str) -> bool:
    """ "Platform team", with a small letter, but not "Meet the team"."""
    words = _ARTICLE.sub("", name).split()
    named = bool(words) and len(words) <= MAX_WORDS and words[0][0].isupper() and words[0].casefold() not in _NO_NAME
    return named and bool(A_TEAM.search(name)) and not re.search(r"\b(?:the|our|your|a)\b", " ".join(words), re.IGNORECASE)


def _under_heading_of_teams(parts: Iterable[_Part], roster: Roster) -> None:
    """The headings right under "Teams" or "Roles and responsibilities" are owners, unless they say otherwise."""
    for part in parts:
        over = part.above
        if not over or not part.heading.certain or not over.heading.certain or not _HEADING_OF_TEAMS.match(over.name):
            continue
        right_under = part.heading.level == over.heading.level + 1 and len(part.name.split()) < MAX_WORDS
        if right_under and not _NO_TEAM.search(part.name) and not roster.mentions(part.name):
            roster.add(_HEADING_SPLIT.split(part.name)[0], kind="team")


def _under_bullets(document: Document, roster: Roster) -> None:
    """A list of owners with their things under them, where a heading says that the list is one of owners and things."""
    owning = False
    tops: list[tuple[str, list[str]]] = []
    for block in (*document.blocks, None):
        if isinstance(block, Bullet) and owning and block.depth == 0:
            tops.append((block.passage.text.strip(" *:"), []))
        elif isinstance(block, Bullet) and owning and tops:
            tops[-1][1].append(block.passage.text)
        elif not isinstance(block, Bullet):
            _learn_tops(tops, roster)
            tops = []
        if isinstance(block, Heading):
            owning = bool(_OWNERSHIP.search(block.passage.text))


def _learn_tops(tops: list[tuple[str, list[str]]], roster: Roster) -> None:
    over = [(name, below) for name, below in tops if below]
    names = [name for name, _ in over if name[:1].isupper() and len(name.split()) <= 3 and not _NO_TEAM.search(name) and ":" not in name]
    below = [text for _, texts in over for text in texts]
    if len(names) > 1 and len(names) * 2 >= len(over) and not any(looks_like_role(text) or text in roster for text in below):
        for name in names:
            if not roster.mentions(name):
                roster.add(name, kind=kind_of(name) if looks_like_role(name) else "team")


def _by_subject(parts: Iterable[_Part], document: Document, roster: Roster) -> None:
    """A heading that sentences take for somebody who decides or is responsible ("The Head Brewer decides …")."""
    named = {part.name.casefold(): part for part in parts if _could_be_name(part, roster)}
    if not named:
        return
    for block in document.blocks:
        if not isinstance(block, Paragraph | Bullet) and not (isinstance(block, Heading) and not block.certain):
            continue
        for match in _SUBJECT.finditer(block.passage.text):
            words = match["words"].split()
            for count in range(min(MAX_WORDS, len(words) - 1), 0, -1):
                part = named.get(" ".join(words[:count]).casefold())
                if part and part.name not in roster and _DEED.match(" ".join(words[count:]) + " "):
                    roster.add(part.name, kind=kind_of(part.name))


def _could_be_name(part: _Part, roster: Roster) -> bool:
    """A short capitalised heading that no owner stands over and that is none of the usual titles of sections."""
    words = part.name.split()
    if not words or len(words) > MAX_WORDS or not words[0][0].isupper() or part.name[-1] in ".?!" or roster.mentions(part.name):
        return False
    above = part.above
    while above:
        if roster.mentions(above.name):
            return False
        above = above.above
    return not (_NO_TEAM.search(part.name) or LEFT_OUT.match(part.name) or _HEADING_OF_TEAMS.match(part.name))


def _says_so(part: _Part) -> bool:
    """The text under it begins as that of an owner does: "Responsible for …", "They own …", "Owns: …"."""
    if any(_OPENING.match(line) for line in part.lines[:4]):
        return True
    return _has_remit(part) and _is_placed(part)


def _is_placed(part: _Part) -> bool:
    """Who holds it, leads it or stands above it is told under it, as of a role or a team."""
    return any(_PLACED.match(line) for line in part.lines[:4])


def _has_remit(part: _Part) -> bool:
    """ "Responsibilities" stands under it, as a heading, or as a label alone on its line or before things."""
    if any(_REMIT_LINE.match(below.name) for below in part.parts):
        return True
    return any(_REMIT_LINE.match(line) if line.endswith(":") else _REMIT_FIELD.match(line) for line in part.lines)


@dataclass(slots=True)
class _Family:
    """How many headings stand side by side, how many are owners, how many of those have not the shape of one.

    Of the headings that stand right over lists: how many there are, and how many are owners.
    """

    all: int = 0
    owners: int = 0
    unshaped: int = 0
    lists: int = 0
    owners_lists: int = 0


def _families(parts: Iterable[_Part], roster: Roster) -> dict[tuple[int, int], _Family]:
    found: defaultdict[tuple[int, int], _Family] = defaultdict(_Family)
    for part in parts:
        family = found[part.family]
        family.all += 1
        listing = bool(part.things) and not _NO_TEAM.search(part.name)
        family.lists += listing
        if part.name in roster:
            family.owners_lists += listing
            family.owners += 1
            family.unshaped += not (looks_like_role(part.name) or _is_team(part.name))
    return found


def _share(document: Document) -> int:
    """One of how many headings has to be an owner: by whether the first words of a page say that it is about roles, or who has what."""
    first = [block.passage.text for block in document.blocks[:_FIRST_BLOCKS] if isinstance(block, Heading | Paragraph)]
    if first and isinstance(document.blocks[0], Heading) and _WHO_DOES_WHAT.search(first[0]):
        return _SHARE_TITLED
    return _SHARE_SAID if any(_OWNERSHIP.search(text) for text in first) else _SHARE


def _like_siblings(part: _Part, family: _Family, share: int) -> bool:
    """Most headings beside it are owners, and what stands under it is told without a subject ("Investigates accidents").

    Of headings over lists one in `share` has to be one.
    """
    if part.things and family.owners_lists >= FEWEST_SHAPED and family.owners_lists * share >= family.lists:
        return not _ABOUT_ALL.match(part.name)
    if not family.owners or family.owners * 2 < family.all - 1:
        return False
    if family.unshaped > 1:
        return bool(part.lines)
    if _has_remit(part):
        return True
    told = [line for line in part.lines if _acts(line)]
    return len(told) > 0 and len(told) * 2 >= len(part.lines)


def _acts(line: str) -> bool:
    words = line.split(maxsplit=2)
    form = FORMS.get(words[0].casefold()) if words else None
    return len(words) > 1 and bool(form) and form[1] == "third" and words[0].casefold() not in NOUN_VERBS  # type: ignore[index]
