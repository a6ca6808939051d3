"""Tables with a column (or row) for each role: RACI and DACI letters and words, ticks, and the things themselves."""

from __future__ import annotations

import pytest

from knowledge.claims.tables.marks import ties_of
from knowledge.types import Tie
from tests.knowledge.claims.conftest import NOBODY, Owned, Read
from tests.knowledge.claims.test_tables import table

A, R, C, I = Tie.ACCOUNTABLE, Tie.RESPONSIBLE, Tie.CONSULTED, Tie.INFORMED  # noqa: E741


@pytest.mark.parametrize(
    ("cell", "ties"),
    [
        ("A", (A,)), ("r", (R,)), ("A/R", (A, R)), ("A, R", (A, R)), ("AR", (A, R)), ("**A**, R", (A, R)), ("R & C", (R, C)),
        ("OWNs", (A,)), ("Executes", (R,)), ("Helps", (C,)), ("Informed", (I,)), ("✓", (A,)), ("Responsible and Consulted", (R, C)),
        ("", ()), ("RR", ()), ("Payroll", ()), ("A or so", ()),
    ],
)  # fmt: skip
def test_letters_and_words_of_a_cell(cell: str, ties: tuple[Tie, ...]) -> None:
    assert ties_of(cell) == ties


def test_accountable_is_the_owner_and_the_others_are_kept(read: Read) -> None:
    (claim,) = read(table("Activity | Product | Engineering | Legal | Sales", "Pricing page | A | R | C | I")).claims
    assert claim.owners == ("Product",)
    assert dict(claim.involved) == {"Engineering": R, "Legal": C, "Sales": I}


def test_without_anyone_accountable_the_responsible_own(owned: Owned, read: Read) -> None:
    text = table("Activity | Product | Engineering | Legal", "Pilot | R | R | C", "Audit | C | I | C", " | A | R | C", "Terms | I | C | A")
    assert owned(text) == {"Pilot": "Product + Engineering", "Terms": "Legal"}
    assert [(finding.code, finding.line) for finding in read(text).findings] == [("no-owner", 4), ("skipped", 5)]


def test_several_accountable_are_shared_and_told(read: Read) -> None:
    reading = read(table("Activity | Legal | CFO", "Annual report | A | A", "Budget | R | A"))
    assert [claim.owners for claim in reading.claims] == [("CFO", "Legal"), ("CFO",)]
    assert [finding.code for finding in reading.findings] == ["two-owners"]


def test_drivers_and_approvers(read: Read) -> None:
    (claim,) = read(
        table("Decision | Driver | Approver | Contributors | Informed", "Office move | Facilities | COO | People team | Sales")
    ).claims
    assert (claim.owners, dict(claim.involved)) == (("COO",), {"Facilities": R, "People team": C, "Sales": I})
    (claim,) = read(table("Decision | Facilities | COO | People", "Office move | D | A | C")).claims
    assert (claim.owners, dict(claim.involved)) == (("COO",), {"Facilities": R, "People": C})


def test_who_drives_a_decision_does_not_own_it_where_nobody_approves(read: Read) -> None:
    rows = ("Office move | Facilities | COO | All office staff", "Paint | Facilities | | Tenants", "Lease | Legal | TBD | Customers")
    reading = read(table("Decision | Driver | Approver | Informed", *rows))
    held = [("Office move", ("COO",)), ("Paint", NOBODY), ("Lease", NOBODY)]
    assert [(claim.topic, claim.owners) for claim in reading.claims] == held
    assert [(finding.code, finding.line) for finding in reading.findings] == [("no-owner", 4), ("no-owner", 5)]
    assert {owner.name for owner in reading.owners} == {"COO", "Facilities"}
    reading = read(table("Decision | Facilities | COO | Legal", "Office move | D | A | C", "Paint | D | | C"))
    assert [(claim.topic, claim.owners) for claim in reading.claims] == held[:2]
    assert "Facilities to drive it" in reading.findings[0].message


