"""What a private answer offers its reader, and where a ruled answer leads."""

from __future__ import annotations

import pytest

from knowledge.types import Directory
from tests.handlers.conftest import Office

ASKED = "who owns the Workday integration?"


def buttons(message: object) -> list[str]:
    blocks = getattr(message, "blocks", [])
    return [element["text"]["text"] for block in blocks if block["type"] == "actions" for element in block["elements"] if "text" in element]


def test_whoever_holds_the_owner_can_say_not_ours_in_one_click(office: Office) -> None:
    holder = office.people["holder"]
    answer = office.ask("holder", ASKED).message
    assert "Not ours" in buttons(answer)
    form = office.slack.click(holder, answer, "Not ours").view
    assert form is not None
    sent = office.slack.submit(holder, form, {"Who should own it?": "Not ours, owner unknown", "Why?": "We gave it away."})
    assert (sent.error, sent.errors, office.knowledge.dispute(1).proposed) == ("", {}, ())


def test_nobody_else_is_offered_it_and_no_longer_once_the_role_is_another_s(office: Office) -> None:
    assert "Not ours" not in buttons(office.ask("member", ASKED).message)
    assert "Not ours" not in buttons(office.ask("cto", ASKED).message)
    office.knowledge.set_holder("CIO", office.people["cto"])
    assert "Not ours" in buttons(office.ask("cto", ASKED).message)
    assert "Not ours" not in buttons(office.ask("holder", ASKED).message)


def test_members_of_a_group_that_holds_the_role_are_holders(office: Office) -> None:
    office.knowledge.set_holder("CIO", "S0HOLDERS")
    assert "Not ours" not in buttons(office.ask("member", ASKED).message)
    office.knowledge.learn_directory(Directory(admins=(office.people["admin"],), groups={"S0HOLDERS": (office.people["member"],)}))
    assert "Not ours" in buttons(office.ask("member", ASKED).message)


def test_in_a_direct_message_and_in_a_modal_it_is_offered_in_a_channel_it_is_not(office: Office) -> None:
    holder = office.people["holder"]
    office.slack.direct_message(holder, ASKED)
    office.slack.mention(holder, office.general, ASKED)
    said = office.slack.say(office.people["member"], office.general, ASKED)
    office.slack.shortcut(holder, "find_owner", said)
    office.deliver()
    assert "Not ours" in buttons(office.slack.messages(holder, by_app=True)[-1])
    assert "Not ours" in buttons(office.slack.open_modal(holder))
    assert "Not ours" not in buttons(office.slack.messages(office.general, by_app=True)[-1])


@pytest.mark.parametrize("where", ["ephemeral", "text"])
def test_a_decided_answer_leads_to_the_thread_in_which_it_was_decided(office: Office, where: str) -> None:
    post = office.raise_dispute()
    office.decide(post)
    answer = office.ask("member", ASKED).message
    shown = answer.text if where == "text" else str(answer.blocks)
    assert f"channel={post.channel}" in shown.replace("&amp;", "&") and post.ts in shown and "|dispute #1>" in shown


def test_a_contested_answer_names_everybody_who_is_claimed_to_own_it(office: Office) -> None:
    office.raise_dispute("raiser", owner="CTO")
    office.raise_dispute("member", owner="CDO")
    answer = office.ask("guest", ASKED).message
    assert "is contested between *CIO*, *CTO* and *CDO* (dispute #1)" in answer.text
    assert office.knowledge.ask(ASKED).owners == ("CIO", "CTO", "CDO")
