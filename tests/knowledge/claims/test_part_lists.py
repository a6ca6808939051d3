"""Lists that give the parts of a thing under it or behind it, in the letters or words of RACI."""

from __future__ import annotations

import pytest

from knowledge.types import Tie
from tests.knowledge.claims.conftest import NOBODY, Owned, Read

UNDER_A_POINT = "- **Milk**\n  - R: Farm Hands\n  - A: Dairy Team\n- Eggs\n  - A: Hen Team\n  - R: Farm Hands\n- Hay\n  - A: Field Team\n"
BEHIND_IT = "- Milk – A: Dairy Team, R: Farm Hands\n- Eggs (R: Farm Hands; A: Hen Team)\n- Hay – A: Field Team, I: Dairy Team\n"
UNDER_A_HEADING = (
    "## Milk\n\n- Responsible: Farm Hands\n- Accountable: Dairy Team\n\n## Eggs\n\nR: Farm Hands\nA: Hen Team\n\n## Hay\n\nA: Field Team\n"
)


@pytest.mark.parametrize("text", [UNDER_A_POINT, BEHIND_IT, UNDER_A_HEADING])
def test_the_accountable_part_owns_the_thing(text: str, owned: Owned, read: Read) -> None:
    text = "# Farm\n\n" + text
    assert owned(text) == {"Milk": "Dairy Team", "Eggs": "Hen Team", "Hay": "Field Team"}
    milk = read(text).claims[0]
    assert milk.involved == (("Farm Hands", Tie.RESPONSIBLE),)
    assert milk.quote in text.splitlines()[milk.line - 1]
    assert "Dairy Team" in milk.quote


def test_letters_mean_what_the_page_says(owned: Owned) -> None:
    text = "`K` answers for it · `H` helps.\n\n- Milk\n  - H: Farm Hands\n  - K: Dairy Team\n- Eggs\n  - K: Hen Team\n  - H: Shop\n"
    assert owned(text) == {"Milk": "Dairy Team", "Eggs": "Hen Team"}


def test_who_only_does_it_does_not_own_it_and_two_own_together(read: Read) -> None:
    text = UNDER_A_POINT + "- Straw\n  - R: Farm Hands\n- Wool\n  - A: Dairy Team *and* Hen Team, jointly\n"
    found = {claim.topic: claim.owners for claim in read(text).claims}
    assert found["Straw"] == NOBODY
    assert found["Wool"] == ("Dairy Team", "Hen Team")


def test_answers_and_lists_of_letters_are_no_parts(owned: Owned) -> None:
    assert owned("## Who owns the barn?\n\nA: The Yard Team owns the barn.\n") == {"barn": "Yard Team"}
    legend = "Letters\n\n- R: responsible, does it\n- A: accountable, owns it\n\nAgain\n\n- R: responsible\n- A: accountable\n"
    assert owned(legend + "\nThe Yard Team owns the barn.\n") == {"barn": "Yard Team"}


def test_an_answer_is_no_part_of_a_matrix(owned: Owned) -> None:
    text = "KILNS\n\nQ: The big kiln?\nA: Owned by the Firing Team.\n\n"
    text += "Q: Who is in charge of vents?\nA: The Firing Team holds and owns them.\n\n"
    text += "ROOMS\n\nQ: Bookings?\nA: Estates Office.\n\nCOLOURS\n\nQ: Stains?\nA: Colour Team.\n"
    assert owned(text, "faq.txt")["Stains"] == "Colour Team"
