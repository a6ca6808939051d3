"""What a process keeps in memory of each workspace to answer from, and the check that it is not out of date.

Nothing is told to a process when another one imports or decides: every question reads the workspace's two version numbers,
and what moved is read again. So an answer is never older than the question.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from knowledge.answers import Rulings, answer
from knowledge.database.models import AliasRow, CharterRow, ClaimRow, OwnerRow, WorkspaceRow
from knowledge.database.session import Database
from knowledge.database.values import directory_of, settings_of, unpack_involved
from knowledge.errors import NotFound
from knowledge.governance.docket import decisions_in_force, open_disputes
from knowledge.governance.rules import People
from knowledge.index import Index, build_index
from knowledge.types import Alias, Answer, Claim, Owner, Standing

# A company asks the same things again: answers are kept with what they were made from. Long texts are nobody else's question.
MOST_KEPT, LONGEST_KEPT = 4096, 300
_VERSIONS = select(WorkspaceRow.knowledge_version, WorkspaceRow.rulings_version).where(WorkspaceRow.id == bindparam("workspace"))
_VERSIONS_PLAIN = "SELECT knowledge_version, rulings_version FROM workspace WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that an answer rests on, as it was at these two versions: of the charters, and of what people decided and who they are."""

    versions: tuple[int, int]
    index: Index
    rulings: Rulings
    people: People
    answers: dict[str, Answer] = field(default_factory=dict, repr=False, compare=False)

    def answer(self, text: str) -> Answer:
        """The answer to `text`. It depends on nothing else than this snapshot, so the same text gets the one made before."""
        found = self.answers.get(text)
        if found is None:
            found = answer(text, self.index, self.rulings)
            if len(text) <= LONGEST_KEPT:
                if len(self.answers) >= MOST_KEPT:
                    self.answers.clear()
                self.answers[text] = found
        return found


class Snapshots:
    """One snapshot for each workspace, shared by the threads of a process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[int, Snapshot] = {}
        self._building: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)

    def current(self, workspace_id: int) -> Snapshot:
        """The workspace's snapshot as the database has it now; NotFound for a workspace that does not exist."""
        kept = self._kept.get(workspace_id)
        if kept is not None and self._database.glimpse(_VERSIONS_PLAIN, workspace_id) == kept.versions:
            return kept
        with self._building[workspace_id]:
            fresh = self._kept[workspace_id] = self._read(workspace_id, self._kept.get(workspace_id))
            return fresh

    def _read(self, workspace_id: int, kept: Snapshot | None) -> Snapshot:
        with self._database.snapshot() as connection:
            versions = _versions(connection, workspace_id)
            if kept is not None and kept.versions == versions:
                return kept  # another thread read it while this one waited
            if kept is not None and kept.versions[0] == versions[0]:
                index = kept.index
            else:
                index = build_index(read_claims(connection, workspace_id), merged(read_owners(connection, workspace_id)))
            with Session(connection) as session:
                decisions, disputes = decisions_in_force(session, workspace_id), open_disputes(session, workspace_id)
                row = session.get_one(WorkspaceRow, workspace_id)
                people = People(settings_of(row), directory_of(row))
            return Snapshot(versions, index, Rulings.of(decisions, disputes, read_aliases(connection, workspace_id)), people)


def _versions(connection: Connection, workspace_id: int) -> tuple[int, int]:
    found = connection.execute(_VERSIONS, {"workspace": workspace_id}).first()
    if found is None:
        raise NotFound("This workspace is not in the database any more.")
    return found[0], found[1]


def read_claims(connection: Connection, workspace_id: int, charter: str | None = None) -> list[Claim]:
    """The claims of the workspace, or of one charter, in the order of charters and lines as they were read."""
    statement = (
        select(
            CharterRow.name,
            ClaimRow.topic,
            ClaimRow.owners,
            ClaimRow.quote,
            ClaimRow.section,
            ClaimRow.line,
            ClaimRow.standing,
            ClaimRow.involved,
            ClaimRow.note,
        )
        .join(CharterRow, CharterRow.id == ClaimRow.charter_id)
        .where(ClaimRow.workspace_id == workspace_id)
        .order_by(ClaimRow.charter_id, ClaimRow.id)
    )
    if charter is not None:
        statement = statement.where(CharterRow.name == charter)
    standings = {standing.value: standing for standing in Standing}
    return [
        Claim(name, topic, tuple(owners), quote, section, line, standings[standing], unpack_involved(involved), note)
        for name, topic, owners, quote, section, line, standing, involved, note in connection.execute(statement)
    ]


def read_owners(connection: Connection, workspace_id: int) -> list[Owner]:
    """The owners of every charter, in the order of charters; one that two charters name comes twice."""
    statement = (
        select(OwnerRow.name, OwnerRow.other_names, OwnerRow.kind, OwnerRow.contact)
        .where(OwnerRow.workspace_id == workspace_id)
        .order_by(OwnerRow.charter_id, OwnerRow.id)
    )
    return [Owner(name, tuple(others), kind, contact) for name, others, kind, contact in connection.execute(statement)]


def merged(owners: list[Owner]) -> list[Owner]:
    """Each owner once: the first naming counts, other names and a contact are added from the later ones."""
    by_name: dict[str, Owner] = {}
    for owner in owners:
        first = by_name.setdefault(owner.name, owner)
        if first is not owner:
            others = tuple(dict.fromkeys(first.other_names + owner.other_names))
            by_name[owner.name] = Owner(first.name, others, first.kind, first.contact or owner.contact)
    return list(by_name.values())


def read_aliases(connection: Connection, workspace_id: int) -> list[Alias]:
    """The workspace's aliases in the order they were added."""
    statement = select(AliasRow.name, AliasRow.topic, AliasRow.added_by).where(AliasRow.workspace_id == workspace_id).order_by(AliasRow.id)
    return [Alias(name, topic, added_by) for name, topic, added_by in connection.execute(statement)]
