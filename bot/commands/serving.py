"""`remit run`, `remit web`, `remit worker`: the commands that stay until they are told to stop."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands.opening import CommandError, ignore_signals, open_workspaces, port_number, say, settings_for
from bot.settings import Settings
from knowledge.clock import utc_now

if TYPE_CHECKING:
    from bot.app import Identity
    from bot.server import Application, Lane
    from bot.service import Service
    from knowledge import Workspaces

# Platforms kill 10 to 30 s after SIGTERM (Heroku 30): what is in hand gets this long, all of it together, and the process is gone
# before the tenth second.
FINISH_SECONDS = 8.0
LEAVE_SECONDS = 9.5
TOO_MANY = 429  # this HTTP status and those above say nothing about the token
COLLECT_AT = (700, 10, 10)  # docs.python.org, gc.set_threshold: what Python begins with
CANNOT_LISTEN = "{host}:{port} cannot be listened on ({reason}); stop what uses it, or give {setting} another number"


def web(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(parser=port_number, metavar="PORT", help="0 takes a free one.  [default: $PORT or 3000]", show_default=False),
    ] = None,
) -> None:
    """Serve Slack over HTTP at /slack/events, and deliver posts."""
    settings = settings_for("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    from bot.app import create_app
    from bot.web import EVENTS_PATH, SlackDoor, readiness, workspace_in
    from handlers.pace import Pace

    with _serving(settings, tick=settings.tick) as (workspaces, identity, service, stop):
        app = create_app(settings, workspaces, identity, Pace())
        door = SlackDoor(app, settings.signing_secret, after=service.courier.wake, ready=lambda: readiness(workspaces))
        with _listening(door, host, settings.port if port is None else port, stop, lane=workspace_in) as address:
            print(f"Remit listens on {address}{EVENTS_PATH}", flush=True)
            stop.wait()


def run() -> None:
    """Serve Slack over Socket Mode, without a public address, and deliver posts."""
    settings = settings_for("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    from bot.app import create_app, slack_client
    from bot.delivery import SEND_TIMEOUT_SECONDS
    from bot.socket_mode import SocketRunner
    from handlers.pace import Pace

    with _serving(settings, tick=settings.tick) as (workspaces, identity, service, stop):
        app = create_app(settings, workspaces, identity, Pace())
        client = slack_client(settings, None, SEND_TIMEOUT_SECONDS)
        runner = SocketRunner(app, settings.app_token, client, after=service.courier.wake)
        service.socket_silence = runner.silent_seconds
        with _slack_refusals("SLACK_APP_TOKEN"):
            runner.connect()
        print("Remit is connected to Slack", flush=True)
        well = runner.run(stop)
        runner.close(stop.seconds_left())
    if not well:
        raise typer.Exit(1)


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then stop.")] = False,
    now: Annotated[str, typer.Option(help="With --once: the time to take for now, like 2026-11-30T09:01+01:00.")] = "",
) -> None:
    """Post digests, reminders and review dates when they are due."""
    settings = settings_for("SLACK_BOT_TOKEN")
    clock = utc_now if not now else _fixed(now)
    if now and not once:
        raise CommandError("worker: --now goes with --once; a worker that keeps running follows the clock")
    if not once:
        with _serving(settings, tick=True) as (_workspaces, _identity, _service, stop):
            print("Remit's worker runs", flush=True)
            stop.wait()
        return
    from bot.app import Identity, slack_client
    from bot.courier import Courier
    from bot.delivery import SEND_TIMEOUT_SECONDS
    from bot.logs import configure_logs
    from bot.worker import Worker

    configure_logs("WARNING", settings.secrets)
    client = slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS)
    with open_workspaces(settings, now=clock, ahead=True) as workspaces:
        _meet(workspaces, Identity(client))
        one_round = Worker(workspaces, Courier(workspaces, client, now=clock), clock)
        for sentence in one_round.once(_told_to_stop()):
            print(sentence)
        ignore_signals()
    if one_round.troubles:
        raise CommandError(" ".join(one_round.troubles))


class Stop(threading.Event):
    """Set when the process is to stop; `FINISH_SECONDS` later it should be gone."""

    def set(self) -> None:
        if not self.is_set():
            self._gone_by = time.monotonic() + FINISH_SECONDS
        super().set()

    def seconds_left(self) -> float:
        """How long what is in hand may still take; stopping begins now if it has not."""
        self.set()
        return max(self._gone_by - time.monotonic(), 0.0)


def _told_to_stop() -> Stop:
    """An event that SIGTERM and SIGINT set, however many come and whichever thread the system hands them to.

    Python runs a handler in the main thread alone, and that may not wake up for it, or be interrupted while it holds the event's
    lock. What it writes to the wake-up socket arrives at once (docs.python.org, signal.set_wakeup_fd).

    From then on the process ends within LEAVE_SECONDS, also when a call hangs: its post's lease runs out, and then it is looked up.
    """
    import socket

    stop, (told, teller) = Stop(), socket.socketpair()
    teller.setblocking(False)

    def pass_on() -> None:
        with told, teller:  # open for as long as a signal may come
            while told.recv(64):
                if not stop.is_set():
                    leave = threading.Timer(LEAVE_SECONDS, os._exit, (0,))
                    leave.daemon = True
                    leave.start()
                stop.set()

    signal.set_wakeup_fd(teller.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    threading.Thread(target=pass_on, name="remit-signals", daemon=True).start()
    return stop


@contextmanager
def _serving(settings: Settings, *, tick: bool) -> Iterator[tuple[Workspaces, Identity, Service, Stop]]:
    """Logs, database, identity and background threads around a command that serves; the event is set by SIGTERM and SIGINT.

    What is not finished in time is left as by a crash, and taken up by whoever runs next.
    """
    from bot.app import Identity, slack_client
    from bot.delivery import SEND_TIMEOUT_SECONDS
    from bot.logs import configure_logs, hide_secrets
    from bot.service import Service

    configure_logs(settings.log_level, settings.secrets)
    with open_workspaces(settings, ahead=True) as workspaces:
        if ahead := workspaces.ready():  # a release has migrated, and its own processes come next
            say(ahead)
        say(f"Database: {settings.database_file or hide_secrets(settings.database_url, settings.secrets)}")
        workspaces.look_over()
        identity = Identity(slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS))
        _meet(workspaces, identity)
        service = Service(settings, workspaces, identity, tick=tick)
        stop = _told_to_stop()
        _collect_little_by_little()
        with _showing_figures(settings, workspaces, service, stop):
            service.start()
            try:
                yield workspaces, identity, service, stop
            finally:
                finished = service.stop(stop.seconds_left())
                ignore_signals()
        if not finished:
            say("Not all was finished; the next one takes it up.")
            _leave()


@contextmanager
def _showing_figures(settings: Settings, workspaces: Workspaces, service: Service, stop: Stop) -> Iterator[None]:
    """The operator's port, where the settings name one."""
    if settings.metrics is None:
        yield
        return
    from bot.metrics import METRICS_PATH, Figures, OperatorDoor

    figures = Figures(workspaces, utc_now, lambda: service.socket_silence())
    with _listening(OperatorDoor(workspaces, figures), *settings.metrics, stop, setting="REMIT_METRICS") as address:
        say(f"Figures: {address}{METRICS_PATH}")
        yield


