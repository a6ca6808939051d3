"""`remit web` as a process of its own, forked from a server that has loaded the program already: a thousand in a row are affordable.

It is the command as it is, but for the lease of a post: so that what a dead process had in hand is taken up in seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import bot.app
import bot.commands.serving
import bot.courier
import bot.service
import bot.web  # noqa: F401  loaded once, in the server
from bot.cli import main

LEASE = timedelta(seconds=5)  # above what the local Slack takes for a call


def start(environment: Mapping[str, str], log: Path) -> tuple[ForkServerProcess, str]:
    """The process, and the address that it listens at; what it complains of goes to the file `log`."""
    context = _context()
    hearing, telling = context.Pipe(duplex=False)
    process = context.Process(target=_web, args=(telling, dict(environment), log), daemon=True)
    process.start()
    telling.close()
    with hearing:
        said = os.read(hearing.fileno(), 1000).decode()
    if "http://" not in said:
        process.join(30)
        raise AssertionError(f"{said} exit code {process.exitcode}: {log.read_text()[-2000:]}")
    return process, said.split()[-1]


def end(process: ForkServerProcess, number: int) -> int:
    """Send a signal and wait; the exit code, as `subprocess` tells it."""
    assert process.pid is not None
    os.kill(process.pid, number)
    process.join(30)
    code = process.exitcode
    assert code is not None, "it does not end"
    process.close()
    return code


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _web(telling: Connection, environment: dict[str, str], log: Path) -> None:
    os.dup2(telling.fileno(), 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.environ.update(environment)
    bot.courier.LEASE = LEASE
    sys.stdout = os.fdopen(1, "w")
    sys.exit(main(("web", "--port", "0")))
