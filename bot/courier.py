"""Delivers the posts that are owed to Slack: the only caller of `chat.*` outside a request. What one delivery does is in `bot.delivery`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from bot.breaker import Breaker
from bot.delivery import Delivery
from knowledge import Workspaces, utc_now
from knowledge.errors import KnowledgeError
from knowledge.types import ATTEMPTS

log = structlog.get_logger("remit.courier")

LEASE = timedelta(seconds=60)  # several times the longest call; after it another courier takes the post as unknown
BATCH = 20
THREADS = 4
POLL_SECONDS = 2.0  # posts that another process wrote are found this late at most
AFTER_TROUBLE_SECONDS = 5.0
BETWEEN_TRIES_SECONDS = 0.05  # what was due has been taken by another courier meanwhile


class Courier:
    """`client` must send once, with a time limit below `LEASE`. Safe beside other couriers on the same database, in any process."""

    def __init__(
        self, workspaces: Workspaces, client: WebClient, *, now: Callable[[], datetime] = utc_now, breaker: Breaker | None = None
    ) -> None:
        self._workspaces, self._client, self._now, self._breaker = workspaces, client, now, breaker or Breaker()
        self._woken = threading.Event()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="remit-courier")

    def wake(self) -> None:
        """Something may be due: look now instead of at the next poll."""
        self._woken.set()

    def deliver_due(self) -> int:
        """Deliver what is due, once; how many posts were handled. One destination's posts go in order, different ones side by side."""
        if self._breaker.seconds_left():
            return 0
        claimed = self._workspaces.claim_posts(1 if self._breaker.trying() else BATCH, LEASE)
        deliveries = [Delivery(post, self._workspaces, self._client, self._now) for post in claimed]
        for delivery, done in [(delivery, self._pool.submit(delivery.run)) for delivery in deliveries]:
            self._mend(delivery, done)
            if delivery.unanswered is not None and self._breaker.note(failed=delivery.unanswered):
                log.error("Slack does not answer, posts wait", seconds=self._breaker.seconds_left())
        return len(deliveries)

    def run(self, stop: threading.Event) -> None:
        """Deliver until `stop` is set, and finish what is in hand then. Trouble with the database is waited out."""
        while not stop.is_set():
            self._woken.clear()
            try:
                wait = self._until_due()
                if wait <= 0 and not self.deliver_due():
                    wait = BETWEEN_TRIES_SECONDS
            except KnowledgeError as error:
                log.error("posts cannot be read", error=str(error))
                wait = AFTER_TROUBLE_SECONDS
            if wait > 0 and not stop.is_set():
                self._woken.wait(wait)

    def close(self) -> None:
        """Wait for the calls in hand."""
        self._pool.shutdown(wait=True)

    def _until_due(self) -> float:
        """Seconds until there is something to claim, at most `POLL_SECONDS`. Reads only: claiming takes the writer's turn."""
        if rest := self._breaker.seconds_left():
            return min(rest, POLL_SECONDS)
        due = self._workspaces.next_due()
        return POLL_SECONDS if due is None else min((due - self._now()).total_seconds(), POLL_SECONDS)

    def _mend(self, delivery: Delivery, done: Future[None]) -> None:
        """A delivery that broke: its post must be neither lost nor repeated, and must not hold up the others for ever."""
        error = done.exception()
        if error is None:
            return
        post, words = delivery.post, f"could not be made: {type(error).__name__}"
        log.error("post broke", id=post.id, kind=str(post.kind), attempt=post.attempt, exc_info=error)
        if isinstance(error, KnowledgeError) and delivery.called:
            return  # the database failed after Slack was called: the lease runs out, then the post is looked up
        if delivery.called:
            self._workspaces.unknown(post, words)
        elif post.attempt >= ATTEMPTS:
            self._workspaces.park(post, words)
        else:
            self._workspaces.resend(post, self._now() + timedelta(seconds=2.0**post.attempt), words)
