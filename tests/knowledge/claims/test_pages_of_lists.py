"""Pages of headings over lists: which of the headings are owners, and what stands around the names and the things."""

from __future__ import annotations

import pytest

from knowledge.claims import read_charter

PAGE = """# Handbook

## Yard Director
- cranes
## Quality Manager
- audits
## Paint Foreman
- blast hall
## Apprentice School
- crane training
## Contracts
- tender pricing
"""


def owned(name: str, text: str) -> dict[str, tuple[str, ...]]:
    return {claim.topic: claim.owners for claim in read_charter("c", name, text.encode()).claims if claim.owners}


def test_most_headings_over_lists_are_owners_and_so_are_the_others_beside_them() -> None:
    held = owned("roles.md", PAGE)
    assert (held["crane training"], held["tender pricing"]) == (("Apprentice School",), ("Contracts",))


@pytest.mark.parametrize("title", ["Key skills", "Open points", "Next steps", "Who else?", "Not yet assigned"])
def test_a_heading_that_says_it_is_no_owner_is_none(title: str) -> None:
    assert "tender pricing" not in owned("roles.md", PAGE.replace("Contracts", title))


def test_two_roles_make_no_page_of_owners() -> None:
    held = owned("roles.md", "# Handbook\n\n## Yard Director\n- cranes\n## Quality Manager\n- audits\n## Contracts\n- tender pricing\n")
    assert set(held) == {"cranes", "audits"}


def test_a_parenthesis_tells_two_roles_of_one_title_apart() -> None:
    held = owned(
        "roles.md", "## Dean (Education)\n- exams\n\n## Associate Dean (Arts)\n- grants\n\n## Associate Dean (Law)\n- ethics panel\n"
    )
    assert (held["grants"], held["ethics panel"]) == (("Associate Dean (Arts)",), ("Associate Dean (Law)",))


def test_a_name_in_capitals_stands_over_its_telephone_and_its_list() -> None:
    held = owned("roles.txt", "STORES TEAM\nTel. 4417, open 10-12\n * Paint stock\n * Gas bottles\n\nYARD MANAGER\n * Cranes\n")
    assert (held["Paint stock"], held["Cranes"]) == (("STORES TEAM",), ("YARD MANAGER",))


@pytest.mark.parametrize(
    "aside", ["jointly with the Quality Manager", "together with the Quality Manager", "shared with the Quality Manager"]
)
def test_an_aside_may_name_another_holder(aside: str) -> None:
    text = f"## Yard Director\n- Contracts of the yard ({aside})\n## Quality Manager\n- audits\n"
    assert owned("roles.md", text)["Contracts of the yard"] == ("Yard Director", "Quality Manager")


def test_an_aside_may_name_somebody_who_holds_nothing() -> None:
    text = "## Yard Director\n- Contracts of the yard (the Quality Manager keeps copies)\n## Quality Manager\n- audits\n"
    assert owned("roles.md", text)["Contracts of the yard"] == ("Yard Director",)


@pytest.mark.parametrize(
    "title", ["Register of applications - 02/09,,,", "Register of applications", "Register,,,\n\nexported on Monday,,,"]
)
@pytest.mark.parametrize("separator", [",", ";"])
def test_what_a_file_is_called_above_its_header_is_no_header(title: str, separator: str) -> None:
    text = f"{title}\nSystem,Alias / module,Business owner,IT owner\nKorber,stock counts,Stores,Digital Team\nMaximo,,Yard,Plant IT\n"
    held = owned("apps.csv", text.replace(",", separator))
    assert (held["Korber"], held["stock counts"], held["Maximo"]) == (("Stores",), ("Stores",), ("Yard",))


@pytest.mark.parametrize(
    "header", ["service_owner_business,service_owner_it", "Owner (business),Owner (IT)", "Owner - business,Owner - IT"]
)
def test_a_header_may_name_the_kind_of_owner_behind_it(header: str) -> None:
    held = owned("apps.csv", f"System,{header}\nKorber,Stores,Digital Team\n")
    assert held["Korber"] == ("Stores",)
    assert (held["business owner of Korber"], held["it owner of Korber"]) == (("Stores",), ("Digital Team",))


@pytest.mark.parametrize(
    "page", ["## Yard Office (YO)\n- cranes\n", "| Task | Yard Office (YO) | Fleet |\n|---|---|---|\n| cranes | A | I |\n"]
)
def test_initials_behind_a_name_are_another_name(page: str) -> None:
    found = read_charter("c", "roles.md", page.encode())
    owner = next(owner for owner in found.owners if owner.name == found.claims[0].owners[0])
    assert {"Yard Office", "YO"} <= {owner.name, *owner.other_names}


@pytest.mark.parametrize("heading", ["Information Services (IS)", "Learning Support (LS)"])
def test_initials_make_no_difference_to_a_page_of_lists(heading: str) -> None:
    name = heading.partition(" (")[0]
    assert owned("roles.md", PAGE.replace("Contracts", heading))["tender pricing"] == (name,)


@pytest.mark.parametrize("heading", ["To be allocated", "To be agreed"])
def test_what_is_to_be_allocated_is_nobodys(heading: str) -> None:
    assert "tender pricing" not in owned("roles.md", PAGE.replace("Contracts", heading))


def test_another_holder_may_stand_behind_a_comma() -> None:
    text = "## Yard Director\n- exam access, together with the Quality Manager\n## Quality Manager\n- audits\n"
    assert owned("roles.md", text)["exam access"] == ("Yard Director", "Quality Manager")


def test_who_keeps_the_page_owns_nothing_that_stands_on_it() -> None:
    page = "# Who does what\n\n*Maintained by the Yard Office.*\n\n## Yard Director\n- cranes\n\n## Lost and found\n- keys\n"
    assert owned("roles.md", page) == {"cranes": ("Yard Director",)}


def test_initials_of_the_first_words_are_initials() -> None:
    held = owned("roles.md", PAGE.replace("Contracts", "Harbour Counsel to the Yards (HC)"))
    assert held["tender pricing"] == ("Harbour Counsel to the Yards",)
