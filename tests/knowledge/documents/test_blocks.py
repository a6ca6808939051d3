"""Markdown, plain text, tables and YAML to blocks with the lines of the file."""

from __future__ import annotations

import pytest

from knowledge.documents import read_document
from knowledge.documents.model import Bullet, Document, Heading, Node, Paragraph, Registry, Table
from knowledge.errors import DocumentError


def read(name: str, text: str) -> Document:
    return read_document(name, text.encode())


def shapes(document: Document) -> list[tuple[str, int, str]]:
    """What each block of words is, its line and its text."""
    return [
        (type(block).__name__, block.passage.line, block.passage.text)
        for block in document.blocks
        if isinstance(block, Heading | Paragraph | Bullet)
    ]


def test_markdown_blocks_know_their_lines() -> None:
    text = "---\ntitle: x\n---\n# Owners\n\nOne *two*\nthree.\n\n- **a** [b](http://x/y)\n  - c &amp; d\n\n1. `e`\n"
    assert shapes(read("a.md", text)) == [
        ("Heading", 4, "Owners"),
        ("Paragraph", 6, "One two three."),
        ("Bullet", 9, "a b"),
        ("Bullet", 10, "c & d"),
        ("Bullet", 12, "e"),
    ]


def test_front_matter_without_an_end_is_text() -> None:
    assert shapes(read("a.md", "---\ntitle: x\n"))[0][2] == "title: x"


def test_nesting_of_bullets_is_kept() -> None:
    bullets = [block for block in read("a.md", "- a\n  - b\n    - c\n- d\n").blocks if isinstance(block, Bullet)]
    assert [bullet.depth for bullet in bullets] == [0, 1, 2, 0]


def test_a_second_paragraph_of_an_item_is_a_paragraph() -> None:
    assert [shape[0] for shape in shapes(read("a.md", "- a\n\n  more of it\n"))] == ["Bullet", "Paragraph"]


def test_a_quote_has_the_marks_of_the_file_and_stays_on_its_line() -> None:
    document = read("a.md", "The **CIO** owns [ERP](http://x/erp)\nand payroll.\n")
    block = document.blocks[0]
    assert isinstance(block, Paragraph)
    words = block.passage
    assert words.text == "The CIO owns ERP and payroll."
    assert words.place(0, len(words.text), words.text.index("ERP")) == ("The **CIO** owns [ERP](http://x/erp)", 1)
    assert words.place(0, len(words.text), words.text.index("payroll")) == ("and payroll.", 2)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("![logo](a.png) Team", "logo Team"),
        ("see [^1] here", "see  here"),
        ("<https://example.org> now", "https://example.org now"),
        (r"a\*b", "a*b"),
        ("snake_case_name", "snake_case_name"),
        ("one<br>two <b>three</b> <!-- no -->", "one\ntwo three "),
        ("~~old~~ __new__", "new"),
    ],
)
def test_inline_marks_are_taken_out(written: str, text: str) -> None:
    block = read("a.md", written).blocks[0]
    assert isinstance(block, Paragraph)
    assert block.passage.text == text


def test_a_pipe_table_gives_its_cells_without_marks_and_its_rows_as_quotes() -> None:
    table = read("a.md", "| Feature | Team |\n|---|---|\n| [Cart](http://x) | **Basket** |\n| a \\| b | |\n").blocks[0]
    assert isinstance(table, Table)
    assert table.header == ("Feature", "Team") and table.line == 1
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Cart", "Basket"], ["a | b", ""]]
    assert (table.rows[0].quote, table.rows[0].line) == ("[Cart](http://x) | **Basket**", 3)


def test_an_html_table_in_markdown_keeps_lines_and_spans() -> None:
    text = (
        "Text.\n\n<table>\n<tr><th>A</th><th colspan='2'>B</th></tr>\n<tr><td rowspan='2'>x</td><td>1</td><td>2</td></tr>\n"
        "<tr><td>3</td><td>4</td></tr>\n<tr></tr>\n</table>\n"
    )
    table = read("a.md", text).blocks[1]
    assert isinstance(table, Table)
    assert table.header == ("A", "B", "B")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["x", "1", "2"], ["x", "3", "4"]]
    assert [row.line for row in table.rows] == [5, 5] and table.rows[1].cells[1].line == 6


