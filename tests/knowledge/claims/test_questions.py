"""Pages of frequent questions: who is asked for, and the owners that only the answers name."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read


@pytest.mark.parametrize(
    "question",
    [
        "Who do I contact for hay?",
        "Who should I ask about the hay?",
        "Whom can we call regarding hay?",
        "Who to talk to about hay?",
        "Where do I go for hay?",
        "Who do I contact with questions about hay?",
        "Who takes care of hay?",
        "Who approves hay?",
    ],
)
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.md", "# Questions\n\n## {}\n\nBarn Services. Bring a cart.\n"),
        ("a.md", "# Questions\n\n**{}**\n\nBarn Services. Bring a cart.\n"),
        ("a.md", "# Questions\n\n- {} Barn Services.\n"),
        ("a.txt", "QUESTIONS\n\n{}\nBarn Services. Bring a cart.\n"),
        ("a.txt", "QUESTIONS\n\n{}\n\nBarn Services. Bring a cart.\n"),
        ("a.txt", "QUESTIONS\n\nQ: {}\nA: Barn Services. Bring a cart.\n"),
    ],
)
def test_an_answer_names_the_owner_of_what_was_asked(question: str, name: str, form: str, owned: Owned) -> None:
    assert owned(form.format(question), name) == {"hay": "Barn Services"}


@pytest.mark.parametrize(
    ("answer", "owner"),
    [
        ("The Barn Crew.", "Barn Crew"),
        ("Contact Hay & Oats.", "Hay & Oats"),
        ("Please ask your line manager.", "line manager"),
        ("Barn Services (#barn).", "Barn Services"),
        ("Barn Services, room 2.", "Barn Services"),
        ("Barn Services does.", "Barn Services"),
        ("The Barn Crew and your line manager decide together.", "Barn Crew + line manager"),
        ("The Barn Office and your department head decide together.", "Barn Office + department head"),
        ("Barn Services hands it out.", "Barn Services"),
    ],
)
def test_answers_name_owners_in_many_ways(answer: str, owner: str, owned: Owned) -> None:
    assert owned(f"# Questions\n\n## Who do I contact for hay?\n\n{answer} It is dry.\n") == {"hay": owner}


@pytest.mark.parametrize(
    "answer", ["TBD", "TBD since Tom left.", "We do not know yet. It was Tom.", "Nobody.", "This is still open.", "Sorry, we don't know."]
)
def test_an_answer_that_knows_nobody_is_told(answer: str, read: Read) -> None:
    reading = read(f"# Questions\n\nThe Head of HR owns payroll.\n\n## Who do I contact for hay?\n\n{answer}\n")
    assert [(claim.topic, claim.owners) for claim in reading.claims] == [("payroll", ("Head of HR",)), ("hay", NOBODY)]
    assert [(finding.code, finding.message) for finding in reading.findings] == [("no-owner", '"hay" has no owner.')]


@pytest.mark.parametrize(
    "answer",
    ["Use the form.", "Yes.", "It depends.", "Usually, in the barn.", "Monday. Come early.", "Ground floor, see the map.",
     "Barn Services was asked until May.", "Take the stairs."],
)  # fmt: skip
def test_an_answer_that_names_nobody_makes_no_owner(answer: str, owned: Owned) -> None:
    question = "Who do I contact for hay?" if not answer.startswith("Ground") else "Where is the hay?"
    assert owned(f"# Questions\n\n## {question}\n\n{answer}\n") == {}


def test_how_to_get_something_is_owned_by_who_hands_it_out(owned: Owned) -> None:
    text = "# Questions\n\n## How do I get a badge?\n\n{}\n"
    assert owned(text.format("Porters hand them out at the gate.")) == {"badge": "Porters"}
    assert owned(text.format("Print it yourself.")) == {}
    assert owned(text.format("Paper Badges, please.")) == {}


def test_only_the_sentence_after_a_question_replies(owned: Owned) -> None:
    assert owned("# Questions\n\n## Who do I contact for hay?\n\nBarn Services. Old Tom.\n") == {"hay": "Barn Services"}


SHEET = """HARBOUR HELP SHEET

Q: Who is responsible for berths?
A: Quay Office.

Q: And for lost ropes?
A: Stores, NOT the Quay Office.

Q: The winch died. Whose is it?
A: Workshop. Hotline 12.

Q: Fog horn?
A: Workshop as well.

Q: Night mooring?
A: Quay Office and Pilots do it together.

Q: Flags?
A: Stores. (Pilots hoists them, Stores owns them.)

Q: Fireworks?
A: Nobody has claimed them.
"""


def test_a_sheet_leaves_out_the_asking_after_a_while(read: Read) -> None:
    reading = read(SHEET, "sheet.txt")
    assert {claim.topic: claim.owners for claim in reading.claims} == {
        "berths": ("Quay Office",), "lost ropes": ("Stores",), "winch": ("Workshop",), "Fog horn": ("Workshop",),
        "Night mooring": ("Quay Office", "Pilots"), "Flags": ("Stores",), "Fireworks": (),
    }  # fmt: skip


def test_both_may_be_named_in_an_answer(owned: Owned) -> None:
    text = "# FAQ\n\n**Who do I ask about tides?**\nBoth the Quay Office and the Pilots Desk: they share it.\n"
    assert owned(text) == {"tides": "Quay Office + Pilots Desk"}
