"""What became of a call to Slack."""

from __future__ import annotations

import errno
import http.client
import socket
from urllib.error import URLError

import pytest

from bot.outcomes import (
    BLOCKS_REFUSED,
    NOT_TAKEN,
    PERHAPS_TAKEN,
    Fate,
    outcome_of_answer,
    outcome_of_failure,
    outcome_of_response_url,
)


def test_no_code_stands_in_two_tables() -> None:
    codes = NOT_TAKEN + PERHAPS_TAKEN + BLOCKS_REFUSED
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("codes", "fate"),
    [(NOT_TAKEN, Fate.LATER), (PERHAPS_TAKEN, Fate.UNKNOWN), (BLOCKS_REFUSED, Fate.PLAIN)],
)
def test_each_code_has_its_fate(codes: tuple[str, ...], fate: Fate) -> None:
    for code in codes:
        assert outcome_of_answer(200, {}, {"ok": False, "error": code}).fate is fate, code


@pytest.mark.parametrize("code", ["is_archived", "token_revoked", "message_not_found", "used_url", "brand_new_code"])
def test_a_refusal_for_good_and_a_code_nobody_knows_are_parked(code: str) -> None:
    assert outcome_of_answer(200, {}, {"ok": False, "error": code}).fate is Fate.PARK


def test_an_error_that_is_no_code_is_not_kept() -> None:
    outcome = outcome_of_answer(200, {}, {"ok": False, "error": "Received a response in a non-JSON format: <html>secret</html>"})
    assert outcome.fate is Fate.PARK
    assert "secret" not in outcome.error


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_server_may_have_taken_the_message(status: int) -> None:
    assert outcome_of_answer(status, {}, {"ok": False, "error": "x"}).fate is Fate.UNKNOWN


@pytest.mark.parametrize("body", [b"", "<html>", None, [], {"ok": "yes"}, {}])
def test_an_unreadable_answer_may_have_taken_the_message(body: object) -> None:
    assert outcome_of_answer(200, {}, body).fate is Fate.UNKNOWN


@pytest.mark.parametrize(("header", "wait"), [("7", 7.0), ("0", 1.0), ("soon", 30.0), ("-3", 1.0), ("999999", 3600.0)])
def test_slack_says_how_long_to_wait(header: str, wait: float) -> None:
    outcome = outcome_of_answer(429, {"Retry-After": header}, {"ok": False, "error": "ratelimited"})
    assert (outcome.fate, outcome.wait) == (Fate.LATER, wait)


@pytest.mark.parametrize(
    "error", [URLError(ConnectionRefusedError(errno.ECONNREFUSED, "refused")), URLError(socket.gaierror(-2, "no such name"))]
)
def test_a_connection_that_was_never_made_took_nothing(error: Exception) -> None:
    assert outcome_of_failure(error).fate is Fate.LATER


@pytest.mark.parametrize(
    "error",
    [TimeoutError(), URLError(TimeoutError()), ConnectionResetError(), http.client.RemoteDisconnected(), http.client.IncompleteRead(b"")],
)
def test_a_connection_that_broke_may_have_taken_it(error: Exception) -> None:
    assert outcome_of_failure(error).fate is Fate.UNKNOWN


@pytest.mark.parametrize(("status", "fate"), [(200, Fate.SENT), (404, Fate.PARK), (410, Fate.PARK), (500, Fate.PARK), (429, Fate.LATER)])
def test_a_response_url_is_tried_once(status: int, fate: Fate) -> None:
    assert outcome_of_response_url(status, {}).fate is fate
