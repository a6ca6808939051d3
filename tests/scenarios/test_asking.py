"""Someone asks in Slack and is answered: by command, by mention, in a direct message, once."""

from __future__ import annotations

import re
from typing import Any

import pytest


def test_a_command_is_answered_in_its_own_response_with_the_line_it_rests_on(house: Any) -> None:
    answer = house.ask(house.cast.employee, "Workday integration")
    assert answer.error == ""
    assert answer.text.splitlines()[0] == "*CIO* owns Workday integration."
    assert "Workday" in answer.text and "cio-cto" in answer.text and "line" in answer.text
    assert answer.message.to == house.cast.employee
    assert house.slack.calls("chat.postMessage") == house.slack.calls("response_url") == []


@pytest.mark.parametrize("text", ["", "help"])
def test_a_command_without_a_question_shows_examples_and_how_to_dispute(http_house: Any, text: str) -> None:
    answer = http_house.ask(http_house.cast.employee, text)
    assert "/whoowns" in answer.text and "ispute" in answer.text


def test_an_owner_lists_what_it_owns(http_house: Any) -> None:
    answer = http_house.ask(http_house.cast.employee, "what does the CTO own")
    assert "CTO" in answer.text and "product" in answer.text.lower()


def test_what_an_owner_shares_is_counted_once(http_house: Any) -> None:
    answer = http_house.ask(http_house.cast.employee, "what does the CTO own")
    alone, shared = re.fullmatch(r"\*CTO\* owns (\d+) topics, and shares (\d+) with others\.", answer.text.splitlines()[0]).groups()
    listed = " ".join(block["text"]["text"] for block in answer.blocks if block["type"] == "section")
    assert listed.count("• ") == min(int(alone), 60) and "• digital transformation" not in listed
    assert "Shared with others: digital transformation" in listed and int(shared) > 1


def test_each_of_two_topics_is_disputed_by_itself(http_house: Any) -> None:
    answer = http_house.ask(http_house.cast.employee, "who owns GDPR and who owns public APIs?")
    rows = [block["elements"] for block in answer.blocks if block["type"] == "actions"]
    assert [one["value"] for row in rows for one in row if one["text"]["text"] == "Dispute"] == ["GDPR", "public APIs"]


def test_a_greeting_is_told_how_to_ask_and_offers_nobody_to_propose(http_house: Any) -> None:
    answer = http_house.ask(http_house.cast.employee, "hi")
    assert answer.text.startswith("I found no question about an owner in “hi”.")
    assert "`/whoowns help`" in str(answer.blocks) and "Propose" not in str(answer.blocks)


def test_nonsense_is_unknown_and_names_nobody(http_house: Any) -> None:
    answer = http_house.ask(http_house.cast.employee, "the lunch menu")
    first = answer.text.splitlines()[0]
    assert "*CIO*" not in first and "*CTO*" not in first


def test_a_mention_is_answered_once_in_its_thread_though_sent_four_times(house: Any) -> None:
    asked = house.slack.mention(house.cast.employee, house.cast.general, "who owns Workday integration?", times=4)
    answers = house.slack.wait_for(lambda: house.slack.replies(asked) and house.settled() and house.slack.replies(asked))
    assert len(answers) == 1
    assert answers[0].text.startswith("*CIO* owns Workday integration.")
    assert answers[0].thread_ts == asked.ts
    assert answers[0].metadata["event_type"] == "remit_post"
    assert all(delivery.reply.status == 200 for delivery in house.slack.deliveries)


@pytest.mark.parametrize("twin", ["before", "after"])
def test_a_mention_and_its_message_twin_are_one_question_in_either_order(house: Any, twin: str) -> None:
    asked = house.slack.mention(house.cast.employee, house.cast.general, "who owns ERP?", times=2, twin=twin)
    house.slack.wait_for(lambda: house.slack.replies(asked) and house.settled())
    later = house.slack.mention(house.cast.employee, house.cast.general, "who owns GDPR?", twin=twin)
    house.slack.wait_for(lambda: house.slack.replies(later) and house.settled())
    assert len(house.slack.replies(asked)) == len(house.slack.replies(later)) == 1
    assert len(house.slack.messages(house.cast.general, by_app=True)) == 2


