"""The part of the facade that reports: the weekly digest, what became of each week's, and who gets it as a direct message."""

from __future__ import annotations

from dataclasses import replace

from knowledge.bound import Bound
from knowledge.governance import editions, schedule, subscriptions
from knowledge.questions import understanding
from knowledge.types import Digest, PastDigest, Post


class Reporting(Bound):
    """The weekly digest."""

    def digest(self, *, year: int | None = None, week: int | None = None, limit: int = 5, channel: str = "") -> Digest:
        """The digest of an ISO week, or the coming one, as it stands now; lists are cut to `limit` items.

        `channel` is where it will be read: what was said in that channel needs no hiding there. "" is anywhere else.
        """
        known = understanding(self._shared.snapshots, self._id)
        with self._looking() as sitting:
            return schedule.preview(sitting, (year, week) if year and week else None, limit, known, channel=channel)

    def digest_for(self, post: Post) -> Digest | None:
        """The digest that a post carries, as it stands now, late or not; None when it is too late to send it."""
        now = self.now()
        if editions.too_late(post, now):
            return None
        found = self.digest(year=int(post.subject["year"]), week=int(post.subject["week"]), channel=post.destination.channel)
        return replace(found, late=editions.late(post, now))

    def send_digest(self, *, actor: str, request: str) -> tuple[int, int]:
        """Owe this week's digest now, to its channel and subscribers; the ISO year and week it counts as. For deciders and admins."""
        with self._acting("digest") as sitting:
            return schedule.send_now(sitting, actor=actor, request=request)

    def digest_history(self) -> list[PastDigest]:
        """What became of each week's digest, newest first."""
        with self._looking() as sitting:
            return schedule.past_digests(sitting)

    def subscribe_digest(self, *, actor: str, wanted: bool) -> bool:
        """Have the digest sent to `actor` as a direct message too, or no longer; whether that changed anything."""
        with self._acting("subscribe") as sitting:
            return subscriptions.subscribe(sitting, actor, wanted=wanted)

    def subscribes_digest(self, actor: str) -> bool:
        """Whether `actor` gets the digest as a direct message."""
        with self._looking() as sitting:
            return actor in subscriptions.subscribers(sitting)
