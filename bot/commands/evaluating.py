"""`remit evaluate`: how right the answers are on questions whose owners are known, beside two plain methods on the same claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import open_workspace, read_file, shown, table

if TYPE_CHECKING:
    from knowledge.answers.evaluation import Report

FAILURES_SHOWN = 50


def evaluate(
    file: Annotated[Path, typer.Argument(help='JSON Lines: {"question": …, "expect": owner, owners, "joint" or "unknown", "kind": …}.')],
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Measure the answers on questions with known owners; exit code 1 when one is wrong."""
    data = read_file(file)
    with open_workspace() as knowledge:
        report = knowledge.evaluate(file.name, data)
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(report)
    if report.failures:
        raise typer.Exit(1)


def _print(report: Report) -> None:
    columns = ("method", "right", "of", "share", "wrong owner named", "unknown answered", "unknown said wrongly")
    table(columns, [_row(one) for one in (report, *report.baselines)])
    print()
    kinds = report.by_kind()
    table(("kind", "right", "of"), [(kind, str(right), str(total)) for kind, (right, total) in kinds.items()])
    print()
    table(("expected", "answered", "times"), [(expected, got, str(count)) for (expected, got), count in report.confusion().items()])
    for outcome in report.failures[:FAILURES_SHOWN]:
        print(f"\n{outcome.expected.id} {shown(outcome.expected.question)}")
        print(f"  expected {' or '.join(outcome.expected.expect)}, got {outcome.got} ({outcome.standing}) {shown(outcome.topic)}")
        for evidence in outcome.evidence:
            print(f"  “{shown(evidence.quote)}” ({shown(evidence.charter)}, line {evidence.line})")
    if len(report.failures) > FAILURES_SHOWN:
        print(f"\nand {len(report.failures) - FAILURES_SHOWN} more: --json lists all")


def _row(report: Report) -> tuple[str, ...]:
    numbers = (report.wrong_owners, report.unknowns_answered, report.unknowns_missed)
    return (report.name, str(report.right), str(report.total), f"{report.accuracy:.1%}", *(str(number) for number in numbers))
