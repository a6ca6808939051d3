"""The message shortcut: the answer to a message's words in a modal, with everything an answer offers, and the way into the thread."""

from __future__ import annotations

import json
from typing import Any


def find_owner(house: Any, user: str, text: str) -> tuple[Any, Any]:
    """Somebody writes `text`; `user` looks for its owner. The message, and the modal."""
    message = house.slack.say(house.cast.guest, house.cast.general, text)
    return message, house.slack.shortcut(user, "find_owner", message).view


def words(view: Any) -> str:
    return json.dumps(view.blocks, ensure_ascii=False)


def test_the_answer_is_shared_in_the_message_s_thread_under_the_sharer_s_name(house: Any) -> None:
    message, view = find_owner(house, house.cast.employee, "our Workday integration broke, whom do I ping?")
    assert "*CIO* owns Workday integration." in words(view) and "cio-cto" in words(view)
    sent = house.slack.submit(house.cast.employee, view)
    assert (sent.error, sent.errors, sent.view) == ("", {}, None)
    shared = house.slack.wait_for(lambda: house.slack.replies(message))
    assert shared[0].text.splitlines()[0] == "*CIO* owns Workday integration."
    assert f"Shared by <@{house.cast.employee}>" in shared[0].text
    assert f"<@{house.cast.cio}>" not in shared[0].text + str(shared[0].blocks)


def test_sharing_twice_posts_once(http_house: Any) -> None:
    message, view = find_owner(http_house, http_house.cast.employee, "who is responsible for GDPR?")
    sent = http_house.slack.submit(http_house.cast.employee, view)
    assert [reply.status for reply in http_house.slack.again(sent, 3)] == [200] * 3
    http_house.slack.wait_for(lambda: http_house.slack.replies(message) and http_house.settled())
    assert len(http_house.slack.replies(message)) == 1


def test_nothing_is_posted_unless_it_is_shared(http_house: Any) -> None:
    message, view = find_owner(http_house, http_house.cast.employee, "who is responsible for GDPR?")
    http_house.slack.acting.close_view(view)
    assert http_house.settled() and http_house.slack.replies(message) == []


def test_the_answer_can_be_disputed_from_there(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    _, view = find_owner(http_house, cast.employee, "who owns ERP?")
    form = slack.click(cast.employee, view, "Dispute").view
    assert form.id != view.id and "*CIO* owns" in words(form)
    sent = slack.submit(cast.employee, form, {"Who should own it?": "CTO", "Why?": "We run it."})
    assert (sent.error, sent.errors) == ("", {})
    posts = slack.wait_for(http_house.disputes_posts)
    assert "ERP" in posts[0].text
    assert http_house.knowledge.dispute(1).origin == cast.general


def test_another_topic_is_chosen_and_shared_instead(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    message, view = find_owner(http_house, cast.employee, "who owns security?")
    turned = slack.click(cast.employee, view, "Not what I meant", "product security").view
    assert turned.id == view.id, "the same modal, with another answer"
    assert "*CTO* owns product security" in words(turned)
    slack.submit(cast.employee, turned)
    shared = slack.wait_for(lambda: slack.replies(message))
    assert shared[0].text.startswith("*CTO* owns product security")


def test_the_owner_is_asked_in_the_thread(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    message, view = find_owner(http_house, cast.employee, "who owns ERP?")
    told = slack.click(cast.employee, view, "Ask the owner").view
    assert f"<@{cast.cio}>" in words(told)
    asked = slack.wait_for(lambda: slack.replies(message))
    assert asked[0].text.startswith(f"<@{cast.cio}>: <@{cast.employee}> has a question")
    form = slack.click(cast.cio, asked[0], "Not ours").view
    sent = slack.submit(cast.cio, form, {"Why?": "It moved to the product teams."})
    assert (sent.error, sent.errors) == ("", {})
    assert (http_house.knowledge.dispute(1).topic, http_house.knowledge.dispute(1).proposed) == ("ERP", ())


def test_a_message_without_words_is_said_to_have_none(http_house: Any) -> None:
    _, view = find_owner(http_house, http_house.cast.employee, "")
    assert "no words of its own" in words(view)
    assert "submit" not in view.body or view.body["submit"] is None


def test_whoever_shares_where_remit_is_no_member_is_told_that_it_did_not_arrive(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    closed = slack.add_channel("sales", [cast.employee], app=False).id
    message = slack.say(cast.employee, closed, "who owns ERP?")
    slack.submit(cast.employee, slack.shortcut(cast.employee, "find_owner", message).view)
    told = slack.wait_for(lambda: slack.messages(cast.employee, by_app=True))
    assert "may not have reached the channel: Slack says not_in_channel" in told[0].text and "invite Remit" in told[0].text
    assert slack.replies(message) == []
