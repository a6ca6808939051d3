"""What the words of a scope mean: lists are alternatives, and words of one alternative belong together."""

from __future__ import annotations

import pytest

from knowledge.index.analyzer import terms
from knowledge.index.scopes import alternatives, covers, same_scope


def stems(text: str) -> frozenset[str]:
    return frozenset(term.text for term in terms(text))


@pytest.mark.parametrize(
    "scope", ["Germany, Austria", "Germany or Austria", "Germany and Austria", "Germany; Austria", "Germany/Austria", "Germany,\nAustria"]
)
@pytest.mark.parametrize("question", ["who owns payroll in Germany?", "who owns payroll in Austria?", "our Austrian payroll, whose is it?"])
def test_each_item_of_a_list_is_enough(scope: str, question: str) -> None:
    assert covers(scope, stems(question))
    assert not covers(scope, stems("who owns payroll in Brazil?"))


@pytest.mark.parametrize(
    ("scope", "question"),
    [
        ("Germany", "the German payroll"),
        ("German customers", "customers in Germany"),
        ("Italy", "Italian invoices"),
        ("Hungary", "the Hungarian office"),
        ("Europe", "European customers"),
        ("India", "Indian contractors"),
        ("contractors", "payroll of a contractor"),
        ("for new hires", "laptops for a new hire"),
        ("R&D", "payroll for R&D"),
        ("in the US", "payroll in the US"),
    ],
)
def test_another_form_of_the_word_is_the_word(scope: str, question: str) -> None:
    assert covers(scope, stems(question))


@pytest.mark.parametrize(
    ("scope", "question"),
    [
        ("German customers", "customers in Brazil"),
        ("German customers", "the German payroll"),
        ("German customers, Austria", "customers in Brazil"),
        ("contracts", "payroll of contractors"),
        ("Mali", "payroll in Malta"),
        ("Germany", "the germ laboratory"),
    ],
)
def test_one_word_of_several_and_words_that_only_look_alike_are_not_enough(scope: str, question: str) -> None:
    assert not covers(scope, stems(question))


@pytest.mark.parametrize("scope", ["", "  ", "🤖", "in the", ", ;", "of and the", "/"])
def test_a_scope_without_words_names_nothing(scope: str) -> None:
    assert alternatives(scope) == ()
    assert not covers(scope, stems("who owns payroll?"))


def test_an_item_without_words_is_none() -> None:
    assert alternatives("Germany, the, ") == alternatives("Germany")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Austria or the Germanys", "Germany, austria"),
        ("Germany, Austria", "Germany, Austria; Germany"),
        ("German customers", "customers in Germany"),
        ("", " "),
        ("🤖", "🤖 "),
    ],
)
def test_the_same_scope_in_another_order_and_form_is_the_same(one: str, other: str) -> None:
    assert same_scope(one, other) and same_scope(other, one)


@pytest.mark.parametrize(("one", "other"), [("Germany Austria", "Germany, Austria"), ("Germany", ""), ("Germany", "Germany, Austria")])
def test_a_scope_that_answers_other_questions_is_another(one: str, other: str) -> None:
    assert not same_scope(one, other) and not same_scope(other, one)
