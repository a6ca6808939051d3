"""Delivers the posts that are owed to Slack: the only caller of `chat.*` outside a request. What one delivery does is in `bot.delivery`."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from bot.breaker import Breaker
from bot.delivery import Delivery
from knowledge import Workspaces, utc_now
from knowledge.errors import KnowledgeError
from knowledge.types import ATTEMPTS, Turns

log = structlog.get_logger("remit.courier")

LEASE = timedelta(seconds=60)  # several times the longest call; after it another courier takes the post as unknown
BATCH = 20
THREADS = 8
SHARE = 4  # the most calls in hand for one workspace, so that one that Slack answers slowly leaves threads to the others
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
        self._in_hand: dict[Future[None], Delivery] = {}
        self._served = ""  # the team whose turn was the last
        self._busy = False  # something was due when it was last asked: then claiming costs less than asking when more is due

    def wake(self) -> None:
        """Something may be due: look now instead of at the next poll."""
        self._woken.set()

    def deliver_due(self) -> int:
        """Deliver what is due, once; how many posts were handled. One destination's posts go in order, different ones side by side."""
        begun = self._begin(BATCH, BATCH)
        self._settle(self._in_hand)
        return begun

    def run(self, stop: threading.Event) -> None:
        """Deliver until `stop` is set, and finish what is in hand then. Trouble with the database is waited out."""
        while not stop.is_set():
            self._woken.clear()
            wait = self._minding_the_database(self._go_on)
            if wait > 0 and not stop.is_set():
                self._woken.wait(wait)
        while self._in_hand:
            self._minding_the_database(self._finish)

    def close(self) -> None:
        """Wait for the calls in hand."""
        self._pool.shutdown(wait=True)

    def _minding_the_database(self, act: Callable[[], float]) -> float:
        try:
            return act()
        except KnowledgeError as error:
            log.error("posts cannot be read", error=str(error))
            return AFTER_TROUBLE_SECONDS

    def _go_on(self) -> float:
        """Begin what is due without waiting for what is in hand; for how many seconds, unless woken, there is nothing more to do."""
        self._settle([done for done in self._in_hand if done.done()])
        if not (self._busy or self._in_hand) and (wait := self._until_due()) > 0:
            return wait
        self._busy = self._begin(THREADS - len(self._in_hand), SHARE) > 0
        if self._busy:
            return 0.0
        return POLL_SECONDS if self._in_hand else BETWEEN_TRIES_SECONDS  # the end of a call wakes

    def _finish(self) -> float:
        self._settle(self._in_hand)
        return 0.0

    def _begin(self, most: int, share: int) -> int:
        """Claim up to `most` due posts, so that no workspace has more than `share` in hand, and set threads to them; how many."""
        most = min(most, 1 - len(self._in_hand)) if self._breaker.trying() else most
        if most <= 0 or self._breaker.seconds_left():
            return 0
        in_hand = Counter(delivery.post.workspace for delivery in self._in_hand.values())
        claimed = self._workspaces.claim_posts(most, LEASE, Turns(self._served, share, in_hand))
        for post in claimed:
            delivery = Delivery(post, self._workspaces, self._client, self._now)
            running = self._pool.submit(delivery.run)
            self._in_hand[running] = delivery
            running.add_done_callback(lambda _: self._woken.set())
        if claimed:
            *_, self._served = dict.fromkeys(post.workspace for post in claimed)
        return len(claimed)

    def _settle(self, begun: Iterable[Future[None]]) -> None:
        """Wait for these deliveries and draw the consequences."""
        for running in list(begun):
            delivery = self._in_hand.pop(running)
            self._mend(delivery, running)
            if delivery.unanswered is not None and self._breaker.note(failed=delivery.unanswered):
                log.error("Slack does not answer, posts wait", seconds=self._breaker.seconds_left())

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
