"""Who a column or row of a responsibility matrix is of: a team, a post, a person, or a post with the person who holds it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.people import is_person
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.role_columns import TITLE

_TWO = re.compile(r"(?P<one>[^()\n]+?)\s*(?:\n\s*|\((?=[^()]+\)$)|, | [–—-] )(?P<other>[^()\n]+?)\)?")
_INITIALED = re.compile(r"(?:[A-Z]\.\s?){1,3}[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")
_FIRST_NAME = re.compile(r"[A-Z][a-zà-ÿ]+")
LONGEST = 120  # letters of a name with a post and a person


def parties(names: Mapping[int, str], roster: Roster) -> dict[int, str]:
    """Place -> owner, for the names of columns or rows. Of a post and the person who holds it ("Plant Manager (Ulf Brandt)") the post is
    the owner, the person its other name, unless the person holds several."""
    first_names = len(names) > 1 and all(map(_has_first_name, names.values()))
    named = {place: (name, "") if name in roster else _post_and_person(name, first_names) for place, name in names.items()}
    posts = Counter(post for post, _ in named.values())
    named = {place: pair if posts[pair[0]] == 1 else (names[place], "") for place, pair in named.items()}
    times = Counter(person for _, person in named.values())
    found: dict[int, str] = {}
    for place, (post, person) in named.items():
        others = [person] if person and times[person] == 1 and roster.resolve(person) in ("", roster.resolve(post)) else []
        found[place] = roster.add(post, others, kind=kind_of(post) if post not in roster else "role")
    return found


def names_party(text: str, roster: Roster) -> bool:
    """Whether a header names somebody who may own things."""
    return text in roster or names_post(text)


def names_post(text: str) -> bool:
    """Whether a header, or the first cell of a row, is by its look a post or a person."""
    one, other = _post_and_person(text)
    return bool(other) or _is_post(one) or _is_person(one)


def _has_first_name(name: str) -> bool:
    """Whether a single word that may be a first name stands behind a name, in parentheses or on a line of its own."""
    match = _TWO.fullmatch(name.strip()) if len(name) <= LONGEST else None
    aside = name.rstrip().endswith(")") or "\n" in name
    return aside and match is not None and bool(_FIRST_NAME.fullmatch(match["other"].strip(" *_")))


def _post_and_person(header: str, first_names: bool = False) -> tuple[str, str]:
    """The post of a header and the person named with it; the header and "" where it names only one of them. `first_names`: all headers
    have one word behind the post, so that it is a first name."""
    match = _TWO.fullmatch(header.strip()) if len(header) <= LONGEST else None
    if match is None:
        return header, ""
    one, other = match["one"].strip(" *_"), match["other"].strip(" *_")
    aside = header.rstrip().endswith(")") or "\n" in header
    if first_names:
        return one, other
    if _is_person(other) and (_is_post(one) or (aside and not _is_person(one))):
        return one, other
    return (other if _is_post(other) else header, one) if _is_person(one) else (header, "")


def _is_person(name: str) -> bool:
    return (is_person(name) or bool(_INITIALED.fullmatch(name))) and not _is_post(name)


def _is_post(name: str) -> bool:
    return looks_like_role(name) or bool(TITLE.match(name))
