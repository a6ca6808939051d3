"""A database that restarts, fills its disk, is copied elsewhere or changes its schema while the app runs."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, event, make_url
from sqlalchemy.pool import Pool

from bot.app import slack_client
from bot.courier import Courier
from knowledge import Workspaces, migrate, open_knowledge
from knowledge.database import schema
from knowledge.errors import KnowledgeError
from tests.tunnel import Tunnel

BINARIES = Path(os.environ.get("REMIT_POSTGRESQL_BINARIES", "/usr/lib/postgresql/15/bin"))
RESTARTS = 4
HEALTHY_SECONDS = 5.0


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of this test's own, as the user `postgres`: the server refuses to run as root."""

    directory: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_user, str(BINARIES / program), "-D", str(self.directory / "data"), *arguments]
        subprocess.run(command, cwd=self.directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)

    def restart(self) -> None:
        """As after a crash: nobody is waited for, every connection breaks."""
        self.run("pg_ctl", "-m", "immediate", "-w", "restart")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if not (BINARIES / "initdb").exists() or (os.geteuid() == 0 and not shutil.which("runuser")):
        pytest.skip("no PostgreSQL server programs here")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    directory = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        shutil.chown(directory, "postgres")
    made = Cluster(directory, port)
    made.run("initdb", "-A", "trust", "-U", "postgres", "--no-sync")
    (directory / "data" / "postgresql.auto.conf").write_text(
        f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{directory}'\nfsync = off\n"
    )
    made.run("pg_ctl", "-w", "start")
    yield made
    made.run("pg_ctl", "-m", "immediate", "stop")
    shutil.rmtree(directory)


def ready(house: Any) -> bool:
    """Whether a question is answered and saved again."""
    workspaces = house.workspaces
    try:
        workspaces.ready()
    except KnowledgeError:
        return False
    return True


def acknowledged(slack: Any) -> set[str]:
    """The `ts` of the mentions that Slack was told were taken."""
    taken = [one.payload["event"] for one in slack.deliveries if one.reply.status == 200]
    return {event["ts"] for event in taken if event["type"] == "app_mention"}


@pytest.mark.slow
def test_a_database_that_restarts_loses_nothing_and_repeats_nothing(cluster: Cluster, house_at: Any, slack: Any, cast: Any) -> None:
    asked, stop, waits = [], threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            asked.append(slack.mention(cast.employee, cast.general, "who owns ERP?"))

    house = house_at(cluster.url)
    people = [threading.Thread(target=ask) for _ in range(2)]
    for person in people:
        person.start()
    for _ in range(RESTARTS):
        before = len(asked)
        slack.wait_for(lambda before=before: len(asked) > before + 20, timeout=30)
        cluster.restart()
        began = time.monotonic()
        slack.wait_for(lambda: ready(house), timeout=HEALTHY_SECONDS)
        waits.append(round(time.monotonic() - began, 2))
    stop.set()
    for person in people:
        person.join()
    slack.wait_for(house.settled, timeout=100)
    replies = Counter(message.thread_ts for message in slack.messages(cast.general, by_app=True))
    taken = acknowledged(slack)
    print(f"figure: {RESTARTS} restarts, {len(asked)} mentions, {len(taken)} acknowledged, ready after {waits} s")
    assert len(taken) > RESTARTS
    assert {ts: replies[ts] for ts in taken} == dict.fromkeys(taken, 1)
    assert max(replies.values()) == 1


@pytest.fixture
def tunnel(server_url: URL | None) -> Iterator[Tunnel]:
    if server_url is None:
        pytest.skip("about a PostgreSQL server; set DATABASE_URL")
    made = Tunnel((server_url.host or "127.0.0.1", server_url.port or 5432))
    yield made
    made.close()


def test_connections_that_carry_nothing_freeze_no_question(tunnel: Tunnel, database_url: str, house_at: Any, cast: Any) -> None:
    there = make_url(database_url).set(host="127.0.0.1", port=tunnel.port)
    house = house_at(there.render_as_string(hide_password=False))
    assert house.ask(cast.employee, "ERP").text.startswith("*CIO* owns ERP.")
    tunnel.go_deaf()
    began = time.monotonic()
    house.ask(cast.employee, "ERP")
    frozen = time.monotonic() - began
    house.slack.wait_for(lambda: house.ask(cast.employee, "ERP").text.startswith("*CIO* owns ERP."), timeout=30)
    print(f"figure: {frozen:.1f} s without an answer, {time.monotonic() - began:.1f} s until there was one")
    assert frozen < 4


class Disk:
    """A limit on the size of every SQLite database that is opened meanwhile, in pages; none when `pages` is 0."""

    def __init__(self) -> None:
        self.pages = 0

    def limit(self, connection: Any, *_more: object) -> None:
        connection.execute(f"PRAGMA max_page_count={self.pages or 2**30}").close()


@pytest.fixture
def disk() -> Iterator[Disk]:
    made = Disk()
    event.listen(Pool, "checkout", made.limit)
    yield made
    event.remove(Pool, "checkout", made.limit)


