"""What Slack sends, read: whom Remit answers, what is private, what is refused; and what of it has been through a client."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import mrkdwn, payloads
from handlers.listing import Listed

ME = "U0REMIT"


def message(text: str = "who owns ERP?", **more: Any) -> dict[str, Any]:
    event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1.1", "text": text, **more}
    return {"team_id": "T1", "event_id": "Ev1", "event": event}


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"edited": {"ts": "1.2"}},
        {"hidden": True},
        {"user": ME},
        {"user": "USLACKBOT"},
        {"user": ""},
        {"ts": ""},
        {"channel": "C1", "channel_type": "channel"},
        {"channel": "G1", "channel_type": "mpim"},
    ],
)
def test_what_no_person_says_to_remit_is_no_question(more: dict[str, Any]) -> None:
    said = payloads.said(message(**more), ME)
    assert said.question is None and said.requests == ()


@pytest.mark.parametrize("more", [{}, {"subtype": "file_share"}, {"subtype": "thread_broadcast"}, {"thread_ts": "0.5"}])
def test_what_a_person_says_to_remit_is_a_question_answered_in_place(more: dict[str, Any]) -> None:
    said = payloads.said(message(**more), ME)
    assert (said.question, said.direct, said.thread_ts) == ("who owns ERP?", True, more.get("thread_ts", ""))


def test_a_mention_and_its_twin_share_a_request_key_and_the_thread() -> None:
    place = {"channel": "C1", "text": f"<@{ME}> who owns ERP?"}
    mention = payloads.said(message(**place, type="app_mention", channel_type=""), ME)
    twin = payloads.said(message(**place, channel_type="channel") | {"event_id": "Ev2"}, ME)
    assert mention.question == twin.question == "who owns ERP?"
    assert mention.thread_ts == twin.thread_ts == "1.1"
    assert set(mention.requests) & set(twin.requests) == {"mention:C1:1.1"}
    assert (mention.private, twin.private) == (None, False)


@pytest.mark.parametrize(
    ("channel", "name", "private"),
    [("C1", "general", False), ("C1", "", True), ("C1", "privategroup", True), ("C1", "mpdm-a--b-1", True), ("D1", "directmessage", True)],
)
def test_a_command_is_private_unless_its_channel_is_known_to_be_public(channel: str, name: str, private: bool) -> None:
    form = {"team_id": "T1", "user_id": "U1", "channel_id": channel, "channel_name": name, "text": "ERP", "trigger_id": "t"}
    assert payloads.command(form).private is private


@pytest.mark.parametrize("chosen", ["U1", 7, True, {"U1": 1}, [["U1"], None, 7]])
def test_a_menu_of_people_that_holds_none_is_empty(chosen: object) -> None:
    state = {"values": {"who": {"menu": {"selected_users": chosen}}}}
    body = {"team_id": "T1", "user": {"id": "U1"}, "view": {"id": "V1", "state": state}}
    assert payloads.submission(body).values["who"] == ()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"team_id": "T1"},
        {"team_id": "T1", "user_id": "U1"},
        {"team_id": ["T1"], "user_id": "U1", "trigger_id": "t"},
        {"team_id": "T/../1", "user_id": "U1", "trigger_id": "t"},
    ],
)
def test_a_payload_without_its_parts_is_malformed(body: dict[str, Any]) -> None:
    for read in (payloads.command, payloads.click, payloads.shortcut, payloads.submission, payloads.home_opened):
        with pytest.raises(payloads.Malformed):
            read(body)  # type: ignore[operator]


@pytest.mark.parametrize("number", ["", "x", "-1", "1.5", "1e3", "9" * 10, "٣", "#", "1;2"])
def test_a_number_that_is_none_is_malformed(number: str) -> None:
    with pytest.raises(payloads.Malformed):
        payloads.number_in(number)


@pytest.mark.parametrize("user", [{"id": "U1", "team_id": "T2"}, {"id": "U1", "team_id": "T2", "enterprise_id": "E2"}])
def test_whoever_comes_from_another_organisation_is_external(user: dict[str, str]) -> None:
    body = {"team": {"id": "T1"}, "user": user, "actions": [{"action_id": "a", "value": "v"}], "trigger_id": "t"}
    assert payloads.click(body).external is True
    assert payloads.click(body | {"user": {"id": "U1", "team_id": "T1"}}).external is False


def test_two_workspaces_of_one_organisation_are_one_house() -> None:
    body = {"team": {"id": "T1", "enterprise_id": "E1"}, "user": {"id": "U1", "team_id": "T2", "enterprise_id": "E1"}}
    assert payloads.click(body | {"actions": [{"action_id": "a"}], "trigger_id": "t"}).external is False


@given(st.text(max_size=4000), st.text(max_size=4000))
def test_metadata_fits_and_comes_back(question: str, origin: str) -> None:
    whole = payloads.metadata(question=question, origin=origin)
    assert mrkdwn.size(whole) <= 3000
    kept = payloads.metadata_in(whole.encode("utf-8", "replace").decode())
    assert set(kept) == {"question", "origin"}
    if mrkdwn.size(question) + mrkdwn.size(origin) < 200 and (question + origin).isascii():
        assert kept == {"question": question, "origin": origin}


@given(st.text(max_size=300))
def test_whatever_a_button_brings_back_is_a_list_of_disputes(value: str) -> None:
    listed = Listed.decoded(value, "U1")
    assert listed.state in ("open", "decided", "withdrawn", "all") and listed.mine in ("", "U1")
    assert Listed.decoded(listed.coded(), "U1") == listed
