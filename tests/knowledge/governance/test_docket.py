"""Reading disputes: the order of the list, its pages, its filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from knowledge.errors import NotFound
from knowledge.governance import disputes, docket
from knowledge.types import DisputeState

if TYPE_CHECKING:
    from conftest import Court


def numbers(court: Court, **filters: object) -> list[int]:
    return [dispute.number for dispute in court.look(docket.list_disputes, **filters)]


@pytest.fixture
def full(court: Court) -> Court:
    """Disputes 1 and 4 decided, 2 withdrawn, 3, 5 and 6 open."""
    raised = [
        court.raise_on("ERP"),
        court.raise_on("GDPR", actor="UVIEWER"),
        court.raise_on("R&D", present=("CTO",), proposed=("Ünïts",)),
        court.raise_on("Okta", present=(), proposed=("CDO",), actor="UVIEWER"),
        court.raise_on("Slack", present=("CFO",), proposed=()),
        court.raise_on("Zoom", present=("CFO",), proposed=("CMO",)),
    ]
    court.decide(raised[0])
    court.act(disputes.withdraw, 2, actor="UVIEWER", request="w")
    court.decide(raised[3])
    court.act(disputes.add_view, 5, actor="UVIEWER", text="Hm.", request="v")
    return court


def test_open_disputes_come_first_oldest_first_then_the_settled_ones_newest_first(full: Court) -> None:
    assert numbers(full) == [3, 5, 6, 4, 2, 1]


def test_pages_follow_each_other_without_gap_or_repetition(full: Court) -> None:
    for limit in (1, 2, 3, 5):
        page, found = numbers(full, limit=limit), []
        while page:
            found += page
            page = numbers(full, limit=limit, before=page[-1])
        assert found == [3, 5, 6, 4, 2, 1]


def test_a_page_after_no_dispute_is_refused(full: Court) -> None:
    with pytest.raises(NotFound):
        numbers(full, before=99)


def test_the_list_can_be_kept_to_a_state(full: Court) -> None:
    assert numbers(full, state=DisputeState.OPEN) == [3, 5, 6]
    assert numbers(full, state=DisputeState.DECIDED) == [4, 1]
    assert numbers(full, state=DisputeState.WITHDRAWN) == [2]


def test_the_list_can_be_kept_to_an_owner_on_either_side_however_capitalised(full: Court) -> None:
    assert numbers(full, owner="cfo") == [5, 6]
    assert numbers(full, owner="CMO") == [6]
    assert numbers(full, owner="CTO") == [3, 2, 1]
    assert numbers(full, owner="Ünïts") == [3]
    assert numbers(full, owner='C" OR 1=1 --') == []
    assert numbers(full, owner="C%") == []


def test_the_list_can_be_kept_to_what_concerns_a_person(full: Court) -> None:
    assert numbers(full, actor="UVIEWER") == [5, 4, 2]
    assert numbers(full, actor="UCIO") == [2, 1]
    assert numbers(full, actor="UDEPUTY") == [3, 2, 1]
    assert numbers(full, actor="UNOBODY") == []


def test_another_workspace_s_disputes_are_never_listed(full: Court) -> None:
    assert numbers(full.other_workspace()) == []


def test_what_answers_need_of_open_disputes_is_all_of_them_oldest_first(full: Court) -> None:
    found = full.look(lambda sitting: docket.open_disputes(sitting.session, sitting.workspace_id))
    assert [one.number for one in found] == [3, 5, 6]
    one, same = found[0], full.dispute(3)
    assert (one.topic, one.raised_by, one.raised_at, one.reason) == (same.topic, same.raised_by, same.raised_at, same.reason)
    assert (one.owners, one.channel, one.ts) == (same.owners, same.channel, same.ts)


def test_a_page_costs_the_same_number_of_queries_however_long_it_is(full: Court) -> None:
    statements: list[str] = []
    event.listen(full.database.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    numbers(full, limit=1)
    few = len(statements)
    statements.clear()
    numbers(full)
    assert len(statements) == few
