"""Lists "Owner: thing, thing" make their owners known, where words or lines around them speak of owning."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import Owned, Read

LINES = [
    "Stables: hay, saddles, horse feed",
    "Kitchen: soups, the breakfast buffet, jam",
    "Kitchen & Stables: carrots",
    "Garden: lawns, hedges",
]
EXPECTED = {
    "hay": "Stables",
    "saddles": "Stables",
    "horse feed": "Stables",
    "soups": "Kitchen",
    "breakfast buffet": "Kitchen",
    "jam": "Kitchen",
    "carrots": "Stables + Kitchen",
    "lawns": "Garden",
    "hedges": "Garden",
}


@pytest.mark.parametrize("ends", ["\n", "\n\n"])
@pytest.mark.parametrize("mark", ["", "- ", "**"])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_list_of_teams_with_their_things_is_read(ends: str, mark: str, name: str, owned: Owned) -> None:
    made = [line.replace(":", "**:") if mark == "**" else line for line in LINES]
    assert owned(f"OUR DEPARTMENTS\n\n{ends.join(mark + line for line in made)}\n", name) == EXPECTED


def test_long_lines_that_have_labels_are_not_one_paragraph(owned: Owned) -> None:
    things = ", ".join(f"long thing {letter}" for letter in "abcdef")
    text = "Who is responsible for what\n\n" + "".join(f"{team}: {things} {team.lower()}\n" for team in ("Stables", "Kitchen", "Garden"))
    found = owned(text, "a.txt")
    assert (found["long thing f stables"], found["long thing f kitchen"]) == ("Stables", "Kitchen")


def test_a_line_that_goes_on_belongs_to_its_label(owned: Owned) -> None:
    found = owned("# Departments\n\nStables: hay,\nsaddles\nKitchen: soups, jam\nGarden: lawns, hedges\n")
    assert found == {"hay": "Stables", "saddles": "Stables", "soups": "Kitchen", "jam": "Kitchen", "lawns": "Garden", "hedges": "Garden"}


@pytest.mark.parametrize("label", ["TBD", "Nobody", "Unassigned", "No owner"])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_line_of_nobody_tells_its_things_and_that_the_list_is_one_of_owners(label: str, name: str, read: Read) -> None:
    reading = read("\n".join(["About the farm", "", *LINES, f"{label}: bike shed, pond"]) + "\n", name)
    assert {claim.topic for claim in reading.claims if claim.owners} == set(EXPECTED)
    assert [claim.topic for claim in reading.claims if not claim.owners] == ["bike shed", "pond"]
    assert [finding.message for finding in reading.findings] == ['"bike shed" has no owner.', '"pond" has no owner.']


@pytest.mark.parametrize(
    "text",
    [
        "Shopping\n\nFruit: apples, pears\nBread: rolls, rye\nCheese: brie, gouda\n",
        "Team menu\n\nMonday: soup, rolls\nTuesday: pasta, cake\nFriday: fish, rice\n",
        "# Team page\n\nTools: knives, pans\nMembers: anna, ben\nSeasons: spring, summer\n",
        "Our team\n\nNote: be kind, please.\nEmergency: dial 9-911\nCoffee: ask at the desk\n",
    ],
)
def test_other_lists_name_no_owner(text: str, owned: Owned) -> None:
    assert owned(text, "a.md") == {}
    assert owned(text, "a.txt") == {}


def test_a_list_under_its_owner_names_no_other(owned: Owned) -> None:
    text = "# Teams\n\n## Kitchen team\n\n- Soups: leek, onion\n- Sweets: cake, jam\n- Drinks: tea, milk\n"
    assert set(owned(text).values()) == {"Kitchen team"}


def test_remarks_after_a_list_are_not_of_its_last_owner(owned: Owned) -> None:
    text = "TEAMS\n\n" + "\n".join(LINES) + "\n\nNote: the dress code is on page 2.\nTaxi: dial 9-911\n"
    assert owned(text, "a.txt") == EXPECTED
