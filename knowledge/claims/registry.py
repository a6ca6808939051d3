"""Structured files (YAML, JSON) to claims: entries with a name and an owner, things under their owner, owners under their thing."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.claims.collector import Collector
from knowledge.claims.names import kind_of, looks_like_role
from knowledge.claims.tables import REPORTED, TableReader
from knowledge.documents.model import Node, Registry
from knowledge.types import Tie

_NAMES = (
    "name",
    "title",
    "area",
    "topic",
    "feature",
    "service",
    "component",
    "system",
    "application",
    "app",
    "product",
    "capability",
    "process",
    "id",
    "key",
    "what",
)
_OWNERS = (
    "owner",
    "owners",
    "owned_by",
    "owned by",
    "ownedby",
    "owning_team",
    "owningteam",
    "accountable",
    "dri",
    "decider",
    "approver",
    "team",
    "teams",
    "squad",
    "group",
    "lead",
    "steward",
    "maintainer",
    "maintainers",
    "responsible",
    "driver",
)
_OWNED = (
    "owns",
    "areas",
    "topics",
    "responsibilities",
    "responsible_for",
    "responsible for",
    "scope",
    "services",
    "features",
    "systems",
    "products",
    "applications",
    "apps",
    "domains",
    "components",
    "remit",
    "things",
    "accountable_for",
    "capabilities",
    "processes",
)
_ALSO = (
    "aliases",
    "alias",
    "aka",
    "also_known_as",
    "synonyms",
    "keywords",
    "includes",
    "examples",
    "subareas",
    "sub_areas",
    "children_names",
)
_CONTACT = ("slack", "slack_channel", "channel", "contact", "email", "chat", "slackchannel")
_NOTE = ("note", "notes", "caveat", "comment", "remarks", "comments")
_INVOLVED = {
    "consulted": Tie.CONSULTED,
    "contributors": Tie.CONSULTED,
    "contributor": Tie.CONSULTED,
    "informed": Tie.INFORMED,
    "responsible": Tie.RESPONSIBLE,
    "driver": Tie.RESPONSIBLE,
    "backup": Tie.RESPONSIBLE,
    "deputy": Tie.RESPONSIBLE,
    "deputies": Tie.RESPONSIBLE,
    "technical_owner": Tie.RESPONSIBLE,
    "lead": Tie.RESPONSIBLE,
}
_ONE_OWNER = ("owner", "owned_by", "owned by", "ownedby", "owning_team", "owningteam", "accountable", "dri", "steward", "maintainer")
_PARTY = ("team", "name", "title", "group", "squad", "role", "id", "email")  # of an owner that is itself a mapping
_DIRECTORY = ("teams", "roles", "owners", "squads", "groups", "people", "departments", "parties")
_WRAPPERS = ("metadata", "spec")  # where catalogues of services keep the fields of an entry
_OWNERSHIP = re.compile(
    r"^(?:owners?|ownership|owned[ _]by|who[ _]owns[ _]what|assignments|responsible|areas|topics|services"
    r"|features|systems|applications|components|domains)$"
)


def _is_words(value: Node) -> bool:
    """A word, or a list of nothing but words."""
    return value.kind == "scalar" or (value.kind == "list" and all(item.kind == "scalar" for item in value.items))


class RegistryReader:
    """Walks the nodes of one file; sections are the keys on the way."""

    def __init__(self, collector: Collector, tables: TableReader, progress: Callable[[int], None]) -> None:
        self._collector, self._roster, self._tables, self._progress = collector, collector.roster, tables, progress
        self._entries = 0

    def read(self, registry: Registry) -> None:
        """Every document of the file."""
        for root in registry.roots:
            self._learn(root)
        for root in registry.roots:
            self._walk(root, ())
        if not self._collector.claims:
            self._collector.finding("no-owner", 1, "No entry of this file has both a name and an owner.")

    def _learn(self, node: Node) -> None:
        """Names of teams that the file lists by themselves, and those that it gives single things to."""
        for key, value in node.fields:
            name = key.value.casefold()
            if name in _DIRECTORY and value.kind == "list":
                self._learn_list(value)
            elif name in _DIRECTORY and value.kind == "mapping":
                listed = not any(self._names_owner(inner) for _, inner in value.fields)
                for party, inner in value.fields:
                    if inner.kind != "scalar":
                        title = inner.get("name", "title")
                        named = title.value if title is not None and title.kind == "scalar" and title.value else party.value
                        known = self._roster.add(named, [party.value], kind="team")
                        self._tables.directory.update({known} if listed else ())
            elif _OWNERSHIP.match(name) and value.kind == "mapping":
                for _, owner in value.fields:
                    if owner.kind == "scalar" and owner.value:
                        self._tables.owners(owner.value, owner.line)

    def _learn_list(self, value: Node) -> None:
        for item in value.items:
            name = item if item.kind == "scalar" else item.get("name", "id", "title")
            if name is not None and name.value and (item.kind == "scalar" or not item.get(*_OWNERS)):
                contact = item.get(*_CONTACT)
                self._tables.directory.add(self._roster.add(name.value, kind="team", contact=contact.value if contact else ""))

    @staticmethod
    def _names_owner(node: Node) -> bool:
        return node.kind == "scalar" or node.get(*_OWNERS) is not None

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
        entry = listed and node.get(*_NAMES) is not None  # its single words describe it and are no things of their own
        for key, value in node.fields:
            if (held and key.value.casefold() in _OWNED) or (entry and _is_words(value)):
                continue
            self._field(key, value, path)

    def _holder(self, node: Node, path: tuple[str, ...]) -> bool:
        """An entry: a thing with its owner, or an owner with its things. True when its lists were read here."""
        deep = self._flat(node)
        owner = deep.get(*_OWNERS)
        name = next((found for key in _NAMES if (found := deep.get(key)) is not None and found.kind == "scalar"), None)
        if (
            name is not None
            and name.kind == "scalar"
            and owner is not None
            and owner is not name
            and not self._same_field(deep, name, owner)
        ):
            self._thing(name, owner, deep, path)
            return False
        owned = deep.get(*_OWNED)
        party = name or owner
        if party is not None and party.kind == "scalar" and owned is not None and list(owned.scalars()):
            self._roster.add(party.value, kind="team")
            contact = deep.get(*_CONTACT)
            self._own_all(party.value, owned, path, contact.value if contact and contact.kind == "scalar" else "")
            return True
        if (
            name is not None
            and name.kind == "scalar"
            and path
            and path[-1].casefold() not in _DIRECTORY
            and deep.get("owner", "owners") is None
            and self._expects_owner(path)
        ):
            self._collector.finding("no-owner", name.line, f'"{name.value[:80]}" has no owner.')
        return False

    @staticmethod
    def _same_field(node: Node, name: Node, owner: Node) -> bool:
        return any(
            key.value.casefold() in _NAMES and key.value.casefold() in _OWNERS and value is name and value is owner
            for key, value in node.fields
        )

    @staticmethod
    def _expects_owner(path: tuple[str, ...]) -> bool:
        return bool(_OWNERSHIP.match(path[-1].casefold()))

    @staticmethod
    def _flat(node: Node) -> Node:
        """The entry with the fields of its `metadata` and `spec`, as catalogues of services nest them."""
        inner = [
            pair
            for key, value in node.fields
            if key.value.casefold() in ("metadata", "spec") and value.kind == "mapping"
            for pair in value.fields
        ]
        return Node(node.line, fields=(*node.fields, *inner), kind="mapping") if inner else node

    def _thing(self, name: Node, owner: Node, entry: Node, path: tuple[str, ...]) -> None:
        owners: list[str] = []
        involved: list[tuple[str, Tie]] = []
        notes: list[str] = []
        torn = odd = False
        party = owner.get(*_PARTY) or owner if owner.kind == "mapping" else owner
        for scalar in party.scalars():
            cell = self._tables.owners(scalar.value, scalar.line)
            owners.extend(cell.owners)
            involved.extend(cell.involved)
            torn = torn or cell.either
            notes.append(cell.note)
            if cell.odd:
                odd = True
                self._collector.finding("unknown-owner", scalar.line, f'"{scalar.value[:80]}" is no name of an owner.')
        for key, value in entry.fields:
            said = key.value.casefold().replace(" ", "_").replace("-", "_")
            tie = _INVOLVED.get(said) or _INVOLVED.get(said.removesuffix("s"))
            if tie and value is not owner:
                involved.extend(
                    (other, tie) for scalar in value.scalars() for other in self._tables.owners(scalar.value, scalar.line).owners
                )
        if not owners:
            if not odd:
                self._collector.finding("no-owner", name.line, f'"{name.value[:80]}" has no owner yet.')
            return
        contact, note = entry.get(*_CONTACT) or owner.get(*_CONTACT), entry.get(*_NOTE)
        for extra in (note, contact):
            if extra is not None and extra.kind == "scalar":
                notes.append(extra.value)
        if contact is not None and contact.kind == "scalar" and contact.value and len(owners) == 1:
            self._roster.add(owners[0], contact=contact.value)
        told = "; ".join(dict.fromkeys(filter(None, notes)))
        also = [other for key in ("title", "name", "id") if (other := entry.get(key)) is not None and other.kind == "scalar"]
        also += [scalar for field, value in entry.fields if field.value.casefold() in _ALSO for scalar in value.scalars()]
        for scalar in dict.fromkeys((name, *also)):
            for topic in self._tables.topics(scalar.value):
                self._claim(topic, owners, scalar, path, torn, involved, told)

    def _own_all(self, owner: str, owned: Node, path: tuple[str, ...], contact: str = "") -> None:
        cell = self._tables.owners(owner, owned.line)
        if contact and len(cell.owners) == 1:
            self._roster.add(cell.owners[0], contact=contact)
        for scalar in owned.scalars():
            for topic in self._tables.topics(scalar.value):
                self._claim(
                    topic, list(cell.owners), scalar, path, cell.either, list(cell.involved), "; ".join(filter(None, (cell.note, contact)))
                )

    def _field(self, key: Node, value: Node, path: tuple[str, ...]) -> None:
        """A key that is itself the thing or the owner: "billing: team-pay", "team-pay: [billing, invoices]"."""
        under = path[-1].casefold() if path else ""
        name = key.value.casefold()
        if value.kind == "scalar":
            if path and _OWNERSHIP.match(under) and name not in (*_NAMES, *_OWNERS, *_CONTACT, *_NOTE, *_ALSO):
                self._thing(key, value, Node(key.line, kind="mapping"), path)
        elif value.kind == "mapping":
            if not self._mapped(key, value, path):
                self._walk(value, (*path, key.value))
        elif value.items and _is_words(value):
            if name not in (*_ALSO, *_DIRECTORY, *_OWNED, *_OWNERS):
                self._listed(key, value, path)
        else:
            self._walk(value, (*path, key.value))

    def _mapped(self, key: Node, value: Node, path: tuple[str, ...]) -> bool:
        """A key over fields: a thing with its owner, or an owner with its things. True when nothing is left to read in it."""
        under = path[-1].casefold() if path else ""
        flat = self._flat(value)
        owner, owned = flat.get(*_OWNERS), value.get(*_OWNED)
        if key.value.casefold() in _ONE_OWNER:
            return True  # the fields of an owner, read with the thing that it owns
        if owner is not None and flat.get("name", "title") is None and key.value.casefold() not in _WRAPPERS and under not in _DIRECTORY:
            self._thing(key, owner, value, path)
        elif owned is not None and list(owned.scalars()) and value.get("name") is None:
            self._roster.add(key.value, kind="team")
            contact = value.get(*_CONTACT)
            self._own_all(key.value, owned, path, contact.value if contact and contact.kind == "scalar" else "")
            return True
        return False

    def _listed(self, key: Node, value: Node, path: tuple[str, ...]) -> None:
        """A key over a list of words: a thing with several owners, or an owner with its things, as the names tell."""
        under = path[-1].casefold() if path else ""
        known = [item.value in self._roster or looks_like_role(item.value) for item in value.items]
        if _OWNERSHIP.match(under) and key.value not in self._roster and any(known):
            self._thing(key, value, Node(key.line, kind="mapping"), path)
        elif key.value in self._roster or looks_like_role(key.value) or under in _DIRECTORY or under == "ownership":
            self._roster.add(key.value, kind=kind_of(key.value))
            self._own_all(key.value, value, path)

    def _claim(
        self, topic: str, owners: list[str], at: Node, path: tuple[str, ...], torn: bool, involved: list[tuple[str, Tie]], note: str
    ) -> None:
        written = self._collector.document.lines[at.line - 1].strip()
        quote = written if len(written) <= 600 else at.value
        if quote not in self._collector.document.lines[at.line - 1]:
            quote = written[:600].rstrip()
        self._collector.claim(topic, owners, quote or topic, " › ".join(path), at.line, torn=torn, involved=involved, note=note)
