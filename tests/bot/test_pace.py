"""One person who asks without end is told to wait, and nobody else notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app import create_app
from bot.server import Server
from bot.web import EVENTS_PATH, SlackDoor
from handlers import pace as pacing
from handlers.pace import AT_ONCE, SLOWER, Pace
from tests.bot.test_processes import first_line, process

if TYPE_CHECKING:
    import pytest

    from tests.bot.conftest import Office


def test_so_many_at_once_and_then_so_many_a_second() -> None:
    clock = [0.0]
    pace = Pace(per_second=2.0, at_once=3.0, clock=lambda: clock[0])
    assert [pace.allows("T1 U1") for _ in range(5)] == [True, True, True, False, False]
    assert pace.allows("T1 U2") and pace.allows("T2 U1")
    clock[0] = 1.0
    assert [pace.allows("T1 U1") for _ in range(3)] == [True, True, False]
    clock[0] = 1000.0
    assert [pace.allows("T1 U1") for _ in range(4)] == [True, True, True, False]


def test_only_so_many_people_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "MOST_PEOPLE", 2)
    pace = Pace(per_second=0.0, at_once=1.0, clock=lambda: 0.0)
    assert [pace.allows(person) for person in ("a", "b", "b", "c", "b", "a")] == [True, True, False, True, False, True]


def test_each_surface_says_it_in_its_own_way(office: Office) -> None:
    app = create_app(office.settings, office.workspaces, office.identity(), Pace(per_second=0.0, at_once=3.0))
    server = Server(SlackDoor(app, office.settings.signing_secret), "127.0.0.1", 0).start()
    office.slack.connect(server.address + EVENTS_PATH)
    other = office.slack.add_user("bob").id
    answer = office.slack.command(office.person, office.channel, "/whoowns", "ERP")
    view = office.slack.click(office.person, answer.message, "Dispute").view  # type: ignore[arg-type]
    office.slack.command(office.person, office.channel, "/whoowns", "ERP")
    assert office.slack.command(office.person, office.channel, "/whoowns", "ERP").text == SLOWER
    sent = office.slack.submit(office.person, view, {"Who should own it?": "CTO", "Why?": "It is code."})
    assert list(sent.errors.values()) == [SLOWER] and list(office.knowledge.disputes()) == []
    replies = office.slack.event({"type": "app_mention", "user": office.person, "text": "x", "channel": office.channel, "ts": "1.1"})
    assert {reply.status for reply in replies} == {503}
    assert office.slack.command(other, office.channel, "/whoowns", "ERP").text.startswith("*CIO* owns ERP.")
    assert server.stop()


def test_a_process_that_serves_holds_people_to_it(office: Office) -> None:
    with process(office, "web", "--port", "0") as running:
        office.slack.connect(first_line(running).split()[-1])
        said = {office.slack.command(office.person, office.channel, "/whoowns", "ERP").text for _ in range(int(AT_ONCE) * 3)}
    assert SLOWER in said
