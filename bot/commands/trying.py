"""`remit try`: the whole product in a browser page, without Slack."""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import CommandError


def try_out(
    data: Annotated[
        Path | None, typer.Option(help="Keep the database in this folder.  [default: a temporary one]", show_default=False)
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Try Remit in a browser page: a made-up company, no Slack, nothing leaves this machine."""
    from bot.logs import configure_logs
    from bot.tryout.page_server import PageServer
    from bot.tryout.serving import LOOPBACK, Serving
    from bot.tryout.tryout import Tryout

    configure_logs("WARNING", ())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        tryout = Tryout(data)
    except OSError as error:
        raise CommandError(f"{data}: {error.strerror}; name a folder that this user may write") from error
    page = Serving(PageServer(tryout).application())
    try:
        try:
            address = f"http://{LOOPBACK}:{page.start(port)}/"
        except OSError as error:
            raise CommandError(f"port {port} cannot be listened on ({error.strerror}); leave --port out to take a free one") from error
        print(f"Remit is at {address} (Ctrl-C stops it)", flush=True)
        if browser and _has_browser():
            webbrowser.open(address)
        stop.wait()
    finally:
        page.stop()
        tryout.stop()


def _has_browser() -> bool:
    """A window can open here: no text browser takes over the terminal on a server."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
