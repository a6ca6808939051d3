"""Logs: one record, one line, no secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from slack_bolt.request import BoltRequest

from bot.app import create_app
from bot.logs import HIDDEN, configure_logs, hide_secrets
from bot.server import Server
from bot.settings import read_settings
from bot.web import EVENTS_PATH, SlackDoor
from knowledge import open_knowledge

if TYPE_CHECKING:
    from tests.bot.conftest import Office

SECRETS = ("signing-secret-of-ours",)
TELLTALE = (
    "xoxb-test-token-1", "xapp-1-test-2", "xoxe.xoxb-1-test", "signing-secret-of-ours", "hunter2", "abc-ticket", "T1/42/hook", "zebrawords",
)  # fmt: skip


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    quiet = {name: logging.getLogger(name).level for name in ("slack_sdk", "slack_bolt", "sqlalchemy", "alembic", "asyncio")}
    out = io.StringIO()
    configure_logs("DEBUG", SECRETS, out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


def records(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_record_is_one_line_whatever_is_in_it(stream: io.StringIO) -> None:
    hostile = "a\r\nb\x1b[31m\x00\u2028c"
    structlog.get_logger("remit.test").info(hostile, field=hostile, nested={"deep": [hostile]})
    logging.getLogger("elsewhere").warning("%s", hostile)
    found = records(stream)
    assert [record["event"] for record in found] == [hostile, hostile]
    assert found[0]["field"] == hostile


def test_secrets_never_reach_the_log(stream: io.StringIO) -> None:
    words = (
        "xoxb-test-token-1 xapp-1-test-2 xoxe.xoxb-1-test signing-secret-of-ours"
        " postgresql://remit:hunter2@db/remit wss://host/link?ticket=abc-ticket"
        " https://hooks.slack.com/commands/T1/42/hook https://hooks.slack-gov.com/actions/T1/42/hook"
        "\nDETAIL:  Failing row contains (1, zebrawords, 2).\nand on"
    )
    structlog.get_logger("remit.test").warning(words, nested={"a": [words]})
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("elsewhere").exception("broke")
    assert len(records(stream)) == 2
    for telltale in TELLTALE:
        assert telltale not in stream.getvalue()
    assert HIDDEN in stream.getvalue()


def test_the_libraries_are_quiet_even_at_debug(stream: io.StringIO) -> None:
    for name in ("slack_sdk.web.client", "slack_bolt.App", "slack_sdk.socket_mode.builtin.client", "markdown_it.rules_block"):
        logging.getLogger(name).info("body of a message")
        logging.getLogger(name).debug("body of a message")
    assert stream.getvalue() == ""


def test_a_library_that_sets_its_own_level_is_quiet_too(stream: io.StringIO) -> None:
    logger = logging.getLogger("slack_bolt.Matcher")
    before = logger.level
    logger.level = logging.DEBUG
    logger.info("body of a message")
    logger.warning("trouble")
    logger.level = before
    assert [record["event"] for record in records(stream)] == ["trouble"]


def test_an_app_changes_no_level_of_ours(stream: io.StringIO, tmp_path: Path) -> None:
    root = logging.getLogger()
    root.setLevel(logging.ERROR)
    workspaces = open_knowledge(f"sqlite:///{tmp_path / 'remit.db'}", create=True)
    app = create_app(read_settings({"SLACK_API_URL": "http://127.0.0.1:9/api/"}), workspaces)
    command = {"command": "/whoowns", "text": "ERP", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2"}
    assert app.dispatch(BoltRequest(body=command, mode="socket_mode")).status == 200
    workspaces.close()
    root.setLevel(logging.DEBUG)
    structlog.get_logger("remit.test").info("said")
    assert "said" in [record["event"] for record in records(stream)]


def test_the_number_a_person_is_told_finds_every_record_of_the_request(office: Office, stream: io.StringIO) -> None:
    app = create_app(office.settings, office.workspaces, office.identity())

    @app.middleware
    def broken() -> None:
        structlog.get_logger("remit.test").info("on the way")
        raise ZeroDivisionError("a bug")

    server = Server(SlackDoor(app, office.settings.signing_secret), "127.0.0.1", 0).start()
    office.slack.connect(server.address + EVENTS_PATH, office.settings.signing_secret)
    told = [office.slack.command(office.person, office.channel, "/whoowns", "ERP").text for _ in range(2)]
    assert server.stop()
    numbers = [text.rstrip(".").split()[-1] for text in told]
    assert len(set(numbers)) == 2
    for number in numbers:
        mine = [str(record["event"]) for record in records(stream) if record.get("reference") == number]
        assert [event.partition(",")[0] for event in mine] == ["on the way", "A listener failed"]


def test_words_around_secrets_stay() -> None:
    assert hide_secrets("token xoxb-test for boxing xo", ()) == f"token {HIDDEN} for boxing xo"
