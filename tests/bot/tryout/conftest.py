"""A local Slack with a few people and channels, for the tests of the local Slack itself; `remit try` where it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.tryout.local_slack import LocalSlack

ROOT = Path(__file__).parents[3]


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


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Gives what `remit try` with some arguments says on standard error before it ends with code 2."""

    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "bot", "try", "--no-browser", *arguments]
        environment = os.environ | {"DATABASE_URL": ""}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=environment, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        return done.stderr

    return said
