"""`python -m tests.faults [words]`: plants every fault (or those whose name has the words) and shows which tests notice.

`python -m tests.faults goals` prints the figures of the promises instead. Exit code 1 when a fault goes unnoticed.
"""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.faults.planted import FAULTS
from tests.faults.planting import prove_all


def main(words: str) -> int:
    """Prove the faults; 0 when every one was caught."""
    chosen = [fault for fault in FAULTS if words in fault.name]
    console = Console(width=None if sys.stdout.isatty() else 180)
    progress = Console(stderr=True)
    table = Table("fault", "test", "result", "seconds")
    missed = 0
    for finding in track(prove_all(chosen), "planting", total=len(chosen), console=progress):
        missed += not finding.caught
        result = "[green]red, as it should[/]" if finding.caught else f"[red]NOT NOTICED[/] {finding.said}"
        table.add_row(finding.fault.name, finding.fault.tests[0].rpartition("::")[2], result, f"{finding.seconds:.1f}")
    console.print(table)
    console.print(f"{len(chosen) - missed} of {len(chosen)} planted faults are noticed.")
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["goals"]:
        from tests.faults.goals import show

        sys.exit(show())
    sys.exit(main(" ".join(sys.argv[1:])))
