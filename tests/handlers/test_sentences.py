"""What an answer says in words: the same for a block and for a notification."""

from __future__ import annotations

import pytest

from handlers.blocks import sentences
from handlers.blocks.answer import Shown, answer_message
from handlers.mrkdwn import literal
from knowledge.types import Answer, Evidence, Standing, Tie


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Payroll</td><td>Human Resources", "Payroll | Human Resources"),
        ('Payroll</td> <td class="owner">Human Resources', "Payroll | Human Resources"),
        ("The CIO owns <b>payroll</b> where a < b", "The CIO owns <b>payroll</b> where a < b"),
    ],
)
def test_the_cells_of_a_quoted_html_row_are_parted_by_bars(line: str, shown: str) -> None:
    assert sentences.quote(Evidence("town", "Services", 36, line, ("Human Resources",), ("Payroll",))) == shown


@pytest.mark.parametrize(("owners", "said"), [(("CTO",), "CTO does not own GDPR."), (("CTO", "COO"), "CTO and COO do not own GDPR.")])
def test_who_does_not_own_a_thing_is_said_in_the_first_words(owners: tuple[str, ...], said: str) -> None:
    found = Answer("who does NOT own GDPR?", Standing.DOCUMENTED, owners, "GDPR", 1.0, tie=Tie.NONE, note="CIO owns GDPR.")
    assert sentences.headline(found, literal) == said


@pytest.mark.parametrize("question", ["who owns Okta?", "Okta", "My laptop is broken, who owns Okta?"])
def test_an_inference_names_only_what_was_asked_about(question: str) -> None:
    found = Answer(question, Standing.INFERRED, ("CIO",), "internal security", 0.5, chain=("Okta is single sign-on",))
    assert sentences.headline(found, literal) == "Probably CIO: no line names “Okta” itself, but internal security is theirs."


def test_an_inference_of_one_part_names_what_that_part_is_about() -> None:
    question = "who owns Okta, and who owns the mobile app?"
    found = Answer(question, Standing.INFERRED, ("CTO",), "software", 0.5, chain=("mobile app is software", "software is theirs"))
    assert "no line names “mobile app” itself" in sentences.headline(found, literal)


@pytest.mark.parametrize(
    ("typed", "put"),
    [
        ("ERP", "Who owns ERP?"),
        ("the ERP?", "Who owns the ERP?"),
        ("who owns ERP", "who owns ERP"),
        ("My laptop is broken, who fixes it?", "My laptop is broken, who fixes it?"),
        ("", ""),
    ],
)
def test_a_bare_thing_is_put_to_its_owner_as_a_question(typed: str, put: str) -> None:
    assert sentences.asked(typed) == put


def named_below(standing: Standing, owners: tuple[str, ...], *lines: tuple[str, ...]) -> list[bool]:
    """For each line of an answer: whether its owners stand below it."""
    evidence = tuple(Evidence("town", "Services", place, "words", named, ("words",)) for place, named in enumerate(lines))
    _, blocks = answer_message(Answer("ERP", standing, owners, "ERP", 1.0, evidence), Shown(buttons=False))
    small = [block for block in blocks if block["type"] == "context" and ", line " in block["elements"][0]["text"]]
    return ["names *" in str(block) for block in small]


def test_the_owners_of_a_line_stand_below_it_only_where_the_first_sentence_names_others() -> None:
    assert named_below(Standing.DOCUMENTED, ("CIO",), ("CIO",), ("CIO",)) == [False, False]
    assert named_below(Standing.SHARED, ("CIO", "CTO"), ("CTO", "CIO")) == [False]
    assert named_below(Standing.SHARED, ("CIO", "CTO"), ("CIO",), ("CTO",)) == [True, True]
    assert named_below(Standing.DECIDED, ("CTO",), ("CIO",), ("CTO",)) == [True, False]
    assert named_below(Standing.CONTESTED, ("CIO",), ("CIO",)) == [True]


@pytest.mark.parametrize(
    ("topic", "owners", "tie", "said"),
    [
        ("Office move", ("Legal",), Tie.CONSULTED, "Legal is consulted on Office move."),
        ("Office move", ("Legal", "Sales"), Tie.INFORMED, "Legal and Sales are informed of Office move."),
        ("Office move", ("Legal",), Tie.RESPONSIBLE, "Legal does the work on Office move."),
        ("technical owner of Zuora", ("Platform",), Tie.ACCOUNTABLE, "Platform is the technical owner of Zuora."),
        ("Zuora", ("Platform",), Tie.ACCOUNTABLE, "Platform owns Zuora."),
    ],
)
def test_what_binds_somebody_to_a_topic_is_the_verb(topic: str, owners: tuple[str, ...], tie: Tie, said: str) -> None:
    assert sentences.headline(Answer("who?", Standing.DOCUMENTED, owners, topic, 1.0, tie=tie), literal) == said


def test_only_of_an_owner_can_it_be_said_that_another_should_be() -> None:
    bound = Answer("who is consulted on the move?", Standing.DOCUMENTED, ("Legal",), "Move", 1.0, tie=Tie.CONSULTED)
    assert "Dispute" not in str(answer_message(bound, Shown())[1])


def test_a_part_that_nobody_has_is_called_by_its_name() -> None:
    found = Answer("who is the technical owner of Zuora?", Standing.UNKNOWN, (), "technical owner of Zuora", 0.0)
    assert sentences.headline(found, literal).startswith("I don't know who is the technical owner of Zuora:")
