"""Tables that are not one row for each thing with every cell filled: halves, cards, columns for things, blanks for "as above"."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read
from tests.knowledge.claims.test_tables import table


def test_halves_side_by_side_are_one_list(owned: Owned) -> None:
    text = table("Thing | Owner | | Thing | Owner", "Kilns | Firing | | Glaze | Colour Lab", "Moulds | Casting | | Clay | Stores")
    assert owned(text) == {"Kilns": "Firing", "Moulds": "Casting", "Glaze": "Colour Lab", "Clay": "Stores"}


def test_three_parts_without_a_gap_and_an_open_end(owned: Owned) -> None:
    text = table(
        "Owner | Thing | Owner | Thing | Owner | Thing", "Firing | Kilns | Stores | Clay | Sales | Fair stand", "Firing | Vents | | | |"
    )
    assert owned(text) == {"Kilns": "Firing", "Vents": "Firing", "Clay": "Stores", "Fair stand": "Sales"}


def test_one_header_twice_makes_no_halves(owned: Owned) -> None:
    assert owned(table("Thing | Owner | Thing number", "Kilns | Firing | 4", "Moulds | Casting | 5")) == {
        "Kilns": "Firing",
        "Moulds": "Casting",
    }


def test_a_card_for_each_thing(read: Read) -> None:
    cards = table("**Kilns** | ", "Bought | 2019", "Owner | Firing") + "\n" + table("**Van** | ", "Bought | 2021", "Owner | to be agreed")
    reading = read("# What we have\n\n" + cards)
    assert [(claim.topic, claim.owners, claim.line) for claim in reading.claims] == [("Kilns", ("Firing",), 6), ("Van", NOBODY, 11)]


@pytest.mark.parametrize("header", ["Field | Value", " | "])
def test_a_card_that_says_the_name_in_a_row(header: str, owned: Owned) -> None:
    assert owned(table(header, "Name | Kilns", "Owner | Firing", "Since | 2019")) == {"Kilns": "Firing"}
    assert owned(table("System | Kilns", "Owner | Firing", "Since | 2019")) == {"Kilns": "Firing"}


def test_a_column_for_each_thing(owned: Owned) -> None:
    assert owned(table(" | Kilns | Moulds", "Since | 2019 | 2020", "Owner | Firing | Casting")) == {"Kilns": "Firing", "Moulds": "Casting"}


def test_a_list_of_posts_is_no_card(owned: Owned) -> None:
    assert owned(table("Title | Meaning", "Product owner | decides what comes first", "Team lead | leads a team")) == {}


def test_blanks_mean_the_owner_above_where_a_line_says_so(owned: Owned) -> None:
    rows = table("Thing | Crew lead | Owner", "Kilns | Ann | Firing", "Vents | | ", "Moulds | Bo | Casting", "Presses | | ")
    told = "An empty cell under **Owner** means the same as above.\n\n"
    assert owned(told + rows)["Vents"] == "Firing"
    assert "Vents" not in owned(rows)


def test_a_heading_among_the_rows_has_no_owner_from_above(owned: Owned) -> None:
    told = "Blank owner = same as the row above.\n\n"
    text = told + table("Thing | Owner", "Kilns | Firing", "**HALL TWO** | ", "Moulds | Casting", "Presses | ")
    assert owned(text) == {"Kilns": "Firing", "Moulds": "Casting", "Presses": "Casting"}


def test_each_owner_written_once_before_its_things(owned: Owned) -> None:
    assert owned(table("Owner | Thing", "Firing | Kilns", " | Vents", "Casting | Moulds", " | Presses")) == {
        "Kilns": "Firing",
        "Vents": "Firing",
        "Moulds": "Casting",
        "Presses": "Casting",
    }


def test_a_blank_among_owners_that_are_written_again_and_again_is_nobody(owned: Owned) -> None:
    assert owned(table("Owner | Thing", "Firing | Kilns", "Firing | Vents", " | Moulds")) == {"Kilns": "Firing", "Vents": "Firing"}


def test_what_is_crossed_out_in_a_cell_is_no_owner(read: Read) -> None:
    rows = (
        "Kilns | ~~Ann Roe~~ → Bo Lund",
        "Vents | Ann Roe",
        "Glaze | ~~Bo Lund~~ → Ann Roe **and** Bo Lund (both)",
        "Clay | ~~Bo~~ → open",
    )
    found = {claim.topic: claim.owners for claim in read(table("What | Owner (before → now)", *rows)).claims}
    assert found == {"Kilns": ("Bo Lund",), "Vents": ("Ann Roe",), "Glaze": ("Bo Lund", "Ann Roe"), "Clay": ()}


def test_a_header_may_say_beside_its_name_that_owners_stand_below(owned: Owned) -> None:
    assert owned(table("Contact (owner) | Service", "Ann Roe | Kilns", "| Vents", "Bo Lund | Glaze"))["Glaze"] == "Bo Lund"


def test_places_stand_below_a_header_that_names_both_sides(owned: Owned) -> None:
    found = owned(table("Topic ↓ / Region → | Global | Nordics", "Payroll | | Siv Berg", "Salary bands | Ann Roe |"))
    assert found == {"Payroll in Nordics": "Siv Berg", "Salary bands in Global": "Ann Roe"}


def test_a_letter_is_explained_by_the_word_that_it_begins(owned: Owned) -> None:
    told = "**D**river – owns the topic from start to finish. **A**pprover – says yes or no at the end, nothing more.\n\n"
    assert owned(told + table("Topic | Buying | Shops", "Paint | D | A", "Bulbs | A | D")) == {"Paint": "Buying", "Bulbs": "Shops"}


def test_a_blank_behind_another_name_is_no_as_above(owned: Owned) -> None:
    rows = ("Ann Roe | Kiln Lead | Kilns", "Bo Lund | | Office keys", "Cy Moss | Stores Lead | Clay")
    assert "Office keys" not in {topic for topic, owner in owned(table("Name | Role | Responsible for", *rows)).items() if owner}


def test_blanks_may_be_told_by_the_letters_of_their_columns(owned: Owned) -> None:
    told = "Register of kilns;;;\nEmpty cells in columns A and C repeat the cell above.;;;\n"
    rows = "Yard;System;Owner;Since\nNorth;Big kiln;Firing Lead;2020\n;Small kiln;;2021\nSouth;Old kiln;Stores Lead;1990\n"
    assert owned(told + rows, "kilns.csv") == {"Big kiln": "Firing Lead", "Small kiln": "Firing Lead", "Old kiln": "Stores Lead"}


def test_titles_above_the_header_of_a_file_may_have_two_cells(owned: Owned) -> None:
    text = "Roe Pottery\tRegister 25\n\nRef\tProcess\tControl\tFreq.\tControl owner\n"
    for at, (name, owner) in enumerate([("Log", "Ann Roe"), ("Key", "Bo Lund"), *((f"Seal {at}", "Ann Roe") for at in "abcdefgh")], 1):
        text += f"C-{at}\tFiring\t{name}\tdaily\t{owner}\n"
    assert owned(text + "\nThe owner answers for the control.\n", "controls.csv")["Key"] == "Bo Lund"
