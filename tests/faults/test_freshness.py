"""What one process decides is in the very next answer of another: pairs of a ruling here and a question there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import open_knowledge

ROOT = Path(__file__).parents[2]
ANSWERING = """
import sys
from knowledge import open_knowledge
workspaces = open_knowledge(sys.argv[1])
for line in sys.stdin:
    print(" and ".join(workspaces.only().ask(line.strip(), record=False).owners), flush=True)
"""


def stale(database_url: str, pairs: int) -> int:
    """How many of so many questions, each asked right after a ruling in this process, were answered with what was ruled before."""
    here = open_knowledge(database_url, create=True)
    knowledge = here.only()
    knowledge.change_settings({"deciders": "U0DECIDER"})
    command, pipe, old = [sys.executable, "-c", ANSWERING, database_url], subprocess.PIPE, 0
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as there:
        assert there.stdin is not None and there.stdout is not None
        for pair in range(pairs):
            owner = ("CTO", "CIO")[pair % 2]
            raised = knowledge.raise_dispute(topic="ERP", proposed=(owner,), reason="So.", actor="U0RAISER", request=f"r{pair}").dispute
            told = {"rationale": "So be it.", "version": raised.version, "request": f"d{pair}"}
            ruled = knowledge.decide(raised.number, actor="U0DECIDER", owners=(owner,), **told)
            assert ruled.state == "decided"
            there.stdin.write("who owns ERP?\n")
            there.stdin.flush()
            old += there.stdout.readline().strip() != owner
        there.stdin.close()
    here.close()
    return old


def test_no_answer_is_older_than_a_ruling_in_another_process(database_url: str) -> None:
    assert stale(database_url, 20) == 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_answer_is_stale_in_very_many_pairs(database_url: str) -> None:
    pairs = 200 if os.environ.get("REMIT_CI") else int(os.environ.get("REMIT_PAIRS", "10000"))
    found = stale(database_url, pairs)
    print(f"figure: {found} stale answers in {pairs} pairs of a ruling in one process and a question in another")
    assert found == 0
