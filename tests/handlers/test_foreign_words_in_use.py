"""Foreign words on their whole way: typed into every field of the app, and looked for in everything it then sends."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.handlers.conftest import Office
from tests.handlers.surfaces import mrkdwn_strings
from tests.handlers.test_foreign_text import FORBIDDEN, HOSTILE, foreign


def use_everywhere(office: Office, text: str, number: int) -> None:
    """One dispute from question to reopening, with `text` in every field that takes words; `number` keeps topics apart."""
    slack, people = office.slack, office.people
    raiser, decider, topic = people["raiser"], people["decider"], f"{number} {text}"[:290]
    words = text.replace("\x00", "").strip()[:3000] or "–"  # what is required has to hold something
    asked = office.ask("raiser", text)
    if asked.message and "Not what I meant" in json.dumps(asked.blocks):
        slack.click(raiser, asked.message, "Not what I meant", asked.blocks[-1]["elements"][-1]["options"][-1]["value"])
    slack.command(raiser, office.general, "/remit", text)
    slack.command(raiser, office.general, "/remit", f"disputes {text}")
    slack.mention(raiser, office.general, text)
    slack.direct_message(raiser, text)
    slack.shortcut(raiser, "find_owner", slack.say(raiser, office.general, text))
    close_modals(office)
    form = slack.command(raiser, office.general, "/dispute", topic).view
    slack.submit(raiser, form, {"Topic": topic, "Who should own it?": "CTO", "Why?": words})
    office.deliver()
    disputes = office.knowledge.disputes(limit=1000)
    found = max((one.number for one in disputes), default=0)
    if not found:
        return
    post = slack.now(office.posts()[-1])
    assert post is not None
    slack.submit(people["holder"], slack.click(people["holder"], post, "Add your view").view, {"Your view": words})
    slack.command(raiser, office.general, "/remit", f"#{found}")
    office.ask("raiser", office.knowledge.dispute(found).topic)
    form = slack.click(decider, post, "Decide").view
    slack.submit(decider, form, {"Owner": "CTO", "Rationale": words, "Applies to": f"Germany, {text}"[:300]})
    office.deliver()
    office.ask("raiser", topic)
    office.ask("raiser", f"{topic} {text}"[:500])
    form = slack.click(raiser, slack.now(post), "Reopen").view
    slack.submit(raiser, form, {"Why should it be decided again?": words})
    slack.command(raiser, office.general, "/remit", "digest")
    slack.open_home(raiser)
    close_modals(office)
    office.deliver()


def close_modals(office: Office) -> None:
    for user in office.people.values():
        office.slack.workspace.set_stack(user, [])


def sent(office: Office) -> Iterator[str]:
    """Every mrkdwn string that the app sent: in calls, and in what it answered requests with."""
    contents: list[Any] = [call.arguments for call in office.slack.calls()]
    contents += [delivery.reply.payload for delivery in office.slack.deliveries if delivery.reply.payload]
    for content in contents:
        if isinstance(content.get("text"), str):
            yield content["text"]
        for part in ("blocks", "view"):
            value = content.get(part)
            yield from mrkdwn_strings(json.loads(value) if isinstance(value, str) else value)


def assert_nothing_of_it_acts(office: Office) -> None:
    people = "|".join(office.people.values())
    places = "|".join((office.general, office.disputes, office.leaders))
    ours = re.compile(
        rf"<(?:@(?:{people})|#(?:{places})|!date\^\d+\^\{{date_short_pretty\}}\|\d{{4}}-\d\d-\d\d"
        r"|https://slack\.com/app_redirect\?team=T0REMIT01&channel=[A-Z0-9]+(?:&message_ts=[\d.]+)?\|[^<>|]*)>"
    )
    strings = list(sent(office))
    assert len(strings) > 100
    for one in strings:
        assert not (found := FORBIDDEN.search(ours.sub("", one))), (found, one)
    assert all(delivery.reply.status == 200 for delivery in office.slack.deliveries)
    assert all(call.accepted for call in office.slack.calls())


def test_known_attacks_do_nothing_anywhere(office: Office) -> None:
    for number, text in enumerate((*HOSTILE[:10:2], *HOSTILE[17:21:2], *HOSTILE[44:48:3]), start=1):
        use_everywhere(office, text, number)
    assert_nothing_of_it_acts(office)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_known_attack_does_anything_anywhere(office: Office) -> None:
    for number, text in enumerate(HOSTILE, start=1):
        use_everywhere(office, text, number)
    assert_nothing_of_it_acts(office)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_five_hundred_generated_texts_do_nothing_anywhere(office: Office) -> None:
    numbers = iter(range(1, 100_000))

    @given(foreign)
    @settings(max_examples=150 if os.environ.get("REMIT_CI") else 500, database=None, suppress_health_check=list(HealthCheck))
    def use(text: str) -> None:
        use_everywhere(office, text, next(numbers))

    use()
    assert_nothing_of_it_acts(office)
