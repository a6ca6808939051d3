"""The Web API of the local Slack, called by Slack's own client library over a socket."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.tryout import payloads
from bot.tryout.local_slack import LocalSlack

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*CIO* owns it"}}]
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Dispute"}, "blocks": BLOCKS}


def refused(call: Callable[[], Any]) -> dict[str, Any]:
    """What Slack answered to a call that it refused."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return dict(caught.value.response.data)


def test_a_posted_message_is_kept_with_its_metadata_and_shown_on_request(town: Any) -> None:
    metadata = {"event_type": "remit_post", "event_payload": {"post": "p1"}}
    posted = town.client.chat_postMessage(channel="#general", text="CIO owns it", blocks=BLOCKS, metadata=metadata)
    plain = town.client.conversations_history(channel=town.general)["messages"][0]
    whole = town.client.conversations_history(channel=town.general, include_all_metadata=True)["messages"][0]
    assert posted["channel"] == town.general
    assert (plain["text"], plain["ts"]) == ("CIO owns it", posted["ts"])
    assert "metadata" not in plain
    assert whole["metadata"] == metadata
    assert plain["blocks"][0]["block_id"]


def test_replies_come_parent_first_and_stay_out_of_the_history(town: Any) -> None:
    parent = town.client.chat_postMessage(channel=town.general, text="question")
    first = town.client.chat_postMessage(channel=town.general, text="one", thread_ts=parent["ts"])
    second = town.client.chat_postMessage(channel=town.general, text="two", thread_ts=parent["ts"])
    thread = town.client.conversations_replies(channel=town.general, ts=parent["ts"])["messages"]
    assert [m["ts"] for m in thread] == [parent["ts"], first["ts"], second["ts"]]
    assert thread[0]["reply_count"] == 2
    assert [m["text"] for m in town.client.conversations_history(channel=town.general)["messages"]] == ["question"]


def test_history_pages_newest_first_within_bounds(town: Any) -> None:
    stamps = [town.client.chat_postMessage(channel=town.general, text=str(n))["ts"] for n in range(5)]
    first = town.client.conversations_history(channel=town.general, limit=2)
    rest = town.client.conversations_history(channel=town.general, limit=2, cursor=first["response_metadata"]["next_cursor"])
    between = town.client.conversations_history(channel=town.general, oldest=stamps[1], latest=stamps[3])
    inclusive = town.client.conversations_history(channel=town.general, oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert [m["text"] for m in first["messages"] + rest["messages"]] == ["4", "3", "2", "1"]
    assert [m["text"] for m in between["messages"]] == ["2"]
    assert [m["text"] for m in inclusive["messages"]] == ["3", "2", "1"]


def test_posting_is_refused_with_slacks_own_codes(town: Any) -> None:
    closed = town.slack.add_channel("closed").id
    town.slack.archive(closed)
    secret = town.slack.add_channel("secret", [town.anna], app=False, is_private=True).id
    post = town.client.chat_postMessage
    assert refused(lambda: post(channel="C404", text="x"))["error"] == "channel_not_found"
    assert refused(lambda: post(channel=closed, text="x"))["error"] == "is_archived"
    assert refused(lambda: post(channel=secret, text="x"))["error"] == "channel_not_found"
    assert refused(lambda: town.client.api_call("chat.postMessage", json={"channel": town.general}))["error"] == "no_text"
    assert refused(lambda: post(channel=town.general, text="x", blocks=BLOCKS * 51))["error"] == "invalid_blocks"
    assert refused(lambda: post(channel=town.general, text="x", metadata={"event_type": "x"}))["error"] == "invalid_metadata_format"
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    answer = refused(lambda: post(channel=town.general, text="x", blocks=[long]))
    assert answer["response_metadata"]["messages"] == ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]


def test_a_post_without_scope_or_membership_is_refused(town: Any) -> None:
    outside = town.slack.add_channel("outside", app=False).id
    assert town.client.chat_postMessage(channel=outside, text="x")["ok"]
    town.slack.desk.scopes = frozenset({"chat:write"})
    assert refused(lambda: town.client.chat_postMessage(channel=outside, text="x"))["error"] == "not_in_channel"
    answer = refused(lambda: town.client.conversations_history(channel=town.general))
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "channels:history", "chat:write")


