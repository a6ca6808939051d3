"""The form in which a ruling is written: whom it is opened for, what it is filled in with, and what is not taken."""

from __future__ import annotations

from datetime import timedelta

from bot.tryout.workspace import Message
from tests.handlers.conftest import Office


def test_a_decider_whose_objection_joined_is_refused_with_the_reason_and_who_may(office: Office) -> None:
    office.knowledge.change_settings({"deciders": f"{office.people['decider']},{office.people['member']}"})
    office.raise_dispute("raiser")
    post = office.raise_dispute("decider", owner="CIO")
    office.slack.workspace.set_stack(office.people["decider"], [])
    clicked = office.slack.click(office.people["decider"], post, "Decide")
    office.deliver()
    assert clicked.view is None
    seen = office.seen_by("decider")
    assert "You objected in this dispute too" in seen and f"Who may: <@{office.people['member']}>" in seen


def test_where_every_decider_is_a_party_the_refusal_names_the_admins_who_can_change_that(office: Office) -> None:
    office.knowledge.change_settings({"deciders": f"{office.people['holder']},{office.people['cto']}"})
    post = office.raise_dispute("raiser")
    office.slack.click(office.people["holder"], post, "Decide")
    office.deliver()
    assert f"Admins here: <@{office.people['admin']}>" in office.seen_by("holder")


def test_the_only_decider_who_forgets_the_tick_is_told_at_the_tick_and_loses_no_word(office: Office) -> None:
    office.knowledge.change_settings({"deciders": office.people["raiser"]})
    post = office.raise_dispute("raiser")
    form = office.slack.click(office.people["raiser"], post, "Decide").view
    sent = office.slack.submit(office.people["raiser"], form, {"Owner": "CTO", "Rationale": "The code moved."})
    assert list(sent.errors) == ["alone"] and "tick" in sent.errors["alone"]
    assert sent.view is not None and sent.view.id == form.id, "the form stays, with what was written in it"
    filled = {"Owner": "CTO", "Rationale": "The code moved.", "Deciding alone": [":yes"]}
    assert "Decided" in str(office.slack.submit(office.people["raiser"], form, filled).view)


def test_the_only_decider_may_say_so_before_choosing_a_role_of_their_own(office: Office) -> None:
    office.knowledge.change_settings({"holders": f"CEO:{office.people['decider']}"})
    form = office.slack.click(office.people["decider"], office.raise_dispute("raiser"), "Decide").view
    assert "Deciding alone" in str(form.blocks)


def test_a_confirmed_ruling_is_no_longer_to_be_reviewed_in_its_post_and_the_record_says_so(office: Office) -> None:
    review = (office.knowledge.now() + timedelta(days=30)).date().isoformat()
    office.decide(office.raise_dispute(), **{"Review on": review})
    assert f"To be reviewed on {review}" in str(office.posts()[-1].blocks)
    office.knowledge.confirm(1, actor=office.people["decider"], request="c")
    office.deliver()
    assert "To be reviewed" not in str(office.posts()[-1].blocks)
    whole = office.slack.command(office.people["member"], office.general, "/remit", "#1").message
    assert "confirmed the ruling for good" in str(whole.blocks)
    office.knowledge.import_charter("cio-cto", "cio-cto.md", b"# Ownership\n\n- The CTO owns Workday integration.\n")
    office.deliver()
    assert "The charter has changed since and now says the same." in str(office.posts()[-1].blocks)


def test_earlier_decisions_are_shown_with_what_they_apply_to(office: Office) -> None:
    office.decide(office.raise_dispute(), **{"Applies to": "Germany"})
    form = office.slack.click(office.people["decider"], office.raise_dispute(), "Decide").view
    (precedents,) = [block for block in form.blocks if "Earlier decisions" in str(block)]
    assert "Applies to: Germany." in str(precedents)


def test_withdrawing_says_what_will_hold_then(office: Office) -> None:
    def asked(post: Message) -> str:
        return str(next(element["confirm"] for block in post.blocks if block["type"] == "actions" for element in block["elements"][2:]))

    post = office.raise_dispute()
    assert "The answer stays as it was. Only whoever raised it" in asked(post)
    office.decide(post)
    office.knowledge.reopen(1, actor=office.people["holder"], reason="New facts.", request="again")
    office.deliver()
    assert "The ruling before holds again. Only whoever reopened it" in asked(office.posts()[-1])


def test_reopening_is_said_in_the_thread_with_its_reason_under_the_name_of_who_did_it(office: Office) -> None:
    post = office.raise_dispute()
    office.decide(post)
    before = len(office.slack.replies(post))
    form = office.slack.click(office.people["holder"], office.posts()[-1], "Reopen").view
    office.slack.submit(office.people["holder"], form, {"Why should it be decided again?": "It moved to *us*."})
    office.deliver()
    (said,) = office.slack.replies(post)[before:]
    assert f"<@{office.people['holder']}> reopened dispute #1; until it is decided the answer is contested." in said.text
    assert "It moved to" in said.text and "It moved to" in str(said.blocks)
    assert "Decide" in str(office.posts()[-1].blocks), "its post is open again"
