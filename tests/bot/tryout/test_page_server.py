"""The try-out's page over HTTP: who may talk to it, what it answers, and how it starts and stops."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.tryout.page_server import PageServer
from bot.tryout.serving import LOOPBACK, Serving
from bot.tryout.tryout import Tryout

ROOT = Path(__file__).parents[3]
MARK = {"X-Remit-Tryout": "1"}


@dataclass
class Site:
    """The page's server and a way to ask it."""

    tryout: Tryout
    port: int

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def act(self, what: str, **body: Any) -> Any:
        status, _, answer = self.ask("POST", f"/api/{what}", json.dumps(body).encode(), MARK)
        return status, json.loads(answer)

    def view(self, person: str, channel: str = "") -> Any:
        return json.loads(self.ask("GET", f"/api/view?as={person}&channel={channel}&thread=")[2])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    tryout = Tryout(tmp_path / "data")
    serving = Serving(PageServer(tryout).application())
    yield Site(tryout, serving.start())
    serving.stop()
    tryout.stop()


def test_the_page_and_its_parts_come_with_a_strict_policy(site: Site) -> None:
    for path, kind in (("/", "text/html"), ("/app.js", "text/javascript"), ("/style.css", "text/css")):
        status, headers, content = site.ask("GET", path)
        assert (status, headers["content-type"].split(";")[0]) == (200, kind)
        assert "default-src 'self'" in headers["content-security-policy"]
        assert content
    page = site.ask("GET", "/")[2].decode()
    assert "https://" not in page and "http://" not in page


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:1", ""])
def test_a_request_under_another_name_is_refused(site: Site, host: str) -> None:
    assert site.ask("GET", "/api/view?as=&channel=&thread=", headers={"Host": host})[0] in (400, 403)


def test_a_page_of_another_origin_can_neither_read_nor_act(site: Site) -> None:
    elsewhere = {"Origin": "https://evil.example"}
    assert site.ask("GET", "/api/view?as=&channel=&thread=", headers=elsewhere)[0] == 403
    assert site.ask("POST", "/api/restart", b"{}", MARK | elsewhere)[0] == 403
    assert site.ask("POST", "/api/restart", b"{}", MARK | {"Origin": "null"})[0] == 403
    assert site.ask("POST", "/api/restart", b"{}")[0] == 403
    own = {"Origin": f"http://{LOOPBACK}:{site.port}"}
    assert site.ask("POST", "/api/open-home", json.dumps({"as": site.tryout.company.employee}).encode(), MARK | own)[0] == 200


def test_what_is_not_there_or_makes_no_sense_is_refused_in_words(site: Site) -> None:
    assert site.act("sing")[0] == 404
    assert site.act("say", nobody="x")[0] == 400
    assert site.ask("POST", "/api/say", b"not json", MARK)[0] == 400
    assert "no longer" in site.act("submit", view_id="V0", values={})[1]["error"]
    too_much = site.ask("POST", "/api/say", b"x" * 1_100_000, MARK)
    assert "larger" in json.loads(too_much[2])["error"]
    in_thread = site.act(
        "say", **{"as": site.tryout.company.employee}, channel=site.tryout.company.general, thread_ts="1.0", text="/whoowns x"
    )
    assert "thread" in in_thread[1]["error"]


def test_a_menu_that_the_app_fills_is_searched_through_the_app(site: Site) -> None:
    owners = "\n".join(f"The Team {number:03} owns service {number:03}." for number in range(130))
    site.ask("POST", "/api/import?name=many.md", owners.encode(), MARK)
    who = {"as": site.tryout.company.employee}
    site.act("say", **who, channel=site.tryout.company.general, thread_ts="", text="/dispute service 003")
    view = site.view(who["as"])["modal"]
    (menu,) = [block for block in view["blocks"] if block.get("element", {}).get("type") == "multi_external_select"]
    place = {"container": "view", "view_id": view["id"], "block_id": menu["block_id"], "action_id": menu["element"]["action_id"]}
    found = site.act("suggest", **who, **place, typed="team 12")[1]["options"]
    assert [option["text"]["text"] for option in found] == [f"Team {number}" for number in range(120, 130)]
    sent = site.tryout.slack.deliveries[-1].payload
    assert (sent["type"], sent["value"], sent["view"]["id"]) == ("block_suggestion", "team 12", view["id"])
    assert "no longer" in site.act("suggest", **who, **place | {"block_id": "gone"}, typed="t")[1]["error"]


def test_events_tell_of_a_change_at_once(site: Site) -> None:
    connection = http.client.HTTPConnection(LOOPBACK, site.port, timeout=10)
    connection.request("GET", "/api/events")
    stream = connection.getresponse()
    first = stream.readline()
    company = site.tryout.company
    site.act("say", **{"as": company.employee}, channel=company.general, thread_ts="", text="hello")
    while (line := stream.readline()) in (b"\n", first) or line.startswith(b":"):
        pass
    assert line.startswith(b'data: {"revision": ')
    connection.close()


def test_the_clock_moves_to_monday_and_never_back(site: Site) -> None:
    site.act("clock", to="monday")
    assert site.view("")["now"].startswith("Mon")
    before = site.tryout.clock.now()
    site.act("clock", to="monday")
    assert site.tryout.clock.now() - before >= timedelta(days=6)


def test_a_document_replaces_the_charter_and_start_over_brings_it_back(site: Site) -> None:
    company = site.tryout.company
    status, _, answer = site.ask("POST", "/api/import?name=ours.md", b"The Platform team owns the build pipeline.\n", MARK)
    assert status == 200 and "ours.md is loaded" in json.loads(answer)["title"]
    assert site.tryout.knowledge.ask("build pipeline").owners == ("Platform team",)
    assert site.tryout.knowledge.ask("Workday integration").owners == ()
    site.act("restart")
    assert site.tryout.knowledge.ask("Workday integration").owners == ("CIO",)
    assert site.view(company.employee)["messages"] == []


def test_the_try_command_is_ready_within_seconds_and_ends_well(tmp_path: Path) -> None:
    began = time.monotonic()
    command = [sys.executable, "-m", "bot", "try", "--no-browser", "--data", str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"DATABASE_URL": ""}
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line
        port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        print(f"first page after {time.monotonic() - began:.2f} s")
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(20)
        complaints = process.stderr.read()
        process.stdout.close()
        process.stderr.close()
    assert (status, complaints) == (0, "")
    assert (tmp_path / "remit.db").exists()
