"""What an operator watches: liveness, readiness, figures; all without a word about who asked what."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from bot.metrics import Figures, OperatorDoor
from bot.server import Server
from bot.tryout.tryout import next_digest
from knowledge.database.schema import HEAD

if TYPE_CHECKING:
    from tests.bot.conftest import Office


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    figures = Figures(office.workspaces, office.clock.now, lambda: 7.0)
    server = Server(OperatorDoor(office.workspaces, figures), "127.0.0.1", 0).start()
    yield server.address
    assert server.stop()


def read(address: str, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address + path, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def figures(address: str) -> dict[str, float]:
    """Each figure by its name and its label."""
    families = text_string_to_metric_families(read(address, "/metrics")[1])
    return {" ".join((sample.name, *sample.labels.values())): sample.value for family in families for sample in family.samples}


def test_the_figures_say_what_is_so(office: Office, address: str) -> None:
    before = figures(address)
    assert (before["remit_posts sent"], before["remit_oldest_post_seconds"], before["remit_digest_late_seconds"]) == (0, 0, 0)
    office.knowledge.ask("who owns ERP?")
    office.knowledge.ask("who owns the lunch menu?")
    office.owe()
    office.clock.move_to(office.clock.now() + timedelta(minutes=10))
    found = figures(address)
    assert (found["remit_answers_total documented"], found["remit_answers_total unknown"]) == (2, 1)
    assert found["remit_posts pending"] == 1
    assert 600 <= found["remit_oldest_post_seconds"] < 700
    assert found["remit_socket_silence_seconds"] == 7
    assert found["remit_database_up"] == 1


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(days=5)])
def test_a_digest_that_nobody_posts_is_seen_to_be_late(office: Office, address: str, late: timedelta) -> None:
    office.knowledge.change_settings({"digest_channel": office.channel})
    office.clock.move_to(next_digest(office.clock.now() + timedelta(days=14), office.knowledge.settings()) + late)
    assert late.total_seconds() <= figures(address)["remit_digest_late_seconds"] < late.total_seconds() + 400
    office.workspaces.tick(office.clock.now())
    assert figures(address)["remit_digest_late_seconds"] == 0


def test_figures_name_nobody_and_have_few_labels(office: Office, address: str) -> None:
    office.knowledge.ask("who owns ERP?")
    office.owe()
    told = read(address, "/metrics")[1]
    for name in (office.slack.workspace.team, office.channel, office.person, "ERP", office.settings.bot_token):
        assert name not in told
    assert len(figures(address)) < 50


def test_readiness_is_whether_the_database_answers_and_liveness_is_not(office: Office, address: str) -> None:
    assert read(address, "/readyz") == read(address, "/healthz") == (200, "ok")
    move_schema(office, "0000")
    assert read(address, "/readyz") == (503, "not ready")
    assert read(address, "/healthz") == (200, "ok")
    move_schema(office, HEAD)
    assert read(address, "/readyz") == (200, "ok")


def test_there_is_nothing_else_on_that_port(address: str) -> None:
    assert {path: read(address, path)[0] for path in ("/", "/slack/events", "/metrics/", "/debug")} == dict.fromkeys(
        ("/", "/slack/events", "/metrics/", "/debug"), 404
    )


def move_schema(office: Office, revision: str) -> None:
    engine = create_engine(office.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()
