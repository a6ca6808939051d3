"""Words of a text: folded, joined, stemmed, and where they stand."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from snowballstemmer.english_stemmer import EnglishStemmer

from knowledge.index.analyzer import fold, terms, topic_key
from knowledge.index.question_plain import listed
from knowledge.index.stemming import stem
from knowledge.index.vocabulary import Flattener, Vocabulary
from knowledge.index.words import COMPOUNDS, IZE_ROOTS, KEPT_APART, VARIANTS

TEXTS = st.text(alphabet=st.characters() | st.sampled_from("ab ceilmrstu'.&-/+#_ITé’\x00"), max_size=40)
PLAIN = st.lists(
    st.sampled_from(["payroll", "vendor", "portal", "budget", "laptop", "system", "project", "region", "server", "wifi", "signon"]),
    min_size=1,
    max_size=4,
)
ENDINGS = sorted(
    listed(
        """
        s es ies ed ing y ly ally e al ational ful fulness less er izer or ation ism ant ent ement ic icity iti bli logi enci able ence ize
        """
    )
)
ROOTS = st.text(alphabet="abcdeilmnoprstuvwxyz", min_size=1, max_size=7)


def words(text: str) -> list[str]:
    return [term.word for term in terms(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Workday integrations", "workday integration"),
        ("customer-facing solutions", "Customer facing solution"),
        ("customer‑facing", "customer facing"),
        ("e-mail", "email"),
        ("E mail", "emails"),
        ("Wi-Fi", "wifi"),
        ("help desks", "Helpdesk"),
        ("single sign-on", "single sign on"),
        ("R & D", "r&d"),
        ("CI/CD", "cicd"),
        ("ci cd", "CI-CD"),
        ("U.S. payroll", "US payroll"),
        ("the CTO's roadmap", "CTO road map"),
        ("employees’ laptops", "employee laptop"),
        ("Organisational centres", "organizational center"),
        ("optimising", "optimizing"),
        ("café", "CAFE"),
        ("ﬁnance", "finance"),
        ("ＶＰＮ", "vpn"),
        ("VPNs and KPIs", "vpn, kpi"),
        ("CTOs", "cto"),
        ("naïve\u200bté", "naivete"),
        ("Who's the owner?", "owner"),
        ("isn’t", ""),
        ("who is it for", "it"),
    ],
)
def test_texts_that_say_the_same_have_one_key(one: str, other: str) -> None:
    assert topic_key(one) == topic_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("marketing", "market"),
        ("production", "product"),
        ("data integrity", "data integration"),
        ("emergency", "emerging"),
        ("custom reports", "customer reports"),
        ("search engine", "search engineering"),
        ("important", "import"),
        ("C++", "C"),
        ("C#", "C"),
        (".NET", "net"),
        ("monday.com", "monday"),
        ("sign-off", "sign-on"),
        ("non-production", "production"),
        ("Workday", "work day"),
        ("IT operations", "operations"),
    ],
)
def test_things_that_organisations_tell_apart_have_different_keys(one: str, other: str) -> None:
    assert topic_key(one) != topic_key(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C++, C# and .NET or ASP.NET", ["c++", "c#", "and", ".net", "or", "asp.net"]),
        ("R&D's AT&T Q & A", ["r&d", "at&t", "q&a"]),
        ("IT & HR people", ["it", "hr", "people"]),
        ("version 3.5.1 of 24/7", ["version", "3.5.1", "of", "24", "7"]),
        ("e.g. U.S.A. x.y", ["eg", "usa", "x", "y"]),
        ("snake_case/path", ["snake", "case", "path"]),
        ("rock'n'roll's", ["rocknroll"]),
        ("½ day", ["1", "2", "day"]),
        ("...", []),
    ],
)
def test_words_are_kept_whole_where_signs_belong_to_them(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "function"),
    [("is it the CIO", True), ("help us with payroll", True), ("it is broken", True), ("IT operations", False), ("payroll us", False)],
)
def test_it_and_us_are_pronouns_only_beside_the_words_of_a_pronoun(text: str, function: bool) -> None:
    assert [term.function for term in terms(text) if term.word in ("it", "us")] == [function]


@given(TEXTS)
@example("e e mail")
@example("a's's")
@example("set up time sheet")
def test_taking_words_again_from_the_words_changes_nothing(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@given(TEXTS)
@example("naïve help-desk’s R & D u.s.a.")
def test_every_span_points_at_its_word_in_the_text(text: str) -> None:
    found = terms(text)
    for term in found:
        assert 0 <= term.start < term.end <= len(text)
        assert term.text in [again.text for again in terms(text[term.start : term.end])]
    assert [term.start for term in found] == sorted(term.start for term in found)


@given(TEXTS)
def test_a_key_is_its_own_key(text: str) -> None:
    key = topic_key(text)
    assert topic_key(key) == key


@given(PLAIN, st.booleans(), st.sampled_from([" ", "-", " - ", "_", "/"]), st.sampled_from(["", "the ", "our ", "The "]))
def test_case_hyphen_plural_and_articles_do_not_change_a_key(parts: list[str], upper: bool, join: str, article: str) -> None:
    text = article + join.join(parts) + "s"
    assert topic_key(text.upper() if upper else text) == topic_key(" ".join(parts))


@given(st.lists(TEXTS, max_size=6))
@example(["R & D", "a'b & c", "set up time sheet", "on call", "x\x00y", "a, b & c", "a.b.c & d"])
@example(["same", "other", "same"])
def test_many_texts_at_once_give_the_terms_of_each(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    flat, offsets = Flattener(vocabulary).flatten(texts)
    found = [[vocabulary.text(number) for number in part] for part in np.split(flat, offsets[1:-1])] if texts else []
    assert [" ".join(part) for part in found] == [topic_key(text) for text in texts]


@given(ROOTS, st.sampled_from(ENDINGS), st.sampled_from(["", *ENDINGS]))
@example("univers", "al", "ly")
@example("bias", "", "")
@example("colour", "able", "")
def test_stems_are_those_of_the_library_until_nothing_more_comes_off(root: str, ending: str, more: str) -> None:
    word = root + ending + more
    known = re.fullmatch(r"[^aeiou]+[aeiou]?s", word) or word in VARIANTS or re.search("|".join(f"{root}is" for root in IZE_ROOTS), word)
    if known or len(word) < 3:
        return
    expected, library = word, EnglishStemmer()
    while expected not in KEPT_APART and (shorter := library.stemWord(expected)) != expected:
        expected = shorter
        if re.fullmatch(r"[^aeiou]+[aeiou]?s", expected) or expected in VARIANTS:
            return
    assert stem(word) == KEPT_APART.get(expected, expected)


def test_the_plural_of_a_word_that_is_kept_apart_is_that_word() -> None:
    assert (stem("productions"), stem("products")) == ("production", "product")


@given(ROOTS, st.sampled_from(ENDINGS))
@example("authoriz", "ation")
@example("import", "ant")
@example("colour", "able")
def test_a_stem_is_its_own_stem(root: str, ending: str) -> None:
    assert stem(stem(root + ending)) == stem(root + ending)


def test_no_compound_begins_another_so_that_joining_needs_no_second_look() -> None:
    heads = {first for first, _ in COMPOUNDS}
    tails = {second for _, second in COMPOUNDS}
    for first, second in COMPOUNDS:
        assert first + second not in heads and stem(first + second) not in tails


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    once, origins = fold(text)
    assert fold(once)[0] == once
    assert origins is None or len(origins) == len(once)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("logging in", "login"),
        ("responding to alarms", "alarm response"),
        ("delivering parcels", "parcel deliveries"),
        ("reconciling accounts", "account reconciliation"),
    ],
)
def test_a_noun_and_its_verb_are_one_term(one: str, other: str) -> None:
    assert sorted(topic_key(one).split()) == sorted(topic_key(other).split())


def test_a_noun_and_a_past_tense_have_the_stem_of_their_verb() -> None:
    for words in ("certify certified certification", "injure injured injuries", "apply applying applications", "freeze froze frozen"):
        assert len({term.text for term in terms(words)}) == 1, words
