"""What people talk of when they mean a thing without naming it: a radiator that is stone cold means the heating.

Read from `concepts.txt` beside the charters: things that an organisation may own, in the names that a document may have for them, each
with its cues, the words of messages about it. A message means the thing whose cues it holds most of, and a cue of few things tells more
than one of many, as words do in ranking (Spärck Jones 1972, "A statistical interpretation of term specificity"). Things of daily life are
among them, which no document gives to anybody. Which of the things a charter has is for the reader of the words to see.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from knowledge.index.thesaurus import wording

_FIRST = 3  # letters by which phrases are kept until they are stemmed
_NAMED = 1.3  # what a name of a thing tells beside a cue as rare
_WORDS = (0.0, 1.0, 1.6, 2.0)  # what a phrase of so many words tells beside a single one as rare; the last for all longer ones


class Meant(NamedTuple):
    """A thing that words may mean: its names, how strongly they say so (1: as one cue does that is of nothing else), and their stems."""

    names: tuple[str, ...]
    weight: float
    stems: frozenset[str]


class _Phrase(NamedTuple):
    """A name or cue, and the numbers of the things that it is a name or a cue of."""

    stems: frozenset[str]
    things: dict[int, bool]  # True: a name of it


class Concepts:
    """Things by their cues. Phrases are stemmed when a message first comes near them, so that a cold start pays for none."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._names: list[str] = []
        self._begun: dict[str, list[tuple[str, int, bool]]] = {}  # by their first letters the phrases, with the number of their thing
        for number, line in enumerate(lines):
            names, _, cues = line.partition(": ")
            self._names.append(names)
            for phrases, name in ((names, True), (cues, False)):
                for phrase in phrases.split(", "):
                    self._begun.setdefault(phrase[:_FIRST].casefold(), []).append((phrase, number, name))
        self._ready: dict[str, dict[str, tuple[_Phrase, ...]]] = {}
        self._words: frozenset[str] | None = None

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in any name or cue, and so is spelt right."""
        if self._words is None:
            self._words = frozenset(each for begun in self._begun.values() for text, _, _ in begun for each in text.casefold().split())
        return word in self._words

    def meant(self, spelt: Mapping[str, str]) -> list[Meant]:
        """What words may mean, given as stem -> spelling, the likeliest first; nothing where no cue is among them."""
        held: dict[int, list[tuple[_Phrase, bool]]] = {}
        for stem, word in spelt.items():
            for phrase in self._phrases(word[:_FIRST]).get(stem, ()):
                if phrase.stems <= spelt.keys():
                    for thing, name in phrase.things.items():
                        held.setdefault(thing, []).append((phrase, name))
        found = [Meant(tuple(self._names[thing].split(", ")), *self._told(phrases)) for thing, phrases in held.items()]
        return sorted(found, key=lambda meant: (-meant.weight, meant.names))

    def _told(self, phrases: list[tuple[_Phrase, bool]]) -> tuple[float, frozenset[str]]:
        """How strongly phrases tell of a thing together, each word counted once; and their stems."""
        weighed = sorted(((self._weight(*each), each[0].stems) for each in phrases), key=lambda each: (-each[0], sorted(each[1])))
        used: set[str] = set()
        whole = 0.0
        for weight, stems in weighed:
            whole += weight * len(stems - used) / len(stems)
            used |= stems
        return whole, frozenset(used)

    def _weight(self, phrase: _Phrase, name: bool) -> float:
        rarity = math.log((len(self._names) + 1) / (len(phrase.things) + 0.5)) / math.log((len(self._names) + 1) / 1.5)
        return rarity * _WORDS[min(len(phrase.stems), len(_WORDS) - 1)] * (_NAMED if name else 1.0)

    def _phrases(self, first: str) -> dict[str, tuple[_Phrase, ...]]:
        """The phrases that begin with these letters, by the stem of their first word."""
        ready = self._ready.get(first)
        if ready is None:
            things: dict[tuple[str, ...], dict[int, bool]] = {}
            for text, thing, name in self._begun.get(first, ()):
                owners = things.setdefault(wording(text).stems, {})
                owners[thing] = name or owners.get(thing, False)
            found: dict[str, list[_Phrase]] = {}
            for stems, of in things.items():
                found.setdefault(stems[0], []).append(_Phrase(frozenset(stems), of))
            ready = self._ready[first] = {stem: tuple(phrases) for stem, phrases in found.items()}
        return ready


@cache
def bundled_concepts() -> Concepts:
    """The concepts that come with the product, read once a process."""
    return Concepts(_lines((files("knowledge") / "charters" / "concepts.txt").read_text("utf-8")))


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line and not line.startswith("#"))
