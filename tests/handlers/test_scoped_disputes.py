"""An objection to an answer that was decided for a scope: the scope goes with it, from the answer to the next ruling."""

from __future__ import annotations

import pytest

from bot.commands.disputes import as_csv, as_record
from bot.tryout.workspace import View
from tests.handlers.conftest import Office

ASKED = "who owns the Workday integration in Germany?"


@pytest.fixture
def form(office: Office) -> View:
    """The Dispute form opened from the answer to a question from Germany, for which there is a ruling."""
    office.decide(office.raise_dispute(), owner="CTO", **{"Applies to": "Germany, Austria"})
    member = office.people["member"]
    opened = office.slack.click(member, office.ask("member", ASKED).message, "Dispute").view
    assert opened is not None
    return opened


def test_the_form_says_that_the_objection_is_about_the_scope(form: View) -> None:
    assert "decided for Germany, Austria" in str(form.blocks)


def test_post_and_decide_form_carry_the_scope_and_the_next_ruling_replaces_the_earlier(office: Office, form: View) -> None:
    sent = office.slack.submit(office.people["member"], form, {"Who should own it?": "CIO", "Why?": "We moved."})
    assert (sent.error, sent.errors) == ("", {})
    office.deliver()
    post = office.posts()[-1]
    assert "The answer so far, for Germany, Austria: *CTO*." in str(post.blocks) and "for Germany, Austria" in post.text
    ruling = office.slack.click(office.people["decider"], post, "Decide").view
    applies_to = next(block for block in ruling.blocks if block.get("block_id") == "scope")
    assert applies_to["element"]["initial_value"] == "Germany, Austria"
    office.decide(post, owner="CIO", **{"Applies to": "Austria or Germany"})
    assert office.knowledge.ask(ASKED).owners == ("CIO",)
    first = office.knowledge.dispute(1).decision
    assert first is not None and first.superseded_by is not None


def test_a_reopened_dispute_is_decided_for_the_scope_it_had(office: Office) -> None:
    post = office.raise_dispute()
    office.decide(post, owner="CTO", **{"Applies to": "Germany"})
    office.knowledge.reopen(1, actor=office.people["raiser"], reason="New facts.", request="again")
    office.deliver()
    ruling = office.slack.click(office.people["decider"], office.posts()[-1], "Decide").view
    applies_to = next(block for block in ruling.blocks if block.get("block_id") == "scope")
    assert applies_to["element"]["initial_value"] == "Germany"


def test_one_topic_of_several_keeps_the_scope_of_its_ruling(office: Office) -> None:
    office.decide(office.raise_dispute(), owner="CTO", **{"Applies to": "Germany"})
    answer = office.ask("member", "who owns the Workday integration and GDPR in Germany?").message
    form = office.slack.click(office.people["member"], answer, "Dispute").view
    assert form is not None and "decided for Germany" in str(form.blocks)


def test_a_scope_that_no_question_could_match_is_complained_of_at_its_field(office: Office) -> None:
    form = office.slack.click(office.people["decider"], office.raise_dispute(), "Decide").view
    sent = office.slack.submit(office.people["decider"], form, {"Owner": "CTO", "Rationale": "So.", "Applies to": "🤖"})
    assert list(sent.errors) == ["scope"]


def test_lists_and_exports_say_for_what_a_ruling_holds(office: Office) -> None:
    office.decide(office.raise_dispute(), owner="CTO", **{"Applies to": "Germany"})
    listed = office.slack.command(office.people["member"], office.general, "/remit", "disputes all").message
    assert "Workday integration, for Germany: decided for CTO" in listed.text
    dispute = office.knowledge.dispute(1)
    assert as_record(dispute)["scope"] == "Germany"
    assert as_csv([dispute]).splitlines()[0].endswith(",scope") and as_csv([dispute]).splitlines()[1].endswith(",Germany")
