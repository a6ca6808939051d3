"""The two hellos are said once, also when all that is forgotten after weeks has been forgotten."""

from __future__ import annotations

from datetime import timedelta

from tests.handlers.conftest import Office


def forget(office: Office) -> None:
    """What the clock does hourly, two months later."""
    office.workspaces.tick(office.knowledge.now() + timedelta(days=60))
    office.deliver()


def test_whoever_installed_is_greeted_once_and_for_all(office: Office) -> None:
    admin = office.people["admin"]
    office.knowledge.change_settings({"disputes_channel": "", "digest_channel": "", "deciders": "", "holders": ""})
    for _ in range(2):
        office.slack.open_home(admin)
        office.deliver()
        assert [one.text.startswith("Remit is ready") for one in office.slack.messages(admin, by_app=True)] == [True]
        forget(office)


def test_a_channel_is_greeted_once_and_for_all_and_each_channel_for_itself(office: Office) -> None:
    for _ in range(2):
        for channel in (office.general, office.leaders):
            office.slack.event({"type": "member_joined_channel", "user": office.slack.bot.id, "channel": channel})
        office.deliver()
        for channel in (office.general, office.leaders):
            assert sum("I am Remit" in one.text for one in office.slack.messages(channel, by_app=True)) == 1
        forget(office)
