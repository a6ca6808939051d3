"""`remit import` as a person uses it: what it says before and after, what it refuses, and that nothing is lost or half done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, table, text

from knowledge.database.session import open_database
from tests.conftest import Run

ROOT = Path(__file__).parents[2]
BEFORE = "# Ownership\n\n- The CIO owns payroll.\n- The CIO owns laptops.\n- The CTO owns public APIs.\n"
AFTER = "# Ownership\n\n- The CTO owns payroll.\n- The CTO owns public APIs.\n- The CTO owns the mobile app.\n"


def rows(database_url: str) -> dict[str, object]:
    """How many rows every table has, the last claim's number, and the versions of the workspaces."""
    database = open_database(database_url)
    with database.connecting() as connection:
        tables = inspect(connection).get_table_names()
        found: dict[str, object] = {name: connection.execute(select(func.count()).select_from(table(name))).scalar() for name in tables}
        found["last claim"] = connection.execute(text("SELECT max(id) FROM claim")).scalar()
        found["versions"] = tuple(map(tuple, connection.execute(text("SELECT id, knowledge_version, rulings_version FROM workspace"))))
    database.close()
    return found


def test_the_summary_says_what_was_read_and_who_owns_most(run: Run) -> None:
    Path("ours.md").write_text(BEFORE)
    code, out, err = run("import", "ours.md")
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == ["ours: 3 claims, 2 owners, 5 lines", "owners: CIO (2), CTO (1)", "changed: 3 added, 0 changed, 0 gone"]


def test_the_same_document_again_writes_no_row_anywhere(run: Run, database_url: str) -> None:
    Path("ours.md").write_text(BEFORE)
    run("import", "ours.md")
    before = rows(database_url)
    code, out, _ = run("import", "ours.md")
    assert code == 0 and "nothing changed" in out
    assert rows(database_url) == before


def test_a_dry_run_shows_each_change_and_writes_no_row_anywhere(run: Run, database_url: str) -> None:
    Path("ours.md").write_text(BEFORE)
    run("import", "ours.md")
    before = rows(database_url)
    Path("ours.md").write_text(AFTER)
    code, out, _ = run("import", "ours.md", "--dry-run")
    assert code == 0
    assert "would change: 1 added, 1 changed, 1 gone" in out
    told = [line.split("\t") for line in out.splitlines() if "\t" in line]
    assert ["changed", "payroll", "CIO", "CTO", "3"] in told
    assert {(line[0], line[1]) for line in told[1:]} == {("added", "mobile app"), ("changed", "payroll"), ("gone", "laptops")}
    assert rows(database_url) == before
    assert "CIO" in run("ask", "who owns laptops?")[1].splitlines()[0]


def test_findings_are_shown_and_kept(run: Run) -> None:
    Path("torn.md").write_text("# Ownership\n\n- The CIO owns payroll.\n- The CTO owns payroll.\n\n## Loose ends\n\n- Phones\n- Cables\n")
    _, out, _ = run("import", "torn.md")
    assert "2 findings:" in out
    assert "line 4: two-owners" in out and "line 6: no-owner" in out
    kept = run("charters", "findings", "torn")[1].splitlines()
    assert [line.split("\t")[:2] for line in kept[1:]] == [["4", "two-owners"], ["6", "no-owner"]]


@pytest.mark.parametrize(
    ("file", "name"),
    [("Team roles (v2).md", "team-roles-v2"), ("Übersicht.md", "ubersicht"), ("会社.md", "charter"), ("a.b_c-d.md", "a.b_c-d")],
)
def test_any_file_gives_its_charter_a_name_that_can_be_typed(run: Run, file: str, name: str) -> None:
    Path(file).write_text(BEFORE)
    code, out, err = run("import", file)
    assert (code, err) == (0, "")
    assert out.startswith(f"{name}: 3 claims")


def test_a_document_too_large_is_refused_before_it_is_loaded(run: Run, database_url: str) -> None:
    with Path("huge.md").open("wb") as sparse:
        sparse.truncate(3 * 1024**3)
    before = rows(database_url)
    code, out, err = run("import", "huge.md")
    assert (code, out) == (2, "")
    assert err == "remit: huge.md: is 3072 MB; at most 32 MB are read. Split it.\n"
    assert rows(database_url) == before


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"a" * 2_000_000, "2,000,000 characters"),
        (b"The CIO owns \x00payroll.\n", "NUL"),
        (b"%PDF-1.7\n", "is a PDF"),
        (bytes(range(256)) * 40, "NUL"),
        (b"Nobody owns anything here.\n", "of nothing who owns it"),
    ],
)
def test_what_is_no_charter_is_refused_in_one_line_and_the_old_one_answers(run: Run, database_url: str, data: bytes, told: str) -> None:
    Path("ours.md").write_text(BEFORE)
    run("import", "ours.md")
    before = rows(database_url)
    Path("ours.md").write_bytes(data)
    code, out, err = run("import", "ours.md")
    assert (code, out) == (2, "")
    assert err.startswith("remit: ours.md: ") and told in err and err.count("\n") == 1
    assert rows(database_url) == before


def test_a_folder_and_a_device_are_refused(run: Run) -> None:
    Path("folder").mkdir()
    for name in ("folder", os.devnull):
        code, _, err = run("import", name)
        assert code == 2 and err == f"remit: {name}: is no file; name a document\n"


def test_a_long_line_is_left_out_and_the_rest_is_read(run: Run) -> None:
    Path("ours.md").write_text(BEFORE + "x" * 2_000_000 + "\n- The CFO owns budgets.\n")
    _, out, _ = run("import", "ours.md")
    assert "ours: 4 claims" in out and "line 6: skipped: The line has 2,000,000 characters" in out


@pytest.mark.parametrize("size", [3_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_large_registry_is_imported_within_a_minute(database_url: str, tmp_path: Path, size: int) -> None:
    """In a process of its own; what it took is printed."""
    lines = "".join(f"Service alpha{number},Team {number % 900},#c{number % 50}\n" for number in range(size))
    (tmp_path / "apps.csv").write_text("Application,Owner,Slack\n" + lines)
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "import", "apps.csv"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"apps: {size} claims, 900 owners")
    if size >= 10_000:
        assert "seconds and" in done.stderr and "MB of memory" in done.stderr
        print(done.stderr.splitlines()[-1])
