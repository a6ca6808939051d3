"""The real app against the local Slack: real sockets, a real database, HTTP and Socket Mode."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import Identity, create_app, slack_client
from bot.courier import Courier
from bot.delivery import SEND_TIMEOUT_SECONDS
from bot.server import Server
from bot.service import Service
from bot.settings import Settings, read_settings
from bot.socket_mode import SocketRunner
from bot.tryout.delivery import HttpLink
from bot.tryout.local_slack import LocalSlack
from bot.tryout.workspace import Message
from bot.web import EVENTS_PATH, SlackDoor
from bot.worker import Worker
from knowledge import Knowledge, Workspaces, open_knowledge

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cast:
    """Who is in the company, and where they talk. All are Slack ids."""

    employee: str
    cio: str
    cto: str
    decider: str
    admin: str
    guest: str
    general: str
    disputes: str
    leaders: str


@dataclass
class House:
    """The app while it runs, its database, and the company around it."""

    slack: LocalSlack
    cast: Cast
    settings: Settings
    workspaces: Workspaces
    mode: str
    link: HttpLink | None = None
    closing: list[Callable[[], object]] = field(default_factory=list)

    @property
    def knowledge(self) -> Knowledge:
        return self.workspaces.of(self.slack.workspace.team)

    def worker_once(self, moment: datetime) -> list[str]:
        """One tick at `moment`, in a worker of its own, as `worker --once --now` does."""
        client = slack_client(self.settings, self.settings.bot_token, SEND_TIMEOUT_SECONDS)
        workspaces = open_knowledge(self.settings.database_url, now=lambda: moment)
        courier = Courier(workspaces, client, now=lambda: moment)
        try:
            return Worker(workspaces, courier, lambda: moment).once()
        finally:
            courier.close()
            workspaces.close()

    def ask(self, user: str, question: str) -> Any:
        """/whoowns in #general."""
        return self.slack.command(user, self.cast.general, "/whoowns", question)

    def settled(self) -> bool:
        """Nothing is owed to Slack any more."""
        return self.workspaces.next_due() is None

    def raise_dispute(self, user: str, topic: str, owner: str, why: str) -> Message:
        """Ask, press Dispute, fill the modal in; returns the dispute's post."""
        before = {m.ts for m in self.slack.messages(self.cast.disputes, by_app=True)}
        asked = self.ask(user, topic)
        clicked = self.slack.click(user, asked.message, "Dispute")
        assert clicked.view is not None, self.slack.calls("views.open")
        sent = self.slack.submit(user, clicked.view, {"Who should own it?": owner, "Why?": why})
        assert (sent.error, sent.errors) == ("", {}), sent
        if sent.view is not None:
            self.slack.acting.close_view(sent.view)
        found: list[Message] = self.slack.wait_for(lambda: [m for m in self.disputes_posts() if m.ts not in before])
        return found[0]

    def disputes_posts(self) -> list[Message]:
        """The app's messages in the disputes channel that are not replies, as they stand now."""
        return [m for m in self.slack.messages(self.cast.disputes, by_app=True) if m.thread_ts in ("", m.ts)]

    def decide(self, user: str, post: Message, owner: str, rationale: str, **more: Any) -> Any:
        """Press Decide and fill the modal in."""
        clicked = self.slack.click(user, post, "Decide")
        assert clicked.view is not None, self.slack.ephemerals(user)
        return self.slack.submit(user, clicked.view, {"Owner": owner, "Rationale": rationale, **more})


def scopes_of_manifest() -> frozenset[str]:
    """What the app asks for in its manifest: the local Slack grants nothing else."""
    manifest: Mapping[str, Any] = json.loads((ROOT / "manifest.json").read_text())
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])


def populate(slack: LocalSlack) -> Cast:
    """A company of six."""
    people = {
        "employee": slack.add_user("erin", "Erin Employee"),
        "cio": slack.add_user("ines", "Ines Info"),
        "cto": slack.add_user("tom", "Tom Tech"),
        "decider": slack.add_user("dana", "Dana Decider"),
        "admin": slack.add_user("ada", "Ada Admin", is_admin=True),
        "guest": slack.add_user("gus", "Gus Guest", is_restricted=True),
    }
    places = {"general": "general", "disputes": "ownership-disputes", "leaders": "leaders"}
    return Cast(**{k: u.id for k, u in people.items()}, **{k: slack.add_channel(name).id for k, name in places.items()})


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    """A local Slack with the scopes of the manifest; events that fail are retried at once."""
    with LocalSlack(retry_waits=(0.0, 0.0, 0.0)) as running:
        running.desk.scopes = scopes_of_manifest()
        yield running


@pytest.fixture
def cast(slack: LocalSlack) -> Cast:
    return populate(slack)


def start_http(house: House, app: Any, service: Service) -> None:
    door = SlackDoor(app, house.settings.signing_secret, after=service.courier.wake)
    server = Server(door, "127.0.0.1", 0).start()
    house.link = house.slack.connect(server.address + EVENTS_PATH)
    house.closing.append(lambda: server.stop(10.0))


def start_socket(house: House, app: Any, service: Service) -> None:
    client = slack_client(house.settings, None, SEND_TIMEOUT_SECONDS)
    runner = SocketRunner(app, house.settings.app_token, client, after=service.courier.wake)
    runner.connect()
    house.slack.wait_for_app()
    stop = threading.Event()
    watch = threading.Thread(target=runner.run, args=(stop,))
    watch.start()

    def close() -> None:
        stop.set()
        runner.close()
        watch.join()

    house.closing.append(close)


def build_house(slack: LocalSlack, cast: Cast, database_url: str, mode: str) -> House:
    """Settings, database, app, courier, and a way in: everything but a process of its own."""
    settings = read_settings({**slack.environment, "DATABASE_URL": database_url}, ())
    workspaces = open_knowledge(settings.database_url, create=True)
    house = House(slack, cast, settings, workspaces, mode)
    workspaces.of(slack.workspace.team).change_settings(
        {
            "deciders": cast.decider,
            "disputes_channel": cast.disputes,
            "digest_channel": cast.leaders,
            "timezone": "Europe/Berlin",
            "holders": f"CIO:{cast.cio}, CTO:{cast.cto}",
        }
    )
    identity = Identity(slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS))
    identity.learn()
    service = Service(settings, workspaces, identity, tick=False).start()
    app = create_app(settings, workspaces, identity)
    (start_http if mode == "http" else start_socket)(house, app, service)
    house.closing += [service.stop, workspaces.close]
    slack.wait_for(lambda: house.knowledge.directory().admins)  # the first reading would overwrite what a test says of admins
    return house


@pytest.fixture(params=["http", "socket"])
def house(request: pytest.FixtureRequest, slack: LocalSlack, cast: Cast, database_url: str) -> Iterator[House]:
    """The app over HTTP and over Socket Mode."""
    running = build_house(slack, cast, database_url, request.param)
    yield running
    for close in running.closing:
        close()


@pytest.fixture
def http_house(slack: LocalSlack, cast: Cast, database_url: str) -> Iterator[House]:
    """The app over HTTP, for what does not depend on the way in."""
    running = build_house(slack, cast, database_url, "http")
    yield running
    for close in running.closing:
        close()


@pytest.fixture
def house_at(slack: LocalSlack, cast: Cast) -> Iterator[Callable[[str], House]]:
    """Starts the app over HTTP on a database that the test chooses."""
    closing: list[Callable[[], object]] = []

    def start(database_url: str) -> House:
        house = build_house(slack, cast, database_url, "http")
        closing.extend(house.closing)
        return house

    yield start
    for close in closing:
        close()
