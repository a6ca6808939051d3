"""The outbox among workspaces: they take turns, whatever one of them owes, and what each owes keeps its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert

from knowledge.database.models import PostRow, WorkspaceRow
from knowledge.governance import announcements, posts
from knowledge.types import Post, Turns

if TYPE_CHECKING:
    from conftest import Court

BATCH = 20


def workspace(court: Court, team: str | None) -> Court:
    with court.database.writing() as session:
        made = session.execute(insert(WorkspaceRow).values(team=team, created_at=court.now).returning(WorkspaceRow.id)).scalar_one()
    return replace(court, workspace_id=made)


def owe(court: Court, channels: Iterable[str]) -> None:
    """One post to each of the channels, numbered in the order they are owed."""
    same = {"workspace_id": court.workspace_id, "kind": "told", "state": "pending", "due_at": court.now, "created_at": court.now}
    rows = [
        same | {"id": str(uuid4()), "channel": channel, "destination_key": channel, "subject": {"message": number}}
        for number, channel in enumerate(channels)
    ]
    with court.database.writing() as session:
        session.execute(insert(PostRow), rows)


def claim(court: Court, limit: int = BATCH, **turns: object) -> list[Post]:
    with court.database.writing() as session:
        return posts.claim(session, court.now, limit, posts.SETTLING * 30, Turns(**turns))  # type: ignore[arg-type]


def shares(taken: list[Post]) -> dict[str, int]:
    return dict(Counter(post.workspace for post in taken))


def numbers(taken: list[Post], team: str = "T1") -> list[object]:
    return [post.subject["message"] for post in taken if post.workspace == team]


def test_a_quiet_workspace_is_served_in_the_next_batch_though_another_owes_thousands(court: Court) -> None:
    owe(court, [f"C{number}" for number in range(5000)])
    owe(workspace(court, "T2"), ["C1"])
    owe(workspace(court, None), ["C1"])
    assert shares(claim(court)) == {"T1": BATCH - 2, "T2": 1, "": 1}


def test_a_channel_that_thousands_wait_for_holds_back_nothing_but_them(court: Court) -> None:
    owe(court, ["C1"] * 3000 + ["C2", "C2", "C3"])
    owe(workspace(court, "T2"), ["C1"] * 3000 + ["C2"])
    taken = claim(court)
    assert (numbers(taken), numbers(taken, "T2")) == ([0, 3000, 3002], [0, 3000])
    assert claim(court) == []


def test_workspaces_take_turns_within_a_batch_and_each_keeps_its_order(court: Court) -> None:
    owe(court, [f"C{number}" for number in range(50)])
    owe(workspace(court, "T2"), ["C1", "C2", "C3", "C2"])
    owe(workspace(court, "T3"), ["C1"])
    taken = claim(court)
    assert [post.workspace for post in taken] == ["T1", "T2", "T3", "T1", "T2", "T1", "T2", *["T1"] * 13]
    assert (numbers(taken), numbers(taken, "T2")) == (list(range(16)), [0, 1, 2])


def test_where_more_workspaces_owe_than_a_batch_takes_each_has_its_turn(court: Court) -> None:
    for team in ("T2", "T3", "T4", "T5", "T6", None):
        owe(workspace(court, team), [f"C{number}" for number in range(9)])
    owe(court, [f"C{number}" for number in range(9)])
    after, served = "", []
    for _ in range(7):
        taken = claim(court, 3, after=after)
        after = taken[-1].workspace
        served += [post.workspace for post in taken]
    assert served == ["T1", "T2", "T3", "T4", "T5", "T6", ""] * 3


def test_what_cannot_be_claimed_costs_nobody_a_turn(court: Court) -> None:
    for team in ("T2", "T3", "T4", "T5"):
        owe(workspace(court, team), ["C1", "C1"])
    assert len(claim(court)) == 4
    late = workspace(court, "T6")
    owe(late, ["C1"])
    assert shares(claim(court, 1)) == {"T6": 1}


def test_a_workspace_never_has_more_in_hand_than_its_share(court: Court) -> None:
    for mine in (court, workspace(court, "T2"), workspace(court, "T3")):
        owe(mine, [f"C{number}" for number in range(9)])
    assert shares(claim(court, share=4, in_hand={"T1": 3, "T3": 4})) == {"T1": 1, "T2": 4}
    assert claim(court, share=4, in_hand={"T1": 4, "T2": 4, "T3": 5}) == []


def test_couriers_at_once_take_each_post_of_each_workspace_once_and_in_order(court: Court) -> None:
    for mine in (court, workspace(court, "T2"), workspace(court, "T3")):
        owe(mine, [f"C{number % 7}" for number in range(42)])
    gone: list[tuple[str, str, object]] = []

    def carry() -> None:
        while taken := claim(court, 5):
            for post in taken:
                gone.append((post.workspace, post.destination.channel, post.subject["message"]))
                assert court.courier(announcements.delivered, post, "1", court.now)

    assert court.at_once(*[carry] * 4) == [None] * 4
    carry()
    assert len(gone) == len(set(gone)) == 3 * 42
    for place in {one[:2] for one in gone}:
        order = [number for *where, number in gone if tuple(where) == place]
        assert order == sorted(order, key=int)  # type: ignore[call-overload]


def test_a_claim_looks_for_posts_by_the_index_of_what_is_owed_alone(court: Court) -> None:
    """Other words for the same condition would find the same posts, by reading everything that was ever sent."""
    owe(court, ["C1", "C2"])
    said: list[tuple[str, object]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if "ORDER BY post.sequence" in statement:
            said.append((statement, values))

    event.listen(court.database.engine, "before_cursor_execute", hear)
    assert len(claim(court)) == 2
    event.remove(court.database.engine, "before_cursor_execute", hear)
    explain = "EXPLAIN" if court.database.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
    with court.database.connecting() as connection:
        if court.database.dialect == "postgresql":  # whose plan for two rows would be another
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
        plans = [str(connection.exec_driver_sql(f"{explain} {statement}", values).all()) for statement, values in said]  # type: ignore[arg-type]
    assert [plan.count("ix_post_owed") for plan in plans] == [1, 1]


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 40))
def test_nobody_is_a_turn_ahead_of_one_who_still_waits(lengths: list[int], limit: int) -> None:
    queues = [[place * 100 + number for number in range(length)] for place, length in enumerate(lengths)]
    taken = posts.by_turns(queues, limit)
    assert len(taken) == min(limit, sum(lengths))
    had = Counter(one // 100 for one in taken)
    for place, queue in enumerate(queues):
        assert [one for one in taken if one // 100 == place] == queue[: had[place]]
        if had[place] < len(queue):
            assert max(had.values(), default=0) <= had[place] + 1
