"""Several charters in one workspace: each is asked by itself, and one that has nothing to say changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers import NO_RULINGS, Rulings, answer
from knowledge.answers.evaluation import read_expected
from knowledge.claims import read_charter
from knowledge.index import Index, build_index
from knowledge.types import Answer, Decision, OpenDispute, Standing

NOW = datetime(2026, 1, 5, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
CHARTER = ROOT / "knowledge" / "charters" / "cio-cto.md"
COMPANIES = sorted(path for path in (ROOT / "tests" / "data" / "companies").iterdir() if path.suffix != ".jsonl")
QUESTIONS = sorted(
    {
        expected.question
        for path in (ROOT / "tests" / "data" / "questions").glob("*.jsonl")
        for expected in read_expected(path.name, path.read_bytes())
    }
)


@cache
def of_files(*paths: Path) -> Index:
    readings = [read_charter(path.stem, path.name, path.read_bytes()) for path in paths]
    return build_index([claim for each in readings for claim in each.claims], [owner for each in readings for owner in each.owners])


def of_texts(*texts: str) -> Index:
    readings = [read_charter(f"c{number}", f"c{number}.md", text.encode()) for number, text in enumerate(texts)]
    return build_index([claim for each in readings for claim in each.claims], [owner for each in readings for owner in each.owners])


def asked(question: str, *texts: str, rulings: Rulings = NO_RULINGS) -> Answer:
    return answer(question, of_texts(*texts), rulings)


SHOP = "| Area | Owner |\n|---|---|\n| Payroll | People Team |\n| Tills | Shop Systems |\n"
BANK = "| Area | Owner |\n|---|---|\n| Payroll | Finance |\n| Vault doors | Branches |\n"
TWIN = "| Area | Owner |\n|---|---|\n| Payroll | People Team |\n| Fire doors | Branches |\n"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(QUESTIONS), st.sampled_from(COMPANIES))
def test_a_charter_that_knows_nothing_of_it_changes_no_answer(question: str, other: Path) -> None:
    said = answer(question, of_files(other), NO_RULINGS)
    if said.owners or any(each.evidence for each in (said, *said.parts)):
        return  # it knows something of it, perhaps that nobody has it
    alone, beside = (answer(question, index, NO_RULINGS) for index in (of_files(CHARTER), of_files(CHARTER, other)))
    assert (beside.owners, beside.standing, beside.topic) == (alone.owners, alone.standing, alone.topic)


def test_an_owner_called_as_a_topic_of_another_charter_takes_it_from_nobody() -> None:
    texts = ("## CIO\n- compliance\n", "| Area | Owner |\n|---|---|\n| Complaints | Compliance |\n")
    assert asked("who owns compliance?", *texts).owners == ("CIO",)
    assert asked("what does Compliance own?", *texts).listing is not None


def test_the_charter_that_knows_a_topic_answers_whichever_comes_first() -> None:
    for texts in ((SHOP, BANK), (BANK, SHOP)):
        assert asked("who owns the tills?", *texts).owners == ("Shop Systems",)
        assert asked("who owns the vault doors?", *texts).owners == ("Branches",)


def test_charters_that_contradict_each_other_are_contested_with_a_line_of_each() -> None:
    found = asked("who owns payroll?", SHOP, BANK)
    assert found.standing is Standing.CONTESTED
    assert found.owners == ("People Team", "Finance")
    assert [(each.charter, each.line) for each in found.evidence] == [("c0", 3), ("c1", 3)]


def test_charters_that_agree_are_quoted_together() -> None:
    found = asked("who owns payroll?", SHOP, TWIN)
    assert (found.standing, found.owners) == (Standing.DOCUMENTED, ("People Team",))
    assert [each.charter for each in found.evidence] == ["c0", "c1"]


def test_a_line_that_names_a_thing_comes_before_another_word_for_it_in_another_charter() -> None:
    shop, bank = ("| Area | Owner |\n|---|---|\n| Work clothes | Wardrobe |\n", "| Area | Owner |\n|---|---|\n| Uniforms | Estates |\n")
    for texts in ((shop, bank), (bank, shop)):
        found = asked("who owns the work clothes?", *texts)
        assert (found.owners, found.standing) == (("Wardrobe",), Standing.DOCUMENTED)


def test_a_decision_settles_what_charters_contradict_each_other_on() -> None:
    decision = Decision(1, "Payroll", ("Finance",), "It pays.", "U1", NOW)
    found = asked("who owns payroll?", SHOP, BANK, rulings=Rulings.of((decision,), (), ()))
    assert (found.standing, found.owners) == (Standing.DECIDED, ("Finance",))


def test_a_decision_on_what_no_charter_has_counts_among_several() -> None:
    decision = Decision(1, "ice rink", ("Branches",), "It is theirs.", "U1", NOW)
    assert asked("who owns the ice rink?", SHOP, BANK, rulings=Rulings.of((decision,), (), ())).owners == ("Branches",)


def test_an_open_dispute_is_shown_whichever_charter_names_its_topic() -> None:
    dispute = OpenDispute(7, "Tills", "U1", NOW, ("Shop Systems",), ("Branches",), "They stand in the branches.")
    for texts in ((SHOP, BANK), (BANK, SHOP)):
        found = asked("who owns the tills?", *texts, rulings=Rulings.of((), (dispute,), ()))
        assert (found.standing, found.owners) == (Standing.CONTESTED, ("Shop Systems", "Branches"))


def test_two_topics_of_two_charters_are_both_answered() -> None:
    found = asked("who owns tills and who owns vault doors?", SHOP, BANK)
    assert [part.owners for part in found.parts] == [("Shop Systems",), ("Branches",)]


def test_who_does_not_own_it_is_asked_of_the_charter_that_says_who_does() -> None:
    two = "## CIO\n- ERP\n- payroll\n\n## CTO\n- public APIs\n- mobile app\n"
    assert asked("who does NOT own the ERP?", two, BANK).owners == ("CTO",)


def test_what_an_owner_owns_is_listed_from_every_charter() -> None:
    found = asked("what do Branches own?", BANK, TWIN)
    assert found.listing is not None
    assert found.listing.topics == ("Vault doors", "Fire doors")


def test_the_longest_name_of_an_owner_counts_in_whichever_charter_it_stands() -> None:
    people = "| Area | Owner |\n|---|---|\n| Parties | People |\n"
    for texts in ((people, SHOP), (SHOP, people)):
        found = asked("what does the People Team own?", *texts)
        assert found.listing is not None
        assert (found.listing.owner, found.listing.topics) == ("People Team", ("Payroll",))


def test_what_nobody_owns_comes_with_what_is_near_in_any_charter() -> None:
    found = asked("who owns the moon landing and who owns the sea landing?", "## CIO\n- moon tides\n", "## CTO\n- sea ports\n")
    assert [(part.owners, part.suggestions) for part in found.parts] == [((), ("moon tides",)), ((), ("sea ports",))]


def test_a_role_that_no_charter_has_is_said_to_be_absent_and_one_that_some_charter_has_is_not() -> None:
    assert asked("who's our CISO?", SHOP, BANK).note == "The charter names no CISO."
    assert asked("who's our CISO?", SHOP, "| Area | Owner |\n|---|---|\n| Firewalls | CISO |\n").note != "The charter names no CISO."


def test_a_place_that_no_charter_names_has_no_owner() -> None:
    found = asked("who owned payroll at Initech?", SHOP, BANK)
    assert (found.owners, found.note) == ((), "No line names “initech”.")
