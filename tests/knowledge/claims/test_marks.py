"""Marks in a table with a column for each role: what a legend says that they mean, and what they mean without one."""

from __future__ import annotations

import pytest

from knowledge.claims.tables.mark_legends import legends_of, letters_at
from knowledge.claims.tables.meanings import Part, part_of_meaning
from tests.knowledge.claims.conftest import NOBODY, Owned, Read
from tests.knowledge.claims.test_tables import table


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("answers for it", Part.OWNS), ("your job", Part.OWNS), ("decides and is the accountable owner", Part.OWNS),
        ("Responsible – this is the owner", Part.OWNS), ("on the hook", Part.OWNS), ("signs off", Part.LEADS), ("leads it", Part.LEADS),
        ("does the work for the owner", Part.DOES), ("responsible, rolls up sleeves", Part.DOES), ("backup owner", Part.STANDS_IN),
        ("stand-in when that person is away", Part.STANDS_IN), ("helps the owner", Part.ASKED), ("must agree", Part.ASKED),
        ("gets told", Part.TOLD), ("keep this person in the loop", Part.TOLD), ("nothing to do with it", Part.NOTHING),
        ("not the owner, only told", Part.TOLD), ("live", None), ("", None),
    ],
)  # fmt: skip
def test_the_words_of_a_meaning_say_what_part_it_gives(words: str, part: Part | None) -> None:
    assert part_of_meaning(words) is part


@pytest.mark.parametrize(
    ("lines", "letters"),
    [
        (["**K** = keeps it and answers for it, **H** = helps, **T** = told"], {"K": "A", "H": "C", "T": "I"}),
        (["`K` answers for it · `H` helps · `T` gets a mail."], {"K": "A", "H": "C", "T": "I"}),
        (["Rights: R recommends, A must agree, P performs, D decides and owns it"], {"R": "C", "A": "C", "P": "R", "D": "A"}),
        (["- K – the owner", "- H – lends a hand", "- T: is informed"], {"K": "A", "H": "C", "T": "I"}),
        (["| Letter | Means |", "|---|---|", "| **K** | owner |", "| H | helps the owner |"], {"K": "A", "H": "C"}),
        (["🟥 owner 🟧 helps when asked ⬜ nothing to do with it"], {"🟥": "A", "🟧": "C", "⬜": ""}),
        (["✔ = your job. (✔) = stand-in. Two ✔ on a line = you share it."], {"✔": "A", "(✔)": "backup"}),
        (["Every shop has a *first* (the person who owns it) and a *second* (fills in on leave)."], {"first": "A", "second": "backup"}),
        (["R = responsible (owns the work), A = accountable (owns the result)"], {"R": "R", "A": "A"}),
        (["L = leads, A = approves"], {"L": "C", "A": "A"}),
        (["Lead (L), helper (H), watch (W)"], {"L": "A", "H": "C", "W": "I"}),
        (["<p>X marks the owner; (X) marks the deputy.</p>"], {"X": "A", "(X)": "backup"}),
        (["| :star: = owns, :eyes: = is informed | | |"], {":star:": "A", ":eyes:": "I"}),
        (["R: who does it", "", "", "", "A: who answers for it"], {"R": "R", "A": "A"}),
        (["green means that the team owns it, amber means it assists, grey means not involved"], {"green": "A", "amber": "C", "grey": ""}),
        (["◆ owner  ◧ now and then  ⬚ just told"], {"◆": "A", "◧": "C", "⬚": "I"}),
        (["🟢 live 🟡 in the works"], {}),
        (["Find the **A** in the row: it is accountable.", "", "R = does it, A = owns it"], {"R": "R", "A": "A"}),
        (["A list for small things: **1** = owns it, **2** = helps"], {"1": "A", "2": "C"}),
        (["🟥 owner 🟧 helps", "", "Two 🟥 in a row means that both own it together"], {"🟥": "A", "🟧": "C"}),
        (["A team owns what it builds. I think so, too."], {}),
        (["- K: Ann Lee", "- H: Bob Ray"], {}),
    ],
)
def test_legends_are_read_wherever_they_stand(lines: list[str], letters: dict[str, str]) -> None:
    assert letters_at(legends_of(tuple(lines)), 1) == letters


