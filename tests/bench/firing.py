"""Signed requests over loopback HTTP: as fast as they are answered, or so many a second whether they are answered or not."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle
from urllib.parse import urlencode, urlsplit

from bot.tryout.delivery import signature

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Request = tuple[bytes, Mapping[str, str]]
"""A body and its headers, signed when it was made: good for five minutes."""


def signed(secret: str, body: bytes, content_type: str) -> Request:
    """The request as Slack sends it."""
    stamp = str(int(time.time()))
    signing = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature(secret, stamp, body)}
    return body, {"content-type": content_type} | signing


def commands(team: str, people: int, secret: str) -> list[Request]:
    """`/whoowns ERP` by each of so many people of a workspace."""
    made = []
    for number in range(people):
        fields = {
            "command": "/whoowns", "text": "ERP", "team_id": team, "team_domain": "acme", "user_id": f"U{number}", "user_name": "ada",
            "channel_id": "C1", "channel_name": "general", "trigger_id": f"1.2.{number}", "token": "t", "api_app_id": "A1",
            "response_url": "https://hooks.slack.com/commands/1/1/x", "is_enterprise_install": "false",
        }  # fmt: skip
        made.append(signed(secret, urlencode(fields).encode(), FORM))
    return made


def mentions(team: str, people: int, secret: str) -> list[Request]:
    """`@Remit who owns ERP?` by each of so many people of a workspace, in one channel: each is a transaction, and owes a post."""
    made, now = [], time.time()
    for number in range(people):
        ts = f"{now + number / 1000:.6f}"
        said = {"type": "app_mention", "user": f"U{number}", "text": "<@U0BOT> who owns ERP?", "channel": "C1", "ts": ts, "event_ts": ts}
        envelope = {"type": "event_callback", "team_id": team, "api_app_id": "A1", "event_id": f"Ev{team}{ts}", "event": said}
        made.append(signed(secret, json.dumps(envelope).encode(), JSON))
    return made


def calling(address: str) -> http.client.HTTPConnection:
    """A connection to the web process that listens at `address`."""
    place = urlsplit(address)
    return http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)


def answer(connection: http.client.HTTPConnection, request: Request) -> int:
    """Send one request and read its answer to the end; its HTTP status."""
    connection.request("POST", "/slack/events", request[0], dict(request[1]))
    given = connection.getresponse()
    given.read()
    return given.status


def throughput(addresses: Sequence[str], requests: Sequence[Request], seconds: float, at_once: int) -> float:
    """Requests answered a second while `at_once` of them are always under way, spread evenly over the processes. All must be answered."""
    until = time.monotonic() + seconds

    def keep_on(number: int) -> int:
        done = 0
        with closing(calling(addresses[number % len(addresses)])) as connection:
            for request in cycle(requests[number::at_once]):
                if time.monotonic() >= until:
                    break
                assert answer(connection, request) == 200
                done += 1
        return done

    began = time.monotonic()
    with ThreadPoolExecutor(at_once) as clients:
        return sum(clients.map(keep_on, range(at_once))) / (time.monotonic() - began)


def open_loop(address: str, requests: Sequence[Request], rate: float, seconds: float, at_most: int) -> list[tuple[int, float]]:
    """`rate` requests a second, whether those before are answered or not, while `at_most` are under way: for each its status, and how long
    after it was due the answer was there, in seconds."""
    began = time.monotonic()
    turns: Iterable[int] = iter(range(round(rate * seconds)))
    given: list[tuple[int, float]] = []

    def keep_on(_number: int) -> None:
        with closing(calling(address)) as connection:
            for turn in turns:
                due = began + turn / rate
                threading.Event().wait(max(due - time.monotonic(), 0.0))
                status = answer(connection, requests[turn % len(requests)])
                given.append((status, time.monotonic() - due))

    with ThreadPoolExecutor(at_most) as clients:
        list(clients.map(keep_on, range(at_most)))
    return given
