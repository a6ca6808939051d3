"""What a text asks: owner, listing, line of reporting or nothing; whether it is turned round; which of its clauses is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.claims import read_charter
from knowledge.index import Index, build_index
from knowledge.index.question import Intent, Question, read_question

CHARTER = b"""# Roles

The Mill Manager owns the mill and flour.
The Shop Manager owns the shop and IT.
The Director owns strategy.
The Mill Manager and the Shop Manager report to the Director.
"""


@pytest.fixture(scope="module")
def index() -> Index:
    reading = read_charter("mill", Path("mill.md").name, CHARTER)
    return build_index(reading.claims, reading.owners)


def asked(text: str, index: Index) -> Question:
    return read_question(text, index.names)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I spoke to a customer whose wife is ill about the flour register, who owns it?", "flour register"),
        ("there is a baker whose oven broke. I ask about the flour register but don't know who owns it", "flour register"),
    ],
)
def test_whose_behind_somebody_is_told_and_not_asked(text: str, topic: str, index: Index) -> None:
    found = asked(text, index)
    assert any(topic in focus.text for focus in (*found.focuses, *found.near))
    assert not any("wife" in focus.text.split()[:1] or "oven" in focus.text.split()[:1] for focus in found.focuses)


@pytest.mark.parametrize("text", ["I don't know whose the flour is", "whose job is flour?", "the question is whose desk flour lands on"])
def test_whose_elsewhere_asks(text: str, index: Index) -> None:
    assert asked(text, index).asked


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("which flour is the whitest?", Intent.NOTHING),
        ("which mill in town was the most haunted?", Intent.NOTHING),
        ("which team is best for flour?", Intent.OWNER),
        ("is flour with anyone?", Intent.OWNER),
        ("who owns flour?", Intent.OWNER),
        ("who decides how many sacks we buy?", Intent.OWNER),
        ("who do I shout at about the flour?", Intent.OWNER),
        ("who plays a big role in the shop?", Intent.OWNER),
        ("the Shop Manager owns flour, right? or who else?", Intent.OWNER),
        ("which of them runs the shop?", Intent.OWNER),
        ("what does the Mill Manager own?", Intent.LISTING),
        ("who does the Mill Manager report to?", Intent.REPORTING),
        ("who reports to the Director?", Intent.BELOW),
        ("who sits right beneath the Director?", Intent.BELOW),
        ("who plays the piano at the shop party?", Intent.NOTHING),
        ("how many sacks are there?", Intent.NOTHING),
        ("who cares about flour?", Intent.OWNER),
        ("who cares?", Intent.NOTHING),
        ("who has a sack for me?", Intent.NOTHING),
        ("who has a say in flour?", Intent.OWNER),
        ("who owns the mill, the company I mean", Intent.NOTHING),
        ("who else is coming to the shop party?", Intent.NOTHING),
    ],
)
def test_what_is_wanted(text: str, intent: Intent, index: Index) -> None:
    assert asked(text, index).intent is intent


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("which of the two does not run the shop?", True),
        ("whose job is flour not?", True),
        ("who doesn't own flour?", True),
        ("who owns flour if not the Shop Manager?", False),
        ("is it not the Shop Manager who owns flour?", False),
        ("who owns flour?", False),
    ],
)
def test_who_does_not_own_it_is_told_from_who_does(text: str, negated: bool, index: Index) -> None:
    assert asked(text, index).negated is negated


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the sacks are torn again, who fixes it?", "sacks are torn"),
        ("the flour is wet, who explores it", "flour is wet"),
        ("who owns the flour? thanks!", "flour"),
        ("who runs IT?", "IT"),
        ("IT support is slow, who handles that?", "IT support is slow"),
    ],
)
def test_a_pronoun_in_the_asking_points_at_what_was_told(text: str, topic: str, index: Index) -> None:
    assert asked(text, index).focuses[0].text.startswith(topic)


def test_what_was_told_is_read_from_the_clause_nearest_to_the_asking(index: Index) -> None:
    question = asked("The party was lovely. Our flour supplier went bankrupt. Ann thinks it is hers. Who should act?", index)
    assert [focus.text for focus in question.near] == ["flour supplier went bankrupt", "party"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the baker says flour is the Shop Manager, who is right?", {"flour"}),
        ("the baker told us that flour is the Shop Manager, who is right?", {"flour"}),
        ("flour claims are whose?", {"flour", "claims"}),
        ("flour, whose desk?", {"flour"}),
        ("flour is on whose plate", {"flour"}),
        ("who orders flour for our charity?", {"flour"}),
        ("flour at the plant: whose?", {"flour"}),
    ],
)
def test_who_says_it_and_where_it_lies_is_no_part_of_the_topic(text: str, words: set[str], index: Index) -> None:
    assert {term.word for focus in asked(text, index).focuses for term in focus.content if term.weight >= 1.0} == words


def test_a_statement_beside_a_question_is_no_second_question(index: Index) -> None:
    question = asked("Flour sits with one of them. Who has the shop?", index)
    assert [focus.text for focus in question.focuses] == ["shop"]


def test_what_a_thing_turns_into_is_told_from_what_it_was(index: Index) -> None:
    (focus,) = asked("the mill of the staff turned into a shop for customers, who runs it", index).focuses
    assert {term.word: term.turned for term in focus.content} == {
        "mill": False,
        "staff": False,
        "turned": False,
        "shop": True,
        "customers": True,
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("who runs the shop at Millers Ltd?", ["millers", "ltd"]),
        ("who expanded the shop in India?", ["india"]),
        ("who runs the shop in India?", []),
        ("who runs the shop at the mill?", []),
        ("WHO RUNS THE SHOP AT MILLERS?", []),
    ],
)
def test_a_name_behind_at_or_behind_what_somebody_once_did_is_of_another_place(text: str, names: list[str], index: Index) -> None:
    assert [term.word for term in asked(text, index).abroad] == names


@pytest.mark.parametrize("text", ["who owns the shop, the baking officer?", "is it the baking officer who runs the shop?"])
def test_a_chief_officer_is_known_without_the_word_chief(text: str) -> None:
    reading = read_charter("mill", "mill.md", b"The Chief Baking Officer owns the shop.\nThe Chief Flour Officer owns the mill.\n")
    index = build_index(reading.claims, reading.owners)
    assert [index.owners[place].name for place in asked(text, index).owners] == ["Chief Baking Officer"]


def test_what_it_is_wanted_for_is_no_topic(index: Index) -> None:
    assert [focus.text for focus in asked("who owns flour so my manager can escalate?", index).focuses] == ["flour"]


@pytest.mark.parametrize(("text", "shared"), [("I rang both times. Who owns flour?", False), ("do both own flour?", True)])
def test_both_times_speaks_of_no_two_owners(text: str, shared: bool, index: Index) -> None:
    assert asked(text, index).shared is shared


@pytest.mark.parametrize(
    ("text", "said", "against"),
    [
        ("who runs push messages with offers, not the order updates?", "offer", "order"),
        ("who prosecutes fly-tippers? I don't mean clearing it up", "prosecut", "clear"),
        ("who sends goods into the UK rather than the EU?", "uk", "eu"),
    ],
)
def test_what_is_set_against_the_topic_is_none(text: str, said: str, against: str) -> None:
    asked = read_question(text, lambda _words: ())
    stems = {term.text for focus in (*asked.focuses, asked.context) for term in focus.content}
    assert said in stems
    assert against not in stems


def test_what_somebody_says_is_no_question() -> None:
    text = "I talked to a nurse in Lyon who says the alarm did not go off. Who owns complaint handling?"
    asked = read_question(text, lambda _words: ())
    assert [term.text for focus in asked.focuses for term in focus.content] == ["complain"]


def test_an_owner_s_name_within_a_longer_topic_is_the_topic_s() -> None:
    reading = read_charter("c", "a.md", b"| Area | Owner |\n|---|---|\n| Bills of lading | Documents Desk |\n| Invoices | Billing |\n")
    index = build_index(reading.claims, reading.owners)
    assert asked("who owns bills of lading?", index).owners == ()
    assert len(asked("does Billing own invoices?", index).owners) == 1


@pytest.mark.parametrize(
    ("text", "there"),
    [("mileage claim won't submit, who owns that system", True), ("finance claims that mileage is with the mill, who owns it?", False)],
)
def test_a_claim_is_a_thing_unless_somebody_claims_something(text: str, there: bool) -> None:
    asked = read_question(text, lambda _words: ())
    said = {term.text for focus in (*asked.focuses, asked.context, *asked.near) for term in focus.content}
    assert ("claim" in said) is there