@pytest.mark.parametrize(("header", "numbers"), [("#", "1.1 1.2"), ("No.", "1 2"), ("Ref", "ACT-01 ACT-02"), ("", "1) 2)"), ("ID", "a b")])
def test_a_column_that_numbers_the_rows_is_never_the_topic(header: str, numbers: str, owned: Owned) -> None:
    one, two = numbers.split()
    text = table(f"{header} | Activity | Ward Lead | Pharmacist", f"{one} | Night cover | A | R", f"{two} | Drug orders | C | A")
    assert owned(text) == {"Night cover": "Ward Lead", "Drug orders": "Pharmacist"}


def test_the_topic_stands_in_the_column_that_differs_from_row_to_row(owned: Owned) -> None:
    rows = ("Build | Test rig | A | R", "Build | Wiring | R | A", "Run | Patrols | A | R", " | Lamps | R | A")
    assert set(owned(table("Workstream | Piece | Ops | Lab", *rows))) == {"Test rig", "Wiring", "Patrols", "Lamps"}


def test_titles_over_things_are_a_column_for_each_role(owned: Owned) -> None:
    text = table(
        "Phase | Shop Manager | Display Designer | Head of Stock",
        "Opening | Key handover, till floats | Seasonal displays | Release notes for deliveries",
        "Closing | Cash count | TBD | Shelf checks",
    )
    assert owned(text) == {
        "Key handover": "Shop Manager",
        "till floats": "Shop Manager",
        "Seasonal displays": "Display Designer",
        "Release notes for deliveries": "Head of Stock",
        "Cash count": "Shop Manager",
        "Shelf checks": "Head of Stock",
    }


def test_titles_over_people_are_columns_of_owners(owned: Owned) -> None:
    text = table("Service | Product Manager | Tech Lead", "Search | Ada Byron | Grace Hopper", "Basket | Ada Byron | platform team")
    assert owned(text)["Search"] == "Ada Byron"
    assert owned(text)["tech lead of Search"] == "Grace Hopper"


def test_roles_down_the_side(owned: Owned, read: Read) -> None:
    text = table("Role | Pricing | Audit | Terms", "Product | A | I | C", "Legal | C | A | R")
    assert owned(text) == {"Pricing": "Product", "Audit": "Legal", "Terms": "Legal"}
    assert [claim.line for claim in read(text).claims] == [3, 4, 4]


def test_what_stands_under_each_role(owned: Owned) -> None:
    text = table(
        "Aspect | CDO | CISO",
        "Focus | Data quality | Leads incident response and identity",
        "Tools | Snowflake, Collibra | The CISO owns Okta",
        "Reports to | CEO | nobody in particular",
        "Salary | high | higher",
        "Habits | - | n/a",
    )
    assert owned(text) == {
        "Data quality": "CDO",
        "incident response and identity": "CISO",
        "incident response": "CISO",
        "identity": "CISO",
        "Snowflake": "CDO",
        "Collibra": "CDO",
        "Okta": "CISO",
        "CDO reporting line": "CEO",
    }


FLATTENED = "The CDO owns data. The CISO owns risk.\n\nSkill/Attribute CDO CISO\n{}\n\nThe end.\n"


def test_rows_of_a_table_that_lost_its_columns_are_split_between_its_roles(read: Read) -> None:
    reading = read(
        FLATTENED.format("Focus A CDO curates the data catalogue A CISO manages incident response\nOutlook something plain\n"), "a.txt"
    )
    found = {claim.topic: (claim.owners, claim.line) for claim in reading.claims if claim.line > 2}
    assert found == {"data catalogue": (("CDO",), 4), "incident response": (("CISO",), 4)}
    assert [(finding.code, finding.line) for finding in reading.findings] == [("flattened-table", 3), ("skipped", 5)]