def test_the_legend_before_a_table_counts_before_those_behind_it() -> None:
    legends = legends_of(("X = owns it", "", "", "", "", "| table |", "", "", "", "", "X = helps, Y = owns it"))
    assert letters_at(legends, 6) == {"X": "A", "Y": "A"}
    assert letters_at(legends, 20) == {"X": "C", "Y": "A"}


def test_the_meaning_that_is_said_wins_over_the_usual_one(owned: Owned, read: Read) -> None:
    rows = ("Posters | A | R | S", "Leaflets | A | C | R", "Flags | S | A | ")
    text = "C = is told, A = approves the money, R = this is the owner, S = helps the owner\n\n" + table("Thing | Ann | Bob | Cy", *rows)
    assert owned(text) == {"Posters": "Bob", "Leaflets": "Cy"}
    assert {claim.topic: claim.owners for claim in read(text).claims}["Flags"] == NOBODY
    assert owned(table("Thing | Ann | Bob | Cy", *rows[:2])) == {"Posters": "Ann", "Leaflets": "Ann"}


def test_signs_of_a_legend_behind_the_table_and_channels_before_the_columns(owned: Owned) -> None:
    text = table(
        "Part | Channel | Red Team | Blue Team | Green Team",
        "Doors | `#doors` | ◆ | ▷ | ",
        "Lamps | `#lamps` | ▷ | | ◆",
        "Locks | `#lamps` | ▷ | ▷ | ",
    )
    assert owned(text + "\n◆ owner  ▷ takes part\n") == {"Doors": "Red Team", "Lamps": "Green Team"}


def test_a_legend_above_and_below_the_columns_of_a_file(owned: Owned, read: Read) -> None:
    rows = "Ref,Thing,North,South,Cost\nT1,Wells,L,K,100\nT2,Roads,K,L,\nT3,Ferry,K,,20\n"
    above = "Key: L leads (it is theirs); K is kept informed\n" + rows
    below = rows + ",,,,\n,L = owns it; K = kept informed,,,\n"
    assert owned(above, "a.csv") == owned(below, "a.csv") == {"Wells": "North", "Roads": "South"}
    assert {claim.topic for claim in read(below, "a.csv").claims} == {"Wells", "Roads", "Ferry"}, "the legend is no thing"


@pytest.mark.parametrize(
    ("strong", "weak"), [("●", "○"), ("X", "o"), ("✔", "(✔)"), ("★", "☆"), ("Primary", "Secondary"), ("P", "S"), ("L", "S"), ("O", "R")]
)
def test_without_a_legend_the_strong_mark_owns(strong: str, weak: str, owned: Owned) -> None:
    rows = (f"Doors | {strong} | {weak} | ", f"Lamps | {weak} | | {strong}", f"Locks | | {strong} | {weak}", f"Keys | | | {strong}")
    found = owned(table("Part | Ann | Bob | Cy", *rows))
    assert {topic: name for topic, name in found.items() if " of " not in topic} == {
        "Doors": "Ann", "Lamps": "Cy", "Locks": "Bob", "Keys": "Cy",
    }  # fmt: skip


def test_who_decides_owns_in_a_table_of_rapid(owned: Owned) -> None:
    assert owned(table("Topic | Ann | Bob | Cy | Di", "Wards | A | D | P | R", "Beds | R | P | I | D")) == {"Wards": "Bob", "Beds": "Di"}


def test_who_stands_in_is_told_as_the_backup_and_never_owns_alone(read: Read) -> None:
    reading = read(table("Part | Ann | Bob", "Doors | Primary | Secondary", "Lamps | Secondary | Primary", "Locks | | Secondary"))
    assert [(claim.topic, claim.owners) for claim in reading.claims] == [
        ("Doors", ("Ann",)), ("backup of Doors", ("Bob",)), ("Lamps", ("Bob",)), ("backup of Lamps", ("Ann",)), ("Locks", NOBODY),
    ]  # fmt: skip


def test_two_owners_in_a_row_are_a_finding_unless_the_page_says_that_they_share(read: Read) -> None:
    text = table("Part | Ann | Bob", "Doors | ✔ | ✔", "Lamps | ✔ | ", "Locks | | ✔")
    shared = read("Two ✔ on a line: you share it equally.\n\n" + text)
    assert shared.claims[0].owners == read(text).claims[0].owners == ("Ann", "Bob")
    assert [finding.code for finding in read(text).findings] == ["two-owners"]
    assert not shared.findings


