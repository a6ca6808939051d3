"""What runs beside the listeners of one process: courier, clock, directory, question log, index. Threads, started and stopped together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.app import Identity, slack_client
from bot.courier import Courier
from bot.delivery import SEND_TIMEOUT_SECONDS
from bot.directory import DirectoryReader
from bot.settings import Settings
from bot.worker import Worker
from knowledge import Workspaces, utc_now
from knowledge.deadline import within
from knowledge.errors import KnowledgeError

log = structlog.get_logger("remit.service")

# How long a question asked may wait in memory before it is written: lost with the process, so short.
FLUSH_SECONDS = 5.0
# How soon what another process imported is read here, before anybody asks: an index of 100,000 claims takes seconds to build.
REFRESH_SECONDS = 2.0


class Service:
    """The background of one process. `tick`: also do the worker's work here."""

    def __init__(
        self, settings: Settings, workspaces: Workspaces, identity: Identity, *, tick: bool, now: Callable[[], datetime] = utc_now
    ) -> None:
        client = slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS)
        self.stopping = threading.Event()
        self.courier = Courier(workspaces, client, now=now)
        self.worker = Worker(workspaces, self.courier, now)
        self.socket_silence: Callable[[], float | None] = lambda: None  # set by the process that has a socket, for the metrics
        self._workspaces = workspaces
        directory = DirectoryReader(workspaces, client, identity, self.stopping)
        work: list[tuple[str, Callable[[], None]]] = [
            ("remit-courier", lambda: self.courier.run(self.stopping)),
            ("remit-directory", directory.run),
            ("remit-questions", self._keep_questions),
            ("remit-knowledge", self._keep_fresh),
        ]
        if tick:
            work.append(("remit-clock", lambda: self.worker.run(self.stopping)))
        self._threads = [threading.Thread(target=run, name=name, daemon=True) for name, run in work]

    def start(self) -> Service:
        for thread in self._threads:
            thread.start()
        return self

    def stop(self, timeout: float = 10.0) -> bool:
        """Finish what is in hand, at most `timeout` seconds; True when all was finished."""
        self.stopping.set()
        self.courier.wake()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0.0))
        finished = not any(thread.is_alive() for thread in self._threads)
        if finished:
            self.courier.close()
        with within(timeout, since=deadline - timeout):
            return self._write_questions() and finished

    def _keep_questions(self) -> None:
        while not self.stopping.wait(FLUSH_SECONDS):
            self._write_questions()

    def _keep_fresh(self) -> None:
        while True:
            try:
                self._workspaces.refresh()
            except KnowledgeError as error:
                log.error("knowledge not read", error=str(error))
            if self.stopping.wait(REFRESH_SECONDS):
                return

    def _write_questions(self) -> bool:
        try:
            self._workspaces.flush_questions()
        except KnowledgeError as error:
            log.error("questions not recorded", error=str(error))
            return False
        return True
