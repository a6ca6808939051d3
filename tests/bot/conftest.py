"""A local Slack with a channel and a person, a database of its own, and posts to deliver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.app import Identity, slack_client
from bot.courier import Courier
from bot.settings import Settings, read_settings
from bot.tryout.local_slack import LocalSlack
from bot.tryout.tryout import Clock
from knowledge import Knowledge, Workspaces, open_knowledge
from knowledge.types import Destination


@dataclass
class Office:
    """The bot's side of a small workspace: no listener runs, posts are made by hand."""

    slack: LocalSlack
    settings: Settings
    workspaces: Workspaces
    channel: str
    person: str
    clock: Clock

    @property
    def knowledge(self) -> Knowledge:
        return self.workspaces.of(self.slack.workspace.team)

    def courier(self, timeout: int = 2) -> Courier:
        """A courier whose calls take at most `timeout` seconds."""
        return Courier(self.workspaces, slack_client(self.settings, self.settings.bot_token, timeout), now=self.clock.now)

    def identity(self) -> Identity:
        return Identity(slack_client(self.settings, self.settings.bot_token, 2))

    def owe(self, question: str = "who owns ERP?", **place: str) -> None:
        """Owe the answer to `question`, to the channel unless `place` (the fields of a Destination) says otherwise."""
        destination = Destination(**({} if "response_url" in place else {"channel": self.channel}) | place)
        self.knowledge.post_answer(question, asker=self.person, destination=destination, request=(f"{question}{destination}",))

    def said(self, channel: str = "") -> list[str]:
        """The first lines of what the bot has said."""
        return [message.text.splitlines()[0] for message in self.slack.messages(channel or self.channel, by_app=True)]


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    clock = Clock()
    with LocalSlack(clock=clock.seconds) as slack:
        person = slack.add_user("ada", "Ada Asker")
        channel = slack.add_channel("general")
        settings = read_settings(slack.environment | {"DATABASE_URL": database_url})
        workspaces = open_knowledge(settings.database_url, create=True, now=clock.now)
        yield Office(slack, settings, workspaces, channel.id, person.id, clock)
        workspaces.close()
