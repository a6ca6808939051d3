"""Things by the words of messages about them: the file that comes with the product, and how a message is held against it."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.index import terms
from knowledge.index.concepts import Concepts, bundled_concepts

TEXT = (files("knowledge") / "charters" / "concepts.txt").read_text("utf-8")
LINES = [line for line in TEXT.splitlines() if line and not line.startswith("#")]
SOME = Concepts(
    """# what is cold
heating, radiators, HVAC: cold, freezing, boiler, no heating, thermostat
fridges, freezers, chillers: cold, freezing, milk, thermostat

leave, holidays: days off, cold
"""
)


def spelt(text: str) -> dict[str, str]:
    return {term.text: term.word for term in terms(text) if not term.function}


def names(text: str, concepts: Concepts = SOME) -> list[str]:
    return [meant.names[0] for meant in concepts.meant(spelt(text), {})]


def test_the_thing_that_is_told_of_most_comes_first() -> None:
    assert names("freezing and cold, the boiler is off") == ["heating", "fridges", "leave"]
    assert names("it is freezing next to the milk")[0] == "fridges"


def test_a_cue_of_one_thing_tells_more_than_a_cue_of_many() -> None:
    alone, shared = (SOME.meant(spelt(text), {})[0].weight for text in ("boiler", "cold"))
    assert alone == pytest.approx(1.0)
    assert shared < 0.5


def test_a_name_tells_more_than_a_cue_and_a_phrase_more_than_a_word() -> None:
    weights = [SOME.meant(spelt(text), {})[0].weight for text in ("boiler", "radiator", "days off")]
    assert weights == sorted(weights) and len(set(weights)) == 3


def test_the_shortest_cues_are_found() -> None:
    short = Concepts("finance system, GL, ledger: AP, invoices, IT desk\nlifts, elevators, hoists: stuck, e-lift, it\n")
    assert names("who runs GL", short) == names("our AP", short) == ["finance system"]
    assert names("the IT desk", short)[0] == "finance system"


def test_no_cue_means_nothing() -> None:
    assert names("who owns payroll") == names("") == []
    assert names("off") == [], "half of a phrase is none"


def test_the_stems_that_told_are_given() -> None:
    assert SOME.meant(spelt("the boilers froze, so cold"), {})[0].stems == frozenset(spelt("boiler cold"))


@given(st.permutations(["freezing", "boiler", "milk", "days", "off"]))
def test_the_order_of_the_words_does_not_count(words: list[str]) -> None:
    assert SOME.meant(spelt(" ".join(words)), {}) == SOME.meant(spelt("freezing boiler milk days off"), {})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LINES), st.data())
def test_most_cues_of_a_thing_together_mean_it(line: str, data: st.DataObject) -> None:
    called, _, cues = line.partition(": ")
    chosen = data.draw(st.lists(st.sampled_from(cues.split(", ")), min_size=8, max_size=12, unique=True))
    found = [meant.names for meant in bundled_concepts().meant(spelt(" ".join(chosen)), {})]
    assert tuple(called.split(", ")) in found[:3]


def test_a_word_that_counts_less_tells_less() -> None:
    whole, less = (SOME.meant(spelt("boiler"), share)[0].weight for share in ({}, {"boiler": 0.5}))
    assert less == pytest.approx(whole / 2)
    both, plain, little = (SOME.meant(spelt("days off"), {"day": share})[0].weight for share in (1.0, 0.8, 0.4))
    assert plain == pytest.approx(both * 0.9)
    assert little == pytest.approx(0.7), "as of one word, which the other adds nothing to"


def test_words_of_names_and_cues_are_spelt_right() -> None:
    assert all(map(SOME.knows, ("hvac", "boiler", "days", "chillers")))
    assert not any(map(SOME.knows, ("boil", "oiler", "what", "free")))


def test_the_lines_are_names_and_cues() -> None:
    assert len(LINES) > 4_000
    assert len(TEXT.lower()) == len(TEXT), "places in the text are those in its small letters"
    for line in LINES:
        called, mark, cues = line.partition(": ")
        phrases = (*called.split(", "), *cues.split(", "))
        assert mark and len(called.split(", ")) >= 3 and len(cues.split(", ")) >= 10, line
        assert len({phrase.casefold() for phrase in phrases}) == len(phrases), line
        assert all(re.fullmatch(r"[\w'&.+-]+(?: [\w'&.+-]+)*", phrase) for phrase in phrases), line
        assert all(any(not term.function for term in terms(phrase)) for phrase in phrases), line


def test_no_two_lines_are_of_one_thing() -> None:
    first = [line.partition(", ")[0].casefold() for line in LINES]
    assert len(set(first)) == len(first)
