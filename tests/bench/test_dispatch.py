"""What a slash answer costs beside Bolt itself: same run, same server, one connection; only ratios mean anything."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest

from bot.app import create_app
from bot.server import Server
from bot.settings import read_settings
from bot.web import SlackDoor
from knowledge import Workspaces, open_knowledge
from tests.bench.conftest import Figure

pytestmark = pytest.mark.bench

SECRET = "test-signing-secret"
ROUNDS, PER_ROUND = 9, 200
QUESTION = "who owns Workday integration?"


def form(text: str = QUESTION) -> bytes:
    fields = {
        "token": "t", "team_id": "T1", "team_domain": "acme", "channel_id": "C1", "channel_name": "general", "user_id": "U1",
        "user_name": "ada", "command": "/whoowns", "text": text, "api_app_id": "A1", "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T1/1/x", "trigger_id": "1.2.abc",
    }  # fmt: skip
    return urlencode(fields).encode()


def signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = "v0=" + hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    kind = "application/x-www-form-urlencoded"
    return {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}


@pytest.fixture
def workspaces(database_url: str) -> Iterator[Workspaces]:
    opened = open_knowledge(database_url, create=True)
    yield opened
    opened.close()


class Known:
    """A bot whose identity was learnt: no test here talks to Slack."""

    def known(self) -> None:
        return None


def remit(workspaces: Workspaces) -> App:
    settings = read_settings({"SLACK_BOT_TOKEN": "xoxb-test", "SLACK_SIGNING_SECRET": SECRET, "DATABASE_URL": "sqlite:///unused.db"})
    return create_app(settings, workspaces, Known())  # type: ignore[arg-type]


def empty(**configuration: bool) -> App:
    """A Bolt app whose one listener says the same few words to everybody."""

    def authorize(team_id: str, enterprise_id: str) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-test", bot_user_id="U0")

    app = App(authorize=authorize, token_verification_enabled=False, signing_secret=SECRET, **configuration)

    @app.command("/whoowns")
    def listener(ack: Ack) -> None:
        ack(text="The CIO owns it.")

    return app


@contextmanager
def connection(app: App) -> Iterator[http.client.HTTPConnection]:
    server = Server(SlackDoor(app, SECRET), "127.0.0.1", 0).start()
    client = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=30)
    try:
        yield client
    finally:
        client.close()
        assert server.stop()


def timed(call: Callable[[], None], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return taken


def post(client: http.client.HTTPConnection, body: bytes) -> Callable[[], None]:
    headers = signed(body)

    def send() -> None:
        client.request("POST", "/slack/events", body, headers)
        answer = client.getresponse()
        content = answer.read()
        assert answer.status == 200 and content, (answer.status, content)

    return send


def test_a_slash_answer_takes_at_most_1_3_of_an_empty_listener(workspaces: Workspaces, figure: Figure) -> None:
    bare = empty(process_before_response=True, request_verification_enabled=False, attaching_conversation_kwargs_enabled=False)
    with connection(remit(workspaces)) as asked, connection(bare) as idle:
        ask, nothing = post(asked, form()), post(idle, form())
        timed(ask, PER_ROUND)
        timed(nothing, PER_ROUND)
        ratios, slash, floor = [], [], []
        for _ in range(ROUNDS):
            slash.append(statistics.median(timed(ask, PER_ROUND)))
            floor.append(statistics.median(timed(nothing, PER_ROUND)))
            ratios.append(slash[-1] / floor[-1])
    medians = f"{statistics.median(slash) * 1e3:.3f} ms, {statistics.median(floor) * 1e3:.3f} ms"
    figure("slash answer to an empty listener", statistics.median(ratios), most=1.3, of=medians)


def test_the_apps_dispatch_takes_at_most_a_twentieth_of_bolts_default(workspaces: Workspaces, figure: Figure) -> None:
    ours, default = remit(workspaces), empty()
    body, headers = form(), signed(form())

    def dispatch(app: App) -> Callable[[], None]:
        def send() -> None:
            answer = app.dispatch(BoltRequest(body=body.decode(), headers=dict(headers)))
            assert answer.status == 200, answer.status

        return send

    timed(dispatch(ours), 100)
    timed(dispatch(default), 5)
    ratios = []
    for _ in range(5):
        mine, theirs = statistics.median(timed(dispatch(ours), 100)), statistics.median(timed(dispatch(default), 20))
        ratios.append(mine / theirs)
    figure("dispatch to Bolt's default configuration", statistics.median(ratios), most=0.05)