@contextmanager
def _listening(
    application: Application, host: str, port: int, stop: Stop, setting: str = "--port", lane: Lane = lambda _body: ""
) -> Iterator[str]:
    """An HTTP server with its address, until the block ends; what is in hand then gets the time `stop` has left.

    Raises `CommandError` for a port in use.
    """
    from bot.server import Server

    try:
        server = Server(application, host, port, lane=lane).start()
    except OSError as error:
        raise CommandError(CANNOT_LISTEN.format(host=host, port=port, reason=error.strerror, setting=setting)) from error
    try:
        yield server.address
    finally:
        server.stop(stop.seconds_left())


def _collect_little_by_little() -> None:
    """Python's own pace of collecting garbage, and what is loaded by now left out of it.

    At the pace that suits a short command (`bot.cli`) everybody who asked waited 0.3 s now and then, while 100,000 objects were looked at.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AT)


def _leave() -> NoReturn:
    """End now. Python's own ending would wait for every call in hand, and the database's closing for whoever holds it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _meet(workspaces: Workspaces, identity: Identity) -> None:
    """Learn which workspace the token belongs to, take its rows in hand, and note that Slack lets Remit in; a Slack that cannot be
    reached is waited for later."""
    from slack_sdk.errors import SlackApiError, SlackClientError

    with _slack_refusals("SLACK_BOT_TOKEN"):
        try:
            team = identity.learn().team
        except SlackApiError as error:
            if error.response.status_code < TOO_MANY:
                raise
            team = ""
        except (OSError, SlackClientError):
            team = ""
    if team:
        workspaces.of(team).let_in()
    else:
        say("Slack is not reached yet; trying again in the background.")


@contextmanager
def _slack_refusals(name: str) -> Iterator[None]:
    """What Slack says to a token that it does not take, as one sentence that names the variable."""
    from slack_sdk.errors import SlackApiError

    try:
        yield
    except SlackApiError as error:
        code = error.response.get("error") or f"http {error.response.status_code}"
        if error.response.status_code >= TOO_MANY:
            raise CommandError(f"Slack has no time for Remit now ({code}); start it again in a minute") from error
        raise CommandError(f"{name}: Slack refuses it ({code}); copy it again from your app's page at api.slack.com/apps") from error


def _fixed(text: str) -> Callable[[], datetime]:
    """A clock that stood at `text` (ISO 8601) when it was made and goes on from there."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--now: {text!r} is no time; write it like 2026-11-30T09:01+01:00") from error
    if moment.tzinfo is None:
        raise CommandError(f"--now: {text!r} has no zone; write it like 2026-11-30T09:01+01:00")
    began = time.monotonic()
    return lambda: (moment + timedelta(seconds=time.monotonic() - began)).astimezone(UTC)
