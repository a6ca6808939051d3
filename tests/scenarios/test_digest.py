"""The digest in Slack: previewed by anybody, posted early by whoever may, and its buttons a week later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from knowledge import open_knowledge
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
    house.knowledge.ask("who owns the lunch menu?", place=Place(house.cast.general, private=False))
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
    house.worker_once(monday() + WEEK)
    house.slack.faults.next("chat.postMessage", error="invalid_blocks", channel=house.cast.leaders)
    house.worker_once(monday() + 2 * WEEK)
    kinds = [[block["type"] for block in message.blocks] for message in digests(house)]
    assert ["data_visualization" in each for each in kinds] == [False, True, False], "a first week has nothing to compare"
    assert "Raised  " in str(digests(house)[2].blocks)


def elsewhen(house: Any, moment: datetime) -> Any:
    """The house's knowledge as a process sees it whose clock stands at `moment`."""
    workspaces = open_knowledge(house.settings.database_url, now=lambda: moment)
    house.closing.append(workspaces.close)
    return workspaces.of(house.slack.workspace.team)


def ruled(knowledge: Any, cast: Any, topic: str) -> None:
    raised = knowledge.raise_dispute(topic=topic, proposed=("CTO",), reason=WHY, actor=cast.employee, request=f"r {topic}").dispute
    knowledge.decide(raised.number, actor=cast.decider, owners=("CTO",), rationale=WHY, version=raised.version, request=f"d {topic}")


def test_see_all_decided_is_all_of_that_digest_s_week(http_house: Any) -> None:
    house = http_house
    for week, words in ((0, "First"), (1, "Second")):
        knowledge = elsewhen(house, monday() + (week - 1) * WEEK + timedelta(days=1))
        for number in range(17):
            ruled(knowledge, house.cast, f"{words} thing {number}")
        house.worker_once(monday() + week * WEEK)
    first, second = digests(house)
    for digest, words, other in ((first, "First", "Second"), (second, "Second", "First")):
        page = house.slack.click(house.cast.employee, digest, "See all 17").view
        assert str(page.blocks).count(f"{words} thing") == 15
        rest = house.slack.click(house.cast.employee, page, "More").view
        assert str(rest.blocks).count(f"{words} thing") == 2
        assert other not in str(page.blocks) + str(rest.blocks)


def test_what_nobody_owns_and_what_to_look_at_again_can_be_seen_whole_at_home(http_house: Any) -> None:
    house, cast = http_house, http_house.cast
    words = [f"{one}{other}" for one in ("zur", "vex", "mol", "tib") for other in ("akka", "onda", "irix", "umpo", "eska")][:17]
    for word in words:
        house.knowledge.ask(f"who owns the {word}?", place=Place(cast.general, private=False))
    house.workspaces.flush_questions()
    ruled(house.knowledge, cast, "ERP")
    page = house.slack.click(cast.guest, house.slack.open_home(cast.guest), "What nobody owns").view
    assert str(page.blocks).count("?” · asked once") == 15
    rest = house.slack.click(cast.guest, page, "More").view
    assert str(rest.blocks).count("?” · asked once") == 2
    proposed = house.slack.click(cast.guest, rest, "Propose an owner").view
    assert any(word in str(proposed.blocks) for word in words)
    again = house.slack.click(cast.guest, house.slack.open_home(cast.guest), "To look at again").view
    assert "Nothing more" in str(again.blocks)
    house.knowledge.import_charter("cio-cto", "other.md", b"# Own\n\n- The CIO owns SAP.\n")
    again = house.slack.click(cast.guest, house.slack.open_home(cast.guest), "To look at again").view
    assert "ERP, decided for *CTO*" in str(again.blocks)


def test_a_gap_of_several_wordings_is_shown_once_and_private_mentions_count_without_words(http_house: Any) -> None:
    house, cast = http_house, http_house.cast
    secret = house.slack.add_channel("board", is_private=True).id
    for wording in ("who owns the lunch menu?", "who is responsible for our lunch menu?", "who runs the cafeteria?"):
        house.knowledge.ask(wording, place=Place(cast.general, private=False))
    asked = house.slack.mention(cast.employee, secret, "who owns the Nightfall merger?")
    house.slack.wait_for(lambda: house.slack.replies(asked))
    house.workspaces.flush_questions()
    house.worker_once(monday())
    (digest,) = digests(house)
    said = digest.text + str(digest.blocks)
    assert "asked 3 times" in said
    assert "Asked in private only · once" in said
    assert "2 questions without an owner" in digest.text
    assert "Nightfall" not in said and "board" not in said