@pytest.mark.slow
def test_a_full_disk_refuses_what_it_cannot_keep_and_answers_all_the_same(
    server_url: object, database_url: str, disk: Disk, house_at: Any, slack: Any, cast: Any
) -> None:
    if server_url is not None:
        pytest.skip("about SQLite files")
    file = database_url.removeprefix("sqlite:///")
    house = house_at(database_url)
    house.ask(cast.employee, "ERP")
    with closing(sqlite3.connect(file)) as looking:
        disk.pages = looking.execute("PRAGMA page_count").fetchone()[0]
    while slack.deliveries[-1].reply.status == 200:
        slack.mention(cast.employee, cast.general, "who owns " + "x" * 2000)
    assert slack.deliveries[-1].reply.status == 503
    assert house.ask(cast.employee, "ERP").text.startswith("*CIO* owns ERP.")
    disk.pages = 0
    asked = slack.mention(cast.employee, cast.leaders, "who owns ERP?")
    assert slack.wait_for(lambda: slack.replies(asked))[0].text.startswith("*CIO* owns ERP.")
    with closing(sqlite3.connect(file)) as looking:
        assert looking.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_restored_elsewhere_posts_nothing_again(server_url: object, database_url: str, house_at: Any, tmp_path: Path) -> None:
    if server_url is not None:
        pytest.skip("about SQLite files; PostgreSQL's is with the other long tests")
    house = house_at(database_url)
    copy = tmp_path / "restored.db"

    def back_up() -> str:
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return f"sqlite:///{copy}"

    restore_and_compare(house, back_up)


@pytest.mark.slow
def test_a_dump_restored_elsewhere_posts_nothing_again(cluster: Cluster, house_at: Any) -> None:
    house = house_at(cluster.url)

    def back_up() -> str:
        where = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres"]
        dump = subprocess.run([BINARIES / "pg_dump", *where, "postgres"], check=True, capture_output=True, timeout=60).stdout
        subprocess.run([BINARIES / "createdb", *where, "restored"], check=True, timeout=60)
        subprocess.run([BINARIES / "psql", "-q", *where, "restored"], input=dump, check=True, stdout=subprocess.DEVNULL, timeout=60)
        return cluster.url.removesuffix("postgres") + "restored"

    restore_and_compare(house, back_up)


def restore_and_compare(house: Any, back_up: Callable[[], str]) -> None:
    """Back up while a dispute's posts wait; let them be sent; restore, and let the restored app send what it thinks is owed."""
    slack, cast = house.slack, house.cast
    slack.faults.always("chat.postMessage", retry_after=1)
    house.knowledge.raise_dispute(
        topic="ERP", proposed=("CTO",), reason="It is code.", actor=cast.employee, origin=cast.general, request="r1"
    )
    slack.mention(cast.employee, cast.general, "who owns GDPR?")
    moment = [datetime.now(UTC)]
    restored = open_knowledge(back_up(), now=lambda: moment[0])
    slack.faults.clear()
    slack.wait_for(house.settled, timeout=30)
    before = [(place, message.ts) for place in vars(cast).values() for message in slack.messages(place, by_app=True)]
    assert len(before) >= 3
    assert restored.doubt_posts() >= 3
    deliver_all(restored, house, moment)
    assert [(place, message.ts) for place in vars(cast).values() for message in slack.messages(place, by_app=True)] == before
    kept = [one.of(slack.workspace.team).dispute(1) for one in (restored, house.workspaces)]
    assert kept[0].state == kept[1].state == "open"
    acts = [[(entry.act, entry.actor, entry.details) for entry in dispute.history] for dispute in kept]
    assert acts[0] == acts[1]
    print(f"figure: {len(before)} posts made before the restore, 0 made again, the record the same")
    restored.close()


def deliver_all(workspaces: Workspaces, house: Any, moment: list[datetime]) -> None:
    """Send all that is owed, moving the clock to what is due next."""
    courier = Courier(workspaces, slack_client(house.settings, house.settings.bot_token, 5), now=lambda: moment[0])
    while (due := workspaces.next_due()) is not None:
        moment[0] = max(moment[0], due)
        assert courier.deliver_due()
    courier.close()


NEXT_STEP = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9001", "{schema.HEAD}"


def upgrade():
    op.add_column("alias", sa.Column("colour", sa.Text(), nullable=True))
    op.create_index("ix_post_colour", "post", ["created_at"])


def downgrade():
    pass
"""


def test_five_starters_migrate_beside_a_running_app(
    database_url: str, house_at: Any, slack: Any, cast: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "9001_next.py").write_text(NEXT_STEP)
    config = schema.alembic_config
    ours = Path(schema.__file__).parent / "migrations" / "versions"

    def with_the_next() -> Any:
        made = config()
        made.set_main_option("path_separator", "os")
        made.set_main_option("version_locations", os.pathsep.join(map(str, (ours, tmp_path))))
        return made

    house = house_at(database_url)
    monkeypatch.setattr(schema, "alembic_config", with_the_next)  # the starters are of the next release, the app of this one
    answers, mentions = [], []
    with ThreadPoolExecutor(5) as starters:
        started = [starters.submit(migrate, database_url) for _ in range(5)]
        while len(answers) < 20 or not all(one.done() for one in started):
            answers.append(house.ask(cast.employee, "ERP").text.splitlines()[0])
            mentions.append(slack.mention(cast.employee, cast.general, "who owns ERP?"))
        assert sorted(one.result() for one in started) == [[], [], [], [], ["9001"]]
    assert "newer than this Remit" in house.workspaces.ready()
    house.raise_dispute(cast.employee, "ERP", "CTO", "It is code.")
    assert set(answers) == {"*CIO* owns ERP."}
    assert slack.wait_for(lambda: all(slack.replies(asked) for asked in mentions), timeout=60)
    assert {one.reply.status for one in slack.deliveries} == {200}
