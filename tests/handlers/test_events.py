"""Events that come late, and those that say that Slack has shut the door."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from knowledge.types import Destination

if TYPE_CHECKING:
    from tests.handlers.conftest import Office

HOUR = 3600.0


@pytest.mark.parametrize(("hours", "answers"), [(23, 1), (25, 0)])
def test_what_was_asked_more_than_a_day_ago_is_noted_and_not_answered(office: Office, hours: float, answers: int) -> None:
    asker, stamp = office.people["member"], f"{time.time() - hours * HOUR:.6f}"
    channel = office.slack.workspace.direct_channel(asker).id
    said = {"type": "message", "channel_type": "im", "user": asker, "text": "who owns ERP?", "channel": channel, "ts": stamp}
    assert {reply.status for reply in office.slack.event(said, times=2)} == {200}
    office.deliver()
    assert len(office.slack.messages(asker, by_app=True)) == answers


UNINSTALLED: dict[str, Any] = {"type": "app_uninstalled"}
REVOKED: dict[str, Any] = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}
OF_A_PERSON: dict[str, Any] = {"type": "tokens_revoked", "tokens": {"oauth": ["U0ADA"]}}


@pytest.mark.parametrize("events", [(UNINSTALLED, REVOKED), (REVOKED, UNINSTALLED), (REVOKED,)])
def test_a_bot_that_was_put_out_posts_nothing_more_and_says_what_it_owed(office: Office, events: tuple[dict[str, Any], ...]) -> None:
    office.knowledge.post_answer("who owns ERP?", asker=office.people["member"], destination=Destination(office.general), request=("r1",))
    for event in events:
        assert {reply.status for reply in office.slack.event(event, times=2)} == {200}
    office.deliver()
    assert office.slack.calls("chat.postMessage") == []
    assert [post.error for post in office.workspaces.parked_posts()] == ["Slack has taken Remit's token back"]
    office.knowledge.post_answer("who owns GDPR?", asker=office.people["member"], destination=Destination(office.general), request=("r2",))
    office.deliver()
    assert len(office.slack.messages(office.general, by_app=True)) == 1, "put in again, it posts as before"


@pytest.mark.parametrize("event", [OF_A_PERSON, {"type": "tokens_revoked"}, {"type": "tokens_revoked", "tokens": {"bot": "x"}}])
def test_a_person_s_token_is_no_concern_of_the_bot_s(office: Office, event: dict[str, Any]) -> None:
    office.knowledge.post_answer("who owns ERP?", asker=office.people["member"], destination=Destination(office.general), request=("r1",))
    assert {reply.status for reply in office.slack.event(event)} == {200}
    office.deliver()
    assert len(office.slack.messages(office.general, by_app=True)) == 1
