"""The digest in Slack: previewed by anybody, posted early by whoever may, and its buttons a week later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from knowledge.types import Place

WHY = "Our team runs it since the spring."
WEEK = timedelta(weeks=1)


def monday() -> datetime:
    """The next Monday a minute past nine in Berlin, or past ten in summer."""
    now = datetime.now(UTC)
    return (now + timedelta(days=7 - now.weekday())).replace(hour=8, minute=1, second=0, microsecond=0)


def digests(house: Any) -> list[Any]:
    return [message for message in house.slack.messages(house.cast.leaders, by_app=True) if message.text.startswith("Who owns what")]


def of_dispute(message: Any, number: int) -> Any:
    """The message as if it had no other buttons than those of one dispute."""
    rows = [block for block in message.blocks if any(part.get("value") == str(number) for part in block.get("elements", ()))]
    return replace(message, body=message.body | {"blocks": rows})


def remit(house: Any, user: str, words: str) -> Any:
    return house.slack.command(user, house.cast.general, "/remit", words)


def test_anybody_previews_it_and_only_deciders_and_admins_post_it(http_house: Any) -> None:
    house = http_house
    house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    preview = remit(house, house.cast.employee, "digest")
    assert preview.text.startswith("Preview: who owns what")
    refused = remit(house, house.cast.employee, "digest now")
    assert "Only deciders and admins" in refused.text
    assert digests(house) == []
    assert "counts as this week's" in remit(house, house.cast.decider, "digest now").text
    house.slack.wait_for(lambda: digests(house))
    assert "has been posted already" in remit(house, house.cast.decider, "digest now").text
    house.slack.wait_for(house.settled)
    assert len(digests(house)) == 1


def test_last_week_s_buttons_still_work_or_say_what_has_happened_since(http_house: Any) -> None:
    house = http_house
    first = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    house.raise_dispute(house.cast.cio, "public APIs", "CIO", "They are ours.")
    house.worker_once(monday())
    (old,) = digests(house)
    house.decide(house.cast.decider, first, "CTO", "The code moved in May.")
    house.worker_once(monday() + WEEK)
    assert len(digests(house)) == 2
    settled = house.slack.click(house.cast.decider, of_dispute(old, 1), "Decide")
    assert "Settled already" in str(settled.view.title) and "The code moved in May." in str(settled.view.blocks)
    still_open = house.slack.click(house.cast.decider, of_dispute(old, 2), "Decide")
    assert house.slack.submit(house.cast.decider, still_open.view, {"Owner": "CTO", "Rationale": "As the charter says."}).errors == {}
    assert house.knowledge.dispute(2).state == "decided"


def test_a_question_that_nobody_owned_gets_an_owner_from_the_digest(http_house: Any) -> None:
    house = http_house
    house.knowledge.ask("who owns the lunch menu?", asker=house.cast.employee, place=Place(house.cast.general, private=False))
    house.workspaces.flush_questions()
    house.worker_once(monday())
    (digest,) = digests(house)
    assert "lunch menu" in digest.text
    opened = house.slack.click(house.cast.employee, digest, "Propose an owner")
    sent = house.slack.submit(house.cast.employee, opened.view, {"Who should own it?": "CIO", "Why?": "Somebody has to."})
    assert sent.errors == {}
    house.slack.wait_for(house.disputes_posts)
    assert house.knowledge.dispute(1).proposed == ("CIO",)
    assert "lunch menu" in house.knowledge.dispute(1).topic
    not_ours = house.slack.click(house.cast.employee, digest, "Not ours")
    assert "lunch menu" in str(not_ours.view.blocks)


def test_nothing_of_a_direct_message_reaches_the_digest(http_house: Any) -> None:
    house = http_house
    house.slack.direct_message(house.cast.employee, "who owns the secret merger?")
    house.slack.wait_for(lambda: house.slack.messages(house.cast.employee, by_app=True))
    house.workspaces.flush_questions()
    house.worker_once(monday())
    (digest,) = digests(house)
    assert "merger" not in digest.text + str(digest.blocks)
    assert "1 question without an owner" in digest.text


def test_the_chart_is_slack_s_own_and_in_characters_where_slack_refuses_it(http_house: Any) -> None:
    house = http_house
    house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    house.worker_once(monday())
    house.slack.faults.next("chat.postMessage", error="invalid_blocks", channel=house.cast.leaders)
    house.worker_once(monday() + WEEK)
    kinds = [[block["type"] for block in message.blocks] for message in digests(house)]
    assert ["data_visualization" in each for each in kinds] == [True, False]
    assert "Raised  " in str(digests(house)[1].blocks)
