"""Plants each fault in a copy of the source tree and lets its tests run there: they must be green before and red with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.planted import FAULTS, Planted

ROOT = Path(__file__).parents[2]
TREES = ("bot", "handlers", "knowledge", "tests")
FILES = ("pyproject.toml", "manifest.json", "README.md", "Procfile", ".env.example")
SECONDS = 300
TESTS_FAILED = 1  # pytest's exit code; anything else is a run that proves nothing


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one fault: `caught` is whether its tests failed and nothing else did."""

    fault: Planted
    caught: bool
    seconds: float
    said: str


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the source tree to spoil."""
    with tempfile.TemporaryDirectory(prefix="remit-planted-") as directory:
        copy = Path(directory)
        for tree in TREES:
            shutil.copytree(ROOT / tree, copy / tree, ignore=shutil.ignore_patterns("__pycache__"))
        for name in FILES:
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, copy / name)
        yield copy


def run(copy: Path, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The tests, in the copy. It is the copy's own modules that they import: the working directory comes first."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--tb=line", "--show-capture=no", *tests]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=SECONDS, check=False)


def spoil(copy: Path, fault: Planted) -> str:
    """Plant the fault; returns what the file was before. Raises ValueError unless the text stands there exactly once."""
    file = copy / fault.file
    before = file.read_text("utf-8")
    if before.count(fault.old) != 1:
        raise ValueError(f"{fault.name}: {fault.file} has its text {before.count(fault.old)} times, not once")
    file.write_text(before.replace(fault.old, fault.new), "utf-8")
    return before


def prove(copy: Path, fault: Planted) -> Finding:
    """Run the fault's tests with it in place, then take it out."""
    began = time.monotonic()
    before = spoil(copy, fault)
    try:
        done = run(copy, fault.tests)
    finally:
        (copy / fault.file).write_text(before, "utf-8")
    lines = done.stdout.strip().splitlines()
    return Finding(fault, done.returncode == TESTS_FAILED, time.monotonic() - began, lines[-1] if lines else done.stderr[-200:])


def prove_all(chosen: Sequence[Planted] = FAULTS) -> Iterator[Finding]:
    """Every fault in turn. Raises RuntimeError when the tests are not green to begin with."""
    with copied() as copy:
        tests = list(dict.fromkeys(test for fault in chosen for test in fault.tests))
        clean = run(copy, tests)
        if clean.returncode:
            raise RuntimeError("without a fault planted, the tests fail:\n" + clean.stdout[-2000:])
        for fault in chosen:
            yield prove(copy, fault)
