"""Words one slip away: every one of them found, and no other."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from knowledge.index import Index, Term, build_index, terms
from knowledge.index.typos import LONGEST, SHORTEST, Spellings, within_one_slip
from knowledge.types import Claim

LETTERS = "abcdeé漢"
WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=7)
KNOWN = ("workday", "integration", "payroll", "oktas", "laptop", "salesforce", "netsuite", "naïveté", "warehouse", "b2b-sync")


def slips(word: str) -> set[str]:
    """Every spelling that one slip makes of a word, with the letters of LETTERS."""
    made = {word[:place] + word[place + 1 :] for place in range(len(word))}
    made |= {word[:place] + letter + word[place:] for place in range(len(word) + 1) for letter in LETTERS}
    made |= {word[:place] + letter + word[place + 1 :] for place in range(len(word)) for letter in LETTERS}
    made |= {word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)}
    return made - {word}


def test_every_slip_of_every_known_word_leads_back_to_it() -> None:
    spellings = Spellings.of(KNOWN)
    for word in KNOWN:
        for slip in slips(word):
            assert (word in spellings.near(slip)) == (min(len(slip), len(word)) >= SHORTEST), (word, slip)


@given(st.sets(WORDS, max_size=40), WORDS)
@example({"abcd"}, "abdc")
@example({"abcde"}, "abcd")
def test_what_is_near_is_what_the_distance_says(known: set[str], word: str) -> None:
    near = Spellings.of(known).near(word)
    expected = {each for each in known if min(len(each), len(word)) >= SHORTEST and OSA.distance(each, word) <= 1}
    assert len(near) == len(set(near))
    assert set(near) == expected


@given(WORDS, WORDS)
@example("ab", "ba")
@example("abc", "bca")
@example("abcd", "badc")
@example("", "a")
@example("abab", "ab")
def test_one_slip_is_an_optimal_string_alignment_of_one(one: str, other: str) -> None:
    assert within_one_slip(one, other) == within_one_slip(other, one) == (OSA.distance(one, other) <= 1)


def test_short_and_endless_words_are_neither_repaired_nor_repaired_to() -> None:
    endless = "x" * (LONGEST + 1)
    spellings = Spellings.of(["abc", "x" * LONGEST, endless])
    assert spellings.words == ("x" * LONGEST,)
    assert spellings.near("abcx") == spellings.near("ab") == spellings.near(endless) == []
    assert spellings.near("x" * (LONGEST - 1)) == ["x" * LONGEST]


@pytest.mark.parametrize("typed", ["reccomendations", "reccomendation", "comittment", "accommmodation"])
def test_the_wrong_letter_doubled_is_mended_though_it_is_two_slips(typed: str) -> None:
    topics = ("recommendations", "commitment", "accommodation")
    index = build_index([Claim("c", topic, ("CIO",), topic, "", line) for line, topic in enumerate(topics, 1)], ())
    assert [index.repair(term)[0].text for term in terms(typed)][0] in {term.text for topic in topics for term in terms(topic)}
    assert index.repair(Term("recolmnedatimsn", 0, 15, "recolmnedatimsn")) == []


def index_of(*topics: str) -> Index:
    return build_index([Claim("c", topic, ("CIO",), topic, "", line) for line, topic in enumerate(topics, 1)], ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aprentiship", "apprenticeship"),
        ("maintanence", "maintenance"),
        ("counceling", "counselling"),
        ("accomodtion", "accommodation"),
    ],
)
def test_a_long_word_bears_two_or_three_slips(typed: str, meant: str) -> None:
    index = index_of("apprenticeship", "maintenance", "counselling", "council", "procurement", "accommodation", "accounts")
    assert [each.word for each in index.repair(terms(typed)[0])][:1] in ([meant], [terms(meant)[0].text])


@pytest.mark.parametrize("typed", ["paryoll", "servors", "kansultation", "maixxxxance", "counsel"])
def test_a_shorter_word_or_another_beginning_bears_fewer(typed: str) -> None:
    found = index_of("consultation", "maintenance", "counselling", "surfers").repair(terms(typed)[0])
    assert not {each.word for each in found} & {"surfers", "consultation", "maintenance", "counselling"}


def test_no_words_are_near_nothing() -> None:
    assert Spellings.of([]).near("payroll") == []


@given(st.sampled_from(KNOWN), st.data())
def test_a_known_word_is_never_changed_and_a_slip_of_it_is_mended(name: str, data: st.DataObject) -> None:
    index = build_index([Claim("c", known, ("CIO",), f"CIO owns {known}.", "", line) for line, known in enumerate(KNOWN, 1)], ())
    known = terms(name)
    assert [index.repair(term) for term in known] == [[] for _ in known]
    meant = max(known, key=lambda term: len(term.word))
    slip = data.draw(st.sampled_from(sorted(slips(meant.word))))
    assume(len(slip) >= SHORTEST and not index.knows(slip))
    assert meant.text in [repair.text for repair in index.repair(Term(slip, 0, len(slip), slip))]
    assert index.repair(Term(slip, 0, len(slip), slip, function=True)) == []
