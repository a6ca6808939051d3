"""Everyday wordings of one thing, for a question whose words a charter does not have ("work clothes" where it says uniforms).

Read from `charters/thesaurus.yaml`. Finds the other wordings of a phrase; which of them a charter has is for the reader of the words to
see. Phrases are stemmed when a question first comes near them, so that a cold start pays for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from knowledge.index.analyzer import terms

_FIRST = 2  # letters by which phrases are kept until they are stemmed


class Wording(NamedTuple):
    """One way to put a thing: its stems, function words left out, as they are spelt here, and as it stands in the file."""

    stems: tuple[str, ...]
    words: tuple[str, ...]
    text: str


class Thesaurus:
    """Groups of wordings, each of one thing."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._groups = [tuple(group) for group in groups]
        self._begun: dict[str, dict[str, int]] = {}  # by their first letters the phrases, with the number of their group
        for number, group in enumerate(self._groups):
            for phrase in group:
                self._begun.setdefault(_first(phrase), {})[phrase] = number
        self._words: frozenset[str] | None = None
        self._ready: dict[str, dict[tuple[str, ...], int]] = {}

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in any wording."""
        if self._words is None:
            spelt = (word for group in self._groups for phrase in group for word in phrase.casefold().replace("-", " ").split())
            self._words = frozenset(spelt)
        return word in self._words

    def others(self, stems: Sequence[str], word: str) -> tuple[Wording, ...]:
        """The other wordings of the phrase that has these stems and begins with this word, in the order of the file; else none."""
        found = self._phrases(_first(word)).get(tuple(stems))
        wordings = map(_wording, self._groups[found]) if found is not None else ()
        return tuple(each for each in wordings if each.stems != tuple(stems))

    def wording(self, phrase: str) -> Wording:
        """A phrase as it is compared."""
        return _wording(phrase)

    def longest(self, word: str) -> int:
        """How many words the longest phrase has that may begin with this one, 0 for none."""
        return max(map(len, self._phrases(_first(word))), default=0)

    def _phrases(self, first: str) -> dict[tuple[str, ...], int]:
        ready = self._ready.get(first)
        if ready is None:
            ready = self._ready[first] = {_wording(phrase).stems: number for phrase, number in self._begun.get(first, {}).items()}
        return ready


@cache
def bundled_thesaurus() -> Thesaurus:
    """The thesaurus that comes with the product, read once a process."""
    text = (files("knowledge") / "charters" / "thesaurus.yaml").read_bytes()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Thesaurus(yaml.load(text, Loader=loader))  # noqa: S506 - both are safe loaders


def _first(text: str) -> str:
    """The first letters or digits of a text, folded: "e-commerce" begins as "ecommerce" does."""
    return "".join(letter for letter in text[: 2 * _FIRST] if letter.isalnum())[:_FIRST].casefold()


@cache
def _wording(phrase: str) -> Wording:
    found = [term for term in terms(phrase) if not term.function] or terms(phrase)
    return Wording(tuple(term.text for term in found), tuple(term.word for term in found), phrase)
