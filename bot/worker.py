"""The clock: each minute, what is due becomes posts, and the courier delivers them. What is due is the workspaces' to say."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.courier import Courier
from knowledge import Workspaces
from knowledge.errors import KnowledgeError

log = structlog.get_logger("remit.worker")

TICK_SECONDS = 60.0


class Worker:
    """Ticks until told to stop. Many may run on one database: what is due is recorded once."""

    def __init__(self, workspaces: Workspaces, courier: Courier, now: Callable[[], datetime]) -> None:
        self._workspaces, self._courier, self._now = workspaces, courier, now
        self.troubles: list[str] = []  # a sentence for each workspace that the last tick could not serve

    def once(self, stop: threading.Event | None = None) -> list[str]:
        """One tick at this moment and the delivery of all that is due, or of what is in hand when `stop` is set; a sentence for each
        thing done. Raises `KnowledgeError`.
        """
        done = self._tick()
        delivered = 0
        while not (stop and stop.is_set()) and (handled := self._courier.deliver_due()):
            delivered += handled
        return [*done, f"{delivered} post{'' if delivered == 1 else 's'} handled"]

    def run(self, stop: threading.Event, beat: float = TICK_SECONDS) -> None:
        """A tick every `beat` seconds until `stop`; the courier, which runs beside this, is woken when there is something to send."""
        while not stop.is_set():
            try:
                for sentence in self._tick():
                    log.info("tick", did=sentence)
                self._workspaces.flush_questions()
            except KnowledgeError as error:
                log.error("tick failed", error=str(error))
            self._courier.wake()
            stop.wait(beat)

    def _tick(self) -> list[str]:
        self.troubles.clear()
        return self._workspaces.tick(self._now(), self._passed_over)

    def _passed_over(self, team: str, error: Exception) -> None:
        words = str(error) if isinstance(error, KnowledgeError) else repr(error)
        self.troubles.append(f"Workspace {team or '(unnamed)'} was passed over: {words}")
        log.error("workspace passed over", team=team, exc_info=error)
