"""People who are named in full once and by their first name after that: which first name means whom.

A full name is known by its shape alone: two or three words, none of them one that names of teams and things are made of.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from knowledge.claims.english.verbs import wordlist
from knowledge.claims.owners.names import A_TEAM, POSTS, SENIOR, looks_like_role
from knowledge.claims.owners.roster import Roster

_FULL = re.compile(r"[A-Z][a-zà-ÿ]+(?:[-'’][A-Za-zà-ÿ]+)?(?: (?:[A-Z]\.|van|von|de|der|da|el|bin))?(?: [A-ZÀ-Þ][\wà-ÿ'’-]+){1,2}")
_POST = re.compile(  # "Ann Lee, Head of Ales", before the end, before another name or before another such pair
    rf"(?P<person>{_FULL.pattern}), (?P<post>[A-ZÀ-Þ][^,;()\n/]{{1,60}}?)(?=\s*(?:$|[;\n/,])| (?:&|and) {_FULL.pattern}(?:,| \())"
)
_HELD = re.compile(  # "Map Librarian, Dr. Ann Lee"
    rf"(?P<post>[A-ZÀ-Þ][^,;()\n/]{{1,60}}), (?P<title>(?:Capt|Dr|Prof|Sir|Dame|Ms|Mrs|Mr|Rev|Sgt)\.? )?(?P<person>{_FULL.pattern})"
)
_RANKED = re.compile(  # of what stands behind it: "Partner, Land Survey"
    r"(?:(?:Managing|Deputy|Associate|Senior|Executive|Regional) )?"
    r"(?:Partner|Director|[SE]?VP|Vice[ -]President|Head|Manager|Principal|Lead), "
)
_OFFICE = re.compile(rf"^(?:{SENIOR}|Deputy|Senior|Vice|Assistant|Associate|Acting|General|Managing|Executive) |\b(?:{POSTS})$")
_ALONE = re.compile(r"(?<![\w'’-])(?<![A-Z][a-z] )([A-Z][a-zà-ÿ]+(?:[-'’][A-Za-zà-ÿ]+)?)(?=(?:['’]s)?(?: [a-z]|[.,;:!?)]|$))")
_SMALL = re.compile(r"(?<![\w'’-])[a-zà-ÿ]{2,}")
_OF_TEAMS = wordlist(
    """access account accounts accounting administration advertising affairs analysis analytics applications architecture archive archives
    assets assistance assistants assurance audit billing brand branding business buildings buying campus care catering change channels
    claims cleaning clients clinical cloud collections commerce commercial communications community company compliance construction
    consulting content contracts control core corporate creative credit crime culture customer customers data decision delivery design
    despatch development devices digital dispatch distribution domains door ecommerce editorial education energy engineering enterprise
    equipment estates events experience exports facilities field finance financial fleet frontend backend fulfilment gaming global goods
    governance grants graphics growth head health heritage hiring hosting house housing human identity imports industrial information
    infrastructure innovation insights insurance integration intelligence interns internal international inventory investment it
    kitchen lab laboratory labs learning legal lending library loans logistics loyalty machine maintenance management manufacturing
    marine market marketing markets media medical member membership merchandising messaging mobile money music network networks news office
    online onboarding operations ordering orders packaging parts partner partners partnerships passenger payments payroll people
    performance planning plant platform platforms policy post press pricing print procurement product production products programme
    programs project projects property public publicity publishing purchasing quality records recruitment refunds regional registry
    relations release reliability rentals repairs reporting reports research reservations resources retail revenue rights risk rooms safety
    sales savings school science search secretariat secure security service services shared shed shop site sites social software sourcing
    stock storage store stores strategic strategy studio studios success supply support surveys sustainability system systems talent tax
    team technical technology telecoms testing tools trade trading traffic training transport travel treasury trust user users
    vehicles vendor vendors visitor visitors voice volunteers warehouse waste web website welfare wellbeing wholesale workplace workshop
    the our a an this that each every all both no new old north south east west central"""
)


class People:
    """The full names that a document gives to people, and the first names by which it calls them."""

    def __init__(self, names: Iterable[str], texts: Iterable[str]) -> None:
        self._full: defaultdict[str, set[str]] = defaultdict(set)
        for name in filter(is_person, names):
            self._full[name.split()[0]].add(name)
        wanted = texts if self._full else ()
        alone: set[str] = set()
        small: set[str] = set()
        for text in wanted:
            alone.update(_ALONE.findall(text))
            small.update(_SMALL.findall(text))
        self._called = {first for first in alone if first.casefold() not in small}

    def full(self, name: str) -> str:
        """The full name of whom a first name means; any other name as it is."""
        known = self._full.get(name, ()) if name in self._called else ()
        return next(iter(known)) if len(known) == 1 else name

    def called(self, name: str) -> list[str]:
        """The first name by which the document calls the person of this full name, where it is that of nobody else."""
        first = name.split()[0]
        return [first] if name in self._full.get(first, ()) and self.full(first) == name else []


def is_person(name: str) -> bool:
    """Whether a name has the shape of a person's full name."""
    words = name.split()
    return bool(_FULL.fullmatch(name)) and not looks_like_role(name) and not any(word.casefold() in _OF_TEAMS for word in words)


def distinct_posts(cells: Counter[str], roster: Roster) -> dict[str, str]:
    """Each person whom a column names with a post or department that nobody else has, and what that is.

    A department counts where most cells with a comma are such pairs: elsewhere it may be a second owner.
    """
    listed = [cell for cell in cells if ", " in cell]
    pairs = [(cell, match) for cell in listed for match in _POST.finditer(cell) if _may_be(match, roster)]
    mostly = len({cell for cell, _ in pairs}) * 2 > len(listed)
    found = {match["person"]: match["post"] for _, match in pairs if mostly or _OFFICE.search(match["post"])}
    counts = Counter(found.values())
    return {person: post for person, post in found.items() if counts[post] == 1}


def with_posts(text: str, roster: Roster) -> str:
    """ "Ann Lee, Head of Ales" as "Ann Lee (Head of Ales)", and the other way round: the comma parts no two owners."""
    if ", " not in text:
        return text
    held = None if _RANKED.match(text) else _HELD.fullmatch(text)
    if held and is_person(held["person"]) and (looks_like_role(held["post"]) or _OFFICE.search(held["post"])) and text not in roster:
        return f"{held['post']} ({held['title'] or ''}{held['person']})"
    return _POST.sub(lambda match: f"{match['person']} ({match['post']})" if _is_post(match, roster) else match[0], text)


def _may_be(match: re.Match[str], roster: Roster) -> bool:
    """Somebody and something behind the comma that is no other person, no team and no owner of its own."""
    person, post = match["person"], match["post"]
    other = A_TEAM.search(post) or (is_person(post) and not _OFFICE.search(post))
    return is_person(person) and not other and roster.resolve(post) in ("", roster.resolve(person))


def _is_post(match: re.Match[str], roster: Roster) -> bool:
    known = roster.resolve(match["post"])
    return _may_be(match, roster) and bool(known or _OFFICE.search(match["post"]))
