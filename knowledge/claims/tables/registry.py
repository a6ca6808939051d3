"""Structured files (YAML, JSON) to claims: entries with a name and an owner, things under their owner, owners under their thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from knowledge.claims.collector import MAX_QUOTE, Collector
from knowledge.claims.english.verbs import wordlist
from knowledge.claims.owners.cells import is_nobody, is_party, names_owners
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.tables.entry_keys import BACKUPS, NAMES, OWNERS, WHO, name_of, owner_of, said_by
from knowledge.claims.tables.headers import BACKUP
from knowledge.claims.tables.rows import REPORTED, TableReader
from knowledge.documents.model import Node, Registry
from knowledge.types import Tie

_OWNED = (
    "owns", "areas", "topics", "responsibilities", "responsible_for", "responsible for", "scope", "services", "features", "systems",
    "products", "applications", "apps", "domains", "components", "remit", "things", "accountable_for", "capabilities", "processes",
)  # fmt: skip
_ALSO = (
    "aliases", "alias", "also", "aka", "also_known_as", "synonyms", "keywords", "includes", "examples", "subareas", "sub_areas",
    "children_names", "items", "parts", "contains", "covers", "subtopics", "sub_topics",
)  # fmt: skip
_CONTACT = ("slack", "slack_channel", "channel", "contact", "email", "chat", "slackchannel")
_NOTE = ("note", "notes", "caveat", "comment", "remarks", "comments")
_DESCRIBED = ("description", "summary", "purpose", "about")
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
_DESCRIBING = (*NAMES, *OWNERS, *WHO, *_CONTACT, *_NOTE, *_ALSO, *_INVOLVED)  # keys that tell of the entry that they stand in
_ONE_OWNER = ("owner", "owned_by", "owned by", "ownedby", "owning_team", "owningteam", "accountable", "dri", "steward", "maintainer")
_PARTY = ("team", "name", "title", "group", "squad", "role", "id", "email")  # of an owner that is itself a mapping
_DIRECTORY = ("teams", "roles", "owners", "squads", "groups", "people", "departments", "parties")
_WRAPPERS = ("metadata", "spec")  # where catalogues of services keep the fields of an entry
_OWNERSHIP = re.compile(
    r"^(?:owners?|ownership|owned[ _]by|who[ _]owns[ _]what|assignments|responsible|areas|topics|services"
    r"|features|systems|applications|components|domains)$"
)
_OF_OWNERS = re.compile(  # keys below which, however deep, words are owners of the keys that they stand behind
    r"^(?:(?:.+[ _-])?(?:owners?|ownership|owned[ _-]by|accountability|accountabilities|accountable|responsibility|responsibilities|"
    r"responsible|remits?|stewardship)|who[ _-](?:owns|does)[ _-]what|raci|dris?)(?:[ _-](?:map|matrix|registry|register|list))?$"
)
_ABOUT = wordlist(  # keys that describe an entry or the file, and are no things
    """version versions title subtitle author authors approved approved_by reviewed reviewed_by updated updated_by last_updated
    last_reviewed date created description summary status tier type kind category lifecycle criticality priority classification url link
    links docs documentation repo repository language region location timezone format schema apiversion company organisation organization
    valid_from since until tags labels phone"""
)
FEWEST_AGAIN = 4  # words under one key in which plain names that come again are owners
MANY = 0.6  # the share of words under one key that must be names of roles or teams, where no key speaks of owning


def _is_words(value: Node) -> bool:
    """A word, or a list of nothing but words."""
    return value.kind == "scalar" or (value.kind == "list" and all(item.kind == "scalar" for item in value.items))


def _describes(key: Node) -> bool:
    """Whether what stands behind a key tells of the entry around it, and the key is no thing."""
    name = key.value.casefold()
    return name in _DESCRIBING or said_by(name) in _ABOUT


class RegistryReader:
    """Walks the nodes of one file; sections are the keys on the way."""

    def __init__(self, collector: Collector, tables: TableReader, progress: Callable[[int], None]) -> None:
        self._collector, self._roster, self._tables, self._progress = collector, collector.roster, tables, progress
        self._entries = 0
        self._over: list[Node | None] = []  # whose the entries around the one being read are
        self._among: dict[int, bool] = {}  # by the identity of a mapping: whether its words are owners of its keys
        self._keys: Counter[str] = Counter()  # how often a key stands before a word

    def read(self, registry: Registry) -> None:
        """Every document of the file."""
        for root in registry.roots:
            self._learn(root)
            self._count(root)
        for root in registry.roots:
            self._learn_below(root, ())
        self._among.clear()  # more names are known by now
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

    def _count(self, node: Node) -> None:
        self._keys.update(key.value.casefold() for key, value in node.fields if value.kind == "scalar")
        for inner in (*node.items, *(value for _, value in node.fields)):
            self._count(inner)

    def _learn_below(self, node: Node, path: tuple[str, ...]) -> None:
        """Owners that are named behind their things, before any list of such names is read."""
        for key, value in node.fields:
            if value.kind == "scalar":
                if value.value and self._owner_behind(key, value, node, path):
                    self._tables.owners(value.value, value.line)
            else:
                self._learn_below(value, (*path, key.value))

    def _owner_behind(self, key: Node, value: Node, node: Node, path: tuple[str, ...]) -> bool:
        """Whether a word is the owner of the key that it stands behind: a key on the way says so, or most words beside it are owners."""
        name = key.value.casefold()
        if _describes(key):
            return False
        if not path:
            return self._among_owners(node)
        if _OWNERSHIP.match(path[-1].casefold()):
            return True
        if any(_OF_OWNERS.match(step.casefold()) for step in path):
            described = self._keys[name] > 1 and owner_of(node) is not None  # one of the fields that every entry has
            return not described and (is_nobody(value.value) or names_owners(value.value, self._roster))
        return self._among_owners(node)

    def _among_owners(self, node: Node) -> bool:
        """Whether most words under one key are names of owners; found out once, however many keys stand there."""
        if id(node) not in self._among:
            self._among[id(node)] = self._found_among(node)
        return self._among[id(node)]

    def _found_among(self, node: Node) -> bool:
        """Most are names of roles and teams, and at least two are, or all are names that come again and again."""
        told = [value for key, value in node.fields if not _describes(key) and _is_words(value)]
        words = [scalar.value for value in told for scalar in value.scalars() if scalar.value]
        parties = sum(1 for word in words if is_party(word, self._roster))
        if node.get(*NAMES) is not None:
            return False
        return (parties > 1 and parties >= MANY * len(words)) or self._names_again(words)

    def _names_again(self, words: list[str]) -> bool:
        """Whether all of many words are names, or say that there is none, and the same names come again and again."""
        names = {word.casefold() for word in words if not is_nobody(word)}
        if len(words) < FEWEST_AGAIN or len(names) * 3 > len(words) * 2:
            return False
        return all(is_nobody(word) or names_owners(word, self._roster) for word in words)

    def _learn_list(self, value: Node) -> None:
        for item in value.items:
            name = item if item.kind == "scalar" else item.get("name", "id", "title")
            if name is not None and name.value and (item.kind == "scalar" or not owner_of(item)):
                contact = item.get(*_CONTACT)
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
        entry = listed and name_of(node) is not None  # its single words describe it and are no things of their own
        self._over.append(owner_of(self._flat(node)) or (self._over[-1] if self._over else None))
        for key, value in node.fields:
            if (held and key.value.casefold() in _OWNED) or (entry and _is_words(value)):
                continue
            self._field(key, value, node, path)
        self._over.pop()

    def _holder(self, node: Node, path: tuple[str, ...]) -> bool:
        """An entry: a thing with its owner, or an owner with its things. True when its lists were read here."""
        deep = self._flat(node)
        owned = deep.get(*_OWNED)
        name = name_of(deep, loosely=owned is None)
        owner = owner_of(deep, self._is_name if name is not None else None)
        if (
            name is not None
            and name.kind == "scalar"
            and owner is not None
            and owner is not name
            and not self._same_field(deep, name, owner)
        ):
            self._thing(name, owner, deep, path)
            return False
        party = name or owner
        if party is not None and party.kind == "scalar" and owned is not None and list(owned.scalars()):
            self._roster.add(party.value, kind="team")
            contact = deep.get(*_CONTACT)
            self._own_all(party.value, owned, path, contact.value if contact and contact.kind == "scalar" else "")
            return True
        if name is not None and name.kind == "scalar" and path and deep.get("owner", "owners") is None:
            self._under(name, deep, path)
        return False

    def _under(self, name: Node, entry: Node, path: tuple[str, ...]) -> None:
        """An entry that names no owner has that of the entry whose areas or parts it is among, if there is one."""
        key = path[-1].casefold()
        over = self._over[-1] if self._over else None
        if over is not None and (key in _OWNED or key in _ALSO):
            self._thing(name, over, entry, path)
        elif key not in _DIRECTORY and self._expects_owner(path):
            self._nobodys(name, path, f'"{name.value[:80]}" has no owner.')

    @staticmethod
    def _same_field(node: Node, name: Node, owner: Node) -> bool:
        return any(
            key.value.casefold() in NAMES and key.value.casefold() in OWNERS and value is name and value is owner
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
        involved.extend(self._parties(entry, owner))
        if not owners:
            if not odd:
                self._nobodys(name, path, f'"{name.value[:80]}" has no owner yet.')
            return
        contact, note = entry.get(*_CONTACT) or owner.get(*_CONTACT), entry.get(*_NOTE)
        for extra in (note, contact):
            if extra is not None and extra.kind == "scalar" and extra is not owner:
                notes.append(extra.value)
        if contact is not None and contact.kind == "scalar" and contact.value and len(owners) == 1:
            self._roster.add(owners[0], contact=contact.value)
        told = "; ".join(dict.fromkeys(filter(None, notes)))
        also = [other for key in ("title", "name", "id") if (other := entry.get(key)) is not None and other.kind == "scalar"]
        also += [scalar for field, value in entry.fields if field.value.casefold() in _ALSO for scalar in value.scalars()]
        found = [(topic, scalar) for scalar in dict.fromkeys((name, *also)) for topic in self._tables.topics(scalar.value)]
        if (about := entry.get(*_DESCRIBED)) is not None and about.kind == "scalar":
            found += [(topic, about) for topic in self._tables.described(about.value)]
        for topic, scalar in found:
            self._claim(topic, owners, scalar, path, torn, involved, told)
        self._backups(found[0][0] if found else name.value, owner, entry, path)

    def _parties(self, entry: Node, owner: Node) -> Iterator[tuple[str, Tie]]:
        """Whom the entry's fields bind to the thing beside its owner."""
        for key, value in entry.fields:
            said = said_by(key.value)
            tie = _INVOLVED.get(said) or _INVOLVED.get(said.removesuffix("s"))
            if tie and value is not owner:
                yield from ((other, tie) for scalar in value.scalars() for other in self._tables.owners(scalar.value, scalar.line).owners)

    def _backups(self, topic: str, owner: Node, entry: Node, path: tuple[str, ...]) -> None:
        """Who steps in for the owner of a thing, which makes nobody an owner of it."""
        for key, value in entry.fields:
            if BACKUPS.match(said_by(key.value)) and value is not owner:
                names = [other for scalar in value.scalars() for other in self._tables.owners(scalar.value, scalar.line).owners]
                self._claim(f"{BACKUP} of {topic}", names, value, path, False, [], "")

    def _own_all(self, owner: str, owned: Node, path: tuple[str, ...], contact: str = "") -> None:
        cell = self._tables.owners(owner, owned.line)
        if contact and len(cell.owners) == 1:
            self._roster.add(cell.owners[0], contact=contact)
        for scalar in owned.scalars():
            for topic in self._tables.topics(scalar.value):
                self._claim(
                    topic, list(cell.owners), scalar, path, cell.either, list(cell.involved), "; ".join(filter(None, (cell.note, contact)))
                )

    def _field(self, key: Node, value: Node, node: Node, path: tuple[str, ...]) -> None:
        """A key that is itself the thing or the owner: "billing: team-pay", "team-pay: [billing, invoices]"."""
        name = key.value.casefold()
        if value.kind == "scalar":
            if self._owner_behind(key, value, node, path):
                self._thing(key, value, Node(key.line, kind="mapping"), path)
        elif value.kind == "mapping":
            if not self._mapped(key, value, path):
                self._walk(value, (*path, key.value))
        elif value.items and _is_words(value):
            if name not in (*_DIRECTORY, *_OWNED) and not _describes(key):
                self._listed(key, value, node, path)
        else:
            self._walk(value, (*path, key.value))

    def _mapped(self, key: Node, value: Node, path: tuple[str, ...]) -> bool:
        """A key over fields: a thing with its owner, or an owner with its things. True when nothing is left to read in it."""
        under = path[-1].casefold() if path else ""
        flat = self._flat(value)
        owner, owned = owner_of(flat), value.get(*_OWNED)
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

    def _listed(self, key: Node, value: Node, node: Node, path: tuple[str, ...]) -> None:
        """A key over a list of words: a thing with several owners, or an owner with its things, as the names tell."""
        under = path[-1].casefold() if path else ""
        known = [is_party(item.value, self._roster) for item in value.items]
        told = _OWNERSHIP.match(under) or any(_OF_OWNERS.match(step.casefold()) for step in path) or self._among_owners(node)
        if told and key.value not in self._roster and any(known):
            self._thing(key, value, Node(key.line, kind="mapping"), path)
        elif key.value in self._roster or looks_like_role(key.value) or under in _DIRECTORY or under == "ownership":
            self._roster.add(key.value, kind=kind_of(key.value))
            self._own_all(key.value, value, path)

    def _claim(
        self, topic: str, owners: list[str], at: Node, path: tuple[str, ...], torn: bool, involved: list[tuple[str, Tie]], note: str
    ) -> None:
        quote = self._quote(at) or topic
        self._collector.claim(topic, owners, quote, " › ".join(path), at.line, torn=torn, involved=involved, note=note)

    def _nobodys(self, name: Node, path: tuple[str, ...], told: str) -> None:
        self._collector.nobodys(self._tables.topics(name.value), self._quote(name) or name.value, " › ".join(path), name.line, told)

    def _quote(self, at: Node) -> str:
        """The line that something stands in, or as much of it as is quoted."""
        written = self._collector.document.lines[at.line - 1].strip()
        return written if len(written) <= MAX_QUOTE or at.value not in written else at.value
