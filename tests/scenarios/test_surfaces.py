"""What else people can do in Slack: lists and records, the forms of disputing and deciding, refusals, words that were lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.types import Directory

WHY = "Our team runs it since the spring."


def words(shown: Any) -> str:
    """Everything that a message, a modal or an answer says."""
    return f"{getattr(shown, 'text', '')} {json.dumps(shown.blocks, ensure_ascii=False)}"


def remit(house: Any, user: str, text: str) -> Any:
    return house.slack.command(user, house.cast.general, "/remit", text)


def raise_many(house: Any, count: int) -> None:
    for number in range(1, count + 1):
        house.knowledge.raise_dispute(
            topic=f"service {number}",
            proposed=("CTO",) if number % 2 else ("CDO",),
            reason=WHY,
            actor=house.cast.cio if number % 3 else house.cast.guest,
            origin=house.cast.general,
            request=f"many:{number}",
        )


def test_disputes_are_listed_oldest_first_and_page_by_page(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    raise_many(http_house, 34)
    first = remit(http_house, cast.employee, "disputes")
    assert first.text.splitlines()[0] == "15 open disputes, and there are others:"
    assert "*#1*" in first.text and "*#15*" in first.text and "*#16*" not in first.text and "less than a day" in first.text
    second = slack.click(cast.employee, first.message, "More").view
    assert "15 more open disputes, and there are others:" in words(second) and "*#16*" in words(second)
    third = slack.click(cast.employee, second, "More").view
    assert third.id == second.id and "4 more open disputes:" in words(third) and "*#34*" in words(third)
    again = slack.click(cast.employee, third, "From the beginning").view
    assert "*#1*" in words(again)
    whole = slack.click(cast.employee, again, "Show").view
    assert "Dispute #1" in whole.body["title"]["text"] and WHY in words(whole)


@pytest.mark.parametrize(
    ("text", "heading", "shown", "hidden"),
    [
        ("disputes", "3 open disputes:", (1, 2, 4), (3, 5)),
        ("disputes all", "5 disputes:", (1, 2, 3, 4, 5), ()),
        ("disputes decided", "1 decided dispute:", (3,), (1, 2)),
        ("disputes withdrawn", "1 withdrawn dispute:", (5,), (1, 3)),
        ("disputes cdo", "2 open disputes naming *cdo*:", (2, 4), (1, 5)),
        ("disputes mine", "1 dispute concerning you:", (3,), (1, 2)),
        ("disputes mine open", "No open disputes concerning you. `/remit disputes all` shows the others too.", (), (1, 3)),
        ("disputes CFO", "No open disputes naming *CFO*. `/remit disputes all` shows the others too.", (), (1,)),
    ],
)
def test_disputes_are_filtered(http_house: Any, text: str, heading: str, shown: tuple[int, ...], hidden: tuple[int, ...]) -> None:
    cast, knowledge = http_house.cast, http_house.knowledge
    raise_many(http_house, 5)
    knowledge.decide(3, actor=cast.decider, owners=("CTO",), rationale="So be it.", version=1, request="d")
    knowledge.withdraw(5, actor=cast.cio, request="w")
    listed = remit(http_house, cast.guest, text)
    assert listed.text.splitlines()[0] == heading
    assert all(f"*#{number}*" in listed.text for number in shown) and not any(f"*#{number}*" in listed.text for number in hidden)


def test_a_long_record_is_read_to_the_last_word(http_house: Any) -> None:
    slack, cast, knowledge = http_house.slack, http_house.cast, http_house.knowledge
    raise_many(http_house, 1)
    slack.wait_for(http_house.settled)
    for number in range(30):
        knowledge.add_view(1, actor=cast.cto, text=f"Argument {number}. " + "And so on. " * 60 + f"End {number}.", request=f"v{number}")
    whole = remit(http_house, cast.employee, "#1")
    assert "22 earlier views" in words(whole) and "and 7 in between" in words(whole)
    page = slack.click(cast.employee, whole.message, "Every word of it").view
    seen = words(page)
    while "Later" in words(page):
        page = slack.click(cast.employee, page, "Later").view
        seen += words(page)
    assert all(f"Argument {number}." in seen and f"End {number}." in seen for number in range(30))
    assert "Earlier" in words(page)


def test_what_remit_does_not_know_is_said_and_what_it_knows_is_listed(http_house: Any) -> None:
    answer = remit(http_house, http_house.cast.employee, "lunch")
    assert answer.text.startswith("I don't know `/remit lunch`") and "`/remit disputes`" in answer.text
    assert remit(http_house, http_house.cast.employee, "#99").text == "There is no dispute #99 in this workspace."


def test_the_digest_is_posted_at_a_decider_s_word_and_refused_to_others(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    http_house.raise_dispute(cast.employee, "Workday integration", "CTO", WHY)
    refused = remit(http_house, cast.employee, "digest now")
    assert "Only deciders and admins" in refused.text and f"<@{cast.decider}>" in refused.text
    assert slack.messages(cast.leaders, by_app=True) == []
    assert f"<#{cast.leaders}>" in remit(http_house, cast.decider, "digest now").text
    slack.wait_for(lambda: slack.messages(cast.leaders, by_app=True))
    assert "posted already" in remit(http_house, cast.decider, "digest now").text


def test_without_a_channel_of_its_own_the_digest_goes_where_disputes_go(http_house: Any) -> None:
    http_house.knowledge.change_settings({"digest_channel": ""})
    assert f"<#{http_house.cast.disputes}>" in remit(http_house, http_house.cast.decider, "digest now").text


@pytest.mark.parametrize(
    ("chosen", "owners"),
    [("CTO", ("CTO",)), ("Shared by both: CIO and CTO", ("CIO", "CTO")), ("Not ours, owner unknown", ()), (["CTO", "CDO"], ("CTO", "CDO"))],
)
def test_the_form_offers_every_owner_both_and_nobody(http_house: Any, chosen: Any, owners: tuple[str, ...]) -> None:
    slack, cast = http_house.slack, http_house.cast
    form = slack.command(cast.employee, cast.general, "/dispute", "who is responsible for workday?").view
    assert "*CIO* owns Workday" in words(form) and "cio-cto" in words(form), "today's answer with its line"
    sent = slack.submit(cast.employee, form, {"Who should own it?": chosen, "Why?": WHY})
    assert (sent.error, sent.errors) == ("", {})
    assert http_house.knowledge.dispute(1).proposed == owners


def test_an_owner_is_proposed_where_none_is_known(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    asked = http_house.ask(cast.employee, "who owns the lunch menu?")
    form = slack.click(cast.employee, asked.message, "Propose an owner").view
    assert form.body["title"]["text"] == "Propose an owner"
    slack.submit(cast.employee, form, {"Who should own it?": "CEO", "Why?": "Somebody has to."})
    raised = http_house.knowledge.dispute(1)
    assert (raised.topic, raised.present, raised.proposed) == ("lunch menu", (), ("CEO",))
    post = slack.wait_for(http_house.disputes_posts)[0]
    http_house.decide(cast.decider, post, "CEO", "Until we have a cook.")
    assert http_house.ask(cast.employee, "who owns the lunch menu?").text.startswith("*CEO* owns lunch menu.")


def test_the_second_objection_says_that_it_became_a_view_and_stands_under_its_author(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    post = http_house.raise_dispute(cast.employee, "Workday integration", "CTO", WHY)
    form = slack.command(cast.cto, cast.general, "/dispute", "Workday integration").view
    assert "Dispute #1 on this topic is open already" in words(form)
    told = slack.submit(cast.cto, form, {"Who should own it?": "CTO", "Why?": "It is code."}).view
    assert "became a view on it" in words(told)
    http_house.knowledge.learn_directory(Directory(names={cast.cto: "Tom Tech"}))
    slack.wait_for(lambda: "It is code." in words(slack.now(post)) and http_house.settled())
    view = next(block["text"]["text"] for block in slack.now(post).blocks if "It is code." in block.get("text", {}).get("text", ""))
    assert view.splitlines()[0].startswith(("Tom Tech, ", "<https://slack.com/app_redirect"))
    assert len(http_house.disputes_posts()) == 1


def test_the_decide_form_shows_both_sides_and_earlier_rulings_and_takes_scope_and_review_date(http_house: Any) -> None:
    slack, cast, knowledge = http_house.slack, http_house.cast, http_house.knowledge
    earlier = http_house.raise_dispute(cast.employee, "ERP", "CTO", WHY)
    http_house.decide(cast.decider, earlier, "CIO", "Finance lives there.")
    post = http_house.raise_dispute(cast.employee, "Workday integration", "CTO", WHY)
    knowledge.add_view(2, actor=cast.cio, text="We hold the contract.", request="v")
    form = slack.click(cast.decider, post, "Decide").view
    assert WHY in words(form) and "We hold the contract." in words(form) and "Finance lives there." in words(form)
    review = (date.today() + timedelta(days=90)).isoformat()
    past = {"Owner": "CTO", "Rationale": "Code.", "Review on": "2020-01-01"}
    assert "lie ahead" in slack.submit(cast.decider, form, past).errors["review_on"]
    filled = {"Owner": "CTO", "Rationale": "Code.", "Applies to": "Germany", "Review on": review}
    assert slack.submit(cast.decider, form, filled).errors == {}
    there = http_house.ask(cast.employee, "who owns Workday integration in Germany?")
    assert there.text.startswith("*CTO* owns Workday integration") and "Applies to: Germany." in there.text and review in there.text
    assert http_house.ask(cast.employee, "who owns Workday integration?").text.startswith("*CIO* owns Workday integration")


def test_the_only_decider_rules_as_a_party_only_after_saying_so(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    http_house.knowledge.change_settings({"deciders": cast.cio})
    post = http_house.raise_dispute(cast.employee, "Workday integration", "CTO", WHY)
    form = slack.click(cast.cio, post, "Decide").view
    silent = slack.submit(cast.cio, form, {"Owner": "CTO", "Rationale": "They are right."})
    assert "tick that you do" in silent.errors["alone"] and http_house.knowledge.dispute(1).state == "open"
    said = {"Owner": "CTO", "Rationale": "They are right.", "Deciding alone": [":yes"]}
    assert slack.submit(cast.cio, form, said).errors == {}
    assert http_house.knowledge.dispute(1).state == "decided"
    assert "as a party and the only decider" in words(remit(http_house, cast.guest, "#1"))


def test_a_ruling_is_reopened_by_a_party_and_nobody_else_is_even_given_the_form(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    post = http_house.raise_dispute(cast.employee, "Workday integration", "CTO", WHY)
    http_house.decide(cast.decider, post, "CTO", "The code moved.")
    slack.wait_for(lambda: "Reopen" in words(slack.now(post)))
    assert slack.click(cast.guest, slack.now(post), "Reopen").view is None
    told = slack.wait_for(lambda: slack.ephemerals(cast.guest))
    assert "Only a party can reopen" in told[-1].text and f"<@{cast.cio}>" in told[-1].text
    form = slack.click(cast.cio, slack.now(post), "Reopen").view
    assert "is open again" in words(slack.submit(cast.cio, form, {"Why should it be decided again?": "A new contract."}).view)
    answer = http_house.ask(cast.employee, "Workday integration")
    assert answer.text.splitlines()[0] == "Who owns Workday integration is contested between *CIO* and *CTO* (dispute #1)."
    assert f"<@{cast.employee}> says CTO should: “{WHY}”" in answer.text


def test_not_what_i_meant_answers_privately_and_learns_another_name(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    asked = http_house.ask(cast.employee, "who owns security?")
    slack.click(cast.employee, asked.message, "Not what I meant", "product security")
    other = slack.wait_for(lambda: [m for m in slack.ephemerals(cast.employee) if m.text.startswith("*CTO* owns product security")])
    assert "Share" in words(other[0])
    form = slack.click(cast.employee, asked.message, "Not what I meant", "“security” is another name for …").view
    sent = slack.submit(cast.employee, form, {"What it means": "product security"})
    assert "From now on *security* means *product security*." in words(sent.view)
    assert http_house.ask(cast.guest, "who owns security?").text.startswith("*CTO* owns product security")
    assert http_house.knowledge.aliases()[0].added_by == cast.employee


def test_the_first_line_of_a_shared_answer_is_the_answer(http_house: Any) -> None:
    slack, cast = http_house.slack, http_house.cast
    asked = http_house.ask(cast.employee, "Workday integration")
    slack.click(cast.employee, asked.message, "Share")
    shared = slack.wait_for(lambda: slack.messages(cast.general, by_app=True))
    assert shared[0].text.splitlines()[0] == "*CIO* owns Workday integration."


def test_a_private_word_that_slack_never_took_is_looked_up_and_said(http_house: Any) -> None:
    """What the scope im:write is for: opening the direct message to look whether the word is there."""
    slack, cast = http_house.slack, http_house.cast
    slack.faults.next("chat.postMessage", drop=True, channel=cast.cto)
    http_house.raise_dispute(cast.employee, "Workday integration", "CTO", WHY)
    slack.wait_for(lambda: slack.messages(cast.cto, by_app=True), timeout=20)
    assert slack.calls("conversations.open") and len(slack.messages(cast.cto, by_app=True)) == 1
