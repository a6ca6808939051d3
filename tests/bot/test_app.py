"""The app: what the environment cannot turn it into, and what it asks Slack."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.app import READ_BY_BOLT, Identity, create_app, slack_client
from bot.server import Server
from bot.web import EVENTS_PATH, SlackDoor

if TYPE_CHECKING:
    from tests.bot.conftest import Office


def test_variables_that_bolt_reads_by_itself_change_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READ_BY_BOLT:
        monkeypatch.setenv(name, "elsewhere")
    app = create_app(office.settings, office.workspaces, office.identity())
    assert app.oauth_flow is None
    assert app.installation_store is None
    assert {name: os.environ[name] for name in READ_BY_BOLT} == dict.fromkeys(READ_BY_BOLT, "elsewhere")
    server = Server(SlackDoor(app, office.settings.signing_secret), "127.0.0.1", 0).start()
    office.slack.connect(server.address + EVENTS_PATH, office.settings.signing_secret)
    assert office.slack.command(office.person, office.channel, "/whoowns", "ERP").text.startswith("*CIO* owns ERP.")
    assert server.stop()


def test_slack_is_asked_who_the_bot_is_once_not_with_every_request(office: Office) -> None:
    server = Server(SlackDoor(create_app(office.settings, office.workspaces), office.settings.signing_secret), "127.0.0.1", 0).start()
    office.slack.connect(server.address + EVENTS_PATH)
    for _ in range(5):
        office.slack.command(office.person, office.channel, "/whoowns", "ERP")
    assert len(office.slack.calls("auth.test")) == 1
    assert len(office.slack.calls()) == 1
    assert server.stop()


def test_a_slack_that_cannot_tell_who_the_bot_is_is_not_asked_again_at_once(office: Office) -> None:
    office.slack.faults.always("auth.test", status=503)
    clock = [0.0]
    identity = Identity(slack_client(office.settings, office.settings.bot_token, 2), clock=lambda: clock[0])
    assert [identity.known(), identity.known()] == [None, None]
    assert len(office.slack.calls("auth.test")) == 1
    office.slack.faults.clear()
    clock[0] = 31.0
    known = identity.known()
    assert known is not None and known.bot_user == office.slack.bot.id
    assert known.team == office.slack.workspace.team


def test_the_posting_client_repeats_nothing_by_itself(office: Office) -> None:
    client = slack_client(office.settings, office.settings.bot_token, 2)
    office.slack.faults.next("chat.postMessage", drop_after_accept=True)
    with pytest.raises(OSError):
        client.chat_postMessage(channel=office.channel, text="once")
    assert [message.text for message in office.slack.messages(office.channel)] == ["once"]
