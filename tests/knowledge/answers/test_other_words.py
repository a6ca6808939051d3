"""Everyday words that a charter does not have: read as it has them, said so, and never in place of words that it has."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from knowledge.answers import NO_RULINGS, Rulings, answer
from knowledge.claims import read_charter
from knowledge.index import build_index
from knowledge.index.thesaurus import bundled_thesaurus, wording
from knowledge.types import Alias, Answer, Decision, Standing

FILES = {
    name: yaml.safe_load((files("knowledge") / "charters" / name).read_bytes())
    for name in ("thesaurus.yaml", "parts.yaml", "situations.yaml")
}
LEADING: list[tuple[str, str, str]] = [
    (leads, wider, narrower)
    for leads, name in (("belongs to", "parts.yaml"), ("points to", "situations.yaml"))
    for wider, narrower in FILES[name].items()
]
GROUPS = [line.split(", ") for line in FILES["thesaurus.yaml"]]
BUNDLED = Path(__file__).parents[3] / "knowledge" / "charters" / "cio-cto.md"
TEAMS = b"""| Area | Owner |
|---|---|
| Uniforms for the crew | Wardrobe |
| Payroll | Finance |
| Rosters | Crew Planning |
| Tills | Shop Systems |
| Pay review | People |
| Lost luggage claims | Guest Care |
| Two-way staff radios | Estates |
"""


def asked(question: str, rulings: Rulings = NO_RULINGS, text: bytes = TEAMS) -> Answer:
    charter = read_charter("charter", "teams.md", text)
    return answer(question, build_index(charter.claims, charter.owners), rulings)


@pytest.mark.parametrize(
    ("question", "owners", "said"),
    [
        ("who looks after the work clothes of the crew?", ("Wardrobe",), "work clothes is another word for uniforms"),
        ("who draws up the shift schedules?", ("Crew Planning",), "shift schedules is another word for rosters"),
        ("who runs the walkie-talkies?", ("Estates",), "walkie talkies is another word for radios"),
        ("who pays the wages?", ("Finance",), ""),  # the lexicon knows that as payroll
        ("who pays my salary?", ("Finance",), "pays salary is another word for payroll"),
        ("the cash register is stuck, who owns that?", ("Shop Systems",), "cash register is tills"),
    ],
)
def test_what_a_charter_calls_otherwise_is_inferred_and_it_is_said(question: str, owners: tuple[str, ...], said: str) -> None:
    found = asked(question)
    assert (found.owners, found.standing) == (owners, Standing.INFERRED)
    assert not said or found.chain[0] == said
    assert found.evidence[0].matched


@pytest.mark.parametrize("question", ["who owns the rosters?", "who owns payroll?", "who does the pay review?"])
def test_words_that_the_charter_has_are_left_as_they_are(question: str) -> None:
    found = asked(question)
    assert (found.standing, found.chain) == (Standing.DOCUMENTED, ())


@pytest.mark.parametrize("question", ["who owns the canteen?", "who looks after the work shoes of the crew?", "who buys new clothes?"])
def test_words_that_stand_for_nothing_in_it_stay_unknown(question: str) -> None:
    assert asked(question).owners == ()


def test_nobody_is_paid_by_a_charter_without_payroll() -> None:
    assert asked("who pays my salary?", text=BUNDLED.read_bytes()).owners == ()


def test_what_was_ruled_on_or_named_is_left_in_its_words() -> None:
    ruled = Decision(1, "work clothes", ("Guest Care",), "moved", "U1", datetime(2026, 11, 2, tzinfo=UTC))
    assert asked("who owns the work clothes?", Rulings.of([ruled], [], [])).owners == ("Guest Care",)
    named = Rulings.of([], [], [Alias("work clothes", "Tills")])
    assert asked("who owns the work clothes?", named).owners == ("Shop Systems",)


def test_a_ruling_on_the_charters_word_counts_for_the_other() -> None:
    ruled = Decision(1, "Rosters", ("People",), "moved", "U1", datetime(2026, 11, 2, tzinfo=UTC))
    found = asked("who draws up the shift schedules?", Rulings.of([ruled], [], []))
    assert (found.owners, found.standing) == (("People",), Standing.DECIDED)


def test_another_charter_with_one_of_the_words_changes_nothing() -> None:
    charters = [
        read_charter("teams", "teams.md", TEAMS),
        read_charter("lab", "lab.md", b"The Lab owns soap, which cleans clothes at work.\n"),
    ]
    both = build_index([claim for each in charters for claim in each.claims], [owner for each in charters for owner in each.owners])
    found = answer("who looks after the work clothes of the crew?", both, NO_RULINGS)
    assert (found.owners, found.chain) == (("Wardrobe",), ("work clothes is another word for uniforms",))


def test_each_wording_stands_for_one_thing_and_leads_to_the_others() -> None:
    thesaurus = bundled_thesaurus()
    groups = Counter(stems for group in GROUPS for stems in {wording(each).stems for each in group})
    assert [stems for stems, count in groups.items() if count > 1] == []
    for group in GROUPS:
        wordings = {each: wording(each) for each in group}
        assert len({each.stems for each in wordings.values()}) > 1, group
        for each in wordings.values():
            others = {other.text for other in thesaurus.others(each.stems, each.words[0])}
            assert others == {text for text, other in wordings.items() if other.stems != each.stems}
            assert len(each.stems) <= thesaurus.longest(each.words[0])


HOUSE = b"""| Area | Owner |
|---|---|
| Facilities | Estates |
| Furniture design | Studio |
| Plumbing | Works |
| Fixed assets | Finance |
"""


@pytest.mark.parametrize(
    ("question", "owners", "said"),
    [
        ("whose is the water heater?", ("Works",), ("water heater belongs to plumbing",)),
        ("who mends the ceiling tiles?", ("Estates",), ("ceiling tiles belongs to facilities",)),
        ("whose is the armchair?", ("Estates",), ("armchair belongs to furniture", "furniture belongs to facilities")),
    ],
)
def test_what_belongs_to_something_that_is_a_topic_is_inferred_step_by_step(
    question: str, owners: tuple[str, ...], said: tuple[str, ...]
) -> None:
    found = asked(question, text=HOUSE)
    assert (found.owners, found.standing, found.chain) == (owners, Standing.INFERRED, said)


def test_a_wider_thing_that_is_only_part_of_a_topic_lends_no_owner() -> None:
    assert asked("whose is the armchair?", text=b"| Area | Owner |\n|---|---|\n| Furniture design | Studio |\n").owners == ()


@pytest.mark.parametrize("coined", ["Armchairly", "Sofania"])
def test_a_coined_name_is_no_word_that_has_its_stem(coined: str) -> None:
    assert asked(f"who owns {coined}?", text=HOUSE).owners == ()


def test_what_leads_to_something_wider_leads_there_and_is_no_wording_of_it() -> None:
    thesaurus = bundled_thesaurus()
    for leads, wider, narrower in LEADING:
        wholes = wider.split(", ")
        for phrase in map(wording, narrower.split(", ")):
            reached = {each.wording.text for each in thesaurus.wider(phrase.stems, phrase.words[0]) if each.leads == leads}
            assert set(wholes) <= reached, phrase.text
            assert phrase.stems not in {wording(whole).stems for whole in wholes}
            assert len(phrase.stems) <= thesaurus.longest(phrase.words[0])


def test_a_situation_takes_two_words_that_say_something() -> None:
    assert [
        phrase for leads, _, each in LEADING if leads == "points to" for phrase in each.split(", ") if len(wording(phrase).stems) < 2
    ] == []


FLAT = b"""| Area | Owner |
|---|---|
| Lost property | Porters |
| Compressed air | Works |
| Grass cutting (parks) | Grounds |
"""


@pytest.mark.parametrize(
    ("question", "owners", "said"),
    [
        ("she left her new umbrella in room 3, who has it?", ("Porters",), "left umbrella points to lost property"),
        ("there's a hose in hall 2 that's hissing, who looks at that?", ("Works",), "hissing hose points to compressed air"),
        ("who owns the umbrella?", (), ""),
        ("the grass behind the school has to be cut, whose job?", ("Grounds",), ""),
    ],
)
def test_what_is_told_of_a_thing_points_to_it_though_its_words_stand_apart(question: str, owners: tuple[str, ...], said: str) -> None:
    found = asked(question, text=FLAT)
    assert found.owners == owners
    assert not said or found.chain == (said,)