def test_cells_are_told_apart_by_their_capitals(read: Read) -> None:
    rows = (
        "Technical Skills Data modelling and lineage Threat modelling and forensics\n"
        "Leadership Managing data stewards Running response teams\n"
    )
    reading = read(FLATTENED.format(rows), "a.txt")
    found = {claim.topic: claim.owners for claim in reading.claims if claim.line > 2}
    assert found["forensics"] == ("CISO",)
    assert found["data stewards"] == ("CDO",)
    assert found["response teams"] == ("CISO",)


def test_a_row_that_names_only_one_role_is_never_given_to_it(read: Read) -> None:
    reading = read(FLATTENED.format("Budget The CDO has more\nTools Snowflake Okta\n"), "a.txt")
    assert not [claim for claim in reading.claims if claim.line > 2]
    assert [finding.code for finding in reading.findings] == ["flattened-table", "skipped", "skipped"]


def test_who_does_it_owns_it_unless_the_row_says_that_nobody_is_accountable_yet(read: Read) -> None:
    rows = "Cranes,A,I,\nTraining,R,,no A agreed yet – TBD\nSafety,R,,TBD - in May\nPaint,R,C,in June\n"
    found = read(f"Task,Yard,Office,Remarks\n{rows}", "raci.csv")
    held = {claim.topic: claim.owners for claim in found.claims}
    assert held == {"Cranes": ("Yard",), "Paint": ("Yard",), "Training": NOBODY, "Safety": NOBODY}
    said = [finding.message for finding in found.findings]
    assert said == [f'"{task}" has nobody accountable yet, only Yard to do it.' for task in ("Training", "Safety")]


@pytest.mark.parametrize("remark", ["ask for a missing form", "the budget is TBD", "room is still open", "–"])
def test_a_remark_on_something_else_leaves_the_row_to_who_does_it(remark: str, read: Read) -> None:
    found = read(f"Task,Yard,Office,Remarks\nCranes,A,I,\nTraining,R,,{remark}\nPaint,R,C,\n", "raci.csv")
    assert {claim.topic: claim.owners for claim in found.claims}["Training"] == ("Yard",)


def test_a_row_without_anyone_accountable_is_nobodys_where_nearly_every_row_has_one(read: Read) -> None:
    things = ("Cranes", "Vans", "Paint", "Ropes", "Masts", "Hulls", "Sails", "Lamps", "Docks")
    rows = [f"{thing} | A | R | C" for thing in things]
    found = read(table("Task | Yard | Office | Legal", *rows, "Privacy requests | | R | C"))
    assert {claim.topic for claim in found.claims if claim.owners} == set(things)
    assert [finding.message for finding in found.findings] == ['"Privacy requests" has nobody accountable yet, only Office to do it.']
    fewer = read(table("Task | Yard | Office | Legal", *rows[:3], "Privacy requests | | R | C"))
    assert {claim.topic: claim.owners for claim in fewer.claims}["Privacy requests"] == ("Office",)


def test_columns_of_words_beside_the_letters_leave_it_a_matrix(owned: Owned) -> None:
    rows = "1.1,Water,Boil notices,A,R,C,deputy is Mia Holt\n1.2,Water,Lab tests,,A/R,,\n2.1,Money,Bills for water,,C,A,due in June\n"
    held = owned(f"Ref,Area,Activity,Head of Plant,Head of Lab,Head of Sales,Remarks\n{rows}", "raci.csv")
    assert held == {"Boil notices": "Head of Plant", "Lab tests": "Head of Lab", "Bills for water": "Head of Sales"}


def test_one_row_of_several_without_anyone_accountable_is_nobodys(read: Read) -> None:
    rows = [f"{thing} | A | R" for thing in ("Cranes", "Vans", "Paint", "Ropes")]
    found = {claim.topic: claim.owners for claim in read(table("Task | Yard | Office", *rows, "Snags | | R")).claims}
    assert found["Snags"] == NOBODY
    found = {claim.topic: claim.owners for claim in read(table("Task | Yard | Office", *rows[:3], "Snags | | R")).claims}
    assert found["Snags"] == ("Office",), "of four rows, three say little of the fourth"
