"""Letters that say who takes over what: people named in full once, things that pass from one to the other, and what nobody has yet."""

from __future__ import annotations

import pytest

from knowledge.claims.owners.people import is_person
from tests.knowledge.claims.conftest import Owned, Read

LETTER = "Ida Brekke takes over the herd book. {0}\n"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Olav Lund becomes Dairy Manager and takes over the cheese store and the vats.",
         {"cheese store": "Olav Lund", "vats": "Olav Lund"}),
        ("The vats stay with Olav Lund, who also takes on milk contracts.", {"vats": "Olav Lund", "milk contracts": "Olav Lund"}),
        ("The vats move to Olav Lund.", {"vats": "Olav Lund"}),
        ("The vats will move across to Olav Lund in May.", {"vats": "Olav Lund"}),
        ("Vats and hay pass from Per to Olav Lund.", {"Vats and hay": "Olav Lund", "Vats": "Olav Lund", "hay": "Olav Lund"}),
        ("Milk bills move from the Parlour Team to Olav Lund in Finance.", {"Milk bills": "Olav Lund"}),
        ("Olav Lund picks up milk bills from Per.", {"milk bills": "Olav Lund"}),
        ("Olav Lund joins us as Dairy Manager and takes over the vats.", {"vats": "Olav Lund"}),
        ("The vats have been handed over to Olav Lund. Olav will look after hay as well.", {"vats": "Olav Lund", "hay": "Olav Lund"}),
        ("Olav Lund will take charge of the vats too.", {"vats": "Olav Lund"}),
        ("For the time being, gate rules are answered by the Summer Hands.", {"gate rules": "Summer Hands"}),
        ("Olav Lund inherits the vats.", {"vats": "Olav Lund"}),
        ("The vats move to Olav Lund. Olav also takes responsibility for hay.", {"vats": "Olav Lund", "hay": "Olav Lund"}),
        ("The vats are owned by Olav Lund. Olav will also be responsible for hay.", {"vats": "Olav Lund", "hay": "Olav Lund"}),
        ("The vats go to Olav Lund. Olav will also look after hay.", {"vats": "Olav Lund", "hay": "Olav Lund"}),
        ("The vats go to Olav Lund. Hay is shared by Olav and the Barn Crew.", {"vats": "Olav Lund", "Hay": "Olav Lund + Barn Crew"}),
        ("Vats go to Olav Lund. Olav owns hay. Wool is shared by Olav Lund and the Barn Crew.",
         {"Vats": "Olav Lund", "hay": "Olav Lund", "Wool": "Olav Lund + Barn Crew"}),
        ("The vats stay with Olav Lund, and milk bills go to him too.", {"vats": "Olav Lund", "milk bills": "Olav Lund"}),
        ("The gate log is, for now, kept up by the Summer Hands.", {}),
        ("The gate log is, for now, written by the Summer Hands.", {"gate log": "Summer Hands"}),
    ],
)  # fmt: skip
def test_who_takes_over_what(sentence: str, found: dict[str, str], owned: Owned) -> None:
    said = owned(LETTER.format(sentence))
    assert {topic: set(owners.split(" + ")) for topic, owners in said.items()} == {
        topic: set(owners.split(" + ")) for topic, owners in ({"herd book": "Ida Brekke"} | found).items()
    }


def test_a_first_name_is_another_name_of_the_person(read: Read) -> None:
    reading = read("The vats are owned by Olav Lund. Olav also takes over hay. The Barn Crew looks after gates.\n")
    assert {owner.name: owner.other_names for owner in reading.owners} == {"Olav Lund": ("Olav",), "Barn Crew": ()}


@pytest.mark.parametrize(
    "text",
    [
        "Hay is owned by Olav Lund. Wool is owned by Olav Moe. Olav also takes over gates.\n",  # which of the two?
        "The market is loud. Market owns stalls. Tents are owned by Market Moe.\n",  # a word and no first name
        "Data owns lakes. Pumps are owned by Data Platform.\n",  # two teams
    ],
)
def test_a_first_name_that_may_be_another_s_stays_as_it_is(text: str, read: Read) -> None:
    assert not any(owner.other_names for owner in read(text).owners)


def test_a_thing_that_moves_to_a_place_gets_no_owner(owned: Owned) -> None:
    assert owned("The bakery moves to Bergen. The Barn Crew owns hay.\n") == {"hay": "Barn Crew"}


@pytest.mark.parametrize(
    "nobody", ["Nobody yet has the bell tower.", "No one yet looks after the bell tower.", "Nobody owns the bell tower."]
)
def test_what_nobody_has_yet_is_told(nobody: str, read: Read) -> None:
    reading = read(LETTER.format(nobody))
    assert [claim.topic for claim in reading.claims if claim.owners] == ["herd book"]
    assert [claim.topic for claim in reading.claims if not claim.owners] == ["bell tower"]
    assert [(finding.code, finding.message) for finding in reading.findings] == [("no-owner", '"bell tower" has no owner.')]


def test_who_was_named_before_a_semicolon_is_no_part_of_the_thing(owned: Owned) -> None:
    text = "The Barn Crew is kind to calves; the price of hay is set by the Farm Manager.\n"
    assert owned(text) == {"price of hay": "Farm Manager"}


def test_what_a_team_also_does_is_its_own(owned: Owned) -> None:
    text = "### Who do I ask about hay?\nThe Barn Crew. They also do gates and fences.\n"
    assert owned(text) == dict.fromkeys(("hay", "gates and fences", "gates", "fences"), "Barn Crew")


def test_what_an_owner_decides_is_a_thing(owned: Owned) -> None:
    text = "## Farm Manager\n\n- Whether a calf is fit to travel\n- The order in which fields are mown\n"
    assert set(owned(text)) == {"calf is fit to travel", "order in which fields are mown"}


@pytest.mark.parametrize(
    ("name", "person"),
    [("Olav Lund", True), ("Maria de Souza", True), ("J. Lund", False), ("Mary-Ann O'Neil", True), ("Data Platform", False),
     ("Olav", False), ("Head of Data", False), ("Barn Crew", False), ("Digital Studio", False), ("IT Lund", False)],
)  # fmt: skip
def test_the_shape_of_a_person_s_name(name: str, person: bool) -> None:
    assert is_person(name) is person