def test_ticks_beside_a_column_of_owners_are_no_matter_of_owning(owned: Owned) -> None:
    text = table(
        "System | Owner | Live | Test | Audited", "Wiki | IT Team | x | x | ", "Mail | Sales Desk | x | x | x", "CRM | HR Team | | x |"
    )
    assert owned(text) == {"Wiki": "IT Team", "Mail": "Sales Desk", "CRM": "HR Team"}


def test_a_question_ticked_beside_letters_is_no_role(owned: Owned) -> None:
    text = table("Topic | By law? | Ann | Bob", "Doors | yes | A | R", "Lamps | yes | R | A", "Locks | no | A | ")
    assert owned(text) == {"Doors": "Ann", "Lamps": "Bob", "Locks": "Ann"}


def test_signs_side_by_side_and_boxes_are_marks_of_their_own(owned: Owned) -> None:
    text = "✅ accountable | 🔄 does the work | 💬 consulted\n\n"
    rows = ("Doors | ✅🔄 | 💬 | ", "Lamps | 💬 | ✅ 🔄 | ", "Locks | | 🔄 | ✅")
    assert owned(text + table(" | Ann | Bob | Cy", *rows)) == {"Doors": "Ann", "Lamps": "Bob", "Locks": "Cy"}
    assert owned(table("Part | Ann | Bob", "Doors | [x] | [ ]", "Lamps | [ ] | [x]")) == {"Doors": "Ann", "Lamps": "Bob"}


def test_numbers_under_names_are_no_things(owned: Owned) -> None:
    text = "The CDO owns data. The CISO owns risk.\n\n" + table("Skill | CDO | CISO", "Python | 3 | 1", "Risk | 2 | 4")
    assert set(owned(text)) == {"data", "risk"}


def test_columns_of_letters_beside_an_owner_say_who_else_is_in_it(owned: Owned) -> None:
    text = table("Topic | Owner | Legal | Press | Shop", "Doors | Yard Team | C | I | I", "Lamps | Night Crew | I | C | ")
    assert owned(text) == {"Doors": "Yard Team", "Lamps": "Night Crew"}


def test_a_table_of_marks_gives_nothing_to_anybody(owned: Owned) -> None:
    legend = table("Letter | Role | Explanation", "V | Verifies | checks it", "A | Accountable | owns it", "I | Informed | is told")
    text = legend + "\n" + table("Paper | Ops | Lab", "Contract | A | V", "Manual | I | A")
    assert owned(text) == {"Contract": "Ops", "Manual": "Lab"}
    rows = table("Code | Thing | Team", "A | Lead lists | Yard Team", "B | Support desk | Night Crew")
    assert owned(rows) == {"Lead lists": "Yard Team", "Support desk": "Night Crew"}


def test_small_letters_are_marks_where_signs_stand_around_them(owned: Owned) -> None:
    text = "*L* leads, *l* lends a hand.\n\n" + table("Duty | Ann | Bob", "Pumps | L | l", "Pipes | l | L")
    assert owned(text) == {"Pumps": "Ann", "Pipes": "Bob"}


def test_marks_that_nothing_explains_are_no_things(owned: Owned) -> None:
    rows = ("Pumps | M | N", "Pipes | N | M")
    assert owned("The CDO owns data. The CISO owns risk.\n\n" + table("Duty | CDO | CISO", *rows)) == {"data": "CDO", "risk": "CISO"}


def test_ticks_for_several_tell_of_use_unless_the_page_speaks_of_owning(owned: Owned, read: Read) -> None:
    text = table("Tool | Ops | Lab | Shop", "Saw | x | x | ", "Drill | x | | x", "Lathe | | x | ")
    assert not owned(text)
    assert [finding.code for finding in read(text).findings] == ["no-owner"]
    said = {"Saw": "Ops + Lab", "Drill": "Ops + Shop", "Lathe": "Lab"}
    assert owned("# Who owns which tool\n\n" + text) == said
    assert owned("A cross means that the team answers for it.\n\n" + text) == said


def test_yes_and_no_are_no_things(owned: Owned) -> None:
    assert not owned(table("Role | Create | Delete", "Admin | yes | yes", "Editor | yes | no"))