def test_an_update_changes_text_and_blocks_but_keeps_metadata(town: Any) -> None:
    metadata = {"event_type": "remit_post", "event_payload": {"post": "p1"}}
    ts = town.client.chat_postMessage(channel=town.general, text="open", blocks=BLOCKS, metadata=metadata)["ts"]
    town.client.chat_update(channel=town.general, ts=ts, text="decided")
    message = town.slack.messages(town.general)[0]
    assert (message.text, message.blocks, message.metadata) == ("decided", [], metadata)
    too_long = refused(lambda: town.client.chat_update(channel=town.general, ts=ts, text="x" * 4001))
    assert too_long["error"] == "msg_too_long"
    assert refused(lambda: town.client.chat_update(channel=town.general, ts="1.000001", text="x"))["error"] == "message_not_found"
    said = town.slack.say(town.anna, town.general, "mine")
    assert refused(lambda: town.client.chat_update(channel=town.general, ts=said.ts, text="x"))["error"] == "cant_update_message"


def test_an_ephemeral_reaches_one_person_in_the_channel_only(town: Any) -> None:
    town.client.chat_postEphemeral(channel=town.general, user=town.anna, text="for you")
    assert [m.text for m in town.slack.ephemerals(town.anna)] == ["for you"]
    assert town.slack.ephemerals(town.bela) == town.slack.messages(town.general) == []
    late = town.slack.add_user("late").id
    assert refused(lambda: town.client.chat_postEphemeral(channel=town.general, user=late, text="x"))["error"] == "user_not_in_channel"


def test_a_person_id_opens_the_direct_message(town: Any) -> None:
    posted = town.client.chat_postMessage(channel=town.anna, text="hello")
    assert posted["channel"].startswith("D")
    assert [m.text for m in town.slack.messages(town.anna)] == ["hello"]
    assert town.client.conversations_open(users=town.anna)["channel"]["id"] == posted["channel"]


def test_a_trigger_opens_one_modal_within_three_seconds(town: Any) -> None:
    handles = town.slack.desk.handles
    trigger = handles.trigger(town.anna)
    view = town.client.views_open(trigger_id=trigger, view=MODAL)["view"]
    assert town.slack.open_modal(town.anna).id == view["id"]
    assert refused(lambda: town.client.views_open(trigger_id=trigger, view=MODAL))["error"] == "exchanged_trigger_id"
    late = handles.trigger(town.anna)
    handles.pass_time(3.1)
    assert refused(lambda: town.client.views_open(trigger_id=late, view=MODAL))["error"] == "expired_trigger_id"
    assert refused(lambda: town.client.views_open(trigger_id="no", view=MODAL))["error"] == "invalid_trigger_id"


def test_a_view_changes_only_under_its_hash_and_stacks_three_high(town: Any) -> None:
    handles = town.slack.desk.handles
    view = town.client.views_open(trigger_id=handles.trigger(town.anna), view=MODAL)["view"]
    changed = town.client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)["view"]
    assert changed["id"] == view["id"] and changed["hash"] != view["hash"]
    stale = refused(lambda: town.client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL))
    assert stale["error"] == "hash_conflict"
    for _ in range(2):
        top = town.client.views_push(trigger_id=handles.trigger(town.anna), view=MODAL)["view"]
    assert top["root_view_id"] == view["id"]
    fourth = refused(lambda: town.client.views_push(trigger_id=handles.trigger(town.anna), view=MODAL))
    assert fourth["error"] == "push_limit_reached"


def test_a_home_tab_is_published_to_one_person(town: Any) -> None:
    view = {"type": "home", "blocks": BLOCKS}
    first = town.client.views_publish(user_id=town.anna, view=view)["view"]
    second = town.client.views_publish(user_id=town.anna, view=view, hash=first["hash"])["view"]
    assert town.slack.home(town.anna).id == first["id"] == second["id"]
    assert town.slack.home(town.bela) is None
    assert refused(lambda: town.client.views_publish(user_id=town.anna, view=view, hash="1.x"))["error"] == "hash_conflict"


