"""One database and the workspaces in it: opened, met, kept apart; the outbox and the clock's work for all of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

import knowledge as room
from knowledge import Knowledge, Workspaces, open_knowledge
from knowledge.database.models import WorkspaceRow
from knowledge.database.session import open_database
from knowledge.errors import DatabaseError, KnowledgeError
from knowledge.types import Destination, Directory, PostKind, Standing
from tests.knowledge.conftest import ADMIN, CIO, CTO, DECIDER, Clock

ROOT = Path(__file__).parents[2]
LEASE = timedelta(minutes=1)


def test_an_empty_database_can_be_opened_ready_to_answer(empty_database_url: str) -> None:
    for _ in range(2):
        workspaces = open_knowledge(empty_database_url, create=True)
        (mine,) = workspaces.all()
        assert mine.team == ""
        assert [summary.name for summary in mine.charters()] == ["cio-cto"]
        assert mine.ask("who owns ERP?").owners == ("CIO",)
        workspaces.close()


def test_a_database_without_tables_is_not_opened_by_accident(empty_database_url: str) -> None:
    with pytest.raises(DatabaseError, match="run: remit migrate"):
        open_knowledge(empty_database_url)


def test_the_first_team_takes_what_was_set_on_the_command_line(opened: Callable[[], Workspaces]) -> None:
    here, there = opened(), opened()
    here.only().change_settings({"disputes_channel": "C1"})
    assert there.of("T1").settings().disputes_channel == "C1"
    assert there.of("T1").team == "T1"
    assert here.only().team == "T1", "the other process learns the name"
    assert here.of("T2").settings().disputes_channel == "", "the second team begins afresh"
    assert [one.team for one in there.all()] == ["T1", "T2"]


def test_a_team_is_the_same_workspace_in_every_process(opened: Callable[[], Workspaces]) -> None:
    here, there = opened(), opened()
    here.of("T1").import_charter("ours", "ours.md", b"# Ownership\n\n- The CFO owns parking permits.\n")
    assert there.of("T1").ask("who owns parking permits?").owners == ("CFO",)
    assert here.of("T1") is here.of("T1")


def test_many_processes_that_meet_a_team_at_once_make_one_workspace(opened: Callable[[], Workspaces]) -> None:
    processes = [opened() for _ in range(4)]
    barrier = Barrier(4)

    def meet(process: Workspaces) -> int:
        barrier.wait()
        return process.of("T1").workspace_id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(meet, processes))) == 1
    assert len(processes[0].all()) == 1
    assert len(processes[0].of("T1").charters()) == 1


def test_a_team_whose_first_meeting_died_is_met_again(workspaces: Workspaces, hook: Callable[[Callable[[str], None] | None], None]) -> None:
    def die(name: str) -> None:
        raise KeyboardInterrupt(name)

    hook(die)
    with pytest.raises(KeyboardInterrupt):
        workspaces.of("T1")
    hook(None)
    assert workspaces.all() == []
    assert workspaces.of("T1").ask("who owns ERP?").owners == ("CIO",)


def test_only_one_workspace_is_meant_while_there_is_only_one(workspaces: Workspaces) -> None:
    first = workspaces.only()
    assert workspaces.only() is first is workspaces.of("")
    workspaces.of("T1")
    assert workspaces.of("") is first, "a post made before Slack was met finds its workspace"
    workspaces.of("T2")
    with pytest.raises(KnowledgeError, match=r"several workspaces \(T1, T2\); name the one you mean"):
        workspaces.only()


def test_workspaces_know_nothing_of_each_other(workspaces: Workspaces) -> None:
    one, other = workspaces.of("T1"), workspaces.of("T2")
    one.change_settings({"deciders": DECIDER, "holders": f"CIO:{CIO}"})
    one.import_charter("ours", "ours.md", b"# Ownership\n\n- The CFO owns parking permits.\n")
    one.add_alias("Goldfish", "ERP")
    raised = one.raise_dispute(topic="ERP", proposed=("CTO",), reason="We run it.", actor="U1", request="same")
    one.decide(1, actor=DECIDER, owners=("CTO",), rationale="They run it.", version=raised.dispute.version, request="same 2")
    assert other.ask("who owns ERP?").owners == ("CIO",)
    assert other.ask("who owns Goldfish?").owners == ()
    assert other.ask("who owns parking permits?").standing is Standing.UNKNOWN
    assert other.aliases() == []
    assert other.disputes() == []
    assert len(other.charters()) == 1
    assert other.settings().deciders == ()
    mirrored = other.raise_dispute(topic="ERP", proposed=("CTO",), reason="We too.", actor="U1", request="same")
    assert (mirrored.dispute.number, mirrored.dispute.reason) == (1, "We too."), "numbers and request keys are each workspace's own"


def test_posts_of_all_workspaces_are_claimed_with_their_team(workspaces: Workspaces, clock: Clock) -> None:
    for team in ("T1", "T2"):
        workspaces.of(team).tell("Hello.", destination=Destination("U1"), request="same")
    assert workspaces.next_due() == clock()
    claimed = workspaces.claim_posts(10, LEASE)
    assert sorted(post.workspace for post in claimed) == ["T1", "T2"]
    assert workspaces.claim_posts(10, LEASE) == []
    first, second = claimed
    assert workspaces.sent(first, "1.1")
    assert not workspaces.sent(first, "1.1"), "it is no longer this process's to report on"
    assert workspaces.resend(second, clock() + timedelta(seconds=30), "ratelimited")
    assert workspaces.next_due() == clock() + timedelta(seconds=30)
    clock.move(seconds=30)
    (again,) = workspaces.claim_posts(10, LEASE)
    assert workspaces.unknown(again, "timed out")
    clock.move(seconds=5)
    (lost,) = workspaces.claim_posts(10, LEASE)
    assert lost.state == "unknown"
    assert workspaces.park(lost, "not there")
    assert workspaces.next_due() is None
    workspaces.of("T1").tell("Bye.", destination=Destination("U1"))
    (last,) = workspaces.claim_posts(10, LEASE)
    assert workspaces.drop(last)
    assert workspaces.claim_posts(10, LEASE) == []


def test_the_digest_of_each_workspace_comes_once_at_its_own_hour(workspaces: Workspaces, clock: Clock) -> None:
    for team, zone in (("T1", "Europe/Berlin"), ("T2", "America/New_York")):
        mine = workspaces.of(team)
        mine.change_settings({"digest_channel": "C1", "timezone": zone})
        mine.raise_dispute(topic="ERP", proposed=("CTO",), reason="Ours.", actor="U1", request="r", origin="C1")
    monday = datetime(2026, 11, 30, 8, 1, tzinfo=UTC)  # 09:01 in Berlin, the middle of the night in New York
    clock.time = monday
    assert len(workspaces.tick(monday)) == 1
    assert workspaces.tick(monday) == []
    assert len(workspaces.tick(monday + timedelta(hours=6))) == 1
    assert workspaces.tick(monday + timedelta(days=6)) == []
    for team in ("T1", "T2"):
        (past,) = workspaces.of(team).digest_history()
        assert (past.year, past.week, past.state) == (2026, 49, "posted")
    clock.time = monday + timedelta(days=6)
    kinds = []
    while posts := workspaces.claim_posts(10, LEASE):
        kinds += [post.kind for post in posts if workspaces.sent(post, "1.1")]
    assert kinds.count(PostKind.DIGEST) == 2


def store(database_url: str, team: str, **settings: object) -> None:
    """Settings as an older release, another machine or a hand may have left them."""
    database = open_database(database_url)
    with database.writing() as session:
        row = session.scalars(select(WorkspaceRow).where(WorkspaceRow.team == team)).one()
        row.settings = row.settings | settings
    database.close()


@pytest.mark.parametrize(
    ("broken", "served"),
    [({"timezone": "Mars/Olympus"}, True), ({"digest_time": "25:99"}, False), ({"digest_weekday": 9}, False), ({"deciders": 7}, False)],
)
def test_what_is_broken_in_one_workspace_does_not_stop_the_clock_of_the_others(
    workspaces: Workspaces, clock: Clock, database_url: str, broken: dict[str, object], served: bool
) -> None:
    for team in ("T1", "T2"):
        mine = workspaces.of(team)
        mine.change_settings({"digest_channel": "C1", "digest_when_empty": "yes"})
    store(database_url, "T1", **broken)
    clock.time = datetime(2026, 11, 30, 9, 1, tzinfo=UTC)
    troubles: list[tuple[str, str]] = []
    said = workspaces.tick(clock(), lambda team, error: troubles.append((team, str(error))))
    assert len(said) == (2 if served else 1)
    assert [team for team, _ in troubles] == ([] if served else ["T1"])
    assert workspaces.of("T2").digest_history()[0].state == "posted"


def test_a_tick_that_dies_is_made_up_for_by_the_next(
    workspaces: Workspaces, clock: Clock, hook: Callable[[Callable[[str], None] | None], None]
) -> None:
    workspaces.of("T1").change_settings({"digest_channel": "C1", "digest_when_empty": "yes"})
    clock.time = datetime(2026, 11, 30, 9, 1, tzinfo=UTC)

    def die(name: str) -> None:
        raise KeyboardInterrupt(name)

    hook(die)
    with pytest.raises(KeyboardInterrupt, match="tick"):
        workspaces.tick(clock())
    hook(None)
    assert workspaces.claim_posts(10, LEASE) == []
    assert len(workspaces.tick(clock())) == 1
    assert len(workspaces.claim_posts(10, LEASE)) == 1


def test_words_that_were_sent_are_forgotten_in_time_and_what_is_owed_is_not(workspaces: Workspaces, clock: Clock) -> None:
    mine = workspaces.of("T1")

    def answer(channel: str) -> bool:
        return mine.post_answer("who owns ERP?", asker="U1", destination=Destination(channel), request=(f"event {channel}",))

    assert answer("C1")
    (sent,) = workspaces.claim_posts(10, LEASE)
    workspaces.sent(sent, "1.1")
    assert answer("C2")
    workspaces.tick(clock())
    clock.move(days=31)
    workspaces.tick(clock())
    assert [post.destination.channel for post in workspaces.claim_posts(10, LEASE)] == ["C2"]
    assert answer("C1"), "the key of a month ago is forgotten too"
    workspaces.tick(clock())
    assert not answer("C1")


def test_people_are_learnt_from_slack_and_written_only_when_they_are_news(knowledge: Knowledge) -> None:
    directory = Directory(admins=(ADMIN,), groups={"S1": (CTO, CIO)}, names={CIO: "Ada"})
    knowledge.learn_directory(directory, "Europe/Berlin")
    assert knowledge.directory() == directory
    assert knowledge.settings().timezone == "Europe/Berlin"
    knowledge.learn_directory(directory, "Europe/Berlin")
    knowledge.learn_directory(directory)
    assert knowledge.settings().timezone == "Europe/Berlin", "silence about the zone is no news"
    knowledge.learn_directory(Directory(admins=(CIO,)), "Mars/Olympus")
    assert knowledge.directory() == Directory(admins=(CIO,))
    assert knowledge.settings().timezone == "Europe/Berlin", "a zone this machine does not know is none"
    knowledge.change_settings({"timezone": "Asia/Tokyo"})
    knowledge.learn_directory(directory, "America/New_York")
    assert knowledge.settings().timezone == "Asia/Tokyo", "what an admin set counts"
    knowledge.change_settings({"timezone": ""})
    assert knowledge.settings().timezone == "America/New_York"


def test_the_room_gives_its_names_and_no_others() -> None:
    assert room.Workspaces is Workspaces
    assert room.utc_now().tzinfo is UTC
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = room.nonsense


def test_answering_loads_no_readers_of_documents_and_no_migration_tool(opened: Callable[[], Workspaces], database_url: str) -> None:
    opened().of("T1")
    script = (
        "import sys; from knowledge import open_knowledge; print(open_knowledge(sys.argv[1]).of('T1').ask('ERP').owners);"
        "print(sorted({'alembic', 'bs4', 'ftfy', 'markdown_it', 'knowledge.claims'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, database_url], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["('CIO',)", "[]"]
