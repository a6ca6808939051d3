"""`python -m tests.faults [NAME …]`: plants every fault, or those whose names are given, and shows which tests notice.

`--list` names them. `goals [NAME …]` prints the figures of the promises instead. Exit code 1 when a fault goes unnoticed or a promise
does not hold, 2 for a name that is none.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.faults.goals import GOALS, show
from tests.faults.planted import FAULTS, Planted
from tests.faults.planting import prove_all


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Plant faults, and see that tests notice them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="part of a fault's name; after the word goals, of a promise's; none: all")
    parser.add_argument("--list", action="store_true", help="only name the faults, or after the word goals the promises")
    given = parser.parse_args(arguments)
    promises = given.names[:1] == ["goals"]
    words = given.names[1:] if promises else given.names
    names = list(GOALS) if promises else [fault.name for fault in FAULTS]
    for word in words:
        if not any(word in name for name in names):
            parser.error(f"nothing is named “{word}”; there is:\n  " + "\n  ".join(names))
    chosen = [name for name in names if not words or any(word in name for word in words)]
    if given.list:
        print("\n".join(chosen))
        return 0
    return show(chosen) if promises else prove([fault for fault in FAULTS if fault.name in chosen])


def prove(chosen: Sequence[Planted]) -> int:
    """Prove the faults; 0 when every one was caught."""
    console = Console(width=None if sys.stdout.isatty() else 180)
    table = Table("fault", "test", "result", "seconds")
    missed = 0
    found: Iterable = track(prove_all(chosen), "planting", total=len(chosen), console=Console(stderr=True))  # type: ignore[type-arg]
    for finding in found:
        missed += not finding.caught
        result = "[green]red, as it should[/]" if finding.caught else f"[red]NOT NOTICED[/] {finding.said}"
        table.add_row(finding.fault.name, finding.fault.tests[0].rpartition("::")[2], result, f"{finding.seconds:.1f}")
    console.print(table)
    console.print(f"{len(chosen) - missed} of {len(chosen)} planted faults are noticed.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
