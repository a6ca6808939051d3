"""`remit run`, `remit web`, `remit worker`: the commands that stay until they are told to stop."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import CommandError, open_workspaces, say, settings_for, utc_now
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import Identity
    from bot.server import Application
    from bot.service import Service
    from knowledge import Workspaces

# Platforms kill 10 to 30 s after SIGTERM (Heroku 30): what is in hand gets this long.
FINISH_SECONDS = 10.0
TOO_MANY = 429  # this HTTP status and those above say nothing about the token
CANNOT_LISTEN = "{host}:{port} cannot be listened on ({reason}); stop what uses it, or give {setting} another number"


def web(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="0 takes a free one.  [default: $PORT or 3000]", show_default=False)
    ] = None,
) -> None:
    """Serve Slack over HTTP at /slack/events, and deliver posts."""
    settings = settings_for("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    from bot.app import create_app
    from bot.web import EVENTS_PATH, SlackDoor, readiness

    with _serving(settings, tick=settings.tick) as (workspaces, identity, service, stop):
        app = create_app(settings, workspaces, identity)
        door = SlackDoor(app, settings.signing_secret, after=service.courier.wake, ready=lambda: readiness(workspaces))
        with _listening(door, host, settings.port if port is None else port) as address:
            print(f"Remit listens on {address}{EVENTS_PATH}", flush=True)
            stop.wait()


def run() -> None:
    """Serve Slack over Socket Mode, without a public address, and deliver posts."""
    settings = settings_for("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    from bot.app import create_app, slack_client
    from bot.delivery import SEND_TIMEOUT_SECONDS
    from bot.socket_mode import SocketRunner

    with _serving(settings, tick=settings.tick) as (workspaces, identity, service, stop):
        app = create_app(settings, workspaces, identity)
        client = slack_client(settings, None, SEND_TIMEOUT_SECONDS)
        runner = SocketRunner(app, settings.app_token, client, after=service.courier.wake)
        service.socket_silence = runner.silent_seconds
        with _slack_refusals("SLACK_APP_TOKEN"):
            runner.connect()
        print("Remit is connected to Slack", flush=True)
        well = runner.run(stop)
        runner.close(FINISH_SECONDS)
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
    with open_workspaces(settings, now=clock) as workspaces:
        _meet(workspaces, Identity(client))
        for sentence in Worker(workspaces, Courier(workspaces, client, now=clock), clock).once():
            print(sentence)


def _told_to_stop() -> threading.Event:
    """An event that SIGTERM and SIGINT set, however many come and whichever thread the system hands them to.

    Python runs a handler in the main thread alone, and that may not wake up for it, or be interrupted while it holds the event's
    lock. What it writes to the wake-up socket arrives at once (docs.python.org, signal.set_wakeup_fd).
    """
    stop, (told, teller) = threading.Event(), socket.socketpair()
    teller.setblocking(False)

    def pass_on() -> None:
        with told, teller:  # open for as long as a signal may come
            while told.recv(64):
                stop.set()

    signal.set_wakeup_fd(teller.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    threading.Thread(target=pass_on, name="remit-signals", daemon=True).start()
    return stop


@contextmanager
def _serving(settings: Settings, *, tick: bool) -> Iterator[tuple[Workspaces, Identity, Service, threading.Event]]:
    """Logs, database, identity and background threads around a command that serves; the event is set by SIGTERM and SIGINT."""
    from bot.app import Identity, slack_client
    from bot.delivery import SEND_TIMEOUT_SECONDS
    from bot.logs import configure_logs, hide_secrets
    from bot.service import Service

    configure_logs(settings.log_level, settings.secrets)
    stop = _told_to_stop()
    with open_workspaces(settings) as workspaces:
        say(f"Database: {settings.database_file or hide_secrets(settings.database_url, settings.secrets)}")
        identity = Identity(slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS))
        _meet(workspaces, identity)
        service = Service(settings, workspaces, identity, tick=tick)
        with _showing_figures(settings, workspaces, service):
            service.start()
            try:
                yield workspaces, identity, service, stop
            finally:
                service.stop(FINISH_SECONDS)


@contextmanager
def _showing_figures(settings: Settings, workspaces: Workspaces, service: Service) -> Iterator[None]:
    """The operator's port, where the settings name one."""
    if settings.metrics is None:
        yield
        return
    from bot.metrics import METRICS_PATH, Figures, OperatorDoor

    figures = Figures(workspaces, utc_now, lambda: service.socket_silence())
    with _listening(OperatorDoor(workspaces, figures), *settings.metrics, setting="REMIT_METRICS") as address:
        say(f"Figures: {address}{METRICS_PATH}")
        yield


@contextmanager
def _listening(application: Application, host: str, port: int, setting: str = "--port") -> Iterator[str]:
    """An HTTP server with its address, until the block ends; what is in hand then is finished. Raises `CommandError` for a port in use."""
    from bot.server import Server

    try:
        server = Server(application, host, port).start()
    except OSError as error:
        raise CommandError(CANNOT_LISTEN.format(host=host, port=port, reason=error.strerror, setting=setting)) from error
    try:
        yield server.address
    finally:
        server.stop(FINISH_SECONDS)


def _meet(workspaces: Workspaces, identity: Identity) -> None:
    """Learn which workspace the token belongs to, and take its rows in hand; a Slack that cannot be reached is waited for later."""
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
        workspaces.of(team)
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
