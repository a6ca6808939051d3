"""Charters: imported whole or not at all, compared, removed; what people decided survives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from knowledge import Knowledge, Workspaces
from knowledge.database.session import open_database
from knowledge.errors import DocumentError, InvalidRequest, NotFound
from knowledge.library import CHUNK, charter_name, difference
from knowledge.types import Claim, Standing
from tests.knowledge.conftest import DECIDER

ROOT = Path(__file__).parents[2]
BEFORE = b"# Ownership\n\n- The CIO owns payroll.\n- The CIO owns laptops.\n- The CTO owns public APIs.\n"
MOVED = b"# Ownership\n\nSome words of welcome.\n\n- The CIO owns laptops.\n- The CIO owns payroll.\n- The CTO owns public APIs.\n"
AFTER = b"# Ownership\n\n- The CTO owns payroll.\n- The CTO owns public APIs.\n- The CTO owns the mobile app.\n"
BOUNDARIES = (
    "import: old rows deleted",
    "import: chunk written",
    "import: rows written",
    "import: before commit",
    "database: before commit",
)
AFTERWARDS = {"import: after commit", "database: committed"}


@pytest.fixture
def charter(knowledge: Knowledge) -> Knowledge:
    """The workspace with one small charter and no other."""
    knowledge.import_charter("ours", "ours.md", BEFORE)
    knowledge.remove_charter("cio-cto")
    return knowledge


def topics(claims: tuple[Claim, ...]) -> list[str]:
    return sorted(claim.topic for claim in claims)


def test_an_import_answers_from_its_commit_on_and_is_listed(charter: Knowledge) -> None:
    assert charter.ask("who owns payroll?").owners == ("CIO",)
    assert charter.ask("who owns Workday integration?").standing is Standing.UNKNOWN
    (summary,) = charter.charters()
    assert (summary.name, summary.source, summary.claims, summary.owners) == ("ours", "ours.md", 3, 2)
    assert charter.owner_names() == ("CIO", "CTO")


def test_a_new_import_says_what_changed(charter: Knowledge) -> None:
    report = charter.import_charter("ours", "ours.md", AFTER)
    assert topics(report.added) == ["mobile app"]
    assert [(old.owners, new.owners) for old, new in report.changed] == [(("CIO",), ("CTO",))]
    assert topics(report.gone) == ["laptops"]
    assert not report.unchanged
    assert charter.ask("who owns payroll?").owners == ("CTO",)
    assert charter.ask("who owns laptops?").standing is Standing.UNKNOWN


def test_lines_that_only_moved_are_no_change_but_are_quoted_where_they_stand_now(charter: Knowledge) -> None:
    report = charter.import_charter("ours", "ours.md", MOVED)
    assert (report.added, report.changed, report.gone) == ((), (), ())
    assert not report.unchanged
    assert charter.ask("who owns payroll?").evidence[0].line == 6


def test_the_same_bytes_again_write_nothing(charter: Knowledge, database_url: str) -> None:
    def written() -> tuple[object, ...]:
        database = open_database(database_url)
        with database.connecting() as connection:
            counted = "SELECT (SELECT max(id) FROM claim), (SELECT count(*) FROM history), (SELECT max(knowledge_version) FROM workspace)"
            found = tuple(connection.execute(text(counted)).one())
        database.close()
        return found

    before = written()
    report = charter.import_charter("ours", "renamed.md", BEFORE)
    assert report.unchanged
    assert topics(report.reading.claims) == ["laptops", "payroll", "public APIs"]
    assert written() == before


def test_a_dry_run_tells_the_same_and_writes_nothing(charter: Knowledge) -> None:
    planned = charter.import_charter("ours", "ours.md", AFTER, dry_run=True)
    assert planned.dry_run
    assert charter.ask("who owns payroll?").owners == ("CIO",)
    assert charter.charters()[0].sha256 != planned.reading.sha256
    done = charter.import_charter("ours", "ours.md", AFTER)
    assert (planned.added, planned.changed, planned.gone) == (done.added, done.changed, done.gone)
    assert charter.import_charter("ours", "ours.md", AFTER, dry_run=True).unchanged


@pytest.mark.parametrize("place", BOUNDARIES)
def test_an_import_that_dies_leaves_the_old_charter_answering(
    charter: Knowledge, hook: Callable[[Callable[[str], None] | None], None], opened: Callable[[], Workspaces], place: str
) -> None:
    reached: list[str] = []

    def die(name: str) -> None:
        reached.append(name)
        if name == place:
            raise KeyboardInterrupt

    hook(die)
    with pytest.raises(KeyboardInterrupt):
        charter.import_charter("ours", "ours.md", AFTER)
    hook(None)
    assert place in reached
    for knowledge in (charter, opened().of("T1")):
        assert knowledge.ask("who owns payroll?").owners == ("CIO",)
        assert knowledge.ask("who owns laptops?").owners == ("CIO",)
    assert not charter.import_charter("ours", "ours.md", AFTER).unchanged, "and the import can simply be run again"
    assert charter.ask("who owns payroll?").owners == ("CTO",)


def test_no_boundary_of_an_import_is_forgotten_above(charter: Knowledge, hook: Callable[[Callable[[str], None] | None], None]) -> None:
    reached: list[str] = []
    hook(reached.append)
    charter.import_charter("ours", "ours.md", AFTER)
    assert sorted({*reached} - AFTERWARDS) == sorted(BOUNDARIES)


KILLED = """
import os, signal, sys
from knowledge import open_knowledge
from knowledge.boundary import set_hook
def die(name):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
knowledge = open_knowledge(sys.argv[1]).of("T1")
set_hook(die)
knowledge.import_charter("ours", "ours.md", sys.stdin.buffer.read())
"""


@pytest.mark.parametrize("place", [*BOUNDARIES, "import: after commit"])
def test_a_process_that_is_killed_leaves_one_charter_or_the_other(
    charter: Knowledge, opened: Callable[[], Workspaces], database_url: str, place: str
) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, database_url, place], cwd=ROOT, input=AFTER, check=False)
    assert killed.returncode == -9
    owner = "CTO" if place == "import: after commit" else "CIO"
    for knowledge in (charter, opened().of("T1")):
        assert knowledge.ask("who owns payroll?").owners == (owner,)
        assert len(knowledge.charters()) == 1


def test_the_old_charter_answers_while_the_new_one_is_being_written(
    charter: Knowledge, hook: Callable[[Callable[[str], None] | None], None]
) -> None:
    heard: list[tuple[str, ...]] = []
    hook(lambda name: heard.append(charter.ask("who owns payroll?", record=False).owners) if name.startswith("import") else None)
    charter.import_charter("ours", "ours.md", AFTER)
    assert heard == [("CIO",)] * sum(1 for name in BOUNDARIES if name.startswith("import")) + [("CTO",)]


def test_progress_counts_lines_and_then_claims_to_the_end(charter: Knowledge) -> None:
    rows = "".join(f"Service alpha{number},Team {number % 9}\n" for number in range(CHUNK + 500))
    seen: list[tuple[int, int]] = []
    report = charter.import_charter(
        "big", "big.csv", f"topic,owner\n{rows}".encode(), progress=lambda done, total: seen.append((done, total))
    )
    assert len(report.reading.claims) == CHUNK + 500
    assert seen[-2:] == [(CHUNK, CHUNK + 500), (CHUNK + 500, CHUNK + 500)]
    assert all(0 <= done <= total for done, total in seen)
    assert charter.ask("who owns Service alpha2311?").owners == ("Team 7",)


def test_charters_stand_beside_each_other_and_keep_their_order(charter: Knowledge) -> None:
    charter.import_charter("another", "a.md", b"# Ownership\n\n- The CFO owns budgets.\n- The CTO owns laptops.\n")
    assert [summary.name for summary in charter.charters()] == ["ours", "another"]
    assert charter.owner_names() == ("CIO", "CTO", "CFO")
    assert charter.ask("who owns budgets?").owners == ("CFO",)
    assert charter.ask("who owns laptops?").standing is Standing.CONTESTED, "two charters that claim it for different owners"
    charter.import_charter("ours", "ours.md", AFTER)
    assert [summary.name for summary in charter.charters()] == ["ours", "another"]
    charter.remove_charter("another")
    assert charter.ask("who owns budgets?").standing is Standing.UNKNOWN


@pytest.mark.parametrize("data", [b"", b"Nothing here belongs to anybody.\n", b"\x00\x01\x02\xff" * 50])
def test_a_document_that_names_no_owner_is_refused_and_changes_nothing(charter: Knowledge, data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^empty\.md"):
        charter.import_charter("ours", "empty.md", data)
    assert charter.ask("who owns payroll?").owners == ("CIO",)


@pytest.mark.parametrize("name", ["", "two words", "../etc", "-dash", "ends.", "a" * 101, "ünïcode"])
def test_a_name_that_could_not_be_typed_again_is_refused(knowledge: Knowledge, name: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        knowledge.import_charter(name, "ours.md", BEFORE)
    assert refusal.value.field == "name"


def test_the_name_of_a_charter_is_the_same_in_capitals(charter: Knowledge) -> None:
    assert charter.import_charter(" OURS ", "ours.md", BEFORE).unchanged
    assert charter_name("Q3_2026.v2") == "q3_2026.v2"
    charter.remove_charter("Ours ")
    assert charter.charters() == []


def test_what_is_not_there_cannot_be_removed_or_shown(knowledge: Knowledge) -> None:
    with pytest.raises(NotFound, match="no charter “nosuch”"):
        knowledge.remove_charter("nosuch")
    with pytest.raises(NotFound, match="no charter “nosuch”"):
        knowledge.findings("nosuch")


def test_findings_are_kept_with_the_charter(knowledge: Knowledge) -> None:
    report = knowledge.import_charter("torn", "torn.md", b"# Ownership\n\n- The CIO owns payroll.\n- The CTO owns payroll.\n")
    assert "two-owners" in {finding.code for finding in report.reading.findings}
    assert sorted(knowledge.findings("torn"), key=str) == sorted(report.reading.findings, key=str)
    assert knowledge.charters()[-1].findings == len(report.reading.findings)


class TestWhatPeopleDecided:
    """Decisions, aliases and disputes against new charters."""

    @pytest.fixture
    def decided(self, charter: Knowledge) -> Knowledge:
        charter.change_settings({"deciders": DECIDER})
        raised = charter.raise_dispute(topic="payroll", proposed=("CTO",), reason="We run it.", actor="U1", request="r1")
        charter.decide(
            raised.dispute.number, actor=DECIDER, owners=("CTO",), rationale="They run it.", version=raised.dispute.version, request="r2"
        )
        charter.raise_dispute(topic="laptops", proposed=(), reason="Not ours.", actor="U1", request="r3")
        charter.add_alias("wages", "payroll")
        return charter

    def test_they_outlive_every_import_and_removal(self, decided: Knowledge) -> None:
        for change in (
            lambda: decided.import_charter("ours", "ours.md", MOVED),
            lambda: decided.import_charter("ours", "ours.md", AFTER),
            lambda: decided.remove_charter("ours"),
            lambda: decided.import_charter("ours", "ours.md", BEFORE),
        ):
            change()
            for wording in ("who owns payroll?", "who owns wages?"):
                assert decided.ask(wording).owners == ("CTO",)
                assert decided.ask(wording).standing is Standing.DECIDED
            assert decided.ask("who owns laptops?").standing is Standing.CONTESTED

    def test_a_decision_whose_line_changed_under_it_is_flagged(self, decided: Knowledge) -> None:
        def drift() -> str:
            decision = decided.dispute(1).decision
            assert decision is not None
            assert decided.ask("payroll").decision == decision
            return decision.drift

        assert drift() == ""
        assert decided.import_charter("ours", "ours.md", MOVED).decisions_touched == ()
        dry = decided.import_charter("ours", "ours.md", AFTER, dry_run=True)
        assert [one.drift for one in dry.decisions_touched] == ["agrees"]
        assert drift() == "", "a dry run flags nothing"
        assert [one.drift for one in decided.import_charter("ours", "ours.md", AFTER).decisions_touched] == ["agrees"]
        assert drift() == "agrees"
        other = AFTER.replace(b"CTO owns payroll", b"CFO owns payroll")
        assert [one.drift for one in decided.import_charter("ours", "ours.md", other).decisions_touched] == ["differs"]
        assert [one.drift for one in decided.remove_charter("ours")] == ["gone"]
        decided.import_charter("ours", "ours.md", BEFORE)
        assert drift() == "", "the very line is back"


CLAIMS = st.lists(
    st.builds(
        lambda topic, owner, line: Claim("c", topic, (owner,), f"{owner} owns {topic}.", "", line),
        st.sampled_from(["payroll", "laptops", "ERP", "the ERP", "APIs"]),
        st.sampled_from(["CIO", "CTO"]),
        st.integers(1, 9),
    ),
    max_size=8,
)


@given(CLAIMS, CLAIMS)
def test_a_difference_leads_from_one_charter_to_the_other(before: list[Claim], after: list[Claim]) -> None:
    found = difference(before, after)
    prints = [claim.fingerprint for claim in before]
    for claim in (*found.gone, *(old for old, _new in found.changed)):
        prints.remove(claim.fingerprint)
    prints += [claim.fingerprint for claim in (*found.added, *(new for _old, new in found.changed))]
    assert sorted(prints) == sorted(claim.fingerprint for claim in after)
    assert not {claim.fingerprint for claim in found.gone} & {claim.fingerprint for claim in found.added}


@given(CLAIMS)
def test_a_charter_does_not_differ_from_itself(claims: list[Claim]) -> None:
    found = difference(claims, reversed(claims))
    assert (found.added, found.changed, found.gone) == ((), (), ())
