"""`remit disputes …`: what is contested and what was decided, for people and for other programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.opening import console, open_workspace, read_file, say, shown, table
from bot.commands.terminal import print_blocks

if TYPE_CHECKING:
    from knowledge import Knowledge
    from knowledge.types import Dispute

disputes = typer.Typer(help="Disputes and decisions: list, show, export.", invoke_without_command=True)

PAGE = 100
# A spreadsheet takes a cell that begins with one of these for a formula (OWASP ASVS 1.2.10, full-width forms included).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    "number", "topic", "state", "present", "proposed", "reason", "raised_by", "raised_at",
    "owners", "decided_by", "decided_at", "rationale", "scope",
)  # fmt: skip


class State(StrEnum):
    """The states of a dispute, as `knowledge.types.DisputeState` has them."""

    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@disputes.callback()
def list_disputes(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.TABLE,
    state: Annotated[State | None, typer.Option(help="Only those in this state.", show_default=False)] = None,
    owner: Annotated[str, typer.Option(help="Only those that touch this owner.")] = "",
    person: Annotated[str, typer.Option(help="Only those this Slack user raised, argued in or holds a side of.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.  [default: all]", show_default=False)] = None,
    after: Annotated[int | None, typer.Option(min=1, help="Go on after this dispute of the list.", show_default=False)] = None,
) -> None:
    """Disputes: open ones first, oldest first, then settled ones, newest first."""
    if context.invoked_subcommand:
        return
    with open_workspace() as knowledge:
        found = list(islice(_all(knowledge, state, owner, person, after), limit))
    if form is Format.JSON:
        print(json.dumps([as_record(dispute, whole=True) for dispute in found], ensure_ascii=False, indent=2))
    elif form is Format.CSV:
        sys.stdout.write(as_csv(found))
    else:
        if not found:
            say("No disputes.")
        columns = ("#", "topic", "state", "present", "proposed", "raised", "decided")
        table(columns, [_row(dispute) for dispute in found])


@disputes.command("patch")
def patch(
    file: Annotated[Path, typer.Argument(help="The document that was imported.")],
    name: Annotated[str, typer.Option(help="The charter's name.  [default: the file's name]", show_default=False)] = "",
) -> None:
    """Print a patch that makes the document say what was decided: remit disputes patch FILE | patch FILE."""
    data = read_file(file)
    with open_workspace() as knowledge:
        amendment = knowledge.amend_charter(name or file.stem, file.name, data)
    sys.stdout.write(amendment.patch().decode("utf-8", "replace"))
    for decision in amendment.left:
        why = "it holds only for its scope" if decision.scope else "no small change of the document says this"
        say(f"Left to be written by hand: {_names(decision.owners)} for {shown(decision.topic)} (dispute #{decision.dispute}); {why}.")
    if not amendment.written and not amendment.left:
        say("The document says what was decided: nothing to patch.")


@disputes.command("show")
def show(number: int, as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """One dispute whole, with its views and history."""
    from handlers.blocks.dispute import whole_message
    from handlers.people import People

    with open_workspace() as knowledge:
        dispute = knowledge.dispute(number)
        people = People(knowledge.team, knowledge.directory().names)
    if as_json:
        print(json.dumps(as_record(dispute, whole=True), ensure_ascii=False, indent=2))
        return
    print_blocks(whole_message(dispute, people)[1], console())


def as_record(dispute: Dispute, *, whole: bool = False) -> dict[str, Any]:
    """A dispute by field names; `whole` adds its views and history."""
    decision = dispute.decision
    record: dict[str, Any] = {
        "number": dispute.number,
        "topic": dispute.topic,
        "state": str(dispute.state),
        "present": list(dispute.present),
        "proposed": list(dispute.proposed),
        "reason": dispute.reason,
        "raised_by": dispute.raised_by,
        "raised_at": dispute.raised_at.isoformat(),
        "owners": list(decision.owners) if decision else [],
        "decided_by": decision.decided_by if decision else "",
        "decided_at": decision.decided_at.isoformat() if decision else "",
        "rationale": decision.rationale if decision else "",
        "scope": decision.scope if decision else dispute.scope,
    }
    if whole:
        record["views"] = [{"author": view.author, "text": view.text, "at": view.at.isoformat()} for view in dispute.views]
        record["history"] = [
            {"at": entry.at.isoformat(), "actor": entry.actor, "act": entry.act, "why": entry.why, "details": dict(entry.details)}
            for entry in dispute.history
        ]
    return record


def as_csv(found: list[Dispute]) -> str:
    """RFC 4180 text in which no cell can start a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for dispute in found:
        record = as_record(dispute)
        writer.writerow([harmless(_cell(record[column])) for column in COLUMNS])
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text."""
    return f"'{cell}" if cell.lstrip(" \u00a0\u3000").startswith(FORMULA) or cell.startswith(FORMULA) else cell


def _cell(value: object) -> str:
    return "; ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _all(knowledge: Knowledge, state: State | None, owner: str, person: str, before: int | None) -> Iterator[Dispute]:
    from knowledge.types import DisputeState

    wanted = DisputeState(state) if state else None
    while page := knowledge.disputes(state=wanted, owner=owner, actor=person, limit=PAGE, before=before):
        yield from page
        before = page[-1].number


def _names(owners: tuple[str, ...]) -> str:
    return shown(", ".join(owners)) or "none of ours"


def _row(dispute: Dispute) -> tuple[str, ...]:
    settled = f"{_names(dispute.decision.owners)} ({dispute.decision.decided_at:%Y-%m-%d})" if dispute.decision else ""
    raised = f"{dispute.raised_at:%Y-%m-%d} by {dispute.raised_by}"
    return (f"#{dispute.number}", dispute.topic, str(dispute.state), _names(dispute.present), _names(dispute.proposed), raised, settled)
