"""The extremes through the real app: Slack takes what is sent however much there is, and nobody's words are lost on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handlers import mrkdwn
from handlers.blocks.elements import MAX_WHOLE
from knowledge.types import Directory
from tests.handlers.conftest import Office

IN_AN_ANSWER = 13_000
"""Characters in the blocks of a command's answer; Slack sets no limit to them together, a reader does."""
NAMES = ("مالك النظام 🏴‍☠️", "בעלים", "Ðana <!channel> *Decider*", "👩‍💻" * 20)
REASONS = ("&" * 3000, "😀" * 1500, "x" * 3000, "مالك " * 600, "line\n" * 600)


def blocks_of(shown: Any) -> str:
    return json.dumps(shown.blocks, ensure_ascii=False)


def text_size(blocks: Any) -> int:
    if isinstance(blocks, dict):
        own = mrkdwn.size(blocks["text"]) if isinstance(blocks.get("text"), str) else 0
        return own + sum(text_size(value) for value in blocks.values())
    return sum(map(text_size, blocks)) if isinstance(blocks, list) else 0


def accepted(office: Office) -> None:
    """Everything sent so far was taken by the local Slack, which holds each message and view against Slack's limits."""
    office.deliver()
    assert not [(call.method, call.response) for call in office.slack.calls() if not call.accepted]
    for delivery in office.slack.deliveries:
        assert delivery.reply.status == 200
    for message in (m for channel in office.slack.workspace.channels for m in office.slack.messages(channel, by_app=True)):
        assert mrkdwn.size(message.text) <= 4000
        assert text_size(message.blocks) <= MAX_WHOLE, message.text[:80]


def look_everywhere(office: Office, who: str, number: int) -> list[Any]:
    """What one person sees who opens everything there is about a dispute."""
    slack, user = office.slack, office.people[who]
    seen: list[Any] = [slack.open_home(user)]
    for text in ("disputes", "disputes all", "disputes mine", f"#{number}", "digest"):
        answer = slack.command(user, office.general, "/remit", text)
        assert answer.error == "" and text_size(answer.blocks) <= IN_AN_ANSWER, text
        seen.append(answer)
    seen.append(office.ask(who, office.knowledge.dispute(number).topic))
    assert all(one is not None for one in seen)
    return seen


@pytest.mark.parametrize("reason", REASONS, ids=("escaped", "emoji", "ascii", "right to left", "lines"))
def test_a_reason_of_three_thousand_characters_is_shown_whole(office: Office, reason: str) -> None:
    slack, people = office.slack, office.people
    office.knowledge.learn_directory(Directory(admins=(people["admin"],), names=dict(zip(people.values(), NAMES * 2, strict=False))))
    form = slack.command(people["raiser"], office.general, "/dispute", "Workday integration").view
    sent = slack.submit(people["raiser"], form, {"Who should own it?": "CTO", "Why?": reason})
    assert (sent.error, sent.errors) == ("", {})
    office.deliver()
    post = office.posts()[-1]
    view = slack.submit(people["holder"], slack.click(people["holder"], post, "Add your view").view, {"Your view": reason})
    assert (view.error, view.errors) == ("", {})
    for who in ("raiser", "holder", "decider", "admin"):
        look_everywhere(office, who, 1)
    decided = office.decide(slack.now(post), Rationale=reason[:3000])
    assert (decided.error, decided.errors) == ("", {})
    look_everywhere(office, "member", 1)
    whole = slack.command(people["member"], office.general, "/remit", "#1")
    page = slack.click(people["member"], whole.message, "Every word of it").view
    mark = "&amp;" if reason[0] == "&" else reason[0]
    assert blocks_of(page).count(mark) >= 3 * reason.count(reason[0]), "raised, argued, decided: every word"
    accepted(office)


def crowd(office: Office, disputes: int, views: int) -> None:
    knowledge, people = office.knowledge, office.people
    for number in range(disputes):
        knowledge.raise_dispute(
            topic=f"{NAMES[number % 4]} {number} " + "t" * 200,
            proposed=("CTO",),
            reason=REASONS[number % 5],
            actor=people["raiser"],
            origin=office.general,
            request=f"r{number}",
        )
    for number in range(views):
        knowledge.add_view(1, actor=people["holder"], text=REASONS[number % 5], request=f"v{number}")


def browse(office: Office) -> None:
    """Page through all disputes and through the whole record of the first."""
    slack, member = office.slack, office.people["member"]
    listed = slack.command(member, office.general, "/remit", "disputes").message
    shown = slack.click(member, listed, "More").view
    while "More" in blocks_of(shown):
        shown = slack.click(member, shown, "More").view
    slack.acting.close_view(shown, everything=True)
    whole = slack.command(member, office.general, "/remit", "#1").message
    page = slack.click(member, whole, "Every word of it").view
    while "Later" in blocks_of(page):
        page = slack.click(member, page, "Later").view
    slack.acting.close_view(page, everything=True)


def test_many_disputes_and_views_fit_everywhere(office: Office) -> None:
    crowd(office, 40, 30)
    office.deliver()
    look_everywhere(office, "raiser", 1)
    look_everywhere(office, "decider", 40)
    browse(office)
    assert office.slack.click(office.people["decider"], office.posts()[0], "Decide").view is not None
    accepted(office)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_five_hundred_disputes_and_two_hundred_views_fit_everywhere(office: Office) -> None:
    crowd(office, 500, 200)
    office.deliver()
    for who in ("raiser", "holder", "decider", "admin"):
        look_everywhere(office, who, 1)
    assert "50 or more" in blocks_of(office.slack.open_home(office.people["member"]))
    browse(office)
    assert office.slack.click(office.people["decider"], office.posts()[0], "Decide").view is not None
    accepted(office)
