"""How right the answers are on lists of questions with known owners: floors that a change must not fall through."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.answers import NO_RULINGS, answer
from knowledge.answers.evaluation import Expected, Report, evaluate, other_names, read_expected
from knowledge.answers.principals import principals
from knowledge.claims import read_charter
from knowledge.index import Index, build_index

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
CHARTERS = sorted(path for path in (DATA / "charters").iterdir() if path.suffix not in {".jsonl", ".tsv"})
COMPANIES = sorted(path for path in (DATA / "companies").iterdir() if path.suffix != ".jsonl")
LAYOUTS = sorted(path for path in (DATA / "layouts").iterdir() if path.suffix != ".jsonl")


def index_of(path: Path) -> Index:
    reading = read_charter(path.stem, path.name, path.read_bytes())
    return build_index(reading.claims, reading.owners)


def measured(index: Index, questions: Path) -> Report:
    expected = read_expected(questions.name, questions.read_bytes())
    return evaluate(expected, lambda text: answer(text, index, NO_RULINGS), principals(index), called=other_names(index))


@pytest.mark.parametrize("name", ["cio_cto_develop", "cio_cto_held_out", "cio_cto_fresh_develop"])
def test_the_bundled_charter_answers_the_questions_it_was_developed_on(name: str) -> None:
    report = measured(index_of(ROOT / "knowledge" / "charters" / "cio-cto.md"), DATA / "questions" / f"{name}.jsonl")
    assert report.accuracy >= 0.95
    assert report.wrong_owners <= report.total * 0.01


def test_the_bundled_charter_answers_questions_it_was_not_developed_on() -> None:
    report = measured(index_of(ROOT / "knowledge" / "charters" / "cio-cto.md"), DATA / "questions" / "cio_cto_fresh_held_out.jsonl")
    assert report.accuracy >= 0.9
    assert report.wrong_owners <= report.total * 0.04


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("cio_cto_wide_develop", 0.94, 0.02),
        ("cio_cto_wide_held_out", 0.9, 0.04),
        ("cio_cto_broad_develop", 0.92, 0.02),
        ("cio_cto_broad_held_out", 0.9, 0.04),
        ("cio_cto_deep_develop", 0.94, 0.03),
        ("cio_cto_deeper_develop", 0.92, 0.04),
    ],
)
def test_the_bundled_charter_answers_what_people_ask_in_their_own_words(name: str, right: float, wrong: float) -> None:
    report = measured(index_of(ROOT / "knowledge" / "charters" / "cio-cto.md"), DATA / "questions" / f"{name}.jsonl")
    assert report.accuracy >= right
    assert report.wrong_owners <= report.total * wrong


def test_charters_of_other_shapes_answer_their_questions() -> None:
    outcomes = [outcome for path in CHARTERS for outcome in measured(index_of(path), path.with_suffix(".jsonl")).outcomes]
    unknown = [outcome for outcome in outcomes if outcome.expected.expect == ("unknown",)]
    assert sum(outcome.right for outcome in outcomes) >= 0.95 * len(outcomes)
    assert sum(outcome.right for outcome in unknown) >= 0.9 * len(unknown) > 0


@pytest.mark.parametrize("charter", CHARTERS, ids=lambda path: path.stem)
def test_no_charter_of_another_shape_falls_behind(charter: Path) -> None:
    report = measured(index_of(charter), charter.with_suffix(".jsonl"))
    assert report.accuracy >= 0.85
    assert report.wrong_owners <= 1


def test_documents_of_companies_answer_what_their_people_ask() -> None:
    """Written with their questions by somebody who had not seen how documents are read; what they showed was mended since."""
    outcomes = [outcome for path in COMPANIES for outcome in measured(index_of(path), path.with_suffix(".jsonl")).outcomes]
    unknown = [outcome for outcome in outcomes if outcome.expected.expect == ("unknown",)]
    wrong = sum(not outcome.right and outcome.got != "unknown" for outcome in outcomes)
    assert sum(outcome.right for outcome in outcomes) >= 0.93 * len(outcomes) > 1_000
    assert wrong <= 0.02 * len(outcomes)
    assert sum(outcome.right for outcome in unknown) >= 0.97 * len(unknown)


def test_documents_laid_out_in_many_ways_are_read_as_people_read_them() -> None:
    """Each by its own hand, with eight plain questions: what is wrong here was read wrongly."""
    outcomes = [outcome for path in LAYOUTS for outcome in measured(index_of(path), path.with_suffix(".jsonl")).outcomes]
    unknown = [outcome for outcome in outcomes if outcome.expected.expect == ("unknown",)]
    wrong = sum(not outcome.right and outcome.got != "unknown" for outcome in outcomes)
    assert sum(outcome.right for outcome in outcomes) >= 0.92 * len(outcomes) > 700
    assert wrong <= 0.025 * len(outcomes)
    assert sum(outcome.right for outcome in unknown) >= 0.97 * len(unknown) > 0


def test_an_expected_owner_may_be_written_by_any_of_its_names() -> None:
    reading = read_charter("c", "raci.csv", b"Task,Yard Office (YO),Fleet\ncranes,A,I\nvans,I,A\n")
    index = build_index(reading.claims, reading.owners)
    rows = ("Yard Office", "YO", "yo.", "Fleet")
    expected = [Expected("who owns cranes?", (name,)) for name in rows]
    report = evaluate(expected, lambda text: answer(text, index, NO_RULINGS), principals(index), called=other_names(index))
    assert [outcome.right for outcome in report.outcomes] == [True, True, True, False]
