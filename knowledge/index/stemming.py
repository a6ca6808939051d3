"""Words to stems: Snowball's English rules, kept from confusing what an organisation tells apart."""

from __future__ import annotations

import re
import threading
from functools import lru_cache

from Stemmer import Stemmer  # type: ignore[import-not-found]

from knowledge.index.words import IZE_ROOTS, KEPT_APART, VARIANTS

# "VPNs", "CTOs", "KPIs": no vowel, or only the last letter of the acronym.
_PLURAL_ACRONYM = re.compile(r"^(?!this$|thus$|plus$)(?:[b-df-hj-np-rtv-xz]+|[b-df-hj-np-tv-xz]{2,}[aeiou])s$")
_IZE = re.compile(rf"((?:{'|'.join(sorted(IZE_ROOTS))}))is(e|es|ed|ing|er|ers|ation|ations|ational)$")
_IFY = re.compile(r"(\w{3,}if)(?:y|ies|ied|ying|iers?)$")  # "certify" as "certification"

_LOCK = threading.Lock()
_english = Stemmer("english", 0)  # without its own cache: ours lies over it


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a folded word; stemming a stem again gives the same."""
    word = VARIANTS.get(word, word)
    if "is" in word:
        word = _IZE.sub(r"\1iz\2", word)
    if "if" in word:
        word = _IFY.sub(r"\1ication", word)
    if len(word) < 3 or not word.isalpha():
        return word
    for _ in range(8):  # a few words need several passes until nothing more comes off
        word = VARIANTS.get(word, word)  # of "colourable", too, once its ending is off
        if word in KEPT_APART:
            return KEPT_APART[word]
        if word[-1] == "s" and (word[:-1] in KEPT_APART or _PLURAL_ACRONYM.match(word)):
            word = word[:-1]
            continue
        with _LOCK:  # the stemmer keeps the word it works on in itself
            shorter: str = _english.stemWord(word)
        if shorter == word:
            return word
        word = shorter
    return word
