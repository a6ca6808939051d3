"""The owners of one charter and where a text names them.

Names are learnt from the charter (`knowledge.claims.owners.discovery`); nothing here knows any role or team beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.types import Owner

_TOKEN = re.compile(r"[@#]?[A-Za-z0-9À-ɏ][\w&/:.@+-]*(?<![.:/-])|&")
_POSSESSIVE = re.compile(r"^['’]s?(?![\w])")
_SPELT = 5  # letters from which a word in capitals is the word, and no abbreviation
_EDGES = " \t.,;:!?\"'“”‘’*_`()[]"
_INITIALS = re.compile(r"(?P<name>\S.*\S) \((?P<short>[A-Z][A-Za-z&]{1,6})\)$")
_ARTICLE = re.compile(r"^(?:the|an?|our|your)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An owner named at text[start:end]; `owned` when it is written as a possessive, `plural` for "CIOs"."""

    start: int
    end: int
    name: str
    plural: bool = False
    owned: bool = False


def name_key(name: str) -> str:
    """What makes two spellings of an owner's name the same: case, spaces, a leading article or @ do not count."""
    name = _ARTICLE.sub("", " ".join(name.split()).strip(_EDGES))
    return name.casefold().removeprefix("@").replace("’", "'")


class Roster:
    """Owners by all their names; grows while a charter is read, in the order of the charter."""

    def __init__(self) -> None:
        self._owners: dict[str, Owner] = {}  # by key of the short name
        self._ranks: dict[str, int] = {}
        self._keys: dict[str, str] = {}  # key of any name -> short name
        self._bare: dict[str, str] = {}  # "Core Systems" -> "Core Systems team", written just so
        self._forms: dict[tuple[str, ...], list[tuple[tuple[str, ...], bool, str]]] = {}  # small letters -> (words, cased, short name)
        self._lengths: dict[str, list[int]] = {}  # first word -> how many words the names have that begin with it, the longest first

    def __contains__(self, name: str) -> bool:
        return name_key(name) in self._keys

    def owners(self) -> tuple[Owner, ...]:
        """All owners, in the order in which they were met."""
        return tuple(self._owners.values())

    def in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Each of these names once, as the roster met them first, so that two lines that share alike say it alike."""
        distinct = tuple(dict.fromkeys(names))
        if len(distinct) < 2:
            return distinct
        return tuple(sorted(distinct, key=lambda name: self._ranks.get(name, len(self._ranks))))

    def resolve(self, name: str) -> str:
        """The short name of the owner that `name` means, also in the plural; "" when it means none."""
        key = name_key(name)
        known = self._keys.get(key) or (self._keys.get(key[:-1], "") if key.endswith("s") else "")
        return known or self._bare.get(_bare(name), "")

    def add(self, name: str, other_names: Iterable[str] = (), kind: str = "role", contact: str = "") -> str:
        """Take an owner in, or add names and a contact to the one of that name. Returns its short name."""
        name, *written = without_initials(_tidy(name))
        others = tuple(dict.fromkeys(" ".join(other.split()) for other in (*other_names, *written) if name_key(other) != name_key(name)))
        known = self.resolve(name) or self.resolve(_bare(name)) or next((found for other in others if (found := self.resolve(other))), "")
        if known:
            owner = self._owners[name_key(known)]
            another = [name] if name_key(name) not in (name_key(known), name_key(known) + "s") else []
            further = (other for other in others if name_key(other) != name_key(known))
            names = tuple(dict.fromkeys((*owner.other_names, *another, *further)))
            self._owners[name_key(known)] = Owner(owner.name, names, owner.kind, owner.contact or contact)
        else:
            known = name
            self._owners[name_key(name)] = Owner(name, others, kind, contact)
            self._ranks.setdefault(name, len(self._ranks))
        for spelt in (name, *others):
            self._learn(spelt, known)
        if (bare := _bare(name)) != name and self._bare.setdefault(bare, known) == known and " " in bare:
            self._learn_form(tuple(_words(bare)), True, known)
        return known

    def _learn(self, spelt: str, known: str) -> None:
        key = name_key(spelt)
        if not key or key in self._keys:
            return
        self._keys[key] = known
        words = tuple(_words(spelt))
        if words:
            self._learn_form(words, len(words) == 1, known)

    def _learn_form(self, words: tuple[str, ...], cased: bool, known: str) -> None:
        folded = tuple(word.casefold() for word in words)
        self._forms.setdefault(folded, []).append((words if cased else folded, cased, known))
        lengths = self._lengths.setdefault(folded[0], [])
        if len(words) not in lengths:
            lengths.append(len(words))
            lengths.sort(reverse=True)

    def mentions(self, text: str) -> list[Mention]:
        """Every owner that `text` names, left to right, the longest name first where several begin at one word."""
        tokens = [(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text)]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            mention, used = self._mention_at(text, tokens, at)
            if mention:
                found.append(mention)
            at += max(used, 1)
        return found

    def _mention_at(self, text: str, tokens: list[tuple[int, int, str]], at: int) -> tuple[Mention | None, int]:
        first = tokens[at][2].lstrip("@").casefold()
        for candidate in (first, *_singulars(first)):
            for length in self._lengths.get(candidate, ()):
                stop = at + length
                if stop > len(tokens):
                    continue
                name, plural = self._name_of([token[2].lstrip("@") for token in tokens[at:stop]])
                if not name or (length > 1 and not _adjacent(text, tokens[at:stop], name)):
                    continue
                end = tokens[stop - 1][1]
                end += name.endswith(")") and text[end : end + 1] == ")"
                possessive = _POSSESSIVE.match(text[end : end + 3])
                return Mention(tokens[at][0], end, name, plural, bool(possessive)), length
        return None, 0

    def _name_of(self, seen: list[str]) -> tuple[str, bool]:
        """The owner that these words name, "" for none, and whether they do so in the plural."""
        folded = tuple(word.casefold() for word in seen)
        for last in (folded[-1], *_singulars(folded[-1])):
            for words, cased, name in self._forms.get((*folded[:-1], last), ()):
                plural = self._fits(seen, words, cased)
                if plural is not None:
                    return name, plural
        return "", False

    @staticmethod
    def _fits(seen: list[str], words: tuple[str, ...], cased: bool) -> bool | None:
        """Whether the words are this name: None no, False yes, True in the plural. One-word names must be written as in the charter."""
        if not cased:
            seen = [word.casefold() for word in seen]
        elif len(words[0]) >= _SPELT and {seen[0], words[0]} == {words[0].upper(), words[0].capitalize()}:
            return False  # "The Treasurer" under "TREASURER"
        if tuple(seen) == words:
            return False
        if (*words[:-1], words[-1] + "s") == tuple(seen):
            return True
        return None


def _tidy(name: str) -> str:
    """A name without what stands around it; the parenthesis that it ends with is its own."""
    bare = " ".join(name.split()).strip(_EDGES)
    return _ARTICLE.sub("", f"{bare})" if "(" in bare and ")" not in bare else bare)


def without_initials(name: str) -> tuple[str, ...]:
    """ "Fleet Manager (FM)" as the name, its initials and as it stands; any other name alone."""
    match = _INITIALS.match(name)
    if match is None:
        return (name,)
    words = [word.casefold() for word in re.split(r"[\s/&-]+", match["name"]) if word]
    firsts = ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in ("of", "and", "the", "for")))
    short = match["short"].replace("&", "").casefold()
    return (match["name"], match["short"], name) if any(letters.startswith(short) for letters in firsts) else (name,)


def _bare(name: str) -> str:
    """A team's name without the word team, for those who leave it out."""
    name = _tidy(name)
    return re.sub(r"\s+[Tt]eam$", "", name)


def _words(name: str) -> list[str]:
    return [match[0].lstrip("@") for match in _TOKEN.finditer(name)]


def _singulars(word: str) -> tuple[str, ...]:
    return (word[:-1],) if word.endswith("s") and len(word) > 2 else ()


def _adjacent(text: str, tokens: list[tuple[int, int, str]], name: str) -> bool:
    """The words stand side by side: nothing but space, or a parenthesis or comma that the name itself has, is between them."""
    own = ["", *(mark for mark in "(," if mark in name)]
    return all(text[left[1] : right[0]].strip() in own for left, right in zip(tokens, tokens[1:], strict=False))
