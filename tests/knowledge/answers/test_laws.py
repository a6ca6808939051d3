"""Laws that hold for any question: an answer quotes what is there, and what does not change the meaning does not change the owner."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers import NO_RULINGS, Rulings, answer
from knowledge.claims import read_charter
from knowledge.index import Index, build_index
from knowledge.types import Alias, Answer, Claim, Owner, Standing

ROOT = Path(__file__).parents[3]
CHARTER = ROOT / "knowledge" / "charters" / "cio-cto.md"
OTHER = ROOT / "tests" / "data" / "charters" / "bookshop-features.md"
LISTS = ("cio_cto_develop", "cio_cto_held_out", "cio_cto_fresh_develop")
QUESTIONS = [
    json.loads(line)["question"]
    for name in LISTS
    for line in (ROOT / "tests" / "data" / "questions" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
GREETINGS = ["Hi! ", "hello, ", "Good morning everyone! ", "Hey team, "]


@cache
def index(*paths: Path) -> Index:
    readings = [read_charter(path.stem, path.name, path.read_bytes()) for path in paths]
    return build_index([claim for each in readings for claim in each.claims], [owner for each in readings for owner in each.owners])


def asked(question: str, *paths: Path) -> Answer:
    return answer(question, index(*(paths or (CHARTER,))), NO_RULINGS)


TOPICS = sorted({claim.topic for claim in index(CHARTER).claims})


@settings(max_examples=150)
@given(st.sampled_from(QUESTIONS) | st.sampled_from(TOPICS) | st.text(max_size=60))
def test_a_documented_answer_quotes_a_line_that_is_there_with_a_matched_word(question: str) -> None:
    found = asked(question)
    if found.standing is not Standing.DOCUMENTED or found.listing:
        return
    lines = CHARTER.read_text(encoding="utf-8").splitlines()
    assert found.evidence
    for evidence in found.evidence:
        assert 1 <= evidence.line <= len(lines)
        assert all(word in lines[evidence.line - 1] for word in evidence.quote.split())
    assert any(evidence.matched for evidence in found.evidence)


@settings(max_examples=100)
@given(st.sampled_from(QUESTIONS + TOPICS))
def test_a_charter_without_a_common_word_changes_no_answer(question: str) -> None:
    foreign = [Claim("far", "zulvik brenthar", ("Zulvik team",), "Zulvik team owns zulvik brenthar.", "", 1)]
    own = index(CHARTER)
    both = build_index([*own.claims, *foreign], [*own.owners, Owner("Zulvik team")])
    assert answer(question, both, NO_RULINGS).owners == asked(question).owners


@settings(max_examples=100)
@given(st.sampled_from(TOPICS))
def test_the_charter_of_a_bookshop_takes_no_topic_away(topic: str) -> None:
    alone = asked(f"who owns {topic}?")
    assert asked(f"who owns {topic}?", CHARTER, OTHER).owners == alone.owners


@settings(max_examples=100)
@given(st.sampled_from(TOPICS), st.sampled_from(GREETINGS), st.sampled_from(["", "?", "??", " ?!", "."]))
def test_case_punctuation_hyphens_and_greetings_change_no_owner(topic: str, greeting: str, mark: str) -> None:
    plain = asked(f"who owns {topic}")
    for same in (f"{greeting}who owns {topic}{mark}", f"WHO OWNS {topic.upper()}{mark}", f"who owns {topic.replace('-', ' ')}{mark}"):
        assert asked(same).owners == plain.owners, same


@settings(max_examples=60)
@given(st.sampled_from([topic for topic in TOPICS if "CIO" not in topic]))  # an owner in a topic is read as the one asked about
def test_an_alias_counts_from_the_moment_it_is_given(topic: str) -> None:
    found = answer("who owns zyxwv?", index(CHARTER), Rulings.of((), (), (Alias("zyxwv", topic),)))
    assert asked("who owns zyxwv?").owners == ()
    assert found.owners == asked(f"who owns {topic}?").owners
