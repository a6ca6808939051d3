"""YAML and JSON: entries with owners, owners with things, mappings either way, and catalogues of services."""

from __future__ import annotations

import pytest

from knowledge.types import Tie
from tests.knowledge.claims.conftest import Owned, Read


@pytest.mark.parametrize(
    "text",
    [
        "areas:\n  - name: Mail\n    owner: Team A\n",
        "- name: Mail\n  owner: Team A\n",
        "areas:\n  - {name: Mail, team: Team A, description: All the letters that come in and go out every day, tier: 1, tags: [x]}\n",
        "areas:\n  - name: Mail\n    owner: {team: Team A, slack: '#a'}\n",
        "areas:\n  - name: Mail\n    owners: [Team A]\n",
        "services:\n  Mail:\n    owner: Team A\n    tier: 2\n",
        "ownership:\n  Mail: Team A\n",
        "ownership:\n  Team A: [Mail]\n",
        "teams:\n  team-a:\n    name: Team A\n    owns: [Mail]\n",
        "teams:\n  - name: Team A\n    owns:\n      - Mail\n",
        "teams:\n  Team A:\n    services: [Mail]\n",
        "kind: Component\nmetadata:\n  name: Mail\nspec:\n  owner: Team A\n",
        "services:\n  Mail: [Team A]\n",
        '{"services": [{"name": "Mail", "dri": "Team A"}]}',
    ],
)
def test_each_way_to_write_one_ownership(text: str, owned: Owned) -> None:
    assert owned(text, "a.yaml") == {"Mail": "Team A"}


def test_titles_ids_and_aliases_are_all_names_of_the_thing(owned: Owned) -> None:
    text = "domains:\n  - id: stock\n    title: Stock levels\n    accountable: Supply Tech\n    aliases: [inventory]\n"
    assert owned(text, "a.yaml") == dict.fromkeys(("Stock levels", "stock", "inventory"), "Supply Tech")


def test_helpers_contacts_and_notes_are_kept(read: Read) -> None:
    text = (
        "areas:\n  - name: Mail\n    owner: Team A\n    consulted: [Legal]\n    deputies: [Team B]\n    informed: Sales\n"
        "    slack: '#a'\n    note: until May\n"
    )
    reading = read(text, "a.yaml")
    claim, backup = reading.claims
    assert (backup.topic, backup.owners) == ("backup of Mail", ("Team B",))
    assert dict(claim.involved) == {"Legal": Tie.CONSULTED, "Team B": Tie.RESPONSIBLE, "Sales": Tie.INFORMED}
    assert claim.note == "until May; #a"
    assert next(owner for owner in reading.owners if owner.name == "Team A").contact == "#a"


def test_the_names_of_teams_are_learnt_with_their_keys(read: Read) -> None:
    text = (
        "teams:\n  vis:\n    name: Visitor Services\n    slack: '#v'\n    owns: [doors]\n"
        "  dig:\n    name: Digital\n    owns: [web]\nareas:\n  toys: vis\n  books: Nobody Known\n"
    )
    reading = read(text, "a.yaml")
    assert {claim.topic: claim.owners for claim in reading.claims} == {
        "doors": ("Visitor Services",),
        "web": ("Digital",),
        "toys": ("Visitor Services",),
        "books": ("Nobody Known",),
    }
    assert [(finding.code, finding.line) for finding in reading.findings] == [("unknown-owner", 11)]


def test_entries_without_an_owner_are_told(read: Read) -> None:
    text = "areas:\n  - name: Mail\n    owner: null\n  - name: Logs\n  - name: Pay\n    owner: TBD\n  - name: Map\n    owner: A or B\n"
    reading = read(text, "a.yaml")
    nobodys = [("Mail", "unknown"), ("Logs", "unknown"), ("Pay", "unknown")]
    assert [(claim.topic, claim.standing.value) for claim in reading.claims] == [*nobodys, ("Map", "contested")]
    assert [(finding.code, finding.line) for finding in reading.findings] == [("no-owner", 2), ("no-owner", 4), ("no-owner", 5)]


def test_a_remark_in_place_of_an_owner_is_told(read: Read) -> None:
    text = (
        "areas:\n  - name: Mail\n    owner: whoever happened to touch it last should really look after it now\n  - {name: Pay, owner: HR}\n"
    )
    assert [finding.code for finding in read(text, "a.yaml").findings] == ["unknown-owner"]


def test_a_file_of_settings_owns_nothing(read: Read) -> None:
    reading = read("debug: true\nservers:\n  - host: a\n    port: 1\n", "a.yaml")
    assert reading.claims == ()
    assert [finding.code for finding in reading.findings] == ["no-owner"]


def test_lists_of_several_teams_are_owners_of_the_thing_over_them(owned: Owned) -> None:
    assert owned("services:\n  mail: [Team A, Team B]\n", "a.yaml") == {"mail": "Team A + Team B"}


def test_owners_behind_their_things_are_read_however_deep_they_stand(owned: Owned, read: Read) -> None:
    text = (
        "header: {author: Ada Byron, approved: Board}\naccountability:\n  museum:\n    owner: Curator\n    loans: Registrar Office\n"
        "    status: Live\n    shop:\n      postcards: Legal & Print\n      tea room: [Catering, Registrar Office]\n"
        '  grounds:\n    pond: null\n    gate: TBD\n    shed: ""\n    bike rack: Catering\n'
    )
    assert owned(text, "a.yaml") == {
        "museum": "Curator",
        "loans": "Registrar Office",
        "postcards": "Legal & Print",
        "tea room": "Registrar Office + Catering",
        "bike rack": "Catering",
    }
    told = [("no-owner", 11), ("no-owner", 12), ("no-owner", 13)]
    assert [(finding.code, finding.line) for finding in read(text, "a.yaml").findings] == told


def test_fields_that_every_entry_has_are_no_things(owned: Owned) -> None:
    entry = "  {}:\n    owner: {}\n    environment: Production\n    informed: [Finance]\n"
    assert owned("service ownership:\n" + entry.format("mail", "Team A") + entry.format("chat", "Team B"), "a.yaml") == {
        "mail": "Team A",
        "chat": "Team B",
    }


def test_without_a_word_of_owning_most_words_must_be_names_of_teams(owned: Owned) -> None:
    text = "shop:\n  web:\n    checkout: Payments Team\n    basket: team-pay\n    refunds: [Payments Team, Support Team]\n"
    assert set(owned(text, "a.yaml")) == {"checkout", "basket", "refunds"}
    assert owned("app:\n  window:\n    colour: Red\n    host: Example\n    label: Users Group\n", "a.yaml") == {}


def test_an_owner_behind_its_thing_is_quoted_with_it(read: Read) -> None:
    claim = read("ownership:\n  grounds:\n    pond: Parks Team\n", "a.yaml").claims[0]
    assert (claim.line, claim.quote, claim.section) == (3, "pond: Parks Team", "ownership › grounds")
