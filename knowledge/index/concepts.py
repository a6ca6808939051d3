"""What people talk of when they mean a thing without naming it: a radiator that is stone cold means the heating.

Read from `concepts.txt` beside the charters: things that an organisation may own, in the names that a document may have for them, each
with its cues, the words of messages about it. A message means the thing whose cues it holds most of, and a cue of few things tells more
than one of many, as words do in ranking (Spärck Jones 1972, "A statistical interpretation of term specificity"). Things of daily life are
among them, which no document gives to anybody. Which of the things a charter has is for the reader of the words to see.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from knowledge.index.thesaurus import wording

_FIRST = 3  # letters by which phrases are looked up together
_NAMED = 1.3  # what a name of a thing tells beside a cue as rare
_WORDS = (0.0, 1.0, 1.6, 2.0)  # what a phrase of so many words tells beside a single one as rare; the last for all longer ones
_LITTLE = 0.5  # a share up to which a word only adds to others
_BEGIN = re.compile(r"(?:\n|, |: )(?=([^\n,: ]{1,3}))")
_END = re.compile(r", |: |\n")


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
    """Things by their cues, one a line: "name, name: cue, cue". Phrases are stemmed when words first come near them: a cold start pays for
    none."""

    def __init__(self, text: str) -> None:
        self._lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        self._text = "\n".join(("", *self._lines, "")).lower()
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._ready: dict[str, dict[str, tuple[_Phrase, ...]]] = {}

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in any name or cue, and so is spelt right."""
        return bool(re.search(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])", self._text)) if word in self._text else False

    def meant(self, spelt: Mapping[str, str], share: Mapping[str, float]) -> list[Meant]:
        """What words may mean, given as stem -> spelling, the likeliest first; nothing where no cue is among them.

        `share` says how much a stem tells beside others as rare, 1 where it is not in there.
        """
        held: dict[int, list[tuple[float, frozenset[str]]]] = {}
        for stem, word in spelt.items():
            for phrase in self._phrases(word[:_FIRST]).get(stem, ()):
                if phrase.stems <= spelt.keys():
                    weight = self._rarity(phrase) * _shared(phrase.stems, share)
                    for thing, name in phrase.things.items():
                        held.setdefault(thing, []).append((weight * (_NAMED if name else 1.0), phrase.stems))
        found = [Meant(self._names(thing), *_told(phrases)) for thing, phrases in held.items()]
        return sorted(found, key=lambda meant: (-meant.weight, meant.names))

    def _names(self, thing: int) -> tuple[str, ...]:
        return tuple(self._lines[thing].partition(": ")[0].split(", "))

    def _rarity(self, phrase: _Phrase) -> float:
        whole = len(self._lines) + 1
        return math.log(whole / (len(phrase.things) + 0.5)) / math.log(whole / 1.5)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where in the text phrases begin with these letters."""
        places: dict[str, list[int]] = {}
        for match in _BEGIN.finditer(self._text):
            places.setdefault(match[1], []).append(match.end())
        return places

    def _phrases(self, first: str) -> dict[str, tuple[_Phrase, ...]]:
        """The phrases that begin with these letters, by the stem of their first word."""
        ready = self._ready.get(first)
        if ready is None and first in self._places:
            things: dict[tuple[str, ...], dict[int, bool]] = {}
            for text, thing, name in map(self._phrase, self._places[first]):
                of = things.setdefault(wording(text).stems, {})
                of[thing] = name or of.get(thing, False)
            found: dict[str, list[_Phrase]] = {}
            for stems, of in things.items():
                found.setdefault(stems[0], []).append(_Phrase(frozenset(stems), of))
            ready = self._ready[first] = {stem: tuple(phrases) for stem, phrases in found.items()}
        return ready or {}

    def _phrase(self, start: int) -> tuple[str, int, bool]:
        """The phrase that begins at a place of the text, the number of its thing, and whether it is a name of it."""
        end = _END.search(self._text, start)
        stop = end.start() if end else len(self._text)
        thing = bisect_right(self._starts, start - 1) - 1
        return self._text[start:stop], thing, stop <= self._text.index(": ", self._starts[thing])


def _shared(stems: frozenset[str], share: Mapping[str, float]) -> float:
    """What a phrase of these tells beside a single word as rare: more for each further word that tells much by itself."""
    shares = [share.get(stem, 1.0) for stem in stems]
    telling = max(1, sum(each > _LITTLE for each in shares))
    return _WORDS[min(telling, len(_WORDS) - 1)] * sum(shares) / len(shares)


def _told(phrases: list[tuple[float, frozenset[str]]]) -> tuple[float, frozenset[str]]:
    """How strongly weighed phrases tell of a thing together, each word counted once; and their stems."""
    used: set[str] = set()
    whole = 0.0
    for weight, stems in sorted(phrases, key=lambda each: (-each[0], sorted(each[1]))):
        whole += weight * len(stems - used) / len(stems)
        used |= stems
    return whole, frozenset(used)


@cache
def bundled_concepts() -> Concepts:
    """The concepts that come with the product, read once a process."""
    return Concepts((files("knowledge") / "charters" / "concepts.txt").read_text("utf-8"))
