"""A worker's one round in a process of its own that dies, without a word to anybody, at the boundary of a given number.

Processes come from a server that has loaded the program already and has no threads, so that each costs a few milliseconds.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
from datetime import datetime
from multiprocessing.context import ForkServerContext

from bot.app import slack_client
from bot.courier import Courier
from bot.logs import configure_logs
from bot.settings import Settings
from bot.worker import Worker
from knowledge import open_knowledge
from knowledge.boundary import set_hook

DIED = 9


def round_in_a_process(settings: Settings, moment: datetime, dies_at: int = 0) -> bool:
    """One round at `moment`; whether it came to its end. `dies_at` 0 lets it live."""
    started = _context().Process(target=_round, args=(settings, moment, dies_at))
    started.start()
    started.join()
    assert started.exitcode in (0, DIED), started.exitcode
    return started.exitcode == 0


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _round(settings: Settings, moment: datetime, dies_at: int) -> None:
    passed = itertools.count(1)

    def hook(_name: str) -> None:
        if next(passed) == dies_at:
            os._exit(DIED)

    configure_logs("CRITICAL", ())
    set_hook(hook)
    workspaces = open_knowledge(settings.database_url, now=lambda: moment)
    courier = Courier(workspaces, slack_client(settings, settings.bot_token, 10), now=lambda: moment)
    Worker(workspaces, courier, lambda: moment).once()
    courier.close()
    workspaces.close()
