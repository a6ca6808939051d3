"""`remit import`, `remit charters …`, `remit alias …`: what the answers rest on."""

from __future__ import annotations

import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from unicodedata import combining, normalize

import typer

from bot.commands.opening import CommandError, open_workspace, read_file, say, shown, table

if TYPE_CHECKING:
    from knowledge.types import Claim, ImportReport

# A page of findings and changes; the rest is counted, and `remit charters findings` shows it all.
SHOWN = 20
LARGE = 10_000  # claims; an import of so many says what it cost
MOST_LETTERS = 100  # of a charter's name
OWNERS_SHOWN = 8

charters = typer.Typer(help="The loaded charters: list, findings, remove.", invoke_without_command=True)
aliases = typer.Typer(help="Other names for topics: add, list, remove.", no_args_is_help=True)


def import_charter(
    file: Annotated[Path, typer.Argument(help="Markdown, text, HTML, CSV or YAML.")],
    name: Annotated[str, typer.Option(help="The charter's name.  [default: the file's name]", show_default=False)] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, change nothing.")] = False,
) -> None:
    """Read a document as a charter, replacing the charter of the same name."""
    data = _document(file)
    began = time.monotonic()
    with open_workspace() as knowledge, _progress() as progress:
        report = knowledge.import_charter(name or _named_after(file), file.name, data, dry_run=dry_run, progress=progress)
    _print_report(report)
    if len(report.reading.claims) >= LARGE:
        say(f"It took {time.monotonic() - began:.1f} seconds and {_most_memory()} MB of memory.")


def _document(path: Path) -> bytes:
    """The bytes of a document; what is no file, or is larger than is read, is refused before it fills the memory."""
    from knowledge.documents.repair import check_size

    if path.exists() and not path.is_file():
        raise CommandError(f"{path}: is no file; name a document")
    if path.exists():
        check_size(path.name, path.stat().st_size)
    return read_file(path)


def _named_after(path: Path) -> str:
    """The name that a file gives its charter: "Team roles (v2).md" is team-roles-v2."""
    letters = "".join(letter for letter in normalize("NFKD", path.stem.casefold()) if not combining(letter))
    return re.sub(r"[^a-z0-9._-]+", "-", letters)[:MOST_LETTERS].strip("-._") or "charter"