def test_an_html_file_gives_its_tables_and_other_html_nothing() -> None:
    assert len(read("a.html", "<table><tr><th>A</th></tr><tr><td>b</td></tr></table>").blocks) == 1
    assert read("a.html", "<p>no table</p>").blocks == ()
    nested = "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr><tr><td colspan='x'>c</td></tr></table>"
    assert len(read("a.html", nested).blocks) == 1


def test_code_blocks_say_nothing_but_drawn_charts_do() -> None:
    text = "```\nowner = 'CIO'\n```\n\n```\nCEO\n├── CIO (IT)\n│   └── Help Desk\n└── CTO (R&D)\nend\n```\n"
    bullets = [block for block in read("a.md", text).blocks if isinstance(block, Bullet)]
    assert [(bullet.passage.text, bullet.passage.line, bullet.tree) for bullet in bullets] == [
        ("CEO", 6, True),
        ("CIO (IT)", 7, True),
        ("Help Desk", 8, True),
        ("CTO (R&D)", 9, True),
    ]
    assert bullets[1].depth < bullets[2].depth


def test_plain_text_finds_headings_bullets_charts_and_wrapped_lines() -> None:
    text = (
        "OWNERS\n======\n\nThe platform team owns the build servers, the artifact store and\nthe release calendar.\n\n"
        "  • a\n    • b\n      goes on\n  • c\n\n"
        "CEO\n\n├─ CIO\n\nDuties:\n - d\n\nShort one.\nShort two.\n"
    )
    assert shapes(read("a.txt", text)) == [
        ("Heading", 1, "OWNERS"),
        ("Paragraph", 4, "The platform team owns the build servers, the artifact store and the release calendar."),
        ("Bullet", 7, "a"),
        ("Bullet", 8, "b goes on"),
        ("Bullet", 10, "c"),
        ("Bullet", 12, "CEO"),
        ("Bullet", 14, "CIO"),
        ("Heading", 16, "Duties"),
        ("Bullet", 17, "d"),
        ("Paragraph", 19, "Short one."),
        ("Paragraph", 20, "Short two."),
    ]


def test_text_that_is_written_like_markdown_is_read_as_such() -> None:
    assert [type(block) for block in read("OWNERS", "# A\n\n| F | T |\n|---|---|\n| x | y |\n").blocks] == [Heading, Table]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separated_values_find_their_separator(separator: str) -> None:
    table = read("a.csv", f"Area{separator}Owner\nBilling{separator}Pay\n\n{separator}\n").blocks[0]
    assert isinstance(table, Table)
    assert table.header == ("Area", "Owner") and [cell.text for cell in table.rows[0].cells] == ["Billing", "Pay"]
    assert len(table.rows) == 1


def test_a_quoted_field_over_two_lines_keeps_the_line_where_its_row_begins() -> None:
    table = read("a.csv", 'Area,Owner\n"Billing\nand more",Pay\nSearch,Find\n').blocks[0]
    assert isinstance(table, Table)
    assert [(row.cells[0].text, row.line) for row in table.rows] == [("Billing\nand more", 2), ("Search", 4)]


def test_a_header_alone_is_a_table_without_rows() -> None:
    table = read("a.csv", "Area,Owner\n").blocks[0]
    assert isinstance(table, Table) and table.rows == ()


def test_a_broken_separated_file_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match="no readable table"):
        read("a.csv", "a,b\n" + '"' + "\n".join("y" * 100 for _ in range(2_000)))


def root(text: str) -> Node:
    block = read("a.yaml", text).blocks[0]
    assert isinstance(block, Registry)
    return block.roots[0]


def test_yaml_values_know_their_lines() -> None:
    node = root("areas:\n  - name: Billing\n    owner: Pay\n")
    areas = node.get("areas")
    assert areas is not None and areas.kind == "list"
    name = areas.items[0].get("name")
    assert name is not None and (name.value, name.line) == ("Billing", 2)
    assert [scalar.value for scalar in areas.items[0].scalars()] == []


