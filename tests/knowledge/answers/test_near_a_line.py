"""What a question shares with one line alone: brands, names written as one word, labels cut short, two words of a topic."""

from __future__ import annotations

import pytest

from knowledge.answers import NO_RULINGS, answer
from knowledge.claims import read_charter
from knowledge.index import build_index
from knowledge.types import Answer, Standing

REGISTER = b"""Name,IT owner,Business owner,Comment
SAP S/4HANA,ERP Team,Finance Director,
Warehouse Management (Korber WMS),Logistics IT,Supply Director,cold stores
Maintenance Planner (Maximo),Plant IT,Production Director,
FreightDesk,Digital Team,Sales Director,bookings by hauliers
"""

TEAMS = b"""| Team | Services |
|---|---|
| Quayside | number-plate recognition, boarding scanner, lane allocation |
| Lantern | departure boards, lost property form |
"""


def asked(question: str, name: str, text: bytes) -> Answer:
    charter = read_charter("charter", name, text)
    return answer(question, build_index(charter.claims, charter.owners), NO_RULINGS)


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns the WMS?", ("Supply Director",)),  # not whoever owns Maximo, another thing of the kind
        ("who is the IT owner of FreightDesk?", ("Digital Team",)),
        ("it owner for sap?", ("ERP Team",)),
        ("who owns freight desk?", ("Sales Director",)),
        ("who takes care of it?", ()),
    ],
)
def test_a_line_that_holds_the_name_itself_is_meant(question: str, owners: tuple[str, ...]) -> None:
    assert asked(question, "register.csv", REGISTER).owners == owners


@pytest.mark.parametrize("header", ["Business owner,Technical owner", "biz_owner,tech_owner"])
@pytest.mark.parametrize("asked_for", ["tech owner", "technical owner"])
def test_a_label_may_be_cut_short(header: str, asked_for: str) -> None:
    table = f"App,{header}\nFraudLens,Claims,Ingrid\n".encode()
    assert asked(f"who's the {asked_for} of FraudLens?", "apps.csv", table).owners == ("Ingrid",)


def test_two_words_of_a_topic_that_nobody_else_has_are_an_inference() -> None:
    found = asked("the camera that reads number plates is misreading, who owns that", "teams.md", TEAMS)
    assert (found.owners, found.standing) == (("Quayside",), Standing.INFERRED)
    assert "number-plate recognition" in found.evidence[0].quote


@pytest.mark.parametrize(
    "question", ["who pays for a missed departure", "the camera is broken, who owns that", "who lost the form for the gym in the lane"]
)
def test_one_word_is_none(question: str) -> None:
    assert asked(question, "teams.md", TEAMS).owners == ()
