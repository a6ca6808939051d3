"""The part of the facade that keeps what a workspace knows: its charters, its aliases, its settings and its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, exists, select

from knowledge import library, preferences
from knowledge.amending import Amendment, amend
from knowledge.bound import Bound
from knowledge.clock import is_timezone
from knowledge.database.models import AliasRow, DecisionRow, WorkspaceRow
from knowledge.database.values import directory_of, settings_of
from knowledge.database.writes import bump, insert_or_ignore
from knowledge.errors import InvalidRequest, NotAllowed, NotFound
from knowledge.governance import placing
from knowledge.governance.decisions import note_drift
from knowledge.governance.docket import decisions_in_force
from knowledge.governance.rules import LONGEST_TOPIC, worded
from knowledge.governance.schedule import SETTINGS_CHANGED
from knowledge.governance.sitting import Sitting, glance, identity
from knowledge.snapshots import read_aliases, read_claims, read_owners
from knowledge.types import Alias, CharterSummary, Decision, Directory, Finding, ImportReport, Owner, Reading, Settings


class Keeping(Bound):
    """Charters, aliases, settings, people."""

    def read_charter(self, name: str, source: str, data: bytes, *, progress: library.Progress | None = None) -> Reading:
        """What `data` says, without keeping it; DocumentError when it says nothing or cannot be read."""
        return library.read(library.charter_name(name), source, data, progress or library.silent)

    def import_charter(
        self, name: str, source: str, data: bytes, *, dry_run: bool = False, progress: library.Progress | None = None, actor: str = ""
    ) -> ImportReport:
        """Put a document in the place of the charter of this name, all or nothing; the report says what changed.

        `progress(done, total)` counts the document's lines while it is read, then its claims while they are written. The same bytes
        read the same way change nothing and write nothing. In a dry run nothing is written either.
        """
        reading = self.read_charter(name, source, data, progress=progress)
        unchanged = self._unchanged(reading)
        if unchanged:
            return ImportReport(reading, unchanged=True, dry_run=dry_run)
        with self._acting("import") as sitting:
            before = read_claims(sitting.session.connection(), self._id, reading.charter)
            library.replace_charter(sitting.session, self._id, reading, sitting.now, progress or library.silent)
            touched = self._drifted(sitting)
            found = library.difference(before, reading.claims)
            details = {"charter": reading.charter, "source": source, "added": len(found.added), "changed": len(found.changed)}
            library.record(sitting.session, self._id, "imported", actor, sitting.now, {**details, "gone": len(found.gone)})
            if dry_run:
                sitting.session.rollback()
        return ImportReport(reading, found.added, found.changed, found.gone, touched, dry_run=dry_run)

    def _unchanged(self, reading: Reading) -> bool:
        with self._shared.database.snapshot() as connection:
            if library.loaded_sha256(connection, self._id, reading.charter) != reading.sha256:
                return False
            # The same bytes may say more to a newer Remit: only the same claims are no news.
            return tuple(read_claims(connection, self._id, reading.charter)) == reading.claims

    def _drifted(self, sitting: Sitting) -> tuple[Decision, ...]:
        if not sitting.session.scalar(select(exists().where(DecisionRow.workspace_id == self._id))):
            return ()
        return note_drift(sitting, read_claims(sitting.session.connection(), self._id))

    def amend_charter(self, name: str, source: str, data: bytes) -> Amendment:
        """What `data`, a document imported as the charter `name`, would have to say to agree with what was decided.

        A decision on a topic that only other charters name is left out; one with a scope is never written, the charter holds for the rest.
        """
        kept = library.charter_name(name)
        with self._looking() as sitting:
            decisions = decisions_in_force(sitting.session, self._id)
            loaded = read_claims(sitting.session.connection(), self._id)
            elsewhere = {identity(claim.topic) for claim in loaded if claim.charter != kept and claim.owners}
        here = {identity(claim.topic) for claim in self.read_charter(kept, source, data).claims}
        ours = [one for one in decisions if identity(one.topic) in here or identity(one.topic) not in elsewhere]
        return amend(source, data, ours, lambda version: library.read(kept, source, version, library.silent).claims)

    def remove_charter(self, name: str, *, actor: str = "") -> tuple[Decision, ...]:
        """Take a charter away; the decisions whose line went with it. NotFound when there is none of that name."""
        kept = name.strip().casefold()
        with self._acting("remove") as sitting:
            library.remove_charter(sitting.session, self._id, kept)
            library.record(sitting.session, self._id, "removed", actor, sitting.now, {"charter": kept})
            return self._drifted(sitting)

    def charters(self) -> list[CharterSummary]:
        """The loaded charters in the order they came."""
        with self._looking() as sitting:
            return library.summaries(sitting.session, self._id)

    def findings(self, name: str) -> list[Finding]:
        """What the import of this charter found to be doubtful, in the order of its lines."""
        with self._looking() as sitting:
            return list(library.findings(sitting.session, self._id, name.strip().casefold()))

    def aliases(self) -> list[Alias]:
        """Other names people use for topics, in the order they were added."""
        with self._shared.database.connecting() as connection:
            return read_aliases(connection, self._id)

    def add_alias(self, name: str, topic: str, *, actor: str = "") -> Alias:
        """Let `name` mean `topic` from the next question on; InvalidRequest when the name means something else already.

        Adding the same alias again changes nothing: the alias is its own request key.
        """
        name, topic = worded(name, "name", LONGEST_TOPIC), worded(topic, "topic", LONGEST_TOPIC)
        if identity(name) == identity(topic):
            raise InvalidRequest(f"“{name}” and “{topic}” are the same words already.", "name")
        row = {"workspace_id": self._id, "name_key": identity(name), "name": name, "topic": topic, "added_by": actor}
        with self._acting("alias") as sitting:
            if insert_or_ignore(sitting.session, AliasRow, [{**row, "added_at": sitting.now}]):
                bump(sitting.session, self._id, rulings=1)
            there = select(AliasRow).where(AliasRow.workspace_id == self._id, AliasRow.name_key == identity(name))
            kept = sitting.session.execute(there).scalar_one()
            if identity(kept.topic) != identity(topic):
                raise InvalidRequest(f"“{kept.name}” is another name for “{kept.topic}” already; remove that one first.", "name")
            return Alias(kept.name, kept.topic, kept.added_by)

    def remove_alias(self, name: str, *, actor: str = "") -> None:
        """Forget an alias; NotFound when there is none, NotAllowed for whoever neither added it nor is an admin."""
        with self._acting("alias") as sitting:
            mine = (AliasRow.workspace_id == self._id, AliasRow.name_key == identity(name))
            kept = sitting.session.execute(select(AliasRow).where(*mine)).scalar_one_or_none()
            if kept is None:
                raise NotFound(f"There is no alias “{name}”.")
            if actor != kept.added_by:
                _admin(sitting, actor, "remove an alias that somebody else added")
            sitting.session.execute(delete(AliasRow).where(*mine))
            bump(sitting.session, self._id, rulings=1)

    def settings(self) -> Settings:
        """The workspace's settings."""
        with self._looking() as sitting:
            return sitting.people.settings

    def change_settings(self, changes: Mapping[str, str], actor: str = "") -> Settings:
        """Change settings from what a person typed, all or none; an empty text takes one back to its default.

        InvalidRequest names the field at fault. `actor` has to be an admin of the workspace; "" is the command line.
        """
        with self._acting("settings") as sitting:
            _admin(sitting, actor, "change Remit's settings")
            after = self._keep(sitting, preferences.read_changes(changes, self._owners(sitting)), changes, actor)
            if "disputes_channel" in changes:
                placing.place_waiting(glance(sitting.session, self._id, sitting.now))
            return after

    def set_holder(self, owner: str, who: str, actor: str = "") -> Settings:
        """Say which person or user group holds one owner's role, "" for nobody; the holders of the others stay as they are.

        InvalidRequest for an owner that no charter names; `actor` as in `change_settings`.
        """
        with self._acting("settings") as sitting:
            _admin(sitting, actor, "change Remit's settings")
            holders = preferences.with_holder(sitting.people.settings.holders, owner, who, self._owners(sitting))
            return self._keep(sitting, {"holders": holders or None}, {"holders": f"{owner}:{who}"}, actor)

    def set_neutral(self, pair: tuple[str, str], who: str, actor: str = "") -> Settings:
        """Say who rules between two owners, "" for nobody in particular; the other pairs stay as they are. Refuses as `set_holder` does."""
        with self._acting("settings") as sitting:
            _admin(sitting, actor, "change Remit's settings")
            pairs = preferences.with_neutral(sitting.people.settings.neutral, pair, who, self._owners(sitting))
            return self._keep(sitting, {"neutral": [list(one) for one in pairs] or None}, {"neutral": f"{'/'.join(pair)}:{who}"}, actor)

    def _owners(self, sitting: Sitting) -> Sequence[Owner]:
        return read_owners(sitting.session.connection(), self._id)

    def _keep(self, sitting: Sitting, stored: Mapping[str, Any], said: Mapping[str, str], actor: str) -> Settings:
        """Store each setting, None for one taken back; what was `said` of those that really changed goes on record."""
        row = sitting.session.get_one(WorkspaceRow, self._id)
        before = settings_of(row)
        kept = {**row.settings, **stored}
        row.settings = {name: value for name, value in kept.items() if value is not None}
        after = settings_of(row)
        self._record_settings(sitting, actor, {name: said[name] for name in said if getattr(before, name) != getattr(after, name)})
        return after

    def _record_settings(self, sitting: Sitting, actor: str, changed: Mapping[str, str]) -> None:
        # Only real changes: the digest's calendar counts from the last time its hour was set.
        if changed:
            bump(sitting.session, self._id, rulings=1)  # who holds what is kept beside what was decided
            library.record(sitting.session, self._id, SETTINGS_CHANGED, actor, sitting.now, dict(changed))

    def directory(self) -> Directory:
        """The people last learnt from Slack."""
        with self._looking() as sitting:
            return sitting.people.directory

    def learn_directory(self, directory: Directory, timezone: str = "") -> None:
        """Keep what Slack says of admins, user groups and names, and the zone of whoever installed Remit; writes only news."""
        zone = timezone if is_timezone(timezone) else ""
        with self._looking() as sitting:
            row = sitting.session.get_one(WorkspaceRow, self._id)
            if directory_of(row) == directory and zone in ("", row.timezone):
                return
        with self._acting("directory") as sitting:
            row = sitting.session.get_one(WorkspaceRow, self._id)
            before = settings_of(row).timezone
            row.admins, row.names = list(directory.admins), dict(directory.names)
            row.groups = {group: list(users) for group, users in directory.groups.items()}
            row.timezone = zone or row.timezone
            bump(sitting.session, self._id, rulings=1)
            after = settings_of(row).timezone
            self._record_settings(sitting, "", {"timezone": after} if after != before else {})


def _admin(sitting: Sitting, actor: str, what: str) -> None:
    admins = sitting.people.directory.admins
    if actor and actor not in admins:
        raise NotAllowed(f"Only an admin of this workspace can {what}.", admins)
