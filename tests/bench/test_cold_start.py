"""What a command costs from a cold start, beside importing the libraries it cannot do without."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.conftest import Figure

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 11
MUST_FOR_CLI = "import typer, csv, dataclasses, datetime, json, urllib.parse"
# The libraries, Typer run once as every command must, a database opened, and our own modules that answer and show.
MUST_FOR_ASK = """
import csv, json, numpy, platformdirs, rapidfuzz.distance, rapidfuzz.process, rich.console, rich.text, Stemmer, typer, yaml
import sqlalchemy.orm, sqlalchemy.dialects.sqlite
application = typer.Typer()
@application.command()
def ask(words: list[str]) -> None:
    sqlalchemy.create_engine("sqlite://").connect().exec_driver_sql("SELECT 1").connection.close()
application(["x"], standalone_mode=False)
import bot.commands.answers, handlers.blocks.answer, knowledge.answers, knowledge.workspaces
"""
NEVER_FOR_ASK = (
    "alembic", "bs4", "ftfy", "granian", "markdown_it", "psycopg", "rank_bm25", "slack_bolt", "slack_sdk", "starlette",
    "structlog", "waitress",
)  # fmt: skip


def run(arguments: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def compare(ours: list[str], theirs: list[str], tmp_path: Path) -> tuple[float, float, float]:
    """The shortest of both in seconds and the ratio, rounds interleaved: what else a machine does only adds to a time."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'remit.db'}", "PYTHONDONTWRITEBYTECODE": ""}
    run(ours, environment)
    run(theirs, environment)
    mine, must = [], []
    for _ in range(ROUNDS):
        mine.append(run(ours, environment))
        must.append(run(theirs, environment))
    first, second = min(mine), min(must)
    return first, second, first / second


def test_importing_the_command_line_takes_at_most_1_15_of_what_it_must(tmp_path: Path, figure: Figure) -> None:
    mine, must, ratio = compare(["-c", "import bot.cli"], ["-c", MUST_FOR_CLI], tmp_path)
    figure("import bot.cli to importing what it must", ratio, most=1.15, of=f"{mine * 1e3:.0f} ms, {must * 1e3:.0f} ms")


def test_asking_takes_at_most_1_25_of_importing_what_it_must(tmp_path: Path, figure: Figure) -> None:
    """The libraries and modules that it loads; the rest is reading the vocabulary and the charter, and the answer itself."""
    mine, must, ratio = compare(["-m", "bot", "ask", "who owns Workday integration?"], ["-c", MUST_FOR_ASK], tmp_path)
    figure("remit ask to importing what it must", ratio, most=1.25, of=f"{mine * 1e3:.0f} ms, {must * 1e3:.0f} ms")


def test_asking_loads_nothing_that_only_other_commands_need(tmp_path: Path) -> None:
    program = "import sys; from bot.cli import main; main(['ask', 'GDPR']); print(*{name.split('.')[0] for name in sys.modules})"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'remit.db'}"}
    command = [sys.executable, "-c", program]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    printed = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert set(printed.split()).isdisjoint(NEVER_FOR_ASK)
