"""Structured files (YAML, JSON) to claims: entries with a name and an owner, things under their owner, owners under their thing."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.claims.collector import Collector
from knowledge.claims.owners.cells import is_nobody, is_party, names_owners
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.tables.entry_claims import EntryClaims
from knowledge.claims.tables.entry_keys import (
    ALSO,
    CONTACT,
    DIRECTORY,
    HOLDER,
    NAMES,
    OF_OWNERS,
    ONE_OWNER,
    OWNED,
    OWNERS,
    OWNERSHIP,
    WRAPPERS,
    describes,
    flat,
    is_words,
    name_of,
    owner_of,
    party_of,
)
from knowledge.claims.tables.keyed_owners import KeyedOwners
from knowledge.claims.tables.rows import REPORTED, TableReader
from knowledge.documents.model import Node, Registry


class RegistryReader:
    """Walks the nodes of one file; sections are the keys on the way."""

    def __init__(self, collector: Collector, tables: TableReader, progress: Callable[[int], None]) -> None:
        self._collector, self._roster, self._tables, self._progress = collector, collector.roster, tables, progress
        self._claims, self._keyed = EntryClaims(collector, tables), KeyedOwners(collector.roster, tables)
        self._entries = 0
        self._over: list[Node | None] = []  # whose the entries around the one being read are

    def read(self, registry: Registry) -> None:
        """Every document of the file."""
        for root in registry.roots:
            self._learn(root)
        self._keyed.learn(registry.roots)
        for root in registry.roots:
            self._walk(root, ())
        if not self._collector.claims:
            self._collector.finding("no-owner", 1, "No entry of this file has both a name and an owner.")

    def _learn(self, node: Node) -> None:
        """Names of teams that the file lists by themselves, and those that it gives single things to."""
        for key, value in node.fields:
            name = key.value.casefold()
            if name in DIRECTORY and value.kind == "list":
                self._learn_list(value)
            elif name in DIRECTORY and value.kind == "mapping":
                listed = not any(self._names_owner(inner) for _, inner in value.fields)
                for party, inner in value.fields:
                    if inner.kind != "scalar":
                        title = inner.get("name", "title")
                        named = title.value if title is not None and title.kind == "scalar" and title.value else party.value
                        known = self._roster.add(named, [party.value], kind="team")
                        self._tables.directory.update({known} if listed else ())
            elif OWNERSHIP.match(name) and value.kind == "mapping":
                for _, owner in value.fields:
                    if owner.kind == "scalar" and owner.value:
                        self._tables.owners(owner.value, owner.line)

    def _learn_list(self, value: Node) -> None:
        for item in value.items:
            name = item if item.kind == "scalar" else item.get("name", "id", "title")
            if name is not None and name.value and (item.kind == "scalar" or not owner_of(item)):
                contact = item.get(*CONTACT)
                self._tables.directory.add(self._roster.add(name.value, kind="team", contact=contact.value if contact else ""))

    def _is_name(self, words: str) -> bool:
        return is_nobody(words) or (names_owners(words, self._roster) and "#" not in words and "@" not in words)

    @staticmethod
    def _names_owner(node: Node) -> bool:
        return node.kind == "scalar" or owner_of(node) is not None

    def _walk(self, node: Node, path: tuple[str, ...], listed: bool = False) -> None:
        if node.kind == "list":
            for item in node.items:
                self._walk(item, path, listed=True)
            return
        if node.kind != "mapping":
            return
        self._entries += 1
        if self._entries % REPORTED == 0:
            self._progress(node.line)
        held = self._holder(node, path)
        entry = listed and (held or name_of(node) is not None)  # its single words describe it and are no things of their own
        self._over.append(owner_of(flat(node)) or (self._over[-1] if self._over else None))
        for key, value in node.fields:
            if (held and key.value.casefold() in OWNED) or (entry and is_words(value)):
                continue
            self._field(key, value, node, path)
        self._over.pop()

    def _holder(self, node: Node, path: tuple[str, ...]) -> bool:
        """An entry: a thing with its owner, or an owner with its things. True when its lists were read here."""
        deep = flat(node)
        owned = deep.get(*OWNED)
        name = name_of(deep, loosely=owned is None)
        owner = owner_of(deep, self._is_name if name is not None else None)
        if (
            name is not None
            and name.kind == "scalar"
            and owner is not None
            and owner is not name
            and not self._same_field(deep, name, owner)
        ):
            self._claims.thing(name, owner, deep, path)
            return False
        party = name or owner or (party_of(deep) if owned is not None else None)
        if party is not None and party.kind == "scalar" and owned is not None and list(owned.scalars()):
            person = deep.get(*HOLDER)
            self._roster.add(party.value, [person.value] if person is not None and person.value else [], kind="team")
            contact = deep.get(*CONTACT)
            self._claims.own_all(party.value, owned, path, contact.value if contact and contact.kind == "scalar" else "")
            return True
        if name is not None and name.kind == "scalar" and path and deep.get("owner", "owners") is None:
            self._under(name, deep, path)
        return False

    def _under(self, name: Node, entry: Node, path: tuple[str, ...]) -> None:
        """An entry that names no owner has that of the entry whose areas or parts it is among, if there is one."""
        key = path[-1].casefold()
        over = self._over[-1] if self._over else None
        if over is not None and (key in OWNED or key in ALSO):
            self._claims.thing(name, over, entry, path)
        elif key not in DIRECTORY and self._expects_owner(path):
            self._claims.nobodys(name, path, f'"{name.value[:80]}" has no owner.')

    @staticmethod
    def _same_field(node: Node, name: Node, owner: Node) -> bool:
        return any(
            key.value.casefold() in NAMES and key.value.casefold() in OWNERS and value is name and value is owner
            for key, value in node.fields
        )

    @staticmethod
    def _expects_owner(path: tuple[str, ...]) -> bool:
        return bool(OWNERSHIP.match(path[-1].casefold()))

    def _field(self, key: Node, value: Node, node: Node, path: tuple[str, ...]) -> None:
        """A key that is itself the thing or the owner: "billing: team-pay", "team-pay: [billing, invoices]"."""
        name = key.value.casefold()
        if value.kind == "scalar":
            if self._keyed.owner_behind(key, value, node, path):
                self._claims.thing(key, value, Node(key.line, kind="mapping"), path)
        elif value.kind == "mapping":
            if not self._mapped(key, value, path):
                self._walk(value, (*path, key.value))
        elif value.items and is_words(value):
            if name not in (*DIRECTORY, *OWNED) and not describes(key):
                self._listed(key, value, node, path)
        else:
            self._walk(value, (*path, key.value))

    def _mapped(self, key: Node, value: Node, path: tuple[str, ...]) -> bool:
        """A key over fields: a thing with its owner, or an owner with its things. True when nothing is left to read in it."""
        under = path[-1].casefold() if path else ""
        deep = flat(value)
        owner, owned = owner_of(deep), value.get(*OWNED)
        if key.value.casefold() in ONE_OWNER:
            return True  # the fields of an owner, read with the thing that it owns
        plain = deep.get("name", "title") is None and key.value.casefold() not in WRAPPERS
        parts = value.get(*ALSO) is not None
        over = self._over[-1] if self._over else None
        if owner is not None and plain and (parts or under not in DIRECTORY):
            self._claims.thing(key, owner, value, path)
        elif owner is None and over is not None and plain and parts:
            self._claims.thing(key, over, value, path)  # a group within a group, which is of the same owner
        elif owned is not None and list(owned.scalars()) and value.get("name") is None:
            self._roster.add(key.value, kind="team")
            contact = value.get(*CONTACT)
            self._claims.own_all(key.value, owned, path, contact.value if contact and contact.kind == "scalar" else "")
            return True
        return False

    def _listed(self, key: Node, value: Node, node: Node, path: tuple[str, ...]) -> None:
        """A key over a list of words: a thing with several owners, or an owner with its things, as the names tell."""
        under = path[-1].casefold() if path else ""
        known = [is_party(item.value, self._roster) for item in value.items]
        told = OWNERSHIP.match(under) or any(OF_OWNERS.match(step.casefold()) for step in path) or self._keyed.among_owners(node)
        if told and key.value not in self._roster and any(known):
            self._claims.thing(key, value, Node(key.line, kind="mapping"), path)
        elif (
            key.value in self._roster
            or looks_like_role(key.value)
            or under in DIRECTORY
            or under == "ownership"
            or self._keyed.keys_own(node, self._collector.document.lines)
        ):
            self._roster.add(key.value, kind=kind_of(key.value))
            self._claims.own_all(key.value, value, path)