def test_a_response_url_takes_five_posts(town: Any) -> None:
    url = payloads.response_url(town.slack.desk, town.general, town.anna)
    hook = WebhookClient(url, retry_handlers=[])
    assert [hook.send(text=str(n)).status_code for n in range(6)] == [200] * 5 + [404]
    assert len(town.slack.ephemerals(town.anna)) == 5
    assert len(town.slack.calls("response_url")) == 6


def test_a_response_url_replaces_deletes_and_shares(town: Any) -> None:
    town.client.chat_postEphemeral(channel=town.general, user=town.anna, text="private")
    private = town.slack.ephemerals(town.anna)[0]
    hook = WebhookClient(payloads.response_url(town.slack.desk, town.general, town.anna, private.ts), retry_handlers=[])
    hook.send(text="shared below", replace_original=True)
    assert [m.text for m in town.slack.ephemerals(town.anna)] == ["shared below"]
    hook.send(text="for all", response_type="in_channel", replace_original=False)
    assert [m.text for m in town.slack.messages(town.general)] == ["for all"]
    hook.send_dict({"delete_original": True})
    assert town.slack.ephemerals(town.anna) == []


def test_reading_methods_tell_who_and_what_there_is(town: Any) -> None:
    group = town.slack.add_group("leads", [town.bela])
    assert town.client.auth_test()["user_id"] == town.slack.bot.id
    assert town.client.users_info(user=town.bela)["user"]["is_admin"] is True
    assert {u["name"] for u in town.client.users_list()["members"]} == {"remit", "anna", "bela"}
    assert town.client.usergroups_users_list(usergroup=group.id)["users"] == [town.bela]
    assert town.client.usergroups_list(include_users=True)["usergroups"][0]["users"] == [town.bela]
    assert [c["name"] for c in town.client.conversations_list()["channels"]] == ["general"]
    assert town.client.conversations_info(channel=town.general)["channel"]["is_member"] is True
    assert set(town.client.conversations_members(channel=town.general)["members"]) == {town.anna, town.bela, town.slack.bot.id}
    assert town.client.team_info()["team"]["id"] == town.slack.workspace.team


def test_tokens_are_checked(town: Any) -> None:
    assert refused(lambda: WebClient("xoxb-other", base_url=town.slack.api_url).auth_test())["error"] == "invalid_auth"
    assert refused(lambda: WebClient(base_url=town.slack.api_url).auth_test())["error"] == "not_authed"
    assert refused(lambda: town.client.api_call("chat.sing"))["error"] == "unknown_method"


def test_a_dropped_connection_leaves_the_post_in_place(town: Any) -> None:
    town.slack.faults.next("chat.postMessage", drop_after_accept=True)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        town.client.chat_postMessage(channel=town.general, text="once")
    assert [m.text for m in town.slack.messages(town.general)] == ["once"]
    town.slack.faults.next("chat.postMessage", drop=True)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        town.client.chat_postMessage(channel=town.general, text="never")
    assert len(town.slack.messages(town.general)) == 1
    assert [call.accepted for call in town.slack.calls("chat.postMessage")] == [True, False]


def test_scripted_faults_answer_as_slack_in_trouble(town: Any) -> None:
    faults, post = town.slack.faults, town.client.chat_postMessage
    faults.next("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        post(channel=town.general, text="x")
    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "7")
    faults.next("chat.postMessage", status=500, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as broken:
            post(channel=town.general, text="x")
        assert broken.value.response.status_code == 500
    faults.next("chat.postMessage", error="is_archived", channel=town.general)
    assert refused(lambda: post(channel=town.general, text="x"))["error"] == "is_archived"
    faults.next("chat.postMessage", hang=30, accepted=True)
    with pytest.raises(TimeoutError):
        WebClient(town.slack.desk.bot_token, base_url=town.slack.api_url, retry_handlers=[], timeout=1).chat_postMessage(
            channel=town.general, text="hung"
        )
    assert [m.text for m in town.slack.messages(town.general)] == ["hung"]
    faults.always("chat.postMessage", status=503)
    faults.clear()
    assert post(channel=town.general, text="fine")["ok"]


def test_two_workspaces_run_side_by_side() -> None:
    with LocalSlack() as one, LocalSlack(team="T0OTHER") as two:
        assert one.api_url != two.api_url
        assert WebClient(two.desk.bot_token, base_url=two.api_url).auth_test()["team_id"] == "T0OTHER"
