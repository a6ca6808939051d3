"""The Home tab: asking, what waits, what one owns, the digest; for admins the settings; and the two hellos."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from knowledge.types import Directory

NOTHING_SET = {"deciders": "", "disputes_channel": "", "digest_channel": "", "holders": ""}


def words(view: Any) -> str:
    return json.dumps(view.blocks, ensure_ascii=False)


def buttons(view: Any) -> set[str]:
    elements = [e for block in view.blocks for e in (*block.get("elements", ()), block.get("accessory") or {})]
    return {element["text"]["text"] for element in elements if element.get("type") == "button"}


@pytest.fixture
def home(http_house: Any) -> Any:
    """The house, which knows from Slack who the admin is."""
    return http_house


ADMIN_ONLY = {"Settings", "Holders of roles", "Neutral deciders", "Charters", "Other names"}


def test_it_is_useful_before_anything_is_set_up(home: Any) -> None:
    home.knowledge.change_settings(NOTHING_SET)
    mine, theirs = home.slack.open_home(home.cast.admin), home.slack.open_home(home.cast.employee)
    assert "*Next step*: Choose a channel for disputes" in words(mine)
    assert f"*Next step, for an admin (<@{home.cast.admin}>)*" in words(theirs)
    assert buttons(mine) >= ADMIN_ONLY and not buttons(theirs) & ADMIN_ONLY
    for view in (mine, theirs):
        assert "Who owns IT operations?" in buttons(view)
        assert "the admins of this workspace" in words(view)


def test_a_question_typed_there_is_answered_in_a_modal_with_all_its_buttons(home: Any) -> None:
    view = home.slack.open_home(home.cast.employee)
    answer = home.slack.click(home.cast.employee, view, "Ask", "who owns ERP?").view
    assert "*CIO* owns ERP." in words(answer)
    assert buttons(answer) == {"Dispute", "Ask the owner"}
    assert "submit" not in answer.body or answer.body["submit"] is None
    told = home.slack.click(home.cast.employee, answer, "Ask the owner").view
    assert f"<@{home.cast.cio}>" in words(told)
    asked = home.slack.wait_for(lambda: home.slack.messages(home.cast.cio, by_app=True))
    assert f"<@{home.cast.employee}> has a question for you as *CIO*" in asked[0].text


def test_an_example_is_answered_and_an_empty_question_is_told_what_to_write(home: Any) -> None:
    view = home.slack.open_home(home.cast.employee)
    assert "*CIO* owns IT operations." in words(home.slack.click(home.cast.employee, view, "Who owns IT operations?").view)
    assert "Write what you want to know" in words(home.slack.click(home.cast.employee, view, "Ask", " ").view)


def test_it_says_whose_move_each_dispute_waits_for(home: Any) -> None:
    cast, slack = home.cast, home.slack
    post = home.raise_dispute(cast.employee, "Workday integration", "CTO", "It is code.")
    assert "You can decide." in words(slack.open_home(cast.decider))
    assert "Your side has not been heard." in words(slack.open_home(cast.cio))
    assert "*Waiting for you*: nothing." in words(slack.open_home(cast.employee))
    assert "*Yours, waiting for others*" in words(slack.open_home(cast.employee))
    slack.submit(cast.cio, slack.click(cast.cio, post, "Add your view").view, {"Your view": "We hold the contract."})
    heard = words(slack.open_home(cast.cio))
    assert "Your side has not been heard." not in heard and "*Yours, waiting for others*" in heard
    assert "*Waiting for you*: nothing." in words(slack.open_home(cast.guest))
    shown = slack.click(cast.guest, slack.open_home(cast.guest), "See all open disputes (1)").view
    assert "Workday integration" in words(shown)
    whole = slack.click(cast.guest, shown, "Show").view
    assert "We hold the contract." in words(whole) and whole.id != shown.id


def test_it_shows_what_was_decided_last_first(home: Any) -> None:
    cast = home.cast
    first = home.raise_dispute(cast.employee, "Workday integration", "CTO", "It is code.")
    second = home.raise_dispute(cast.employee, "public APIs", "CIO", "They are integration.")
    home.decide(cast.decider, second, "CIO", "Integration is one.")
    home.decide(cast.decider, first, "CTO", "Code is code.")
    shown = words(home.slack.open_home(cast.guest))
    assert shown.index("Code is code.") < shown.index("Integration is one.")


def test_a_holder_sees_what_the_role_owns_and_says_that_one_of_it_is_not_theirs(home: Any) -> None:
    cast, slack = home.cast, home.slack
    view = slack.open_home(cast.cio)
    assert "*What you hold*" in words(view) and "ERP" in words(view)
    assert "*What you hold*" not in words(slack.open_home(cast.employee))
    form = slack.click(cast.cio, view, "One of them is not ours …", "ERP").view
    sent = slack.submit(cast.cio, form, {"Why?": "Finance runs it now."})
    assert (sent.error, sent.errors) == ("", {})
    raised = home.knowledge.dispute(1)
    assert (raised.topic, raised.proposed, raised.raised_by) == ("ERP", (), cast.cio)


def test_anybody_may_have_the_digest_as_a_direct_message_and_stop_it_again(home: Any) -> None:
    cast, slack = home.cast, home.slack
    home.raise_dispute(cast.employee, "Workday integration", "CTO", "It is code.")
    slack.click(cast.guest, slack.open_home(cast.guest), "Send it to me too")
    assert "comes to you as a direct message: Monday 09:00" in words(slack.home(cast.guest))
    slack.wait_for(home.settled)
    monday = datetime.now(UTC).replace(hour=12, minute=0) + timedelta(days=7 - datetime.now(UTC).weekday())
    home.worker_once(monday)
    assert len(slack.messages(cast.leaders, by_app=True)) == len(slack.messages(cast.guest, by_app=True)) == 1
    assert "Workday integration" in slack.messages(cast.guest, by_app=True)[0].text
    slack.click(cast.guest, slack.home(cast.guest), "Stop sending it")
    assert "Send it to me too" in buttons(slack.home(cast.guest))
    home.worker_once(monday + timedelta(days=7))
    assert len(slack.messages(cast.leaders, by_app=True)) == 2
    assert len(slack.messages(cast.guest, by_app=True)) == 1


def test_an_admin_sets_channels_deciders_and_the_digest_in_one_form(home: Any) -> None:
    cast, slack = home.cast, home.slack
    home.knowledge.change_settings(NOTHING_SET)
    form = slack.click(cast.admin, slack.open_home(cast.admin), "Settings").view
    filled = {
        "Channel for disputes": cast.disputes,
        "Channel for the weekly digest": cast.leaders,
        "Deciders": [cast.decider, cast.cto],
        "Day of the digest": "Friday",
        "Hour of the digest": "16:30",
        "Time zone": "America/New_York",
        "An empty week": [":yes"],
    }
    wrong = slack.submit(cast.admin, form, filled | {"Time zone": "Berlin"})
    assert "not a time zone" in wrong.errors["timezone"]
    sent = slack.submit(cast.admin, form, filled)
    assert (sent.error, sent.errors, sent.view) == ("", {}, None)
    kept = home.knowledge.settings()
    assert (kept.disputes_channel, kept.digest_channel, kept.deciders) == (cast.disputes, cast.leaders, (cast.decider, cast.cto))
    assert (kept.digest_weekday, kept.digest_time, kept.timezone, kept.digest_when_empty) == (5, "16:30", "America/New_York", True)
    assert "*Next step*: Say who holds each owner role" in words(slack.home(cast.admin))
    assert "Friday 16:30, America/New_York" in words(slack.home(cast.admin))


def test_a_deciding_group_that_the_form_cannot_show_is_kept(home: Any) -> None:
    cast, slack = home.cast, home.slack
    home.knowledge.change_settings({"deciders": f"{cast.decider},S0UNSEEN"})
    form = slack.click(cast.admin, slack.open_home(cast.admin), "Settings").view
    filled = {"Deciders": [cast.decider, cast.cto], "Time zone": "Europe/Berlin"}
    assert slack.submit(cast.admin, form, filled).errors == {}
    assert home.knowledge.settings().deciders == (cast.decider, cast.cto, "S0UNSEEN")


def test_an_admin_names_and_takes_away_a_role_s_holder(home: Any) -> None:
    cast, slack = home.cast, home.slack
    open_form = lambda: slack.click(cast.admin, slack.open_home(cast.admin), "Holders of roles").view  # noqa: E731
    assert slack.submit(cast.admin, open_form(), {"Owner": "CEO", "Held by": cast.admin}).errors == {}
    assert home.knowledge.settings().holders == {"CIO": cast.cio, "CTO": cast.cto, "CEO": cast.admin}
    assert slack.submit(cast.admin, open_form(), {"Owner": "CTO"}).errors == {}
    assert home.knowledge.settings().holders == {"CIO": cast.cio, "CEO": cast.admin}


def test_an_admin_names_a_neutral_decider_who_then_rules_between_the_two(home: Any) -> None:
    cast, slack = home.cast, home.slack
    form = slack.click(cast.admin, slack.open_home(cast.admin), "Neutral deciders").view
    one = slack.submit(cast.admin, form, {"Two owners": ["CIO"], "Who rules between them": cast.guest})
    assert "two owners" in one.errors["owners"]
    assert slack.submit(cast.admin, form, {"Two owners": ["CIO", "CTO"], "Who rules between them": cast.guest}).errors == {}
    post = home.raise_dispute(cast.employee, "Workday integration", "CTO", "It is code.")
    assert home.knowledge.deciders(1) == (cast.guest,)
    assert slack.click(cast.decider, post, "Decide").view is None
    told = slack.wait_for(lambda: slack.ephemerals(cast.decider))
    assert f"<@{cast.guest}>" in told[-1].text


def test_an_admin_adds_another_name_and_forgets_it(home: Any) -> None:
    cast, slack = home.cast, home.slack
    form = slack.click(cast.admin, slack.open_home(cast.admin), "Other names").view
    half = slack.submit(cast.admin, form, {"Name people use": "the big ledger"})
    assert "belong together" in half.errors["topic"]
    assert slack.submit(cast.admin, form, {"Name people use": "the big ledger", "What it means": "ERP"}).errors == {}
    assert home.ask(cast.employee, "who owns the big ledger?").text.startswith("*CIO* owns ERP")
    form = slack.click(cast.admin, slack.open_home(cast.admin), "Other names").view
    assert slack.submit(cast.admin, form, {"Names to forget": ["the big ledger"]}).errors == {}
    assert home.knowledge.aliases() == []


def test_an_admin_reads_what_is_doubtful_in_a_charter(home: Any) -> None:
    home.knowledge.import_charter("teams", "teams.md", b"# Teams\n\n| Topic | Owner |\n|---|---|\n| Billing | CIO |\n| Billing | CTO |\n")
    view = home.slack.click(home.cast.admin, home.slack.open_home(home.cast.admin), "Charters").view
    assert "*cio-cto*" in words(view) and "*teams*" in words(view)
    for finding in home.knowledge.findings("teams")[:3]:
        assert f"line {finding.line}:" in words(view)


def test_the_first_admin_who_looks_gets_one_short_word(home: Any) -> None:
    cast, slack = home.cast, home.slack
    home.knowledge.change_settings(NOTHING_SET)
    for user in (cast.employee, cast.admin, cast.admin):
        slack.open_home(user)
    slack.wait_for(lambda: slack.messages(cast.admin, by_app=True) and home.settled())
    assert len(slack.messages(cast.admin, by_app=True)) == 1
    assert "Home tab" in str(slack.messages(cast.admin, by_app=True)[0].blocks)
    assert slack.messages(cast.employee, by_app=True) == []


def test_the_channel_it_joins_gets_one_hello(home: Any) -> None:
    cast, slack = home.cast, home.slack
    slack.event({"type": "member_joined_channel", "user": slack.bot.id, "channel": cast.leaders}, times=3)
    slack.event({"type": "member_joined_channel", "user": cast.employee, "channel": cast.leaders})
    hellos = slack.wait_for(lambda: slack.messages(cast.leaders, by_app=True))
    slack.wait_for(home.settled)
    assert len(slack.messages(cast.leaders, by_app=True)) == 1
    assert "@Remit" in hellos[0].text and "Once a week, on Monday at 09:00" in hellos[0].text


@pytest.mark.parametrize("button", sorted(ADMIN_ONLY))
def test_whoever_is_no_admin_is_told_who_is(home: Any, button: str) -> None:
    """With the admin's tab in hand, as after a change of role."""
    view = home.slack.open_home(home.cast.admin)
    home.knowledge.learn_directory(Directory(admins=(home.cast.decider,)))
    refused = home.slack.click(home.cast.admin, view, button).view
    assert "Only an admin of this workspace" in words(refused) and f"<@{home.cast.decider}>" in words(refused)
