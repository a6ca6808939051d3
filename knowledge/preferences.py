"""Turns what an admin typed or chose into settings, and says which field makes no sense. Pure: reads no database.

An empty text takes a setting back to its default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from knowledge.clock import is_timezone
from knowledge.errors import InvalidRequest
from knowledge.governance.calendar import parse_time
from knowledge.types import WEEKDAYS, Owner

_ID = r"[A-Z0-9]{1,31}"  # Slack ids are letters and digits and at most 12 long today
_CHANNEL = re.compile(rf"(?:<#)?([CG]{_ID})(?:\|[^>]*)?>?")
_PERSON = re.compile(rf"(?:<(?:@|!subteam\^))?([UWS]{_ID})(?:\|[^>]*)?>?")
# "CIO:U1, Team A, B and C:S2": a name may hold colons, commas and slashes, so the id after the last colon ends an entry.
_NAMED = re.compile(rf"\s*(?P<name>\S.*?)\s*:\s*(?:<(?:@|!subteam\^))?(?P<who>[UWS]{_ID})(?:\|[^>]*)?>?\s*(?:[,;\n]|$)")
_YES, _NO = frozenset({"yes", "true", "on", "1"}), frozenset({"no", "false", "off", "0"})


def read_changes(changes: Mapping[str, str], owners: Sequence[Owner]) -> dict[str, Any]:
    """Each changed setting as it is stored, None for one taken back to its default; InvalidRequest names the field at fault.

    `owners` are the owners of the loaded charters; a holder or a neutral decider can only be named for one of them.
    """
    stored: dict[str, Any] = {}
    for name, text in changes.items():
        reader = _READERS.get(name)
        if reader is None:
            raise InvalidRequest(f"There is no setting “{name}”; there are {', '.join(_READERS)}.", name)
        stored[name] = reader(name, text.strip(), owners) if text.strip() else None
    return stored


def with_holder(holders: Mapping[str, str], owner: str, who: str, owners: Sequence[Owner]) -> dict[str, str]:
    """The holders once `who` holds `owner`, or nobody does where it is ""; an owner gone from the charters keeps its holder."""
    changed = {**holders, _holdable(owner, owners): who and _person("holders", who)}
    return {name: holder for name, holder in changed.items() if holder}


def with_neutral(
    pairs: Iterable[tuple[str, str, str]], pair: tuple[str, str], who: str, owners: Sequence[Owner]
) -> list[tuple[str, str, str]]:
    """The neutral deciders once `who` rules between these two owners, or nobody of their own where it is ""; other pairs as they are."""
    one, other = (_known(name, owners) for name in pair)
    if not one or not other or one == other:
        raise InvalidRequest("Please choose two owners of the charters.", "neutral")
    others = [kept for kept in pairs if {kept[0], kept[1]} != {one, other}]
    return [*others, (one, other, _person("neutral", who))] if who else others


def _channel(name: str, text: str, _owners: Sequence[Owner]) -> str:
    found = _CHANNEL.fullmatch(text)
    if not found:
        raise InvalidRequest(f"“{text}” is not a channel id: it begins with C or G and stands at the end of the channel's link.", name)
    return found.group(1)


def _weekday(name: str, text: str, _owners: Sequence[Owner]) -> int:
    wanted = text.casefold()
    for number, weekday in enumerate(WEEKDAYS, start=1):
        if wanted == str(number) or (len(wanted) >= 3 and weekday.casefold().startswith(wanted)):
            return number
    raise InvalidRequest(f"“{text}” is not a day of the week: write monday, tuesday … or 1 (Monday) to 7 (Sunday).", name)


def _time(_name: str, text: str, _owners: Sequence[Owner]) -> str:
    return parse_time(text).strftime("%H:%M")


def _timezone(name: str, text: str, _owners: Sequence[Owner]) -> str:
    if not is_timezone(text):
        raise InvalidRequest(f"“{text}” is not a time zone: write its place, such as Europe/Berlin or America/New_York.", name)
    return text


def _yes(name: str, text: str, _owners: Sequence[Owner]) -> bool:
    if text.casefold() not in _YES | _NO:
        raise InvalidRequest(f"“{text}” is neither yes nor no.", name)
    return text.casefold() in _YES


def _people(name: str, text: str, _owners: Sequence[Owner]) -> list[str]:
    people = [_person(name, part) for part in re.split(r"[\s,;]+", text) if part]
    return list(dict.fromkeys(people))


def _person(name: str, text: str) -> str:
    found = _PERSON.fullmatch(text)
    if not found:
        raise InvalidRequest(f"“{text}” is not a person or a user group: their ids begin with U, W or S, as in U024BE7LH.", name)
    return found.group(1)


def _neutral(name: str, text: str, owners: Sequence[Owner]) -> list[list[str]]:
    pairs: dict[frozenset[str], list[str]] = {}
    for names, who in _named(name, text, "CIO/CTO:U1"):
        one, other = _pair(name, names, owners)
        pairs[frozenset((one, other))] = [one, other, who]
    return list(pairs.values())


def _pair(name: str, text: str, owners: Sequence[Owner]) -> tuple[str, str]:
    parts = text.split("/")
    for cut in range(1, len(parts)):
        one, other = (_known("/".join(side), owners) for side in (parts[:cut], parts[cut:]))
        if one and other and one != other:
            return one, other
    raise InvalidRequest(f"“{text}” is not two owners of the charters: write them as CIO/CTO. {_owners_there(owners)}", name)


def _holders(name: str, text: str, owners: Sequence[Owner]) -> dict[str, str]:
    holders: dict[str, str] = {}
    for owner, who in _named(name, text, "CIO:U1"):
        holders[_holdable(owner, owners)] = who
    return holders


def _holdable(owner: str, owners: Sequence[Owner]) -> str:
    known = _known(owner, owners)
    if not known:
        raise InvalidRequest(f"No charter names an owner “{owner}”. {_owners_there(owners)}", "holders")
    return known


def _named(name: str, text: str, example: str) -> list[tuple[str, str]]:
    entries, at = [], 0
    while at < len(text):
        found = _NAMED.match(text, at)
        if not found:
            raise InvalidRequest(f"“{text[at:].strip()}” cannot be read: write a name, a colon and a person's id, as in {example}.", name)
        entries.append((found.group("name"), found.group("who")))
        at = found.end()
    return entries


def _known(text: str, owners: Sequence[Owner]) -> str:
    wanted = text.strip().casefold()
    for owner in owners:
        if wanted in (owner.name.casefold(), *(other.casefold() for other in owner.other_names)):
            return owner.name
    return ""


def _owners_there(owners: Sequence[Owner]) -> str:
    names = [owner.name for owner in owners[:12]]
    return f"The charters name {', '.join(names)}{' and others' if len(owners) > 12 else ''}." if names else "No charter is loaded."


_READERS: dict[str, Callable[[str, str, Sequence[Owner]], Any]] = {
    "disputes_channel": _channel,
    "digest_channel": _channel,
    "digest_weekday": _weekday,
    "digest_time": _time,
    "timezone": _timezone,
    "digest_when_empty": _yes,
    "deciders": _people,
    "neutral": _neutral,
    "holders": _holders,
}
