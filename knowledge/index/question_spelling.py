"""Mends misspelt words of asking ("hwo", "responsble") and proposes near words from a vocabulary.

Looks only at spelling: what a word means, and whether it needs mending at all, is for the caller to know.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.index.question_plain import listed

_LONG = 9  # letters from which two slips still leave a word recognizable
_SLIPS = {
    "who": "hwo woh whoo hoo wjo eho wgo whho whi woho",
    "owns": "onws ows ownes owsn wons ownz onws owms owns'",
    "own": "onw owm",
    "owner": "onwer owener ower ownr",
    "which": "wich whcih hwich whihc whch",
    "whose": "whoes whos'e hwose",
    "does": "deos doess",
    "the": "teh hte",
    "runs": "rnus rusn",
    "charge": "chrage cahrge chareg",
    "handles": "hadles handels hanldes handes hadnles",
    "manages": "mangaes manges manags managaes",
    "should": "shoud shuold shold",
    "decides": "decieds desides",
    "job": "jop",
}
_DOUBLED = re.compile(r"(\w)\1")
_MEND = {slip: word for word, slips in _SLIPS.items() for slip in slips.split()}
_LONG_ASKING = tuple(
    sorted(listed("responsible responsibility accountable accountability ownership oversees manages handles managing handling"))
)
_NO_SLIP = frozenset({"manager", "managers", "managed", "handled", "handler", "handlers", "candles", "damages", "departments", "images"})
_WHO_DOES = re.compile(r"\b(who|whos) (?:dose|doe|des|doses)\b")


def mend_asking(text: str) -> str:
    """A lower-case text with the misspelt words of asking put right; the number of words stays the same."""
    words = [_mended(word) for word in text.split(" ")]
    return _WHO_DOES.sub(r"\1 does", " ".join(words))


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    if word in _MEND:
        return _MEND[word]
    if len(word) < 6 or word in _NO_SLIP or word in _LONG_ASKING:
        return word
    allowed = 1 if len(word) < 9 else 2
    return next((asked for asked in _LONG_ASKING if OSA.distance(word, asked, score_cutoff=allowed) <= allowed), word)


@lru_cache(maxsize=4)
def _by_length(known: frozenset[str]) -> dict[int, list[str]]:
    """The words by their length: one that is longer or shorter by more than the slips cannot be near."""
    lengths: dict[int, list[str]] = {}
    for word in sorted(known):
        lengths.setdefault(len(word), []).append(word)
    return lengths


def near_words(word: str, known: frozenset[str]) -> list[str]:
    """The known words one slip away from `word`, or two from a word of nine letters and more; none for words under four letters.

    Likeliest first: fewer slips, the same first letter, a doubled letter lost or too many ("staf"), the same length.
    """
    if len(word) < 4 or not word.isalpha():
        return []
    for slips in (1, 2) if len(word) >= _LONG else (1,):
        alike = [each for length in range(len(word) - slips, len(word) + slips + 1) for each in _by_length(known).get(length, ())]
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=slips, limit=None)
        near = [each for each, _, _ in found if each != word and (slips == 1 or each[0] == word[0])]
        if near:
            bare = _DOUBLED.sub(r"\1", word)
            return sorted(near, key=lambda each: (each[0] != word[0], _DOUBLED.sub(r"\1", each) != bare, abs(len(each) - len(word)), each))
    return []
