"""One courier among workspaces: one that owes much, or that Slack answers slowly, does not make the others wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot import courier as couriers
from bot.courier import SHARE, THREADS, Courier
from knowledge.types import Destination

if TYPE_CHECKING:
    from tests.bot.conftest import Office


def owe_elsewhere(office: Office, channel: str) -> None:
    """An answer owed by another workspace, in a channel of the same Slack."""
    office.workspaces.of("TZQUIET").post_answer("who owns GDPR?", asker=office.person, destination=Destination(channel), request=(channel,))


@contextmanager
def running(courier: Courier) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=courier.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        courier.wake()
        thread.join(20)
    assert not thread.is_alive()


def test_a_quiet_workspace_is_served_while_slack_is_slow_with_another_that_owes_much(office: Office) -> None:
    slow = [office.slack.add_channel(f"slow{number}").id for number in range(3 * THREADS)]
    for channel in slow:
        office.slack.faults.next("chat.postMessage", hang=30.0, channel=channel)
        office.owe(channel=channel)
    quiet = office.slack.add_channel("quiet").id
    courier = office.courier(timeout=4)
    with running(courier):
        office.slack.wait_for(lambda: len(office.slack.calls("chat.postMessage")) >= SHARE)
        owe_elsewhere(office, quiet)
        courier.wake()
        office.slack.wait_for(lambda: office.said(quiet))
        assert "unknown" not in office.workspaces.posts_by_state()[0], "the slow ones' first calls are still in hand"
        begun = [call.arguments["channel"] for call in office.slack.calls("chat.postMessage")]
    assert (set(begun[:-1]), begun[-1]) == (set(slow[:SHARE]), quiet)
    courier.close()


def test_what_is_in_hand_when_a_courier_is_stopped_is_finished_and_recorded(office: Office) -> None:
    office.slack.faults.next("chat.postMessage", hang=30.0)
    office.owe()
    courier = office.courier(timeout=1)
    with running(courier):
        office.slack.wait_for(lambda: office.slack.calls("chat.postMessage"))
    assert office.workspaces.posts_by_state()[0] == {"unknown": 1}
    courier.close()


def test_a_courier_goes_on_to_the_next_workspace_with_its_next_batch(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "BATCH", 1)
    quiet = office.slack.add_channel("quiet").id
    for number in range(3):
        office.owe(channel=office.slack.add_channel(f"c{number}").id)
    owe_elsewhere(office, quiet)
    courier = office.courier()
    assert (courier.deliver_due(), courier.deliver_due()) == (1, 1)
    assert office.said(quiet) == ["*CIO* owns GDPR."]
    courier.close()
