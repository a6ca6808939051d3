"""Entries of structured files to claims: a thing with all that its entry says of it, and an owner with the things of its list."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.claims.collector import MAX_QUOTE, Collector
from knowledge.claims.tables.entry_keys import ALSO, BACKUPS, CONTACT, DESCRIBED, INVOLVED, NOTE, PARTY, said_by
from knowledge.claims.tables.headers import BACKUP
from knowledge.claims.tables.rows import TableReader
from knowledge.documents.model import Node
from knowledge.types import Tie


class EntryClaims:
    """Claims what entries say; `path` is the keys on the way to them."""

    def __init__(self, collector: Collector, tables: TableReader) -> None:
        self._collector, self._roster, self._tables = collector, collector.roster, tables

    def thing(self, name: Node, owner: Node, entry: Node, path: tuple[str, ...]) -> None:
        owners: list[str] = []
        involved: list[tuple[str, Tie]] = []
        notes: list[str] = []
        torn = odd = False
        party = owner.get(*PARTY) or owner if owner.kind == "mapping" else owner
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
                self.nobodys(name, path, f'"{name.value[:80]}" has no owner yet.')
            return
        contact, note = entry.get(*CONTACT) or owner.get(*CONTACT), entry.get(*NOTE)
        for extra in (note, contact):
            if extra is not None and extra.kind == "scalar" and extra is not owner:
                notes.append(extra.value)
        if contact is not None and contact.kind == "scalar" and contact.value and len(owners) == 1:
            self._roster.add(owners[0], contact=contact.value)
        told = "; ".join(dict.fromkeys(filter(None, notes)))
        also = [other for key in ("title", "name", "id") if (other := entry.get(key)) is not None and other.kind == "scalar"]
        also += [scalar for field, value in entry.fields if field.value.casefold() in ALSO for scalar in value.scalars()]
        found = [(topic, scalar) for scalar in dict.fromkeys((name, *also)) for topic in self._tables.topics(scalar.value)]
        if (about := entry.get(*DESCRIBED)) is not None and about.kind == "scalar":
            found += [(topic, about) for topic in self._tables.described(about.value)]
        for topic, scalar in found:
            self._claim(topic, owners, scalar, path, torn, involved, told)
        self._backups(found[0][0] if found else name.value, owner, entry, path)

    def own_all(self, owner: str, owned: Node, path: tuple[str, ...], contact: str = "") -> None:
        cell = self._tables.owners(owner, owned.line)
        if contact and len(cell.owners) == 1:
            self._roster.add(cell.owners[0], contact=contact)
        for scalar in owned.scalars():
            for topic in self._tables.topics(scalar.value):
                self._claim(
                    topic, list(cell.owners), scalar, path, cell.either, list(cell.involved), "; ".join(filter(None, (cell.note, contact)))
                )

    def nobodys(self, name: Node, path: tuple[str, ...], told: str) -> None:
        self._collector.nobodys(self._tables.topics(name.value), self._quote(name) or name.value, " › ".join(path), name.line, told)

    def _parties(self, entry: Node, owner: Node) -> Iterator[tuple[str, Tie]]:
        """Whom the entry's fields bind to the thing beside its owner."""
        for key, value in entry.fields:
            said = said_by(key.value)
            tie = INVOLVED.get(said) or INVOLVED.get(said.removesuffix("s"))
            if tie and value is not owner:
                yield from ((other, tie) for scalar in value.scalars() for other in self._tables.owners(scalar.value, scalar.line).owners)

    def _backups(self, topic: str, owner: Node, entry: Node, path: tuple[str, ...]) -> None:
        """Who steps in for the owner of a thing, which makes nobody an owner of it."""
        for key, value in entry.fields:
            if BACKUPS.match(said_by(key.value)) and value is not owner:
                names = [other for scalar in value.scalars() for other in self._tables.owners(scalar.value, scalar.line).owners]
                self._claim(f"{BACKUP} of {topic}", names, value, path, False, [], "")

    def _claim(
        self, topic: str, owners: list[str], at: Node, path: tuple[str, ...], torn: bool, involved: list[tuple[str, Tie]], note: str
    ) -> None:
        quote = self._quote(at) or topic
        self._collector.claim(topic, owners, quote, " › ".join(path), at.line, torn=torn, involved=involved, note=note)

    def _quote(self, at: Node) -> str:
        """The line that something stands in, or as much of it as is quoted."""
        written = self._collector.document.lines[at.line - 1].strip()
        return written if len(written) <= MAX_QUOTE or at.value not in written else at.value
