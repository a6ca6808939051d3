"""What the words of a ruling's scope mean for a question. Pure: words in, yes or no out.

"German customers, Austria" is a list of alternatives; within one of them every word has to be there, in whatever form: the analyzer's
stems count, and a country's name and its adjective are one word.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.index.analyzer import topic_key
from knowledge.index.question import weigh

SEPARATORS = re.compile(r"[,;/\n|]|\b(?:or|and)\b", re.IGNORECASE)
_OF_A_PLACE = frozenset(
    {"i", "n", "an", "ian", "ean"}
)  # what stems of Germany and German, Austria and Austrian, Europe and European differ by
_SHORTEST_PLACE = 5  # letters; of shorter words these endings make another word ("germ", "german")


def alternatives(scope: str) -> tuple[frozenset[str], ...]:
    """The stems of each item of the list, its telling words where it has any; items without words are left out."""
    found: dict[frozenset[str], None] = {}
    for item in SEPARATORS.split(scope):
        words = topic_key(item).split()
        found[frozenset([word for word in words if weigh(word) == 1.0] or words)] = None
    return tuple(words for words in found if words)


def covers(scope: str, stems: Collection[str]) -> bool:
    """Whether a question with these stems falls under the scope; under one without words none does."""
    return any(_within(words, stems) for words in alternatives(scope))


def same_scope(one: str, other: str) -> bool:
    """Whether two scopes mean the same, in whatever order and form their words stand."""
    first, second = alternatives(one), alternatives(other)
    if not first or not second:
        return one.strip().casefold() == other.strip().casefold()
    return _matched(first, second) and _matched(second, first)


def _matched(some: Collection[frozenset[str]], others: Collection[frozenset[str]]) -> bool:
    return all(any(_within(words, there) and _within(there, words) for there in others) for words in some)


def _within(words: Collection[str], stems: Collection[str]) -> bool:
    return all(any(_one_word(word, stem) for stem in stems) for word in words)


def _one_word(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    of_a_place = len(shorter) >= _SHORTEST_PLACE and longer.startswith(shorter) and longer[len(shorter) :] in _OF_A_PLACE
    return one == other or of_a_place
