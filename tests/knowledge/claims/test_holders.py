"""Posts and teams that are named with the person who has them, over their things."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import Owned, Read

OUTLINE = """# Duties on board

1. Chief Mate (Tilda Brask)
   1. Mooring lines
   2. Paint store
2. Second Engineer (Big Otto)
   1. Bilge pumps
3. Shared
   1. Lifeboats: Chief Mate and Second Engineer
4. Not allocated
   1. Ship's cat
"""
MAIL = """Dear all,

GALLEY (Runa Vale and team)
    - bread
    - crockery

ENGINE ROOM (Pim Ostrow and team)
    - spare filters

BRIDGE (me)
    - the log book
"""
CREW = """## Deck

- **Tilda Brask**, Head of Deck
  - Mooring lines
- Pim Ostrow, Carpenter
  - Hatches
- Runa Vale, Group Catering
  - Bread

Drills: Tilda Brask and Pim Ostrow together.
"""


def test_a_post_with_its_holder_in_parentheses_owns_what_is_listed_under_it(read: Read) -> None:
    reading = read(OUTLINE)
    owned = {claim.topic: claim.owners for claim in reading.claims}
    assert owned["Paint store"] == ("Chief Mate",)
    assert owned["Bilge pumps"] == ("Second Engineer",)
    assert owned["Lifeboats"] == ("Chief Mate", "Second Engineer")
    assert owned["Ship's cat"] == ()
    assert next(owner for owner in reading.owners if owner.name == "Chief Mate").other_names == ("Tilda Brask",)


def test_a_team_with_its_lead_in_parentheses_owns_the_list_under_it(owned: Owned) -> None:
    assert owned(MAIL, "mail.txt") == {
        "bread": "GALLEY", "crockery": "GALLEY", "spare filters": "ENGINE ROOM", "log book": "BRIDGE"
    }  # fmt: skip


def test_people_with_their_posts_own_the_bullets_under_theirs(read: Read) -> None:
    reading = read(CREW)
    names = {owner.name: {owner.name, *owner.other_names} for owner in reading.owners}
    owned = {claim.topic: [names[name] for name in claim.owners] for claim in reading.claims}
    assert {"Pim Ostrow", "Carpenter"} <= owned["Hatches"][0]
    assert {"Runa Vale", "Group Catering"} <= owned["Bread"][0]
    assert [{"Tilda Brask", "Head of Deck"} <= owned["Drills"][0], "Pim Ostrow" in owned["Drills"][1]] == [True, True]


@pytest.mark.parametrize("text", ["## Payments API (Ann Lee)\n\n- Stores cards\n\n## Search index (Bo Finn)\n\n- Finds pages\n"])
def test_a_thing_with_a_person_beside_it_is_no_owner(text: str, owned: Owned) -> None:
    assert not {"Payments API", "Search index"} & set(owned(text).values())
