"""The clock of the process: what is due becomes posts, once, whatever dies on the way; told to stop, it finishes what is in hand."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from bot.courier import Courier
from bot.worker import Worker
from knowledge.database.models import WorkspaceRow
from knowledge.database.session import open_database
from knowledge.types import Directory
from tests.bot.dying_worker import round_in_a_process
from tests.bot.test_processes import complaint, first_line, process

if TYPE_CHECKING:
    from tests.bot.conftest import Office

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# A worker that posts to 100 places dies at every so-manieth boundary; at each of them with REMIT_EVERY=1, by hand.
EVERY = int(os.environ.get("REMIT_EVERY") or (151 if os.environ.get("REMIT_CI") else 37))


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


def break_a_workspace(office: Office) -> None:
    """One more workspace, whose settings make no sense."""
    broken = office.workspaces.of("T0BROKEN").workspace_id
    database = open_database(office.settings.database_url)
    with database.writing() as session:
        session.execute(update(WorkspaceRow).where(WorkspaceRow.id == broken).values(settings={"digest_time": "soon"}))
    database.close()


def test_the_loop_goes_on_when_a_workspace_is_broken(office: Office, courier: Courier, monday: datetime) -> None:
    break_a_workspace(office)
    office.clock.move_to(monday)
    worker = Worker(office.workspaces, courier, office.clock.now)
    worker.once()
    assert len(digests(office)) == 1
    assert len(worker.troubles) == 1
    assert worker.troubles[0].startswith("Workspace T0BROKEN was passed over")


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
    worker = Worker(office.workspaces, courier, office.clock.now)
    for week in range(2):  # the first week has nothing to compare
        office.slack.faults.next("chat.postMessage", error="invalid_blocks", channel=office.channel)
        office.clock.move_to(monday + week * WEEK)
        worker.once()
    message = [one for one in office.slack.messages(office.channel, by_app=True) if one.text.startswith("Who owns what")][1]
    assert "data_visualization" not in str(message.blocks)
    assert "Raised  " in str(message.blocks)


def test_a_digest_that_slack_refused_comes_once_the_channel_is_mended(office: Office, courier: Courier, monday: datetime) -> None:
    worker = Worker(office.workspaces, courier, office.clock.now)
    office.slack.faults.always("chat.postMessage", error="is_archived", channel=office.channel)
    office.clock.move_to(monday)
    worker.once()
    assert (office.knowledge.digest_history()[0].state, digests(office)) == ("undelivered", [])
    office.slack.faults.clear()
    for hours in (1, 2, 3):
        office.clock.move_to(monday + timedelta(hours=hours))
        worker.once()
    assert len(digests(office)) == 1
    assert office.knowledge.digest_history()[0].state == "posted"


def test_what_is_delivered_days_after_it_was_recorded_says_that_it_is_late(office: Office, courier: Courier, monday: datetime) -> None:
    office.clock.move_to(monday)
    office.workspaces.tick(monday)
    assert not office.knowledge.digest_history()[0].late
    office.clock.move_to(monday + 2 * DAY)
    courier.deliver_due()
    courier.deliver_due()
    (told,) = [one for one in office.slack.messages(office.channel, by_app=True) if one.text.startswith("Who owns what")]
    assert "This digest is late" in told.text
    assert office.knowledge.digest_history()[0].late


def test_what_cannot_be_delivered_inside_the_window_is_not_delivered_after_it(office: Office, courier: Courier, monday: datetime) -> None:
    office.clock.move_to(monday)
    office.workspaces.tick(monday)
    office.clock.move_to(monday + timedelta(hours=73))
    Worker(office.workspaces, courier, office.clock.now).once()
    assert digests(office) == []
    (past,) = office.knowledge.digest_history()
    assert (past.state, "72 hours" in past.reason) == ("skipped", True)


@pytest.mark.parametrize(
    ("places", "every"),
    [
        (2, 4),
        pytest.param(6, 1, marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),  # more than a courier delivers side by side
        pytest.param(100, EVERY, marks=[pytest.mark.slow, pytest.mark.timeout(14_400)]),
    ],
    ids=["2", "6", "100"],
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


def ends_well(running: subprocess.Popen[str], *signals: signal.Signals) -> bool:
    """Whether the process ends by itself, with 0, within ten seconds of the first signal."""
    began = time.monotonic()
    for number in signals:
        running.send_signal(number)
    return running.wait(30) == 0 and time.monotonic() - began <= 10


@pytest.mark.parametrize("arguments", [("worker",), ("worker", "--once"), ("web", "--port", "0"), ("run",)])
def test_told_to_stop_while_it_starts_it_stops_at_once_and_all_is_well(office: Office, arguments: tuple[str, ...]) -> None:
    office.slack.faults.always("auth.test", hang=30)
    with process(office, *arguments) as running:
        office.slack.wait_for(lambda: office.slack.calls("auth.test"), 30)
        assert ends_well(running, signal.SIGTERM)


@pytest.mark.parametrize("arguments", [("worker",), ("worker", "--once")])
def test_a_slack_that_hangs_does_not_keep_it_from_stopping_in_time(office: Office, arguments: tuple[str, ...]) -> None:
    office.owe()
    office.slack.faults.always("chat.postMessage", hang=30)
    with process(office, *arguments) as running:
        office.slack.wait_for(lambda: office.slack.calls("chat.postMessage"), 30)
        assert ends_well(running, signal.SIGTERM, signal.SIGTERM)


def test_one_round_that_is_told_to_stop_finishes_the_post_in_hand(office: Office) -> None:
    office.slack.faults.next("chat.postMessage", hang=1.5, accepted=True)
    office.owe()
    with process(office, "worker", "--once") as running:
        office.slack.wait_for(lambda: office.slack.calls("chat.postMessage"), 30)
        assert ends_well(running, signal.SIGTERM, signal.SIGTERM)
    assert office.said() == ["*CIO* owns ERP."]
    assert office.workspaces.next_due() is None


def test_one_round_names_the_workspace_that_it_could_not_serve(office: Office) -> None:
    break_a_workspace(office)
    with process(office, "worker", "--once") as running:
        last = complaint(running).splitlines()[-1]
    assert (running.returncode, last.startswith("remit: Workspace T0BROKEN was passed over")) == (2, True)
