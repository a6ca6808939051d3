"""What the libraries do by default, and what Remit does instead: each test shows the one going wrong and the other not."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.oauth.state_store import FileOAuthStateStore
from sqlalchemy import URL, create_engine, text

from bot.app import create_app, slack_client
from bot.logs import configure_logs
from bot.settings import read_settings
from bot.tryout import payloads
from bot.tryout.local_slack import LocalSlack
from bot.web import SlackDoor
from knowledge import open_knowledge
from knowledge.database.session import open_database
from knowledge.governance.calendar import week_of
from tests.faults.histories import query
from tests.faults.rig import company

ROOT = Path(__file__).parents[2]


def default_app(handler: Callable[..., None]) -> App:
    """Bolt as its own documentation sets it up, with one listener for mentions."""

    def authorize(team_id: str, **_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="xoxb-x", bot_user_id="U0BOT", bot_id="B0BOT")

    app = App(authorize=authorize, signing_secret="secret", request_verification_enabled=False)
    app.event("app_mention")(handler)
    return app


def mention(slack: LocalSlack) -> dict[str, Any]:
    """The envelope of one mention."""
    user, channel = slack.add_user("erin").id, slack.add_channel("general").id
    return payloads.event(slack.desk, payloads.mention_event(slack.acting.say(user, channel, f"<@{slack.bot.id}> who owns ERP?")))


def test_a_listener_that_fails_has_been_acknowledged_by_bolt_and_is_refused_by_us(database_url: str) -> None:
    ran = threading.Event()

    def fails(event: dict[str, Any]) -> None:
        ran.set()
        raise RuntimeError(event["type"])

    with LocalSlack() as slack:
        assert default_app(fails).dispatch(BoltRequest(body=mention(slack), mode="socket_mode")).status == 200
        assert ran.wait(5), "the event is lost: Slack has its 200 and sends it no more"
    with company(database_url) as there:
        there.fuse.set(1)
        said = there.slack.acting.say(there.cast.employee, there.cast.general, f"<@{there.slack.bot.id}> who owns ERP?")
        assert not there.slack.acting.event(payloads.mention_event(said))[0].ok
        there.begin_again()
        assert there.slack.acting.event(payloads.mention_event(said))[0].ok
        there.settle()
        assert len(there.slack.replies(said)) == 1


def test_four_copies_of_an_event_are_four_runs_for_bolt_and_one_for_us(database_url: str) -> None:
    runs = threading.Semaphore(0)

    def counts() -> None:
        runs.release()

    with LocalSlack() as slack:
        app, body = default_app(counts), mention(slack)
        for _ in range(4):
            app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        assert all(runs.acquire(timeout=5) for _ in range(4))
    with company(database_url) as there:
        there.slack.mention(there.cast.employee, there.cast.general, "who owns ERP?", times=4)
        there.settle()
        assert len(there.slack.messages(there.cast.general, by_app=True)) == 1


def test_a_connection_that_drops_makes_two_posts_by_default_and_one_of_ours() -> None:
    with LocalSlack() as slack:
        channel = slack.add_channel("general").id
        settings = read_settings({**slack.environment, "DATABASE_URL": "sqlite:///unused.db"}, ())
        clients = (WebClient(token=settings.bot_token, base_url=settings.api_url), slack_client(settings, settings.bot_token, 5))
        posted = []
        for client in clients:
            before = len(slack.messages(channel))
            slack.faults.next("chat.postMessage", drop_after_accept=True)
            with contextlib.suppress(OSError):
                client.chat_postMessage(channel=channel, text="hello")
            posted.append(len(slack.messages(channel)) - before)
        assert posted == [2, 1]


def test_five_slow_listeners_make_bolt_refuse_a_form_and_do_it_all_the_same_and_ours_are_no_pool(database_url: str) -> None:
    """What of ours waits too long for a thread is refused and never done: tests/bot/test_web.py."""
    proceed, done = threading.Event(), threading.Event()
    app = default_app(lambda: proceed.wait(30))
    app.view("form")(lambda ack: (ack(), done.set()))
    with LocalSlack() as slack:
        body = mention(slack)
        form = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": {"type": "modal", "callback_id": "form"}}
        for _ in range(5):
            assert app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
        assert app.dispatch(BoltRequest(body=form, mode="socket_mode")).status == 404
        proceed.set()
        assert done.wait(10), "the person was told that it failed"
    with LocalSlack() as slack, ThreadPoolExecutor(5) as pool:
        workspaces = open_knowledge(database_url, create=True)
        app = create_app(read_settings({**slack.environment, "DATABASE_URL": database_url}, ()), workspaces)
        slack.faults.always("views.open", hang=30.0)

        def command(name: str, number: int = 0) -> BoltResponse:
            typed = {"command": name, "text": "ERP", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": f"1.{number}"}
            return app.dispatch(BoltRequest(body=typed, mode="socket_mode"))

        slow = [pool.submit(command, "/dispute", number) for number in range(5)]
        slack.wait_for(lambda: len(slack.calls("views.open")) == 5)
        assert "*CIO* owns ERP." in command("/whoowns").body
        assert not any(one.done() for one in slow)
        assert [one.result().status for one in slow] == [200] * 5
        workspaces.close()


def test_bolts_adapter_parses_what_nobody_signed_and_ours_does_not() -> None:
    signed_app = App(token="xoxb-x", signing_secret="secret", token_verification_enabled=False)
    body = b'{"type":'
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
        "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO(body),
    }  # fmt: skip
    with pytest.raises(json.JSONDecodeError):
        list(SlackRequestHandler(signed_app)(dict(environ), lambda _status, _headers: None))
    environ["wsgi.input"] = io.BytesIO(body)
    said: list[str] = []
    list(SlackDoor(signed_app, "secret")(environ, lambda status, _headers: said.append(status)))
    assert said == ["401 Unauthorized"]


def test_slacks_library_logs_messages_at_debug_and_ours_keeps_it_quiet() -> None:
    root, slacks, heard = logging.getLogger(), logging.getLogger("slack_sdk"), []
    handlers, level, its_level = root.handlers[:], root.level, slacks.level
    slacks.setLevel(logging.NOTSET)
    with LocalSlack() as slack:
        channel = slack.add_channel("general").id
        client = WebClient(token=slack.desk.bot_token, base_url=slack.api_url)
        for configure in (partial(logging.basicConfig, level=logging.DEBUG, force=True), partial(configure_logs, "DEBUG")):
            out = io.StringIO()
            configure(stream=out)
            client.chat_postMessage(channel=channel, text="zebrawords")
            heard.append("zebrawords" in out.getvalue())
    root.handlers[:] = handlers
    root.setLevel(level)
    slacks.setLevel(its_level)
    structlog.reset_defaults()
    assert heard == [True, False]


SOCKET_MODE_HANDLER = """
import sys
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

