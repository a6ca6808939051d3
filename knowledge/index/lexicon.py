"""The vocabulary of the field: which words name which kind of thing, and to what broader kinds a kind belongs.

Read from `charters/lexicon.yaml`. Finds kinds in a question and says how to climb from them; whether a charter owns a kind is for the
resolver to see. Phrases are stemmed when a question first comes near them, so that a cold start pays for none.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from os.path import commonprefix
from typing import Any, NamedTuple

import yaml

from knowledge.index.analyzer import is_function_word, terms
from knowledge.index.stemming import stem

_ENDING = re.compile(
    r"(?:[bdgklmnprtv](?=[ei]))?(?:e?s|e?d|e|y|ies|ied|ing|ings|e?rs?|ors?|ly|al|ment|ments|i?ons?|ati?ons?|ies|able|ive)?['s]*"
)
_APART = re.compile(r"[ \-/]")  # where a phrase's words come apart, as they do in a question


class Audience(StrEnum):
    """Whom the thing asked about is for, as far as the question says."""

    UNSAID = ""
    STAFF = "staff"
    CUSTOMERS = "customers"
    BOTH = "both"


class Flavour(StrEnum):
    """How a phrase stands to its kind."""

    NAME = "name"  # another wording of the kind itself
    EXAMPLE = "example"  # one thing of the kind
    THING = "thing"  # what the kind holds, among other things
    CUE = "cue"  # a hint


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing; the field names are the words of the file."""

    name: str
    also: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    cue: tuple[str, ...] = ()
    is_a: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    examples: tuple[tuple[str, ...], ...] = ()  # spellings of each
    function: bool = False  # a line of business
    artifact: bool = False  # a thing of no kind in particular: "tool", "system"
    audience: Audience = Audience.UNSAID  # its words say for whom something is
    leans: Audience = Audience.UNSAID  # what belongs to it is for them by nature

    @property
    def wordings(self) -> tuple[str, ...]:
        """What to look for in a charter."""
        return (self.name, *self.also)

    def phrases(self) -> Iterator[tuple[str, Flavour]]:
        """All that leads to it."""
        yield from ((phrase, Flavour.NAME) for phrase in self.wordings)
        yield from ((phrase, Flavour.THING) for phrase in self.holds)
        yield from ((phrase, Flavour.EXAMPLE) for spellings in self.examples for phrase in spellings)
        yield from ((phrase, Flavour.CUE) for phrase in self.cue)

    def broader(self, audience: Audience) -> tuple[str, ...]:
        """The kinds it belongs to for this audience, nearest first."""
        chosen = {Audience.STAFF: self.staff, Audience.CUSTOMERS: self.customers}.get(audience, ())
        return chosen or self.either or self.is_a


class Entry(NamedTuple):
    """A phrase of the lexicon, ready to be matched."""

    stems: tuple[str, ...]
    words: tuple[str, ...]
    kind: str
    flavour: Flavour
    phrase: str


class Sense(NamedTuple):
    """One meaning of a word that has several; `when` is empty for the meaning without a sign."""

    kind: str
    when: frozenset[str]


class Mention(NamedTuple):
    """`stems[first:last]` of the question name or hint at a kind."""

    first: int
    last: int
    kind: Kind
    flavour: Flavour
    phrase: str


