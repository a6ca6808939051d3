"""The clock of the process: what is due becomes posts, once, whatever dies on the way; told to stop, it finishes what is in hand."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.courier import Courier
from bot.worker import Worker
from knowledge.types import Directory
from tests.bot.dying_worker import round_in_a_process
from tests.bot.test_processes import first_line, process

if TYPE_CHECKING:
    from tests.bot.conftest import Office

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def monday(office: Office) -> datetime:
    """A digest is due a minute before this; the office has a dispute to tell of and a channel for it."""
    office.knowledge.change_settings({"digest_channel": office.channel, "timezone": "Europe/Berlin"})
    office.knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason="It is code.", actor=office.person, request="r")
    now = office.clock.now()
    return (now + timedelta(days=7 - now.weekday())).replace(hour=8, minute=1, second=0, microsecond=0)


@pytest.fixture
def courier(office: Office) -> Iterator[Courier]:
    made = office.courier()
    yield made
    made.close()


def digests(office: Office, channel: str = "") -> list[str]:
    return [said for said in office.said(channel) if said.startswith("Who owns what")]


def test_a_round_posts_what_is_due_once_and_says_so(office: Office, courier: Courier, monday: datetime) -> None:
    worker = Worker(office.workspaces, courier, office.clock.now)
    worker.once()
    assert digests(office) == []
    office.clock.move_to(monday)
    year, week, _ = monday.isocalendar()
    assert worker.once()[0] == f"The digest of {year}-W{week:02} is on its way to {office.channel}."
    worker.once()
    assert len(digests(office)) == 1


def test_the_loop_ticks_until_it_is_told_to_stop(office: Office, courier: Courier, monday: datetime) -> None:
    office.clock.move_to(monday)
    stop = threading.Event()
    threads = [
        threading.Thread(target=Worker(office.workspaces, courier, office.clock.now).run, args=(stop, 0.01)),
        threading.Thread(target=courier.run, args=(stop,)),
    ]
    for thread in threads:
        thread.start()
    office.slack.wait_for(lambda: digests(office))
    stop.set()
    courier.wake()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert len(digests(office)) == 1


def test_deciders_are_reminded_once_on_an_hourly_round(office: Office, courier: Courier) -> None:
    office.knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason="It is code.", actor=office.person, request="r")
    decider = office.slack.add_user("dana", "Dana Decider").id
    office.knowledge.learn_directory(Directory(admins=(decider,)))
    worker = Worker(office.workspaces, courier, office.clock.now)
    noon = office.clock.now().replace(hour=11, minute=0)
    for days in (1, 2):
        office.clock.move_to(noon + days * DAY)
        worker.once()
    assert [said for said in office.said(decider) if "without movement" in said] == []
    office.clock.move_to(noon + 4 * DAY)
    worker.once()
    office.clock.move_to(noon + 5 * DAY)
    worker.once()
    assert [said for said in office.said(decider) if "without movement" in said] == ["1 dispute without movement; you can decide:"]


def test_a_subscriber_gets_the_digest_as_a_direct_message(office: Office, courier: Courier, monday: datetime) -> None:
    office.knowledge.subscribe_digest(actor=office.person, wanted=True)
    office.knowledge.change_settings({"digest_time": "09:00"})
    assert office.knowledge.subscribes_digest(office.person)
    office.clock.move_to(monday)
    Worker(office.workspaces, courier, office.clock.now).once()
    assert (len(digests(office)), len(digests(office, office.person))) == (1, 1)


def test_where_slack_refuses_its_chart_the_digest_comes_with_one_of_characters(office: Office, courier: Courier, monday: datetime) -> None:
    office.slack.faults.next("chat.postMessage", error="invalid_blocks", channel=office.channel)
    office.clock.move_to(monday)
    Worker(office.workspaces, courier, office.clock.now).once()
    (message,) = [one for one in office.slack.messages(office.channel, by_app=True) if one.text.startswith("Who owns what")]
    assert "data_visualization" not in str(message.blocks)
    assert "Raised  " in str(message.blocks)


@pytest.mark.parametrize(
    ("places", "every"), [(2, 1), pytest.param(100, 37, marks=[pytest.mark.slow, pytest.mark.timeout(900)])], ids=["2", "100"]
)
def test_a_worker_killed_at_any_boundary_of_a_fan_out_leaves_each_channel_its_one_digest(
    office: Office, monday: datetime, places: int, every: int
) -> None:
    people = [office.slack.add_user(f"p{number}", f"Person {number}").id for number in range(places - 1)]
    for person in people:
        office.knowledge.subscribe_digest(actor=person, wanted=True)
    survived, week = False, 0
    while not survived:
        moment = monday + week * WEEK
        office.clock.move_to(moment)
        survived = round_in_a_process(office.settings, moment, dies_at=1 + week * every)
        for minutes in (2, 4):  # by then the dead one's leases are over
            if office.workspaces.next_due() is not None or not digests(office)[week:]:
                office.clock.move_to(moment + timedelta(minutes=minutes))
                assert round_in_a_process(office.settings, moment + timedelta(minutes=minutes))
        week += 1
        counted = Counter(len(digests(office, place)) for place in (office.channel, *people))
        assert counted == {week: places}, f"after {week} weeks"
    assert 1 + week * every > 3 * places  # it died at each step of every post before it survived


def test_told_to_stop_the_worker_finishes_the_post_in_hand_and_a_second_time_changes_nothing(office: Office) -> None:
    office.slack.faults.next("chat.postMessage", hang=1.5, accepted=True)
    with process(office, "worker") as running:
        assert first_line(running).startswith("Remit's worker runs")
        office.owe()
        office.slack.wait_for(lambda: office.slack.calls("chat.postMessage"))
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        running.send_signal(signal.SIGTERM)
        assert running.wait(15) == 0
        assert time.monotonic() - began < 10
    assert office.said() == ["*CIO* owns ERP."]
    assert office.workspaces.next_due() is None
