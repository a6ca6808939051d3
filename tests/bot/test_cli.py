"""The command line: every command on a real database, errors in one line, output that other programs can read."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.disputes import harmless
from knowledge import open_knowledge
from knowledge.types import Destination
from tests.conftest import Run

ROOT = Path(__file__).parent.parent.parent
FIELDS = ["question", "standing", "owners", "topic", "confidence", "evidence", "decision", "suggestions", "receipt"]
CHARTER = "# Platform\n\nThe Data Team owns the warehouse.\n\nThe Web Team owns the shop.\n"


def test_the_first_line_is_the_whole_answer(run: Run) -> None:
    code, out, _ = run("ask", "who", "owns", "Workday", "integration?")
    first, *rest = out.splitlines()
    assert code == 0
    assert "CIO" in first and "Workday integration" in first
    assert any("line 2" in line for line in rest)


def test_an_answer_as_json_has_its_fields_in_order(run: Run) -> None:
    _, out, _ = run("ask", "--json", "who owns GDPR?")
    answer = json.loads(out)
    assert list(answer)[: len(FIELDS)] == FIELDS
    assert list(answer["evidence"][0])[:5] == ["charter", "section", "line", "quote", "matched"]
    assert (answer["owners"], answer["standing"], answer["decision"]) == (["CIO"], "documented", None)


def test_many_questions_come_by_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO("who owns ERP?\n\nwho owns the lunch menu\nwhö ówns \xff".encode("latin-1"))

    monkeypatch.setattr(sys, "stdin", Input())
    code, out, _ = run("ask", "--stdin")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer["owners"] for answer in answers] == [["CIO"], [], [], []]
    assert [answer["question"] for answer in answers][:3] == ["who owns ERP?", "", "who owns the lunch menu"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask",), "no question"),
        (("ask", "--stdin", "GDPR"), "--stdin"),
        (("nonsense",), "No such command"),
        (("ask", "--nonsense", "x"), "No such option"),
        (("import", "nowhere.md"), "nowhere.md: no such file or directory"),
        (("charters", "remove", "nobody"), "nobody"),
        (("settings", "digest_time"), "NAME=VALUE"),
        (("settings", "digest_time=99:99"), "99:99"),
        (("settings", "colour=blue"), "colour"),
        (("disputes", "show", "17"), "17"),
        (("digest", "--week", "2026-W54"), "no week 54"),
        (("digest", "--week", "yesterday"), "2026-W48"),
        (("digest", "--preview", "--week", "0001-W01"), "There was no digest in 0001-W01"),
        (("digest", "--preview", "--week", "1969-W52"), "There was no digest in 1969-W52"),
        (("digest", "--preview", "--week", "9999-W52"), "9999-W52 is still to come"),
        (("digest", "--preview", "--team", "T404"), "no workspace “T404”"),
        (("digest", "--preview", "--history"), "--history lists all weeks"),
        (("evaluate", "nowhere.jsonl"), "nowhere.jsonl"),
        (("web",), "SLACK_BOT_TOKEN is not set"),
        (("run",), "SLACK_APP_TOKEN is not set"),
        (("worker",), "SLACK_BOT_TOKEN is not set"),
    ],
)
def test_an_error_is_one_line_and_exit_code_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert err.startswith("remit: ") and err.count("\n") == 1
    assert words in err


def test_all_missing_settings_are_named_at_once(run: Run) -> None:
    _, _, err = run("web")
    assert "SLACK_BOT_TOKEN" in err and "SLACK_SIGNING_SECRET" in err


def test_a_worker_takes_only_a_whole_time(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    assert "has no zone" in run("worker", "--once", "--now", "2026-11-30T09:01")[2]
    assert "is no time" in run("worker", "--once", "--now", "monday")[2]
    assert "--once" in run("worker", "--now", "2026-11-30T09:01+01:00")[2]


def test_a_database_that_cannot_be_opened_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is not a database" * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{broken}")
    code, _, err = run("ask", "GDPR")
    assert code == 2 and err.startswith("remit: ") and err.count("\n") == 1


def test_env_file_is_read_and_the_environment_wins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("SLACK_BOT_TOKEN=xapp-wrong\nPORT=http\n")
    _, _, err = run("web")
    assert "SLACK_BOT_TOKEN must be a bot token" in err and "PORT must be a number" in err
    monkeypatch.setenv("PORT", "3000")
    assert "PORT" not in run("web")[2]


def test_a_charter_is_imported_listed_asked_and_removed(run: Run) -> None:
    Path("platform.md").write_text(CHARTER)
    assert run("import", "platform.md", "--dry-run")[1].count("added") >= 1
    assert "platform" not in run("charters")[1]
    code, out, _ = run("import", "platform.md")
    assert code == 0 and out.startswith("platform: 2 claims")
    assert "nothing changed" in run("import", "platform.md")[1]
    assert [line.split("\t")[0] for line in run("charters", "list")[1].splitlines()] == ["name", "cio-cto", "platform"]
    assert "Data Team" in run("ask", "who owns the warehouse?")[1].splitlines()[0]
    assert run("charters", "findings", "platform")[0] == 0
    assert run("charters", "remove", "platform")[0] == 0
    assert "platform" not in run("charters")[1]


def test_an_import_says_in_words_how_each_ruling_stands_to_it_also_when_the_line_is_gone_again(run: Run, database_url: str) -> None:
    Path("platform.md").write_text(CHARTER)
    run("import", "platform.md")
    workspaces = open_knowledge(database_url, create=True)
    knowledge = workspaces.of("")
    knowledge.change_settings({"deciders": "U1"})
    found = knowledge.raise_dispute(topic="space lasers", proposed=("Web Team",), reason="Ours.", actor="U2", request="r").dispute
    knowledge.decide(found.number, actor="U1", owners=("Web Team",), rationale="So.", version=found.version, request="d")
    workspaces.close()
    Path("platform.md").write_text(f"{CHARTER}\nThe Data Team owns space lasers.\n")
    assert "decision on space lasers (dispute #1): the charter still differs\n" in run("import", "platform.md")[1]
    Path("platform.md").write_text(CHARTER)
    assert "decision on space lasers (dispute #1): the charter is again as it was when it was ruled\n" in run("import", "platform.md")[1]


def test_parked_posts_are_listed_and_sent_again(run: Run, database_url: str) -> None:
    assert run("posts", "parked")[1] == "Nothing is parked.\n"
    workspaces = open_knowledge(database_url, create=True)
    workspaces.of("T1").tell("hello", destination=Destination("C1"), request="r1")
    (post,) = workspaces.claim_posts(1, timedelta(minutes=1))
    workspaces.park(post, "is_archived")
    workspaces.close()
    (parked,) = json.loads(run("posts", "parked", "--json")[1])
    assert (parked["id"], parked["to"], parked["reason"]) == (post.id, "C1", "is_archived")
    assert "is_archived" in run("posts", "parked")[1]
    assert run("posts", "retry")[0] == run("posts", "retry", "nobody")[0] == run("posts", "retry", "")[0] == 2
    assert run("posts", "retry", post.id[:8])[1] == "1 post will be sent again.\n"
    assert run("posts", "retry", "--all")[1] == "0 posts will be sent again.\n"
    assert run("posts", "recheck")[1] == "1 post will be looked for before being sent.\n"
    assert run("posts", "recheck")[1] == "0 posts will be looked for before being sent.\n"


def test_settings_are_shown_as_they_are_written(run: Run) -> None:
    wanted = {"digest_channel": "C1", "deciders": "U1,U2", "digest_time": "09:30", "digest_weekday": "friday", "timezone": "Europe/Berlin"}
    code, out, _ = run("settings", *(f"{name}={value}" for name, value in wanted.items()))
    assert code == 0
    shown = dict(line.split("\t") for line in out.splitlines())
    assert {name: shown[name] for name in wanted} == wanted
    assert run("settings")[1] == out
    assert json.loads(run("settings", "--json")[1])["deciders"] == ["U1", "U2"]


def test_holders_are_read_back_as_they_are_shown(run: Run) -> None:
    _, out, _ = run("settings", "holders=CIO:U1, CTO:U2", "neutral=CIO/CTO:S1")
    shown = dict(line.split("\t") for line in out.splitlines())
    assert run("settings", f"holders={shown['holders']}", f"neutral={shown['neutral']}")[1] == out


def test_an_alias_answers_until_it_is_removed(run: Run) -> None:
    assert run("alias", "add", "HRIS sync", "Workday integration")[0] == 0
    assert "CIO" in run("ask", "who owns the HRIS sync?")[1].splitlines()[0]
    assert "HRIS sync\tWorkday integration\tan admin" in run("alias", "list")[1]
    assert run("alias", "remove", "HRIS sync")[0] == 0
    assert "HRIS sync" not in run("alias", "list")[1]


@pytest.fixture
def decided(run: Run, database_url: str) -> None:
    """A dispute that was raised with a hostile reason, and decided."""
    run("settings", "deciders=U9")
    workspaces = open_knowledge(database_url)
    knowledge = workspaces.only()
    raised = knowledge.raise_dispute(
        topic="ERP", proposed=("CTO",), reason='=HYPERLINK("http://evil")\x1b[31m', actor="U1", origin="C1", request="r1"
    )
    knowledge.decide(1, actor="U9", owners=("CTO",), rationale="It is product code.", version=raised.dispute.version, request="r2")
    workspaces.close()


@pytest.mark.usefixtures("decided")
def test_disputes_are_listed_shown_and_exported(run: Run) -> None:
    assert run("disputes")[1].splitlines()[1].startswith("#1\tERP\tdecided\tCIO\tCTO")
    rows = list(csv.DictReader(io.StringIO(run("disputes", "--format", "csv")[1])))
    assert (rows[0]["topic"], rows[0]["owners"], rows[0]["decided_by"]) == ("ERP", "CTO", "U9")
    assert rows[0]["reason"].startswith("'=")
    records = json.loads(run("disputes", "--format", "json", "--state", "decided")[1])
    assert [entry["act"] for entry in records[0]["history"]][:1] == ["raised"]
    assert json.loads(run("disputes", "--format", "json", "--state", "open")[1]) == []
    whole = run("disputes", "show", "1")[1]
    assert "ERP" in whole and "It is product code." in whole and "\x1b" not in whole
    assert "CTO" in run("ask", "who owns ERP?")[1].splitlines()[0]
    decision = json.loads(run("ask", "--json", "who owns ERP?")[1])["decision"]
    assert {"owners", "rationale", "decided_by", "decided_at"} <= set(decision)


@pytest.mark.usefixtures("decided")
def test_disputes_are_filtered_by_person_and_listed_in_parts(run: Run, database_url: str) -> None:
    workspaces = open_knowledge(database_url)
    for number, topic in enumerate(("GDPR", "payroll"), start=2):
        workspaces.only().raise_dispute(topic=topic, proposed=(), reason="Not ours.", actor=f"U{number}", request=f"q{number}")
    workspaces.close()

    def numbers(*arguments: str) -> list[int]:
        return [record["number"] for record in json.loads(run("disputes", "--format", "json", *arguments)[1])]

    assert numbers() == [2, 3, 1], "open ones first"
    assert numbers("--person", "U3") == [3]
    assert (numbers("--limit", "2"), numbers("--limit", "2", "--after", "3")) == ([2, 3], [1])
    assert run("disputes", "--after", "99")[2].count("\n") == 1


@pytest.mark.usefixtures("decided")
def test_a_patch_for_the_document_is_printed_and_what_it_leaves_is_said(run: Run) -> None:
    document = Path("erp.md")
    document.write_text("The CIO owns ERP.\n", "utf-8")
    run("charters", "remove", "cio-cto")
    run("import", "erp.md")
    _, out, complaint = run("disputes", "patch", "erp.md")
    assert out == "--- erp.md\n+++ erp.md\n@@ -1 +1 @@\n-The CIO owns ERP.\n+The CTO owns ERP.\n"
    assert complaint == ""
    document.write_text("The CTO owns ERP.\n", "utf-8")
    assert "the charter says so too now" in run("import", "erp.md")[1]
    assert "nothing to patch" in run("disputes", "patch", "erp.md")[2]
    assert "nowhere.md: no such file" in run("disputes", "patch", "nowhere.md")[2]


@pytest.mark.usefixtures("decided")
def test_the_digest_is_shown_in_words_and_as_json(run: Run) -> None:
    assert "1 decided" in run("digest", "--preview")[1]
    assert json.loads(run("digest", "--json")[1])["decided"][0]["number"] == 1
    assert run("digest", "--history")[0] == 0
    code, out, _ = run("digest")
    assert code == 0 and "--preview" in out and "1 decided" not in out


def test_a_week_that_is_over_is_shown_and_the_one_after_the_coming_digest_is_not(run: Run) -> None:
    now = datetime.now(UTC)
    for weeks, code in ((-200, 0), (-1, 0), (0, 0), (1, 2), (52, 2)):
        year, week, _ = (now + timedelta(weeks=weeks)).isocalendar()
        assert run("digest", "--preview", "--week", f"{year}-W{week:02}")[0] == code, weeks


def test_of_several_workspaces_the_one_meant_is_named(run: Run, database_url: str) -> None:
    with closing(open_knowledge(database_url)) as workspaces:
        for team, topic in (("T1", "ERP"), ("T2", "GDPR")):
            mine = workspaces.of(team)
            mine.raise_dispute(topic=topic, proposed=("CTO",), reason="Ours.", actor="U1", request="r")
            mine.change_settings({"digest_channel": "C1"})
        workspaces.of("T1").change_settings({"deciders": "U1"})
        workspaces.of("T1").send_digest(actor="U1", request="now")
    assert "name the one you mean" in run("digest", "--preview")[2]
    assert "GDPR" in run("digest", "--preview", "--team", "T2")[1]
    assert json.loads(run("digest", "--json", "--team", "T1")[1])["open"][0]["topic"] == "ERP"
    assert len(run("digest", "--history", "--team", "T1")[1].splitlines()) == 2
    assert len(run("digest", "--history", "--team", "T2")[1].splitlines()) == 1


def test_the_history_says_what_became_of_each_week_and_why(run: Run, database_url: str) -> None:
    with closing(open_knowledge(database_url)) as workspaces:
        mine = workspaces.of("T1")
        mine.change_settings({"digest_channel": "C1", "deciders": "U1"})
        mine.send_digest(actor="U1", request="now")
        assert "\tposted\t" in run("digest", "--history")[1]
        (post,) = workspaces.claim_posts(9, timedelta(minutes=1))
        workspaces.park(post, "is_archived")
    assert "\tundelivered\tSlack did not take it: is_archived.\t" in run("digest", "--history")[1]
    assert json.loads(run("digest", "--history", "--json")[1])[0]["state"] == "undelivered"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠x", "\u3000=1"])
def test_no_exported_cell_starts_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"x{cell}") == f"x{cell}"


def test_migrate_says_what_it_applied_and_then_nothing(bare: Run, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    assert "applied " in bare("migrate")[1]
    assert "applied " not in bare("migrate")[1]
    assert "cio-cto" in bare("charters")[1]


def test_an_empty_database_is_made_by_the_first_command(bare: Run, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    assert "CIO" in bare("ask", "who owns GDPR?")[1].splitlines()[0]


def test_the_default_database_is_named_when_it_is_made(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path),
    }  # fmt: skip
    first, second = (
        subprocess.run([sys.executable, "-m", "bot", "ask", "GDPR"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert str(tmp_path) in first.stderr and "DATABASE_URL" in first.stderr
    assert second.stderr == ""
    assert first.stdout == second.stdout != ""
    assert "\x1b" not in first.stdout


@contextmanager
def asking(database_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """`remit ask --stdin` in a process of its own, one answer read."""
    command, environment = [sys.executable, "-m", "bot", "ask", "--stdin"], os.environ | {"DATABASE_URL": database_url}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin and process.stdout
        process.stdin.write(b"GDPR\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["owners"] == ["CIO"]
        yield process
        assert process.stderr and process.stderr.read() == b""


def test_a_reader_that_goes_away_hears_no_complaint(database_url: str) -> None:
    with asking(database_url) as process:
        assert process.stdin and process.stdout
        process.stdout.close()
        process.stdin.write(b"ERP\n" * 3)
        process.stdin.close()
        assert process.wait(30) == 1


def test_an_interrupted_command_says_nothing(database_url: str) -> None:
    with asking(database_url) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("web", "--port", "abc"), "--port abc: ports go from 1 to 65535; name one of them, or 0 to take a free one"),
        (("import",), "Missing argument 'file'. Try: remit import --help"),
        (
            ("disputes", "--format", "x"),
            "Invalid value for '--format': 'x' is not one of 'table', 'csv', 'json'. Try: remit disputes --help",
        ),
        (("posts", "retri"), "No such command 'retri'. Did you mean 'retry'? Try: remit posts --help"),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line_with_where_to_look(bare: Run, arguments: tuple[str, ...], said: str) -> None:
    assert bare(*arguments) == (2, "", f"remit: {said}\n")
