"""Structured files whose keys are things with a word behind them: whether that word is the owner of its key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from knowledge.claims.owners.cells import is_nobody, is_party, names_owners
from knowledge.claims.owners.roster import Roster
from knowledge.claims.tables.entry_keys import NAMES, OF_OWNERS, OWNERSHIP, describes, is_words, owner_of
from knowledge.claims.tables.rows import TableReader
from knowledge.documents.model import Node

FEWEST_AGAIN = 4  # words under one key in which plain names that come again are owners
FEWEST_LISTS = 3  # behind keys that own them
MOST_REMARKS = 400  # lines in which a remark is looked for
_SAID = re.compile(
    r"^\s*#.*\b(?:teams?|squads?|departments?|roles?|owners?|owns?|owned|accountab\w+|responsib\w+|in charge|looks? after)\b", re.IGNORECASE
)
MANY = 0.6  # the share of words under one key that must be names of roles or teams, where no key speaks of owning


class KeyedOwners:
    """Tells owners behind their things ("billing: team-pay") from the fields of an entry, by the keys around and the words beside."""

    def __init__(self, roster: Roster, tables: TableReader) -> None:
        self._roster, self._tables = roster, tables
        self._among: dict[int, bool] = {}  # by the identity of a mapping: whether its words are owners of its keys
        self._owning: dict[int, bool] = {}  # likewise: whether its keys own what is listed behind them
        self._keys: Counter[str] = Counter()  # how often a key stands before a word

    def learn(self, roots: Sequence[Node]) -> None:
        """Owners that are named behind their things, before any list of such names is read."""
        for root in roots:
            self._count(root)
        for root in roots:
            self._learn_below(root, ())
        self._among.clear()  # more names are known by now

    def _count(self, node: Node) -> None:
        self._keys.update(key.value.casefold() for key, value in node.fields if value.kind == "scalar")
        for inner in (*node.items, *(value for _, value in node.fields)):
            self._count(inner)

    def _learn_below(self, node: Node, path: tuple[str, ...]) -> None:
        """Owners that are named behind their things, before any list of such names is read."""
        for key, value in node.fields:
            if value.kind == "scalar":
                if value.value and self.owner_behind(key, value, node, path):
                    self._tables.owners(value.value, value.line)
            else:
                self._learn_below(value, (*path, key.value))

    def owner_behind(self, key: Node, value: Node, node: Node, path: tuple[str, ...]) -> bool:
        """Whether a word is the owner of the key that it stands behind: a key on the way says so, or most words beside it are owners."""
        name = key.value.casefold()
        if describes(key):
            return False
        if not path:
            return self.among_owners(node)
        if OWNERSHIP.match(path[-1].casefold()):
            return True
        if any(OF_OWNERS.match(step.casefold()) for step in path):
            described = self._keys[name] > 1 and owner_of(node) is not None  # one of the fields that every entry has
            return not described and (is_nobody(value.value) or names_owners(value.value, self._roster))
        return self.among_owners(node)

    def among_owners(self, node: Node) -> bool:
        """Whether most words under one key are names of owners; found out once, however many keys stand there."""
        if id(node) not in self._among:
            self._among[id(node)] = self._found_among(node)
        return self._among[id(node)]

    def _found_among(self, node: Node) -> bool:
        """Most are names of roles and teams, and at least two are, or all are names that come again and again."""
        told = [value for key, value in node.fields if not describes(key) and is_words(value)]
        words = [scalar.value for value in told for scalar in value.scalars() if scalar.value]
        parties = sum(1 for word in words if is_party(word.partition(",")[0], self._roster))  # "Map Librarian, Ann Roe"
        if node.get(*NAMES) is not None:
            return False
        return (parties > 1 and parties >= MANY * len(words)) or self._names_again(words)

    def keys_own(self, node: Node, lines: Sequence[str]) -> bool:
        """Whether the keys of a mapping own what is listed behind them: every list has things of its own, and a remark in the file speaks
        of teams or of owning."""
        if id(node) not in self._owning:
            self._owning[id(node)] = any(map(_SAID.match, lines[:MOST_REMARKS])) and self._lists_apart(node)
        return self._owning[id(node)]

    def _lists_apart(self, node: Node) -> bool:
        lists = [value for key, value in node.fields if value.kind == "list" and value.items and is_words(value) and not describes(key)]
        words = [item.value.casefold() for value in lists for item in value.items]
        named = sum(1 for word in words if is_party(word, self._roster))
        return len(lists) >= FEWEST_LISTS and len(set(words)) == len(words) and named * 2 < len(words)

    def _names_again(self, words: list[str]) -> bool:
        """Whether all of many words are names, or say that there is none, and the same names come again and again."""
        names = {word.casefold() for word in words if not is_nobody(word)}
        if len(words) < FEWEST_AGAIN or len(names) * 3 > len(words) * 2:
            return False
        return all(is_nobody(word) or names_owners(word, self._roster) for word in words)
