"""A local Slack with a few people and channels, for the tests of the local Slack itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from slack_sdk import WebClient

from bot.tryout.local_slack import LocalSlack


@dataclass(frozen=True)
class Town:
    slack: LocalSlack
    anna: str
    bela: str
    general: str
    client: WebClient


@pytest.fixture
def town() -> Iterator[Town]:
    with LocalSlack(retry_waits=(0.0, 0.0, 0.0)) as slack:
        anna, bela = slack.add_user("anna", "Anna Ask").id, slack.add_user("bela", "Bela Boss", is_admin=True).id
        general = slack.add_channel("general").id
        yield Town(slack, anna, bela, general, WebClient(slack.desk.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=5))
