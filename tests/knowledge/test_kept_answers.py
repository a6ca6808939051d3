"""Answers that are kept are never older than the question, and what reads the versions beside the pool mends itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from knowledge import Knowledge, open_knowledge
from knowledge.snapshots import LONGEST_KEPT, MOST_KEPT

QUESTION = "who owns ERP?"


@pytest.fixture
def two(database_url: str) -> Iterator[tuple[Knowledge, Knowledge]]:
    """The same workspace in two processes, as it were."""
    here, there = open_knowledge(database_url, create=True), open_knowledge(database_url)
    here.of("T1").change_settings({"deciders": "U9"})
    yield here.of("T1"), there.of("T1")
    here.close()
    there.close()


def test_the_same_question_gets_the_answer_made_before(two: tuple[Knowledge, Knowledge]) -> None:
    here, _ = two
    assert here.ask(QUESTION) is here.ask(QUESTION)


def test_a_decision_in_another_process_is_in_the_very_next_answer(two: tuple[Knowledge, Knowledge]) -> None:
    here, there = two
    assert there.ask(QUESTION).owners == ("CIO",)
    raised = here.raise_dispute(topic="ERP", proposed=("CTO",), reason="It is code.", actor="U1", origin="C1", request="r1")
    assert there.ask(QUESTION).standing == "contested"
    here.decide(1, actor="U9", owners=("CTO",), rationale="It is code.", version=raised.dispute.version, request="r2")
    assert there.ask(QUESTION).owners == ("CTO",)
    assert there.ask(QUESTION).standing == "decided"


def test_what_was_refreshed_is_not_read_again_by_whoever_asks(database_url: str) -> None:
    here, there = open_knowledge(database_url, create=True), open_knowledge(database_url)
    asked = there.only()
    here.only().import_charter("more", "more.md", b"# More\n\n- The CTO owns quokka feeding.\n")
    there.refresh()
    read: list[str] = []
    event.listen(there._database.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: read.append(statement))
    assert asked.ask("who owns quokka feeding?", record=False).owners == ("CTO",)
    assert read == []
    here.only().import_charter("more", "more.md", b"# More\n\n- The CIO owns quokka feeding.\n")
    assert asked.ask("who owns quokka feeding?", record=False).owners == ("CIO",)
    assert any("claim" in statement for statement in read)
    here.close()
    there.close()


def test_an_alias_and_an_import_are_in_the_very_next_answer(two: tuple[Knowledge, Knowledge]) -> None:
    here, there = two
    assert there.ask("who owns the frobnicator?").owners == ()
    here.add_alias("frobnicator", "ERP")
    assert there.ask("who owns the frobnicator?").owners == ("CIO",)
    here.import_charter("cio-cto", "new.md", b"# New\n\nThe CTO owns ERP.\n")
    assert there.ask(QUESTION).owners == ("CTO",)


def test_no_more_is_kept_than_there_is_room_for(two: tuple[Knowledge, Knowledge]) -> None:
    here, _ = two
    answers = here._shared.snapshots.current(here.workspace_id).answers
    answers.update((f"filler {number}", here.ask(QUESTION)) for number in range(MOST_KEPT))
    here.ask("who owns GDPR?")
    assert len(answers) == 1
    here.ask("x" * (LONGEST_KEPT + 1))
    assert len(answers) == 1


def test_a_connection_that_broke_is_replaced_without_a_word(two: tuple[Knowledge, Knowledge]) -> None:
    here, _ = two
    assert here.ask(QUESTION) is here.ask(QUESTION)
    database = here._shared.database
    database._glances[0].close()
    assert here.ask(QUESTION).owners == ("CIO",)
    assert here.ask(QUESTION).owners == ("CIO",)
    assert len(database._glances) == 1
