"""A register of 100,000 applications from the file to the answer: its import, what follows it, and what people rule on top of it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from knowledge import Knowledge, open_knowledge
from knowledge.index import build_index
from knowledge.index.stemming import stem
from knowledge.snapshots import Snapshot
from knowledge.types import Standing
from tests.bench.conftest import Figure
from tests.bench.corpus import Register, make_register
from tests.bench.engines import tantivy_index

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

ROOT = Path(__file__).parent.parent.parent
CLAIMS = 100_000
MOST_SECONDS = 60.0
EDITS = 9
ROUNDS = 3


@pytest.fixture(scope="module")
def register() -> Register:
    return make_register(CLAIMS)


@pytest.fixture(scope="module")
def imported(register: Register, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, float]:
    """The database that the command line imported the register into, what it said of the cost, and the seconds it took in all."""
    directory = tmp_path_factory.mktemp("register")
    url = f"sqlite:///{directory / 'remit.db'}"
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["Application", "Owner", "Notes"])
    lines.writerows([claim.topic, claim.owners[0], claim.quote] for claim in register.claims)
    (directory / "register.csv").write_text(text.getvalue())
    command = [sys.executable, "-m", "bot", "import", str(directory / "register.csv")]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True, capture_output=True, text=True)
    return url, done.stderr, time.perf_counter() - began


@pytest.fixture
def knowledge(imported: tuple[str, str, float]) -> Iterator[Knowledge]:
    workspaces = open_knowledge(imported[0])
    yield workspaces.only()
    workspaces.close()


def snapshot(knowledge: Knowledge) -> Snapshot:
    return knowledge._shared.snapshots.current(knowledge.workspace_id)


def seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def test_a_hundred_thousand_claims_are_imported_within_a_minute(
    imported: tuple[str, str, float], knowledge: Knowledge, figure: Figure
) -> None:
    _, said, taken = imported
    cost = re.search(r"(\d+) MB of memory", said)
    assert cost, said
    assert next(charter.claims for charter in knowledge.charters() if charter.name == "register") >= CLAIMS
    figure(f"import of {CLAIMS:,} claims", taken, most=MOST_SECONDS, unit="s", of=f"{cost[1]} MB at most")


def test_a_first_answer_takes_at_most_two_and_a_half_times_the_time_to_put_the_register_into_tantivy(
    imported: tuple[str, str, float], register: Register, figure: Figure
) -> None:
    asked, ours, theirs = register.claims[0], [], []
    for _ in range(ROUNDS):
        stem.cache_clear()
        began = time.perf_counter()
        workspaces = open_knowledge(imported[0])
        found = workspaces.only().ask(asked.topic, record=False)
        ours.append(time.perf_counter() - began)
        workspaces.close()
        assert found.owners == asked.owners
        theirs.append(seconds(lambda: tantivy_index([" ".join(row) for row in plain_rows(imported[0])], "en_stem", threads=1)))
    best = f"{min(ours):.2f} s, {min(theirs):.2f} s"
    figure(f"first answer over {CLAIMS:,} claims to reading them into tantivy", min(ours) / min(theirs), most=2.5, of=best)


def plain_rows(url: str) -> list[tuple[str, str, str]]:
    """Topic, quote and owner of every claim, as the driver alone reads them."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        rows = connection.execute("SELECT topic, quote, owners FROM claim ORDER BY charter_id, id").fetchall()
    return [(topic, quote, ", ".join(json.loads(owners))) for topic, quote, owners in rows]


def test_an_alias_and_a_decision_count_from_the_next_question_on(knowledge: Knowledge, register: Register, figure: Figure) -> None:
    """The index stays the same one: what people add lies over it."""
    knowledge.change_settings({"deciders": "UDECIDER"})
    knowledge.ask("anything", record=False)
    index = snapshot(knowledge).index
    ours = []
    for number in range(EDITS):
        claim = register.claims[number * 997]
        name = f"the quixotic thing {'xvii'[: number % 4]}{number}"
        knowledge.add_alias(name, claim.topic)
        began = time.perf_counter()
        found = knowledge.ask(f"who owns {name}?", record=False)
        ours.append(time.perf_counter() - began)
        assert found.owners == claim.owners, (name, claim.topic, found)
    topic = register.claims[5].topic
    raised = knowledge.raise_dispute(topic=topic, proposed=("Ada's team",), reason="They run it.", actor="URAISER", request="r1").dispute
    assert knowledge.ask(topic, record=False).standing is Standing.CONTESTED
    knowledge.decide(
        raised.number, actor="UDECIDER", owners=("Ada's team",), rationale="They run it.", version=raised.version, request="d1"
    )
    ours.append(seconds(lambda: knowledge.ask(topic, record=False)))
    assert knowledge.ask(topic, record=False).owners == ("Ada's team",)
    assert snapshot(knowledge).index is index, "nothing was built anew"
    anew = seconds(lambda: build_index(index.claims, index.owners))
    medians = f"{statistics.median(ours) * 1e3:.1f} ms, {anew * 1e3:.0f} ms"
    figure("the answer after an alias or a decision to building the index anew", statistics.median(ours) / anew, most=0.05, of=medians)
