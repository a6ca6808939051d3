"""Headers of tables: words by which a column of owners, of things or of contacts is known, or told by a sentence of the page."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read


@pytest.mark.parametrize(
    "header",
    ["Resp.", "Answers for it", "Who has it", "Who looks after it", "Who is in charge", "Whose is it", "Looks after it", "Responsible cell",
     "Owning guild", "Answered for by", "Whom to talk to", "Talk to"],
)  # fmt: skip
def test_owners_are_known_by_words_of_everyday(header: str, owned: Owned) -> None:
    text = f"| Thing | Supplier | {header} |\n|---|---|---|\n| Kilns | Torvex | Firing |\n| Moulds | Torvex | Casting |\n"
    assert owned(text) == {"Kilns": "Firing", "Moulds": "Casting"}


def test_what_somebody_looks_after_is_a_list_of_things(owned: Owned) -> None:
    text = "| Who | Looks after |\n|---|---|\n| Firing | Kilns, ovens |\n| Casting | Moulds |\n"
    assert owned(text) == {"Kilns": "Firing", "ovens": "Firing", "Moulds": "Casting"}


@pytest.mark.parametrize("header", ["Support queue", "Support channel", "Where to ask"])
def test_where_to_turn_to_is_no_owner(header: str, read: Read) -> None:
    text = f"| Thing | Owner | {header} |\n|---|---|---|\n| Kilns | Firing | heat |\n| Ovens | TBD | warmth |\n"
    assert [(claim.topic, claim.owners) for claim in read(text).claims] == [("Kilns", ("Firing",)), ("Ovens", NOBODY)]


def test_the_piece_is_the_thing_and_the_repository_where_it_lives(owned: Owned) -> None:
    text = "| Owner | Piece | Repo |\n|---|---|---|\n| Firing | Heat curve | kiln-a |\n| Casting | Mould maker | kiln-b |\n"
    assert owned(text) == {"Heat curve": "Firing", "Mould maker": "Casting"}
