"""Tables with one column for each place ("EMEA | US | APAC"): the same thing has an owner in each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.claims.english.verbs import wordlist
from knowledge.claims.tables.headers import header_words, names_things
from knowledge.documents.model import Table

_PLACES = wordlist(
    """emea apac amer amers americas america latam lac na nam eu europe asia africa oceania mena gcc anz apj japac dach benelux nordics
    baltics iberia cee uk us usa gb uae row global worldwide international domestic hq headquarters onshore offshore england scotland
    wales ireland germany france spain italy portugal netherlands belgium austria switzerland poland sweden norway denmark finland
    greece turkey ukraine romania hungary czechia canada mexico brazil argentina chile colombia china india japan korea singapore
    australia indonesia malaysia thailand vietnam philippines israel egypt nigeria kenya london paris berlin munich hamburg vienna
    zurich madrid milan dublin amsterdam stockholm oslo copenhagen warsaw prague toronto chicago boston austin houston atlanta"""
)
_KIND = wordlist(
    "region country market site plant location office zone territory hub campus north south east west central middle new the of and"
)
FEWEST = 2  # columns of places


def place_columns(table: Table) -> tuple[int, ...]:
    """The columns whose headers are places, where all but the one of the things are; none for any other table."""
    names = [header_words(name) for name in table.header]
    found = tuple(index for index, name in enumerate(names) if index and _is_place(name))
    rest = [name for index, name in enumerate(names) if index and index not in found]
    return found if len(found) >= FEWEST and not rest and (not names[0] or any(map(names_things, table.header[0].split("/")))) else ()


def _is_place(header: str) -> bool:
    words = re.findall(r"[\w&]+", header)
    return bool(words) and any(word in _PLACES for word in words) and all(word in _PLACES or word in _KIND for word in words)


def in_places(topic: str, places: Sequence[str], everywhere: bool) -> list[str]:
    """What somebody has who owns a topic in these places: "Warehouses in EMEA", and the topic itself where that is all of them."""
    return [*([topic] if everywhere else []), *(f"{topic} in {place}" for place in places)]
