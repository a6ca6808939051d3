"""Pages on which people speak for themselves: "I own …" under somebody's heading."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read

PAGE = """# Who we are

## Tilda Brask, Head of Deck

{said}

## Pim Ostrow, Carpenter

I look after the hatches.

## Runa Vale, Galley and Stores

Bread and dry food. That's me.
"""


@pytest.mark.parametrize(
    ("said", "topics"),
    [
        ("Hello! I own the ropes and the anchor. I like tea.", {"ropes", "anchor", "ropes and the anchor"}),
        ("I'm responsible for ropes.", {"ropes"}),
        ("I am in charge of ropes.", {"ropes"}),
        ("My job is the long ropes, the anchor and the flags.", {"long ropes", "anchor", "flags"}),
        ("The anchor is mine, and so are flags, ropes and the horn.", {"anchor", "flags", "ropes", "horn"}),
        ("The anchor is looked after by me.", {"anchor"}),
        ("I'm responsible for:\n\n- ropes\n- flags", {"ropes", "flags"}),
        ("I don't own the ropes.", set()),
        ("I'm not responsible for ropes (Pim).", set()),
    ],
)
def test_who_says_i_is_whose_heading_it_is(said: str, topics: set[str], read: Read) -> None:
    claims = [claim for claim in read(PAGE.format(said=said)).claims if "Tilda" in claim.section]
    assert {claim.topic for claim in claims} == topics
    assert {claim.owners for claim in claims} <= {("Tilda Brask",)}


def test_the_others_speak_for_themselves_and_are_known_by_their_posts(read: Read) -> None:
    reading = read(PAGE.format(said="Charts are owned jointly by me and the Carpenter, Pim Ostrow."))
    owned = {claim.topic: claim.owners for claim in reading.claims}
    assert owned["hatches"] == ("Pim Ostrow",)
    assert owned["dry food"] == ("Runa Vale",)
    assert owned["Charts"] == ("Tilda Brask", "Pim Ostrow")


def test_i_is_nobody_where_no_heading_says_who_speaks(owned: Owned) -> None:
    assert owned("# Notes\n\nI own the ropes. The anchor is mine.\n") == {}


def test_so_is_goes_on_with_the_owner_before(owned: Owned) -> None:
    text = "# Ship\n\nKeys are owned by the Harbour Office. So is the tea fund.\n"
    assert owned(text) == {"Keys": "Harbour Office", "tea fund": "Harbour Office"}


def test_what_nobody_has_since_then_is_named_without_it(read: Read) -> None:
    reading = read("# Ship\n\nNobody has picked up the newsletter since Ole retired.\n")
    assert [(claim.topic, claim.owners) for claim in reading.claims] == [("newsletter", NOBODY)]
