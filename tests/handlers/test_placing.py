"""A dispute that has no place in Slack gets one when there is one: a channel is set, Remit is invited, an admin tries again."""

from __future__ import annotations

from typing import Any

import pytest

from bot.tryout.workspace import Message
from tests.handlers.conftest import Office


@pytest.fixture(autouse=True)
def members_only(office: Office) -> None:
    """The app may post where it is a member and nowhere else, as the manifest has it."""
    office.slack.desk.scopes -= {"chat:write.public"}


def raise_in(office: Office, who: str, topic: str = "Workday integration") -> None:
    form = office.slack.command(office.people[who], office.general, "/dispute", topic).view
    office.slack.submit(office.people[who], form, {"Who should own it?": "CTO", "Why?": "Our team runs it."})
    office.deliver()


def move(office: Office, channel: str, **more: Any) -> None:
    office.slack.workspace.change_channel(channel, **more)


def posted(office: Office, channel: str) -> list[Message]:
    return [one for one in office.slack.messages(channel, by_app=True) if one.thread_ts in ("", one.ts) and "Dispute #" in one.text]


def told(office: Office, who: str) -> str:
    return " ".join(one.text for one in office.slack.messages(office.people[who], by_app=True))


def save_settings(office: Office, **changes: str) -> None:
    office.knowledge.change_settings(changes, actor=office.people["admin"])
    office.deliver()


def invite(office: Office, channel: str) -> None:
    """Bring the app into the channel, as Slack tells it."""
    place = office.slack.workspace.channels[channel]
    move(office, channel, members=place.members | {office.slack.bot.id})
    office.slack.event({"type": "member_joined_channel", "user": office.slack.bot.id, "channel": channel})
    office.deliver()


def test_a_dispute_raised_while_there_was_no_channel_is_posted_with_its_views_when_one_is_set(office: Office) -> None:
    save_settings(office, disputes_channel="")
    found = office.knowledge.raise_dispute(
        topic="Workday integration", proposed=("CTO",), reason="Ours.", actor=office.people["raiser"], origin="D0PRIVATE", request="r"
    )
    office.knowledge.add_view(found.dispute.number, actor=office.people["holder"], text="I disagree.", request="v")
    office.deliver()
    assert "posted as soon as" in told(office, "raiser")
    save_settings(office, disputes_channel=office.disputes)
    (post,) = posted(office, office.disputes)
    assert "I disagree." in post.text
    assert any("I disagree." in reply.text for reply in office.slack.replies(post)), "the view stands in the thread too"
    assert (office.knowledge.dispute(1).channel, office.knowledge.dispute(1).ts) == (office.disputes, post.ts)
    office.decide(post)
    assert "Decided" in str(office.posts()[-1].blocks)
    save_settings(office, disputes_channel=office.leaders)
    assert posted(office, office.leaders) == [] and len(posted(office, office.disputes)) == 1
    assert office.knowledge.audit() == []


def test_a_dispute_whose_channel_was_archived_is_posted_where_the_admin_says(office: Office) -> None:
    office.slack.archive(office.disputes)
    raise_in(office, "raiser")
    for who in ("raiser", "admin"):
        assert "the channel is archived (is_archived)" in told(office, who)
    office.knowledge.add_view(1, actor=office.people["holder"], text="I disagree.", request="v")
    save_settings(office, disputes_channel=office.leaders)
    (post,) = posted(office, office.leaders)
    assert any("I disagree." in reply.text for reply in office.slack.replies(post))
    assert office.workspaces.parked_posts() == []
    assert [entry.act for entry in office.knowledge.dispute(1).history if entry.actor == ""] == ["unposted", "placed", "posted"]
    assert office.knowledge.audit() == []


def test_a_dispute_is_posted_when_remit_is_invited_to_the_channel(office: Office) -> None:
    place = office.slack.workspace.channels[office.disputes]
    move(office, office.disputes, members=place.members - {office.slack.bot.id})
    raise_in(office, "raiser")
    assert "I am not in the channel (not_in_channel)" in told(office, "raiser")
    invite(office, office.general)
    assert posted(office, office.disputes) == []
    invite(office, office.disputes)
    assert len(posted(office, office.disputes)) == 1
    invite(office, office.disputes)
    assert len(posted(office, office.disputes)) == 1
    assert office.knowledge.audit() == []


@pytest.mark.parametrize("decided", [False, True])
def test_an_admin_who_tries_again_brings_the_dispute_to_where_disputes_go_by_now(office: Office, decided: bool) -> None:
    office.slack.archive(office.disputes)
    raise_in(office, "raiser")
    if decided:
        office.knowledge.decide(1, actor=office.people["decider"], owners=("CTO",), rationale="So.", version=1, request="d")
        save_settings(office, disputes_channel=office.leaders)
        assert posted(office, office.leaders) == [], "of what is settled nobody is in a hurry to hear"
    else:
        move(office, office.disputes, is_archived=False)
    (parked,) = [post for post in office.workspaces.parked_posts() if post.kind == "dispute"]
    assert office.workspaces.retry_post(parked.id)
    office.deliver()
    (post,) = posted(office, office.leaders if decided else office.disputes)
    assert (office.knowledge.dispute(1).channel, office.knowledge.dispute(1).ts) == (post.channel, post.ts)
    assert not office.workspaces.retry_post(parked.id)
    assert office.knowledge.audit() == []


def test_whoever_waits_is_told_again_only_of_another_reason(office: Office) -> None:
    office.slack.archive(office.disputes)
    raise_in(office, "raiser")
    save_settings(office, disputes_channel=office.disputes)
    assert told(office, "raiser").count("is_archived") == 1
    outside = office.slack.add_channel("outside", app=False).id
    save_settings(office, disputes_channel=outside)
    assert told(office, "raiser").count("not_in_channel") == 1


def test_whoever_raised_what_has_no_channel_is_told_which_admins_can_set_one(office: Office) -> None:
    save_settings(office, disputes_channel="")
    office.knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason="Ours.", actor=office.people["raiser"], request="r")
    office.deliver()
    assert f"Admins here: <@{office.people['admin']}>." in told(office, "raiser")
