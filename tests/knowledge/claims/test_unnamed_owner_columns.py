"""Tables whose headers are no words for owners: the column is known by its cells and by what the page says of it."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import Owned, Read
from tests.knowledge.claims.test_tables import table

ROWS = ("Kilns | Torvex | Firing", "Moulds | Torvex | Casting", "Vents | Babco | Firing", "Glaze | Babco | Colour Kitchen")
HELD = {"Kilns": "Firing", "Moulds": "Casting", "Vents": "Firing", "Glaze": "Colour Kitchen"}


def test_names_that_come_again_own_where_the_page_speaks_of_owners(owned: Owned) -> None:
    assert owned("# Who owns what\n\n" + table("Thing | Vendor | Hat", *ROWS)) == HELD
    assert owned("# The pottery\n\n" + table("Thing | Vendor | Hat", *ROWS)) == {}


def test_of_two_such_columns_neither_is_taken(read: Read) -> None:
    reading = read("# Who owns what\n\n" + table("Thing | Cap | Hat", *ROWS))
    assert not reading.claims
    assert [finding.code for finding in reading.findings] == ["no-owner"]


@pytest.mark.parametrize(
    "told",
    [
        "The hat is who owns it.",
        "This list says which hat looks after what.",
        "It also says which working hat (**hat**) maintains which thing.",
        'Under "Hat" stands the crew that looks after it.',
        "**Hat** is the crew, by its name, that answers for the thing; the vendor only sells it.",
        "The hat in bold is the one that owns it.",
        "The last column is the crew who has it.",
        "Things are on the left, the people who own them are on the right.",
    ],
)
def test_a_sentence_tells_which_column_owns(told: str, owned: Owned) -> None:
    assert owned(f"# The pottery\n\n{told}\n\n" + table("Thing | Cap | Hat", *ROWS)) == HELD


@pytest.mark.parametrize("header", ["Desk", "Crew", "wg", "Working group", "Guild", "Keeper"])
def test_kinds_of_owners_as_headers(header: str, owned: Owned) -> None:
    assert owned(f"Thing,{header}\nKilns,Firing\nMoulds,Casting\n", "a.csv") == {"Kilns": "Firing", "Moulds": "Casting"}


def test_handles_and_teams_below_any_header(owned: Owned) -> None:
    assert owned("Thing,Xyz\nKilns,@pots/fire\nMoulds,@pots/cast\n", "a.csv") == {
        "Kilns": "@pots/fire",
        "Moulds": "@pots/cast",
    }


@pytest.mark.parametrize("header", ["Vendor", "Location", "Key user", "Status", "Requested by", "Meaning", "Slack"])
def test_what_a_header_tells_of_else_is_no_owner(header: str, owned: Owned) -> None:
    rows = ("Kilns | Torvex", "Moulds | Torvex", "Vents | Babco", "Glaze | Babco")
    assert owned("# Who owns what\n\n" + table(f"Thing | {header}", *rows)) == {}


@pytest.mark.parametrize("again", ["High", "May", "South Hall", "live"])
def test_how_a_thing_is_is_no_owner(again: str, owned: Owned) -> None:
    rows = (f"Kilns | {again}", f"Moulds | {again}", f"Vents | {again}", f"Glaze | {again}")
    assert owned("# Who owns what\n\n" + table("Thing | Xyz", *rows)) == {}


def test_branches_with_telephones_own_no_towns(owned: Owned) -> None:
    assert owned("# Offices\n\n" + table("City | Branch | Phone", "Leek | North Branch | 4", "Stone | South Branch | 5")) == {}


def test_a_list_below_its_owner_stays_with_the_owner(owned: Owned) -> None:
    text = "# Who owns what\n\n## Kiln Team\n\n" + table("Thing | Hat", "Kilns | Red", "Vents | Red", "Racks | Blue", "Trays | Blue")
    assert set(owned(text).values()) == {"Kiln Team"}
