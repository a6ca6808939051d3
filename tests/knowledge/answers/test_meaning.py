"""What a message means that names no topic: the thing that its words are cues of, where the charter has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.answers import NO_RULINGS, Rulings, answer
from knowledge.answers.meaning import things_meant
from knowledge.claims import read_charter
from knowledge.index import build_index
from knowledge.index.concepts import bundled_concepts
from knowledge.index.lexicon import bundled_lexicon
from knowledge.index.question import FocusTerm
from knowledge.types import Alias, Answer, Decision, Standing

SITE = """| Area | Owner |
|---|---|
| Heating and cooling | Estates |
| Debt collection | Credit Control |
| Subject access requests | Privacy Office |
| Onboarding | People Team |
| Gym discount | Wellbeing Lead |
"""


def asked(question: str, charter: str = SITE, rulings: Rulings = NO_RULINGS) -> Answer:
    reading = read_charter("site", "site.md", charter.encode())
    return answer(question, build_index(reading.claims, reading.owners), rulings)


@pytest.mark.parametrize(
    ("question", "owner", "cues"),
    [
        (
            "I sit here freezing, it is draughty and stuffy at once, who gets that fixed?",
            "Estates",
            "freezing, draughty, stuffy",
        ),
        (
            "Hi all! A former employee asks us to erase his personal data and what we store about him. Whose is it?",
            "Privacy Office",
            "",
        ),
        ("a client has owed us money for months and ignores our reminders, who chases him?", "Credit Control", ""),
    ],
)
def test_a_message_is_answered_by_what_it_is_about(question: str, owner: str, cues: str) -> None:
    found = asked(question)
    assert (found.owners, found.standing) == ((owner,), Standing.INFERRED)
    assert cues in found.chain[0] and " point" in found.chain[0]
    assert found.evidence[0].owners == (owner,)


def test_the_words_of_a_topic_come_before_what_they_are_cues_of() -> None:
    found = asked("who owns radiator paint? it is cold", f"{SITE}| Radiator paint | Stores |\n")
    assert (found.owners, found.standing) == (("Stores",), Standing.DOCUMENTED)


@pytest.mark.parametrize(
    "question",
    [
        "it is freezing and draughty at my desk, who gets that fixed?",  # a thing that no line has
        "who brings a cake for my birthday?",
        "is it going to snow this winter?",
    ],
)
def test_what_no_topic_has_stays_unknown(question: str) -> None:
    assert asked(question, "| Area | Owner |\n|---|---|\n| Payroll | People Team |\n| Invoices | Finance |\n").owners == ()


def test_one_everyday_word_means_nothing_by_itself() -> None:
    assert asked("who cares about the cold?").owners == ()
    assert asked("who owns 42?").owners == ()


def test_what_people_gave_another_name_to_keeps_its_words() -> None:
    rulings = Rulings.of([], [], [Alias("draughty desk", "Gym discount")])
    assert asked("it is freezing and draughty at my desk, who gets that fixed?", rulings=rulings).owners != ("Estates",)


def test_a_ruling_on_what_no_line_has_is_shown_without_the_line_that_was_meant() -> None:
    ruled = Decision(1, "draughty desk", ("Wellbeing Lead",), "Because.", "U1", datetime(2026, 1, 5, tzinfo=UTC))
    found = asked("it is freezing and draughty at my desk, who gets that fixed?", rulings=Rulings.of([ruled], [], []))
    assert (found.owners, found.standing, found.evidence) == (("Wellbeing Lead",), Standing.DECIDED, ())


@pytest.mark.parametrize("question", ["which billionaire founded Workday?", "who brings a cake for my Workday anniversary?"])
def test_a_brand_alone_asks_for_nothing(question: str) -> None:
    assert asked(question, "| Area | Owner |\n|---|---|\n| ERP | Finance Systems |\n| Laptops | IT |\n").owners == ()


def test_what_a_message_plainly_speaks_of_comes_before_a_guess_from_one_clause_of_it() -> None:
    charter = "| Area | Owner |\n|---|---|\n| Temperature monitoring | Cold Chain |\n| Appointments for flu shots | Bookings |\n"
    told = "We had two fridge alarms overnight and the sensor says 14 degrees, the thermometer says 4."
    asking = "There are 200 flu shots in there and I won't throw them out. Which team can look at it?"
    assert asked(asking, charter).owners == ("Bookings",)
    assert asked(f"{told} {asking}", charter).owners == ("Cold Chain",)


def test_a_line_that_names_nobody_answers_too() -> None:
    found = asked("it is freezing and draughty at my desk, who gets that fixed?", SITE.replace("Estates", "TBD"))
    assert (found.owners, found.standing, found.evidence[0].owners) == ((), Standing.UNKNOWN, ())


def test_a_topic_that_only_begins_with_the_name_of_a_thing_is_another_thing() -> None:
    charter = "| Area | Owner |\n|---|---|\n| Paid invoices | Finance |\n| {} | People Team |\n"
    assert asked("payroll cutoff", charter.format("New starter laptops")).owners == ()
    assert asked("payroll cutoff", charter.format("New starters")).owners == ("People Team",)
    assert asked("payroll cutoff", charter.format("The new starter, and laptops")).owners == ("People Team",)


def test_a_number_is_a_cue_of_nothing() -> None:
    told = [FocusTerm("500", "500", 1.0)]
    assert bundled_concepts().meant({"500": "500"}, {}), "the file has it, in phrases such as Legal 500"
    assert things_meant(told, NO_RULINGS, bundled_lexicon(), 0.1) == []


def test_a_topic_may_say_what_is_kept_of_the_thing_that_is_meant() -> None:
    charter = "| Area | Owner |\n|---|---|\n| Paid invoices | Finance |\n| {} | Safety Lead |\n"
    question = "who do I ask about hard hats and gloves?"
    assert asked(question, charter.format("PPE standards")).owners == ("Safety Lead",)
    assert asked(question, charter.format("PPE for visitors")).owners == ("Safety Lead",)
    assert asked("the check-in kiosk that guests use, who has it", charter.format("System checks")).owners == ()


def test_a_name_within_a_topic_has_to_be_told_well() -> None:
    charter = "| Area | Owner |\n|---|---|\n| Paid invoices | Finance |\n| Localisation pipeline | Tools |\n| Showroom lease | Estates |\n"
    assert asked("who gets the French and Japanese translations into the game?", charter).owners == ("Tools",)
    assert asked("a lovely couple came to the showroom and asked for fabric swatches, who sends them?", charter).owners == ()
