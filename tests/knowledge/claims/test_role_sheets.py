"""Plain sheets of roles: a heading for each, and under it the same labels again and again ("Responsibilities:")."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read

BETWEEN_RULES = (
    "======\nHARBOUR MASTER\n======\n{0}\n  * berths\n{1}\n  * cranes -> Yard Lead\n\n======\nYARD LEAD\n======\n{0}\n  * slipway\n"
)
UNDERLINED = (
    "Harbour Master\n------\nReports to the board.\n{0}\n- berths\n{1}\n- cranes → Yard Lead\n\nYard Lead\n------\n{0}\n- slipway\n"
)
CAPITALS = "HARBOUR MASTER\n\n{0}\n- berths\n\n{1}\n- cranes -> Yard Lead\n\nYARD LEAD\n\n{0}\n- slipway\n"
FRAMED = "*** HARBOUR MASTER ***\n{0}\n+ berths\n{1}\n+ cranes -> Yard Lead\n\n*** YARD LEAD ***\n{0}\n+ slipway\n"
NUMBERED = "1. Harbour Master\n{0}\n - berths\n{1}\n - cranes -> Yard Lead\n\n2. Yard Lead\n{0}\n - slipway\n"


@pytest.mark.parametrize("sheet", [BETWEEN_RULES, UNDERLINED, CAPITALS, FRAMED, NUMBERED])
@pytest.mark.parametrize("label", ["Responsibilities:", "Duties:", "Owns:", "Key responsibilities:", "Main tasks:"])
def test_a_label_that_comes_again_belongs_to_the_heading_over_it(sheet: str, label: str, owned: Owned) -> None:
    found = owned(sheet.format(label, "Not responsible for:"), "sheet.txt")
    assert {topic: owner.title() for topic, owner in found.items()} == {
        "berths": "Harbour Master",
        "cranes": "Yard Lead",
        "slipway": "Yard Lead",
    }


@pytest.mark.parametrize("sheet", [UNDERLINED, FRAMED])
def test_a_label_needs_no_colon_when_it_comes_again(sheet: str, owned: Owned) -> None:
    assert len(owned(sheet.format("Responsibilities", "Not responsible for:"), "sheet.txt")) == 3


def test_a_label_may_stand_before_its_things(owned: Owned) -> None:
    text = "Pilots\nDuties: tides, tugs\n\nYard Lead\nDuties: slipway, ropes\n"
    assert owned(text, "sheet.txt") == {"tides": "Pilots", "tugs": "Pilots", "slipway": "Yard Lead", "ropes": "Yard Lead"}


def test_a_heading_in_capitals_is_a_role_by_its_words(owned: Owned) -> None:
    assert owned("HEAD OF MOORINGS\n\n- buoys\n", "sheet.txt") == {"buoys": "HEAD OF MOORINGS"}


def test_a_label_after_things_of_the_heading_begins_something_new(read: Read) -> None:
    reading = read("Yard Lead\n- slipway\nOther matters:\n- fire drills\n", "sheet.txt")
    assert [claim.topic for claim in reading.claims] == ["slipway"]
    assert [finding.code for finding in reading.findings] == ["no-owner"]


@pytest.mark.parametrize("label", ["NOBODY YET:", "Nobody yet:", "Vacant:", "UNCLAIMED"])
def test_what_nobody_has_is_not_that_of_the_heading_before(label: str, read: Read) -> None:
    reading = read(f"YARD LEAD\n\nOwns:\n- slipway\n\nPILOTS\n\nOwns:\n- tides\n\n{label}\n- the old barge\n", "sheet.txt")
    assert [(claim.topic, claim.owners) for claim in reading.claims][2:] == [("old barge", NOBODY)]
    assert ("no-owner", 11) in [(finding.code, finding.line) for finding in reading.findings]


@pytest.mark.parametrize("label", ["You come to me for", "I have the last word on", "Talk to us about", "I look after", "We decide on"])
def test_heads_write_over_their_things_in_the_first_person(label: str, owned: Owned) -> None:
    heads = {"Tug Supervisor-in-Chief": "slipways, tide tables.", "Head of Moorings": "buoys."}
    page = "# Whose desk\n" + "".join(f"\n### {head}\n\n* {label}: {things}\n" for head, things in heads.items())
    assert owned(page, "sheet.md") == {
        "slipways": "Tug Supervisor-in-Chief",
        "tide tables": "Tug Supervisor-in-Chief",
        "buoys": "Head of Moorings",
    }


def test_a_general_counsel_is_no_general_remark(owned: Owned) -> None:
    things = {"General Counsel and Risk Partner": "conflict checks", "General": "flags", "Pilots": "tides"}
    page = "\n".join(f"## {heading}\n\n**Owns**\n- {thing}\n" for heading, thing in things.items())
    assert owned(page, "sheet.md") == {"conflict checks": "General Counsel and Risk Partner", "tides": "Pilots"}


def test_what_a_head_is_not_responsible_for_is_not_theirs(owned: Owned) -> None:
    page = "### Head of Moorings\n\n* Owns: buoys, ropes\n* Is not responsible for: payroll\n* Does not decide: berths\n"
    assert owned(page, "sheet.md") == {"buoys": "Head of Moorings", "ropes": "Head of Moorings"}
