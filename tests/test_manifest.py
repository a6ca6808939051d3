"""The Slack app manifest says what the code does: commands, shortcuts, events; and keeps to Slack's limits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from handlers import ids
from tests.handlers.conftest import listeners

MANIFEST: dict[str, Any] = json.loads((Path(__file__).parent.parent / "manifest.json").read_text())
ANYTHING = ".*"

# What each event is sent for, and the scope without which Slack does not send it.
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "app_home_opened": "",
    "member_joined_channel": "channels:read",
    "tokens_revoked": "",
    "app_uninstalled": "",
}


def registered(*surfaces: str) -> set[str]:
    return {name for surface, name in listeners() if surface in surfaces and name != ANYTHING}


def test_the_commands_are_those_of_the_code() -> None:
    assert {command["command"] for command in MANIFEST["features"]["slash_commands"]} == registered("command")


def test_the_shortcuts_are_those_of_the_code() -> None:
    shortcuts = MANIFEST["features"]["shortcuts"]
    assert {shortcut["callback_id"] for shortcut in shortcuts} == registered("shortcut") == {ids.FIND_OWNER}
    assert {shortcut["type"] for shortcut in shortcuts} == {"message"}


def test_the_events_are_those_of_the_code() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {event.split(".")[0] for event in events} == registered("event")
    assert set(events) == set(EVENT_SCOPES)


@pytest.mark.parametrize("event", EVENT_SCOPES)
def test_every_event_has_the_scope_it_needs(event: str) -> None:
    assert EVENT_SCOPES[event] in ("", *MANIFEST["oauth_config"]["scopes"]["bot"])


def test_buttons_forms_and_typed_direct_messages_can_reach_the_app() -> None:
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True
    home = MANIFEST["features"]["app_home"]
    assert home == {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}


def test_words_keep_to_slack_s_limits() -> None:
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140 and 175 <= len(shown["long_description"]) <= 4000
    for command in MANIFEST["features"]["slash_commands"]:
        assert len(command["command"]) <= 32 and len(command["description"]) <= 2000 and len(command["usage_hint"]) <= 1000
    for shortcut in MANIFEST["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150 and len(shortcut["callback_id"]) <= 255
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])


def test_nothing_in_it_is_an_address_or_a_secret() -> None:
    assert "http" not in json.dumps(MANIFEST) and "xox" not in json.dumps(MANIFEST)


def test_whoowns_is_asked_for_first_and_catch_alls_come_last() -> None:
    order = listeners()
    assert order[0] == ("command", ids.WHOOWNS)
    for surface in {surface for surface, _ in order}:
        names = [name for kind, name in order if kind == surface]
        assert ANYTHING not in names[:-1], surface
    assert {surface for surface, name in order if name == ANYTHING} == {"command", "event", "action", "shortcut", "view", "view_closed"}
