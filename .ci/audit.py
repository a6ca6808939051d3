"""Look the pinned libraries up in PyPI's list of known vulnerabilities, with pip-audit from an environment of its own.

Prints what it found. Exit code 1 for a library with a known vulnerability; where no list can be had, nothing is known and it says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FILES = ("requirements.txt", "requirements-dev.txt")
SECONDS = 300


def verdict(dependencies: Sequence[dict[str, Any]]) -> tuple[str, int]:
    """What pip-audit's JSON says, in a few words, and the exit code."""
    weak = [f"{one['name']} {one['version']}: {flaw['id']}" for one in dependencies for flaw in one.get("vulns", ())]
    unknown = [one["name"] for one in dependencies if "skip_reason" in one]
    if weak:
        return "known vulnerabilities: " + "; ".join(weak), 1
    if len(unknown) == len(dependencies):
        return "skipped: no list of vulnerabilities to be had", 0
    left = f", not looked up: {', '.join(unknown)}" if unknown else ""
    return f"{len(dependencies) - len(unknown)} libraries without a known vulnerability{left}", 0


def dependencies_of(file: str, tool: Path) -> list[dict[str, Any]]:
    """What pip-audit says of each library in `file`; nothing where it is not there or cannot reach a list."""
    command = [tool / "bin" / "pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json", "-r", file]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)
        return list(json.loads(done.stdout)["dependencies"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return []


def main() -> int:
    """Audit each file; the worst exit code."""
    worst = 0
    with tempfile.TemporaryDirectory() as directory:
        venv.create(directory, with_pip=True)
        subprocess.run([Path(directory) / "bin" / "pip", "install", "-q", "pip-audit"], check=False, capture_output=True, timeout=SECONDS)
        for file in FILES:
            words, code = verdict(dependencies_of(file, Path(directory)))
            print(f"{file}: {words}", flush=True)
            worst = max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main())