def _most_memory() -> int:
    """The most memory that this process has held so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)  # bytes there, kilobytes elsewhere


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, on a terminal only: lines read of all lines, then claims written of all claims."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading lines", total=None)

        def moved(done: int, total: int) -> None:
            writing = bar.tasks[0].finished  # the lines are read to the end before the first claim is written
            bar.update(task, completed=done, total=total, description="Writing claims" if writing else None)

        yield moved


def _print_report(report: ImportReport) -> None:
    reading = report.reading
    verb = "would change" if report.dry_run else "changed"
    repaired = f", {reading.repaired} damaged places repaired" if reading.repaired else ""
    nobodys = sum(not claim.owners for claim in reading.claims)
    claims = _count(reading.claims, "claim") + (f" ({nobodys} of things without an owner)" if nobodys else "")
    print(f"{reading.charter}: {claims}, {_count(reading.owners, 'owner')}, {reading.lines} lines{repaired}")
    if reading.claims:
        print(f"owners: {_most_named(reading.claims)}")
    if report.unchanged:
        print("The same document is loaded already: nothing changed.")
    else:
        print(f"{verb}: {len(report.added)} added, {len(report.changed)} changed, {len(report.gone)} gone")
        if report.dry_run or report.changed or report.gone:
            _print_changes(report)
    for decision in report.decisions_touched:
        told = {"agrees": "the charter says so too now", "differs": "the charter still differs", "gone": "its line is gone"}
        told[""] = "the charter is again as it was when it was ruled"
        dispute = f" (dispute #{decision.dispute})" if decision.dispute else ""
        print(f"decision on {shown(decision.topic)}{dispute}: {told.get(decision.drift, decision.drift)}")
    if reading.findings:
        print(f"{_count(reading.findings, 'finding')}:")
        for finding in reading.findings[:SHOWN]:
            print(f"  line {finding.line}: {finding.code}: {shown(finding.message)}")
        if len(reading.findings) > SHOWN:
            print(f"  and {len(reading.findings) - SHOWN} more: remit charters findings {reading.charter}")


def _print_changes(report: ImportReport) -> None:
    rows = [("added", claim.topic, "", _owners(claim), str(claim.line)) for claim in report.added]
    rows += [("changed", after.topic, _owners(before), _owners(after), str(after.line)) for before, after in report.changed]
    rows += [("gone", claim.topic, _owners(claim), "", "") for claim in report.gone]
    table(("", "topic", "was", "is", "line"), rows[:SHOWN])
    if len(rows) > SHOWN:
        print(f"  and {len(rows) - SHOWN} more")


def _most_named(claims: tuple[Claim, ...]) -> str:
    """Who owns most, with how many topics, so that a name read wrong is seen at a glance."""
    counted = Counter(owner for claim in claims for owner in claim.owners)
    named = ", ".join(f"{shown(owner)} ({count})" for owner, count in counted.most_common(OWNERS_SHOWN))
    return named + (f" and {len(counted) - OWNERS_SHOWN} more" if len(counted) > OWNERS_SHOWN else "")


def _owners(claim: Claim) -> str:
    return ", ".join(claim.owners) or "nobody"


def _count(things: tuple[object, ...], word: str) -> str:
    return f"{len(things)} {word}{'' if len(things) == 1 else 's'}"


@charters.callback()
def list_when_bare(context: typer.Context) -> None:
    """The loaded charters: list, findings, remove."""
    if not context.invoked_subcommand:
        list_charters()


@charters.command("list")
def list_charters() -> None:
    """Every loaded charter."""
    with open_workspace() as knowledge:
        loaded = knowledge.charters()
    if not loaded:
        say("No charter is loaded; load one with: remit import FILE")
    rows = [
        (one.name, one.source, str(one.claims), str(one.owners), str(one.findings), f"{one.imported_at:%Y-%m-%d %H:%M}") for one in loaded
    ]
    table(("name", "source", "claims", "owners", "findings", "imported (UTC)"), rows)


@charters.command("remove")
def remove_charter(name: str) -> None:
    """Remove a charter; decisions and disputes stay."""
    with open_workspace() as knowledge:
        knowledge.remove_charter(name)
    print(f"{name} is removed; what was decided stays.")


@charters.command("findings")
def show_findings(name: str) -> None:
    """What a reader of the charter should know: two owners, no owner, lines skipped."""
    with open_workspace() as knowledge:
        found = knowledge.findings(name)
    table(("line", "finding", "what"), [(str(finding.line), finding.code, finding.message) for finding in found])


@aliases.command("add")
def add_alias(name: str, topic: str) -> None:
    """Let NAME mean TOPIC: remit alias add "HRIS sync" "Workday"."""
    if not name.strip() or not topic.strip():
        raise CommandError('alias: a name and a topic are needed; write: remit alias add "HRIS sync" "Workday"')
    with open_workspace() as knowledge:
        knowledge.add_alias(name, topic)
    print(f"“{shown(name)}” now means “{shown(topic)}”.")


@aliases.command("list")
def list_aliases() -> None:
    """Every alias."""
    with open_workspace() as knowledge:
        found = knowledge.aliases()
    table(("name", "topic", "added by"), [(alias.name, alias.topic, alias.added_by or "an admin") for alias in found])


@aliases.command("remove")
def remove_alias(name: str) -> None:
    """Forget an alias."""
    with open_workspace() as knowledge:
        knowledge.remove_alias(name)
    print(f"“{shown(name)}” means nothing particular any more.")
