"""Entries of structured files under the many keys by which people write a thing and its owner."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read

ENTRIES = (
    "- {thing}: boiler\n  {owner}: Estates\n- {thing}: keys and doors\n  {owner}: [Mia Holt, Estates]\n- {thing}: chapel\n  {owner}: TBC\n"
)


@pytest.mark.parametrize(
    ("thing", "owner"),
    [("what", "who"), ("thing", "owner"), ("area", "lead"), ("service", "team"), ("item", "responsible"), ("topic", "contact"),
     ("name", "accountable"), ("system", "maintainer"), ("task", "department"), ("subject", "person"), ("module", "managed by"),
     ("name", "who"), ("job", "in-charge"), ("Activity", "Responsible person"), ("asset", "assigned_to"), ("job", "by"),
     ("area", "units"), ("area", "leads")],
)  # fmt: skip
def test_a_list_of_things_and_owners_is_read_by_its_keys(thing: str, owner: str, read: Read) -> None:
    reading = read(ENTRIES.format(thing=thing, owner=owner), "a.yml")
    held = {claim.topic: claim.owners for claim in reading.claims}
    both = ("Estates", "Mia Holt")
    assert held == {"boiler": ("Estates",), "keys and doors": both, "keys": both, "doors": both, "chapel": NOBODY}
    assert [(finding.code, finding.line) for finding in reading.findings] == [("no-owner", 5)]
    assert all(not claim.note for claim in reading.claims)


@pytest.mark.parametrize(
    "text",
    [
        "- name: Mia Holt\n  role: Head of Estates\n  department: Estates\n  contact: Bo Ek\n",  # of a person
        "- topic: boiler\n  contact: '#estates'\n- topic: keys\n  contact: keys@example.org\n",  # where to ask, not whom
    ],
)
def test_what_describes_a_person_or_gives_a_channel_is_no_owner(text: str, owned: Owned) -> None:
    assert owned(text, "a.yml") == {}


@pytest.mark.parametrize("path", ["", "college:\n  north:\n    grounds:\n"])
def test_things_before_names_that_come_again_are_owned(path: str, owned: Owned) -> None:
    pairs = ("boiler: Estates", "keys: Mia Holt", "kitchen: [Mia Holt, Estates]", "gates: Estates", "roof: Mia Holt", "chapel: TBC")
    indent = "      " if path else ""
    found = owned(path + "".join(f"{indent}{pair}\n" for pair in pairs), "a.yml")
    assert found == {"boiler": "Estates", "keys": "Mia Holt", "kitchen": "Estates + Mia Holt", "gates": "Estates", "roof": "Mia Holt"}


def test_a_mapping_of_single_words_says_nothing_of_owning(owned: Owned) -> None:
    assert owned("company: Acme\nproduct: Foo\nmotto: Better\ncity: Hamburg\nbranch: North\n", "a.yml") == {}


@pytest.mark.parametrize("key", ["backup", "back-up", "deputy", "stand-in", "second", "cover", "deputies"])
def test_the_backup_of_an_entry_is_known_as_such(key: str, owned: Owned) -> None:
    text = f"areas:\n  - name: boiler\n    owner: Estates\n    {key}: Bo Ek\n"
    assert owned(text, "a.yml") == {"boiler": "Estates", "backup of boiler": "Bo Ek"}


@pytest.mark.parametrize(
    "header",
    [
        "Backup",
        "Back-up owner",
        "Deputy",
        "Stand-in",
        "Secondary",
        "Second",
        "Cover",
        "Holiday cover",
        "Alternate",
        "If away",
        "Deputised by",
    ],
)
def test_the_backup_of_a_row_is_known_as_such(header: str, owned: Owned) -> None:
    text = (
        f"| Service | Owner | {header} |\n|---|---|---|\n| boiler | Estates | Bo Ek |\n| gate | Estates | Estates |\n| roof | Estates | |\n"
    )
    assert owned(text) == {"boiler": "Estates", "backup of boiler": "Bo Ek", "gate": "Estates", "roof": "Estates"}


@pytest.mark.parametrize("header", ["Looked after by", "Handled by", "Kept by", "Belongs to", "Who to ask", "Ask"])
def test_a_column_may_say_in_a_verb_whose_a_thing_is(header: str, owned: Owned) -> None:
    assert owned(f"| System | {header} |\n|---|---|\n| boiler | Estates |\n| gate | Mia Holt |\n") == {
        "boiler": "Estates",
        "gate": "Mia Holt",
    }


@pytest.mark.parametrize("key", ["items", "parts", "covers", "contains", "subtopics"])
def test_the_parts_of_a_thing_are_of_its_owner(key: str, owned: Owned) -> None:
    text = f"areas:\n  - name: Raw water\n    owner: Head of Dams\n    {key}:\n      - weirs\n      - reservoir levels\n"
    assert owned(text, "a.yaml") == dict.fromkeys(("Raw water", "weirs", "reservoir levels"), "Head of Dams")


@pytest.mark.parametrize("key", ["areas", "items", "services"])
def test_an_entry_without_an_owner_has_that_of_the_entry_around_it(key: str, read: Read) -> None:
    parts = "".join(f"  - name: {part}\n" for part in ("hedges", "drones\n    owner: Mia Holt", "gates\n    owner: TBC"))
    reading = read(f"- name: land\n  owner: Estates\n  {key}:\n{parts}", "a.yml")
    held = {claim.topic: claim.owners for claim in reading.claims}
    assert held == {"land": ("Estates",), "hedges": ("Estates",), "drones": ("Mia Holt",), "gates": NOBODY}
    assert [(finding.code, finding.line) for finding in reading.findings] == [("no-owner", 7)]
