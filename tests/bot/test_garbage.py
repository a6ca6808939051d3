"""A process that serves looks for garbage often and shortly, as Python does by itself; a command that ends soon need not look."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import COLLECT_AFTER

if TYPE_CHECKING:
    from tests.bot.conftest import Office

SERVE = """
import atexit, gc
from bot.cli import main
atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count()))
main(["web", "--port", "0"])
"""


def test_a_process_that_serves_never_stops_for_long_to_collect_garbage(office: Office) -> None:
    given = os.environ | office.slack.environment | {"DATABASE_URL": office.settings.database_url}
    command, root = [sys.executable, "-c", SERVE], Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as serving:
        assert serving.stdout is not None
        serving.stdout.readline()
        serving.send_signal(signal.SIGTERM)
        after, left_out = map(int, serving.stdout.read().split())
    usual = subprocess.run([sys.executable, "-c", "import gc; print(gc.get_threshold()[0])"], capture_output=True, text=True, check=True)
    assert after == int(usual.stdout) < COLLECT_AFTER
    assert left_out > gc.get_freeze_count(), "what was loaded at the start is looked at no more"
