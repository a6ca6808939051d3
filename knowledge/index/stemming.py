"""Words to stems: Snowball's English rules, spared where they change nothing, kept from confusing what an organisation tells apart."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped]

from knowledge.index.words import IZE_ROOTS, KEPT_APART, VARIANTS

# The endings at which Snowball's English rules change a word; all others are stems already, at a fiftieth of the cost.
# fmt: off
_INFLECTED = (
    "s", "ed", "ing", "y", "e", "al", "ful", "ll", "er", "ator", "sion", "tion", "ism", "ant", "ent", "ic", "nci", "li", "iti", "logi",
)
# fmt: on
# Plurals from which those rules take the s and nothing else; and the words that they leave alone.
_PLAIN_PLURAL = re.compile(r"(?!(?:news|atlas|cosmos|bias|andes)$).*(?:[aeiou]|(?<=.)y).*[^us]s$(?<!ies)(?<!sses)")
# "VPNs", "CTOs", "KPIs": no vowel, or only the last letter of the acronym.
_PLURAL_ACRONYM = re.compile(r"^(?!this$|thus$|plus$)(?:[b-df-hj-np-rtv-xz]+|[b-df-hj-np-tv-xz]{2,}[aeiou])s$")
_IZE = re.compile(rf"((?:{'|'.join(sorted(IZE_ROOTS))}))is(e|es|ed|ing|er|ers|ation|ations|ational)$")


class _QuickEnglish(EnglishStemmer):  # type: ignore[misc]
    """The library's stemmer with its search for endings replaced by a look-up; the rules stay the library's own.

    Building an index stems each inflected word once, and the search took half of that time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cursor = self.limit_backward = 0
        self.current = ""
        self._endings: dict[int, tuple[list[int], dict[str, Any]]] = {}

    def find_among_b(self, endings: Sequence[Any]) -> int:
        """The result of the longest of these endings that stands before the cursor, which moves to its start; 0 for none."""
        lengths, by_text = self._endings.get(id(endings)) or self._sort(endings)
        end = self.cursor
        for length in lengths:
            if end - length >= self.limit_backward and (found := by_text.get(self.current[end - length : end])):
                self.cursor = end - length
                return int(found.result)
        return 0

    def _sort(self, endings: Sequence[Any]) -> tuple[list[int], dict[str, Any]]:
        by_text = {ending.s: ending for ending in endings}
        lengths = sorted({len(text) for text in by_text}, reverse=True)
        return self._endings.setdefault(id(endings), (lengths, by_text))


_LOCK = threading.Lock()
_english = _QuickEnglish()


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a folded word; stemming a stem again gives the same."""
    word = VARIANTS.get(word, word)
    if "is" in word:
        word = _IZE.sub(r"\1iz\2", word)
    if len(word) < 3 or not word.isalpha():
        return word
    for _ in range(8):  # a few words need several passes until nothing more comes off
        if word in KEPT_APART:
            return KEPT_APART[word]
        if word[-1] == "s" and (_PLAIN_PLURAL.match(word) or _PLURAL_ACRONYM.match(word)):
            word = word[:-1]
            continue
        if not word.endswith(_INFLECTED):
            return word
        with _LOCK:  # the stemmer keeps the word it works on in itself
            shorter: str = _english.stemWord(word)
        if shorter == word:
            return word
        word = shorter
    return word
