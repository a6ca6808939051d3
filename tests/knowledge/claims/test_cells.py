"""An owner as people write it in a cell: links, several names, helpers, caveats, nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.claims.owners.cells import parse_owners, plain_names
from knowledge.claims.owners.roster import Roster
from knowledge.types import Tie


def roster(*names: str) -> Roster:
    known = Roster()
    for name in names:
        known.add(name)
    return known


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Team Basket", ("Team Basket",)),
        ("the Team Basket", ("Team Basket",)),
        ("Legal, Finance", ("Legal", "Finance")),
        ("Legal / Finance", ("Legal", "Finance")),
        ("Legal/Finance", ("Legal", "Finance")),
        ("Legal\nFinance", ("Legal", "Finance")),
        ("Legal + Finance", ("Legal", "Finance")),
        ("CI/CD Team", ("CI/CD Team",)),
        ("@org/mobility-lab", ("@org/mobility-lab",)),
        ("@org/a, @org/b", ("@org/a", "@org/b")),
        ("Maps and Legal", ("Maps", "Legal")),
        ("Trust and Safety", ("Trust and Safety",)),
        ("Head of HR and Head of IT", ("Head of HR", "Head of IT")),
        ("→ Legal", ("Legal",)),
        ("Linen & Tweed (jointly)", ("Linen", "Tweed")),
        ("Linen & Tweed (weekdays)", ("Linen & Tweed",)),
        ("owner: Legal", ("Legal",)),
        ("Billing Crew <billing@example.org>", ("Billing Crew",)),
    ],
)
def test_the_names_in_a_cell(text: str, owners: tuple[str, ...]) -> None:
    assert parse_owners(text, roster("Maps", "Legal")).owners == owners


@pytest.mark.parametrize(
    ("text", "owners", "involved", "note"),
    [
        ("Legal (backup: Finance)", ("Legal",), (), "backup: Finance"),
        ("Legal; secondary: Mobility Lab", ("Legal",), (("Mobility Lab", Tie.RESPONSIBLE),), ""),
        ("Legal, Finance (consulted)", ("Legal",), (("Finance", Tie.CONSULTED),), "consulted"),
        ("Legal, though it is everyone's job", ("Legal",), (), "though it is everyone's job"),
        ("Legal until March", ("Legal",), (), "until March"),
        ("Legal (since May, with Finance until June)", ("Legal",), (), "since May, with Finance until June"),
        ("Finance (support)", ("Finance",), (), "support"),
        ("Legal (A)", ("Legal",), (), ""),
    ],
)
def test_helpers_and_remarks_are_kept_beside_the_owner(
    text: str, owners: tuple[str, ...], involved: tuple[tuple[str, Tie], ...], note: str
) -> None:
    cell = parse_owners(text, roster("Legal", "Finance"))
    assert (cell.owners, cell.involved, cell.note) == (owners, involved, note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "?",
        "TBD",
        "tbc",
        "n/a",
        "N/A (retired)",
        "none",
        "nobody yet",
        "no owner at present, pilot ended",
        "hiring",
        "Unassigned",
        "TBD (ask #maps)",
        "??? TBD",
        "? nobody yet",
        "everyone",
        "—",
    ],
)
def test_words_that_say_nobody(text: str) -> None:
    cell = parse_owners(text, roster())
    assert (cell.owners, cell.nobody) == ((), True)


def test_or_and_a_question_mark_leave_it_open() -> None:
    assert parse_owners("Legal or Finance", roster()).either
    assert not parse_owners("Legal", roster()).either


def test_a_remark_is_no_name() -> None:
    cell = parse_owners("it depends on who was asked last and on what day of the week it happened to be", roster())
    assert cell.odd and not cell.owners


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Team Care & Repair", ("Team Care & Repair",)),
        ("Head of Rights & Clearances", ("Head of Rights & Clearances",)),
        ("Head of Rights & Head of Music", ("Head of Rights", "Head of Music")),
        ("Legal & Finance", ("Legal", "Finance")),  # both known
        ("Legal and Estates", ("Legal", "Estates")),
        ("Partner, Land Survey", ("Partner, Land Survey",)),
        ("Managing Director, Ports", ("Managing Director, Ports",)),
        ("Director, Head of Music", ("Director", "Head of Music")),
        ("Legal, Finance", ("Legal", "Finance")),
    ],
)
def test_what_parts_names_and_what_is_part_of_one(text: str, owners: tuple[str, ...]) -> None:
    assert parse_owners(text, roster("Legal", "Finance")).owners == owners


@given(st.text(max_size=60))
def test_no_cell_gives_an_empty_or_padded_name(text: str) -> None:
    cell = parse_owners(text, roster())
    for name in (*cell.owners, *(name for name, _ in cell.involved), *plain_names(text)):
        assert name.strip() == name != ""
    assert cell.nobody or cell.owners or cell.odd


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Director of Quality and Safety", ("Director of Quality and Safety",)),
        ("Head of Sales and Legal", ("Head of Sales", "Legal")),  # Legal is an owner by itself
        ("Head of Sales and Head of Law", ("Head of Sales", "Head of Law")),
        ("Hiring", ("Hiring",)),
        ("Hiring, Core HR", ("Hiring", "Core HR")),
    ],
)
def test_a_title_of_several_areas_is_one_and_a_team_may_be_called_hiring(text: str, owners: tuple[str, ...]) -> None:
    assert parse_owners(text, roster("Legal", "Finance")).owners == owners


@pytest.mark.parametrize("text", ["— nobody —", "(none assigned)", "no team yet", "nobody right now", "*(orphaned)*", "reserved"])
def test_more_ways_to_say_nobody(text: str) -> None:
    assert parse_owners(text, Roster()).nobody


@pytest.mark.parametrize("text", ["Firing and Casting, jointly", "Firing and Casting together", "Firing & Casting (jointly)"])
def test_two_that_own_together(text: str) -> None:
    assert parse_owners(text, Roster()).owners == ("Firing", "Casting")


def test_whom_an_owner_has_for_it_is_a_remark() -> None:
    cell = parse_owners("Firing\nlead: Ann Lee", Roster())
    assert (cell.owners, cell.note) == (("Firing",), "lead: Ann Lee")


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Ann Lee, Head of Kilns", ("Ann Lee",)),
        ("Ann Lee, Chief Potter", ("Ann Lee",)),
        ("Ann Lee, Head of Kilns & Bo Chan, Mould Engineer", ("Ann Lee", "Bo Chan")),
        ("Ann Lee, Bo Chan", ("Ann Lee", "Bo Chan")),
        ("Ann Lee, Kiln Team", ("Ann Lee", "Kiln Team")),
        ("Firing, Casting", ("Firing", "Casting")),
    ],
)
def test_the_comma_before_a_post_parts_no_owners(text: str, owners: tuple[str, ...]) -> None:
    assert parse_owners(text, Roster()).owners == owners