@dataclass(slots=True)
class Lexicon:
    """The kinds by name, and the phrases that lead to them."""

    kinds: Mapping[str, Kind]
    senses: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    _raw: dict[str, list[tuple[str, str, Flavour]]] = field(default_factory=dict)
    _ready: dict[str, dict[str, list[Entry]]] = field(default_factory=dict)
    _hearers: dict[str, list[Entry]] | None = None
    _senses: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    _leanings: dict[str, Audience] = field(default_factory=dict)
    _words: frozenset[str] | None = None
    _forms: dict[str, bool] = field(default_factory=dict)
    _begun: dict[str, list[str]] = field(default_factory=dict)  # the words by their first letters
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Lexicon:
        """The lexicon of a parsed file."""
        kinds = {name: _kind(name, entry) for name, entry in data["kinds"].items()}
        senses = {
            word: tuple((sense["means"], tuple(sense.get("when", ()))) for sense in meanings)
            for word, meanings in data.get("senses", {}).items()
        }
        lexicon = cls(kinds, senses)
        for kind in kinds.values():
            for phrase, flavour in kind.phrases():
                lexicon._file(phrase, kind.name, flavour)
        return lexicon

    def mentions(self, stems: Sequence[str], around: frozenset[str] = frozenset(), words: Sequence[str] = ()) -> list[Mention]:
        """The kinds that these stems (function words left out) speak of, the longest phrase at each place, none overlapping.

        `around` are further stems of the message, which help to choose between senses; `words` are the stems' spellings, which tell
        apart what a stem alone does not ("government", "governance").
        """
        found: list[Mention] = []
        nearby = Counter(stems)
        nearby.update(around)
        place = 0
        while place < len(stems):
            mention = self._at(stems, place, nearby, words)
            if mention is not None:
                found.append(mention)
                place = mention.last
            else:
                place += 1
        return found

    def audience(self, stems: Sequence[str], around: frozenset[str] = frozenset()) -> Audience:
        """Whom these stems speak of. `around` counts where they speak of nobody."""
        heard = {kind.audience for kind, _, _ in self._listeners(stems)}
        if not heard:
            heard = {kind.audience for kind, _, _ in self._listeners(sorted(around))}
        if len(heard) > 1:
            return Audience.BOTH
        return heard.pop() if heard else Audience.UNSAID

    def audience_places(self, stems: Sequence[str]) -> frozenset[int]:
        """The places of the stems that say for whom something is."""
        return frozenset(place for _, first, last in self._listeners(stems) for place in range(first, last))

    def _listeners(self, stems: Sequence[str]) -> list[tuple[Kind, int, int]]:
        hearers = self._hearing()
        found = []
        for place, first in enumerate(stems):
            for entry in hearers.get(first, ()):
                if tuple(stems[place : place + len(entry.stems)]) == entry.stems:
                    found.append((self.kinds[entry.kind], place, place + len(entry.stems)))
                    break
        return found

    def _hearing(self) -> dict[str, list[Entry]]:
        """The phrases that say for whom something is, by their first stems."""
        if self._hearers is None:
            table: dict[str, list[Entry]] = {}
            for kind in self.kinds.values():
                for phrase, flavour in kind.phrases() if kind.audience else ():
                    _enter(table, phrase, kind.name, flavour)
            _sort(table)
            self._hearers = table
        return self._hearers

    def leaning(self, kind: str) -> Audience:
        """Whom a kind is for by its nature: what belongs to internal systems is for staff, what belongs to products for customers."""
        if kind not in self._leanings:
            above = self._above(kind)
            sides = {self.kinds[each].leans for each in above} - {Audience.UNSAID}
            self._leanings[kind] = sides.pop() if len(sides) == 1 else Audience.UNSAID
        return self._leanings[kind]

    def _above(self, kind: str) -> set[str]:
        seen: set[str] = set()
        waiting = [kind]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting.extend(self.kinds[name].either or self.kinds[name].is_a)
        return seen

    def knows(self, word: str) -> bool:
        """Whether a folded word, or another form of it, stands in any phrase."""
        words = self.words()
        if word in words:
            return True
        if word not in self._forms:
            stemmed = stem(word)
            if not self._begun:
                for each in words:
                    self._begun.setdefault(each[:3], []).append(each)
            alike = self._begun.get(word[:3], ())
            self._forms[word] = any(each.startswith(word[:4]) and stem(each) == stemmed and _is_form(word, each) for each in alike)
        return self._forms[word]

    def words(self) -> frozenset[str]:
        """Every folded word of four letters and more in the phrases, to mend spelling by."""
        if self._words is None:
            split = (
                word for entries in self._raw.values() for phrase, _, _ in entries for word in phrase.casefold().replace("-", " ").split()
            )
            self._words = frozenset(word for word in split if len(word) > 3 and word.isalpha())
        return self._words

    def _at(self, stems: Sequence[str], place: int, nearby: Counter[str], words: Sequence[str]) -> Mention | None:
        fitting: list[Entry] = []
        for entry in self._bucket(_prefix(stems[place])).get(stems[place], ()):
            last = place + len(entry.stems)
            if fitting and len(entry.stems) < len(fitting[0].stems):
                break
            if tuple(stems[place:last]) == entry.stems and not self.kinds[entry.kind].audience and _spelt_so(entry, words[place:last]):
                fitting.append(entry)
        if not fitting or (len(fitting[0].stems) == 1 and fitting[0].stems[0] in self._sense_table()):
            return self._sense_at(stems[place], place, nearby)
        last = place + len(fitting[0].stems)
        spelt = tuple(words[place:last])
        entry = next((each for each in fitting if each.words == spelt), fitting[0])
        return Mention(place, last, self.kinds[entry.kind], entry.flavour, entry.phrase)

    def _sense_at(self, word: str, place: int, nearby: Counter[str]) -> Mention | None:
        """The sense of a word by those that `nearby` counts, of which one is the word itself: it is no sign of its own sense."""
        for sense in self._sense_table().get(word, ()):
            if not sense.when or any(nearby[sign] > (sign == word) for sign in sense.when):
                return Mention(place, place + 1, self.kinds[sense.kind], Flavour.NAME, word)
        return None

    def _sense_table(self) -> dict[str, tuple[Sense, ...]]:
        if not self._senses:
            table: dict[str, tuple[Sense, ...]] = {}
            for word, meanings in self.senses.items():
                stem = "".join(_stems(word))
                table.setdefault(stem, tuple(Sense(kind, frozenset(s for each in when for s in _stems(each))) for kind, when in meanings))
            self._senses = table
        return self._senses

    def _bucket(self, prefix: str) -> dict[str, list[Entry]]:
        ready = self._ready.get(prefix)
        if ready is None:
            ready = {}
            for phrase, kind, flavour in self._raw.get(prefix, ()):
                _enter(ready, phrase, kind, flavour)
            _sort(ready)
            with self._lock:
                self._ready[prefix] = ready
        return ready

    def _file(self, phrase: str, kind: str, flavour: Flavour) -> None:
        words = _APART.split(phrase.casefold())
        while len(words) > 1 and is_function_word(words[0]):
            words.pop(0)
        for prefix in {_prefix(" ".join(words)), _prefix(phrase), _prefix(words[0])}:
            self._raw.setdefault(prefix, []).append((phrase, kind, flavour))


