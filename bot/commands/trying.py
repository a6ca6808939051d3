"""`remit try`: the whole product in a browser page, without Slack."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import CommandError, ignore_signals, port_number


def try_out(
    data: Annotated[
        Path | None, typer.Option(help="Keep what happens there in this folder.  [default: a temporary one]", show_default=False)
    ] = None,
    port: Annotated[int, typer.Option(parser=port_number, metavar="PORT", help="0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Try Remit in a browser page: a made-up company, no Slack, nothing leaves this machine."""
    from bot.logs import configure_logs

    configure_logs("WARNING", ())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    with _served(data, port) as address:
        print(f"Remit is at {address} (Ctrl-C stops it)", flush=True)
        if browser and _has_browser():
            import webbrowser

            webbrowser.open(address)
        stop.wait()
    ignore_signals()


@contextmanager
def _served(data: Path | None, port: int) -> Iterator[str]:
    """The page's address while it is served. Whatever goes wrong on the way, all that was started is stopped."""
    import socket

    from bot.tryout.keeping import Damaged
    from bot.tryout.page_server import PageServer
    from bot.tryout.serving import LOOPBACK, Serving
    from bot.tryout.tryout import Tryout

    with ExitStack() as started:
        try:  # before anything is begun that would have to end again
            listening = started.enter_context(socket.create_server((LOOPBACK, port)))
        except OSError as error:
            raise CommandError(_not_listening(port, error)) from error
        try:
            tryout = Tryout(data)
        except OSError as error:
            raise CommandError(_unusable(data, error)) from error
        except Damaged as error:
            raise CommandError(str(error)) from error
        started.callback(tryout.stop)
        page = Serving(PageServer(tryout).application())
        address = f"http://{LOOPBACK}:{page.start(listening=listening)}/"
        started.callback(page.stop)
        yield address


def _unusable(data: Path | None, error: OSError) -> str:
    if data is None:
        return f"no temporary folder ({error.strerror}); name one that this user may write with --data"
    why = "is not a folder" if isinstance(error, FileExistsError | NotADirectoryError) else (error.strerror or "cannot be used").lower()
    return f"--data {data}: {error.filename or data} {why}; name a folder that this user may write, or one that is still to be made"


def _not_listening(port: int, error: OSError) -> str:
    why = "is in use by another program" if error.errno == errno.EADDRINUSE else f"cannot be listened on ({os.strerror(error.errno or 0)})"
    return f"--port {port}: that port {why}; name another one, or leave --port out to take a free one"


def _has_browser() -> bool:
    """A window can open here: no text browser takes over the terminal on a server."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