def test_a_mention_in_a_thread_is_answered_there(http_house: Any) -> None:
    start = http_house.slack.say(http_house.cast.employee, http_house.cast.general, "our payroll sync broke")
    asked = http_house.slack.mention(http_house.cast.employee, http_house.cast.general, "who owns Workday?", thread_ts=start.ts)
    answers = http_house.slack.wait_for(lambda: http_house.slack.replies(start))
    assert [a.thread_ts for a in answers] == [start.ts]
    assert asked.thread_ts == start.ts


def test_a_mention_without_words_is_told_how_to_ask(http_house: Any) -> None:
    asked = http_house.slack.mention(http_house.cast.employee, http_house.cast.general, "")
    answers = http_house.slack.wait_for(lambda: http_house.slack.replies(asked))
    assert "/whoowns" in answers[0].text


def test_a_direct_message_is_answered_in_place(house: Any) -> None:
    house.slack.direct_message(house.cast.employee, "who owns public APIs?", times=3)
    own = house.slack.wait_for(lambda: house.slack.messages(house.cast.employee, by_app=True))
    house.slack.wait_for(house.settled)
    assert own[0].text.startswith("*CTO* owns")
    assert len(house.slack.messages(house.cast.employee, by_app=True)) == 1


def test_edits_deletions_bots_and_untagged_talk_get_no_answer(house: Any) -> None:
    slack, cast = house.slack, house.cast
    slack.acting.subscribed.add("message.channel")
    talk = slack.say(cast.employee, cast.general, "who owns GDPR?")
    slack.edit(talk, "who owns ERP?")
    slack.delete(talk)
    slack.direct_message(cast.employee, "who owns GDPR?", subtype="bot_message", bot_id="B0OTHER")
    edited = slack.direct_message(cast.employee, "who owns GDPR?")
    slack.wait_for(lambda: slack.messages(cast.employee, by_app=True))
    slack.edit(edited, "who owns ERP?")
    slack.wait_for(house.settled)
    assert len(slack.messages(cast.employee, by_app=True)) == 1
    assert slack.messages(cast.general, by_app=True) == []
    assert all(delivery.reply.status == 200 for delivery in slack.deliveries)


def test_text_from_people_never_becomes_markup(house: Any) -> None:
    answer = house.ask(house.cast.employee, "<!channel> <https://evil.example|bank> & @erin *bold*")
    shown = str(answer.blocks) + answer.text
    assert "<!channel>" not in shown and "<https://evil" not in shown


def test_an_answer_is_shared_with_the_channel_by_its_asker(house: Any) -> None:
    answer = house.ask(house.cast.employee, "Workday integration")
    clicked = house.slack.click(house.cast.employee, answer.message, "Share")
    assert clicked.error == ""
    shared = house.slack.wait_for(lambda: house.slack.messages(house.cast.general, by_app=True))
    assert "*CIO* owns Workday integration." in shared[0].text
    assert f"<@{house.cast.employee}>" in shared[0].text


def test_nobody_is_pinged_until_someone_asks_the_owner(house: Any) -> None:
    answer = house.ask(house.cast.employee, "Workday integration")
    assert f"<@{house.cast.cio}>" not in answer.text + str(answer.blocks)
    house.slack.click(house.cast.employee, answer.message, "Ask the owner")
    posted = house.slack.wait_for(lambda: house.slack.messages(house.cast.general, by_app=True))
    assert f"<@{house.cast.cio}>" in posted[0].text


def test_the_message_shortcut_answers_in_a_modal(house: Any) -> None:
    message = house.slack.say(house.cast.employee, house.cast.general, "who is responsible for GDPR?")
    view = house.slack.shortcut(house.cast.employee, "find_owner", message).view
    assert view is not None
    assert "CIO" in str(view.blocks)


def test_help_tells_what_there_is(http_house: Any) -> None:
    answer = http_house.slack.command(http_house.cast.employee, http_house.cast.general, "/remit", "help")
    assert "/whoowns" in answer.text and "/dispute" in answer.text
