"""Which waiting request runs next: no workspace takes all the threads, and whoever has fewest in hand goes first."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import structlog
from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

log = structlog.get_logger("remit.turns")


class _Words:
    """What waitress says of its threads, but of a task that raised only why: the task is somebody's request, word for word."""

    warning = staticmethod(logging.getLogger("waitress").warning)

    def exception(self, _words: str, _task: object) -> None:
        log.error("a request failed", exc_info=True)


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """waitress's, with `threads` for the requests of each lane, and one more that is always left to the others.

    `lane_of` says whose a task is, quickly: it is asked by the thread that reads every connection, or the socket.
    """

    def __init__(self, lane_of: Callable[[Any], str], threads: int) -> None:
        super().__init__()
        self.logger = _Words()
        logging.getLogger("waitress.queue").disabled = True  # it warns of every request that waits for a thread
        self.queue = Turns(self.lock, lane_of, threads)
        self.set_thread_count(threads + 1)


class Turns:
    """What waits, in place of waitress's queue and used under its lock. At most `most` of one lane are in hand at any time."""

    def __init__(self, lock: Lock, lane_of: Callable[[Any], str], most: int) -> None:
        self.lock, self._lane_of, self._most = lock, lane_of, most
        self._waiting: dict[str, deque[Any]] = {}
        self._in_hand: Counter[str] = Counter()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        """Whether anything may begin now."""
        return any(self._in_hand[lane] < self._most for lane in self._waiting)

    def append(self, task: Any) -> None:
        self._waiting.setdefault(self._lane_of(task), deque()).append(task)

    def popleft(self) -> Turn:
        """What has waited longest in the lane that has fewest in hand. Only while there is something that may begin."""
        lane = min(self._waiting, key=self._in_hand.__getitem__)
        task = self._waiting[lane].popleft()
        if not self._waiting[lane]:
            del self._waiting[lane]
        self._in_hand[lane] += 1
        return Turn(self, lane, task)

    def over(self, lane: str) -> None:
        """One of the lane is not in hand any more. A thread that did it looks next for what may begin."""
        self._in_hand[lane] -= 1
        if not self._in_hand[lane]:
            del self._in_hand[lane]


@dataclass(frozen=True, slots=True)
class Turn:
    """A task that is to be done now."""

    turns: Turns
    lane: str
    task: Any

    def service(self) -> None:
        try:
            self.task.service()
        finally:
            with self.turns.lock:
                self.turns.over(self.lane)

    def cancel(self) -> None:
        """What will not be done; the dispatcher has its lock."""
        self.task.cancel()
        self.turns.over(self.lane)
