"""What the bot learns of people and channels, and what it does without."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from bot.app import slack_client
from bot.directory import DirectoryReader

if TYPE_CHECKING:
    from tests.bot.conftest import Office


def reader(office: Office) -> DirectoryReader:
    client = slack_client(office.settings, office.settings.bot_token, 2)
    return DirectoryReader(office.workspaces, client, office.identity(), threading.Event())


def test_admins_groups_and_names_are_learnt(office: Office) -> None:
    admin = office.slack.add_user("boss", "Bea Boss", is_admin=True, tz="Europe/Berlin")
    decider = office.slack.add_user("dora", "Dora Decider")
    group = office.slack.add_group("leads", [decider.id])
    office.knowledge.change_settings({"deciders": decider.id})
    assert reader(office).refresh()
    known = office.knowledge.directory()
    assert known.admins == (admin.id,)
    assert known.groups == {group.id: (decider.id,)}
    assert known.names[decider.id] and known.names[admin.id] and known.names[group.id]
    assert office.person not in known.names
    assert office.knowledge.settings().timezone == "Europe/Berlin"


def test_public_channels_are_known_by_name_and_private_ones_are_not(office: Office) -> None:
    private = office.slack.add_channel("secret", is_private=True)
    reader(office).refresh()
    names = office.knowledge.directory().names
    assert names[office.channel] == "general"
    assert private.id not in names


def test_many_people_are_read_page_by_page(office: Office) -> None:
    admins = {office.slack.add_user(f"u{number}", is_admin=number % 100 == 0).id for number in range(450) if number % 100 == 0}
    for number in range(450):
        office.slack.add_user(f"v{number}")
    reader(office).refresh()
    assert admins <= set(office.knowledge.directory().admins)
    assert len(office.slack.calls("users.list")) >= 3


@pytest.mark.parametrize("missing", ["users:read", "usergroups:read", "channels:read"])
def test_a_missing_scope_costs_only_its_part_and_keeps_what_was_known(office: Office, missing: str) -> None:
    admin = office.slack.add_user("boss", is_admin=True)
    group = office.slack.add_group("leads", [office.person])
    assert reader(office).refresh()
    before = office.knowledge.directory()
    office.slack.desk.scopes = office.slack.desk.scopes - {missing}
    assert reader(office).refresh()
    after = office.knowledge.directory()
    assert after == before
    assert after.admins == (admin.id,) and group.id in after.groups


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}, {"error": "invalid_auth"}])
def test_a_slack_in_trouble_leaves_what_was_known(office: Office, fault: dict[str, object]) -> None:
    office.slack.add_user("boss", is_admin=True)
    assert reader(office).refresh()
    before = office.knowledge.directory()
    office.slack.faults.next("users.list", **fault)
    assert not reader(office).refresh()
    assert office.knowledge.directory() == before


def test_a_rate_limit_is_waited_out(office: Office) -> None:
    office.slack.faults.next("users.list", retry_after=1)
    assert reader(office).refresh()
    first, second = office.slack.calls("users.list")
    assert second.at - first.at >= 1.0


def test_the_command_lines_workspace_becomes_the_first_slack_workspace(office: Office) -> None:
    only = office.workspaces.only()
    only.change_settings({"digest_channel": "C1"})
    assert reader(office).refresh()
    assert [one.team for one in office.workspaces.all()] == [office.slack.workspace.team]
    assert office.knowledge.settings().digest_channel == "C1"
