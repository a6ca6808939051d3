"""What sentences of a page say of a table's columns ("**Team** is who owns it")."""

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
_LONGEST_SAID = 400  # letters of a line in which a header is looked for


@lru_cache(maxsize=8)
def owning_headers(lines: tuple[str, ...]) -> frozenset[str]:
    """The headers of which a line of the document says that *the* owner stands below ("**Team** is who owns it")."""
    return frozenset(
        header_words(found["header"] or found["named"]) for line in lines if (found := _SAID_TO_OWN.search(line[:_LONGEST_SAID]))
    )
