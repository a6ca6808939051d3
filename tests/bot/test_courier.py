"""Posts on their way to Slack: once, in order, and never blindly again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot import delivery
from bot.app import slack_client
from bot.breaker import FAILURES, REST_SECONDS, Breaker
from bot.courier import LEASE, Courier
from bot.settings import read_settings

if TYPE_CHECKING:
    from tests.bot.conftest import Office


@pytest.fixture
def courier(office: Office) -> Iterator[Courier]:
    made = office.courier()
    yield made
    made.close()


def until(courier: Courier, office: Office, done: Callable[[], object], turns: int = 30) -> None:
    """Deliver, and when nothing is due move the clock to what is due next, until `done()`."""
    for _ in range(turns):
        if done():
            return
        due = office.workspaces.next_due()
        if not courier.deliver_due() and due is not None:
            office.clock.move_to(due)
    raise AssertionError(office.slack.calls())


def nothing_owed(office: Office) -> bool:
    return office.workspaces.next_due() is None


def test_a_post_is_sent_once_with_its_id_in_the_metadata(office: Office, courier: Courier) -> None:
    office.owe()
    assert courier.deliver_due() == 1
    assert courier.deliver_due() == 0
    assert office.said() == ["*CIO* owns ERP."]
    arguments = office.slack.calls("chat.postMessage")[0].arguments
    assert arguments["metadata"]["event_payload"]["post"]
    assert (arguments["unfurl_links"], arguments["unfurl_media"]) == (False, False)


def test_posts_to_one_channel_keep_their_order_while_the_first_waits(office: Office, courier: Courier) -> None:
    other = office.slack.add_channel("other").id
    office.slack.faults.next("chat.postMessage", retry_after=1, channel=office.channel)
    office.owe("who owns ERP?")
    office.owe("who owns GDPR?")
    office.owe("who owns public APIs?", channel=other)
    courier.deliver_due()
    courier.deliver_due()
    assert office.said(other) == ["*CTO* owns public APIs."]
    assert office.said() == []
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns ERP.", "*CIO* owns GDPR."]


def test_no_call_goes_to_a_channel_before_its_wait_is_over(office: Office, courier: Courier) -> None:
    office.slack.faults.next("chat.postMessage", retry_after=120)
    office.owe()
    courier.deliver_due()
    due = office.workspaces.next_due()
    assert due is not None
    assert 118 < (due - office.clock.now()).total_seconds() <= 120
    assert courier.deliver_due() == 0
    office.clock.move_to(due)
    assert courier.deliver_due() == 1
    assert office.said() == ["*CIO* owns ERP."]


def test_a_slack_that_does_not_answer_is_left_alone_for_a_while_and_then_tried_once(office: Office) -> None:
    clock = [0.0]
    courier = Courier(
        office.workspaces,
        slack_client(office.settings, office.settings.bot_token, 2),
        now=office.clock.now,
        breaker=Breaker(lambda: clock[0]),
    )
    channels = [office.slack.add_channel(f"c{number}").id for number in range(FAILURES + 5)]
    for channel in channels:
        office.owe(channel=channel)
    office.slack.faults.always("chat.postMessage", status=503)
    while courier.deliver_due():
        pass
    assert FAILURES <= len(office.slack.calls("chat.postMessage")) <= len(channels)
    tried, due = len(office.slack.calls()), office.workspaces.next_due()
    assert due is not None
    office.clock.move_to(due + timedelta(minutes=1))
    clock[0] += REST_SECONDS - 0.1
    assert (courier.deliver_due(), len(office.slack.calls())) == (0, tried)
    clock[0] += 0.2
    office.slack.faults.always("conversations.history", status=503)
    assert (courier.deliver_due(), courier.deliver_due(), len(office.slack.calls())) == (1, 0, tried + 1)
    office.slack.faults.clear()
    clock[0] += REST_SECONDS + 0.1
    until(courier, office, lambda: nothing_owed(office), turns=10 * len(channels))
    assert [office.said(channel) for channel in channels] == [["*CIO* owns ERP."]] * len(channels)
    assert office.workspaces.parked_posts() == []
    courier.close()


def test_a_call_that_hangs_does_not_hold_up_other_channels(office: Office) -> None:
    other = office.slack.add_channel("other").id
    office.slack.faults.next("chat.postMessage", hang=30.0, channel=office.channel)
    courier = office.courier(timeout=3)
    office.owe("who owns ERP?")
    office.owe("who owns GDPR?", channel=other)
    delivering = threading.Thread(target=courier.deliver_due)
    delivering.start()
    office.slack.wait_for(lambda: office.said(other))
    assert delivering.is_alive()
    delivering.join()
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns ERP."]
    courier.close()


@pytest.mark.parametrize("fault", [{"drop_after_accept": True}, {"status": 500, "accepted": True}, {"hang": 5.0, "accepted": True}])
def test_a_message_that_slack_took_without_saying_so_is_found_again(office: Office, fault: dict[str, Any]) -> None:
    courier = office.courier(timeout=1)
    office.slack.faults.next("chat.postMessage", **fault)
    office.owe()
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns ERP."]
    assert len(office.slack.calls("chat.postMessage")) == 1
    courier.close()


def test_a_message_in_a_long_channel_is_found_on_a_later_page(office: Office, courier: Courier) -> None:
    office.slack.faults.next("chat.postMessage", drop_after_accept=True)
    office.owe()
    courier.deliver_due()
    for number in range(250):
        office.slack.acting.say(office.person, office.channel, f"talk {number}")
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns ERP."]
    assert len(office.slack.calls("conversations.history")) == 2


def test_an_answer_in_a_thread_is_looked_for_in_the_thread(office: Office, courier: Courier) -> None:
    asked = office.slack.acting.say(office.person, office.channel, "who owns ERP?")
    office.slack.faults.next("chat.postMessage", drop_after_accept=True)
    office.owe(thread_ts=asked.ts)
    until(courier, office, lambda: nothing_owed(office))
    assert len(office.slack.replies(asked)) == 1
    assert office.slack.calls("conversations.replies")


def test_a_direct_message_is_looked_for_in_its_channel(office: Office, courier: Courier) -> None:
    office.slack.faults.next("chat.postMessage", drop_after_accept=True)
    office.owe(channel=office.person)
    until(courier, office, lambda: nothing_owed(office))
    assert len(office.slack.messages(office.person, by_app=True)) == 1
    assert len(office.slack.calls("chat.postMessage")) == 1


def test_without_the_scope_to_look_an_unknown_post_is_parked(office: Office, courier: Courier) -> None:
    office.slack.desk.scopes = frozenset({"chat:write"})
    office.slack.faults.next("chat.postMessage", drop=True)
    office.owe()
    until(courier, office, lambda: len(office.slack.calls("conversations.history")) == 1)
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == []
    assert len([call for call in office.slack.calls("chat.postMessage") if call.arguments["channel"] == office.channel]) == 1


def test_a_look_up_that_fails_is_tried_again_before_anything_is_sent(office: Office, courier: Courier) -> None:
    office.slack.faults.next("chat.postMessage", drop_after_accept=True)
    office.slack.faults.next("conversations.history", status=500)
    office.owe()
    until(courier, office, lambda: nothing_owed(office))
    assert len(office.slack.calls("conversations.history")) == 2
    assert office.said() == ["*CIO* owns ERP."]


def test_a_private_answer_of_unknown_fate_is_never_repeated(office: Office, courier: Courier) -> None:
    office.slack.faults.next("chat.postEphemeral", drop_after_accept=True)
    office.owe(user=office.person)
    until(courier, office, lambda: nothing_owed(office))
    assert len(office.slack.calls("chat.postEphemeral")) == 1
    assert not office.slack.calls("conversations.history")


@pytest.mark.parametrize("fault", [{"drop_after_accept": True}, {"status": 500}, {"status": 404}])
def test_a_response_url_is_posted_to_at_most_once(office: Office, courier: Courier, fault: dict[str, Any]) -> None:
    url = f"{office.slack.desk.base_url}/response/nobody"
    office.slack.faults.next("response_url", **fault)
    office.owe(response_url=url)
    until(courier, office, lambda: nothing_owed(office))
    assert len(office.slack.calls("response_url")) <= 1


def test_refused_blocks_are_sent_as_words_once(office: Office, courier: Courier) -> None:
    office.slack.faults.next("chat.postMessage", error="invalid_blocks")
    office.owe()
    courier.deliver_due()
    assert nothing_owed(office)
    first, second = office.slack.calls("chat.postMessage")
    assert "blocks" in first.arguments and "blocks" not in second.arguments
    assert office.said() == ["*CIO* owns ERP."]


def test_words_that_are_refused_too_are_given_up(office: Office, courier: Courier) -> None:
    office.slack.faults.always("chat.postMessage", error="invalid_blocks", channel=office.channel)
    office.owe()
    until(courier, office, lambda: nothing_owed(office))
    assert len([call for call in office.slack.calls("chat.postMessage") if call.arguments["channel"] == office.channel]) == 2


PERMANENT = ("is_archived", "not_in_channel", "channel_not_found", "user_disabled", "restricted_action", "message_not_found", "new_code")


@pytest.mark.parametrize("code", PERMANENT)
def test_a_permanent_refusal_is_not_repeated_and_others_go_on(office: Office, courier: Courier, code: str) -> None:
    office.slack.faults.next("chat.postMessage", error=code, channel=office.channel)
    office.owe("who owns ERP?")
    office.owe("who owns GDPR?")
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns GDPR."]


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_dead_token_is_tried_once_for_each_post(office: Office, courier: Courier, code: str) -> None:
    office.slack.faults.always("chat.postMessage", error=code)
    for question in ("who owns ERP?", "who owns GDPR?"):
        office.owe(question)
    until(courier, office, lambda: nothing_owed(office))
    assert len(office.slack.calls("chat.postMessage")) == 2
    assert [post.error for post in office.workspaces.parked_posts()] == [code] * 2
    office.slack.faults.clear()
    for post in office.workspaces.parked_posts():
        office.workspaces.retry_post(post.id)
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns ERP.", "*CIO* owns GDPR."]


def test_a_slack_that_is_not_there_is_waited_for(office: Office) -> None:
    away = read_settings({"SLACK_API_URL": "http://127.0.0.1:9/api/", "DATABASE_URL": office.settings.database_url})
    courier = Courier(office.workspaces, slack_client(away, office.settings.bot_token, 2), now=office.clock.now)
    office.owe()
    assert courier.deliver_due() == 1
    assert office.workspaces.next_due() is not None
    assert courier.deliver_due() == 0
    courier.close()


def test_a_post_that_cannot_be_made_does_not_stop_the_courier(office: Office, courier: Courier, monkeypatch: pytest.MonkeyPatch) -> None:
    real = delivery.call_for

    def breaking(post: Any, knowledge: Any) -> Any:
        if "ERP" in str(post.subject):
            raise ZeroDivisionError("a bug")
        return real(post, knowledge)

    monkeypatch.setattr(delivery, "call_for", breaking)
    other = office.slack.add_channel("other").id
    office.owe("who owns ERP?")
    office.owe("who owns GDPR?", channel=other)
    courier.deliver_due()
    assert office.said(other) == ["*CIO* owns GDPR."]
    monkeypatch.setattr(delivery, "call_for", real)
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns ERP."]


def test_two_couriers_share_the_work(office: Office) -> None:
    channels = [office.slack.add_channel(f"c{number}").id for number in range(12)]
    for channel in channels:
        office.owe(channel=channel)
    couriers, start = [office.courier(), office.courier()], threading.Barrier(2)

    def work(courier: Courier) -> None:
        start.wait()
        while courier.deliver_due():
            pass

    threads = [threading.Thread(target=work, args=(courier,)) for courier in couriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [office.said(channel) for channel in channels] == [["*CIO* owns ERP."]] * 12
    for courier in couriers:
        courier.close()


def test_a_running_courier_is_woken_and_stops(office: Office, courier: Courier) -> None:
    stop = threading.Event()
    running = threading.Thread(target=courier.run, args=(stop,))
    running.start()
    office.owe()
    courier.wake()
    office.slack.wait_for(lambda: office.said())
    stop.set()
    courier.wake()
    running.join(10)
    assert not running.is_alive()


def test_a_post_whose_senders_never_report_back_is_parked_after_five(office: Office, courier: Courier) -> None:
    office.owe("who owns ERP?")
    office.owe("who owns GDPR?")
    for _ in range(5):
        (post,) = office.workspaces.claim_posts(1, LEASE)  # its sender dies
        office.clock.move_to(office.clock.now() + LEASE)
    assert post.attempt == 5
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns GDPR."]
    (parked,) = office.workspaces.parked_posts()
    assert (parked.subject["question"], parked.error) == ("who owns ERP?", "the sender did not report back")
    assert office.workspaces.retry_post(parked.id)
    until(courier, office, lambda: nothing_owed(office))
    assert office.said() == ["*CIO* owns GDPR.", "*CIO* owns ERP."]


def test_a_parked_post_that_stands_in_slack_is_found_not_repeated(office: Office, courier: Courier) -> None:
    scopes, office.slack.desk.scopes = office.slack.desk.scopes, frozenset({"chat:write"})
    office.slack.faults.next("chat.postMessage", drop_after_accept=True)
    office.owe()
    until(courier, office, lambda: office.workspaces.parked_posts())
    office.slack.desk.scopes = scopes
    (parked,) = office.workspaces.parked_posts()
    assert parked.error.startswith("delivery unknown")
    assert office.workspaces.retry_post(parked.id)
    assert not office.workspaces.retry_post(parked.id)
    until(courier, office, lambda: nothing_owed(office))
    assert len(office.slack.calls("chat.postMessage")) == 1
    assert (office.said(), office.workspaces.parked_posts()) == (["*CIO* owns ERP."], [])


def test_posts_are_counted_by_state_with_the_time_of_the_oldest(office: Office, courier: Courier) -> None:
    assert office.workspaces.posts_by_state() == ({}, None)
    office.slack.archive(office.channel)
    office.owe("who owns ERP?")
    courier.deliver_due()
    office.owe("who owns GDPR?", channel=office.person)
    counted, oldest = office.workspaces.posts_by_state()
    assert counted == {"parked": 1, "pending": 1}
    assert oldest is not None and oldest <= office.clock.now()
