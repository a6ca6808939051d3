"""Text to terms: folds case, width and accents, keeps "r&d", "c++" and ".net" whole, joins open compounds, stems English.

Says where each term stands in the text as it was given. Knows nothing of charters, questions or owners.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.index.matches import Term
from knowledge.index.stemming import stem
from knowledge.index.words import (
    COMPOUNDS,
    FUNCTION_WORDS,
    OF_THE_DEPARTMENT,
    PRONOUN_AFTER,
    PRONOUN_BEFORE,
    PRONOUN_OR_NAME,
    closed,
)

# In order: .net · u.s. · monday.com · r&d · q & a · 3.5 · workday's · c++ c#
TOKEN = re.compile(
    r"(?<![^\W_])\.net(?![^\W_])"
    r"|(?<![^\W_.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"
    r"|[^\W_]+(?:[.-][^\W_]+)*\.(?:ai|com|io|js|net|org)(?![^\W_])"
    r"|(?<![^\W_])(?:[^\W\d_]&[^\W\d_]{1,2}|[^\W\d_]{2}&[^\W\d_]|(?<!['.])[^\W\d_] & [^\W\d_])(?![^\W_])(?:'[^\W_]+)*"
    r"|\d+(?:\.\d+)+(?![^\W_])"
    r"|[^\W_]+(?:'[^\W_]+)*(?:\+\+|\#)?"
)
_SECONDS = frozenset(second for _, second in COMPOUNDS)
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")
_CLITIC = re.compile(r"'(?:s|m|re|ve|ll|d)$")
_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\uff07": "'"})


class _Meaning(NamedTuple):
    """What a token says wherever it stands."""

    text: str
    word: str
    cut: int  # characters of a possessive or clitic at its end
    function: bool
    second: bool  # may end a compound
    pronoun: bool


def terms(text: str) -> list[Term]:
    """The terms of a text in its order, function words included and marked; `text[term.start:term.end]` is where each stands."""
    folded, origins = fold(text)
    found: list[Term] = []
    pronouns = False
    for match in TOKEN.finditer(folded):
        stemmed, word, cut, function, second, pronoun = _meaning(match[0])
        start, end = match.span()
        end -= cut
        if origins is not None:
            start, end = origins[start], origins[end - 1] + 1
        if second and found and (found[-1].word, stemmed) in COMPOUNDS:
            first = found.pop()
            start, word, function = first.start, closed(first.word, word), False
            stemmed = stem(word)
        found.append(Term(stemmed, start, end, word, function))
        pronouns = pronouns or pronoun
    return _settle_pronouns(found) if pronouns else found


def topic_key(text: str) -> str:
    """What identifies a topic: its stems without function words, joined by one space; "" when nothing is left."""
    return key_of(terms(text))


def key_of(found: Iterable[Term]) -> str:
    """The topic_key of terms that are already at hand."""
    return " ".join(term.text for term in found if not term.function or term.word in PRONOUN_OR_NAME)


def is_function_word(word: str) -> bool:
    """Whether a folded word carries no topic of its own."""
    return word in FUNCTION_WORDS


def fold(text: str) -> tuple[str, list[int] | None]:
    """The text in lower case, NFKC, without accents and invisible characters; with the origin of each character, None for one to one."""
    if text.isascii():
        return text.lower().translate(_APOSTROPHES), None
    pieces: list[str] = []
    origins: list[int] = []
    for start, end in _clusters(text):
        piece = _fold_cluster(text[start:end])
        pieces.append(piece)
        origins.extend([start] * (len(piece) - 1) + [end - 1] if piece else [])
    return "".join(pieces), origins


def spell(token: str) -> tuple[str, int]:
    """The word that a token spells, and how many characters of a possessive or clitic were cut from its end."""
    cut = 0
    if "'" in token:
        bare = _CLITIC.sub("", token)
        cut = len(token) - len(bare)
        token = bare.replace("'", "")
    if "&" in token:
        token = token.replace(" ", "")
    elif "." in token and _ABBREVIATION.fullmatch(token):
        token = token.replace(".", "")
    return token, cut


def _clusters(text: str) -> Iterable[tuple[int, int]]:
    """Spans of one character and the marks that combine with it."""
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or not unicodedata.combining(text[position]):
            yield start, position
            start = position


@lru_cache(maxsize=1 << 12)
def _fold_cluster(cluster: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", cluster).casefold())
    bare = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", bare).casefold().translate(_APOSTROPHES)


@lru_cache(maxsize=1 << 14)
def _meaning(token: str) -> _Meaning:
    word, cut = (token, 0) if token.isalnum() else spell(token)
    text = stem(word)
    return _Meaning(text, word, cut, word in FUNCTION_WORDS, text in _SECONDS, word in PRONOUN_OR_NAME)


def _settle_pronouns(found: Sequence[Term]) -> list[Term]:
    """Mark "it" and "us" as function words where their neighbours say that they are no department and no country."""
    settled = list(found)
    for place, term in enumerate(settled):
        if term.word in PRONOUN_OR_NAME:
            before = settled[place - 1].word if place else ""
            after = settled[place + 1].word if place + 1 < len(settled) else ""
            department = term.word == "it" and after in OF_THE_DEPARTMENT
            if not department and (before in PRONOUN_AFTER or after in PRONOUN_BEFORE):
                settled[place] = term._replace(function=True)
    return settled
