"""Documents of many shapes: each gives the claims that a person reads in it, and right answers to everyday questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.answers import Rulings, answer
from knowledge.claims import read_charter
from knowledge.documents import read_document
from knowledge.index import build_index
from knowledge.types import Answer, Reading, Standing

CHARTERS = Path(__file__).parents[1] / "data" / "charters"
QUESTIONS = sorted(CHARTERS.glob("*.jsonl"))
OWNED = sorted(CHARTERS.glob("*.owned.tsv"))
RIGHT, UNKNOWN_SAID = 0.9, 0.8  # shares of all answers, and of those where nobody is named


def document(name: str) -> Path:
    (found,) = (path for path in CHARTERS.glob(f"{name}.*") if path.suffix not in (".jsonl", ".tsv"))
    return found


def reading(name: str) -> Reading:
    path = document(name)
    return read_charter("charter", path.name, path.read_bytes())


def said(found: Answer) -> str:
    """The owner, "joint" for several, or that it is contested or unknown."""
    if found.standing in (Standing.UNKNOWN, Standing.CONTESTED):
        return found.standing.value
    return found.owners[0] if len(found.owners) == 1 else "joint"


@pytest.mark.parametrize("expected", OWNED, ids=lambda path: path.name.removesuffix(".owned.tsv"))
def test_the_claims_of_a_document_are_those_a_person_reads_in_it(expected: Path) -> None:
    """Each line of the expectation: the line, the topic and the owners, written down after reading the document by eye."""
    claims = reading(expected.name.removesuffix(".owned.tsv")).claims
    found = [f"{claim.line}\t{claim.topic}\t{', '.join(claim.owners)}" for claim in claims]
    assert found == expected.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", OWNED, ids=lambda path: path.name.removesuffix(".owned.tsv"))
def test_every_claim_quotes_the_line_it_names(path: Path) -> None:
    name = path.name.removesuffix(".owned.tsv")
    lines = read_document(document(name).name, document(name).read_bytes()).lines
    for claim in reading(name).claims:
        assert claim.quote in lines[claim.line - 1], claim


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_everyday_questions_are_answered_from_it(path: Path) -> None:
    charter = reading(path.stem)
    index, rulings = build_index(list(charter.claims), list(charter.owners)), Rulings.of([], [], [])
    asked = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    missed, wrong = [], []
    for one in asked:
        expected = one["expect"] if isinstance(one["expect"], list) else [one["expect"]]
        heard = said(answer(one["question"], index, rulings))
        if heard not in expected:
            missed.append((one["question"], expected, heard))
            if heard not in ("unknown", "contested", "joint"):
                wrong.append((one["question"], expected, heard))
    nobody = [one for one in asked if one["expect"] == "unknown"]
    answered = [question for question, expected, _ in missed if expected == ["unknown"]]
    assert not wrong
    assert len(missed) <= max(2, (1 - RIGHT) * len(asked)), missed
    assert len(answered) <= (1 - UNKNOWN_SAID) * len(nobody), answered