client = WebClient(token=sys.argv[1], base_url=sys.argv[3])
handler = SocketModeHandler(App(client=client, token_verification_enabled=False), sys.argv[2])
handler.connect()
print("ready", flush=True)
handler.start()
"""


def test_bolts_socket_handler_dies_of_the_signal_to_stop_and_ours_ends_well(database_url: str) -> None:
    """What is in hand then is finished: tests/bot/test_socket_mode.py."""
    with LocalSlack() as slack:
        environment = os.environ | slack.environment | {"DATABASE_URL": database_url}
        default = [sys.executable, "-c", SOCKET_MODE_HANDLER, slack.desk.bot_token, environment["SLACK_APP_TOKEN"], slack.api_url]
        codes = []
        for command in (default, [sys.executable, "-m", "bot", "run"]):
            with subprocess.Popen(
                command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            ) as running:
                assert running.stdout is not None and running.stdout.readline()
                running.send_signal(signal.SIGTERM)
                codes.append(running.wait(30))
    assert codes == [-signal.SIGTERM, 0]


def test_what_stands_before_every_listener_is_asked_before_bolt_acknowledges() -> None:
    """On this rests that nobody's event is lost who asks too fast: `handlers.pace` refuses it, and Slack sends it again."""
    reached = threading.Event()
    app = default_app(lambda: reached.set())
    app.middleware(lambda: BoltResponse(status=503, body=""))
    with LocalSlack() as slack:
        assert app.dispatch(BoltRequest(body=mention(slack), mode="socket_mode")).status == 503
    assert not reached.is_set()