@cache
def bundled_lexicon() -> Lexicon:
    """The lexicon that comes with the product, read once a process."""
    text = (files("knowledge") / "charters" / "lexicon.yaml").read_bytes()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Lexicon.of(yaml.load(text, Loader=loader))  # noqa: S506 - both are safe loaders


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    examples = tuple(tuple(spelling.strip() for spelling in str(each).split("|")) for each in entry.get("examples", ()))
    return Kind(
        name=name,
        also=tuple(entry.get("also", ())),
        holds=tuple(entry.get("holds", ())),
        cue=tuple(entry.get("cue", ())),
        is_a=tuple(entry.get("is", ())),
        either=tuple(entry.get("either", ())),
        staff=tuple(entry.get("staff", ())),
        customers=tuple(entry.get("customers", ())),
        examples=examples,
        function=bool(entry.get("function", False)),
        artifact=bool(entry.get("artifact", False)),
        audience=Audience(entry.get("audience", "")),
        leans=Audience(entry.get("leans", "")),
    )


def _enter(table: dict[str, list[Entry]], phrase: str, kind: str, flavour: Flavour) -> None:
    found = [term for term in terms(phrase) if not term.function] or terms(phrase)
    if found:
        stems = tuple(term.text for term in found)
        table.setdefault(stems[0], []).append(Entry(stems, tuple(term.word for term in found), kind, flavour, phrase))


def _sort(table: dict[str, list[Entry]]) -> None:
    """The longest phrase first, hints last."""
    for entries in table.values():
        entries.sort(key=lambda entry: (-len(entry.stems), entry.flavour == Flavour.CUE))


def _is_form(word: str, known: str) -> bool:
    """Whether a word of a known one's stem differs from it by endings alone: "mobilsing" is no form of "mobile"."""
    same = len(commonprefix([word, known]))
    return bool(_ENDING.fullmatch(word[same:]) and _ENDING.fullmatch(known[same:]))


def _spelt_so(entry: Entry, words: Sequence[str]) -> bool:
    """Whether words name the entry, as far as spelling says: of brands ("Insightly") only a plural is another form."""
    if entry.flavour != Flavour.EXAMPLE or not words:
        return True
    return all(word.rstrip("s") == brand.rstrip("s") for word, brand in zip(words, entry.words, strict=True))


def _stems(phrase: str) -> tuple[str, ...]:
    found = terms(phrase)
    kept = tuple(term.text for term in found if not term.function)
    return kept or tuple(term.text for term in found)


def _prefix(text: str) -> str:
    """The first two letters or digits, folded. Thousands are taken at every start, so no letter behind them is looked at."""
    kept = ""
    for letter in text:
        if letter.isalnum():
            kept += letter.casefold()
            if len(kept) >= 2:
                break
    return kept[:2]
