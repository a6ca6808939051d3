"""Abbreviations of owners: which of the two names is shown, and which is only another one."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import Owned, Read

RACI = "| Activity | R | A |\n|---|---|---|\n| gates | Lock Keeper | Canal Manager |\n| boats | {0} | {1} |\n"
LETTERS = "| Activity | CM | LKR |\n|---|---|---|\n| gates | R | A |\n| boats | A | R |\n"
LEGENDS = [
    "* CM = Canal Manager\n* LKR = Lock Keeper\n* HE = Heritage Engineer\n",
    "CM = Canal Manager, LKR = Lock Keeper, HE = Heritage Engineer.\n",
    "Abbreviations: CM = Canal Manager, LKR = Lock Keeper, HE = Heritage Engineer.\n",
    "- **CM**: Canal Manager\n- **LKR**: Lock Keeper\n- **HE**: Heritage Engineer\n",
    "- CM – Canal Manager\n- LKR – Lock Keeper\n- HE – Heritage Engineer\n",
    "| Abbreviation | Role |\n|---|---|\n| CM | Canal Manager |\n| LKR | Lock Keeper |\n| HE | Heritage Engineer |\n",
]


@pytest.mark.parametrize("legend", LEGENDS)
@pytest.mark.parametrize("table", [RACI.format("Lock Keeper", "CM"), RACI.format("LKR", "Canal Manager")])
def test_a_legend_gives_the_owner_its_full_name(legend: str, table: str, read: Read) -> None:
    reading = read(f"# Who does what\n\n{legend}\n{table}")
    assert {claim.topic: claim.owners for claim in reading.claims} == {"gates": ("Canal Manager",), "boats": ("Canal Manager",)}
    (manager,) = (owner for owner in reading.owners if owner.name == "Canal Manager")
    assert manager.other_names == ("CM",)


@pytest.mark.parametrize("legend", LEGENDS)
def test_a_legend_names_the_columns(legend: str, owned: Owned) -> None:
    assert owned(f"{legend}\n{LETTERS}") == {"gates": "Lock Keeper", "boats": "Canal Manager"}


def test_an_abbreviation_in_parentheses_is_the_name_unless_the_cells_spell_it_out(owned: Owned) -> None:
    table = "| Thing | Owner |\n|---|---|\n| mail | {0} |\n"
    said = "The Chief Data Officer (CDO) sits in Leeds.\n\n"
    assert owned(said + table.format("CDO")) == {"mail": "CDO"}
    assert owned(said + table.format("Chief Data Officer")) == {"mail": "Chief Data Officer"}


def test_a_legend_of_things_makes_no_owners(owned: Owned, read: Read) -> None:
    text = "* WMS = Warehouse Stock Software\n* TMS = Transport Software\n\nThe Canal Manager owns the TMS.\n"
    assert owned(text) == {"TMS": "Canal Manager"}
    assert [owner.name for owner in read(text).owners] == ["Canal Manager"]
