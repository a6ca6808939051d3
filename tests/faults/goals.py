"""The promises and the tests that prove them, run one by one, with what they print of figures."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.faults.planting import ROOT

FAULTS = "tests/faults/"
FIGURE = "figure: "
TROUBLE, DATABASE = "tests/scenarios/test_trouble.py::", "tests/scenarios/test_database_trouble.py::"
GOALS: dict[str, tuple[str, ...]] = {
    "G1 histories with crashes": (FAULTS + "test_histories.py",),
    "G2 real kills": (
        TROUBLE + "test_a_killed_process_still_owes_its_post_and_the_next_one_sends_it_once",
        TROUBLE + "test_processes_killed_under_load_lose_nothing_and_repeat_nothing",
    ),
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
    "G10 shutdown": ("tests/bot/test_processes.py", TROUBLE + "test_processes_told_to_stop_under_load_lose_nothing_and_repeat_nothing"),
    "G11 bad input": ("tests/bot/test_web.py", "tests/knowledge/documents"),
    "G12 isolation and rights": ("tests/handlers/test_access.py", FAULTS + "test_threats.py"),
    "G13 output safety": ("tests/handlers/test_foreign_text.py", "tests/bot/test_logs.py"),
    "G14 load": (
        "tests/bench/test_throughput.py",
        "tests/bench/test_digest_size.py",
        "tests/bot/test_turns.py",
        "tests/bot/test_fair_courier.py",
    ),
    "G15 schema": (
        "tests/knowledge/database/test_schema.py",
        "tests/knowledge/database/test_steps_only_add.py",
        DATABASE + "test_five_starters_migrate_beside_a_running_app",
    ),
    "G16 restore": (
        DATABASE + "test_a_backup_restored_elsewhere_posts_nothing_again",
        DATABASE + "test_a_dump_restored_elsewhere_posts_nothing_again",
    ),
}


def show(chosen: Sequence[str] = tuple(GOALS)) -> int:
    """Run each promise's tests, the long ones too, and print a table with the lines that begin with FIGURE; 1 when one does not hold."""
    table, broken = Table("promise", "holds", "tests", "seconds", "figures"), 0
    for goal in chosen:
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "--slow", "--show-capture=no", "--tb=line", *GOALS[goal]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        figures = [line.partition(FIGURE)[2] for line in lines if FIGURE in line]
        last = lines[-1] if lines else done.stderr[-200:]
        broken += bool(done.returncode)
        table.add_row(goal, "no" if done.returncode else "yes", last, f"{time.monotonic() - began:.0f}", "\n".join(figures))
        print(f"{goal}: {last}", file=sys.stderr, flush=True)
    Console(width=None if sys.stdout.isatty() else 180).print(table)
    return 1 if broken else 0
