"""The commands that stay, as processes: they say where they are, stop when told, finish what they have begun."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge import open_knowledge
from tests.locks import busy

if TYPE_CHECKING:
    from tests.bot.conftest import Office

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def process(office: Office, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    given = os.environ | office.slack.environment | {"DATABASE_URL": office.settings.database_url} | environment
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "bot", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=given, stdout=pipe, stderr=pipe, text=True) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()


def first_line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline()


def complaint(running: subprocess.Popen[str]) -> str:
    running.wait(30)
    assert running.stderr is not None
    return running.stderr.read()


READY = {"web": "Remit listens on", "run": "Remit is connected", "worker": "Remit's worker runs"}


@pytest.mark.parametrize(("command", "ready"), READY.items())
def test_each_says_when_it_is_ready_and_stops_when_told_many_times(office: Office, command: str, ready: str) -> None:
    with process(office, command, **({"PORT": "0"} if command == "web" else {})) as running:
        assert first_line(running).startswith(ready)
        for number in [signal.SIGTERM, signal.SIGINT] * 100:
            running.send_signal(number)
        assert running.wait(15) == 0


LONGEST_ENDING = 10.0  # seconds; the platforms that wait least kill after these


def stopped_after(running: subprocess.Popen[str]) -> float:
    """Tell the process to stop: how long it takes."""
    began = time.monotonic()
    running.send_signal(signal.SIGTERM)
    running.wait(60)
    return time.monotonic() - began


def test_a_busy_database_keeps_no_process_from_ending_well_and_in_time(office: Office) -> None:
    with process(office, "web", "--port", "0", REMIT_TICK="yes") as running:
        office.slack.connect(first_line(running).split()[-1])
        office.slack.command(office.person, office.channel, "/whoowns", "ERP")
        with busy(office.settings.database_url):
            seconds = stopped_after(running)
    assert (running.returncode, seconds < LONGEST_ENDING) == (0, True), seconds


def test_a_call_that_hangs_keeps_no_process_from_ending_well_and_in_time(office: Office) -> None:
    office.slack.faults.always("chat.postMessage", hang=60.0)
    with process(office, "web", "--port", "0") as running:
        office.slack.connect(first_line(running).split()[-1])
        office.slack.mention(office.person, office.channel, "who owns GDPR?")
        office.slack.wait_for(lambda: office.slack.calls("chat.postMessage"))
        seconds = stopped_after(running)
    office.slack.faults.clear()
    assert (running.returncode, seconds < LONGEST_ENDING) == (0, True), seconds


def test_requests_that_never_end_keep_no_process_from_ending_well_and_in_time(office: Office) -> None:
    with process(office, "web", "--port", "0") as running, ExitStack() as staying:
        port = int(first_line(running).removesuffix("/slack/events\n").rpartition(":")[2])
        for _ in range(8):
            hanging = staying.enter_context(socket.create_connection(("127.0.0.1", port)))
            hanging.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nsome")
        seconds = stopped_after(running)
    assert (running.returncode, seconds < LONGEST_ENDING) == (0, True), seconds


def test_the_web_process_answers_and_is_alive(office: Office) -> None:
    with process(office, "web", "--port", "0") as running:
        address = first_line(running).split()[-1]
        office.slack.connect(address)
        assert office.slack.command(office.person, office.channel, "/whoowns", "ERP").text.startswith("*CIO* owns ERP.")
        asked = office.slack.mention(office.person, office.channel, "who owns GDPR?")
        office.slack.wait_for(lambda: office.slack.replies(asked))
        for path in ("/healthz", "/readyz"):
            with urllib.request.urlopen(address.replace("/slack/events", path), timeout=5) as health:
                assert health.read() == b"ok"
        running.send_signal(signal.SIGTERM)
        assert str(office.settings.database_url.rsplit("/", 1)[-1]) in complaint(running)
        assert running.returncode == 0


def test_the_socket_process_answers(office: Office) -> None:
    with process(office, "run") as running:
        first_line(running)
        office.slack.wait_for_app()
        asked = office.slack.mention(office.person, office.channel, "who owns GDPR?")
        office.slack.wait_for(lambda: office.slack.replies(asked))
        running.send_signal(signal.SIGTERM)
        assert running.wait(15) == 0


def test_the_figures_have_a_port_of_their_own(office: Office) -> None:
    with process(office, "run", REMIT_METRICS="127.0.0.1:0") as running:
        assert first_line(running) == "Remit is connected to Slack\n"
        assert running.stderr is not None
        address = next(line.split()[-1] for line in running.stderr if line.startswith("Figures: "))
        with urllib.request.urlopen(address, timeout=5) as figures:
            assert b"remit_socket_silence_seconds" in figures.read()
        running.send_signal(signal.SIGTERM)
        assert running.wait(15) == 0


@pytest.mark.parametrize("command", READY)
def test_a_damaged_file_is_not_served(office: Office, command: str, tmp_path: Path) -> None:
    if not office.settings.on_sqlite:
        pytest.skip("about SQLite files")
    damaged = tmp_path / "damaged.db"
    open_knowledge(f"sqlite:///{damaged}", create=True).close()
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-4096] + b"\xff" * 4096)
    with process(office, command, DATABASE_URL=f"sqlite:///{damaged}", PORT="0") as running:
        last = complaint(running).splitlines()[-1]
    assert running.returncode == 2
    assert last.startswith("remit: ") and "is damaged; restore it from a backup" in last


def test_a_port_in_use_is_one_line(office: Office) -> None:
    with process(office, "web", "--port", "0") as running:
        port = first_line(running).split()[-1].removesuffix("/slack/events").rsplit(":", 1)[1]
        with process(office, "web", "--port", port) as second:
            last = complaint(second).splitlines()[-1]
            assert second.returncode == 2
            assert last.startswith("remit: ") and port in last


@pytest.mark.parametrize(
    ("command", "wrong", "name"),
    [
        ("web", {"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN"),
        ("run", {"SLACK_APP_TOKEN": "xapp-wrong"}, "SLACK_APP_TOKEN"),
        ("worker", {"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN"),
    ],
)
def test_a_token_that_slack_refuses_is_named_before_anything_starts(office: Office, command: str, wrong: dict[str, str], name: str) -> None:
    with process(office, command, **wrong) as running:
        last = complaint(running).splitlines()[-1]
        assert running.returncode == 2
        assert last.startswith(f"remit: {name}: Slack refuses it (invalid_auth)")


def test_a_slack_that_is_away_does_not_keep_the_web_process_from_starting(office: Office) -> None:
    office.slack.faults.always("auth.test", status=503)
    with process(office, "web", "--port", "0") as running:
        address = first_line(running).split()[-1]
        office.slack.connect(address)
        assert office.slack.command(office.person, office.channel, "/whoowns", "ERP").text.startswith("*CIO* owns ERP.")
        running.send_signal(signal.SIGTERM)
        assert "not reached yet" in complaint(running)


def test_the_worker_does_once_what_is_due_at_the_given_time(office: Office) -> None:
    office.knowledge.change_settings({"digest_channel": office.channel, "timezone": "Europe/Berlin", "deciders": office.person})
    office.knowledge.raise_dispute(
        topic="ERP", proposed=("CTO",), reason="It is code.", actor=office.person, origin=office.channel, request="r1"
    )
    for turn in range(2):
        with process(office, "worker", "--once", "--now", "2030-12-02T09:01+01:00") as running:
            out, err = running.communicate(timeout=60)
            assert running.returncode == 0, err
            assert ("2030-W49" in out or "2030-W48" in out) == (turn == 0), out
    posts = [call for call in office.slack.calls("chat.postMessage") if call.arguments["channel"] == office.channel]
    assert len([call for call in posts if "thread_ts" not in call.arguments]) == 2, "the dispute and one digest"


def test_secrets_are_in_no_log_even_when_everything_is_logged(office: Office) -> None:
    office.slack.faults.next("chat.postMessage", error="invalid_blocks")
    with process(office, "run", LOG_LEVEL="DEBUG") as running:
        first_line(running)
        office.slack.wait_for_app()
        asked = office.slack.mention(office.person, office.channel, "who owns GDPR?")
        office.slack.wait_for(lambda: office.slack.replies(asked))
        running.send_signal(signal.SIGTERM)
        said = complaint(running)
    assert said
    for secret in (office.settings.bot_token, office.settings.app_token, office.settings.signing_secret, "ticket="):
        assert secret not in said
