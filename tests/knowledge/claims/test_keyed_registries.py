"""Structured files that name owners once and refer to them, list things behind their owners, or leave an owner to the group around."""

from __future__ import annotations

from tests.knowledge.claims.conftest import Owned, Read


def owned_in(text: str, owned: Owned) -> dict[str, str]:
    return owned(text, "owners.yaml")


def test_a_word_that_is_referred_to_is_read_where_it_is_meant(owned: Owned) -> None:
    text = "desks:\n  firing: &firing Firing Team\nareas:\n  - name: Kilns\n    owner: *firing\n  - name: Vents\n    owner: *firing\n"
    assert owned_in(text, owned) == {"Kilns": "Firing Team", "Vents": "Firing Team"}


def test_keys_own_what_is_listed_behind_them_where_a_remark_says_so(owned: Owned) -> None:
    text = "Firing:\n  - Kilns\n  - Vents\nColour Kitchen:\n  - Glaze\n  - Stains\nStores:\n  - Clay\n"
    held = {"Kilns": "Firing", "Vents": "Firing", "Glaze": "Colour Kitchen", "Stains": "Colour Kitchen", "Clay": "Stores"}
    assert owned_in("# Each team and what it is accountable for.\n" + text, owned) == held
    assert owned_in("# The pottery\n" + text, owned) == {}
    assert owned_in("# Each team and what it is accountable for.\n" + text.replace("Stains", "Kilns"), owned) == {}


def test_a_post_owns_what_its_entry_lists_and_is_known_by_its_holder(read: Read) -> None:
    post = "- role: Kiln Steward\n  holder: Ann Roe\n  accountable_for:\n    - Firing log\n  consulted_on:\n    - Glaze orders\n"
    reading = read(f"roles:\n{post}", "roles.yaml")
    assert [(claim.topic, claim.owners) for claim in reading.claims] == [("Firing log", ("Kiln Steward",))]
    assert "Ann Roe" in next(owner for owner in reading.owners if owner.name == "Kiln Steward").other_names


def test_a_group_within_a_group_is_of_its_own_owner_or_of_the_one_around(owned: Owned) -> None:
    text = (
        "works:\n  pottery:\n    owner: Head of Clay\n    items: [Kilns]\n    groups:\n"
        "      colours:\n        owner: Glaze Lead\n        items: [Stains]\n      packing:\n        items: [Crates]\n"
    )
    found = owned_in(text, owned)
    assert {topic: found[topic] for topic in ("Kilns", "Stains", "Crates")} == {
        "Kilns": "Head of Clay",
        "Stains": "Glaze Lead",
        "Crates": "Head of Clay",
    }


def test_posts_with_the_person_behind_a_comma_are_one_owner_each(owned: Owned) -> None:
    text = "Kilns: Kiln Manager, Ann Roe\nGlaze: Glaze Manager, Dr. Bo Lund\nClay: Stores Manager, Cy Moss\n"
    assert owned_in(text, owned) == {"Kilns": "Kiln Manager", "Glaze": "Glaze Manager", "Clay": "Stores Manager"}
