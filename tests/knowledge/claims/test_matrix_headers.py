"""Headers of tables with a column for each role or letter: people beside posts, two rows, letters and words that are explained."""

from __future__ import annotations

import pytest

from knowledge.types import Tie
from tests.knowledge.claims.conftest import Owned, Read
from tests.knowledge.claims.test_tables import table


@pytest.mark.parametrize(
    "header", ["Yard Manager (Ann Lee)", "Yard Manager<br>*Ann Lee*", "A. Lee, Yard Manager", "Yard Manager – Ann Lee"]
)
def test_the_post_of_a_header_is_the_owner_and_the_person_its_other_name(header: str, read: Read) -> None:
    reading = read(table(f"Task | {header} | Fleet Desk", "Keys | A | R", "Vans | R | A"))
    (owner,) = [owner for owner in reading.owners if owner.name == "Yard Manager"]
    assert [name.split()[-1] for name in owner.other_names] == ["Lee"]
    assert reading.claims[0].owners == ("Yard Manager",)


def test_a_person_of_two_posts_is_the_name_of_neither(read: Read) -> None:
    reading = read(table("Task | Yard Manager (Ann Lee) | Fleet Manager (Ann Lee)", "Keys | A | R", "Vans | R | A"))
    assert [claim.owners for claim in reading.claims] == [("Yard Manager",), ("Fleet Manager",)]


def test_a_first_name_behind_every_post_is_that_of_a_person(read: Read) -> None:
    reading = read(table("Task | Sales (Kim) | Yard (Lou)", "Keys | A | R", "Vans | R | A"))
    assert [(owner.name, owner.other_names) for owner in reading.owners] == [("Sales", ("Kim",)), ("Yard", ("Lou",))]
    reading = read(table("Task | Sales (Europe) | Yard", "Keys | A | R", "Vans | R | A"))
    assert {owner.name for owner in reading.owners} == {"Sales (Europe)", "Yard"}


def test_two_columns_of_one_post_stay_two(owned: Owned) -> None:
    text = table("Task | Kitchen (Night Shift) | Kitchen (Day Shift)", "Ovens | A | C", "Fridges | C | A")
    assert owned(text) == {"Ovens": "Kitchen (Night Shift)", "Fridges": "Kitchen (Day Shift)"}


def test_posts_down_the_side_are_known_by_their_look(owned: Owned) -> None:
    text = table(" | Website | Blog | Shop", "Head of Sales | R | I | A", "IT Manager (Ann Lee) | A | C | ", "Press Officer | | A | R")
    assert owned(text) == {"Website": "IT Manager", "Blog": "Press Officer", "Shop": "Head of Sales"}


def test_a_header_in_two_rows_names_the_columns_by_the_lower_one(owned: Owned) -> None:
    text = ";;North;;South;\nArea;Task;Yard Lead;Fleet Desk;Gate Lead;Office\nRoad;Keys;A;R;;\n;Vans;R;A;;I\nHome;Rent;;;C;A/R\n"
    assert owned(text, "a.csv") == {"Keys": "Yard Lead", "Vans": "Fleet Desk", "Rent": "Office"}


def test_a_row_of_marks_is_no_header(owned: Owned) -> None:
    text = "M = owns it, H = helps, N = is told\n\n" + table(" | Bar | Hall | Shop", "Menu | M | N | H", "Wine | H | | M")
    assert owned(text) == {"Menu": "Bar", "Wine": "Shop"}


def test_letters_over_columns_of_names(owned: Owned, read: Read) -> None:
    rows = (
        "Roads | Potholes | Road Crew | Police | Head of Roads",
        " | Road lamps | Lamp Co | – | Head of Roads",
        "Parks | Benches | Road Crew | – | *to be agreed*",
    )
    text = table("Branch | Service | R (carries out) | C (asked first) | A (accountable)", *rows)
    assert owned(text) == {"Potholes": "Head of Roads", "Road lamps": "Head of Roads"}
    assert [finding.code for finding in read(text).findings] == ["no-owner"]


def test_a_word_over_a_column_means_what_the_page_says(owned: Owned) -> None:
    rows = ("Cards | Ann Lee | Card Squad", "Rates | Ann Lee | Desk Squad", "Coins | Ann Lee | *TBD*")
    said = "The **Driver** owns the item from start to finish. The **Approver** only signs off.\n\n"
    assert owned(said + table("Item | Approver | Driver", *rows)) == {"Cards": "Card Squad", "Rates": "Desk Squad"}
    assert set(owned(table("Item | Approver | Driver", *rows)).values()) == {"Ann Lee"}
    alone = "Here the **Driver** is the owner of the item.\n\n"
    assert owned(alone + table("Item | Approver | Driver", *rows[:2])) == {"Cards": "Card Squad", "Rates": "Desk Squad"}


def test_headers_that_tell_of_those_who_stand_below(owned: Owned, read: Read) -> None:
    rows = ("Till | Mara Quist | Front Crew | Accountant", "Cakes | Baker | Front Crew | –", "Terrace | nobody yet | Mara Quist | –")
    for header in ("Who answers for it | Who does it | Who is asked", "Answers for it | Does it | Asked first"):
        text = table(f"Thing | {header}", *rows)
        assert owned(text) == {"Till": "Mara Quist", "Cakes": "Baker"}
        assert read(text).claims[0].involved == (("Front Crew", Tie.RESPONSIBLE), ("Accountant", Tie.CONSULTED))


def test_a_row_for_each_role_and_a_column_for_each_part(owned: Owned, read: Read) -> None:
    rows = ("Ann Lee | Budget, Rent | Hiring plan | Cars", "Bob Ray | Cars | Budget; Rent | ", "Cy Orr | | Cars | Hiring plan")
    text = table("Name | R | A | C", *rows)
    assert owned(text) == {"Hiring plan": "Ann Lee", "Budget": "Bob Ray", "Rent": "Bob Ray", "Cars": "Cy Orr"}
    cars = read(text).claims[-1]
    assert (cars.line, dict(cars.involved)) == (5, {"Bob Ray": Tie.RESPONSIBLE, "Ann Lee": Tie.CONSULTED})


def test_names_below_a_header_that_explains_the_marks(owned: Owned) -> None:
    rows = (" | Ann | Bob | Cy", "Doors | ✔ | • | ", "Lamps | | ✔ | •", "Locks | • | | ✔")
    assert owned(table("Duty | Owner (✔) / helper (•) | | ", *rows)) == {"Doors": "Ann", "Lamps": "Bob", "Locks": "Cy"}
