"""What sentences of a page say of a table's columns ("**Team** is who owns it"), and whether they speak of owners at all."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.claims.tables.headers import header_words

_SAID_TO_OWN = re.compile(
    r"(?:^|[.;(]\s{0,3})\W{0,4}(?P<header>\w[\w -]{0,24}?)[*_\"”'’`]{0,4} (?:column )?(?:is|=|means|says|names|shows) "
    r"(?:(?:the (?:one|team|person|role|party)|those|people|whoever|who)(?: (?:who|that|which))?(?: really| actually)? "
    r"(?:owns?|is accountable|answers)|the (?:real |actual )?owner)\b"
    r"|(?:^|[.;(]\s{0,3})(?:the )?[*_\"”'’`“]{1,4}(?P<named>\w[\w -]{0,24}?)[*_\"”'’`]{1,4} (?:really |actually )?"
    r"owns (?:it|them|the|each|this)\b",
    re.IGNORECASE,
)
_OWNS = (
    r"(?:owns?|has|have|maintains?|runs?|keeps?|holds?|decides?|answers? for|looks? after|takes? care of|manages?|"
    r"(?:is|are) (?:\w+ )?(?:responsible|accountable|answerable|in charge|on the hook))\b"
)
_TOLD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwhich (?P<header>\w[\w-]*(?: [a-z][\w-]*)?)(?: \(\W*(?P<short>\w+)\W*\))? {_OWNS}",
        r"\b(?:belongs? to|lies? with|sits? with|is with|owned by|run by|under) which (?P<header>\w[\w-]*)",
        r"[*_\"“‘`](?P<header>\w[\w -]{0,30}?)[*_\"”’`]{1,3} (?:column )?(?:is|are|=|means|names|shows|gives|says) "
        rf"(?:the|a|those|whoever|who|which)\b[^.;]{{0,60}}?\b{_OWNS}",
        rf"\bunder [*_\"“‘`]{{1,3}}(?P<header>\w[\w -]{{0,30}}?)[*_\"”’`]{{1,3}} [^.;]{{0,60}}?\b(?:who|that|which) {_OWNS}",
        r"\bthe (?P<header>\w[\w-]*) (?:column |(?:named|listed|given|shown|written|beside it|next to it|"
        r"(?:in|at|on) (?:bold|the (?:right|left|end|first|second|third|last)(?: column)?)) )?"
        rf"(?:is (?:the one|who(?:ever)?|that which|what)(?: (?:who|that|which))? )?{_OWNS}",
    )
)
_PLACES = {"first": 0, "left": 0, "second": 1, "middle": 1, "third": 2, "last": -1, "right": -1}
_OF_PLACE = rf"(?P<place>{'|'.join(_PLACES)})(?:-hand)?"
_PLACED = (
    re.compile(
        rf"\b{_OF_PLACE} (?:column|side|half) (?:is|are|has|holds|names|shows|gives|says|tells|lists)\b[^.;]{{0,40}}?"
        rf"\b(?:owners?\b|(?:who|whoever|that|which) {_OWNS})",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:owners?|who(?:ever)? {_OWNS}(?: (?:it|them))?)[^.;]{{0,20}}? (?:on|at|in) the {_OF_PLACE}\b", re.IGNORECASE),
)
_SPEAKS = re.compile(
    r"\b(?:own(?:s|ed|er|ers|ership|ing)?|responsib\w+|accountab\w+|answerable|in charge|on the hook|dris?|whose|"
    r"belongs?|looks? after|looked after|who (?:does|has|runs|leads|handles|keeps|maintains|to (?:ask|call|go to))|"
    r"maintain(?:s|ers?|ed)?)\b",
    re.IGNORECASE,
)
_LONGEST_SAID = 400  # letters of a line in which a header is looked for
_TOP, _ABOVE = 20, 8  # lines at the top of a page, and above a table, that say what it is about


@lru_cache(maxsize=8)
def owning_headers(lines: tuple[str, ...]) -> frozenset[str]:
    """The headers of which a line of the document says that *the* owner stands below ("**Team** is who owns it")."""
    return frozenset(
        header_words(found["header"] or found["named"]) for line in lines if (found := _SAID_TO_OWN.search(line[:_LONGEST_SAID]))
    )


@lru_cache(maxsize=8)
def told_headers(lines: tuple[str, ...]) -> frozenset[str]:
    """What lines of the document say of somebody who owns ("which crew looks after it"): headers, should a table have them."""
    found = (match for line in lines if "|" not in line for pattern in _TOLD for match in pattern.finditer(line[:_LONGEST_SAID]))
    words = {header_words(name) for match in found for name in match.groupdict().values() if name}
    return owning_headers(lines) | words | {word.split()[-1] for word in words if word}


@lru_cache(maxsize=8)
def told_places(lines: tuple[str, ...]) -> frozenset[int]:
    """The columns that lines of the document say to be those of owners, by place ("the people who own it are on the left")."""
    found = (match for line in lines if "|" not in line for pattern in _PLACED for match in pattern.finditer(line[:_LONGEST_SAID]))
    return frozenset(_PLACES[match["place"].casefold()] for match in found)


def announces_owners(lines: tuple[str, ...], line: int) -> bool:
    """Whether the top of the page, or the lines right above a table, speak of owning."""
    above = (*lines[: min(_TOP, line - 1)], *lines[max(0, line - 1 - _ABOVE) : line - 1])
    return any("|" not in each and _SPEAKS.search(each[:_LONGEST_SAID]) for each in above)
