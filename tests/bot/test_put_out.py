"""Slack put the bot out of a workspace: the clock leaves it alone until it is in again, and then takes it up where it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app import slack_client
from bot.directory import DirectoryReader
from bot.worker import Worker
from tests.bot.test_processes import process

if TYPE_CHECKING:
    from tests.bot.conftest import Office

WEEK = timedelta(weeks=1)


@pytest.fixture
def worker(office: Office) -> Iterator[Worker]:
    """A worker for an office where something is told every week."""
    settings = {"digest_channel": office.channel, "timezone": "Europe/Berlin", "digest_when_empty": "yes", "deciders": office.person}
    office.knowledge.change_settings(settings)
    courier = office.courier()
    yield Worker(office.workspaces, courier, office.clock.now)
    courier.close()


def digests(office: Office) -> list[str]:
    return [said for said in office.said() if said.startswith("Who owns what")]


def weeks_pass(office: Office, worker: Worker, weeks: int) -> list[str]:
    """What the worker says it did at nine of so many Mondays, and an hour later."""
    said: list[str] = []
    for _ in range(weeks):
        now = office.clock.now()
        monday = (now + timedelta(days=7 - now.weekday())).replace(hour=8, minute=1)
        for moment in (monday, monday + timedelta(hours=2)):
            office.clock.move_to(moment)
            said += worker.once()
    return said


def take_the_token_back(office: Office) -> None:
    office.knowledge.put_out()
    for method in ("auth.test", "chat.postMessage", "conversations.open"):
        office.slack.faults.always(method, error="account_inactive")


def reader(office: Office) -> DirectoryReader:
    client = slack_client(office.settings, office.settings.bot_token, 2)
    return DirectoryReader(office.workspaces, client, office.identity(), threading.Event())


def test_nothing_is_tried_week_after_week(office: Office, worker: Worker) -> None:
    office.knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason="It is code.", actor=office.person, request="r")
    worker.once()
    take_the_token_back(office)
    before = len(office.slack.calls("chat.postMessage"))
    assert set(weeks_pass(office, worker, 4)) == {"0 posts handled"}, "neither digests nor reminders"
    assert not reader(office).refresh()
    assert set(weeks_pass(office, worker, 1)) == {"0 posts handled"}
    assert len(office.slack.calls("chat.postMessage")) == before
    assert office.workspaces.digest_lateness() == timedelta(), "nobody waits for it"


def test_in_again_it_posts_the_next_digest_and_none_of_those_missed(office: Office, worker: Worker) -> None:
    take_the_token_back(office)
    weeks_pass(office, worker, 3)
    office.slack.faults.clear()
    assert reader(office).refresh()
    office.clock.move_to(office.clock.now() + timedelta(days=4))
    weeks_pass(office, worker, 1)
    assert len(digests(office)) == 1
    assert [past.state for past in office.knowledge.digest_history()][:3] == ["posted", "skipped", "skipped"]


def test_a_workspace_that_was_not_put_out_has_its_digest(office: Office, worker: Worker) -> None:
    office.workspaces.of("T0OTHER").put_out()
    weeks_pass(office, worker, 1)
    assert len(digests(office)) == 1
    assert list(office.workspaces.absent()) == ["T0OTHER"]


def test_a_process_that_starts_with_a_token_that_slack_takes_is_in_again(office: Office) -> None:
    office.knowledge.change_settings({"digest_channel": office.channel, "digest_when_empty": "yes", "timezone": "Europe/Berlin"})
    office.knowledge.put_out()
    with process(office, "worker", "--once", "--now", "2030-12-02T09:01+01:00") as running:
        out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert "is on its way" in out
    assert office.workspaces.absent() == {}


def test_the_mark_is_no_setting_and_survives_a_change_of_them(office: Office) -> None:
    before = office.knowledge.settings()
    office.knowledge.put_out()
    since = office.workspaces.absent()
    office.clock.move_to(office.clock.now() + WEEK)
    office.knowledge.put_out()
    assert office.knowledge.settings() == before
    office.knowledge.change_settings({"digest_time": "10:00"})
    assert office.workspaces.absent() == since, "the first time counts"
    assert office.knowledge.let_in() and not office.knowledge.let_in()
    assert office.knowledge.settings().digest_time == "10:00"
