"""Everyday wordings of one thing, what belongs to what, and what a trouble is about, for words that a charter does not have.

Read from `thesaurus.yaml`, `parts.yaml` and `situations.yaml` beside the charters. Finds the other wordings of a phrase ("work clothes"
for uniforms) and the wider things it leads to; which of them a charter has is for the reader of the words to see. Phrases are stemmed
when a question first comes near them, so that a cold start pays for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, NamedTuple

import yaml

from knowledge.index.analyzer import is_function_word, terms

_ENDINGS = ("", "s", "es", "e", "ed", "ing", "y", "ies", "ied", "er", "ers", "'s")
_FIRST = 2  # letters by which phrases are kept until they are stemmed


class Wording(NamedTuple):
    """One way to put a thing: its stems, function words left out, as they are spelt here, and as it stands in the file."""

    stems: tuple[str, ...]
    words: tuple[str, ...]
    text: str


class Wider(NamedTuple):
    """A wider thing, and how a phrase leads to it: it "belongs to" it, or a trouble with it "points to" it."""

    wording: Wording
    leads: str


class Thesaurus:
    """Groups of wordings, each of one thing; and wordings of wider things with what leads to them, by how it does ("belongs to")."""

    def __init__(self, groups: Iterable[Sequence[str]], leading: Mapping[str, Mapping[tuple[str, ...], Sequence[str]]]) -> None:
        self._same = _Phrases(tuple(group) for group in groups)
        self._narrower = _Phrases(narrower for parts in leading.values() for narrower in parts.values())
        self._wider = tuple((wider, leads) for leads, parts in leading.items() for wider in parts)
        self._words: frozenset[str] | None = None

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in any wording."""
        if self._words is None:
            phrases = [phrase.casefold() for phrase in chain(self._same, self._narrower, *(wider for wider, _ in self._wider))]
            spelt = (phrase.replace("-", hyphen).split() for phrase in phrases for hyphen in (" ", "-", ""))
            self._words = frozenset(chain.from_iterable(spelt))
        return word in self._words

    def knows_form(self, word: str) -> bool:
        """Whether a folded word is a regular form of one that stands in any wording; by its stem alone "Assetly" would be."""
        bare = (word[: len(word) - len(ending)] for ending in _ENDINGS if word.endswith(ending))
        return any(self.knows(stem + ending) for stem in bare for ending in _ENDINGS)

    def others(self, stems: Sequence[str], word: str) -> tuple[Wording, ...]:
        """The other wordings of the phrase that has these stems and begins with this word, in the order of the file; else none."""
        wordings = (wording(phrase) for group in self._same.groups_of(stems, word) for phrase in self._same.groups[group])
        return tuple(each for each in wordings if each.stems != tuple(stems))

    def wider(self, stems: Sequence[str], word: str) -> Iterator[Wider]:
        """The wordings of the wider things that the phrase leads to, in the order of the files; else none."""
        for group in self._narrower.groups_of(stems, word):
            phrases, leads = self._wider[group]
            yield from (Wider(wording(phrase), leads) for phrase in phrases)

    def longest(self, word: str) -> int:
        """How many words the longest phrase has that may begin with this one, 0 for none."""
        return max(self._same.longest(word), self._narrower.longest(word))


class _Ready(NamedTuple):
    """Phrases that begin alike, by their stems, with their groups; and how many words the longest has."""

    groups: dict[tuple[str, ...], tuple[int, ...]]
    longest: int


class _Phrases:
    """Phrases in numbered groups, found by their stems."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self.groups = tuple(tuple(group) for group in groups)
        self._begun: dict[str, list[tuple[str, int]]] = {}  # by their first letters the phrases, with the number of their group
        for number, group in enumerate(self.groups):
            for phrase in group:
                for first in _beginnings(phrase):
                    self._begun.setdefault(first, []).append((phrase, number))
        self._ready: dict[str, _Ready] = {}

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self.groups)

    def groups_of(self, stems: Sequence[str], word: str) -> tuple[int, ...]:
        """The groups that hold the phrase with these stems, beginning with this word."""
        return self._phrases(_first(word)).groups.get(tuple(stems), ())

    def longest(self, word: str) -> int:
        return self._phrases(_first(word)).longest

    def _phrases(self, first: str) -> _Ready:
        ready = self._ready.get(first)
        if ready is None:
            found: dict[tuple[str, ...], list[int]] = {}
            for phrase, number in self._begun.get(first, ()):
                found.setdefault(wording(phrase).stems, []).append(number)
            groups = {stems: tuple(dict.fromkeys(numbers)) for stems, numbers in found.items()}
            ready = self._ready[first] = _Ready(groups, max(map(len, groups), default=0))
        return ready


@cache
def bundled_thesaurus() -> Thesaurus:
    """The thesaurus that comes with the product, read once a process."""
    leading = {"belongs to": _bundled("parts.yaml"), "points to": _bundled("situations.yaml")}
    listed = {leads: {_listed(wider): _listed(narrower) for wider, narrower in parts.items()} for leads, parts in leading.items()}
    return Thesaurus(map(_listed, _bundled("thesaurus.yaml")), listed)


def _bundled(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((files("knowledge") / "charters" / name).read_bytes(), Loader=loader)  # noqa: S506 - both are safe loaders


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


def _beginnings(phrase: str) -> Iterable[str]:
    """The first letters of a phrase from its first word on that is no function word; "e-shop" is two words, "e-commerce" is one."""
    for spelt in (phrase, phrase.replace("-", " ")) if "-" in phrase else (phrase,):
        words = spelt.split()
        yield _first(next((word for word in words if not is_function_word(word.casefold().replace("'", ""))), words[0]))


@lru_cache(maxsize=1 << 14)
def _first(text: str) -> str:
    """The first letters or digits of a text, folded: "e-commerce" begins as "ecommerce" does."""
    return "".join(letter for letter in text[: 2 * _FIRST] if letter.isalnum())[:_FIRST].casefold()


@cache
def wording(phrase: str) -> Wording:
    """A phrase as it is compared."""
    found = [term for term in terms(phrase) if not term.function] or terms(phrase)
    return Wording(tuple(term.text for term in found), tuple(term.word for term in found), phrase)
