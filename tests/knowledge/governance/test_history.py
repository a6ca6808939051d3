"""The record alone tells every dispute as the tables do, and a table changed behind its back is found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from knowledge.database.models import HistoryRow
from knowledge.governance import audit, decisions, disputes, history
from knowledge.types import Claim, Evidence

if TYPE_CHECKING:
    from conftest import Court

CLAIM = Claim("cio-cto", "Workday integration", ("CIO",), "The CIO owns Workday integration.", "Applications", 42)
LINE = Evidence("cio-cto", "People", 7, "The CIO owns payroll.", ("CIO",), ("payroll",))


@pytest.fixture
def busy(court: Court) -> Court:
    """Every act that there is: two disputes argued, ruled on, replaced, drifted, confirmed, reopened, withdrawn and posted."""
    first = court.decide(court.raise_on(), claim=CLAIM, review_on=date(2027, 6, 1))
    court.act(disputes.add_view, court.raise_on("payroll", evidence=(LINE,)).number, actor="UCIO", text="Ours.", request="view")
    court.deliver()
    court.act(decisions.note_drift, [])
    court.act(decisions.confirm, first.number, actor="UDECIDER", review_on=date(2028, 6, 1), request="confirm")
    court.wait(hours=1)
    court.reopen(first)
    court.act(disputes.withdraw, first.number, actor="URAISER", reason="It was right.", request="withdraw")
    court.decide(court.raise_on(), owners=("CIO",))
    court.act(disputes.withdraw, 2, actor="URAISER", request="withdraw 2")
    return court


def test_the_record_alone_tells_what_the_tables_have(busy: Court) -> None:
    told = busy.look(lambda sitting: history.replay(history.lines(sitting.session, sitting.workspace_id)))
    assert told == busy.look(audit.as_kept)
    assert {number: dispute.state for number, dispute in told.items()} == {1: "decided", 2: "withdrawn", 3: "decided"}
    assert busy.look(audit.differences) == []


def test_disputes_of_other_workspaces_are_none_of_its_business(busy: Court) -> None:
    other = busy.other_workspace()
    other.raise_on("Okta")
    assert set(other.look(audit.as_kept)) == {1}
    assert other.look(audit.differences) == busy.look(audit.differences) == []


TAMPERED = {
    "UPDATE dispute SET state = 'withdrawn' WHERE number = 3": "dispute #3: state is 'withdrawn', and the record says 'decided'",
    "UPDATE dispute SET reason = 'Because.' WHERE number = 1": "dispute #1: reason is 'Because.', and the record says 'It is an API.'",
    "UPDATE decision SET rationale = 'Bribed.' WHERE dispute_number = 3": "rationale is 'Bribed.'",
    "UPDATE decision SET owners = '[\"CFO\"]' WHERE dispute_number = 3": "owners is ('CFO',), and the record says ('CIO',)",
    "UPDATE decision SET superseded_by = NULL": "superseded_by is None",
    "UPDATE decision SET topic = 'Okta' WHERE dispute_number = 3": "topic is 'Okta', and the record says 'Workday integration'",
    "UPDATE decision SET topic_key = 'okta' WHERE dispute_number = 3": "topic_key is 'okta', and the record says 'workday integr'",
    "UPDATE decision SET charter = 'ours' WHERE dispute_number = 1": "charter is 'ours', and the record says 'cio-cto'",
    "UPDATE decision SET fingerprint = '0' WHERE dispute_number = 1": "fingerprint is '0', and the record says",
    "UPDATE dispute SET topic_key = 'okta' WHERE number = 2": "dispute #2: topic_key is 'okta', and the record says 'payrol'",
    "UPDATE dispute SET evidence = '[]' WHERE number = 2": "dispute #2: evidence is (), and the record says",
    "UPDATE dispute SET scope = 'Germany' WHERE number = 2": "dispute #2: scope is 'Germany', and the record says ''",
    "UPDATE view SET proposed = '[\"CFO\"]'": "dispute #2: views is",
    "UPDATE view SET text = 'Theirs.'": "dispute #2: views is",
    "DELETE FROM view": "dispute #2: views is ()",
    "DELETE FROM decision WHERE dispute_number = 3": "of dispute #3 is in the record, and gone from the tables",
    "UPDATE decision SET dispute_number = 2 WHERE dispute_number = 3": "of dispute #2 is in the tables, and the record knows nothing",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_a_table_changed_by_hand_is_found(busy: Court, statement: str) -> None:
    with busy.database.writing() as session:
        if statement.startswith("DELETE FROM decision"):
            session.execute(text("UPDATE decision SET superseded_by = NULL"))
        session.execute(text(statement))
    found = busy.look(audit.differences)
    assert any(TAMPERED[statement] in sentence for sentence in found), found


@pytest.mark.parametrize("detail", ["charter", "fingerprint", "evidence"])
def test_what_a_line_written_by_an_older_remit_does_not_tell_is_no_difference(busy: Court, detail: str) -> None:
    sqlite = busy.database.dialect == "sqlite"
    with busy.database.writing() as session:
        session.execute(text("DROP TRIGGER history_no_update" if sqlite else "DROP TRIGGER history_append_only ON history"))
        without = "json_remove(details, '$.' || :detail)" if sqlite else "details - CAST(:detail AS text)"
        session.execute(update(HistoryRow).values(details=text(without)), {"detail": detail})
    assert busy.look(audit.differences) == []


def test_people_are_shown_the_record_without_the_lines_that_stand_beside_it(busy: Court) -> None:
    assert "evidence" not in busy.dispute(2).history[0].details


def test_a_dispute_taken_out_or_slipped_in_is_found(court: Court) -> None:
    court.raise_on("payroll")
    court.raise_on("Okta")
    with court.database.writing() as session:
        session.execute(text("UPDATE dispute SET number = 7 WHERE number = 2"))
    assert court.look(audit.differences) == [
        "dispute #2 is in the record, and gone from the tables",
        "dispute #7 is in the tables, and the record knows nothing of it",
    ]


def test_a_long_text_is_cut_in_the_finding(court: Court) -> None:
    court.raise_on(reason="x" * 3000)
    with court.database.writing() as session:
        session.execute(text("UPDATE dispute SET reason = 'y'"))
    (finding,) = court.look(audit.differences)
    assert len(finding) < 160


@pytest.mark.parametrize("tamper", ["DELETE FROM history WHERE act = 'raised'", "UPDATE history SET act = 'drowned' WHERE act = 'viewed'"])
def test_a_record_that_was_changed_after_its_lock_was_broken_is_found(busy: Court, tamper: str) -> None:
    unlock = (
        ["DROP TRIGGER history_no_update", "DROP TRIGGER history_no_delete"]
        if busy.database.dialect == "sqlite"
        else ["DROP TRIGGER history_append_only ON history"]
    )
    with busy.database.writing() as session:
        for statement in (*unlock, tamper):
            session.execute(text(statement))
    (finding,) = busy.look(audit.differences)
    assert finding.startswith("the record itself has been changed")
