"""Lists whose lines each give one thing and its owner are read as the tables that they are."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read

PAIRS = [
    "Website copy {} Marketing (Dana)",
    "Newsletter {} Dana",
    "Donor database {} Fundraising",
    "Annual gala {} Events team + Fundraising",
]


@pytest.mark.parametrize("sign", [" -", ":", " =>", " ->", " —", " ..."])
def test_things_with_unknown_names_behind_them_are_owned_where_the_list_says_so(sign: str, owned: Owned) -> None:
    lines = "".join(f"* {pair.format(sign.strip() if sign == ':' else sign.strip())}\n" for pair in PAIRS).replace(" :", ":")
    assert owned(f"Here is who is responsible for what:\n\n{lines}\nBye.\n", "a.txt") == {
        "Website copy": "Marketing",
        "Newsletter": "Dana",
        "Donor database": "Fundraising",
        "Annual gala": "Fundraising + Events team",
    }


def test_nothing_is_owned_in_a_list_that_says_nothing_of_owning(owned: Owned) -> None:
    lines = "".join(f"* {pair.format('-')}\n" for pair in PAIRS[:3])
    assert owned(f"Our week:\n\n{lines}", "a.txt") == {}


def test_known_owners_need_no_announcement(owned: Owned) -> None:
    assert owned("- Mail: Team A\n- Logs: Team B\n- Pay: Head of HR\n") == {"Mail": "Team A", "Logs": "Team B", "Pay": "Head of HR"}


def test_nobody_yet_is_told(read: Read) -> None:
    reading = read("Owners:\n\n- Mail: Dana\n- Logs: Eve\n- Printers: nobody yet, volunteers welcome!\n- Forms: TBD\n")
    held = {claim.topic: claim.owners for claim in reading.claims}
    assert held == {"Mail": ("Dana",), "Logs": ("Eve",), "Printers": NOBODY, "Forms": NOBODY}
    assert [(finding.code, finding.line) for finding in reading.findings] == [("no-owner", 5), ("no-owner", 6)]


def test_owners_before_their_things_are_read_the_other_way_round(owned: Owned) -> None:
    text = "Who owns what:\n\n- Team A: mail, logs and pages\n- Team B: cables, racks and power\n- Team C: chairs, desks and lamps\n"
    found = owned(text)
    assert (found["mail"], found["racks"], found["lamps"]) == ("Team A", "Team B", "Team C")
    assert "Team A" not in found


def test_a_line_that_is_no_pair_is_still_read(owned: Owned) -> None:
    text = "Responsible people:\n\n- Mail: Dana\n- Logs: Eve\n- Forms: Fay\n- The Head of HR owns payroll.\n"
    assert owned(text) == {"Mail": "Dana", "Logs": "Eve", "Forms": "Fay", "payroll": "Head of HR"}


LEDGER = """Harbour ledger: who owns what

QUAY
Cranes — Lifting Crew
Bollards — Stores
Night lights — Lifting Crew (the watch is informed)
Fenders — Stores, Ada Holt

OFFICE
Berth fees — Purser
Tide tables — Purser / Lifting Crew (both)
Gangway — nobody
"""
GLOSSARY = """# Who owns which thing

Berth fees
: Accounts

Buoys
: Boat crew, together with Stores

Rope locker
: Stores (Ada Holt)
: Locked at night.

Winches
: Stores

Bosun Officer
: owns the anchor, the flags and the horn
"""


def test_names_that_come_again_behind_things_are_owners(read: Read) -> None:
    reading = read(LEDGER, "ledger.txt")
    owned = {claim.topic: claim.owners for claim in reading.claims}
    assert owned["Cranes"] == owned["Night lights"] == ("Lifting Crew",)
    assert owned["Fenders"] == owned["Bollards"] == ("Stores",)
    assert set(owned["Tide tables"]) == {"Purser", "Lifting Crew"}
    assert owned["Gangway"] == ()
    assert "Ada Holt" in next(owner for owner in reading.owners if owner.name == "Stores").other_names


def test_what_defines_a_thing_may_be_its_owner(read: Read) -> None:
    owned = {claim.topic: claim for claim in read(GLOSSARY).claims}
    assert {topic: claim.owners for topic, claim in owned.items()} == {
        "Berth fees": ("Accounts",), "Buoys": ("Boat crew", "Stores"), "Rope locker": ("Stores",), "Winches": ("Stores",),
        "anchor": ("Bosun Officer",), "flags": ("Bosun Officer",), "horn": ("Bosun Officer",),
    }  # fmt: skip
    assert (owned["Winches"].quote, owned["Winches"].line) == (": Stores", 14)


def test_attributes_of_a_thing_are_no_owners(owned: Owned) -> None:
    assert owned("Our services and who owns them\n\nLanguage: Go\nRegion: Bergen\nHost: Bergen\nRuntime: Go\n", "a.txt") == {}


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_several_people_may_stand_behind_a_thing(name: str, owned: Owned) -> None:
    text = "Who owns what\n\nPayroll: Dana Cole, Eve Hart\nLeases: Fay Moss, Gil Orr\nMail: Fay Moss, Dana Cole\nVans: Gil Orr\n"
    assert owned(text, name) == {
        "Payroll": "Dana Cole + Eve Hart", "Leases": "Fay Moss + Gil Orr", "Mail": "Dana Cole + Fay Moss", "Vans": "Gil Orr"
    }  # fmt: skip


def test_a_thing_may_be_had_by_whoever_has_another(owned: Owned) -> None:
    text = "# Who owns what\n\n- Boarding → Crew Office\n  - life vests → same as boarding\n- Ropes → Deck Team\n"
    assert owned(text)["Boarding life vests"] == "Crew Office"