def test_postgresql_loses_updates_in_silence_by_default_and_none_of_ours(server_url: URL | None, database_url: str) -> None:
    if server_url is None:
        pytest.skip("about a PostgreSQL server; set DATABASE_URL")
    plain = create_engine(database_url)
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE tally (count INTEGER)"))
        connection.execute(text("INSERT INTO tally VALUES (0)"))
    assert two_increments(plain.begin) == 1
    plain.dispose()
    workspaces = open_knowledge(database_url, create=True)
    knowledge, people = workspaces.of("T1"), [f"U{number:03}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda person: knowledge.subscribe_digest(actor=person, wanted=True), people))
    assert all(knowledge.subscribes_digest(person) for person in people), "each reads the list and writes it back longer by one"
    workspaces.close()


def two_increments(transaction: Any) -> int:
    """Two writers read a number and then, both having read it where the database lets them, write it back raised: what it is then."""
    both_have_read = threading.Barrier(2)

    def run(_number: int) -> None:
        with transaction() as connection:
            value = connection.execute(text("SELECT count FROM tally")).scalar_one()
            with contextlib.suppress(threading.BrokenBarrierError):
                both_have_read.wait(1.0)
            connection.execute(text("UPDATE tally SET count = :next"), {"next": value + 1})

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    with transaction() as connection:
        found: int = connection.execute(text("SELECT count FROM tally")).scalar_one()
    return found


def test_sqlite_loses_updates_in_silence_by_default_and_none_of_ours(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tally.db'}"
    plain = create_engine(url)
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE tally (count INTEGER)"))
        connection.execute(text("INSERT INTO tally VALUES (0)"))
    assert two_increments(plain.begin) == 1, "two writers were told that they saved, and one update is gone"
    plain.dispose()
    database = open_database(url)
    with database.writing() as session:
        session.execute(text("UPDATE tally SET count = 0"))
    assert two_increments(database.writing) == 2
    database.close()


def test_the_file_store_of_states_deletes_what_lies_elsewhere_and_we_have_none(tmp_path: Path) -> None:
    victim, inside = tmp_path / "victim", tmp_path / "states"
    victim.write_text("1.0")
    inside.mkdir()
    FileOAuthStateStore(expiration_seconds=60, base_dir=str(inside)).consume("../victim")
    assert not victim.exists()
    sources = [file.read_text("utf-8") for folder in ("bot", "handlers") for file in (Path(__file__).parents[2] / folder).rglob("*.py")]
    assert not any("oauth" in source and "StateStore" in source for source in sources)


def test_the_python_driver_breaks_on_questions_given_to_full_text_search_and_ours_answers(database_url: str, tmp_path: Path) -> None:
    questions = ("who's", "C++", "what?", "foo-bar", "", '"', "a AND")
    engine = create_engine(f"sqlite:///{tmp_path / 'search.db'}")
    broken = 0
    with engine.begin() as connection:
        connection.execute(text("CREATE VIRTUAL TABLE found USING fts5(words)"))
        for question in questions:
            try:
                connection.execute(text("SELECT * FROM found WHERE found MATCH :q"), {"q": question}).all()
            except Exception as error:  # noqa: BLE001  any refusal counts
                broken += bool(str(error))
    engine.dispose()
    assert broken >= 5
    workspaces = open_knowledge(database_url, create=True)
    assert [bool(workspaces.only().ask(question).standing) for question in questions] == [True] * len(questions)
    workspaces.close()


def test_a_digest_looked_for_before_it_is_posted_is_posted_twice_and_ours_once(database_url: str) -> None:
    posted: list[str] = []
    start = threading.Barrier(6)

    def look_then_post(_number: int) -> None:
        absent = "2026-W53" not in posted
        start.wait()
        if absent:
            posted.append("2026-W53")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(look_then_post, range(6)))
    assert len(posted) == 6
    with company(database_url, copies=4) as there:
        there.knowledge.change_settings({"digest_when_empty": "yes"})
        there.clock.pass_by(datetime(2026, 12, 28, 12, tzinfo=UTC) - there.clock())
        there.run(lambda: there.life.workspaces.tick(there.clock()))
        assert query(there, "SELECT count(*) FROM post WHERE kind = 'digest'")[0][0] == 1


def test_bolt_asks_slack_who_it_is_for_every_request_and_we_once(database_url: str) -> None:
    with company(database_url) as there:
        before = len(there.slack.calls("auth.test"))
        for _ in range(5):
            there.slack.command(there.cast.employee, there.cast.general, "/whoowns", "ERP")
        assert len(there.slack.calls("auth.test")) == before
    with LocalSlack() as slack:
        body = mention(slack)

        def authorize(**_: Any) -> AuthorizeResult:
            client = WebClient(token=slack.desk.bot_token, base_url=slack.api_url)
            return AuthorizeResult.from_auth_test_response(auth_test_response=client.auth_test(), bot_token=slack.desk.bot_token)

        app = App(authorize=authorize, signing_secret="secret", request_verification_enabled=False)
        app.event("app_mention")(lambda: None)
        for _ in range(5):
            app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        assert len(slack.calls("auth.test")) >= 5


@pytest.mark.parametrize("pattern", ["%Y-W%V", "%Y-W%W"])
def test_strftime_names_the_first_week_of_2027_wrongly_and_we_do_not(pattern: str) -> None:
    moment = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert moment.strftime(pattern) != "2026-W53"
    assert week_of(moment, ZoneInfo("UTC")) == (2026, 53)
