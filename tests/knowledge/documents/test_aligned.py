"""Tables of plain text: columns kept apart by spaces, by tabs or by drawn lines."""

from __future__ import annotations

import pytest

from knowledge.documents import read_document
from knowledge.documents.model import Table

HEADED = [("Thing", "Owner"), ("Kilns", "Firing"), ("Moulds", "Casting")]
RULED = "Thing    Owner\n------   -------\nKilns    Firing\nMoulds   Casting\n"
GRID = (
    "+--------+---------+\n| Thing  | Owner   |\n+========+=========+\n| Kilns  | Firing  |\n| Moulds | Casting |\n+--------+---------+\n"
)


def tables(text: str, name: str = "a.txt") -> list[list[tuple[str, ...]]]:
    blocks = read_document(name, text.encode()).blocks
    return [[block.header, *(tuple(cell.text for cell in row.cells) for row in block.rows)] for block in blocks if isinstance(block, Table)]


@pytest.mark.parametrize(
    "text",
    [
        RULED,
        "Thing    Owner\n--------------\nKilns    Firing\nMoulds   Casting\n",
        "======  =======\nThing   Owner\n======  =======\nKilns   Firing\nMoulds  Casting\n======  =======\n",
        " Thing  | Owner\n--------+---------\n Kilns  | Firing\n Moulds | Casting\n(2 rows)\n",
        GRID,
        "┌──────┬───────┐\n│Thing │Owner  │\n├──────┼───────┤\n│Kilns │Firing │\n│Moulds│Casting│\n└──────┴───────┘\n",
        "Thing\tOwner\nKilns\tFiring\nMoulds\tCasting\n",
    ],
)
def test_ways_to_keep_columns_apart(text: str) -> None:
    assert tables(text) == [HEADED]


def test_rows_know_their_lines_and_the_words_around_a_table_stay_words() -> None:
    document = read_document("a.txt", f"The pottery\n\n{RULED}\nThat is all of it, as of today.\n".encode())
    assert [type(block).__name__ for block in document.blocks] == ["Heading", "Table", "Paragraph"]
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert [(row.line, row.quote) for row in table.rows] == [(5, "Kilns    Firing"), (6, "Moulds   Casting")]


def test_without_a_rule_a_header_of_three_columns_or_in_capitals_is_one() -> None:
    rows = "Kilns    Firing    12\nMoulds   Casting    7\nVents    Firing   117\n"
    assert len(tables("Thing    Owner    Room\n" + rows)[0]) == 4
    assert len(tables("THING    OWNER\n" + "Kilns    Firing\nMoulds   Casting\nVents    Firing\n")[0]) == 4
    assert tables("Kilns    Firing\nMoulds   Casting\nVents    Firing\nRacks    Stores\n") == []


def test_groups_and_gaps_among_the_rows() -> None:
    text = "THING     OWNER     ROOM\nHOT\nKilns     Firing    1\nVents     Firing    2\n\nCOLD\nMoulds    Casting   3\n\nEND OF LIST\n"
    assert [row[0] for row in tables(text)[0]] == ["THING", "HOT", "Kilns", "Vents", "COLD", "Moulds"]


def test_a_cell_that_goes_on_below() -> None:
    rows = "Kilns in the   Firing and\n  old hall\n               Casting\nMoulds         Casting\nVents          Firing\n"
    text = "THING          OWNER\n" + rows
    assert tables(text)[0][1] == ("Kilns in the old hall", "Firing and Casting")


@pytest.mark.parametrize(
    "text",
    [
        "Owner:      Firing\nScope:      Kilns and more\nContact:    Ann\n",
        "They own the kilns.  They own the vents.  They meet.\nThey own the moulds.  And more.\nThey rest.  Then they go on.\n",
        "- Kilns     Firing    1\n- Moulds    Casting   2\n- Vents     Firing    3\n- Racks     Stores    4\n",
    ],
)
def test_labels_sentences_and_lists_are_no_tables(text: str) -> None:
    assert tables(text) == []


def test_in_markdown_in_a_code_block_of_plain_text_or_drawn() -> None:
    assert tables(f"# Pottery\n\n```\n{RULED}```\n", "a.md") == [HEADED]
    assert tables(f"# Pottery\n\n{GRID}\nHello.\n", "a.md") == [HEADED]
    assert tables(f"# Pottery\n\n```yaml\n{RULED}```\n", "a.md") == []