def test_json_is_read_like_yaml() -> None:
    owner = root('{"billing": {"owner": "Pay"}}').get("billing")
    assert owner is not None and owner.get("owner") is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [b\n", "no readable YAML"),
        ("a: b: c\n", "line 1"),
        ("[" * 100 + "]" * 100, "nested or long"),
        ("a: \ud7ff\ufffe\n", "characters that YAML does not allow"),
    ],
)
def test_yaml_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        read("a.yaml", text)


def test_an_alias_that_repeats_itself_costs_nothing() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{number}: &b{number} [*a, *a, *a, *a]\n" for number in range(40))
    assert len(root(bomb).fields) == 41


def test_a_file_whose_only_row_is_blank_has_no_table() -> None:
    assert read("a.csv", ",,\n,,\n").blocks == ()


def test_what_defines_a_term_is_one_item_with_it() -> None:
    text = "# Things\n\nAnchor\n: Deck crew\n: Rusty.\n\nBell\n\n: Cook, who\n  rings it\n\nA remark: nothing.\n"
    assert shapes(read("a.md", text))[1:] == [
        ("Bullet", 3, "Anchor : Deck crew"),
        ("Bullet", 7, "Bell : Cook, who rings it"),
        ("Paragraph", 5, "Rusty."),
        ("Paragraph", 12, "A remark: nothing."),
    ]
    assert [shape[0] for shape in shapes(read("a.txt", "Anchor\n: Deck crew\n\nBell\n: Cook\n"))] == ["Bullet", "Bullet"]


def test_one_line_with_a_colon_before_it_defines_nothing() -> None:
    assert [shape[0] for shape in shapes(read("a.md", "Anchor\n: Deck crew\n"))] == ["Paragraph"]


def test_names_in_bold_over_their_fields_are_headings() -> None:
    text = "# Cards\n\n**MATE** (Ann Lee)\n**Owns:** ropes;\nknots.\n**Deputy:** none\n\n**COOK**\nOwns: pans\n\n**ALL**\nNobody has it.\n"
    found = read("a.md", text)
    assert shapes(found)[1:] == [
        ("Heading", 3, "MATE (Ann Lee)"),
        ("Paragraph", 4, "Owns: ropes; knots."),
        ("Paragraph", 6, "Deputy: none"),
        ("Heading", 8, "COOK"),
        ("Paragraph", 9, "Owns: pans"),
        ("Heading", 11, "ALL"),
        ("Paragraph", 12, "Nobody has it."),
    ]
    assert [block.level for block in found.blocks if isinstance(block, Heading)] == [1, 2, 2, 2]


@pytest.mark.parametrize("marks", ["= {} =", "== {} ==", "== {}", "h2. {}"])
def test_headings_of_wikis_are_the_only_ones_of_their_page(marks: str) -> None:
    text = f"{marks.format('Deck')}\n''Lead: Ann''\n\n; Anchor : ask [[Crew|the mate]]\n** Chain\n\n{marks.format('Galley')}\n* Pans\n"
    assert shapes(read("a.txt", text)) == [
        ("Heading", 1, "Deck"),
        ("Paragraph", 2, "Lead: Ann"),
        ("Bullet", 4, "Anchor : ask the mate"),
        ("Bullet", 5, "Chain"),
        ("Heading", 7, "Galley"),
        ("Bullet", 8, "Pans"),
    ]


def test_labels_in_a_column_begin_lines_of_their_own() -> None:
    text = (
        "Mission      Every ship leaves in time, and comes back again.\n"
        "We own       ropes,\n             knots\nWe don't own pans\nChat         #deck\n"
    )
    assert [text for _, _, text in shapes(read("a.txt", text))] == [
        "Mission      Every ship leaves in time, and comes back again.",
        "We own       ropes, knots",
        "We don't own pans",
        "Chat         #deck",
    ]


def test_words_in_capitals_over_pairs_are_a_heading() -> None:
    text = "DECK\nThe long and heavy mooring lines of the ship — Bosun (both, since May)\nRopes — Mate\nKnots — Mate\n"
    assert [(kind, text.partition(" —")[0]) for kind, _, text in shapes(read("a.txt", text))] == [
        ("Heading", "DECK"), ("Paragraph", "The long and heavy mooring lines of the ship"), ("Paragraph", "Ropes"), ("Paragraph", "Knots")
    ]  # fmt: skip
