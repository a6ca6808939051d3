"""Slack in trouble, forged requests, a process that dies: nothing is lost and nothing is said twice."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import make_url

from bot.tryout import payloads
from knowledge import open_knowledge
from knowledge.boundary import set_hook
from tests.locks import busy
from tests.scenarios import forked_web

ROOT = Path(__file__).parents[2]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def test_a_post_whose_answer_was_lost_is_not_posted_twice(http_house: Any) -> None:
    http_house.slack.faults.next("chat.postMessage", drop_after_accept=True)
    asked = http_house.slack.mention(http_house.cast.employee, http_house.cast.general, "who owns ERP?")
    http_house.slack.wait_for(lambda: http_house.slack.replies(asked) and http_house.settled(), timeout=20)
    assert len(http_house.slack.replies(asked)) == 1
    assert len(http_house.slack.calls("chat.postMessage")) == 1
    assert http_house.slack.calls("conversations.replies")


def test_a_dispute_whose_answer_was_lost_is_still_updated_in_place(http_house: Any) -> None:
    http_house.slack.faults.next("chat.postMessage", drop_after_accept=True)
    post = http_house.raise_dispute(http_house.cast.employee, "Workday integration", "CTO", "It is code.")
    http_house.decide(http_house.cast.decider, post, "CTO", "The code moved.")
    http_house.slack.wait_for(lambda: "The code moved." in http_house.slack.now(post).text, timeout=20)
    http_house.slack.wait_for(http_house.settled, timeout=20)
    assert len(http_house.disputes_posts()) == 1


def test_a_word_to_a_person_whose_answer_was_lost_is_not_said_twice(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    slack.faults.next("chat.postMessage", drop_after_accept=True, channel=cast.cto)
    http_house.raise_dispute(cast.employee, "Workday integration", "CTO", "It is code.")
    slack.wait_for(lambda: slack.messages(cast.cto, by_app=True) and http_house.settled(), timeout=20)
    assert len(slack.messages(cast.cto, by_app=True)) == 1
    assert len([call for call in slack.calls("chat.postMessage") if call.arguments["channel"] == cast.cto]) == 1


def test_a_post_that_slack_never_took_is_sent_after_a_look(http_house: Any) -> None:
    http_house.slack.faults.next("chat.postMessage", drop=True)
    asked = http_house.slack.mention(http_house.cast.employee, http_house.cast.general, "who owns ERP?")
    http_house.slack.wait_for(lambda: http_house.slack.replies(asked) and http_house.settled(), timeout=20)
    assert len(http_house.slack.replies(asked)) == 1


def test_an_error_500_is_looked_up_before_it_is_repeated(http_house: Any) -> None:
    http_house.slack.faults.next("chat.postMessage", status=500)
    http_house.slack.faults.next("chat.postMessage", status=503, accepted=True)
    asked = http_house.slack.mention(http_house.cast.employee, http_house.cast.general, "who owns ERP?")
    http_house.slack.wait_for(lambda: http_house.slack.replies(asked) and http_house.settled(), timeout=30)
    assert len(http_house.slack.replies(asked)) == 1


def test_a_rate_limit_is_waited_out(http_house: Any) -> None:
    http_house.slack.faults.next("chat.postMessage", retry_after=1, channel=http_house.cast.general)
    asked = http_house.slack.mention(http_house.cast.employee, http_house.cast.general, "who owns ERP?")
    http_house.slack.direct_message(http_house.cast.guest, "who owns GDPR?")
    http_house.slack.wait_for(lambda: http_house.slack.messages(http_house.cast.guest, by_app=True))
    http_house.slack.wait_for(lambda: http_house.slack.replies(asked), timeout=20)
    limited, *later = [c for c in http_house.slack.calls("chat.postMessage") if c.arguments["channel"] == http_house.cast.general]
    assert later[0].at - limited.at >= 1.0
    assert len(http_house.slack.replies(asked)) == 1


def test_an_archived_channel_parks_the_post_and_tells_the_raiser(house: Any) -> None:
    house.slack.archive(house.cast.disputes)
    answer = house.ask(house.cast.employee, "Workday integration")
    view = house.slack.click(house.cast.employee, answer.message, "Dispute").view
    house.slack.submit(house.cast.employee, view, {"Who should own it?": "CTO", "Why?": "It is code."})
    told = house.slack.wait_for(lambda: house.slack.messages(house.cast.employee, by_app=True))
    assert "#1" in told[0].text or "Workday integration" in told[0].text
    assert house.disputes_posts() == []
    assert house.knowledge.dispute(1).state == "open"


def test_a_busy_database_refuses_a_form_in_time_and_saves_it_never(house: Any, database_url: str) -> None:
    slack, cast = house.slack, house.cast
    answer = house.ask(cast.employee, "ERP")
    view = slack.click(cast.employee, answer.message, "Dispute").view
    with busy(database_url):
        outcome = slack.submit(cast.employee, view, {"Who should own it?": "CTO", "Why?": "It is code."})
        assert slack.deliveries[-1].reply.seconds < 3
    assert "Nothing was saved" in str(outcome), outcome
    shown = str(outcome.view or outcome.text)
    assert "this number: " in shown and "PostgreSQL" not in shown and str(make_url(database_url).database) not in shown
    assert house.ask(cast.employee, "ERP").text.startswith("*CIO* owns ERP.")
    assert list(house.knowledge.disputes()) == []
    assert house.settled()


def test_a_busy_database_refuses_an_event_in_time_and_slack_sends_it_again(http_house: Any, database_url: str) -> None:
    slack, cast = http_house.slack, http_house.cast
    http_house.ask(cast.employee, "ERP")
    asking = threading.Thread(target=slack.mention, args=(cast.employee, cast.general, "who owns ERP?"))
    with busy(database_url):
        asking.start()
        refused = slack.wait_for(lambda: [one for one in slack.deliveries if one.reply.status == 503], timeout=20)
        assert refused[0].reply.seconds < 3
    asking.join()
    slack.wait_for(lambda: slack.messages(cast.general, by_app=True) and http_house.settled(), timeout=20)
    assert len(slack.messages(cast.general, by_app=True)) == 1


PEOPLE_AT_ONCE, LATENCY_SECONDS, LONGEST_ANSWER = 50, 0.5, 2.5


def test_fifty_at_once_on_a_slow_database_are_answered_in_time_and_none_that_was_refused_is_done(http_house: Any) -> None:
    slack, cast, slow = http_house.slack, http_house.cast, threading.Event()
    said = [slack.acting.say(cast.employee, cast.general, f"<@{slack.bot.id}> who owns ERP?") for _ in range(PEOPLE_AT_ONCE)]
    requests = [as_event(payloads.event(slack.desk, payloads.mention_event(message))) for message in said]
    set_hook(lambda name: slow.wait(LATENCY_SECONDS) if name == "database: before commit" else None)
    try:
        with ThreadPoolExecutor(PEOPLE_AT_ONCE) as people:
            replies = list(people.map(lambda request: http_house.link.post(*request), requests))
    finally:
        set_hook(None)
    slack.wait_for(http_house.settled, timeout=60)
    answers = Counter(reply.thread_ts for reply in slack.messages(cast.general, by_app=True))
    taken = {message.ts for message, reply in zip(said, replies, strict=True) if reply.status == 200}
    longest = max(reply.seconds for reply in replies)
    print(
        f"figure: {PEOPLE_AT_ONCE} at once, {len(taken)} acknowledged, the others refused and never done, the longest wait {longest:.2f} s"
    )
    assert {reply.status for reply in replies} == {200, 503}
    assert answers == dict.fromkeys(taken, 1)
    assert longest <= LONGEST_ANSWER


def test_forged_and_stale_requests_are_401(http_house: Any) -> None:
    link = http_house.link
    place = http_house.slack.workspace.channels[http_house.cast.general]
    command = payloads.command(http_house.slack.desk, http_house.cast.employee, place, "/whoowns", "ERP")
    body = urlencode(command).encode()
    assert link.post(body, FORM).status == 200
    assert [link.post(body, FORM, sign=sign).status for sign in ("v0=" + "0" * 64, "", "v0=é".encode().decode("latin-1"), "nonsense")] == [
        401
    ] * 4
    assert [link.post(body, FORM, timestamp=when).status for when in ("1600000000", "99999999999", "soon", "-5")] == [401] * 4


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", FORM),
        (b"\xff\xfe\x00", FORM),
        (b"payload=not+json", FORM),
        (b"payload=%5B%5D", FORM),
        (b"{", JSON),
        (b"[" * 100_000, JSON),
        (b"null", JSON),
        (b'{"type": "event_callback", "event": 7}', JSON),
        (b'{"type": "view_submission", "view": []}', JSON),
        (b"x", {"Content-Type": "text/plain"}),
    ],
)
def test_signed_garbage_is_400(http_house: Any, body: bytes, headers: dict[str, str]) -> None:
    assert http_house.link.post(body, headers).status == 400


def test_a_body_of_more_than_a_megabyte_is_refused(http_house: Any) -> None:
    reply = http_house.link.post(b"text=" + b"x" * 1_100_000, FORM)
    assert reply.status == 413 or reply.error == "connection_failed"  # the door may close before everything was sent
    assert http_house.ask(http_house.cast.employee, "ERP").error == ""


def damaged(payload: Any) -> Iterator[Any]:
    """The payload with each of its parts, at any depth, taken away or replaced by something else."""
    if isinstance(payload, dict):
        for name, value in payload.items():
            yield {key: held for key, held in payload.items() if key != name}
            for other in (None, "", 7, [], {}, "\x00"):
                yield payload | {name: other}
            for inner in damaged(value):
                yield payload | {name: inner}
    elif isinstance(payload, list):
        for number, value in enumerate(payload):
            for inner in damaged(value):
                yield [*payload[:number], inner, *payload[number + 1 :]]


@pytest.mark.slow
def test_no_damaged_payload_is_answered_with_500(http_house: Any) -> None:
    slack, cast, desk = http_house.slack, http_house.cast, http_house.slack.desk
    answer = http_house.ask(cast.employee, "ERP")
    clicked = slack.click(cast.employee, answer.message, "Dispute")
    mention = slack.acting.say(cast.employee, cast.general, f"<@{slack.bot.id}> who owns ERP?")
    kinds: list[tuple[Any, Callable[[Any], tuple[bytes, dict[str, str]]]]] = [
        (payloads.event(desk, payloads.mention_event(mention)), as_event),
        (clicked.payload, as_interaction),
        (payloads.submission(desk, clicked.view, {"reason": {"value": {"type": "plain_text_input", "value": "x"}}}), as_interaction),
        (payloads.shortcut(desk, cast.employee, "find_owner", mention), as_interaction),
    ]
    slack.faults.always("views.open", error="expired_trigger_id")
    slack.faults.always("chat.postMessage", error="channel_not_found")
    replies = [(encode(broken)[0], http_house.link.post(*encode(broken))) for payload, encode in kinds for broken in damaged(payload)]
    assert {reply.status for _, reply in replies} >= {200, 400}
    assert [(reply.status, body) for body, reply in replies if reply.status >= 500 or not reply.status] == []


def as_event(payload: Any) -> tuple[bytes, dict[str, str]]:
    return json.dumps(payload).encode(), JSON


def as_interaction(payload: Any) -> tuple[bytes, dict[str, str]]:
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def start_web(slack: Any, database_url: str) -> tuple[subprocess.Popen[str], str]:
    """`python -m bot web` in a process of its own, and its address."""
    environment = {**os.environ, **slack.environment, "DATABASE_URL": database_url, "REMIT_TICK": "no"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "web", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, line
    return process, line.split()[-1]


def end(process: subprocess.Popen[str], number: int) -> int:
    """Send a signal, wait, and close what is left of the process."""
    process.send_signal(number)
    status = process.wait(20)
    if process.stdout:
        process.stdout.close()
    return status


def test_a_killed_process_still_owes_its_post_and_the_next_one_sends_it_once(slack: Any, cast: Any, database_url: str) -> None:
    slack.faults.always("chat.postMessage", drop=True)
    process, address = start_web(slack, database_url)
    slack.connect(address)
    asked = slack.mention(cast.employee, cast.general, "who owns ERP?")
    assert slack.deliveries[-1].reply.status == 200
    end(process, signal.SIGKILL)
    slack.faults.clear()
    again, address = start_web(slack, database_url)
    slack.connect(address)
    try:
        answers = slack.wait_for(lambda: slack.replies(asked), timeout=90)
        assert answers[0].text.startswith("*CIO* owns ERP")
        slack.mention(cast.employee, cast.general, "who owns GDPR?")
        slack.wait_for(lambda: len(slack.messages(cast.general, by_app=True)) == 2, timeout=20)
        assert len(slack.replies(asked)) == 1
    finally:
        assert end(again, signal.SIGTERM) == 0


def test_a_process_told_to_stop_ends_well(slack: Any, cast: Any, database_url: str) -> None:
    process, address = start_web(slack, database_url)
    slack.connect(address)
    answer = slack.command(cast.employee, cast.general, "/whoowns", "Workday integration")
    assert answer.text.startswith("*CIO* owns Workday integration.")
    assert end(process, signal.SIGTERM) == 0


CI = "REMIT_CI" in os.environ
STOPS, KILLS = (int(os.environ.get(name, few if CI else many)) for name, few, many in (("REMIT_STOPS", 3, 200), ("REMIT_KILLS", 5, 1000)))
CHANNELS, MOST_BETWEEN = 8, 8


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_processes_told_to_stop_under_load_lose_nothing_and_repeat_nothing(
    slack: Any, cast: Any, database_url: str, tmp_path: Path
) -> None:
    seconds = ended_under_load(slack, cast, database_url, tmp_path / "log", signal.SIGTERM)
    assert max(seconds) <= 10


@pytest.mark.slow
@pytest.mark.timeout(5400)
def test_processes_killed_under_load_lose_nothing_and_repeat_nothing(slack: Any, cast: Any, database_url: str, tmp_path: Path) -> None:
    ended_under_load(slack, cast, database_url, tmp_path / "log", signal.SIGKILL)


def ended_under_load(slack: Any, cast: Any, database_url: str, log: Path, number: signal.Signals) -> list[float]:
    """So many processes in turn, each ended while people ask, at a moment that chance chooses; how long each took to be gone. Nothing is
    lost, nothing posted twice."""
    chance, seconds, over = Random(7), [], threading.Event()
    channels = [slack.add_channel(f"c{one}").id for one in range(CHANNELS)]  # a channel's posts go one by one
    environment = {**slack.environment, "DATABASE_URL": database_url, "REMIT_TICK": "no"}

    def ask(number: int) -> None:
        for channel in itertools.islice(itertools.cycle(channels), number, None):
            if over.wait(0.1):
                return
            slack.mention(cast.employee, channel, "who owns ERP?")

    process, address = forked_web.start(environment, log)
    slack.connect(address)
    people = [threading.Thread(target=ask, args=(one,)) for one in range(3)]
    for person in people:
        person.start()
    for _ in range(KILLS if number == signal.SIGKILL else STOPS):
        wanted = len(acknowledged(slack)) + chance.randint(1, MOST_BETWEEN)
        slack.wait_for(lambda wanted=wanted: len(acknowledged(slack)) >= wanted, timeout=60)
        over.wait(chance.random() / 20)
        began = time.monotonic()
        assert forked_web.end(process, number) == (0 if number == signal.SIGTERM else -number)
        seconds.append(round(time.monotonic() - began, 2))
        process, address = forked_web.start(environment, log)
        slack.connect(address)
    over.set()
    for person in people:
        person.join()
    taken = acknowledged(slack)
    again = wait_for_answers(slack, channels, taken, database_url)
    assert forked_web.end(process, signal.SIGTERM) == 0
    print(f"figure: {len(seconds)} times {number.name}, {len(taken)} acknowledged, gone after {max(seconds)} s at most")
    print(f"figure: 0 lost, 0 twice; {again} of them parked and sent again by hand")
    assert max(answers(slack, channels).values()) == 1
    return seconds


def wait_for_answers(slack: Any, channels: list[str], asked: set[str], database_url: str) -> int:
    """Wait until all that was asked is answered. A post with which five senders died is parked, for a person to look at: here it is
    owed again as `remit posts retry` does. How many times that was."""
    workspaces, retried = open_knowledge(database_url), []

    def answered() -> bool:
        retried.extend(post.id for post in workspaces.parked_posts() if workspaces.retry_post(post.id))
        return asked <= answers(slack, channels).keys()

    slack.wait_for(answered, timeout=600)
    workspaces.close()
    return len(retried)


def answers(slack: Any, channels: list[str]) -> Counter[str]:
    """How often each mention was answered."""
    return Counter(reply.thread_ts for channel in channels for reply in slack.messages(channel, by_app=True))


def acknowledged(slack: Any) -> set[str]:
    """The `ts` of the mentions that Slack was told were taken."""
    taken = [one.payload["event"] for one in slack.deliveries if one.reply.status == 200]
    return {event["ts"] for event in taken if event["type"] == "app_mention"}
