"""The promises and the tests that prove them, run one by one, with what they print of figures."""

from __future__ import annotations

import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

from tests.faults.planting import ROOT

FAULTS = "tests/faults/"
GOALS: dict[str, tuple[str, ...]] = {
    "G1 histories with crashes": (FAULTS + "test_histories.py",),
    "G2 real kills": ("tests/scenarios/test_trouble.py::test_a_killed_process_still_owes_its_post_and_the_next_one_sends_it_once",),
    "G3 the tests can fail": (FAULTS + "test_planted.py",),
    "G4 everything three times": (FAULTS + "test_histories.py::test_every_payload_three_times_at_once_and_every_job_too",),
    "G5 races": (
        "tests/knowledge/governance/test_schedule.py::test_six_workers_at_a_barrier_record_each_week_once",
        "tests/knowledge/test_disputing.py::test_of_two_rulings_at_once_one_wins_and_the_other_is_told",
    ),
    "G6 calendar": ("tests/knowledge/governance/test_calendar.py",),
    "G7 acknowledgement in time": ("tests/knowledge/test_deadline.py", "tests/scenarios/test_trouble.py"),
    "G8 database faults": ("tests/scenarios/test_database_trouble.py",),
    "G9 freshness": (FAULTS + "test_freshness.py",),
    "G10 shutdown": ("tests/bot/test_processes.py",),
    "G11 bad input": ("tests/bot/test_web.py", "tests/knowledge/documents"),
    "G12 isolation and rights": ("tests/handlers/test_access.py", FAULTS + "test_threats.py"),
    "G13 output safety": ("tests/handlers/test_foreign_text.py", "tests/bot/test_logs.py"),
    "G15 schema": ("tests/knowledge/database/test_schema.py",),
}


def show() -> int:
    """Run each promise's tests, the long ones too, and print a table; 1 when one does not hold."""
    table, broken = Table("promise", "holds", "tests", "seconds", "figures"), 0
    for goal, tests in GOALS.items():
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "--slow", "--show-capture=no", "--tb=line", *tests]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        figures = [line.strip(". ") for line in lines if "crashes, 0" in line or "stale answers" in line]
        last = lines[-1] if lines else done.stderr[-200:]
        broken += bool(done.returncode)
        table.add_row(goal, "no" if done.returncode else "yes", last, f"{time.monotonic() - began:.0f}", "\n".join(figures))
        print(f"{goal}: {last}", file=sys.stderr, flush=True)
    Console(width=None if sys.stdout.isatty() else 180).print(table)
    return 1 if broken else 0
